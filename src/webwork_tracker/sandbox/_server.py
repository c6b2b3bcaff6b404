"""The sandbox on a socket, with the standard library's threaded server."""

from __future__ import annotations

import logging
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http.server import ThreadingHTTPServer
from socketserver import TCPServer
from typing import TYPE_CHECKING, Any

from webwork_tracker._wire import HTTPReply, HTTPRequest

from ._connection import Connection
from ._core import Outcome
from ._routes import PREFIX

if TYPE_CHECKING:
    from typing import Self

_log = logging.getLogger("webwork_tracker.sandbox")


class SandboxServer:
    """A sandbox behind a port, served from a background thread for as long as the `with` block lasts."""

    def __init__(
        self,
        handle: Callable[[HTTPRequest, int], Outcome],
        refuse: Callable[[int, str, str], HTTPReply],
        *,
        host: str,
        port: int,
    ) -> None:
        self._handle = handle
        self._refuse = refuse
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
        self._server = _Server(self._address, connection)
        # How often it looks whether it should stop; requests are answered at once.
        serve = partial(self._server.serve_forever, poll_interval=0.02)
        self._thread = threading.Thread(target=serve, name="webwork-sandbox", daemon=True)
        self._thread.start()

    def _answer(self, request: HTTPRequest) -> Outcome:
        if self._server is None:
            raise ConnectionAbortedError("this server stops")
        return self._handle(request, self.port)

    def stop(self) -> None:
        """Close the port and all connections. To stop what does not run is no mistake."""
        self._stopping.set()
        server, thread = self._server, self._thread
        self._server = self._thread = None
        if server is not None and thread is not None:
            server.shutdown()
            thread.join()
            server.server_close()
            server.close_connections()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    """One daemon thread per connection, each connection known, so that stopping leaves none open."""

    request_queue_size = 128

    def __init__(self, address: tuple[str, int], connection: Callable[..., Connection]) -> None:
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, connection)

    def server_bind(self) -> None:
        """Take the port. HTTPServer would ask the resolver for the host's name as well, which can take seconds."""
        TCPServer.server_bind(self)

    def get_request(self) -> tuple[socket.socket, Any]:
        """The next connection."""
        connection, address = super().get_request()
        with self._open_lock:
            self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        """The end of a connection."""
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        """Wake the threads that wait for a next request: there will be none."""
        with self._open_lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no news; anything else goes to the log, not to standard error."""
        if not isinstance(sys.exception(), OSError):
            _log.exception("the sandbox's server failed")
