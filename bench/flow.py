"""What a call costs without a network: all of it, and what the flow adds to sending a request and reading its reply."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from bench.calls import IDS, TOKEN
from bench.canned import Memory
from webwork_tracker import WebWork
from webwork_tracker._reply import read
from webwork_tracker._wire import Limits
from webwork_tracker_api.operations import GET_TASK


def measure(calls: int) -> tuple[float, float]:
    """Seconds of CPU for the flow alone, and for the whole call with its arguments, request and reply."""
    transport = Memory()
    with WebWork(TOKEN, transport=transport, rate_limit=10**9, **IDS) as client:
        call = client._prepare(GET_TASK, {"taskId": 500})
        limits = Limits()

        def direct() -> None:
            read(call, transport.send(call.request, limits), attempts=1, secrets=(TOKEN,), now=0.0)

        flow, without, whole = _medians(
            lambda: client._perform(call), direct, lambda: client.tasks.get(500), rounds=calls // 100
        )
    return flow - without, whole


def _medians(*parts: Callable[[], object], rounds: int) -> list[float]:
    """Seconds of CPU that each takes; they take turns, a hundred times each."""
    spent: list[list[float]] = [[] for _ in parts]
    for _ in range(rounds):
        for part, times in zip(parts, spent, strict=True):
            begun = time.process_time()
            for _ in range(100):
                part()
            times.append((time.process_time() - begun) / 100)
    return [median(times) for times in spent]
