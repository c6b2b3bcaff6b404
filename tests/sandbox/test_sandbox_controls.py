"""What a test holds in its hand: builders, snapshots, the log of requests."""

from __future__ import annotations

import json
import pickle
import shlex
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from webwork_tracker import NotFoundError
from webwork_tracker._wire import HTTPRequest
from webwork_tracker.sandbox import Sandbox

from .calls import Caller, in_process

START = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


def now(sandbox: Sandbox) -> str:
    return str(in_process(sandbox).get("/tasks").json["meta"]["timestamp"])


def test_builders(sandbox: Sandbox) -> None:
    user_id = sandbox.add_user("Ada", "Ames", role="Team manager")
    project_id = sandbox.add_project("Shop")
    task_id = sandbox.add_task("Sell", project_id=project_id, status=10, end_date=date(2026, 5, 1), assignees=[user_id])
    viewer_id = sandbox.add_viewer(projects=[project_id], status="inactive")
    archived_id = sandbox.add_viewer("gone@example.com", deleted_at=START)
    assert (user_id, project_id, task_id, viewer_id, archived_id) == (104, 101, 501, 101, 102)
    with sandbox.client(project_id=project_id) as ww:
        task = ww.tasks.get(task_id)
        assert (task.title, task.status, task.end_date) == ("Sell", 10, date(2026, 5, 1))
        assert [person.email for person in task.assignees] == ["ada.ames@example.com"]
        assert task.created_at == START
        assert [project.project_name for project in ww.project_viewers.get(viewer_id).projects] == ["Shop"]
        with pytest.raises(NotFoundError):
            ww.project_viewers.get(archived_id)
    workspace_id = sandbox.add_workspace("Second")
    assert sandbox.add_member(user_id, "Owner", workspace_id=workspace_id) == user_id


@pytest.mark.parametrize(
    ("method", "arguments", "match"),
    [
        ("add_task", {"id": 500}, "this task contradicts what is there: UNIQUE"),
        ("add_task", {"project_id": 7}, "this task contradicts what is there: FOREIGN KEY"),
        ("add_task", {"assignees": [7]}, "FOREIGN KEY"),
        ("add_task", {"status": "done"}, "status must be an integer, not 'done'"),
        ("add_task", {"title": 5}, "title must be a string, not 5"),
        ("add_task", {"title": None}, "NOT NULL"),
        ("add_task", {"end_date": "soon"}, "soon"),
        ("add_user", {"role": "Boss"}, "role must be one of Owner"),
        ("add_viewer", {"status": "new"}, "status must be one of active"),
        ("add_viewer", {"email": "JOHN.doe@client.example.com"}, "UNIQUE"),
        ("add_project", {"workspace_id": 9}, "FOREIGN KEY"),
        ("add_workspace", {"owner_id": 9}, "FOREIGN KEY"),
    ],
)
def test_builders_refuse_what_contradicts(sandbox: Sandbox, method: str, arguments: dict[str, Any], match: str) -> None:
    before = sandbox.snapshot().image
    with pytest.raises(ValueError, match=match):
        getattr(sandbox, method)(**arguments)
    assert sandbox.snapshot().image == before


@pytest.mark.parametrize("in_file", [False, True])
def test_snapshot_and_restore(tmp_path: Path, in_file: bool) -> None:
    file = tmp_path / "s.sqlite" if in_file else ":memory:"
    with Sandbox(file, clock=START) as sandbox, sandbox.client() as ww:
        sandbox.clock.tick(60)
        sandbox.add_task("kept")
        snapshot = pickle.loads(pickle.dumps(sandbox.snapshot()))
        ww.tasks.delete(500)
        sandbox.clock.tick(60)
        sandbox.restore(snapshot)
        assert [task.title for task in ww.tasks.list()] == ["Implement user authentication", "kept"]
        assert sandbox.clock() == START + timedelta(seconds=60)
        assert ww.tasks.create(title="next").id == 502
        sandbox.reset()
        assert [task.id for task in ww.tasks.list()] == [500]
        assert sandbox.clock() == START
    with Sandbox(file) as again, again.client() as ww:
        assert [task.id for task in ww.tasks.list()] == [500]


def test_a_snapshot_of_one_is_the_start_of_another(sandbox: Sandbox) -> None:
    sandbox.add_task("moved")
    with Sandbox(seed={}) as other, other.client() as ww:
        other.restore(sandbox.snapshot())
        assert len(list(ww.tasks.list())) == 2


def test_reset_makes_all_as_new(sandbox: Sandbox) -> None:
    sandbox.faults.add(status=500)
    now(sandbox)
    sandbox.reset()
    assert (len(sandbox.faults), len(sandbox.requests)) == (0, 0)


def test_the_log_of_requests(call: Caller, sandbox: Sandbox) -> None:
    call.get("/tasks/500")
    call.write("POST", "/tasks", title="Ä")
    call.write("POST", "/tasks", title="")
    call("GET", "/nope?a=b")
    log = sandbox.requests
    assert [request.operation_id for request in log] == ["getTask", "createTask", "createTask", None]
    assert [request.id for request in log] == [1, 2, 3, 4]
    assert (log.count(), log.count("createTask"), len(log.to("getTask"))) == (4, 2, 1)
    assert [request.id for request in log.after(2)] == [3, 4]
    assert (log.last.path, log.last.query, log.last.status) == ("/api/v2/nope", "a=b", 404)
    created, refused = log.to("createTask")
    assert created.json == {"workspace_id": 1, "project_id": 100, "title": "Ä"}
    assert '"id":501' in created.response
    assert created.at == START
    assert created.milliseconds > 0
    assert (created.method, created.status, refused.status) == ("POST", 201, 422)
    assert log[0] is log[:1][0]
    log.clear()
    call.get("/tasks")
    assert [request.id for request in log] == [5]


