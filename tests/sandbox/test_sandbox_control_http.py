"""`/__sandbox/…`: the control over HTTP, and whom it refuses."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from webwork_tracker.sandbox import Sandbox, SandboxServer
from webwork_tracker.sandbox._site import is_loopback
from webwork_tracker_api.operations import OPERATIONS

from .calls import Clock

TASK = "/api/v2/tasks/500?workspace_id=1&project_id=100"


@pytest.fixture
def server(sandbox: Sandbox) -> Iterator[SandboxServer]:
    with sandbox.serve() as running:
        yield running


class Asked:
    """What a server answered."""

    def __init__(
        self, server: SandboxServer, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        sent = json.dumps(body) if body is not None and not isinstance(body, (str, bytes)) else body
        connection.request(method, path, sent, headers or {})
        response = connection.getresponse()
        self.status, self.headers = response.status, response.headers
        content = response.read()
        self.json = json.loads(content) if response.headers["Content-Type"] == "application/json" else content
        connection.close()


def test_state(server: SandboxServer, sandbox: Sandbox) -> None:
    sandbox.add_task("gone", deleted_at="2026-01-01T00:00:00Z", assignees=[100])
    sandbox.add_viewer()
    state = Asked(server, "GET", "/__sandbox/state").json
    assert list(state) == ["clock", "workspaces", "projects", "users", "tasks", "viewers", "totals"]
    assert state["clock"] == "2026-03-01T12:00:00Z"
    assert state["workspaces"] == [{"id": 1, "name": "Example workspace", "owner_id": 10}]
    assert state["projects"] == [{"id": 100, "workspace_id": 1, "name": "Website"}]
    assert state["users"][1] == {
        "id": 100,
        "firstname": "John",
        "lastname": "Doe",
        "email": "john.doe@example.com",
        "memberships": [{"workspace_id": 1, "role": "Regular User"}],
    }
    assert [(task["id"], task["deleted_at"]) for task in state["tasks"]] == [(500, None), (501, "2026-01-01T00:00:00Z")]
    assert [viewer["id"] for viewer in state["viewers"]] == [100, 101]
    assert state["totals"] == {"tasks": 2, "viewers": 2}


def test_requests(server: SandboxServer) -> None:
    Asked(server, "GET", TASK, headers={"Authorization": "Bearer very-secret", "X-Other": "1"})
    Asked(server, "GET", "/api/v2/nope")
    Asked(server, "GET", "/__sandbox/state")
    first, second = Asked(server, "GET", "/__sandbox/requests").json["requests"]
    assert first["id"] == 1
    assert (first["method"], first["path"], first["query"]) == ("GET", *TASK.split("?"))
    assert (first["operation_id"], first["status"], first["at"]) == ("getTask", 200, "2026-03-01T12:00:00Z")
    assert first["request"]["headers"]["authorization"] == "Bearer ***"
    assert first["request"]["headers"]["x-other"] == "1"
    assert json.loads(first["response"]["body"])["data"]["id"] == 500
    assert first["curl"].startswith(f"curl -i -X GET 'http://127.0.0.1:{server.port}{TASK}'")
    assert "very-secret" not in json.dumps(first)
    assert second["operation_id"] is None
    assert [r["id"] for r in Asked(server, "GET", "/__sandbox/requests?after=1").json["requests"]] == [2]
    assert Asked(server, "DELETE", "/__sandbox/requests").status == 200
    assert Asked(server, "GET", "/__sandbox/requests?after=0").json == {"requests": []}


def test_clock_and_reset(server: SandboxServer, sandbox: Sandbox) -> None:
    sandbox.add_task()
    assert Asked(server, "POST", "/__sandbox/clock", {"tick": 61.5}).json == {"clock": "2026-03-01T12:01:01Z"}
    assert Asked(server, "GET", "/__sandbox/clock").json == {"clock": "2026-03-01T12:01:01Z"}
    assert Asked(server, "POST", "/__sandbox/reset").json == {"clock": "2026-03-01T12:00:00Z"}
    assert len(Asked(server, "GET", "/__sandbox/state").json["tasks"]) == 1


def test_a_clock_that_is_told_to_stand(server: SandboxServer, clock: Clock) -> None:
    told = Asked(server, "POST", "/__sandbox/clock", {"stand_at": "2026-02-01T01:00:00+01:00"})
    assert (told.status, told.json) == (200, {"clock": "2026-02-01T00:00:00Z"})
    clock.tick(60)
    assert Asked(server, "POST", "/__sandbox/clock", {"tick": 5}).json == {"clock": "2026-02-01T00:00:05Z"}
    assert Asked(server, "POST", "/__sandbox/clock", {"stand_at": None}).json == {"clock": "2026-03-01T12:01:00Z"}


def test_seed(server: SandboxServer) -> None:
    people = {
        "users": [{"firstname": "Ada"}],
        "tasks": [{"title": "Dig", "assignees": [104]}, {"end_date": "2026-05-01"}],
    }
    assert Asked(server, "POST", "/__sandbox/seed", people).json == {"users": [104], "tasks": [501, 502]}
    wrong = Asked(server, "POST", "/__sandbox/seed", {"projects": [{}], "tasks": [{"project_id": 7}]})
    assert wrong.json == {"error": "tasks[0]: this task contradicts what is there: FOREIGN KEY constraint failed"}
    state = Asked(server, "GET", "/__sandbox/state").json
    # All of a seed, or nothing.
    assert [project["id"] for project in state["projects"]] == [100]
    assert [(task["id"], task["title"]) for task in state["tasks"]][1:] == [(501, "Dig"), (502, "Task")]


def test_snapshots(server: SandboxServer, sandbox: Sandbox) -> None:
    names = [Asked(server, "POST", "/__sandbox/snapshot").json["snapshot"] for _ in range(21)]
    assert (names[0], names[-1]) == ("1", "21")
    sandbox.add_task()
    assert Asked(server, "POST", "/__sandbox/restore").json == {"snapshot": "21"}
    sandbox.add_task()
    assert Asked(server, "POST", "/__sandbox/restore", {"snapshot": "2"}).status == 200
    assert len(Asked(server, "GET", "/__sandbox/state").json["tasks"]) == 1
    forgotten = Asked(server, "POST", "/__sandbox/restore", {"snapshot": "1"})
    assert (forgotten.status, forgotten.json) == (400, {"error": "There is no snapshot 1; the last 20 are kept."})


def test_snapshots_that_are_taken_at_once_have_names_of_their_own(server: SandboxServer) -> None:
    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(lambda _: Asked(server, "POST", "/__sandbox/snapshot").json["snapshot"], range(40)))
    assert sorted(map(int, taken)) == list(range(1, 41))


def test_faults(server: SandboxServer) -> None:
    made = Asked(server, "POST", "/__sandbox/faults", {"operation": "getTask", "status": 503, "times": 1})
    assert made.json == {"id": 1, "operation": "getTask", "status": 503, "times": 1, "struck": 0}
    assert [Asked(server, "GET", TASK, headers={"Authorization": "Bearer x"}).status for _ in range(2)] == [503, 200]
    assert Asked(server, "GET", "/__sandbox/faults").json == {"faults": [{**made.json, "struck": 1}]}
    Asked(server, "POST", "/__sandbox/faults", {"cut_body": True})
    assert Asked(server, "DELETE", "/__sandbox/faults?id=1").status == 200
    assert [fault["id"] for fault in Asked(server, "GET", "/__sandbox/faults").json["faults"]] == [2]
    assert Asked(server, "DELETE", "/__sandbox/faults").status == 200
    assert Asked(server, "GET", "/__sandbox/faults").json == {"faults": []}


def test_the_contract(server: SandboxServer) -> None:
    contract = Asked(server, "GET", "/__sandbox/openapi.json").json
    named = {
        call["operationId"] for path in contract["paths"].values() for call in path.values() if "operationId" in call
    }
    assert named == set(OPERATIONS)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "nothing", None, 404),
        ("GET", "", None, 404),
        ("POST", "state", None, 405),
        ("DELETE", "clock", None, 405),
        ("POST", "clock", None, 400),
        ("POST", "clock", {"tick": "5"}, 400),
        ("POST", "clock", {"tick": -5}, 400),
        ("POST", "clock", {"stand_at": "noon"}, 400),
        ("POST", "clock", {"stand_at": 5}, 400),
        ("POST", "clock", {"stand_at": "0001-01-01T00:00:00+14:00"}, 400),
        ("POST", "clock", {"stand_at": None, "tick": 5}, 400),
        ("POST", "clock", {"tick": 10**400}, 400),
        ("POST", "clock", '{"tick": NaN}', 400),
        ("POST", "clock", "{", 400),
        ("POST", "clock", "[" * 100_000, 400),
        ("POST", "clock", "[]", 400),
        ("POST", "clock", b"\xff\xfe\xfd", 400),
        ("POST", "seed", {"nothing": []}, 400),
        ("POST", "seed", {"tasks": 5}, 400),
        ("POST", "seed", {"tasks": [5]}, 400),
        ("POST", "seed", {"tasks": [{"assignees": [{}]}]}, 400),
        ("POST", "seed", {"members": [{"user_id": []}]}, 400),
        ("POST", "seed", {"users": [{"firstname": "\ud800"}]}, 400),
        ("POST", "faults", {"status": 1}, 400),
        ("POST", "faults", {"operation": ["getTask"], "status": 500}, 400),
        ("POST", "faults", {"self": 1, "status": 500}, 400),
        ("DELETE", "faults?id=7", None, 400),
        ("DELETE", "faults?id=x", None, 400),
        ("GET", "requests?after=x", None, 400),
        ("GET", "requests?after=" + "9" * 5000, None, 400),
        ("POST", "restore", {"snapshot": {}}, 400),
    ],
)
def test_what_makes_no_sense(server: SandboxServer, method: str, path: str, body: Any, status: int) -> None:
    reply = Asked(server, method, f"/__sandbox/{path}", body)
    assert reply.status == status
    assert list(reply.json) == ["error"]


@pytest.mark.parametrize("path", ["/__sandbox/state", "/"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:{port}"},
        {"Host": "127.0.0.1"},
        {"Host": "127.0.0.1:1"},
        {"Host": "127.0.0.1.evil.example:{port}"},
        {"Host": ""},
        {"Origin": "http://evil.example"},
        {"Origin": "https://127.0.0.1:{port}"},
        {"Origin": "http://127.0.0.1"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_pages_of_others_are_refused(server: SandboxServer, path: str, headers: dict[str, str]) -> None:
    filled = {name: value.format(port=server.port) for name, value in headers.items()}
    reply = Asked(server, "GET", path, headers=filled)
    assert (reply.status, list(reply.json)) == (403, ["error"])
    assert "access-control-allow-origin" not in reply.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "localhost:{port}", "Origin": "http://localhost:{port}"},
        {"Host": "[::1]:{port}"},
        {"Host": "127.0.0.1:{port}", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_its_own_page_may(server: SandboxServer, headers: dict[str, str]) -> None:
    filled = {name: value.format(port=server.port) for name, value in headers.items()}
    assert Asked(server, "POST", "/__sandbox/reset", headers=filled).status == 200


def test_the_api_does_not_mind_its_host(server: SandboxServer) -> None:
    assert Asked(server, "GET", TASK, headers={"Host": "a.example", "Authorization": "Bearer x"}).status == 200


def test_other_machines_have_no_control_unless_told(sandbox: Sandbox) -> None:
    with sandbox.serve(host="0.0.0.0") as server:
        for path in ("/__sandbox/state", "/"):
            assert Asked(server, "GET", path).status == 404
        assert Asked(server, "GET", TASK, headers={"Authorization": "Bearer x"}).status == 200
    with sandbox.serve(host="0.0.0.0", control=True) as server:
        assert Asked(server, "GET", "/__sandbox/state").status == 200
        assert Asked(server, "GET", "/__sandbox/state", headers={"Host": f"10.0.0.7:{server.port}"}).status == 200
        assert Asked(server, "GET", "/__sandbox/state", headers={"Host": f"evil.example:{server.port}"}).status == 403
    with sandbox.serve(control=False) as server:
        assert Asked(server, "GET", "/__sandbox/state").status == 404


def test_the_page(server: SandboxServer) -> None:
    page = Asked(server, "GET", "/")
    assert (page.status, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert Asked(server, "GET", "/__sandbox/page/nothing.js").status == 404


@pytest.mark.parametrize(
    ("host", "is_one"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("a", False)],
)
def test_loopback(host: str, is_one: bool) -> None:
    assert is_loopback(host) is is_one
