"""A proxy on this machine: hands plain requests on, and tunnels TLS. One request per connection, as small as may be."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Any, Self
from urllib.parse import urlsplit


class Proxy:
    """Used in a `with`; `lines` are the request lines that it saw, `heads` the whole heads."""

    def __init__(self) -> None:
        self.heads: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._stopping = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    @property
    def lines(self) -> list[str]:
        return [head.partition("\r\n")[0] for head in self.heads]

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping = True
        with contextlib.suppress(OSError):
            socket.create_connection(self._listener.getsockname(), timeout=1).close()
        self._listener.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(timeout=5)

    def _start(self, work: Any, *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            if self._stopping:
                connection.close()
                return
            self._open.append(connection)
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            content = b""
            while b"\r\n\r\n" not in content:
                if not (piece := connection.recv(65536)):
                    return
                content += piece
            head, _, body = content.partition(b"\r\n\r\n")
            self.heads.append(head.decode("latin-1"))
            method, target, version = self.lines[-1].split()
            host = target if method == "CONNECT" else urlsplit(target).netloc
            try:
                upstream = socket.create_connection((host.rpartition(":")[0], int(host.rpartition(":")[2])), timeout=5)
            except OSError:
                connection.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            upstream.settimeout(None)
            self._open.append(upstream)
            with upstream:
                if method == "CONNECT":
                    connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                else:
                    path = target.partition(host)[2]
                    rest = head.partition(b"\r\n")[2]
                    upstream.sendall(f"{method} {path} {version}\r\n".encode() + rest + b"\r\n\r\n" + body)
                self._start(_pump, connection, upstream)
                _pump(upstream, connection)


def _pump(source: socket.socket, target: socket.socket) -> None:
    """Hand on what comes until one side ends, then end the other in the same way: an RST stays one."""
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)
