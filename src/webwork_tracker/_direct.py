"""A client's own way to a server: straight to httpcore's connection pools, on which httpx stands.

httpx's client takes as long again as the connection for what we have no use for: cookies, credentials, redirects, hooks,
and objects for all of it. Proxies are its business as well: where the environment names one, `_http` is the way.
"""

from __future__ import annotations

import re
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import httpcore

from ._body import ACCEPT_ENCODING, Body
from ._deadline import Backend
from ._deadline import expires_at as ends
from ._failures import translated
from ._tls import context
from ._wire import Headers, HTTPReply, HTTPRequest, Limits
from .errors import ConfigurationError

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

# A URL that goes on the wire as it stands; any other is spelled by httpx first.
_PLAIN = re.compile(
    r"(https?)://([a-z0-9.-]++)(?::([1-9][0-9]*+))?"
    r"((?:/(?!\.)(?:[\w!$&'()*+,;=:@~.-]|%[0-9A-F]{2})*+)++(?:\?(?:[\w*+&=~.-]|%[0-9A-F]{2})*+)?)",
    re.ASCII,
)
_PORTS = {"http": "80", "https": "443"}
# As httpx has them.
_POOL = {"max_connections": 100, "max_keepalive_connections": 20, "keepalive_expiry": 5.0}
# Seconds by which async code is cancelled later than a single step's own timeout ends it: httpcore leaves a connection
# open that is cancelled in the middle of its TLS handshake.
GRACE = 0.02

FAILURES = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    TimeoutError,
)


def needs_proxy() -> bool:
    """Whether the environment (or the system's settings) names a proxy, for whichever hosts."""
    from urllib.request import getproxies

    return not getproxies().keys().isdisjoint(("http", "https", "all"))


class _Pools:
    """A pool for each scheme: certificates are read for https only."""

    def __init__(self, make: Callable[..., Any]) -> None:
        self._make = make
        self._pools: dict[bytes, Any] = {}
        self._closed = False

    def pool(self, scheme: bytes) -> Any:
        if self._closed:
            raise ConfigurationError("This client is closed; make another one.")
        pool = self._pools.get(scheme)
        if pool is None:
            # One of two threads' is left aside: nothing is open in it yet.
            tls = context() if scheme == b"https" else None
            pool = self._pools.setdefault(scheme, self._make(ssl_context=tls, **_POOL))
        return pool

    def close(self) -> list[Any]:
        self._closed = True
        return list(self._pools.values())


class DirectTransport:
    """Sends with httpcore's pools."""

    def __init__(self) -> None:
        self._pools = _Pools(partial(httpcore.ConnectionPool, network_backend=Backend(httpcore.SyncBackend())))

    def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        outgoing = _outgoing(request, limits)
        pool = self._pools.pool(outgoing.url.scheme)
        expires_at = None if limits.expires_in is None else time.monotonic() + limits.expires_in
        reset = ends.set(expires_at)
        try:
            response = pool.handle_request(outgoing)
            try:
                reply, body = _begun(response, limits)
                for piece in response.iter_stream():
                    body.add(piece)
            finally:
                response.close()
            return HTTPReply(response.status, reply, body.whole())
        except FAILURES as error:
            failure = translated(error, limits, expires_at)
        finally:
            ends.reset(reset)
        # Raised out here so that httpcore's error does not hang on ours.
        raise failure

    def close(self) -> None:
        for pool in self._pools.close():
            pool.close()


class AsyncDirectTransport:
    """The same for async code."""

    def __init__(self) -> None:
        self._pools = _Pools(httpcore.AsyncConnectionPool)
        self._home = Home()

    async def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        import anyio

        self._home.check()
        outgoing = _outgoing(request, limits)
        pool = self._pools.pool(outgoing.url.scheme)
        expires_at = None if limits.expires_in is None else time.monotonic() + limits.expires_in
        sent = False

        async def trace(event: str, _: Any) -> None:
            nonlocal sent
            sent = sent or event.endswith("send_request_headers.started")

        outgoing.extensions["trace"] = trace
        try:
            with anyio.fail_after(None if limits.expires_in is None else limits.expires_in + GRACE):
                response = await pool.handle_async_request(outgoing)
                try:
                    reply, body = _begun(response, limits)
                    async for piece in response.aiter_stream():
                        body.add(piece)
                finally:
                    await response.aclose()
            return HTTPReply(response.status, reply, body.whole())
        except FAILURES as error:
            failure = translated(error, limits, expires_at, sent=sent)
        raise failure

    async def close(self) -> None:
        self._home.check()
        for pool in self._pools.close():
            await pool.aclose()


class Home:
    """The event loop that a client is used in: connections belong to theirs."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None

    def check(self) -> None:
        """Raises `ConfigurationError` in another one than the first."""
        from asyncio import get_running_loop

        try:
            loop = get_running_loop()
        except RuntimeError:  # trio
            return
        self._loop = self._loop or loop
        if loop is not self._loop:
            raise ConfigurationError(
                "This client was used in another event loop, and its connections end there; make one in each."
            )


def _outgoing(request: HTTPRequest, limits: Limits) -> httpcore.Request:
    plain = _PLAIN.fullmatch(request.url)
    if plain is None:
        from ._http import spelled

        scheme, host, port, target = spelled(request.url)
    else:
        scheme, host, port, target = plain.groups()
    named = f"[{host}]" if ":" in host else host
    headers = {
        "Host": named if port is None or port == _PORTS[scheme] else f"{named}:{port}",
        "Accept-Encoding": ACCEPT_ENCODING,
    }
    if request.body or request.method in ("POST", "PUT", "PATCH"):
        headers["Content-Length"] = str(len(request.body or b""))
    seconds = [limit for limit in (limits.timeout, limits.expires_in) if limit is not None]
    timeout = min(seconds, default=None)
    return httpcore.Request(
        request.method,
        httpcore.URL(
            scheme=scheme.encode(), host=host.encode(), port=None if port is None else int(port), target=target.encode()
        ),
        headers=[(name.encode(), value.encode()) for name, value in {**headers, **request.headers}.items()],
        content=request.body,
        extensions={"timeout": dict.fromkeys(("connect", "read", "write", "pool"), timeout)},
    )


def _begun(response: httpcore.Response, limits: Limits) -> tuple[Headers, Body]:
    """The headers of a reply, and what takes its body in."""
    headers = Headers((name.decode("ascii"), _text(value)) for name, value in response.headers)
    packed = headers.get("content-encoding", "").strip().lower()
    content_type = headers.get("content-type", "")
    return headers, Body(response.status, packed.replace("identity", ""), content_type, limits.max_bytes)


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
