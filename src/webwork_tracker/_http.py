"""The one module that knows httpx: two transports, and the translation of its exceptions into ours."""

from __future__ import annotations

import asyncio
import ssl
import time
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import anyio
import httpx

from ._body import ACCEPT_ENCODING, Body
from ._deadline import expires_at as ends
from ._deadline import keep_deadlines, left
from ._wire import AsyncTransport, Headers, HTTPReply, HTTPRequest, Limits, Transport
from .errors import APIConnectionError, APITimeoutError, ConfigurationError, DeadlineExceededError, WebWorkError


@cache
def _tls() -> ssl.SSLContext:
    """One for the whole process: to read the certificates takes longer than most calls."""
    return httpx.create_ssl_context()


def _no_cookies() -> CookieJar:
    """A jar that takes none: a session of the server's would outlive the token that it was made for."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))


def transport_for(given: Any) -> Transport:
    """Ours for an `httpx.Client`, an httpx transport, or nothing. Raises `ConfigurationError` for anything else."""
    if given is None:
        return HTTPXTransport(httpx.Client(verify=_tls(), cookies=_no_cookies()), owned=True)
    if isinstance(given, httpx.Client):
        return HTTPXTransport(given, owned=False)
    if isinstance(given, httpx.BaseTransport):
        return HTTPXTransport(httpx.Client(transport=given, cookies=_no_cookies()), owned=True)
    if isinstance(given, (httpx.AsyncClient, httpx.AsyncBaseTransport)):
        raise ConfigurationError("That transport is for async code; it goes with AsyncWebWork.")
    raise _no_transport(given)


def async_transport_for(given: Any) -> AsyncTransport:
    """The same for `httpx.AsyncClient` and its transports."""
    if given is None:
        return AsyncHTTPXTransport(httpx.AsyncClient(verify=_tls(), cookies=_no_cookies()), owned=True)
    if isinstance(given, httpx.AsyncClient):
        return AsyncHTTPXTransport(given, owned=False)
    if isinstance(given, httpx.AsyncBaseTransport):
        return AsyncHTTPXTransport(httpx.AsyncClient(transport=given, cookies=_no_cookies()), owned=True)
    if isinstance(given, (httpx.Client, httpx.BaseTransport)):
        raise ConfigurationError("That transport is for sync code; it goes with WebWork.")
    raise _no_transport(given)


def _no_transport(given: object) -> ConfigurationError:
    return ConfigurationError(f"transport=… takes an httpx client or an httpx transport, not {type(given).__name__}.")


class HTTPXTransport:
    """Sends with an `httpx.Client`, which takes proxies and certificates from the environment."""

    def __init__(self, client: httpx.Client, *, owned: bool) -> None:
        self._client = client
        self._owned = owned
        keep_deadlines(client._transport, *client._mounts.values())

    def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        _must_be_open(self._client)
        expires_at = None if limits.expires_in is None else time.monotonic() + limits.expires_in
        reset = ends.set(expires_at)
        try:
            with self._client.stream(**_arguments(request, limits)) as response:
                body = _body(response, limits)
                for piece in [response.content] if response.is_stream_consumed else response.iter_raw():
                    body.add(piece)
                    # For transports whose connections we do not know.
                    left(None, httpx.ReadTimeout)
            return _reply(response, body)
        except _FAILURES as error:
            failure = _translated(error, limits, expires_at)
        finally:
            ends.reset(reset)
        # Raised out here so that httpx's error, which holds the request with its token, does not hang on ours.
        raise failure

    def close(self) -> None:
        if self._owned:
            self._client.close()


# Seconds by which async code is cancelled later than a single step's own timeout ends it: httpcore leaves a connection
# open that is cancelled in the middle of its TLS handshake.
_GRACE = 0.02


class AsyncHTTPXTransport:
    """The same with an `httpx.AsyncClient`."""

    def __init__(self, client: httpx.AsyncClient, *, owned: bool) -> None:
        self._client = client
        self._owned = owned
        self._loop: asyncio.AbstractEventLoop | None = None
        transports = (client._transport, *client._mounts.values())
        # Only these tell how far a request has come; with any other the worst is assumed.
        self._tells = all(type(each) is httpx.AsyncHTTPTransport for each in transports if each is not None)

    async def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        _must_be_open(self._client)
        self._must_be_at_home()
        expires_at = None if limits.expires_in is None else time.monotonic() + limits.expires_in
        sent = not self._tells

        async def trace(event: str, _: Any) -> None:
            nonlocal sent
            sent = sent or event.endswith("send_request_headers.started")

        try:
            with anyio.fail_after(None if limits.expires_in is None else limits.expires_in + _GRACE):
                async with self._client.stream(**_arguments(request, limits), extensions={"trace": trace}) as response:
                    body = _body(response, limits)
                    if response.is_stream_consumed:
                        body.add(response.content)
                    else:
                        async for piece in response.aiter_raw():
                            body.add(piece)
            return _reply(response, body)
        except _FAILURES as error:
            failure = _translated(error, limits, expires_at, sent=sent)
        raise failure

    async def close(self) -> None:
        if self._owned:
            self._must_be_at_home()
            await self._client.aclose()

    def _must_be_at_home(self) -> None:
        """Raises `ConfigurationError` in another event loop than the first: connections belong to theirs."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # trio
            return
        self._loop = self._loop or loop
        if loop is not self._loop:
            raise ConfigurationError(
                "This client was used in another event loop, and its connections end there; make one in each."
            )


