"""The same calls by raw httpx, by the client that the generator makes, and by ours: one process, taking turns."""

from __future__ import annotations

import asyncio
import gc
import json
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from itertools import cycle, islice, permutations
from statistics import median
from typing import Any

import httpx

from bench.canned import ONE
from webwork_tracker import AsyncWebWork, WebWork
from webwork_tracker_api.api.tasks import get_task, get_tasks
from webwork_tracker_api.client import AuthenticatedClient

Times = dict[str, tuple[float, float]]
"""Of each client, the medians of a call: seconds of CPU in this process, and by the clock."""

TOKEN = "benchmark-token"
# More than any run sends: the budget is kept, and nobody waits for it.
_LIMIT = 10**9
IDS: Any = {"workspace_id": 1, "project_id": 100}


def ours(kind: type[Any], port: int, **options: Any) -> Any:
    """A client of ours."""
    return kind(TOKEN, base_url=base_url(port), rate_limit=_LIMIT, **IDS, **options)


def base_url(port: int) -> str:
    """Where the canned answers are."""
    return f"http://127.0.0.1:{port}/api/v2"


def measure(port: int, turns: int) -> tuple[Times, Times]:
    """A list of 100 tasks, and a single one."""
    with (
        httpx.Client(base_url=base_url(port), headers={"Authorization": f"Bearer {TOKEN}"}) as raw,
        AuthenticatedClient(base_url=base_url(port), token=TOKEN) as stock,
        ours(WebWork, port) as client,
    ):
        pages: dict[str, Callable[[], Any]] = {
            "raw": lambda: json.loads(raw.get("/tasks", params={**IDS, "per_page": 100}).content)["data"],
            "stock": lambda: _data(get_tasks.sync(client=stock, per_page=100, **IDS)),
            "ours": lambda: list(client.tasks.list(per_page=100)),
        }
        ones: dict[str, Callable[[], Any]] = {
            "raw": lambda: json.loads(raw.get("/tasks/500", params=IDS).content)["data"],
            "stock": lambda: _data(get_task.sync(500, client=stock, **IDS)),
            "ours": lambda: client.tasks.get(500),
        }
        return _in_turns(pages, turns), _in_turns(ones, turns)


def _data(parsed: Any) -> Any:
    return parsed.data


def _in_turns(calls: dict[str, Callable[[], Any]], turns: int) -> Times:
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in calls}
    # Connections are opened, modules imported, and our client has read enough for msgspec.
    for _ in range(30):
        for call in calls.values():
            call()
    for order in _orders(calls, turns):
        for name in order:
            cpu, clock = time.process_time(), time.perf_counter()
            calls[name]()
            spent[name].append((time.process_time() - cpu, time.perf_counter() - clock))
    return {name: _medians(each) for name, each in spent.items()}


def _orders(names: Iterable[str], turns: int) -> Iterator[tuple[str, ...]]:
    """Every order in turn: who comes after itself finds its own code in the processor's caches, so each does as often."""
    return islice(cycle(permutations(names)), turns)


def _medians(spent: list[tuple[float, float]]) -> tuple[float, float]:
    return median(cpu for cpu, _ in spent), median(clock for _, clock in spent)


def measure_async(port: int, turns: int, gets: int) -> Times:
    """So many gets, 50 at a time."""
    return asyncio.run(_measure_async(port, turns, gets))


async def _measure_async(port: int, turns: int, gets: int) -> Times:
    from httpx_aiohttp import AiohttpTransport

    raw = httpx.AsyncClient(base_url=base_url(port), headers={"Authorization": f"Bearer {TOKEN}"})
    client, aiohttp = ours(AsyncWebWork, port), ours(AsyncWebWork, port, transport=AiohttpTransport())

    async def get_raw() -> Any:
        return json.loads((await raw.get("/tasks/500", params=IDS)).content)["data"]

    calls: dict[str, Callable[[], Awaitable[Any]]] = {
        "raw": get_raw,
        "ours": lambda: client.tasks.get(500),
        "aiohttp": lambda: aiohttp.tasks.get(500),
    }
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in calls}
    async with raw, client, aiohttp:
        for number, order in enumerate(_orders(calls, turns + 1)):
            for name in order:
                gc.collect()
                cpu, clock = time.process_time(), time.perf_counter()
                await _side_by_side(calls[name], gets)
                if number:
                    spent[name].append((time.process_time() - cpu, time.perf_counter() - clock))
    return {name: _medians(each) for name, each in spent.items()}


async def _side_by_side(call: Callable[[], Awaitable[Any]], gets: int) -> None:
    left = iter(range(gets))

    async def work() -> None:
        for _ in left:
            await call()

    await asyncio.gather(*(work() for _ in range(50)))


def one_url(port: int) -> str:
    """The URL of the task, for who asks once."""
    return f"http://127.0.0.1:{port}/api/v2{ONE}"
