"""A world with a clock that only a test moves: many callers in it, each a generator that wishes, and one server."""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections.abc import Callable, Generator, Sequence
from functools import partial
from itertools import count
from typing import Any

from attrs import define, field

from tests.fakes import reply
from webwork_tracker import RateLimit, WebWork, WebWorkError
from webwork_tracker._runtime import Runtime
from webwork_tracker._wire import HTTPReply, HTTPRequest
from webwork_tracker._wishes import Send, Sleep, Wish

EPOCH = 1_700_000_000.0
"""What the wall clock shows when the world's own shows 0."""

_tokens = count()

Flow = Generator[Wish, Any, Any]


def fresh_token() -> str:
    """A token that no other test has: budgets live as long as the process."""
    return f"simulated-token-{next(_tokens)}"


@define(eq=False)
class Caller:
    """One caller, and what became of it."""

    name: str
    flow: Flow
    sent: list[float] = field(factory=list)
    ended: float | None = None
    result: Any = None
    error: WebWorkError | None = None


class World:
    """Runs callers in turn, each at the moment that it asked for. Everything takes no time, but for what sleeps."""

    def __init__(self, answer: Callable[[HTTPRequest], HTTPReply] | None = None, *, latency: float = 0.0) -> None:
        self.now = 0.0
        self.callers: list[Caller] = []
        self.sent: list[tuple[float, str]] = []
        """When something was sent, and by whom."""
        self._answer = answer or (lambda request: reply([]))
        self._latency = latency
        self._agenda: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()
        self.runtime = Runtime(
            monotonic=lambda: self.now, wall=lambda: EPOCH + self.now, chance=lambda: 0.0, sleep=self._no_sleep
        )

    def at(self, moment: float, action: Callable[[], None]) -> None:
        """Do something when the clock shows `moment`."""
        heapq.heappush(self._agenda, (moment, next(self._order), action))

    def start(self, flow: Flow, moment: float = 0.0, name: str = "") -> Caller:
        """Let a caller come at that moment."""
        caller = Caller(name or str(len(self.callers)), flow)
        self.callers.append(caller)
        self.at(moment, partial(self._go_on, caller, partial(next, flow)))
        return caller

    def call(self, client: WebWork, moment: float = 0.0, name: str = "") -> Caller:
        """Let a client's whole call begin at that moment."""
        return self.start(client._flow(client._prepare_plain("GET", "/workspaces", None, None)), moment, name)

    def client(self, token: str, limit: RateLimit | int | None = 60, **options: Any) -> WebWork:
        """A client that lives in this world."""
        return WebWork(token, rate_limit=limit, runtime=self.runtime, transport=_Nothing(), **options)

    def cancel(self, caller: Caller, moment: float) -> None:
        """What a cancelled task does to its call: the generator is closed."""

        def close() -> None:
            if caller.ended is None:
                caller.flow.close()
                caller.ended = self.now

        self.at(moment, close)

    def run(self) -> None:
        """Until nobody has anything left to do."""
        steps = 0
        while self._agenda:
            moment, _, action = heapq.heappop(self._agenda)
            self.now = max(self.now, moment)
            action()
            steps += 1
            assert steps < 2_000_000, "callers go round in circles"
        assert all(caller.ended is not None for caller in self.callers)

    def _go_on(self, caller: Caller, step: Callable[[], Wish]) -> None:
        if caller.ended is not None:
            return
        while True:
            try:
                wish = step()
            except StopIteration as end:
                caller.result, caller.ended = end.value, self.now
                return
            except WebWorkError as error:
                caller.error, caller.ended = error, self.now
                return
            if isinstance(wish, Sleep):
                assert wish.seconds > 0
                self._later(caller, wish.seconds, None)
                return
            if isinstance(wish, Send):
                caller.sent.append(self.now)
                self.sent.append((self.now, caller.name))
                answer = self._answer(wish.request)
                if self._latency:
                    self._later(caller, self._latency, answer)
                    return
                step = partial(caller.flow.send, answer)
                continue
            try:
                step = partial(caller.flow.send, wish.function())
            except WebWorkError as error:
                step = partial(caller.flow.throw, error)

    def _later(self, caller: Caller, seconds: float, answer: Any) -> None:
        self.at(self.now + seconds, partial(self._go_on, caller, partial(caller.flow.send, answer)))

    @staticmethod
    def _no_sleep(seconds: float) -> None:
        raise AssertionError("nobody sleeps here but by a wish")


class _Nothing:
    def send(self, request: HTTPRequest, limits: object) -> HTTPReply:
        raise AssertionError("the world sends, not the transport")

    def close(self) -> None:
        pass


def most_in_a_window(moments: Sequence[float], window: float) -> int:
    """The most of these in any half-open window of that length: it suffices to look at those that begin with one."""
    ordered = sorted(moments)
    return max((bisect_left(ordered, first + window) - place for place, first in enumerate(ordered)), default=0)
