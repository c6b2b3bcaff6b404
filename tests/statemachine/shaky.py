"""A sandbox at the end of a shaky line: transports that spoil the next answers as they are told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from attrs import define, evolve, field, frozen

from tests.fakes import raw_reply, refusal
from webwork_tracker import APIConnectionError, AsyncWebWork, ResponseDecodeError, WebWork
from webwork_tracker._runtime import Runtime
from webwork_tracker._wire import HTTPReply, HTTPRequest, Limits
from webwork_tracker.sandbox import Sandbox


@frozen
class Fault:
    """What goes wrong with one request: whether the server has done its work, and what comes instead of its reply."""

    name: str
    done: bool
    instead: Callable[[HTTPReply | None], HTTPReply] = field(repr=False)


def _lost(*, sent: bool) -> Callable[[HTTPReply | None], HTTPReply]:
    def instead(_: HTTPReply | None) -> HTTPReply:
        raise APIConnectionError("lost", sent=sent)

    return instead


def _says(status: int, **headers: str) -> Callable[[HTTPReply | None], HTTPReply]:
    return lambda _: refusal(status, {name.replace("_", "-"): value for name, value in headers.items()})


def _cut(reply: HTTPReply | None) -> HTTPReply:
    """Half of a success; a refusal is an answer whatever its body, so that it comes whole."""
    assert reply is not None
    return evolve(reply, body=reply.body[: len(reply.body) // 2]) if reply.status < 300 else reply


FAULTS = (
    Fault("not sent", False, _lost(sent=False)),
    Fault("lost before the work", False, _lost(sent=True)),
    Fault("lost after the work", True, _lost(sent=True)),
    Fault("429", False, _says(429, Retry_After="3")),
    Fault("429 for days", False, _says(429, Retry_After="400000")),
    Fault("503 with Retry-After", False, _says(503, Retry_After="3")),
    Fault("500 before the work", False, _says(500)),
    Fault("500 after the work", True, _says(500)),
    Fault("504 after the work", True, _says(504)),
    Fault("cut JSON after the work", True, _cut),
    Fault("HTML after the work", True, lambda _: raw_reply("<html>", 200, {"Content-Type": "text/html"})),
)


@define
class Line:
    """Carries requests to a sandbox, each of the `faults` for one of them, and counts."""

    sandbox: Sandbox
    faults: list[Fault] = field(factory=list)
    sent: int = 0
    met: int = 0

    def carry(self, request: HTTPRequest) -> HTTPReply:
        self.sent += 1
        if not self.faults:
            return self.sandbox.handle(request)
        self.met += 1
        fault = self.faults.pop(0)
        return fault.instead(self.sandbox.handle(request) if fault.done else None)


class ShakyTransport:
    def __init__(self, line: Line) -> None:
        self._line = line

    def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        return self._line.carry(request)

    def close(self) -> None: ...


class AsyncShakyTransport:
    def __init__(self, line: Line) -> None:
        self._line = line

    async def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        await asyncio.sleep(0)
        return self._line.carry(request)

    async def close(self) -> None: ...


class Clock:
    """Time that passes only by waiting."""

    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    async def sleep_async(self, seconds: float) -> None:
        self.now += seconds

    def runtime(self) -> Runtime:
        return Runtime(lambda: self.now, lambda: self.now, lambda: 0.5, self.sleep, self.sleep_async)


class Caller:
    """A client at the end of a line, sync or async, used in the same words."""

    def __init__(self, line: Line, *, is_async: bool) -> None:
        self.clock = Clock()
        options: dict[str, Any] = {
            "token": line.sandbox.token(),
            "base_url": "http://sandbox.invalid/api/v2",
            "workspace_id": 1,
            "project_id": 100,
            "rate_limit": None,
            "runtime": self.clock.runtime(),
        }
        self.client: Any = (
            AsyncWebWork(transport=AsyncShakyTransport(line), **options)
            if is_async
            else WebWork(transport=ShakyTransport(line), **options)
        )
        self._is_async = is_async

    def call(self, resource: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """What a method gives: of a list, all its items."""
        result = getattr(getattr(self.client, resource), method)(*args, **kwargs)
        if self._is_async:
            return asyncio.run(_items(result) if method == "list" else _awaited(result))
        return list(result) if method == "list" else result


async def _awaited(result: Any) -> Any:
    return await result


async def _items(pager: Any) -> list[Any]:
    return [item async for item in pager]


def in_doubt(error: Exception, *, repeated: bool) -> bool:
    """Whether the call that failed like this may have been carried out, by the client's own word.

    `repeated` says that the call is repeated when an answer was lost: then a 429 may follow on an attempt that was
    carried out. Of all others it says that nothing was done.
    """
    if isinstance(error, APIConnectionError):
        return error.sent
    status = getattr(error, "status_code", 0)
    if status in (429, 503):
        return repeated and getattr(error, "attempts", 0) > 1
    return isinstance(error, ResponseDecodeError) or status in (500, 504)
