"""The one module that knows httpx: two transports, for what somebody brings along and for the environment's proxies."""

from __future__ import annotations

import time
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import anyio
import httpx

from ._body import ACCEPT_ENCODING, Body
from ._deadline import expires_at as ends
from ._deadline import keep_deadlines, left
from ._direct import GRACE, Home
from ._failures import translated
from ._tls import context
from ._wire import AsyncTransport, Headers, HTTPReply, HTTPRequest, Limits, Transport
from .errors import ConfigurationError


def _no_cookies() -> CookieJar:
    """A jar that takes none: a session of the server's would outlive the token that it was made for."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))


def transport_for(given: Any) -> Transport:
    """Ours for an `httpx.Client`, an httpx transport, or nothing. Raises `ConfigurationError` for anything else."""
    if given is None:
        return HTTPXTransport(httpx.Client(verify=context(), cookies=_no_cookies()), owned=True)
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
        return AsyncHTTPXTransport(httpx.AsyncClient(verify=context(), cookies=_no_cookies()), owned=True)
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
            failure = translated(error, limits, expires_at)
        finally:
            ends.reset(reset)
        # Raised out here so that httpx's error, which holds the request with its token, does not hang on ours.
        raise failure

    def close(self) -> None:
        if self._owned:
            self._client.close()


class AsyncHTTPXTransport:
    """The same with an `httpx.AsyncClient`."""

    def __init__(self, client: httpx.AsyncClient, *, owned: bool) -> None:
        self._client = client
        self._owned = owned
        self._home = Home()
        transports = (client._transport, *client._mounts.values())
        # Only these tell how far a request has come; with any other the worst is assumed.
        self._tells = all(type(each) is httpx.AsyncHTTPTransport for each in transports if each is not None)

    async def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        _must_be_open(self._client)
        self._home.check()
        expires_at = None if limits.expires_in is None else time.monotonic() + limits.expires_in
        sent = not self._tells

        async def trace(event: str, _: Any) -> None:
            nonlocal sent
            sent = sent or event.endswith("send_request_headers.started")

        try:
            with anyio.fail_after(None if limits.expires_in is None else limits.expires_in + GRACE):
                async with self._client.stream(**_arguments(request, limits), extensions={"trace": trace}) as response:
                    body = _body(response, limits)
                    if response.is_stream_consumed:
                        body.add(response.content)
                    else:
                        async for piece in response.aiter_raw():
                            body.add(piece)
            return _reply(response, body)
        except _FAILURES as error:
            failure = translated(error, limits, expires_at, sent=sent)
        raise failure

    async def close(self) -> None:
        if self._owned:
            self._home.check()
            await self._client.aclose()


def _must_be_open(client: httpx.Client | httpx.AsyncClient) -> None:
    """Raises `ConfigurationError`; httpx would raise a RuntimeError."""
    if client.is_closed:
        raise ConfigurationError("The httpx client that this client sends with is closed.")


def spelled(url: str) -> tuple[str, str, str | None, str]:
    """Scheme, host, port and target of a URL as they go on the wire. Raises `ConfigurationError` if it is none."""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise ConfigurationError(f"The base URL cannot be used: {error}") from None
    port = None if parsed.port is None else str(parsed.port)
    return parsed.scheme, parsed.raw_host.decode("ascii"), port, parsed.raw_path.decode("ascii")


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


# HTTPStatusError is raised by hooks of a client of the user's own, and holds the request as well.
_FAILURES = (httpx.RequestError, httpx.HTTPStatusError, httpx.InvalidURL, TimeoutError)
