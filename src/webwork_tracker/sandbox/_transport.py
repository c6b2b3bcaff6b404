"""Carries a client's requests to a sandbox of the same process, and raises what a network would make of its faults."""

from __future__ import annotations

from collections.abc import Callable

from webwork_tracker._wire import HTTPReply, HTTPRequest, Limits
from webwork_tracker.errors import APIConnectionError, APITimeoutError, DeadlineExceededError

from ._core import Outcome

Exchange = Callable[[HTTPRequest], Outcome]


class InProcessTransport:
    """Asks a sandbox by calling it. Nothing is waited for: an answer that is too late is too late at once."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        """The sandbox's reply, or an `APIConnectionError` if a fault keeps it."""
        return delivered(self._exchange(request), limits)

    def close(self) -> None:
        """Nothing: the sandbox outlives its clients."""


class AsyncInProcessTransport:
    """The same for async code."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        """The sandbox's reply. It takes less time to answer than to hand the request to a thread."""
        return delivered(self._exchange(request), limits)

    async def close(self) -> None:
        """Nothing: the sandbox outlives its clients."""


def delivered(outcome: Outcome, limits: Limits) -> HTTPReply:
    """The reply, if it arrives."""
    fault, reply = outcome.fault, outcome.reply
    if fault is not None:
        if fault.refused:
            raise APIConnectionError("the connection was refused (a fault of the sandbox)", sent=False)
        if fault.latency is not None:
            _in_time(fault.latency, limits)
        # `sent`, also if nothing was done: the one who asked cannot know.
        if fault.reset is not None:
            raise APIConnectionError("the connection was reset (a fault of the sandbox)", sent=True)
        if fault.cut_body:
            raise APIConnectionError("the connection was closed in the body (a fault of the sandbox)", sent=True)
    if reply is None:
        raise RuntimeError("a request without a reply and without a reset")
    return reply


def _in_time(latency: float, limits: Limits) -> None:
    """Raise if an answer is late: whichever limit is over first."""
    timeout, expires_in = limits.timeout, limits.expires_in
    if expires_in is not None and latency >= expires_in and (timeout is None or expires_in <= timeout):
        text = f"no whole reply within the deadline, of which {expires_in:.3g} seconds were left"
        raise DeadlineExceededError(text, sent=True)
    if timeout is not None and latency >= timeout:
        raise APITimeoutError(f"nothing came for {timeout:g} seconds (a fault of the sandbox)", sent=True)
