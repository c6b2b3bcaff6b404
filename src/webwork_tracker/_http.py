"""The one module that knows httpx: two transports, and the translation of its exceptions into ours."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import httpx

from ._wire import Headers, HTTPReply, HTTPRequest
from .errors import APIConnectionError, APITimeoutError, ConfigurationError


@cache
def _tls() -> ssl.SSLContext:
    """One for the whole process: to read the certificates takes longer than most calls."""
    return httpx.create_ssl_context()


class HTTPXTransport:
    """Sends with `httpx.Client`; proxies and certificates are taken from the environment, as httpx does."""

    def __init__(self) -> None:
        self._client = httpx.Client(verify=_tls(), follow_redirects=False)

    def send(self, request: HTTPRequest, timeout: float | None) -> HTTPReply:
        with _translated(timeout):
            return _reply(
                self._client.request(
                    request.method, request.url, headers=request.headers, content=request.body, timeout=timeout
                )
            )

    def close(self) -> None:
        self._client.close()


class AsyncHTTPXTransport:
    """The same with `httpx.AsyncClient`."""

    def __init__(self) -> None:
        self._client = httpx.AsyncClient(verify=_tls(), follow_redirects=False)

    async def send(self, request: HTTPRequest, timeout: float | None) -> HTTPReply:
        with _translated(timeout):
            return _reply(
                await self._client.request(
                    request.method, request.url, headers=request.headers, content=request.body, timeout=timeout
                )
            )

    async def close(self) -> None:
        await self._client.aclose()


def _reply(response: httpx.Response) -> HTTPReply:
    return HTTPReply(response.status_code, Headers(response.headers.multi_items()), response.content)


# What httpx raises before a byte of the request has left.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


@contextmanager
def _translated(timeout: float | None) -> Iterator[None]:
    """Raise our errors for httpx's. Their texts name hosts and sockets, never headers; the cause is not chained, because
    it holds the request with its token."""
    try:
        yield
    except httpx.InvalidURL as error:
        raise ConfigurationError(f"The base URL cannot be used: {error}") from None
    except httpx.TimeoutException as error:
        message = f"no reply within {timeout:g} seconds ({type(error).__name__})"
        raise APITimeoutError(message, sent=not isinstance(error, _NOT_SENT)) from None
    except httpx.RequestError as error:
        message = f"{error or 'the connection failed'} ({type(error).__name__})"
        raise APIConnectionError(message, sent=not isinstance(error, _NOT_SENT)) from None
