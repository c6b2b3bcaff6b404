"""One budget for real threads, and for an event loop beside them."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from tests.budget.simulation import fresh_token, most_in_a_window
from tests.fakes import reply
from webwork_tracker import AsyncWebWork, RateLimit, WebWork
from webwork_tracker._wire import HTTPReply, HTTPRequest, Limits


class Transport:
    def __init__(self, moments: list[float]) -> None:
        self._moments = moments

    def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        self._moments.append(time.monotonic())
        return reply([])

    def close(self) -> None: ...


class AsyncTransport(Transport):
    """The same, for a client that awaits it."""

    async def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        return super().send(request, limits)

    async def close(self) -> None: ...


def test_threads_and_tasks_never_exceed_the_budget() -> None:
    moments, token, limit = list[float](), fresh_token(), RateLimit(24, 0.2)
    clients = [WebWork(token, rate_limit=limit, transport=Transport(moments)) for _ in range(4)]
    together = threading.Barrier(17)

    def calls(number: int) -> None:
        together.wait()
        for _ in range(3):
            clients[number % 4].request("GET", "/x")

    async def tasks() -> None:
        client = AsyncWebWork(token, rate_limit=limit, transport=AsyncTransport(moments))
        together.wait()
        await asyncio.gather(*(client.request("GET", "/x") for _ in range(24)))

    with ThreadPoolExecutor(17) as pool:
        work = [pool.submit(calls, number) for number in range(16)] + [pool.submit(asyncio.run, tasks())]
    for each in work:
        each.result()
    assert len(moments) == 72
    assert most_in_a_window(moments, 0.2) <= 24
