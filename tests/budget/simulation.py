"""A world whose time moves when everybody sleeps: callers as threads would be, and tasks on an event loop of its own."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import random
import selectors
from collections.abc import Callable, Coroutine, Generator
from typing import Any

from tests.fakes import reply
from webwork_tracker import AsyncWebWork, WebWork
from webwork_tracker._constants import RATE_MARGIN
from webwork_tracker._runtime import Runtime
from webwork_tracker._wire import HTTPReply, HTTPRequest, Limits
from webwork_tracker._wishes import Invoke, Send, Sleep

EPOCH = 1_700_000_000.0
_numbers = itertools.count()


def fresh_token() -> str:
    """One that no other test has: budgets are the process's, and by token."""
    return f"token-{next(_numbers)}"


class World:
    """A clock, and a server that notes when each request came."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.sent: list[float] = []
        self.runtime = Runtime(
            monotonic=lambda: self.now, wall=lambda: EPOCH + self.now, chance=lambda: 0.0, sleep=self._sleep
        )

    def client(self, **options: Any) -> WebWork:
        return WebWork(**self._settings(self, options))

    def async_client(self, *, latency: float = 0.0, **options: Any) -> AsyncWebWork:
        return AsyncWebWork(**self._settings(AsyncServer(self, latency), options))

    def _settings(self, transport: Any, options: dict[str, Any]) -> dict[str, Any]:
        defaults = {"token": "t", "transport": transport, "runtime": self.runtime, "deadline": None, "max_retries": 0}
        return {**defaults, **options}

    def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        self.sent.append(self.now)
        return reply()

    def close(self) -> None: ...

    def _sleep(self, seconds: float) -> None:
        self.now += seconds

    def run(self, main: Coroutine[Any, Any, Any]) -> Any:
        """Run async code in this world's time."""
        with asyncio.Runner(loop_factory=lambda: _Loop(self)) as runner:
            return runner.run(main)


class AsyncServer:
    def __init__(self, world: World, latency: float) -> None:
        self._world = world
        self._latency = latency

    async def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        answer = self._world.send(request, limits)
        await asyncio.sleep(self._latency)
        return answer

    async def close(self) -> None: ...


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self, world: World) -> None:
        self._world = world
        super().__init__(_Selector(world))

    def time(self) -> float:
        return self._world.now


class _Selector(selectors.SelectSelector):
    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world

    def select(self, timeout: float | None = None) -> Any:
        assert timeout is not None, "everybody waits, and for nothing"
        self._world.now += timeout
        return super().select(0)


class Threads:
    """Callers as threads would be: between what a flow wishes and its being done, others may come, in any order."""

    def __init__(self, world: World, *, seed: int = 0, lag: float = 0.0, latency: float = 0.0) -> None:
        self._world = world
        self._random = random.Random(seed)
        self._lag, self._latency = lag, latency
        self._agenda: list[tuple[float, float, int, Callable[[], None]]] = []

    def call(self, client: WebWork, at: float) -> None:
        """Let somebody call at that many seconds from now."""
        steps = client._flow(client._prepare_plain("GET", "/x", None, None))
        self._later(at, lambda: self._step(steps, lambda: next(steps)))

    def run(self) -> None:
        while self._agenda:
            at, _, _, step = heapq.heappop(self._agenda)
            self._world.now = at
            step()

    def _later(self, seconds: float, step: Callable[[], Any]) -> None:
        lag = self._random.choice([0.0, self._lag])
        entry = (self._world.now + seconds + lag, self._random.random(), next(_numbers), step)
        heapq.heappush(self._agenda, entry)

    def _step(self, steps: Generator[Any, Any, Any], advance: Callable[[], Any]) -> None:
        try:
            wish = advance()
        except StopIteration:
            return
        self._later(0.0, lambda: self._carry_out(steps, wish))

    def _carry_out(self, steps: Generator[Any, Any, Any], wish: Any) -> None:
        answer, seconds = None, 0.0
        if isinstance(wish, Send):
            answer, seconds = self._world.send(wish.request, wish.limits), self._latency
        elif isinstance(wish, Invoke):
            answer = wish.function()
        elif isinstance(wish, Sleep):
            seconds = wish.seconds
        self._later(seconds, lambda: self._step(steps, lambda: steps.send(answer)))


def assert_never_more(times: list[float], requests: int, window: float) -> None:
    """No window of that length, wherever it begins, has more than so many."""
    for first, beyond in zip(times, times[requests:], strict=False):
        assert beyond - first >= window, f"{requests + 1} requests within {beyond - first} s"


def first_possible(arrivals: list[float], requests: int, window: float) -> list[float]:
    """When each of these callers can be served at the earliest, first come first served."""
    served: list[float] = []
    for number, arrival in enumerate(sorted(arrivals)):
        free = served[number - requests] + window + RATE_MARGIN if number >= requests else arrival
        served.append(max(arrival, free, served[-1] if served else arrival))
    return served
