"""The way of one call, written once for sync and async: a generator that says what it wants and is told what came.

It does no I/O and has no clock of its own. A driver (`_http`) carries out each wish and sends back the result, or throws
the `APIConnectionError` that came instead.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from attrs import evolve, frozen

from ._call import Call
from ._options import Options
from ._reply import RawResponse, read
from ._wire import HTTPReply, HTTPRequest
from .errors import APIConnectionError


@frozen
class Send:
    """The wish to have a request sent; answered with an `HTTPReply`."""

    request: HTTPRequest
    timeout: float | None
    """Seconds for one attempt."""


Wish = Send
Flow = Generator[Wish, HTTPReply, RawResponse[Any]]


def flow(call: Call, options: Options, *, now: Callable[[], float]) -> Flow:
    """Send `call`, once, and read the reply. `now` tells the seconds since 1970."""
    headers = {**call.request.headers, "Authorization": f"Bearer {options.token}"}
    try:
        reply = yield Send(evolve(call.request, headers=headers), options.timeout)
    except APIConnectionError as error:
        error.operation_id, error.attempts = call.operation_id, 1
        raise
    return read(call, reply, attempts=1, secret=options.token, now=now())
