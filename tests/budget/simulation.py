"""A world with a clock that only a test moves: callers come, wait and go in it, and one server answers them.

They are either steps, interleaved as threads are: between what a call wishes and its being done others may come, in any
order. Or they are tasks, on a real event loop that goes by the world's clock.
"""

from __future__ import annotations

import asyncio
import heapq
import selectors
from bisect import bisect_left
from collections.abc import Callable, Generator, Sequence
from functools import partial
from itertools import count
from random import Random
from typing import Any, Literal

from attrs import define, field

from tests.fakes import reply
from webwork_tracker import AsyncWebWork, RateLimit, WebWork, WebWorkError
from webwork_tracker._runtime import Runtime
from webwork_tracker._wire import HTTPReply, HTTPRequest, Limits
from webwork_tracker._wishes import Send, Sleep

Kind = Literal["steps", "tasks"]

EPOCH = 1_700_000_000.0
"""What the wall clock shows when the world's own shows 0."""

_tokens = count()


def fresh_token() -> str:
    """A token that no other test has: budgets live as long as the process."""
    return f"simulated-token-{next(_tokens)}"


@define(eq=False)
class Caller:
    """One caller, and what became of it."""

    client: Any
    name: str
    sent: list[float] = field(factory=list)
    ended: float | None = None
    result: Any = None
    error: WebWorkError | None = None
    cancel: Callable[[], object] = lambda: None


