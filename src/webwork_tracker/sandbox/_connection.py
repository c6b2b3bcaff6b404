"""One connection of the server: reads requests off it, has them answered, writes the replies."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any

from webwork_tracker._wire import HTTPReply, HTTPRequest

MAX_BODY = 1024 * 1024
"""Longest body that is read, in bytes. The largest sensible request has some kilobytes."""
_MAX_DIGITS = 20

_log = logging.getLogger("webwork_tracker.sandbox")


class _BodyError(Exception):
    """A body that cannot be read: status, and why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


class Connection(BaseHTTPRequestHandler):
    """Speaks HTTP/1.1 with one client, and keeps the connection open for its next request."""

    protocol_version = "HTTP/1.1"
    # A request line that names no version gets an answer with a head all the same: 0.9 knows none.
    default_request_version = "HTTP/1.0"
    # Head and body leave together: in two packets the second would wait for the first one's receipt, 40 ms.
    wbufsize = -1
    disable_nagle_algorithm = True
    # Seconds that a client may be silent, between requests or inside one.
    timeout = 60.0

    def __init__(
        self, handle: Callable[[HTTPRequest], HTTPReply], refuse: Callable[[int, str, str], HTTPReply], *args: Any
    ) -> None:
        # Before the base class's: that one answers all requests of the connection before it returns.
        self._handle = handle
        self._refuse = refuse
        super().__init__(*args)

    def _answer(self) -> None:
        try:
            body = self._read_body()
        except _BodyError as error:
            self._hang_up(error.status, error.why)
            return
        request = HTTPRequest(self.command, self.path, dict(self.headers.items()), body)
        self._send(self._handle(request))

    # Names that the base class looks for. Which of them the contract has is not decided here.
    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = do_CONNECT = _answer

    def _read_body(self) -> bytes | None:
        if "transfer-encoding" in self.headers:
            raise _BodyError(411, "A body needs a Content-Length.")
        lengths = set(self.headers.get_all("content-length", ()))
        if not lengths:
            return None
        text = lengths.pop().strip()
        if lengths or not (text.isascii() and text.isdigit()):
            raise _BodyError(400, "Content-Length must be one number.")
        # By its digits first: int() refuses thousands of them.
        if len(text) > _MAX_DIGITS or int(text) > MAX_BODY:
            raise _BodyError(413, f"A body may have {MAX_BODY} bytes.")
        body = self.rfile.read(int(text))
        if len(body) < int(text):
            raise _BodyError(400, "The body is shorter than its Content-Length.")
        return body

    def _send(self, reply: HTTPReply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.send_header("Connection", "close" if self.close_connection else "keep-alive")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    def _hang_up(self, status: int, why: str) -> None:
        """Refuse, and end the connection: where its next request would begin is not known any more."""
        self.close_connection = True
        self._send(self._refuse(status, self.responses[status][0], why))
        self.wfile.flush()
        self._let_finish()

    def _let_finish(self) -> None:
        """Read what the client still sends, for a while: closing on unread bytes would take our answer from it."""
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            self.connection.settimeout(0.5)
            for _ in range(256):
                if not self.connection.recv(65536):
                    break

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse what the standard library cannot parse. It calls an unknown method 501 and an unknown version 505."""
        self.command = self.command or ""
        server_fault = code >= HTTPStatus.INTERNAL_SERVER_ERROR
        self._hang_up(HTTPStatus.BAD_REQUEST if server_fault else int(code), message or "This is not HTTP.")

    def version_string(self) -> str:
        """The Server header: no versions, so that answers stay the same."""
        return "webwork-sandbox"

    def handle_expect_100(self) -> bool:
        """Tell a client that waits for it to go on; our buffer would keep the word back."""
        going_on = super().handle_expect_100()
        self.wfile.flush()
        return going_on

    def log_message(self, format: str, *args: Any) -> None:
        """One line per request, for who wants to see it. Its text comes from the client: no line breaks, no escapes."""
        _log.debug("%s", (format % args).encode("unicode_escape").decode("ascii"))
