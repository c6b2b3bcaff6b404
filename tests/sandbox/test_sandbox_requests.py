"""What is asked of a request before anything is done: path, method, token, body, fields."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest
from attrs import evolve

from webwork_tracker._wire import HTTPRequest
from webwork_tracker.sandbox import Sandbox
from webwork_tracker.sandbox._core import Core
from webwork_tracker.sandbox._database import Database
from webwork_tracker_api.operations import OPERATIONS

from .calls import AUTHORIZATION, Caller, Clock

SCOPE = "workspace_id=1&project_id=100"
JSON = {**AUTHORIZATION, "Content-Type": "application/json"}


def test_error_envelope(call: Caller) -> None:
    reply = call.get("/tasks/999")
    meta = {"api_version": "2.0.0", "timestamp": "2026-03-01T12:00:00Z"}
    assert reply.json == {"success": False, "message": "Task not found", "error": None, "meta": meta}
    assert list(reply.json) == ["success", "message", "error", "meta"]
    assert reply.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    "value", [None, "", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "Bearer two words", "Bearert0ken"]
)
def test_without_a_bearer_token(call: Caller, value: str | None) -> None:
    reply = call("GET", f"/tasks?{SCOPE}", headers={} if value is None else {"Authorization": value})
    assert (reply.status, reply.json["message"]) == (401, "Unauthenticated")
    assert list(reply.json) == ["success", "message", "error", "meta"]
    assert reply.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("name", ["Authorization", "authorization", "AUTHORIZATION"])
def test_any_bearer_token_will_do(call: Caller, name: str) -> None:
    for value in ("Bearer <YOUR_TOKEN_HERE>", "bearer x"):
        assert call("GET", f"/tasks?{SCOPE}", headers={name: value}).status == 200


@pytest.mark.parametrize(
    "path", ["", "/", "/nope", "/tasks/", "/tasks/500/", "/tasks/500/assign", "//tasks", "/Tasks", "x/tasks"]
)
def test_unknown_path(call: Caller, path: str) -> None:
    reply = call("GET", f"{path}?{SCOPE}")
    assert (reply.status, reply.json["message"]) == (404, "Not found")


@pytest.mark.parametrize("task_id", ["abc", "0", "-1", "1.5", "%C3%A9", "%2e", "5%0A", "500%2F", "²", "9" * 1001])
def test_malformed_id_in_the_path(ask: Caller, task_id: str) -> None:
    assert ask("GET", f"/tasks/{task_id}?{SCOPE}").status == 404


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("PATCH", "/tasks/500", "DELETE, GET, PUT"),
        ("DELETE", "/tasks", "GET, POST"),
        ("OPTIONS", "/project-viewers", "GET, POST"),
        ("GET", "/tasks/500/assign/100", "POST"),
        ("POST", "/project-viewers/100/unassign-project", "DELETE"),
    ],
)
def test_method_not_allowed(call: Caller, method: str, path: str, allow: str) -> None:
    reply = call(method, path)
    assert (reply.status, reply.headers["allow"]) == (405, allow)
    assert reply.json["success"] is False


@pytest.mark.parametrize(
    "body",
    [
        None,
        b"",
        b"{",
        b"\xff\xfe\xff",
        b'{"title": "\xe4"}',
        '{"workspace_id": 1, "project_id": 100}'.encode("utf-16"),
        b'{"workspace_id": NaN}',
        b"[" * 100_000,
        b"1" * 5000,
        b"[]",
        b"null",
        b'"text"',
        b"workspace_id=1",
    ],
)
def test_body_that_is_no_json_object(call: Caller, body: bytes | None) -> None:
    reply = call("DELETE", "/tasks/500", body=body, headers=JSON)
    assert (reply.status, reply.json["message"]) == (400, "Bad request")
    assert reply.json["error"]
    assert call.get("/tasks/500").status == 200


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json; charset=utf-8", 200),
        ("Application/JSON", 200),
        ("application/vnd.api+json", 200),
        ("application/x-www-form-urlencoded", 400),
        ("text/plain", 400),
    ],
)
def test_content_type(call: Caller, content_type: str, status: int) -> None:
    body = b'{"workspace_id": 1, "project_id": 100}'
    headers = {**AUTHORIZATION, "Content-Type": content_type}
    assert call("DELETE", "/tasks/500", body=body, headers=headers).status == status


def test_body_without_a_content_type_is_taken_for_json(ask: Caller) -> None:
    assert ask("DELETE", "/tasks/500", body=b'{"workspace_id": 1, "project_id": 100.0}').status == 200


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"title": ""}, {"title": "must not be empty"}),
        ({"title": None}, {"title": "must not be null"}),
        ({"title": 5}, {"title": "must be a string"}),
        ({"title": "\ud800"}, {"title": "must be text"}),
        ({"title": "t", "status": 5}, {"status": "must be 0"}),
        ({"title": "t", "status": "10"}, {"status": "must be an integer"}),
        ({"title": "t", "status": True}, {"status": "must be an integer"}),
        ({"title": "t", "status": 10.5}, {"status": "must be an integer"}),
        ({"title": "t", "start_date": "15.01.2024"}, {"start_date": "must be a date"}),
        ({"title": "t", "start_date": "2024-W03-1"}, {"start_date": "must be a date"}),
        ({"title": "t", "start_date": "2024-02-30"}, {"start_date": "must be a date"}),
        ({"title": "t", "assignees": 100}, {"assignees": "must be a list"}),
        ({"title": "t", "assignees": [100, "101"]}, {"assignees": "[1] field must be an integer"}),
        ({"title": "t", "assignees": [0]}, {"assignees": "[0] field must be at least 1"}),
        ({"title": "t", "id": 7, "\ud800": 1}, {"id": "is unknown here", "\ud800": "is unknown here"}),
        (
            {"workspace_id": 0, "priority": 99},
            {"workspace_id": "must be", "title": "is required", "priority": "must be"},
        ),
    ],
)
def test_fields_of_the_body(ask: Caller, fields: dict[str, Any], errors: dict[str, str]) -> None:
    reply = ask.write("POST", "/tasks", **fields)
    assert (reply.status, reply.json["message"]) == (422, "The given data was invalid.")
    assert list(reply.json) == ["success", "message", "error", "errors", "meta"]
    assert list(reply.json["errors"]) == list(errors)
    for name, problem in errors.items():
        [sentence] = reply.json["errors"][name]
        # Of a list, the item that is wrong is named.
        assert sentence.startswith(f"The {name}{problem}" if problem.startswith("[") else f"The {name} field {problem}")
    assert len(ask.get("/tasks").data) == 1


def test_fields_that_null_does_not_clear(ask: Caller) -> None:
    reply = ask.write("PUT", "/tasks/500", title=None, status=None)
    assert list(reply.json["errors"]) == ["title", "status"]


def test_email_has_a_form(ask: Caller) -> None:
    reply = ask.write("POST", "/project-viewers", email="nobody", firstname="", lastname="L")
    assert list(reply.json["errors"]) == ["email", "firstname"]


@pytest.mark.parametrize(
    ("query", "name", "problem"),
    [
        ("project_id=100", "workspace_id", "is required"),
        (f"{SCOPE}&page=0", "page", "must be at least 1"),
        (f"{SCOPE}&page=", "page", "must be an integer"),
        (f"{SCOPE}&page=1e3", "page", "must be an integer"),
        (f"{SCOPE}&per_page=101", "per_page", "must be 1 to 100"),
        (f"{SCOPE}&priority=5", "priority", "must be 10"),
        (f"{SCOPE}&status=done", "status", "must be an integer"),
        (f"{SCOPE}&page=1&page=2", "page", "is given more than once"),
        (f"{SCOPE}&colour=red", "colour", "is unknown here"),
    ],
)
def test_query(call: Caller, query: str, name: str, problem: str) -> None:
    reply = call("GET", f"/tasks?{query}")
    assert reply.status == 422
    assert list(reply.json["errors"]) == [name]
    assert problem in reply.json["errors"][name][0]


def test_ids_of_a_write_do_not_stand_in_the_query(ask: Caller) -> None:
    reply = ask("DELETE", f"/tasks/500?{SCOPE}", {})
    assert {name: len(sentences) for name, sentences in reply.json["errors"].items()} == {
        "workspace_id": 1,
        "project_id": 1,
    }


def test_numbers_that_no_database_holds(ask: Caller) -> None:
    assert ask.get("/tasks", status=10**30).data == []
    assert ask.get("/tasks", status=-(10**30)).data == []
    page = ask.get("/tasks", page=10**30)
    assert (page.data, page.json["meta"]["pagination"]["current_page"]) == ([], 10**30)
    assert ask.write("DELETE", "/tasks/500", project_id=1e300).status == 404


@pytest.mark.parametrize(
    "url", ["https://api.webwork-tracker.com/api/v2/tasks/500?{}", "/api/v2/tasks/500?{}#fragment"]
)
def test_urls_in_both_forms(sandbox: Sandbox, url: str) -> None:
    assert sandbox.handle(HTTPRequest("GET", url.format(SCOPE), AUTHORIZATION)).status == 200


def test_url_that_cannot_be_read(sandbox: Sandbox) -> None:
    assert sandbox.handle(HTTPRequest("GET", "http://[::1/api/v2/tasks", AUTHORIZATION)).status == 400


def test_an_operation_that_nobody_wrote_yet(clock: Clock) -> None:
    operation = evolve(OPERATIONS["getTask"], id="getTaskComments", path="/tasks/{taskId}/comments")
    with closing(Database(":memory:")) as database:
        core = Core(database, clock, {operation.id: operation})
        reply = core.handle(HTTPRequest("GET", f"/api/v2/tasks/5/comments?{SCOPE}", AUTHORIZATION))
    assert reply.status == 501
    assert b"getTaskComments" in reply.body


def test_a_failure_of_its_own_is_a_500_and_in_the_log(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    with closing(Database(":memory:")) as database:
        reply = Core(database, clock).handle(HTTPRequest("GET", f"/api/v2/tasks?{SCOPE}", AUTHORIZATION))
    assert reply.status == 500
    assert b"Server Error" in reply.body
    assert b"no such table" not in reply.body
    assert "the sandbox failed at getTasks" in caplog.text
    assert "t0ken" not in caplog.text
