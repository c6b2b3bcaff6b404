"""The rate budget: who may send when. One for each token at each host, shared by all of a process that uses both.

Callers stand in line, first come first served; whoever is at its head asks the store, which knows what was sent.
"""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from math import inf
from typing import Protocol

from ._constants import RATE_MARGIN
from ._policy import RateLimit
from ._retry_after import retry_after
from ._runtime import Runtime
from ._wire import HTTPReply
from .errors import RateLimitStoreError

_log = logging.getLogger("webwork_tracker")

# Seconds. What a server's demand may hold everybody back at most: one that asks for days is not obeyed by waiting.
_MAX_HOLD = 600.0
# Seconds between looks of those who are not at the head of the line, when their turn is nearer than that.
_LOOK_AGAIN = 0.005
# Seconds between their looks when it is further away: whoever stands ahead may leave without sending (cancelled, out of
# time). From the thirtieth place on they look more seldom, so that a long line costs no more looks than a short one.
_PATIENCE = 1.0
# Laravel's names, and those of the IETF draft. All assumed.
_REMAINING = ("x-ratelimit-remaining", "ratelimit-remaining")
_RESET = ("x-ratelimit-reset", "ratelimit-reset")


class Store(Protocol):
    """Remembers what was sent in the window."""

    blocks: bool
    """Whether it does I/O."""

    def take(self, requests: int) -> float:
        """Take a place if fewer than `requests` were sent in the window: 0.0; else seconds until it is worth asking."""
        ...

    def guess(self, position: int, requests: int) -> float:
        """Seconds until the caller at this position of the line (1 is behind its head) may expect its turn."""
        ...

    def hold(self, seconds: float) -> None:
        """Let nobody take a place for so long."""
        ...

    def tighten(self, remaining: int, requests: int) -> None:
        """Count as sent what the server has counted beyond our own count."""
        ...


class MemoryStore:
    """The count of this process."""

    blocks = False

    def __init__(self, window: float, clock: Callable[[], float]) -> None:
        self._window = window
        self._clock = clock
        self._sent: deque[float] = deque()
        self._held_until = float("-inf")
        self._lock = threading.Lock()

    def take(self, requests: int) -> float:
        with self._lock:
            now = self._clock()
            if now < self._held_until:
                return self._held_until - now
            self._forget(now)
            if len(self._sent) < requests:
                self._sent.append(now)
                return 0.0
            # Not quite nothing, or a clock that rounds would ask again in the same instant for ever.
            return max(self._sent[len(self._sent) - requests] + self._window - now, 0.001)

    def guess(self, position: int, requests: int) -> float:
        with self._lock:
            now = self._clock()
            self._forget(now)
            rounds, place = divmod(position, requests)
            # What is free goes first; then each place that was taken, a window after it was.
            taken = place + len(self._sent) - requests
            turn = self._sent[taken] + self._window if taken >= 0 else now
            return max(turn, self._held_until) + self._window * rounds - now

    def hold(self, seconds: float) -> None:
        with self._lock:
            self._held_until = max(self._held_until, self._clock() + seconds)

    def tighten(self, remaining: int, requests: int) -> None:
        with self._lock:
            now = self._clock()
            self._forget(now)
            # A limit so large that this bound is met is none that a server would keep to.
            self._sent.extend([now] * min(requests - len(self._sent) - remaining, 10_000))

    def _forget(self, now: float) -> None:
        while self._sent and self._sent[0] + self._window <= now:
            self._sent.popleft()


