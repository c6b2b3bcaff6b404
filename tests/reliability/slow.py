"""A server and a clock in the test's hand: for what depends on time, without any passing."""

from __future__ import annotations

from typing import Any

from attrs import Factory, define

from tests.fakes import Mode
from webwork_tracker import DeadlineExceededError
from webwork_tracker._runtime import Runtime
from webwork_tracker._wire import HTTPReply, HTTPRequest, Limits


@define(eq=False)
class Time:
    """A clock that goes on only when somebody sleeps, or a request takes its time."""

    now: float = 1000.0
    waits: list[float] = Factory(list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    async def sleep_async(self, seconds: float) -> None:
        self.sleep(seconds)

    def runtime(self) -> Runtime:
        return Runtime(self, lambda: 0.0, lambda: 0.5, self.sleep, self.sleep_async)


@define
class Slow:
    """Answers from a script, and takes `takes` seconds for each answer; not a moment longer than it is allowed."""

    clock: Time
    takes: float
    answers: list[HTTPReply]
    limits: list[Limits] = Factory(list)

    def answer(self, limits: Limits) -> HTTPReply:
        self.limits.append(limits)
        left = float("inf") if limits.expires_in is None else limits.expires_in
        self.clock.now += min(self.takes, left)
        if self.takes > left:
            raise DeadlineExceededError("too slow", sent=True)
        return self.answers.pop(0)


def transport(mode: Mode, slow: Slow) -> Any:
    class Sync:
        def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
            return slow.answer(limits)

        def close(self) -> None: ...

    class Async:
        async def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
            return slow.answer(limits)

        async def close(self) -> None: ...

    return Async() if mode.is_async else Sync()


def made(mode: Mode, slow: Slow, **options: Any) -> Any:
    given = {"token": "t0ken", "workspace_id": 1, "project_id": 100, "rate_limit": None, **options}
    return mode.client_class(**given, transport=transport(mode, slow), runtime=slow.clock.runtime())
