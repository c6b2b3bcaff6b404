"""`Sandbox(edition="later")`: what the later editions of the docs answer, and that the clients read both."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from webwork_tracker import Task
from webwork_tracker.sandbox import Sandbox, behaviours

from .calls import Caller, Clock, in_process


@pytest.fixture
def later(clock: Clock) -> Iterator[Sandbox]:
    with Sandbox(clock=clock, edition="later") as sandbox:
        yield sandbox


@pytest.fixture
def call(later: Sandbox) -> Caller:
    return in_process(later)


def test_a_task(call: Caller) -> None:
    reply = call.get("/tasks/500")
    assert reply.json["meta"] == {"api_version": "2.0.0", "timestamp": "2026-03-01T12:00:00+00:00"}
    assert reply.data == {
        "id": 500,
        "title": "Implement user authentication",
        "description": "Add OAuth2 authentication support",
        "project_id": 100,
        "owner_id": 10,
        "creator_id": 100,
        "status": 11,
        "priority": None,
        "start_date": "2024-01-15",
        "end_date": "2024-01-30",
        "completed_at": None,
        "created_at": "2024-01-15T09:00:00.000000Z",
        "updated_at": "2024-01-20T14:30:00.000000Z",
        "deleted_at": None,
        "parent_id": None,
        "status_name": "In Review",
        "status_color": "#fb8c00",
        "priority_name": None,
    }


def test_a_list(call: Caller) -> None:
    for path in ("/tasks", "/project-viewers"):
        reply = call.get(path)
        assert list(reply.json) == ["success", "data", "meta", "pagination"]
        assert "pagination" not in reply.json["meta"]
        assert reply.json["pagination"]["total"] == 1


def test_what_is_created_and_changed(call: Caller) -> None:
    task = call.write("POST", "/tasks", title="t", parent_id=500).data
    assert (task["id"], task["priority"], task["parent_id"]) == (501, None, 500)
    changed = call.write("PUT", "/tasks/501", status=20, priority=10).data
    assert (changed["status_name"], changed["priority_name"]) == ("Done", "Urgent")
    assert changed["completed_at"] == "2026-03-01 12:00:00"
    custom = call.write("PUT", "/tasks/501", status=77, priority=None).data
    assert (custom["status"], custom["status_name"], custom["priority"]) == (77, "Status 77", None)
    assert list(call.write("PUT", "/tasks/501", status="20").json["errors"]) == ["status"]


def test_a_priority_that_nobody_has_heard_of(later: Sandbox, call: Caller) -> None:
    task_id = later.add_task(priority=77)
    task = call.get(f"/tasks/{task_id}").data
    assert (task["priority"], task["priority_name"]) == (77, "Priority 77")


def test_a_parent_is_a_task_of_the_project(call: Caller) -> None:
    reply = call.write("POST", "/tasks", title="t", parent_id=999)
    assert (reply.status, list(reply.json["errors"])) == (422, ["parent_id"])
    assert call.write("POST", "/tasks", title="t", parent_id=None).status == 201


def test_the_query_of_the_list(call: Caller) -> None:
    call.write("POST", "/tasks", title="t", parent_id=500)
    assert [task["id"] for task in call.get("/tasks", order_by="desc").data] == [501, 500]
    assert [task["id"] for task in call.get("/tasks", parent_id=500).data] == [501]
    assert call("GET", "/tasks?workspace_id=1&contract_id=5").json["message"] == "Contract not found"
    assert list(call("GET", "/tasks?workspace_id=1").json["errors"]) == ["project_id"]


def test_ids_as_strings(call: Caller) -> None:
    assignment = call.write("POST", "/tasks/500/assign/100").data
    assert {name: assignment[name] for name in ("id", "user_id", "task_id", "assigner_id")} == {
        "id": 100,
        "user_id": "100",
        "task_id": "500",
        "assigner_id": 101,
    }
    viewer = call.get("/project-viewers/100").data
    assert (viewer["id"], viewer["member_since"]) == ("100", "2024-01-15T09:00:00.000000Z")
    assert call.get("/project-viewers").data == [viewer]


def test_errors_are_stamped_alike(call: Caller) -> None:
    assert call.get("/tasks/999").json["meta"]["timestamp"] == "2026-03-01T12:00:00+00:00"
    assert call("GET", "/nope").json["meta"]["timestamp"] == "2026-03-01T12:00:00+00:00"


def journey(ww: Any) -> tuple[Any, ...]:
    created = ww.tasks.create(title="t", assignees=[100])
    assigned = ww.tasks.assign(created.id, 101)
    ww.tasks.update(created.id, status=20)
    viewer = ww.project_viewers.create(email="n@example.com", firstname="N", lastname="V")
    tasks = list(ww.tasks.list(per_page=1))
    return created.id, assigned.user_id, assigned.task_id, viewer.id, [task.id for task in tasks], tasks[1].completed_at


@pytest.mark.parametrize("edition", ["reference", "later"])
def test_the_client_reads_both(clock: Clock, edition: Any) -> None:
    with Sandbox(clock=clock, edition=edition) as sandbox, sandbox.client() as ww:
        noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
        assert journey(ww) == (501, 101, 501, 101, [500, 501], noon)


def test_the_async_client_too(later: Sandbox) -> None:
    async def first() -> Task:
        async with later.async_client() as ww:
            return await ww.tasks.get(500)

    task = asyncio.run(first())
    assert (task.status, cast("Any", task.priority), task.assignees) == (11, None, [])


def test_what_differs_is_marked() -> None:
    marks = [mark for mark in behaviours() if mark.text.startswith("Later edition: ")]
    assert {mark.evidence for mark in marks} == {"later-docs", "assumed"}
    assert {mark.decided_in.rsplit(".", 2)[0] for mark in marks} <= {
        "webwork_tracker.sandbox._edition",
        "webwork_tracker.sandbox",
    }


def test_an_edition_that_does_not_exist() -> None:
    with pytest.raises(ValueError, match="edition must be one of reference, later, not 'newest'"):
        Sandbox(edition=cast("Any", "newest"))