class Budget:
    """One line of callers, and the store they ask."""

    def __init__(self, limit: RateLimit, store: Store, clock: Callable[[], float]) -> None:
        self._limit = limit
        self._store = store
        self._clock = clock
        self._line: deque[Place] = deque()
        # Re-entrant: the garbage collector may end a waiting call, which leaves the line, within any line of this code.
        self._lock = threading.RLock()

    @property
    def blocks(self) -> bool:
        """Whether asking does I/O."""
        return self._store.blocks

    def line_up(self, requests: int) -> Place:
        """A place at the end of the line, for a caller who allows itself so many requests in the window."""
        place = Place(self, requests)
        with self._lock:
            self._line.append(place)
        return place

    def lesson(self, reply: HTTPReply, wall: float) -> Callable[[], object] | None:
        """What a reply teaches about the budget: something to be called, or None."""
        reset = self._reset(reply, wall)
        if reply.status == 429:
            asked = retry_after(reply.headers.get("retry-after"), wall)
            seconds = next((known for known in (asked, reset) if known is not None), self._limit.window)
            return partial(self._hold, seconds)
        remaining = _number(reply, _REMAINING)
        if remaining is None:
            return None
        if remaining == 0 and reset is not None:
            return partial(self._hold, reset)
        return partial(self._learn, "tighten", int(remaining), self._limit.requests)

    def _hold(self, seconds: float) -> None:
        self._learn("hold", min(seconds, _MAX_HOLD))

    @staticmethod
    def _reset(reply: HTTPReply, wall: float) -> float | None:
        """Seconds until the server's window ends; it may say so as a moment (since 1970) or as a span."""
        reset = _number(reply, _RESET)
        if reset is None:
            return None
        seconds = max(0.0, reset - wall if reset > 1e8 else reset)
        # One that is further away is in milliseconds, of another limit, or nonsense: no ground to stop for so long.
        return seconds if seconds <= _MAX_HOLD else None

    def _learn(self, name: str, *arguments: float) -> None:
        """Tell the store what a reply teaches. The reply is there and must not be lost to a store that fails."""
        try:
            self._guarded(name, *arguments)
        except RateLimitStoreError as error:
            _log.warning("%s What the server said of its limit is not kept.", error)

    def _guarded(self, name: str, *arguments: float) -> float:
        """Ask the store; if it fails, do what the limit says about that."""
        store = self._store
        try:
            result: float = getattr(store, name)(*arguments)
            return result
        except RateLimitStoreError as error:
            if self._limit.on_store_error == "raise":
                raise
            with self._lock:
                # Once: a second one would forget what was sent since the first.
                if self._store is store:
                    _log.warning("%s From here on this process counts alone.", error)
                    self._store = MemoryStore(self._limit.window + RATE_MARGIN, self._clock)
        return self._guarded(name, *arguments)


class Place:
    """One caller's place in a budget's line."""

    def __init__(self, budget: Budget, requests: int) -> None:
        self._budget = budget
        self._requests = requests
        self._in_line = True
        self.patience = inf
        """Seconds after which to ask again, however long the wait."""

    def wait(self) -> float:
        """0.0 if the caller may send now; else seconds until its turn, as far as can be told.

        Raises `RateLimitStoreError` if the store fails and the limit wants to know.
        """
        budget = self._budget
        with budget._lock:
            position = budget._line.index(self)
        if position:
            self.patience = max(_PATIENCE, _PATIENCE * position / 30)
            return max(budget._guarded("guess", position, self._requests), _LOOK_AGAIN)
        self.patience = inf
        seconds = budget._guarded("take", self._requests)
        if not seconds:
            self.leave()
        return seconds

    def leave(self) -> None:
        """Go away, with a place in the budget or without."""
        if self._in_line:
            self._in_line = False
            with self._budget._lock:
                self._budget._line.remove(self)


def _number(reply: HTTPReply, names: tuple[str, ...]) -> float | None:
    """The figure in the first of these headers that is there."""
    for name in names:
        text = reply.headers.get(name)
        if text is not None:
            return float(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
    return None


_budgets: dict[tuple[object, ...], Budget] = {}
_lock = threading.Lock()
# Of those who open a store, which takes its time: who has none to open does not wait for them.
_opening = threading.Lock()
_inherited: list[Budget] = []


def budget_for(token: str, host: str, limit: RateLimit, runtime: Runtime) -> Budget:
    """The budget that everybody in this process shares who uses this token at this host, and this store.

    Raises `RateLimitStoreError` or `ConfigurationError` if there is no getting at the store.
    """
    key = hashlib.sha256(f"{host.lower().removesuffix(':443')} {token}".encode()).hexdigest()[:32]
    known: tuple[object, ...]
    if limit.store.startswith("memory:"):
        known, lock = (key, limit.window), _lock
    else:
        known, lock = (key, limit.window, limit.store, limit.on_store_error), _opening
    with lock:
        if known not in _budgets:
            _budgets[known] = Budget(limit, _open(key, limit, runtime), runtime.monotonic)
        return _budgets[known]


def _open(key: str, limit: RateLimit, runtime: Runtime) -> Store:
    window = limit.window + RATE_MARGIN
    if limit.store.startswith("memory:"):
        return MemoryStore(window, runtime.monotonic)
    from ._stores import open_store

    try:
        return open_store(limit.store, key, window, limit.requests)
    except RateLimitStoreError as error:
        if limit.on_store_error == "raise":
            raise
        _log.warning("%s This process counts alone.", error)
        return MemoryStore(window, runtime.monotonic)


def _forget_all() -> None:
    """After a fork: the parent's locks may be held by threads that are not here, its connections are not ours."""
    global _lock, _opening
    _lock, _opening = threading.Lock(), threading.Lock()
    # Kept, though never used: to close an SQLite connection of the parent's here could damage the file.
    _inherited.extend(_budgets.values())
    _budgets.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
