"""What happens to tasks, their dates, their states and their assignees."""

from __future__ import annotations

from typing import Any

import pytest

from .calls import Caller, Clock

NOON = "2026-03-01T12:00:00Z"


def test_created_task_has_what_was_sent(call: Caller) -> None:
    sent = {"title": "Write", "description": "d", "status": 10, "priority": 40}
    dates = {"start_date": "2026-01-01", "end_date": "2026-01-01"}
    reply = call.write("POST", "/tasks", **sent, **dates, assignees=[101, 100, 101])
    assert reply.status == 201
    assert reply.data == {
        "id": 501,
        "title": "Write",
        "description": "d",
        "project_id": 100,
        "owner_id": 10,
        "creator_id": 10,
        "status": 10,
        "priority": 40,
        **dates,
        "completed_at": None,
        "assignees": [
            {"id": 101, "firstname": "Jane", "lastname": "Roe", "email": "jane.roe@example.com"},
            {"id": 100, "firstname": "John", "lastname": "Doe", "email": "john.doe@example.com"},
        ],
        "has_details": False,
        "created_at": NOON,
        "updated_at": NOON,
        "deleted_at": None,
    }
    assert call.get("/tasks/501").data == reply.data
    assert call.write("POST", "/tasks", title="Next").data["id"] == 502


def test_defaults(call: Caller) -> None:
    task = call.write("POST", "/tasks", title="Only a title").data
    assert (task["status"], task["priority"], task["assignees"]) == (0, 30, [])
    assert (task["description"], task["start_date"], task["end_date"]) == (None, None, None)


def test_update_changes_what_is_sent_and_clears_what_is_null(call: Caller, clock: Clock) -> None:
    before = call.get("/tasks/500").data
    clock.tick(60)
    after = call.write("PUT", "/tasks/500", priority=10, description=None).data
    assert after == {**before, "priority": 10, "description": None, "updated_at": "2026-03-01T12:01:00Z"}
    cleared = call.write("PUT", "/tasks/500", start_date=None, end_date=None, title="New").data
    assert (cleared["start_date"], cleared["end_date"], cleared["title"]) == (None, None, "New")


def test_completed_at_follows_the_status(ask: Caller, clock: Clock) -> None:
    def completed(status: int) -> Any:
        clock.tick(60)
        return ask.write("PUT", "/tasks/500", status=status).data["completed_at"]

    assert completed(10) is None
    assert completed(20) == "2026-03-01T12:02:00Z"
    assert completed(30) == "2026-03-01T12:02:00Z"
    assert completed(0) is None
    assert ask.write("POST", "/tasks", title="Done", status=30).data["completed_at"] == "2026-03-01T12:04:00Z"


@pytest.mark.parametrize(
    ("method", "path", "dates"),
    [
        ("POST", "/tasks", {"title": "t", "start_date": "2026-02-02", "end_date": "2026-02-01"}),
        ("PUT", "/tasks/500", {"start_date": "2026-02-02", "end_date": "2026-02-01"}),
        ("PUT", "/tasks/500", {"end_date": "2024-01-14"}),
        ("PUT", "/tasks/500", {"start_date": "2024-01-31"}),
    ],
)
def test_end_before_start_is_refused(ask: Caller, method: str, path: str, dates: dict[str, str]) -> None:
    before = ask.get("/tasks").json["data"]
    reply = ask.write(method, path, **dates)
    assert reply.status == 422
    assert list(reply.json["errors"]) == ["end_date"]
    assert "must not be before start_date" in reply.json["errors"]["end_date"][0]
    assert ask.get("/tasks").json["data"] == before


def test_deleted_task_is_gone(call: Caller) -> None:
    assert call.write("DELETE", "/tasks/500").data is None
    assert call.get("/tasks").data == []
    for reply in (
        call.get("/tasks/500"),
        call.get("/tasks/500/assignees"),
        call.write("PUT", "/tasks/500", title="t"),
        call.write("DELETE", "/tasks/500"),
        call.write("POST", "/tasks/500/assign/100"),
        call.write("DELETE", "/tasks/500/unassign/100"),
    ):
        assert (reply.status, reply.json["message"]) == (404, "Task not found")
    assert call.write("POST", "/tasks", title="Next").data["id"] == 501


def test_assigning(call: Caller) -> None:
    assert call.write("DELETE", "/tasks/500/unassign/100").data is None
    assert [person["id"] for person in call.get("/tasks/500/assignees").data] == [101]
    assert [person["id"] for person in call.get("/tasks/500").data["assignees"]] == [101]
    again = call.write("DELETE", "/tasks/500/unassign/100")
    assert (again.status, again.json["message"]) == (404, "Assignment not found")
    assigned = call.write("POST", "/tasks/500/assign/100").data
    assert assigned["assigner_id"] == 10
    assert call.write("POST", "/tasks/500/assign/100").data == assigned
    assert [person["id"] for person in call.get("/tasks/500/assignees").data] == [101, 100]
    assert "pagination" not in call.get("/tasks/500/assignees").json["meta"]


def test_only_members_can_be_assigned(ask: Caller) -> None:
    for method, path in (("POST", "/tasks/500/assign/999"), ("DELETE", "/tasks/500/unassign/999")):
        reply = ask.write(method, path)
        assert (reply.status, reply.json["message"]) == (404, "User not found")
    reply = ask.write("POST", "/tasks", title="t", assignees=[100, 998, 999])
    assert reply.status == 422
    sentence = "User {} is no member of the workspace."
    assert reply.json["errors"] == {"assignees": [sentence.format(998), sentence.format(999)]}
    assert len(ask.get("/tasks").data) == 1


def test_filters(ask: Caller) -> None:
    ask.write("POST", "/tasks", title="a", status=10)
    ask.write("POST", "/tasks", title="b", status=10, priority=10)

    def ids(**query: int) -> list[int]:
        reply = ask.get("/tasks", **query)
        assert reply.json["meta"]["pagination"]["total"] == len(reply.data)
        return [task["id"] for task in reply.data]

    assert ids() == [500, 501, 502]
    assert ids(status=10) == [501, 502]
    assert ids(priority=30) == [500, 501]
    assert ids(status=10, priority=30) == [501]
    # A workspace may have codes of its own; this one has none.
    assert ids(status=21) == []


@pytest.mark.parametrize(
    ("scope", "message"),
    [
        ({"workspace_id": 2}, "Workspace not found"),
        ({"project_id": 101}, "Project not found"),
        ({"workspace_id": 10**30}, "Workspace not found"),
    ],
)
def test_another_workspace_or_project(ask: Caller, scope: dict[str, int], message: str) -> None:
    replies = [
        ask.get("/tasks", **scope),
        ask.get("/tasks/500", **scope),
        ask.get("/tasks/500/assignees", **scope),
        ask.write("POST", "/tasks", title="t", **scope),
        ask.write("PUT", "/tasks/500", title="t", **scope),
        ask.write("DELETE", "/tasks/500", **scope),
        ask.write("POST", "/tasks/500/assign/100", **scope),
        ask.write("DELETE", "/tasks/500/unassign/100", **scope),
    ]
    assert {(reply.status, reply.json["message"]) for reply in replies} == {(404, message)}
    assert ask.get("/tasks/500").status == 200
