"""One connection of the server: reads requests off it, has them answered, writes the replies."""

from __future__ import annotations

import io
import logging
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from email.utils import formatdate
from http import HTTPStatus
from socketserver import BaseRequestHandler
from time import monotonic
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

from webwork_tracker._wire import HTTPReply, HTTPRequest

from ._core import Outcome
from ._head import BadRequest, Head, read_head
from ._mask import masked

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
_PHRASES = {int(status): status.phrase for status in HTTPStatus}

_log = logging.getLogger("webwork_tracker.sandbox")


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


class Connection(BaseRequestHandler):
    """Speaks HTTP/1.1 with one client, and keeps the connection open for its next request."""

    request: socket.socket

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

    def handle(self) -> None:
        """Answer its requests, one after the other."""
        # An answer that needs two packets shall not wait for the receipt of the first, 40 ms.
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
        incoming = Incoming(self.request)
        with io.BufferedReader(incoming, 64 * 1024) as stream:
            try:
                while self._answers_one(stream):
                    incoming.begin()
            except BadRequest as error:
                self._hang_up(error)

    def _answers_one(self, stream: BinaryIO) -> bool:
        """Read a request and answer it; whether there may be another one."""
        head = read_head(stream)
        if head is None:
            return False
        if head.waits:
            self.request.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        request = HTTPRequest(head.method, head.target, dict(head.headers), _body(head, stream))
        return self._delivers(head, self._handle(request))

    def _delivers(self, head: Head, outcome: Outcome) -> bool:
        """Send the reply, with what a fault does to it on the way; whether the connection is still good."""
        fault, reply = outcome.fault, outcome.reply
        if fault is not None and fault.latency is not None:
            self._pause(fault.latency)
        if reply is None or (fault is not None and fault.reset is not None):
            self._reset()
        cut = fault is not None and fault.cut_body
        keeps_alive = head.keeps_alive and not cut
        body = b"" if head.method == "HEAD" else reply.body[: len(reply.body) // 2] if cut else reply.body
        self._send(reply, body, keeps_alive=keeps_alive)
        _note(head, reply)
        return keeps_alive

    def _reset(self) -> NoReturn:
        """End the connection the hard way: with this setting a close sends RST."""
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.request.close()
        raise ConnectionResetError("a fault of the sandbox")

    def _send(self, reply: HTTPReply, body: bytes, *, keeps_alive: bool) -> None:
        lines = [
            f"HTTP/1.1 {reply.status} {_PHRASES.get(reply.status, '')}",
            # No versions: answers stay the same.
            "Server: webwork-sandbox",
            f"Date: {formatdate(usegmt=True)}",
            *(f"{name}: {value}" for name, value in reply.headers.items()),
            f"Content-Length: {len(reply.body)}",
            f"Connection: {'keep-alive' if keeps_alive else 'close'}",
        ]
        self.request.settimeout(IDLE)
        self.request.sendall("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)

    def _hang_up(self, error: BadRequest) -> None:
        """Refuse, and end the connection."""
        reply = self._refuse(error.status, _PHRASES[error.status], error.why)
        self._send(reply, reply.body, keeps_alive=False)
        self._let_finish()

    def _let_finish(self) -> None:
        """Read what the client still sends, for a while: closing on unread bytes would take our answer from it."""
        ends = monotonic() + _FINISHING
        with suppress(OSError):
            self.request.shutdown(socket.SHUT_WR)
            self.request.settimeout(0.5)
            for _ in range(256):
                if monotonic() > ends or not self.request.recv(65536):
                    break


def _body(head: Head, stream: BinaryIO) -> bytes | None:
    if head.all("transfer-encoding"):
        raise BadRequest(411, "A body needs a Content-Length.")
    lengths = set(head.all("content-length"))
    if not lengths:
        return None
    text = lengths.pop()
    if lengths or not (text.isascii() and text.isdigit()):
        raise BadRequest(400, "Content-Length must be one number.")
    # By its digits first: int() refuses thousands of them.
    if len(text) > _MAX_DIGITS or int(text) > MAX_BODY:
        raise BadRequest(413, f"A body may have {MAX_BODY} bytes.")
    body = stream.read(int(text))
    if len(body) < int(text):
        raise BadRequest(400, "The body is shorter than its Content-Length.")
    return body


def _note(head: Head, reply: HTTPReply) -> None:
    """One line per request, for who wants to see it. Its text comes from the client: no line breaks, no escapes."""
    if _log.isEnabledFor(logging.DEBUG):
        target = masked(head.target, None).encode("unicode_escape").decode("ascii")
        _log.debug("%s %s %d", head.method, target, reply.status)
