"""The answers that the clients are measured with, from memory or from `python -m bench.canned`, which prints its port."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from webwork_tracker._wire import HTTPReply, HTTPRequest, Limits

ONE = "/tasks/500?workspace_id=1&project_id=100"
TITLE = "Task number %d of the list that is read"
_META = {"api_version": "2.0.0", "timestamp": "2026-01-15T10:30:00Z"}


def _assignee(number: int) -> dict[str, Any]:
    name = f"Person{number % 20}"
    return {"id": 100 + number % 20, "firstname": name, "lastname": f"Of {name}", "email": f"{name}@example.com"}


def task(number: int) -> dict[str, Any]:
    """A task as the reference has it, with two assignees; each has times of its own."""
    minute, second = number // 60 % 60, number % 60
    return {
        "id": number,
        "title": TITLE % number,
        "description": f"What is to be done for task {number}, in a sentence of the usual length, and why it is.",
        "project_id": 100,
        "owner_id": 100,
        "creator_id": 101,
        "status": 10,
        "priority": 20,
        "start_date": f"2026-01-{1 + number % 28:02}",
        "end_date": f"2026-02-{1 + number % 28:02}",
        "completed_at": f"2026-01-20T10:{minute:02}:{second:02}Z" if number % 2 else None,
        "assignees": [_assignee(number), _assignee(number + 7)],
        "has_details": True,
        "created_at": f"2026-01-15T09:{minute:02}:{second:02}Z",
        "updated_at": f"2026-01-16T09:{minute:02}:{second:02}Z",
        "deleted_at": None,
    }


def page(number: int = 1, of: int = 1) -> bytes:
    """A page of 100 tasks."""
    first = 100 * number - 99
    pagination = {"total": 100 * of, "per_page": 100, "current_page": number, "last_page": of}
    pagination |= {"from": first, "to": first + 99}
    return _answer([task(first + each) for each in range(100)], {"pagination": pagination})


def one() -> bytes:
    """A single task."""
    return _answer(task(500), {})


def _answer(data: Any, more: dict[str, Any]) -> bytes:
    return json.dumps({"success": True, "message": "Retrieved.", "data": data, "meta": {**_META, **more}}).encode()


class Memory:
    """A transport without a socket: pages of a list, and one task."""

    def __init__(self, pages: int = 1) -> None:
        self._pages = pages
        self._one, self._first = reply(one()), reply(page(1, pages))

    def send(self, request: HTTPRequest, _: Limits) -> HTTPReply:
        """The same task for any id; of a list, the page that is asked for."""
        path, query = request.url.split("?")
        if not path.endswith("/tasks"):
            return self._one
        number = int(next((part[5:] for part in query.split("&") if part.startswith("page=")), "1"))
        return self._first if number == 1 else reply(page(number, self._pages))

    def close(self) -> None:
        """Nothing is open."""


def reply(body: bytes) -> HTTPReply:
    """A reply with this body."""
    return HTTPReply(200, {"Content-Type": "application/json", "Date": "Thu, 15 Jan 2026 10:30:00 GMT"}, body)


def _http(body: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nDate: Thu, 15 Jan 2026 10:30:00 GMT\r\nContent-Type: application/json\r\n"
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body


class _Protocol(asyncio.Protocol):
    """Answers GETs, which end with their head."""

    answers: tuple[bytes, bytes]

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._got = b""

    def data_received(self, data: bytes) -> None:
        *heads, self._got = (self._got + data).split(b"\r\n\r\n")
        for head in heads:
            is_page = head.find(b"/tasks?", 0, 60) >= 0
            self._transport.write(self.answers[is_page])


async def _serve() -> None:
    _Protocol.answers = (_http(one()), _http(page()))
    server = await asyncio.get_running_loop().create_server(_Protocol, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
