"""The rate limit: so many requests per minute and token, counted by the sandbox's clock."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping
from datetime import datetime

from ._call import Refusal
from ._registry import behaviour

WINDOW = 60
"""Seconds that requests are counted over."""
_FORGET_AT = 1000


class Limiter:
    """Counts requests by token. It has no memory beyond the process: a restarted server counts from zero."""

    def __init__(self, per_minute: int, clock: Callable[[], datetime]) -> None:
        if per_minute < 1:
            raise ValueError(f"rate_limit must be at least 1, or None for no limit, not {per_minute}")
        self._per_minute = per_minute
        self._clock = clock
        self._lock = threading.Lock()
        # When each token's window ends, and what was spent in it.
        self._windows: dict[str, tuple[float, int]] = {}

    @behaviour("The 61st request of a token within a minute answers 429.", "docs")
    @behaviour("The minute begins with the first request, and after it the count begins anew.", "assumed")
    @behaviour("Requests that are refused with 401 for having no valid token are not counted.", "assumed")
    @behaviour("Answers have X-RateLimit-Limit and X-RateLimit-Remaining.", "assumed")
    @behaviour("A 429 has Retry-After in seconds and X-RateLimit-Reset in seconds since 1970.", "assumed")
    def spend(self, token: str) -> Mapping[str, str]:
        """Count a request. Returns the headers of its answer, or raises a 429 `Refusal`."""
        now = self._clock().timestamp()
        with self._lock:
            ends, spent = self._windows.get(token, (0.0, 0))
            # A clock that was told to stand may have gone back: no minute ends later than in a minute.
            if not now < ends <= now + WINDOW:
                ends, spent = now + WINDOW, 0
                self._forget(now)
            if spent < self._per_minute:
                spent += 1
                self._windows[token] = (ends, spent)
                return self._headers(self._per_minute - spent)
        raise too_many(self._headers(0), ends, now)

    def _headers(self, left: int) -> dict[str, str]:
        return {"x-ratelimit-limit": str(self._per_minute), "x-ratelimit-remaining": str(left)}

    def _forget(self, now: float) -> None:
        if len(self._windows) >= _FORGET_AT:
            self._windows = {token: window for token, window in self._windows.items() if window[0] > now}

    def clear(self) -> None:
        """Forget all that was counted."""
        with self._lock:
            self._windows.clear()


@behaviour("The message of a 429 is Too Many Attempts.", "assumed")
def too_many(headers: Mapping[str, str], ends: float, now: float) -> Refusal:
    """The refusal of a request that is one too many, until `ends`."""
    told = {"retry-after": str(max(1, math.ceil(ends - now))), "x-ratelimit-reset": str(math.ceil(ends))}
    return Refusal(429, "Too Many Attempts.", headers={**headers, **told})
