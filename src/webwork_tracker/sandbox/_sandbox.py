"""The `Sandbox`: a database, the core that answers from it, and the three ways to reach it."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from webwork_tracker._wire import HTTPReply, HTTPRequest, Limits

from ._core import Core
from ._database import Database
from ._routes import PREFIX
from ._seed import PROJECT_ID, WORKSPACE_ID, seed
from ._server import SandboxServer

if TYPE_CHECKING:
    from typing import Self

    from webwork_tracker import AsyncWebWork, WebWork

# A name that no resolver knows (RFC 2606): should a request leave the process after all, it arrives nowhere.
_IN_PROCESS_URL = f"http://sandbox.invalid{PREFIX}"


def _now() -> datetime:
    return datetime.now(UTC)


class Sandbox:
    """A WebWork Tracker server of your own, with a workspace (1), a project (100), users, a task and a viewer in it.

    `db` is a file to keep its state in; what is in there already is used as it is. `clock` says what time it is:
    with one of your own, and ids that are counted up from the seed's, the same calls give the same answers.
    """

    def __init__(self, db: str | os.PathLike[str] = ":memory:", *, clock: Callable[[], datetime] = _now) -> None:
        self._db = Database(db)
        if self._db.is_new:
            with self._db.transaction():
                self._db.create()
                seed(self._db)
        self._core = Core(self._db, clock)
        self._servers: list[SandboxServer] = []

    def handle(self, request: HTTPRequest) -> HTTPReply:
        """Answer a request. Any number of threads may ask at the same time."""
        if self._db.closed:
            raise RuntimeError("this sandbox is closed")
        return self._core.handle(request)

    def client(self, **options: Any) -> WebWork:
        """A client of this sandbox, in this process, without a socket. `options` are the client's own, and win."""
        from webwork_tracker import WebWork

        return WebWork(**_client_options(InProcessTransport(self), options))

    def async_client(self, **options: Any) -> AsyncWebWork:
        """The same for async code."""
        from webwork_tracker import AsyncWebWork

        return AsyncWebWork(**_client_options(AsyncInProcessTransport(self), options))

    def serve(self, port: int = 0, host: str = "127.0.0.1") -> SandboxServer:
        """A server on a real socket: `with sandbox.serve() as server: … server.base_url`. Port 0 is any free one."""
        server = SandboxServer(self.handle, self._core.refuse, host=host, port=port)
        self._servers.append(server)
        return server

    def close(self) -> None:
        """Stop its servers and let go of the database. What was in memory is gone."""
        for server in self._servers:
            server.stop()
        self._servers.clear()
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class InProcessTransport:
    """Carries a client's requests to a sandbox by calling it."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        """The sandbox's reply. It comes at once, whatever the limits."""
        return self._sandbox.handle(request)

    def close(self) -> None:
        """Nothing: the sandbox outlives its clients."""


class AsyncInProcessTransport:
    """The same for async code."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        """The sandbox's reply. It takes less time to answer than to hand the request to a thread."""
        return self._sandbox.handle(request)

    async def close(self) -> None:
        """Nothing: the sandbox outlives its clients."""


def _client_options(transport: object, options: dict[str, Any]) -> dict[str, Any]:
    return {
        "token": "sandbox-token",
        "base_url": _IN_PROCESS_URL,
        "workspace_id": WORKSPACE_ID,
        "project_id": PROJECT_ID,
        "transport": transport,
        # No server is spared by waiting, and tests make more than 60 calls a minute.
        "rate_limit": None,
        **options,
    }
