"""What may be set about retries and the rate budget, as small values. The reasons stand beside the defaults' names."""

from __future__ import annotations

from math import inf
from typing import Literal

from attrs import frozen

from ._constants import BACKOFF, MAX_BACKOFF, MAX_RETRIES, MAX_WAIT, RATE_LIMIT, RATE_WINDOW


@frozen
class RetryPolicy:
    """How often, and how patiently, a call is tried again. *What* is tried again is not a matter of taste: see `WebWork`."""

    max_retries: int = MAX_RETRIES
    """Attempts after the first."""
    max_wait: float = MAX_WAIT
    """Seconds that a server may ask to wait; above it the call fails at once, with `.retry_after`."""

    def wait(self, retry: int, chance: float) -> float:
        """Seconds before the `retry`-th retry (from 1): full jitter, `chance` being anywhere from 0 to 1."""
        # The exponent is capped because 2.0 ** 1024 is an error; the wait has long reached its end by then.
        return float(chance * min(MAX_BACKOFF, BACKOFF * 2.0 ** min(retry - 1, 60)))


@frozen
class RateLimit:
    """How many requests are sent in a window of time, by everybody who uses the same token at the same host.

    Raises ValueError for a figure that is not above zero.
    """

    requests: int = RATE_LIMIT
    """Requests in a window."""
    window: float = RATE_WINDOW
    """Seconds that a window has; it slides."""
    store: str = "memory:"
    """Where the count is kept: `memory:` (this process), `sqlite:///path` (this machine; extra `[sqlite]`) or
    `redis://host` (any machine; extra `[redis]`)."""
    on_store_error: Literal["raise", "memory"] = "raise"
    """What happens when the store fails: `RateLimitStoreError`, or a warning in the log and a count in this process."""

    def __attrs_post_init__(self) -> None:
        if type(self.requests) is not int or self.requests < 1:
            raise ValueError(f"requests must be an integer of at least 1, not {self.requests!r}")
        if type(self.window) not in (int, float) or not 0 < self.window < inf:
            raise ValueError(f"window must be a number of seconds above 0, not {self.window!r}")
        if self.on_store_error not in ("raise", "memory"):
            raise ValueError('on_store_error must be "raise" or "memory"')
        if self.store == "sqlite:///":
            raise ValueError("sqlite:/// needs the path of a file")
        if not self.store.startswith(("memory:", "sqlite:///", "redis://", "rediss://", "unix://")):
            # Not repeated: a Redis URL may hold a password.
            raise ValueError("store must begin with memory:, sqlite:///, redis://, rediss:// or unix://")

    def __repr__(self) -> str:
        return f"RateLimit(requests={self.requests}, window={self.window:g}, store={self.store.partition(':')[0]!r})"
