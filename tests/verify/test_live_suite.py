"""`make live` keeps its promises: here with a sandbox in the place of the API, which tells afterwards what was asked."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from webwork_tracker.sandbox import Sandbox

ROOT = Path(__file__).resolve().parents[2]

Live = Callable[..., subprocess.CompletedProcess[str]]


def pytest_live(**settings: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-rs", "-p", "no:cacheprovider", "tests/live"]
    # Other people's plugins take longer to load than the tests to run.
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "WEBWORK_LIVE": "1", **settings}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(rate_limit=None) as sandbox:
        yield sandbox


@pytest.fixture
def live(sandbox: Sandbox) -> Iterator[Live]:
    with sandbox.serve() as server:
        known = {"WEBWORK_TOKEN": "of-somebody", "WEBWORK_BASE_URL": server.base_url}
        known |= {"WEBWORK_WORKSPACE_ID": "1", "WEBWORK_PROJECT_ID": "100"}
        yield lambda **settings: pytest_live(**{**known, **settings})


def tasks_of(sandbox: Sandbox) -> list[int]:
    with sandbox.client() as ww:
        return [task.id for task in ww.tasks.list()]


def test_it_only_reads(sandbox: Sandbox, live: Live) -> None:
    done = live()
    assert done.returncode == 0, done.stdout
    assert {request.method for request in sandbox.requests} == {"GET"}
    assert "writes nothing without WEBWORK_LIVE_WRITES=1" in done.stdout


def test_with_leave_to_write_it_cleans_up_whatever_happens(sandbox: Sandbox, live: Live) -> None:
    before = tasks_of(sandbox)
    # One of its tests fails in the middle. Of another one's task nobody is told: only its title says whose it is.
    sandbox.faults.add("updateTask", status=400)
    sandbox.faults.add("createTask", nth=2, reset="after")
    done = live(WEBWORK_LIVE_WRITES="1")
    assert done.returncode == 1
    assert "2 failed, 9 passed" in done.stdout
    assert sandbox.requests.count("createTask") == 3
    assert tasks_of(sandbox) == before
    writes = {request.operation_id for request in sandbox.requests if request.method != "GET"}
    assert writes == {"createTask", "updateTask", "deleteTask"}


def test_what_is_missing_is_named(sandbox: Sandbox, live: Live) -> None:
    done = live(WEBWORK_TOKEN="", WEBWORK_PROJECT_ID="")
    assert done.returncode != 0
    assert "WEBWORK_TOKEN: " in done.stderr
    assert "WEBWORK_WORKSPACE_ID: " not in done.stderr
    assert "WEBWORK_PROJECT_ID: " in done.stderr
    assert len(sandbox.requests) == 0
