"""Carries out what a flow wishes, sync and async: nothing else stands between a flow and the world."""

from __future__ import annotations

from collections.abc import Generator
from inspect import isawaitable
from typing import Any, TypeVar

from ._runtime import Runtime
from ._wire import AsyncTransport, Transport
from ._wishes import Invoke, Send, Sleep, Wish
from .errors import ConfigurationError, WebWorkError

R = TypeVar("R")


def drive(flow: Generator[Wish, Any, R], transport: Transport, runtime: Runtime) -> R:
    """Run `flow` to its end; return its result or raise its error."""
    try:
        wish = next(flow)
        while True:
            try:
                answer = _carry_out(wish, transport, runtime)
            except WebWorkError as error:
                wish = flow.throw(error)
            else:
                wish = flow.send(answer)
    except StopIteration as end:
        result: R = end.value
        return result
    finally:
        flow.close()


def _carry_out(wish: Wish, transport: Transport, runtime: Runtime) -> Any:
    if isinstance(wish, Send):
        return transport.send(wish.request, wish.limits)
    if isinstance(wish, Sleep):
        return runtime.sleep(wish.seconds)
    result = wish.function()
    if isawaitable(result):
        getattr(result, "close", lambda: None)()
        raise ConfigurationError("An async function was given to WebWork; it goes with AsyncWebWork.")
    return result


async def drive_async(flow: Generator[Wish, Any, R], transport: AsyncTransport, runtime: Runtime) -> R:
    """The same for async code."""
    try:
        wish = next(flow)
        while True:
            try:
                answer = await _carry_out_async(wish, transport, runtime)
            except WebWorkError as error:
                wish = flow.throw(error)
            else:
                wish = flow.send(answer)
    except StopIteration as end:
        result: R = end.value
        return result
    finally:
        # When the task is cancelled, the flow gives its place in the rate budget back here.
        flow.close()


async def _carry_out_async(wish: Wish, transport: AsyncTransport, runtime: Runtime) -> Any:
    if isinstance(wish, Send):
        return await transport.send(wish.request, wish.limits)
    if isinstance(wish, Sleep):
        return await runtime.sleep_async(wish.seconds)
    if isinstance(wish, Invoke) and wish.blocks:
        import anyio.to_thread

        return await anyio.to_thread.run_sync(wish.function)
    result = wish.function()
    return await result if isawaitable(result) else result
