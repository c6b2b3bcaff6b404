"""`token=` a function, asked by many at once: one renewal serves all, and nobody waits for one that failed or was cancelled."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from tests.fakes import Mode, refusal
from tests.signin.world import PATIENCE, Tokens, World
from webwork_tracker import AsyncWebWork, WebWork
from webwork_tracker._runtime import Runtime
from webwork_tracker._wire import HTTPReply, HTTPRequest, Limits

THREADS, TASKS = 16, 50


class Gate(World):
    """Answers the first `parties` requests only when all of them are there: they are all refused at once."""

    def __init__(self, parties: int, *good: str) -> None:
        super().__init__(*good)
        self._parties = parties
        self._barrier = threading.Barrier(parties, timeout=PATIENCE)
        self._async_barrier: asyncio.Barrier | None = None

    def answer(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        if self.bearer(request) not in self.good:
            self._barrier.wait()
            with self.lock:
                self.requests.append(request)
            return refusal(401)
        return super().answer(request, limits)

    async def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        if self.bearer(request) not in self.good:
            self._async_barrier = self._async_barrier or asyncio.Barrier(self._parties)
            await self._async_barrier.wait()
            self.requests.append(request)
            return refusal(401)
        return super().answer(request, limits)

    async def close(self) -> None: ...


def in_threads(call: Callable[[], Any]) -> list[Future[Any]]:
    with ThreadPoolExecutor(THREADS) as pool:
        futures = [pool.submit(call) for _ in range(THREADS)]
    return futures


@pytest.mark.parametrize("expected", [["old", "new"], ["old", OSError("sealed"), "new"]], ids=["well", "one fails"])
def test_threads_refused_at_once_cause_one_renewal(expected: list[Any]) -> None:
    world, waiting, others_wait = Gate(THREADS, "new"), set[int](), threading.Event()
    tokens = Tokens(*expected)

    def sleep(_: float) -> None:
        waiting.add(threading.get_ident())
        if len(waiting) >= THREADS - 1:
            others_wait.set()
        threading.Event().wait(0.0005)

    def ask() -> Any:
        if tokens.asked == 1:
            assert others_wait.wait(PATIENCE), "the others do not wait for this renewal"
        return tokens()

    runtime = Runtime(sleep=sleep)
    client: WebWork = Mode(is_async=False).client(world, token=ask, runtime=runtime, max_retries=2)
    world.good.add("old")
    client.tasks.get(500)
    world.good.remove("old")
    futures = in_threads(lambda: client.tasks.get(500).id)
    errors = [future.exception() for future in futures if future.exception() is not None]
    assert errors == [token for token in expected if isinstance(token, Exception)]
    assert tokens.asked == len(expected)
    assert sorted(world.bearers) == sorted(["old"] * (THREADS + 1) + ["new"] * (THREADS - len(errors)))


def test_first_calls_of_many_threads_ask_once() -> None:
    start = threading.Barrier(THREADS, timeout=PATIENCE)
    tokens, world = Tokens("first", "second"), World("first")
    client: WebWork = Mode(is_async=False).client(world, token=tokens)

    def call() -> Any:
        start.wait()
        return client.tasks.get(500).id

    assert [future.result() for future in in_threads(call)] == [500] * THREADS
    assert tokens.asked == 1


async def _among_tasks(world: Gate, token: Callable[[], Any], see: Callable[[], None]) -> list[Any]:
    async def sleep_async(_: float) -> None:
        see()
        await asyncio.sleep(0)

    runtime = Runtime(sleep_async=sleep_async)
    client = AsyncWebWork(token, workspace_id=1, project_id=100, transport=world, rate_limit=None, runtime=runtime)
    world.good.add("old")
    await client.tasks.get(500)
    world.good.remove("old")
    tasks = [asyncio.create_task(client.tasks.get(500)) for _ in range(TASKS)]
    async with asyncio.timeout(PATIENCE):
        return await asyncio.gather(*tasks, return_exceptions=True)


@pytest.mark.parametrize("expected", [["old", "new"], ["old", OSError("sealed"), "new"]], ids=["well", "one fails"])
def test_tasks_refused_at_once_cause_one_renewal(expected: list[Any]) -> None:
    world, waiting, tokens = Gate(TASKS, "new"), set[Any](), Tokens(*expected)

    async def ask() -> Any:
        while tokens.asked == 1 and len(waiting) < TASKS - 1:
            await asyncio.sleep(0)
        return tokens()

    results = asyncio.run(_among_tasks(world, ask, lambda: waiting.add(asyncio.current_task())))
    errors = [result for result in results if isinstance(result, BaseException)]
    assert errors == [token for token in expected if isinstance(token, Exception)]
    assert tokens.asked == len(expected)
    assert len(world.requests) == 1 + TASKS + TASKS - len(errors)


def test_cancelled_renewal_does_not_block_the_others() -> None:
    world, asked = World("new"), 0

    async def story() -> list[Any]:
        async def ask() -> str:
            nonlocal asked
            asked += 1
            if asked == 1:
                await asyncio.Event().wait()
            return "new"

        async def sleep_async(_: float) -> None:
            first.cancel()
            await asyncio.sleep(0)

        client = Mode(is_async=True).client(world, token=ask, runtime=Runtime(sleep_async=sleep_async))
        first: asyncio.Task[Any] = asyncio.create_task(client.tasks.get(500))
        await asyncio.sleep(0)
        async with asyncio.timeout(PATIENCE):
            return await asyncio.gather(first, *(client.tasks.get(500) for _ in range(5)), return_exceptions=True)

    first, *others = asyncio.run(story())
    assert isinstance(first, asyncio.CancelledError)
    assert [task.id for task in others] == [500] * 5
    assert (asked, world.bearers) == (2, ["new"] * 5)
