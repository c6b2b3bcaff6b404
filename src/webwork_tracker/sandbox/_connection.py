"""One connection of the server: reads requests off it, has them answered, writes the replies."""

from __future__ import annotations

import io
import logging
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from time import monotonic
from typing import TYPE_CHECKING, Any, NoReturn

from webwork_tracker._wire import HTTPReply, HTTPRequest

from ._core import Outcome

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_BODY = 1024 * 1024
"""Longest body that is read, in bytes. The largest sensible request has some kilobytes."""
IDLE = 60.0
"""Seconds that a client may take to begin its next request."""
READ_TIME = 20.0
"""Seconds for the whole of a request, from its first byte: a client that sends one byte now and then is let go."""
_MAX_DIGITS = 20
_FINISHING = 2.0

_log = logging.getLogger("webwork_tracker.sandbox")


class _BodyError(Exception):
    """A body that cannot be read: status, and why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


class Incoming(io.RawIOBase):
    """The bytes of a connection, as long as they come in time."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._ends: float | None = None

    def begin(self) -> None:
        """From here on it is the next request."""
        self._ends = None

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Wait for bytes. Raises `TimeoutError` when the request takes too long."""
        left = IDLE if self._ends is None else self._ends - monotonic()
        if left <= 0:
            raise TimeoutError("the request took too long")
        self._connection.settimeout(left)
        count = self._connection.recv_into(buffer)
        if self._ends is None:
            self._ends = monotonic() + READ_TIME
        return count


class Connection(BaseHTTPRequestHandler):
    """Speaks HTTP/1.1 with one client, and keeps the connection open for its next request."""

    protocol_version = "HTTP/1.1"
    # A request line that names no version gets an answer with a head all the same: 0.9 knows none.
    default_request_version = "HTTP/1.0"
    # Head and body leave together: in two packets the second would wait for the first one's receipt, 40 ms.
    wbufsize = -1
    disable_nagle_algorithm = True
    timeout = IDLE

    def __init__(
        self,
        handle: Callable[[HTTPRequest], Outcome],
        refuse: Callable[[int, str, str], HTTPReply],
        pause: Callable[[float], object],
        *args: Any,
    ) -> None:
        # Before the base class's: that one answers all requests of the connection before it returns.
        self._handle = handle
        self._refuse = refuse
        self._pause = pause
        super().__init__(*args)

    def setup(self) -> None:
        """Read with a time limit for each request, not only for each wait."""
        super().setup()
        self.rfile.close()
        self._incoming = Incoming(self.connection)
        self.rfile = io.BufferedReader(self._incoming, 64 * 1024)

    def handle_one_request(self) -> None:
        """Read a request and answer it."""
        self._incoming.begin()
        super().handle_one_request()

    def _answer(self) -> None:
        try:
            body = self._read_body()
        except _BodyError as error:
            self._hang_up(error.status, error.why)
            return
        request = HTTPRequest(self.command, self.path, dict(self.headers.items()), body)
        self._deliver(self._handle(request))

    # Names that the base class looks for. Which of them the contract has is not decided here.
    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = do_CONNECT = do_QUERY = _answer

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

    def _deliver(self, outcome: Outcome) -> None:
        """Send the reply, with what a fault does to it on the way."""
        fault, reply = outcome.fault, outcome.reply
        if fault is not None and fault.latency is not None:
            self._pause(fault.latency)
        if reply is None or (fault is not None and fault.reset is not None):
            self._reset()
        elif fault is not None and fault.cut_body:
            self.close_connection = True
            self._send(reply, cut=True)
        else:
            self._send(reply)

    def _reset(self) -> NoReturn:
        """End the connection the hard way: with these settings a close sends RST, but only if nobody holds the socket."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.rfile.close()
        self.wfile.close()
        self.connection.close()
        raise ConnectionResetError("a fault of the sandbox")

    def _send(self, reply: HTTPReply, *, cut: bool = False) -> None:
        self.connection.settimeout(IDLE)
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.send_header("Connection", "close" if self.close_connection else "keep-alive")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body[: len(reply.body) // 2] if cut else reply.body)

    def _hang_up(self, status: int, why: str) -> None:
        """Refuse, and end the connection: where its next request would begin is not known any more."""
        self.close_connection = True
        self._send(self._refuse(status, self.responses[status][0], why))
        self.wfile.flush()
        self._let_finish()

    def _let_finish(self) -> None:
        """Read what the client still sends, for a while: closing on unread bytes would take our answer from it."""
        ends = monotonic() + _FINISHING
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            self.connection.settimeout(0.5)
            for _ in range(256):
                if monotonic() > ends or not self.connection.recv(65536):
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
        if _log.isEnabledFor(logging.DEBUG):
            _log.debug("%s", (format % args).encode("unicode_escape").decode("ascii"))
