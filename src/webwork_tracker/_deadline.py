"""Network streams that know when the call they serve is over.

httpx knows timeouts for each wait only: a server that sends a byte now and then would never meet one. Async code has
cancellation against that; sync code gets these, one floor below httpx (httpcore, which httpx stands on).
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any

import httpcore

_PIECE = 65536

expires_at: ContextVar[float | None] = ContextVar("expires_at", default=None)
"""When the call of this thread is over, by `time.monotonic`; None for never."""


def keep_deadlines(*transports: Any) -> None:
    """Wrap the connections of httpx's transports. There is no public way to say this; a test sees that it holds."""
    for transport in transports:
        pool = getattr(transport, "_pool", None)
        backend = getattr(pool, "_network_backend", None)
        if pool is not None and backend is not None and not isinstance(backend, Backend):
            pool._network_backend = Backend(backend)
            for connection in pool.connections:
                # One that a client of the user's own has open already. A proxy's wraps another.
                while connection is not None and not hasattr(connection, "_network_stream"):
                    connection = getattr(connection, "_connection", None)
                if connection is not None:
                    connection._network_stream = _Stream(connection._network_stream)


def left(timeout: float | None, kind: type[Exception]) -> float | None:
    """The time a wait may take. Raises `kind` if the call is over."""
    end = expires_at.get()
    if end is None:
        return timeout
    seconds = end - time.monotonic()
    if seconds <= 0:
        raise kind("the deadline is over")
    return seconds if timeout is None else min(timeout, seconds)


class Backend(httpcore.NetworkBackend):
    """Makes connections that know."""

    def __init__(self, backend: httpcore.NetworkBackend) -> None:
        self._backend = backend

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        # The addresses share the time, so that a dead one leaves some to the next; the system would give each all of it.
        ends = None if timeout is None else time.monotonic() + timeout
        addresses = _addresses(host, port)
        for number, address in enumerate(addresses):
            rest = None if ends is None else max((ends - time.monotonic()) / (len(addresses) - number), 0.001)
            try:
                rest = left(rest, httpcore.ConnectTimeout)
                return _Stream(self._backend.connect_tcp(address, port, rest, local_address, socket_options))
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if address == addresses[-1]:
                    raise
        raise httpcore.ConnectError(f"{host} has no address")

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._backend.connect_unix_socket(path, left(timeout, httpcore.ConnectTimeout), socket_options))

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(seconds)


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise httpcore.ConnectError(str(error)) from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        # In pieces: a peer that reads slowly would get the whole time for each of the system's own.
        for start in range(0, len(buffer), _PIECE):
            self._stream.write(buffer[start : start + _PIECE], left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left(timeout, httpcore.ConnectTimeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
