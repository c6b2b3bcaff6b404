"""A transport that reads and never writes: nothing but GET leaves this machine, whoever asks."""

from __future__ import annotations

from webwork_tracker._scrub import Secrets
from webwork_tracker._wire import HTTPReply, HTTPRequest, Limits, Transport
from webwork_tracker.errors import ConfigurationError


class ReadOnly:
    """Hands GETs on to another transport, and keeps what was answered until it is taken."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner
        self._replies: list[HTTPReply] = []
        self._token = ""

    def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        """The reply to a GET. Raises `ConfigurationError` for anything else, before it is sent."""
        if request.method != "GET":
            raise ConfigurationError(f"Only GET is allowed here; {request.method} was not sent.")
        self._token = request.headers["Authorization"].rpartition(" ")[2]
        reply = self._inner.send(request, limits)
        self._replies.append(reply)
        return reply

    @property
    def secrets(self) -> Secrets:
        """The token that was sent."""
        return (self._token,)

    def take(self) -> list[HTTPReply]:
        """The replies since the last time."""
        taken, self._replies = self._replies, []
        return taken

    def close(self) -> None:
        """Close the other one."""
        self._inner.close()
