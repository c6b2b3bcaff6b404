"""The sandbox on a socket, with the standard library's threaded server and an HTTP of its own."""

from __future__ import annotations

import logging
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from socketserver import ThreadingTCPServer
from typing import TYPE_CHECKING, Any

from webwork_tracker._wire import HTTPReply, HTTPRequest

from ._connection import Connection
from ._core import Outcome
from ._routes import PREFIX

if TYPE_CHECKING:
    from typing import Self

_PATIENCE = 5.0
"""Seconds that requests under way may take to end when a server stops."""

_log = logging.getLogger("webwork_tracker.sandbox")


class SandboxServer:
    """A sandbox behind a port, served from a background thread for as long as the `with` block lasts."""

    def __init__(
        self,
        handle: Callable[[HTTPRequest, int], Outcome],
        refuse: Callable[[int, str, str], HTTPReply],
        keeps_out: Callable[[], object],
        *,
        host: str,
        port: int,
    ) -> None:
        self._handle = handle
        self._refuse = refuse
        self._keeps_out = keeps_out
        self._stopping = threading.Event()
        self._address = (host, port)
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def is_running(self) -> bool:
        """Whether it answers."""
        return self._server is not None

    @property
    def port(self) -> int:
        """The port that it listens on."""
        if self._server is None:
            raise RuntimeError("this server is not running")
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """Where it is, without a path: the web page, `/oauth/authorize` and `/oauth/token` are here."""
        port = self.port
        host = self._address[0] or "127.0.0.1"
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    @property
    def base_url(self) -> str:
        """What a client needs as its `base_url`."""
        return self.url + PREFIX

    def start(self) -> None:
        """Take the port and begin to answer. Raises `OSError` if it cannot be had."""
        self._stopping.clear()
        # A pause ends when the server does.
        connection = partial(Connection, self._answer, self._refuse, self._stopping.wait)
        self._server = _Server(self._address, connection, self._keeps_out)
        # How often it looks whether it should stop; requests are answered at once.
        serve = partial(self._server.serve_forever, poll_interval=0.02)
        self._thread = threading.Thread(target=serve, name="webwork-sandbox", daemon=True)
        self._thread.start()

    def _answer(self, request: HTTPRequest) -> Outcome:
        # Once: `stop` may come at any moment.
        server = self._server
        if server is None:
            raise ConnectionAbortedError("this server stops")
        return self._handle(request, int(server.server_address[1]))

    def stop(self) -> None:
        """Close the port and all connections; returns when nobody works any more. To stop what does not run is no mistake."""
        self._stopping.set()
        server, thread = self._server, self._thread
        self._server = self._thread = None
        if server is not None and thread is not None:
            server.shutdown()
            thread.join()
            server.server_close()
            server.close_connections(_PATIENCE)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Server(ThreadingTCPServer):
    """One daemon thread per connection, each connection known, so that stopping leaves none open."""

    daemon_threads = True
    # A server that is started again gets its port although connections of the one before are still being closed.
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(
        self, address: tuple[str, int], connection: Callable[..., Connection], keeps_out: Callable[[], object]
    ) -> None:
        self._keeps_out = keeps_out
        self._open: set[socket.socket] = set()
        self._changed = threading.Condition()
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, connection)

    def get_request(self) -> tuple[socket.socket, Any]:
        """The next connection."""
        connection, address = super().get_request()
        with self._changed:
            self._open.add(connection)
        return connection, address

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Whether a connection may stay; else it is closed at once."""
        return not self._keeps_out()

    def shutdown_request(self, request: Any) -> None:
        """The end of a connection."""
        super().shutdown_request(request)
        with self._changed:
            self._open.discard(request)
            self._changed.notify_all()

    def close_connections(self, patience: float) -> None:
        """Wake the threads that wait for a next request, there will be none, and wait until all are gone."""
        with self._changed:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            self._changed.wait_for(lambda: not self._open, patience)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no news; anything else goes to the log, not to standard error."""
        if not isinstance(sys.exception(), OSError):
            _log.exception("the sandbox's server failed")
