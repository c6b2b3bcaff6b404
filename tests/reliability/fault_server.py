"""A server on a real socket that misbehaves as told: one fault per request, in the order of its script.

Requests beyond the script are answered as the API does, by a `Sandbox`: what is carried out is really carried out. The
faults themselves are in `faults.py`.
"""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from collections import deque
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from typing import Any, BinaryIO, Self

from tests.reliability.faults import ENDS, FAULTS, Exchange, Fault, reset
from webwork_tracker._wire import HTTPReply, HTTPRequest
from webwork_tracker.sandbox import Sandbox

NOW = 1_700_000_000.0
"""What time it is for server and client alike: Tue, 14 Nov 2023 22:13:20 GMT."""


def new_sandbox() -> Sandbox:
    """What a sandbox begins with, an archived viewer (101) and one without a project (102): every operation shows."""
    sandbox = Sandbox(clock=lambda: datetime.fromtimestamp(NOW, UTC))
    for name in ("archived", "idle"):
        viewer = {"workspace_id": 1, "email": f"{name}@client.example.com", "firstname": "A", "lastname": "Viewer"}
        assert _ask(sandbox, "POST", "/project-viewers", viewer).status == 201
    assert _ask(sandbox, "DELETE", "/project-viewers/101", {"workspace_id": 1}).status == 200
    return sandbox


def _ask(sandbox: Sandbox, method: str, path: str, body: dict[str, Any] | None = None) -> HTTPReply:
    headers = {"Authorization": "Bearer somebody", "Content-Type": "application/json"}
    return sandbox.handle(HTTPRequest(method, f"/api/v2{path}", headers, json.dumps(body).encode() if body else None))


def state(sandbox: Sandbox) -> dict[str, Any]:
    """All that the API shows of its tasks and viewers."""
    shown = {}
    for path in ("/tasks?workspace_id=1&project_id=100", "/project-viewers?workspace_id=1"):
        shown[path] = json.loads(_ask(sandbox, "GET", f"{path}&per_page=100").body)["data"]
    return shown


class FaultServer:
    """Used in a `with`. `prepare()` is to be called before each attempt: a port can only be closed before it is knocked at."""

    def __init__(
        self, script: Iterable[Fault] = (), *, tls: ssl.SSLContext | None = None, places: dict[str, str] | None = None
    ) -> None:
        self.sandbox = new_sandbox()
        self.script = deque(script)
        self.places = places or {}
        self.requests: list[HTTPRequest] = []
        """Every request that was read to its end."""
        self.carried_out = 0
        """How many of them came to the API."""
        self.attempts = 0
        """Everything that took a fault or was answered, whether it could be read or not."""
        self.connections = 0
        self.ended = 0
        """How many of the connections are over; `change` tells when one more is."""
        self.change = threading.Condition()
        self.failures: list[BaseException] = []
        """What went wrong in here: mistakes of the test's own."""
        self._tls = tls
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._open: list[socket.socket] = []
        self._accepting = False
        # Bound, and not yet listening: whoever connects is refused.
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind(("127.0.0.1", 0))

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._listener.getsockname()[1]}"

    @property
    def base_url(self) -> str:
        return f"{'https' if self._tls else 'http'}://{self.address}/api/v2"

    def __enter__(self) -> Self:
        if not (self.script and self.script[0].do == "refuse"):
            self._listen()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        if self._accepting:
            # Wakes accept(), which closing the socket would not do on every system.
            with contextlib.suppress(OSError):
                socket.create_connection(self._listener.getsockname()[:2], timeout=1).close()
        self._listener.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(timeout=5)
        self.sandbox.close()
        assert not self.failures, self.failures

    def prepare(self) -> None:
        """Before an attempt: keep the port closed if that is what the script wants, else open it."""
        with self._lock:
            if self.script and self.script[0].do == "refuse":
                assert not self._accepting, (
                    "a port that was open is not closed any more: begin the script with refusals"
                )
                self.script.popleft()
                self.attempts += 1
                return
        self._listen()

    def _listen(self) -> None:
        if not self._accepting:
            self._accepting = True
            self._listener.listen(64)
            self._start(self._accept)

    def _start(self, work: Any, *arguments: object) -> None:
        thread = threading.Thread(target=self._guarded, args=(work, *arguments), daemon=True)
        self._threads.append(thread)
        thread.start()

    def _guarded(self, work: Any, *arguments: object) -> None:
        try:
            work(*arguments)
        except OSError:
            pass  # The client hung up, or we do.
        except BaseException as failure:
            self.failures.append(failure)

    def _accept(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            if self._stopping.is_set():
                connection.close()
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            self._open.append(connection)
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        try:
            if self._next_is("reset at once"):
                self._take()
                reset(connection)
            elif self._next_is("no handshake"):
                self._take()
                Exchange.wait_for_its_end(connection)
            elif self._next_is("cut handshake"):
                connection.recv(65536)
                ENDS[self._take().how](connection)
            else:
                self._converse(connection)
        finally:
            connection.close()
            with self.change:
                self.ended += 1
                self.change.notify_all()

    def _converse(self, connection: socket.socket) -> None:
        if self._tls is not None:
            connection = self._tls.wrap_socket(connection, server_side=True)
            self._open.append(connection)
        with connection, connection.makefile("rb") as stream:
            while True:
                if self._tls is None and not self._hears_http(connection):
                    return
                if self._next_is("reset unread"):
                    self._take()
                    reset(connection)
                    return
                request = _read(stream)
                if request is None:
                    return
                self.requests.append(request)
                fault = self._take()
                exchange = Exchange(connection, fault, partial(self._carry_out, request), self.places, self._stopping)
                if not FAULTS[fault.do](exchange):
                    return

    def _hears_http(self, connection: socket.socket) -> bool:
        """Wait for something to be said, without reading it. Who begins with TLS is told what servers say to that."""
        first = connection.recv(1, socket.MSG_PEEK)
        if first == b"\x16":
            connection.recv(65536)
            self._take()
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
            connection.shutdown(socket.SHUT_WR)
            Exchange.wait_for_its_end(connection)
        return first not in (b"", b"\x16")

    def _next_is(self, name: str) -> bool:
        with self._lock:
            return bool(self.script) and self.script[0].do == name

    def _take(self) -> Fault:
        with self._lock:
            self.attempts += 1
            return self.script.popleft() if self.script else Fault("answer")

    def _carry_out(self, request: HTTPRequest) -> HTTPReply:
        self.carried_out += 1
        return self.sandbox.handle(request)


def _read(stream: BinaryIO) -> HTTPRequest | None:
    """The next request, or None if there is none."""
    line = stream.readline().decode("latin-1").split()
    if not line:
        return None
    headers = {}
    while header := stream.readline().decode("latin-1").strip():
        name, _, value = header.partition(":")
        headers[name] = value.strip()
    length = next((int(value) for name, value in headers.items() if name.lower() == "content-length"), 0)
    return HTTPRequest(line[0], line[1], headers, stream.read(length) if length else None)
