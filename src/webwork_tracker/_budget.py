"""The rate budget: who may send when. One for each token at each host, shared by all of a process that uses both.

Callers stand in line, first come first served; whoever is at its head asks the store, which knows what was sent.
"""

from __future__ import annotations

import logging
import re
import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from math import inf
from typing import Protocol

from ._constants import RATE_MARGIN
from ._policy import RateLimit
from ._retry_after import retry_after
from ._wire import HTTPReply
from ._wishes import Invoke
from .errors import RateLimitStoreError

_log = logging.getLogger("webwork_tracker")

# Seconds that a server's demand may hold everybody back at most: ten windows. One that asks for more has blocked the
# token or is mistaken, and to ask it again every ten minutes costs neither side anything.
_MAX_HOLD = 600.0
# Seconds between looks of those who are not at the head of the line, when their turn is nearer than that.
_LOOK_AGAIN = 0.005
# Seconds between their looks when it is further away: whoever stands ahead may leave without sending (cancelled, out of
# time). From the thirtieth place on they look more seldom, so that a long line costs no more looks than a short one.
_PATIENCE = 1.0
# Seconds after which whoever could have gone on and has not goes to the end of the line: the event loop it waits in
# stands still, perhaps for ever. Longer than any store takes to answer.
_STUCK = 10.0
# Laravel's names, those of the IETF's older drafts, and its newer one: `RateLimit: "default";r=50;t=30`. All assumed.
_REMAINING = ("x-ratelimit-remaining", "ratelimit-remaining"), "r"
_RESET = ("x-ratelimit-reset", "ratelimit-reset"), "t"


class Store(Protocol):
    """Remembers what was sent in the window."""

    blocks: bool
    """Whether `take` and `hold` do I/O; all else is done from memory."""

    def take(self, requests: int) -> float:
        """Take a place if fewer than `requests` were sent in the window: 0.0; else seconds until it is worth asking."""
        ...

    def guess(self, position: int, requests: int) -> float:
        """Seconds until the caller at this position of the line (1 is behind its head) may expect its turn."""
        ...

    def hold(self, seconds: float) -> None:
        """Let nobody take a place for so long."""
        ...

    def held(self) -> float:
        """Seconds for which nobody may, as far as this process knows; not above 0.0 if there is no such demand."""
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
        self._held_until = -inf
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

    def held(self) -> float:
        return self._held_until - self._clock()

    def tighten(self, remaining: int, requests: int) -> None:
        with self._lock:
            now = self._clock()
            self._forget(now)
            # A limit so large that this bound is met is none that a server would keep to.
            self._sent.extend([now] * min(requests - len(self._sent) - remaining, 10_000))

    def is_empty(self) -> bool:
        """Whether nothing would be lost with it."""
        with self._lock:
            now = self._clock()
            self._forget(now)
            return not self._sent and self._held_until <= now

    def _forget(self, now: float) -> None:
        while self._sent and self._sent[0] + self._window <= now:
            self._sent.popleft()


