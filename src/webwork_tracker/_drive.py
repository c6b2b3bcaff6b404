"""Carries out what a flow wishes, sync and async: nothing else stands between a flow and the world."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Generator
from inspect import isawaitable
from typing import Any, TypeVar

from ._runtime import Runtime
from ._wire import AsyncTransport, Transport
from ._wishes import Send, Sleep, Whole, Wish
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
    if isinstance(wish, Whole):
        return drive(wish.steps, transport, runtime)
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
    if isinstance(wish, Whole):
        return await _to_its_end(drive_async(wish.steps, transport, runtime))
    if wish.blocks:
        import anyio.to_thread

        return await anyio.to_thread.run_sync(wish.function)
    result = wish.function()
    return await result if isawaitable(result) else result


# The loop itself keeps no hold on a task that nobody waits for any more.
_unwaited: set[asyncio.Task[Any]] = set()


async def _to_its_end(work: Coroutine[Any, Any, R]) -> R:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        # No asyncio, so trio: there a scope keeps cancellation away.
        import anyio

        with anyio.CancelScope(shield=True):
            return await work
    task = asyncio.ensure_future(work)
    _unwaited.add(task)
    task.add_done_callback(_ended)
    return await asyncio.shield(task)


def _ended(task: asyncio.Task[Any]) -> None:
    _unwaited.discard(task)
    # Looked at, or asyncio would complain of an error that nobody has seen.
    _ = task.cancelled() or task.exception()
