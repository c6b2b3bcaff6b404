"""Every filter of a list, sync and async, as the sandbox understands it: no documented call has one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes import Mode
from webwork_tracker import TaskPriority, TaskStatus
from webwork_tracker.sandbox import Sandbox


@pytest.fixture
def ww(mode: Mode, webwork_sandbox: Sandbox) -> Any:
    return webwork_sandbox.async_client() if mode.is_async else webwork_sandbox.client()


def test_tasks_by_status_priority_and_page(mode: Mode, webwork_sandbox: Sandbox, ww: Any) -> None:
    for number in range(4):
        mode.call(ww.tasks.create, title=f"Urgent {number}", status=TaskStatus.DOING, priority=TaskPriority.URGENT)
    mode.call(ww.tasks.create, title="Low", status=TaskStatus.DOING, priority=TaskPriority.LOW)
    found = ww.tasks.list(status=TaskStatus.DOING, priority=TaskPriority.URGENT, page=2, per_page=2)
    assert [task.title for task in mode.collect(found)] == ["Urgent 2", "Urgent 3"]
    assert webwork_sandbox.requests.last.query.endswith("status=10&priority=10&page=2&per_page=2")


def test_viewers_by_email_and_page(mode: Mode, ww: Any) -> None:
    for name in ("ann", "bob", "eve"):
        mode.call(ww.project_viewers.create, email=f"{name}@example.com", firstname=name, lastname="Doe")
    (bob,) = mode.collect(ww.project_viewers.list(email="bob@example.com"))
    assert bob.firstname == "bob"
    everybody = mode.collect(ww.project_viewers.list())
    assert mode.collect(ww.project_viewers.list(page=2, per_page=2)) == everybody[2:]
