"""The rate budget among real tasks, on an event loop with a clock of its own, and among real threads."""

from __future__ import annotations

import asyncio
import selectors
import threading
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.fakes import refusal, reply
from tests.limits.simulation import fresh_token, most_in_a_window
from webwork_tracker import AsyncWebWork, DeadlineExceededError, RateLimit, RateLimitError, WebWork
from webwork_tracker._runtime import Runtime
from webwork_tracker._wire import HTTPReply, HTTPRequest, Limits


class _Selector(selectors.SelectSelector):
    """Where a loop would wait, its clock goes on instead."""

    now = 0.0

    def select(self, timeout: float | None = None) -> Any:
        assert timeout is not None, "all tasks wait for nothing"
        self.now += max(timeout, 0.0)
        return super().select(0)


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.clock = _Selector()
        super().__init__(self.clock)

    def time(self) -> float:
        return self.clock.now


def run(main: Coroutine[Any, Any, Any]) -> Any:
    with asyncio.Runner(loop_factory=_Loop) as runner:
        return runner.run(main)


class Server:
    """Takes note of when it was asked, by the clock that it is given."""

    def __init__(self, *first: HTTPReply) -> None:
        self.moments: list[float] = []
        self.paths: list[str] = []
        self._first = list(first)

    def answer(self, request: HTTPRequest, now: float) -> HTTPReply:
        self.moments.append(now)
        self.paths.append(request.url.rpartition("/")[2])
        return self._first.pop(0) if self._first else reply([])


class AsyncTransport(Server):
    async def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        answer = self.answer(request, asyncio.get_running_loop().time())
        await asyncio.sleep(0.1)
        return answer

    async def close(self) -> None:
        pass


class Transport(Server):
    def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        return self.answer(request, time.monotonic())

    def close(self) -> None:
        pass


def client(server: AsyncTransport, limit: RateLimit | int | None, token: str = "", **options: Any) -> AsyncWebWork:
    """Sleeps as it does in earnest; only the loop's clock is another."""
    runtime = Runtime(monotonic=lambda: asyncio.get_running_loop().time(), chance=lambda: 0.0)
    return AsyncWebWork(token or fresh_token(), rate_limit=limit, transport=server, runtime=runtime, **options)


def test_50_tasks_never_exceed_the_budget_and_keep_their_order() -> None:
    server = AsyncTransport()
    webwork = client(server, RateLimit(7, 10.0), deadline=None)

    async def main() -> None:
        await asyncio.gather(*(webwork.request("GET", f"/{number}") for number in range(50)))

    run(main())
    assert most_in_a_window(server.moments, 10.0) == 7
    assert server.paths == [str(number) for number in range(50)]
    assert max(server.moments) == pytest.approx(7 * 10.5, abs=0.1)


def test_180_tasks_take_hardly_longer_than_they_must() -> None:
    server = AsyncTransport()
    webwork = client(server, 60, deadline=None)

    async def main() -> None:
        await asyncio.gather(*(webwork.request("GET", f"/{number}") for number in range(180)))

    run(main())
    assert most_in_a_window(server.moments, 60.0) == 60
    assert 120 <= max(server.moments) <= 120 * 1.02


@pytest.mark.parametrize("cancelled", [{0}, {0, 1}, {1}, {0, 2}, {0, 1, 2, 3}], ids=str)
@pytest.mark.parametrize("after", [0.0, 5.0])
def test_a_cancelled_task_frees_its_place(cancelled: set[int], after: float) -> None:
    server = AsyncTransport()
    webwork = client(server, RateLimit(1, 10.0), deadline=None)

    async def main() -> list[Any]:
        await webwork.request("GET", "/first")
        tasks = [asyncio.create_task(webwork.request("GET", f"/{number}")) for number in range(5)]
        await asyncio.sleep(after)
        for number in cancelled:
            tasks[number].cancel()
        return await asyncio.gather(*tasks, return_exceptions=True)

    results = run(main())
    assert {number for number, result in enumerate(results) if isinstance(result, asyncio.CancelledError)} == cancelled
    assert server.paths == ["first", *(str(number) for number in range(5) if number not in cancelled)]
    for turn, moment in enumerate(server.moments):
        assert turn * 10.5 <= moment <= turn * 10.5 + 1.1


def test_a_timeout_around_a_call_frees_its_place() -> None:
    server = AsyncTransport()
    webwork = client(server, RateLimit(1, 10.0), deadline=None)

    async def main() -> None:
        await webwork.request("GET", "/0")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(webwork.request("GET", "/1"), 3.0)
        await webwork.request("GET", "/2")

    run(main())
    assert server.paths == ["0", "2"]
    assert server.moments[1] == pytest.approx(10.5, abs=0.1)


def test_a_deadline_that_cannot_be_kept_fails_at_once_and_the_others_go_on() -> None:
    server, token = AsyncTransport(), fresh_token()
    patient = client(server, RateLimit(1, 10.0), token, deadline=None)
    hasty = client(server, RateLimit(1, 10.0), token, deadline=5.0)

    async def main() -> None:
        await patient.request("GET", "/0")
        begun = asyncio.get_running_loop().time()
        with pytest.raises(DeadlineExceededError) as caught:
            await hasty.request("GET", "/1")
        assert caught.value.sent is False
        assert asyncio.get_running_loop().time() == begun
        await patient.request("GET", "/2")

    run(main())
    assert server.paths == ["0", "2"]


def test_a_429_holds_back_all_tasks() -> None:
    server = AsyncTransport(refusal(429, {"Retry-After": "20"}))
    webwork = client(server, 60, max_retries=0)

    async def main() -> None:
        with pytest.raises(RateLimitError):
            await webwork.request("GET", "/0")
        await asyncio.gather(*(webwork.request("GET", f"/{number}") for number in range(1, 10)))

    run(main())
    assert server.moments[1:] == pytest.approx([20.1] * 9, abs=0.1)


def test_threads_never_exceed_the_budget() -> None:
    server, token, limit = Transport(), fresh_token(), RateLimit(24, 0.2)
    clients = [WebWork(token, rate_limit=limit, transport=server) for _ in range(4)]
    together = threading.Barrier(16)

    def work(number: int) -> None:
        together.wait()
        for turn in range(3):
            clients[number % 4].request("GET", f"/{number}.{turn}")

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(work, range(16)))
    assert len(server.moments) == len(set(server.paths)) == 48
    assert most_in_a_window(server.moments, 0.2) <= 24


def test_threads_and_loops_share_one_budget() -> None:
    """A sync client and one on a loop of its own: same token, same host, one count."""
    moments: list[float] = []
    token, limit = fresh_token(), RateLimit(10, 0.2)

    class Asynchronous(AsyncTransport):
        async def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
            return self.answer(request, time.monotonic())

    servers = [Transport(), Asynchronous()]

    async def tasks() -> None:
        webwork = AsyncWebWork(token, rate_limit=limit, transport=servers[1])
        await asyncio.gather(*(webwork.request("GET", f"/{number}") for number in range(10)))

    def calls() -> None:
        webwork = WebWork(token, rate_limit=limit, transport=servers[0])
        for number in range(10):
            webwork.request("GET", f"/{number}")

    threads = [threading.Thread(target=calls), threading.Thread(target=lambda: asyncio.run(tasks()))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    moments = [moment for server in servers for moment in server.moments]
    assert len(moments) == 20
    assert most_in_a_window(moments, 0.2) <= 10
