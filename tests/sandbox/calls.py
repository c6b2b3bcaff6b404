"""How the tests ask a sandbox, and what time it is there."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import define, frozen

from webwork_tracker._wire import HTTPRequest
from webwork_tracker.sandbox import Sandbox

Send = Callable[[str, str, dict[str, str], bytes | None], tuple[int, dict[str, str], bytes]]
"""Method, path, headers and body to status, headers and body."""

AUTHORIZATION = {"Authorization": "Bearer t0ken"}


@define
class Clock:
    """Stands still until it is told to go on."""

    now: datetime = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def tick(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)


@frozen
class Reply:
    status: int
    headers: dict[str, str]
    json: Any

    @property
    def data(self) -> Any:
        assert self.json["success"] is True, self.json
        return self.json["data"]


class Caller:
    """Sends requests the way a test wants them, and reads the JSON that comes back."""

    def __init__(self, send: Send) -> None:
        self._send = send

    def __call__(
        self,
        method: str,
        path: str,
        json_body: Any = None,
        *,
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> Reply:
        sent = AUTHORIZATION if headers is None else headers
        if json_body is not None:
            body, sent = json.dumps(json_body).encode(), {**sent, "Content-Type": "application/json"}
        status, received, content = self._send(method, f"/api/v2{path}", sent, body)
        return Reply(status, received, json.loads(content))

    def get(self, path: str, **query: Any) -> Reply:
        """GET within workspace 1, and project 100 if it is about tasks."""
        values = {"workspace_id": 1, **({"project_id": 100} if path.startswith("/tasks") else {}), **query}
        return self("GET", f"{path}?" + "&".join(f"{name}={value}" for name, value in values.items()))

    def write(self, method: str, path: str, **fields: Any) -> Reply:
        """Anything else, within workspace 1 and project 100 where one is meant."""
        with_project = path.startswith("/tasks") or path.endswith("-project")
        return self(method, path, {"workspace_id": 1, **({"project_id": 100} if with_project else {}), **fields})


def in_process(sandbox: Sandbox) -> Caller:
    """A caller without a socket."""

    def send(method: str, path: str, headers: dict[str, str], body: bytes | None) -> tuple[int, dict[str, str], bytes]:
        reply = sandbox.handle(HTTPRequest(method, path, headers, body))
        return reply.status, dict(reply.headers), reply.body

    return Caller(send)
