"""Carries out what a flow wishes, sync and async: nothing else stands between a flow and the world."""

from __future__ import annotations

from collections.abc import Coroutine, Generator
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, TypeVar

from ._runtime import Runtime
from ._wire import AsyncTransport, Transport
from ._wishes import Invoke, Send, Sleep, Whole, Wish
from .errors import ConfigurationError, DeadlineExceededError, WebWorkError

if TYPE_CHECKING:
    import asyncio

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
            except StopIteration as error:
                # A user's function's: it must not pass for the end of the flow. Python says the same of a coroutine's.
                raise RuntimeError("a function that the call needs raised StopIteration") from error
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
        return await _to_its_end(drive_async(wish.steps, transport, runtime), wish.within)
    if wish.within is not None:
        return await _in_time(wish)
    return await _invoked(wish)


async def _in_time(wish: Invoke) -> Any:
    import anyio

    with anyio.move_on_after(wish.within):
        return await _invoked(wish)
    raise _too_late()


async def _invoked(wish: Invoke) -> Any:
    result = await _in_thread(wish) if wish.blocks else wish.function()
    return await result if isawaitable(result) else result


async def _in_thread(wish: Invoke) -> Any:
    import anyio.to_thread

    # Who has to go on in time leaves the thread to itself; a place in the rate budget must not be lost like that.
    return await anyio.to_thread.run_sync(wish.function, abandon_on_cancel=wish.within is not None)


def _too_late() -> DeadlineExceededError:
    return DeadlineExceededError("the token did not come in time", sent=False)


# The loop itself keeps no hold on a task that nobody waits for any more.
_unwaited: set[asyncio.Task[Any]] = set()


async def _to_its_end(work: Coroutine[Any, Any, R], within: float | None) -> R:
    # Here, so that sync code does without it: it is a third of what a first call imports.
    import asyncio

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        # No asyncio, so trio: there a scope keeps cancellation away, and whoever waits waits to the end.
        import anyio

        with anyio.CancelScope(shield=True):
            return await work
    task = asyncio.ensure_future(work)
    _unwaited.add(task)
    task.add_done_callback(_ended)
    # Leaves the task to itself when the time is over, or when whoever waits is cancelled.
    done, _ = await asyncio.wait([task], timeout=within)
    if not done:
        raise _too_late()
    return task.result()


def _ended(task: asyncio.Task[Any]) -> None:
    _unwaited.discard(task)
    # Looked at, or asyncio would complain of an error that nobody has seen.
    _ = task.cancelled() or task.exception()
