"""What happens to project viewers and the projects that they may look at."""

from __future__ import annotations

import pytest

from .calls import Caller

PROJECTS = [{"project_id": 100, "project_name": "Website"}]
NEW = {"email": "New@example.com", "firstname": "Nea", "lastname": "Wood"}


def test_created_viewer(call: Caller) -> None:
    reply = call.write("POST", "/project-viewers", **NEW)
    assert reply.status == 201
    assert reply.data == {"id": 101, **NEW, "status": "active", "member_since": "2026-03-01T12:00:00Z", "projects": []}
    assert call.get("/project-viewers/101").data == reply.data
    assert [viewer["id"] for viewer in call.get("/project-viewers").data] == [100, 101]


@pytest.mark.parametrize("archived", [False, True])
def test_an_email_belongs_to_one_viewer(ask: Caller, archived: bool) -> None:
    ask.write("POST", "/project-viewers", **NEW)
    if archived:
        ask.write("DELETE", "/project-viewers/101")
    reply = ask.write("POST", "/project-viewers", **{**NEW, "email": "nEW@example.com"})
    assert reply.status == 409
    assert list(reply.json) == ["success", "message", "error", "meta"]
    assert reply.json["message"] == "A project viewer with this email already exists"


def test_email_filter(ask: Caller) -> None:
    ask.write("POST", "/project-viewers", **NEW)
    assert [viewer["id"] for viewer in ask.get("/project-viewers", email="new@Example.com").data] == [101]
    assert ask.get("/project-viewers", email="new").data == []


def test_archive_and_restore(call: Caller) -> None:
    before = call.get("/project-viewers/100").data
    assert before["projects"] == PROJECTS
    assert call.write("DELETE", "/project-viewers/100").data is None
    assert call.get("/project-viewers").data == []
    for reply in (
        call.get("/project-viewers/100"),
        call.write("DELETE", "/project-viewers/100"),
        call.write("POST", "/project-viewers/100/assign-project"),
        call.write("DELETE", "/project-viewers/100/unassign-project"),
    ):
        assert (reply.status, reply.json["message"]) == (404, "Project viewer not found")
    assert call.write("POST", "/project-viewers/100/restore").data is None
    assert call.get("/project-viewers/100").data == before
    assert call.write("POST", "/project-viewers/100/restore").data is None
    assert call.write("POST", "/project-viewers/999/restore").status == 404


def test_projects_of_a_viewer(call: Caller) -> None:
    assert call.write("DELETE", "/project-viewers/100/unassign-project").data is None
    assert call.get("/project-viewers/100").data["projects"] == []
    again = call.write("DELETE", "/project-viewers/100/unassign-project")
    assert (again.status, again.json["message"]) == (404, "Assignment not found")
    for _ in range(2):
        assert call.write("POST", "/project-viewers/100/assign-project").data is None
        assert call.get("/project-viewers").data[0]["projects"] == PROJECTS


def test_another_workspace_or_project(ask: Caller) -> None:
    replies = [
        ask.get("/project-viewers", workspace_id=2),
        ask.get("/project-viewers/100", workspace_id=2),
        ask.write("POST", "/project-viewers", **NEW, workspace_id=2),
        ask.write("DELETE", "/project-viewers/100", workspace_id=2),
        ask.write("POST", "/project-viewers/100/restore", workspace_id=2),
        ask.write("POST", "/project-viewers/100/assign-project", workspace_id=2),
    ]
    assert {(reply.status, reply.json["message"]) for reply in replies} == {(404, "Workspace not found")}
    reply = ask.write("POST", "/project-viewers/100/assign-project", project_id=7)
    assert (reply.status, reply.json["message"]) == (404, "Project not found")
