"""The recipe of docs/reliability.md for a job that may be killed: it is, at each of its requests, and run again."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes import Mode
from webwork_tracker.sandbox import Sandbox

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
WANTED = {f"row-{number}": f"Task {number}" for number in range(7)}
"""Of these the first is there, and the last with another title."""

# At which request of a run it is killed, and whether that one is carried out all the same.
KILLED_AT = [
    ("getTasks", 1, True),
    ("createTask", 1, False),
    ("createTask", 1, True),
    ("createTask", 2, True),
    ("updateTask", 1, False),
    ("updateTask", 1, True),
]
IN_ASYNC = {
    "import WebWork": "import AsyncWebWork as WebWork",
    "def carry_out": "async def carry_out",
    "for task in": "async for task in",
    "ww.tasks.create": "await ww.tasks.create",
    "ww.tasks.update": "await ww.tasks.update",
}


def program(mode: Mode, base_url: str) -> str:
    """The recipe as it stands on the page, and a line that carries it out."""
    (recipe,) = [block for block in PAGE.read_text().split("```") if "def carry_out" in block]
    recipe = recipe.removeprefix("python\n")
    if mode.is_async:
        for text, instead in IN_ASYNC.items():
            assert recipe.count(text) == 1
            recipe = recipe.replace(text, instead)
    client = f"WebWork('a-token', base_url={base_url!r}, workspace_id=1, project_id=100, rate_limit=None)"
    call = f"carry_out({client}, {WANTED})"
    return recipe + (f"import asyncio\nasyncio.run({call})\n" if mode.is_async else call)


def started(code: str) -> subprocess.Popen[bytes]:
    path = os.pathsep.join(entry for entry in sys.path if entry)
    return subprocess.Popen([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": path, "NO_PROXY": "*"})


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(rate_limit=None) as sandbox:
        keys = list(WANTED)
        sandbox.add_task(WANTED[keys[0]], project_id=100, description=keys[0])
        sandbox.add_task("An old title", project_id=100, description=keys[-1])
        yield sandbox


def there(sandbox: Sandbox) -> list[tuple[str, str]]:
    """Keys and titles of all tasks but the one that every sandbox has."""
    with sandbox.client() as ww:
        return sorted((str(task.description), task.title) for task in ww.tasks.list(per_page=100) if task.id != 500)


def killed(sandbox: Sandbox, code: str, operation: str, nth: int, carried_out: bool) -> None:
    """Run until that request has come, whose answer does not; then no further."""
    sandbox.requests.clear()
    instead = {} if carried_out else {"status": 503}
    sandbox.faults.add(operation, nth=nth, latency=60, **instead)
    process = started(code)
    try:
        until = time.monotonic() + 20
        while sandbox.requests.count(operation) < nth:
            assert process.poll() is None, "it ended by itself"
            assert time.monotonic() < until, "it does not come so far"
            time.sleep(0.005)
    finally:
        process.kill()
        process.wait()
        sandbox.faults.clear()


def test_a_job_that_is_killed_again_and_again_ends_with_nothing_twice_and_nothing_lost(
    mode: Mode, sandbox: Sandbox
) -> None:
    with sandbox.serve() as server:
        code = program(mode, server.base_url)
        for operation, nth, carried_out in KILLED_AT:
            before = dict(there(sandbox))
            killed(sandbox, code, operation, nth, carried_out)
            after = there(sandbox)
            assert before.keys() <= dict(after).keys()
            assert len(dict(after)) == len(after)
        for _ in range(2):
            sandbox.requests.clear()
            assert started(code).wait(20) == 0
            assert there(sandbox) == sorted(WANTED.items())
        # There was nothing left to do.
        assert [request.method for request in sandbox.requests if request.method != "GET"] == []
