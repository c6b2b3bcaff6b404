"""Stands in for the network: transports that answer from a script, and one way to use both clients."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import Any

from webwork_tracker import AsyncWebWork, WebWork
from webwork_tracker._wire import HTTPReply, HTTPRequest, Limits

TOKEN = "t0ken/with-everything_that.a+token~has="
META = {"api_version": "2.0.0", "timestamp": "2019-08-24T14:15:22Z"}

# No retries and no waiting: a test sees what one reply does.
ONCE: dict[str, Any] = {"max_retries": 0, "rate_limit": None}

Answer = HTTPReply | Exception | Callable[[HTTPRequest], HTTPReply]


class Script:
    """What the server answers, one after the other, the last one for ever; and what it was asked."""

    def __init__(self, *answers: Answer) -> None:
        self._answers = list(answers)
        self.requests: list[HTTPRequest] = []
        self.timeouts: list[float | None] = []
        self.closed = 0

    def answer(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        assert self._answers, f"nothing should have been sent: {request}"
        self.requests.append(request)
        self.timeouts.append(limits.timeout)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, HTTPReply) else answer(request)

    @property
    def request(self) -> HTTPRequest:
        """The only request."""
        (request,) = self.requests
        return request

    @property
    def body(self) -> Any:
        """The JSON body of the only request."""
        assert self.request.body is not None
        return json.loads(self.request.body)


class SyncTransport:
    def __init__(self, script: Script) -> None:
        self._script = script

    def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        return self._script.answer(request, limits)

    def close(self) -> None:
        self._script.closed += 1


class AsyncTransport:
    def __init__(self, script: Script) -> None:
        self._script = script

    async def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        return self._script.answer(request, limits)

    async def close(self) -> None:
        self._script.closed += 1


class Mode:
    """Uses the sync or the async client in the same words."""

    def __init__(self, *, is_async: bool) -> None:
        self.is_async = is_async
        self.client_class: type[Any] = AsyncWebWork if is_async else WebWork

    def client(self, script: Script, **options: Any) -> Any:
        transport = AsyncTransport(script) if self.is_async else SyncTransport(script)
        return self.client_class(
            **{"token": TOKEN, "workspace_id": 1, "project_id": 100, "transport": transport, **ONCE, **options}
        )

    def call(self, method: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """What a method gives in the end."""
        return asyncio.run(_awaited(method(*args, **kwargs))) if self.is_async else method(*args, **kwargs)

    def collect(
        self, iterable: Any, *, visit: Callable[[Any], None] | None = None, limit: int | None = None
    ) -> list[Any]:
        """The items of a pager or of its pages, at most `limit`; `visit` sees each before the next is asked for."""
        if self.is_async:
            return asyncio.run(_collected(iterable, visit, limit))
        taken: list[Any] = []
        for item in iterable:
            taken.append(item)
            if visit is not None:
                visit(item)
            if len(taken) == limit:
                break
        return taken


async def _awaited(result: Awaitable[Any]) -> Any:
    return await result


async def _collected(iterable: AsyncIterator[Any], visit: Callable[[Any], None] | None, limit: int | None) -> list[Any]:
    taken: list[Any] = []
    async for item in iterable:
        taken.append(item)
        if visit is not None:
            visit(item)
        if len(taken) == limit:
            break
    return taken


def client(script: Script, **options: Any) -> WebWork:
    """The sync client, for what has nothing to do with the way a call is sent."""
    made: WebWork = Mode(is_async=False).client(script, **options)
    return made


def reply(data: Any = None, status: int = 200, headers: dict[str, str] | None = None, **envelope: Any) -> HTTPReply:
    """An answer as the API documents it."""
    body = {"success": 200 <= status < 300, "data": data, "meta": META, **envelope}
    return raw_reply(json.dumps(body), status, headers)


def refusal(status: int, headers: dict[str, str] | None = None, **envelope: Any) -> HTTPReply:
    """An error as the API documents it."""
    body = {"success": False, "message": "No.", "error": None, "meta": META, **envelope}
    return raw_reply(json.dumps(body), status, headers)


def raw_reply(body: bytes | str, status: int = 200, headers: dict[str, str] | None = None) -> HTTPReply:
    """Any bytes at all."""
    content = body if isinstance(body, bytes) else body.encode()
    return HTTPReply(status, {"Content-Type": "application/json", **(headers or {})}, content)


def task(number: Any = 500, **fields: Any) -> dict[str, Any]:
    """A task as the reference has it."""
    return {
        "id": number,
        "title": "Implement user authentication",
        "description": "Add OAuth2 authentication support",
        "project_id": 100,
        "owner_id": 10,
        "creator_id": 100,
        "status": 0,
        "priority": 30,
        "start_date": "2024-01-15",
        "end_date": "2024-01-30",
        "completed_at": "2024-01-30T10:00:00Z",
        "assignees": [{"id": 100, "firstname": "John", "lastname": "Doe", "email": "john.doe@example.com"}],
        "has_details": False,
        "created_at": "2024-01-15T09:00:00Z",
        "updated_at": "2024-01-20T14:30:00Z",
        "deleted_at": None,
        **fields,
    }


def tasks(numbers: Iterable[int]) -> list[dict[str, Any]]:
    return [task(number) for number in numbers]
