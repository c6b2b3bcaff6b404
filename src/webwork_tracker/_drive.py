"""Carries out what a flow wishes, sync and async: nothing else stands between a flow and its transport."""

from __future__ import annotations

from typing import Any

from ._flow import Flow
from ._reply import RawResponse
from ._wire import AsyncTransport, Transport
from .errors import APIConnectionError


def drive(flow: Flow, transport: Transport) -> RawResponse[Any]:
    """Run `flow` to its end; return its result or raise its error."""
    try:
        wish = next(flow)
        while True:
            try:
                reply = transport.send(wish.request, wish.timeout)
            except APIConnectionError as error:
                wish = flow.throw(error)
            else:
                wish = flow.send(reply)
    except StopIteration as end:
        result: RawResponse[Any] = end.value
        return result


async def drive_async(flow: Flow, transport: AsyncTransport) -> RawResponse[Any]:
    """The same for async code."""
    try:
        wish = next(flow)
        while True:
            try:
                reply = await transport.send(wish.request, wish.timeout)
            except APIConnectionError as error:
                wish = flow.throw(error)
            else:
                wish = flow.send(reply)
    except StopIteration as end:
        result: RawResponse[Any] = end.value
        return result
