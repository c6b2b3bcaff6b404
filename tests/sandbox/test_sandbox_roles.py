"""Tokens, the roles behind them, and who gets 403."""

from __future__ import annotations

import pytest

from webwork_tracker import PermissionDeniedError, WebWork
from webwork_tracker.sandbox import Sandbox

from .calls import Caller, in_process

MANAGERS = ["Project manager", "Team manager"]


def as_(sandbox: Sandbox, who: str | int) -> dict[str, str]:
    return {"Authorization": f"Bearer {sandbox.token(who)}"}


def statuses(sandbox: Sandbox, who: str | int) -> dict[str, int]:
    """What each kind of call answers to somebody, with a sandbox as new for each."""
    call = in_process(sandbox)
    ids, headers = {"workspace_id": 1, "project_id": 100}, as_(sandbox, who)
    person = {"email": "a@example.com", "firstname": "A", "lastname": "B"}
    calls = {
        "read tasks": ("GET", "/tasks?workspace_id=1&project_id=100", None),
        "read a task": ("GET", "/tasks/500?workspace_id=1&project_id=100", None),
        "create": ("POST", "/tasks", {**ids, "title": "t"}),
        "update": ("PUT", "/tasks/500", ids),
        "assign": ("POST", "/tasks/500/assign/100", ids),
        "unassign": ("DELETE", "/tasks/500/unassign/100", ids),
        "delete": ("DELETE", "/tasks/500", ids),
        "read viewers": ("GET", "/project-viewers?workspace_id=1", None),
        "create viewer": ("POST", "/project-viewers", {"workspace_id": 1, **person}),
        "delete viewer": ("DELETE", "/project-viewers/100", {"workspace_id": 1}),
    }
    found = {}
    for name, (method, path, body) in calls.items():
        sandbox.reset()
        found[name] = call(method, path, body, headers=headers).status
    return found


@pytest.mark.parametrize("who", ["Owner", "Executive manager", 10, 102])
def test_owners_and_executive_managers_may_do_everything(sandbox: Sandbox, who: str | int) -> None:
    assert set(statuses(sandbox, who).values()) == {200, 201}


@pytest.mark.parametrize("who", [*MANAGERS, 101, 103])
def test_managers_may_write_tasks(sandbox: Sandbox, who: str | int) -> None:
    found = statuses(sandbox, who)
    allowed = {name for name, status in found.items() if status != 403}
    assert allowed == {"create", "update", "assign", "unassign", "delete"}


@pytest.mark.parametrize("who", ["Regular User", 100, 999])
def test_anybody_else_may_do_nothing(sandbox: Sandbox, who: str | int) -> None:
    assert set(statuses(sandbox, who).values()) == {403}


def test_what_a_403_says(ask: Caller, sandbox: Sandbox) -> None:
    reply = ask("GET", "/tasks?workspace_id=1&project_id=100", headers=as_(sandbox, "Regular User"))
    assert reply.json["message"] == "Access denied"
    assert list(reply.json) == ["success", "message", "error", "meta"]
    # Nobody learns by it what does not exist.
    assert ask("GET", "/tasks?workspace_id=7&project_id=1", headers=as_(sandbox, "Regular User")).status == 404


def test_who_creates_and_assigns(sandbox: Sandbox) -> None:
    with sandbox.client(token=sandbox.token("Project manager")) as ww:
        task = ww.tasks.create(title="Mine")
        assert (task.creator_id, task.owner_id) == (101, 10)
        assert ww.tasks.assign(task.id, 100).assigner_id == 101


def test_roles_are_of_a_workspace(sandbox: Sandbox) -> None:
    user_id = sandbox.add_user("Wanda", role="Team manager")
    workspace_id = sandbox.add_workspace("Hers", owner_id=user_id)
    project_id = sandbox.add_project("Garden", workspace_id=workspace_id)
    with sandbox.client(token=sandbox.token(user_id)) as ww:
        assert ww.tasks.create(title="Dig", workspace_id=workspace_id, project_id=project_id).owner_id == user_id
        assert len(list(ww.tasks.list(workspace_id=workspace_id, project_id=project_id))) == 1
        with pytest.raises(PermissionDeniedError):
            ww.tasks.get(500)


def test_a_role_that_nobody_has(sandbox: Sandbox) -> None:
    lonely = sandbox.add_workspace("Lonely")
    call = in_process(sandbox)
    headers = as_(sandbox, "Team manager")
    assert call("GET", f"/project-viewers?workspace_id={lonely}", headers=headers).status == 403


def test_a_role_that_does_not_exist(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="no role 'Admin': there are Owner, Executive manager"):
        sandbox.token("Admin")


def test_over_a_socket(sandbox: Sandbox) -> None:
    with sandbox.serve() as server:
        ids = {"workspace_id": 1, "project_id": 100}
        client = WebWork(sandbox.token("Regular User"), base_url=server.base_url, max_retries=0, **ids)
        with client as ww, pytest.raises(PermissionDeniedError, match="Access denied"):
            ww.tasks.get(500)
