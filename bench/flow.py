"""What a call costs without a network: all of it, and the flow's own part."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from bench.calls import IDS, TOKEN
from bench.canned import Memory, one, reply
from webwork_tracker import WebWork
from webwork_tracker._reply import read
from webwork_tracker_api.operations import GET_TASK


def measure(calls: int) -> tuple[float, float]:
    """Seconds of CPU for the flow alone (budget, deadline, attempts, driver), and for the whole call."""
    answer = reply(one())
    with WebWork(TOKEN, transport=Memory(), rate_limit=10**9, **IDS) as client:
        arguments = {"taskId": 500}
        call = client._prepare(GET_TASK, arguments)
        parts: dict[str, Callable[[], object]] = {
            "whole": lambda: client.tasks.get(500),
            "request": lambda: client._prepare(GET_TASK, arguments),
            "reply": lambda: read(call, answer, attempts=1, secrets=(TOKEN,), now=0.0),
        }
        spent: dict[str, list[float]] = {name: [] for name in parts}
        for _ in range(calls // 100):
            for name, part in parts.items():
                begun = time.process_time()
                for _ in range(100):
                    part()
                spent[name].append((time.process_time() - begun) / 100)
    whole, request, answered = (median(times) for times in spent.values())
    return whole - request - answered, whole
