"""What tests/live runs against: a sandbox, served over HTTP, or with WEBWORK_LIVE=1 (`make live`) the API itself.

Live, nothing is written unless WEBWORK_LIVE_WRITES=1, and then only tasks of the project WEBWORK_PROJECT_ID, which are
deleted again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from uuid import uuid4

import pytest

from webwork_tracker import NotFoundError, Task, WebWork
from webwork_tracker.sandbox import Sandbox

# Read before the fixture of tests/conftest.py takes them away from the tests.
SETTINGS = {name: value for name, value in os.environ.items() if name.startswith("WEBWORK_")}
LIVE = SETTINGS.get("WEBWORK_LIVE") == "1"
NEEDED = {
    "WEBWORK_TOKEN": "a token, made in Settings > REST API in WebWork",
    "WEBWORK_WORKSPACE_ID": "the id of a workspace of yours",
    "WEBWORK_PROJECT_ID": "the id of one of its projects; with WEBWORK_LIVE_WRITES=1, tasks come and go in it",
}


def pytest_sessionstart() -> None:
    missing = [f"{name}: {what}" for name, what in NEEDED.items() if not SETTINGS.get(name)]
    if LIVE and missing:
        raise pytest.UsageError("\n  ".join(["The live tests need some settings more.", *missing]))


@pytest.fixture(scope="session")
def server() -> Iterator[dict[str, str]]:
    """The settings of the client that the tests use."""
    if LIVE:
        yield SETTINGS
        return
    with Sandbox(rate_limit=None) as sandbox, sandbox.serve() as server:
        sandbox.add_task("Without anything")
        yield {
            "WEBWORK_TOKEN": sandbox.token(),
            "WEBWORK_WORKSPACE_ID": "1",
            "WEBWORK_PROJECT_ID": "100",
            "WEBWORK_BASE_URL": server.base_url,
            "WEBWORK_LIVE_WRITES": "1",
        }


@pytest.fixture(scope="session")
def ww(server: dict[str, str]) -> Iterator[WebWork]:
    """A client of it. Against a sandbox it need not wait for its rate budget."""
    with WebWork(
        server["WEBWORK_TOKEN"],
        base_url=server.get("WEBWORK_BASE_URL"),
        workspace_id=int(server["WEBWORK_WORKSPACE_ID"]),
        project_id=int(server["WEBWORK_PROJECT_ID"]),
        rate_limit=60 if LIVE else None,
    ) as client:
        yield client


@pytest.fixture
def title(server: dict[str, str], ww: WebWork) -> Iterator[str]:
    """A title for tasks that a test makes: whatever has it at the end is deleted, also what the test has lost sight of."""
    if server.get("WEBWORK_LIVE_WRITES") != "1":
        pytest.skip("writes nothing without WEBWORK_LIVE_WRITES=1")
    mark = f"Test of webwork-tracker {uuid4()}"
    yield mark
    for task in [task for task in ww.tasks.list(per_page=100) if task.title.startswith(mark)]:
        # It may be listed although it is deleted: that is not documented.
        with suppress(NotFoundError):
            ww.tasks.delete(task.id)


@pytest.fixture
def task(ww: WebWork) -> Task:
    """Some task of the project."""
    found = next(iter(ww.tasks.list()), None)
    if found is None:
        pytest.skip("the project has no task")
    return found