def _must_be_open(client: httpx.Client | httpx.AsyncClient) -> None:
    """Raises `ConfigurationError`; httpx would raise a RuntimeError."""
    if client.is_closed:
        raise ConfigurationError("The httpx client that this client sends with is closed.")


def _arguments(request: HTTPRequest, limits: Limits) -> dict[str, Any]:
    steps = [seconds for seconds in (limits.timeout, limits.expires_in) if seconds is not None]
    return {
        "method": request.method,
        "url": request.url,
        "headers": {"Accept-Encoding": ACCEPT_ENCODING, **request.headers},
        "content": request.body,
        "timeout": min(steps, default=None),
        # Never followed, whatever a client of the user's own would do: the token goes where it was meant to go.
        "follow_redirects": False,
    }


def _body(response: httpx.Response, limits: Limits) -> Body:
    headers = response.headers
    # A transport that has the whole reply at hand, a mock for one, hands it over read and unpacked.
    packed = "" if response.is_stream_consumed else headers.get("content-encoding", "").strip().lower()
    return Body(
        response.status_code,
        packed.replace("identity", ""),
        headers.get("content-type", ""),
        limits.max_bytes,
    )


def _reply(response: httpx.Response, body: Body) -> HTTPReply:
    return HTTPReply(response.status_code, Headers(response.headers.multi_items()), body.whole())


# What httpx raises when the server cannot have seen the request.
_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)
# How httpcore's texts begin when a connection just ended. Any other protocol error is garbage: worth one more try.
_ENDED = ("Server disconnected", "peer closed connection")


# HTTPStatusError is raised by hooks of a client of the user's own, and holds the request as well.
_FAILURES = (httpx.RequestError, httpx.HTTPStatusError, httpx.InvalidURL, TimeoutError)


def _translated(error: Exception, limits: Limits, expires_at: float | None, *, sent: bool = True) -> WebWorkError:
    """Our error for httpx's. Its text names hosts and sockets, never headers."""
    sent = sent and not isinstance(error, _NOT_SENT)
    if isinstance(error, (httpx.TimeoutException, TimeoutError)):
        if expires_at is not None and time.monotonic() >= expires_at:
            text = f"no whole reply within the deadline, of which {limits.expires_in:.3g} seconds were left"
            return DeadlineExceededError(text, sent=sent)
        # Without a limit of ours it is the system's.
        waited = "too long" if limits.timeout is None else f"{limits.timeout:g} seconds"
        return APITimeoutError(f"nothing came for {waited} ({type(error).__name__})", sent=sent)
    if isinstance(error, httpx.RequestError):
        return APIConnectionError(_told(error), sent=sent, worth=_worth(error))
    if isinstance(error, httpx.HTTPStatusError):
        return APIConnectionError(f"the given client raised for status {error.response.status_code}", worth=1)
    return ConfigurationError(f"The base URL cannot be used: {error}")


def _told(error: httpx.RequestError) -> str:
    tls = _tls_error(error)
    if isinstance(tls, ssl.SSLCertVerificationError):
        return f"the server's certificate is not trusted: {tls.verify_message}"
    if tls is not None:
        return f"no TLS connection, nor a certificate to check: does the port speak HTTPS? ({tls.reason or tls})"
    return f"{str(error) or 'the connection failed'} ({type(error).__name__})"


def _worth(error: httpx.RequestError) -> float:
    """How many attempts it is worth."""
    tls = _tls_error(error)
    # A connection that ends in the middle of its handshake is like any other that ends.
    if tls is not None and not isinstance(tls, ssl.SSLEOFError):
        return 1
    if isinstance(error, (httpx.UnsupportedProtocol, httpx.LocalProtocolError)):
        return 1
    if isinstance(error, httpx.RemoteProtocolError) and not str(error).startswith(_ENDED):
        return 2
    return float("inf")


def _tls_error(error: BaseException | None) -> ssl.SSLError | None:
    """The TLS failure behind an error; only in its text would httpx tell."""
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return error
        error = error.__cause__ or error.__context__
    return None
