"""A server that speaks as much HTTP as it is told to, on a free port of this machine."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
from collections.abc import Callable
from typing import Self

from attrs import frozen

from tests.fakes import META, task


@frozen
class Received:
    line: str
    headers: dict[str, str]
    body: bytes


Behaviour = Callable[[socket.socket], None]


class RawServer:
    """Reads each request and does with its connection as told, the last thing for ever; used in a `with`."""

    def __init__(self, *behaviours: Behaviour) -> None:
        self.received: list[Received] = []
        self.connections = 0
        self._behaviours = list(behaviours)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}/api/v2"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(timeout=5)

    def _start(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                self._open.append(connection)
                self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError), connection, connection.makefile("rb") as stream:
            while line := stream.readline().decode().strip():
                headers = {}
                while header := stream.readline().decode().strip():
                    name, _, value = header.partition(": ")
                    headers[name.lower()] = value
                body = stream.read(int(headers.get("content-length", "0")))
                self.received.append(Received(line, headers, body))
                behave = self._behaviours.pop(0) if len(self._behaviours) > 1 else self._behaviours[0]
                behave(connection)


def envelope(size: int = 0) -> bytes:
    """A task in its envelope, made longer by `size` bytes."""
    return json.dumps({"success": True, "data": task(), "message": "x" * size, "meta": META}).encode()


def http(body: bytes, status: str = "200 OK", length: int | None = None, **headers: str) -> bytes:
    lines = {"Content-Type": "application/json", "Content-Length": str(len(body) if length is None else length)}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def answering(content: bytes) -> Behaviour:
    """Sends these bytes and waits for the next request."""
    return lambda connection: connection.sendall(content)


def closing(content: bytes = b"") -> Behaviour:
    """Sends these bytes and ends the connection in order."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(content)
        connection.shutdown(socket.SHUT_RDWR)

    return behave


def resetting(connection: socket.socket) -> None:
    """Ends the connection at once and rudely."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    socket.close(connection.detach())


def silent(connection: socket.socket) -> None:
    """Says nothing."""


def dripping(pause: float) -> Behaviour:
    """Sends a byte now and then, so that no single wait is long."""

    def behave(connection: socket.socket) -> None:
        never = threading.Event()
        connection.sendall(http(b"", length=100_000))
        while not never.wait(pause):
            connection.sendall(b" ")

    return behave