class Budget:
    """One line of callers, and the store they ask."""

    def __init__(self, limit: RateLimit, store: Store, clock: Callable[[], float]) -> None:
        self._limit = limit
        self._store = store
        # What this process sends by another store is counted here as well, for the day when that one fails.
        self._own = store if isinstance(store, MemoryStore) else MemoryStore(limit.window + RATE_MARGIN, clock)
        self._clock = clock
        self._line: deque[Place] = deque()
        # Re-entrant: the garbage collector may end a waiting call, which leaves the line, within any line of this code.
        self._lock = threading.RLock()

    @property
    def blocks(self) -> bool:
        """Whether asking does I/O."""
        return self._store.blocks

    @property
    def is_idle(self) -> bool:
        """Whether it is kept in memory, and nothing is in it."""
        return not self._line and self._store is self._own and self._own.is_empty()

    def held(self) -> float:
        """Seconds that the server still asks everybody to wait; not above 0.0 if it does not."""
        return self._store.held()

    def take_at_once(self, requests: int) -> bool:
        """Take a place past the line, if nobody stands in it and the store need not be waited for. False: line up."""
        return not (self._store.blocks or self._line or self._guarded("take", requests))

    def line_up(self, requests: int) -> Place:
        """A place at the end of the line, for a caller who allows itself so many requests in the window."""
        place = Place(self, requests)
        with self._lock:
            self._line.append(place)
        return place

    def lesson(self, reply: HTTPReply, wall: float) -> Invoke | None:
        """What a reply teaches about the budget, if anything."""
        if reply.status == 429:
            asked = retry_after(reply.headers.get("retry-after"), wall)
            reset = self._reset(reply, wall)
            seconds = next((known for known in (asked, reset) if known is not None), self._limit.window)
            return self._hold(seconds)
        remaining = _number(reply, *_REMAINING)
        if remaining is None:
            return None
        if remaining == 0 and (reset := self._reset(reply, wall)) is not None:
            return self._hold(reset)
        return Invoke(partial(self._learn, "tighten", int(remaining), self._limit.requests))

    def _hold(self, seconds: float) -> Invoke:
        return Invoke(partial(self._learn, "hold", min(seconds, _MAX_HOLD)), self.blocks)

    @staticmethod
    def _reset(reply: HTTPReply, wall: float) -> float | None:
        """Seconds until the server's window ends; it may say so as a moment (since 1970) or as a span."""
        reset = _number(reply, *_RESET)
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
            if not result and store is not self._own:
                getattr(self._own, name)(*arguments)
            return result
        except RateLimitStoreError as error:
            if self._limit.on_store_error == "raise":
                raise
            with self._lock:
                # Told once, however many meet it.
                if self._store is store:
                    _log.warning("%s From here on this process counts alone.", error)
                    self._store = self._own
        return self._guarded(name, *arguments)


class Place:
    """One caller's place in a budget's line."""

    def __init__(self, budget: Budget, requests: int) -> None:
        self._budget = budget
        self._requests = requests
        self._in_line = True
        self._turn = budget._clock()
        """When it may expect its turn, by the clock, as it was last told."""
        self.patience = inf
        """Seconds after which to ask again, however long the wait."""

    def ask(self) -> Invoke:
        """Answered with 0.0 if the caller may send now; else with seconds until its turn, as far as can be told.

        Raises `RateLimitStoreError` if the store fails and the limit wants to know.
        """
        if self._position():
            return Invoke(self._guess)
        self.patience = inf
        return Invoke(self._take, self._budget.blocks)

    def _position(self) -> int:
        with self._budget._lock:
            return self._budget._line.index(self)

    def _take(self) -> float:
        seconds = self._budget._guarded("take", self._requests)
        self._turn = self._budget._clock() + seconds
        if not seconds:
            self.leave()
        return seconds

    def _guess(self) -> float:
        budget = self._budget
        now = budget._clock()
        with budget._lock:
            if budget._line[0]._turn + _STUCK < now:
                budget._line.rotate(-1)
            position, head = self._position(), budget._line[0]._turn - now
        if not position:
            return _LOOK_AGAIN
        self.patience = max(_PATIENCE, _PATIENCE * position / 30)
        # Nobody goes before the head, not even who allows itself more requests than that one does. The store is asked
        # without the line's lock: it has one itself, under which a call may end and leave the line.
        seconds = max(budget._guarded("guess", position, self._requests), head, _LOOK_AGAIN)
        self._turn = now + seconds
        return seconds

    def leave(self) -> None:
        """Go away, with a place in the budget or without."""
        with self._budget._lock:
            # A thread that its task has left behind may come here beside the task.
            if self._in_line:
                self._in_line = False
                self._budget._line.remove(self)


def _number(reply: HTTPReply, names: tuple[str, str], letter: str) -> float | None:
    """The figure in the first of these headers that is there, else of that letter in `RateLimit`."""
    first, second = names
    text = reply.headers.get(first, reply.headers.get(second))
    if text is None and (limits := reply.headers.get("ratelimit")) is not None:
        item = re.search(rf";\s*{letter}=(\d+)", limits)
        text = item[1] if item else None
    return float(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None