def test_the_log_shows_no_secret(call: Caller, sandbox: Sandbox) -> None:
    token = "s3cret/t0ken"
    headers = {"Authorization": f"Bearer {token}", "Cookie": "id=5", "Content-Type": "application/json"}
    body = {"workspace_id": 1, "project_id": 100, "title": token, "client_secret": "hush-hush"}
    call("POST", f"/tasks?token={token}", body, headers=headers)
    logged = sandbox.requests.last
    told = [logged.path, logged.query, logged.headers, logged.body, logged.response, logged.curl, repr(logged)]
    assert token not in str(told)
    assert "hush" not in str(told)
    assert logged.headers["authorization"] == "Bearer ***"
    assert logged.headers["cookie"] == "***"


def test_a_request_as_curl(sandbox: Sandbox) -> None:
    body = b'{"workspace_id": 1, "title": "it\'s"}'
    headers = {"Authorization": "Bearer t0ken", "Content-Type": "application/json", "Host": "127.0.0.1:8080"}
    sandbox.handle(HTTPRequest("POST", "/api/v2/tasks?a=1", headers, body))
    assert sandbox.requests.last.curl == (
        "curl -i -X POST 'http://127.0.0.1:8080/api/v2/tasks?a=1' -H 'Authorization: Bearer <YOUR_TOKEN_HERE>'"
        ' -H \'Content-Type: application/json\' --data-raw \'{"workspace_id": 1, "title": "it\'"\'"\'s"}\''
    )


@pytest.mark.parametrize("who", ["Regular User", 101])
def test_the_curl_of_a_role_is_answered_as_the_role_was(sandbox: Sandbox, who: str | int) -> None:
    token = sandbox.token(who)
    body = json.dumps({"workspace_id": 1, "email": "new@example.com", "firstname": token, "lastname": "L"}).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    sandbox.handle(HTTPRequest("POST", "/api/v2/project-viewers", headers, body))
    _, _, _, method, url, *options = shlex.split(sandbox.requests.last.curl)
    repeated = dict(header.split(": ", 1) for flag, header in pairwise(options) if flag == "-H")
    sandbox.handle(HTTPRequest(method, url, repeated, options[-1].encode()))
    first, second = sandbox.requests
    assert (first.status, second.status) == (403, 403)
    assert second.json == json.loads(body)
    assert repeated["Authorization"] == f"Bearer {token}"
    assert first.headers["authorization"] == "Bearer ***"


@pytest.mark.parametrize("token", ["sandbox-token", "sandbox-owner"])
def test_the_owners_tokens_are_no_secrets(ask: Caller, sandbox: Sandbox, token: str) -> None:
    ask("GET", "/tasks", headers={"Authorization": f"Bearer {token}"})
    assert f"Bearer {token}" in sandbox.requests.last.curl


@pytest.mark.parametrize(
    "token",
    ["sandbox-access-1", "sandbox-boss-4711", "sandbox-owner2", "xsandbox-owner", "sandbox-user-1x", "wwk_7Zq1x9"],
)
def test_any_other_token_is_a_secret(call: Caller, sandbox: Sandbox, token: str) -> None:
    body = {"workspace_id": 1, "project_id": 100, "title": token}
    headers = {"Authorization": f"Bearer {token}", "X-Copy": token, "Content-Type": "application/json"}
    call("POST", f"/tasks/{token}?copy={token}", body, headers=headers)
    call("POST", "/tasks", body, headers=headers)
    for logged in sandbox.requests:
        told = [logged.path, logged.query, logged.headers, logged.body, logged.response, logged.response_headers]
        assert token not in str([*told, logged.curl, repr(logged)])
        assert "Authorization: Bearer <YOUR_TOKEN_HERE>" in logged.curl


def test_json_of_a_body_that_the_log_shortened(sandbox: Sandbox) -> None:
    longest = json.dumps("x" * (64 * 1024 - 2)).encode()
    for body in (longest, longest + b" "):
        sandbox.handle(HTTPRequest("PUT", "/api/v2/tasks/500", {}, body))
    first, second = sandbox.requests
    assert len(first.json) == 64 * 1024 - 2
    with pytest.raises(ValueError, match="^the log keeps 64 kB of a body, and this one is longer$"):
        second.json  # noqa: B018


def test_the_log_is_bounded(sandbox: Sandbox) -> None:
    request = HTTPRequest("PUT", "http://[", {}, b"\xff" * 100_000)
    for _ in range(501):
        sandbox.handle(request)
    assert (len(sandbox.requests), sandbox.requests[0].id) == (500, 2)
    assert sandbox.requests.last.path == "http://["
    assert len(sandbox.requests.last.body) < 70_000
    assert sandbox.requests.last.body.endswith("(shortened)")