class World:
    """Everything takes no time in it, but for what sleeps, a server's `latency`, and by chance `lag` for a step."""

    def __init__(
        self,
        answer: Callable[[HTTPRequest], HTTPReply] | None = None,
        *,
        kind: Kind = "steps",
        latency: float = 0.0,
        lag: float = 0.0,
        seed: int | None = None,
    ) -> None:
        self.now = 0.0
        self.kind = kind
        self.sent: list[tuple[float, str]] = []
        """When something was sent, and by whom."""
        self.asked = 0
        """How often a step was made, other than sending and sleeping."""
        self.callers: list[Caller] = []
        self.latency = latency
        self._answer = answer or (lambda request: reply([]))
        self._lag, self._random = lag, None if seed is None else Random(seed)
        self._agenda: list[tuple[float, float, Callable[[], object]]] = []
        self._order = count()
        self.runtime = Runtime(monotonic=lambda: self.now, wall=lambda: EPOCH + self.now, chance=lambda: 0.0)

    def client(self, token: str = "", limit: RateLimit | int | None = 60, **options: Any) -> Any:
        """A client that lives in this world."""
        kind = WebWork if self.kind == "steps" else AsyncWebWork
        arguments = {"rate_limit": limit, "runtime": self.runtime, "transport": _Server(self), **options}
        return kind(token or fresh_token(), **arguments)

    def call(self, client: Any, at: float = 0.0, name: str = "") -> Caller:
        """Let somebody make a call at that moment."""
        caller = Caller(client, name or str(len(self.callers)))
        self.callers.append(caller)
        self._at(at, partial(self._begin, caller))
        return caller

    def cancel(self, caller: Caller, at: float) -> None:
        """Let it go away at that moment, if it is still there."""
        self._at(at, lambda: caller.ended is None and caller.cancel())

    @property
    def moments(self) -> list[float]:
        """When something was sent."""
        return [moment for moment, _ in self.sent]

    def answer(self, request: HTTPRequest) -> HTTPReply:
        """What the server says; noted as sent by whom the path names."""
        name = request.url.rpartition("/")[2]
        self.sent.append((self.now, name))
        next(caller for caller in self.callers if caller.name == name).sent.append(self.now)
        return self._answer(request)

    def run(self) -> None:
        """Until nobody has anything left to do."""
        if self.kind == "steps":
            steps = 0
            while self._agenda:
                self.now, _, action = heapq.heappop(self._agenda)
                action()
                steps += 1
                assert steps < 2_000_000, "callers go round in circles"
        else:
            with asyncio.Runner(loop_factory=lambda: _Loop(self)) as runner:
                runner.run(self._run_tasks())
        assert all(caller.ended is not None for caller in self.callers)

    def _at(self, moment: float, action: Callable[[], object]) -> None:
        order = next(self._order) if self._random is None else self._random.random()
        heapq.heappush(self._agenda, (max(moment, self.now), order, action))

    def _begin(self, caller: Caller) -> None:
        if self.kind == "tasks":
            task = asyncio.ensure_future(self._request(caller))
            caller.cancel = task.cancel
            self._tasks.append(task)
            return
        flow = caller.client._flow(caller.client._prepare_plain("GET", f"/{caller.name}", None, None))
        caller.cancel = lambda: (flow.close(), self._end(caller))
        self._step(caller, flow, partial(next, flow))

    def _end(self, caller: Caller, *, result: Any = None, error: WebWorkError | None = None) -> None:
        caller.result, caller.error, caller.ended = result, error, self.now

    async def _run_tasks(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []
        while self._agenda:
            moment, _, action = heapq.heappop(self._agenda)
            await asyncio.sleep(moment - self.now)
            action()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _request(self, caller: Caller) -> None:
        try:
            self._end(caller, result=await caller.client.request("GET", f"/{caller.name}"))
        except WebWorkError as error:
            self._end(caller, error=error)
        except asyncio.CancelledError:
            self._end(caller)
            raise

    def _step(self, caller: Caller, flow: Generator[Any, Any, Any], step: Callable[[], Any]) -> None:
        """One step of a call: what it wishes is done a moment later, when others may have come."""
        if caller.ended is not None:
            return
        try:
            wish = step()
        except StopIteration as end:
            self._end(caller, result=end.value.data)
        except WebWorkError as error:
            self._end(caller, error=error)
        else:
            self._at(self.now + self._slack(), partial(self._carry_out, caller, flow, wish))

    def _carry_out(self, caller: Caller, flow: Generator[Any, Any, Any], wish: Any) -> None:
        if caller.ended is not None:
            return
        answer, seconds = None, 0.0
        step = partial(flow.send, None)
        if isinstance(wish, Sleep):
            assert wish.seconds > 0
            seconds = wish.seconds
        elif isinstance(wish, Send):
            answer, seconds = self.answer(wish.request), self.latency
            step = partial(flow.send, answer)
        else:
            self.asked += 1
            try:
                step = partial(flow.send, wish.function())
            except WebWorkError as error:
                step = partial(flow.throw, error)
        self._at(self.now + seconds + self._slack(), partial(self._step, caller, flow, step))

    def _slack(self) -> float:
        return self._random.choice([0.0, self._lag]) if self._random and self._lag else 0.0


class _Server:
    """Both transports; steps have no need of one."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        answer = self._world.answer(request)
        await asyncio.sleep(self._world.latency)
        return answer

    async def close(self) -> None: ...


class _Loop(asyncio.SelectorEventLoop):
    """Goes by the world's clock."""

    def __init__(self, world: World) -> None:
        self._world = world
        super().__init__(_Selector(world))

    def time(self) -> float:
        return self._world.now


class _Selector(selectors.SelectSelector):
    """Where a loop would wait, the clock goes on instead."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world

    def select(self, timeout: float | None = None) -> Any:
        assert timeout is not None, "everybody waits, and for nothing"
        self._world.now += max(timeout, 0.0)
        return super().select(0)


def most_in_a_window(moments: Sequence[float], window: float) -> int:
    """The most of these in any half-open window of that length: it suffices to look at those that begin with one."""
    ordered = sorted(moments)
    return max((bisect_left(ordered, first + window) - place for place, first in enumerate(ordered)), default=0)


def first_possible(arrivals: Sequence[float], requests: int, window: float) -> list[float]:
    """When each of these callers can be served at the earliest, first come first served."""
    served: list[float] = []
    for number, arrival in enumerate(sorted(arrivals)):
        free = served[number - requests] + window if number >= requests else arrival
        served.append(max(arrival, free, served[-1] if served else arrival))
    return served
