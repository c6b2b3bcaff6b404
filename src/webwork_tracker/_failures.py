"""Errors of httpx and of httpcore become ours. Both libraries call theirs by the same names, and neither is imported."""

from __future__ import annotations

import ssl
import time

from ._wire import Limits
from .errors import APIConnectionError, APITimeoutError, ConfigurationError, DeadlineExceededError, WebWorkError

# Raised when the server cannot have seen the request.
_NOT_SENT = frozenset(
    {"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol", "LocalProtocolError"}
)
# How httpcore's texts begin when a connection just ended. Any other protocol error is garbage: worth one more try.
_ENDED = ("Server disconnected", "peer closed connection")


def translated(error: Exception, limits: Limits, expires_at: float | None, *, sent: bool = True) -> WebWorkError:
    """Our error for one of a library's. Its text names hosts and sockets, never headers."""
    names = _names(error)
    if "ConnectTimeout" in names and "ClientConnectionError" in (behind := _names(error.__cause__)):
        # httpx-aiohttp calls whatever befalls a connection so, also when the request was sent.
        return APIConnectionError(_told(error.__cause__ or error), sent="ClientConnectorError" not in behind)
    sent = sent and not names & _NOT_SENT
    if names & {"TimeoutException", "TimeoutError"}:
        if expires_at is not None and time.monotonic() >= expires_at:
            text = f"no whole reply within the deadline, of which {limits.expires_in:.3g} seconds were left"
            return DeadlineExceededError(text, sent=sent)
        # Without a limit of ours it is the system's.
        waited = "too long" if limits.timeout is None else f"{limits.timeout:g} seconds"
        return APITimeoutError(f"nothing came for {waited} ({type(error).__name__})", sent=sent)
    if "HTTPStatusError" in names:
        # Raised by hooks of a client of the user's own.
        return APIConnectionError(f"the given client raised for status {_status(error)}", worth=1)
    if "InvalidURL" in names:
        return ConfigurationError(f"The base URL cannot be used: {error}")
    return APIConnectionError(_told(error), sent=sent, worth=_worth(error, names))


def _names(error: BaseException | None) -> set[str]:
    return {kind.__name__ for kind in type(error).__mro__}


def _status(error: Exception) -> object:
    return getattr(getattr(error, "response", None), "status_code", None)


def _told(error: BaseException) -> str:
    tls = _tls_error(error)
    if isinstance(tls, ssl.SSLCertVerificationError):
        return f"the server's certificate is not trusted: {tls.verify_message}"
    if tls is not None:
        return f"no TLS connection, nor a certificate to check: does the port speak HTTPS? ({tls.reason or tls})"
    return f"{str(error) or 'the connection failed'} ({type(error).__name__})"


def _worth(error: Exception, names: set[str]) -> float:
    """How many attempts it is worth."""
    tls = _tls_error(error)
    # A connection that ends in the middle of its handshake is like any other that ends.
    if tls is not None and not isinstance(tls, ssl.SSLEOFError):
        return 1
    if names & {"UnsupportedProtocol", "LocalProtocolError"}:
        return 1
    if "RemoteProtocolError" in names and not str(error).startswith(_ENDED):
        return 2
    return float("inf")


def _tls_error(error: BaseException | None) -> ssl.SSLError | None:
    """The TLS failure behind an error; only in its text would a library tell."""
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return error
        error = error.__cause__ or error.__context__
    return None
