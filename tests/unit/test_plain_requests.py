"""`request()`: what the contract does not have yet, with all that a documented call has."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.fakes import TOKEN, Mode, Script, client, raw_reply, refusal, reply
from webwork_tracker import APIStatusError, InvalidArgumentError, NotFoundError, ResponseDecodeError

BASE = "https://api.webwork-tracker.com/api/v2"


@pytest.mark.parametrize("data", [[{"id": 1}], {"id": 1}, None, 5, "text", [], True])
def test_answers_with_the_data_as_plain_json(mode: Mode, data: Any) -> None:
    script = Script(reply(data))
    assert mode.call(mode.client(script).request, "get", "/workspaces") == data
    assert (script.request.method, script.request.url) == ("GET", f"{BASE}/workspaces")
    assert script.request.headers["Authorization"] == f"Bearer {TOKEN}"
    assert script.request.body is None
    assert "Content-Type" not in script.request.headers


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("workspaces", "/workspaces"),
        ("/workspaces/1/members", "/workspaces/1/members"),
        ("/workspaces/", "/workspaces/"),
        ("/a b/ü", "/a%20b/%C3%BC"),
        ("/a%20b", "/a%20b"),
        ("/a..b/...", "/a..b/..."),
        ("/line\r\nbreak", "/line%0D%0Abreak"),
        ("/back\\slash", "/back%5Cslash"),
        ("/me@example.com:80", "/me@example.com:80"),
    ],
)
def test_path_stays_within_the_api(path: str, url: str) -> None:
    script = Script(reply())
    client(script).request("GET", path)
    assert script.request.url == BASE + url


@pytest.mark.parametrize(
    "path",
    [
        "https://example.com/steal",
        "http://example.com",
        "//example.com/steal",
        "/../admin",
        "tasks/../../admin",
        "..",
        "/%2e%2e/admin",
        "/tasks/%2E%2E/%2e./admin",
        "/tasks?workspace_id=1",
        "/tasks#top",
    ],
)
def test_path_that_leads_out_of_the_api_is_refused(mode: Mode, path: str) -> None:
    script = Script()
    with pytest.raises(InvalidArgumentError) as caught:
        mode.call(mode.client(script).request, "GET", path)
    assert str(caught.value) == f"path must be a path within the API, its query given apart as `query`, not {path!r}"
    assert (caught.value.field, caught.value.value) == ("path", path)
    assert script.requests == []


@pytest.mark.parametrize("method", ["", "GET /x", "GET\r\nX: 1", "GÉT", " GET"])
def test_method_that_is_none_is_refused(mode: Mode, method: str) -> None:
    script = Script(reply())
    with pytest.raises(InvalidArgumentError, match="method"):
        mode.call(mode.client(script).request, method, "/x")
    assert script.requests == []


@pytest.mark.parametrize(
    ("query", "text"),
    [
        (None, ""),
        ({}, ""),
        ({"a": None}, ""),
        ({"a": 1, "b": "x y&z", "c": None}, "?a=1&b=x+y%26z"),
        ({"a": True, "b": False}, "?a=true&b=false"),
        ({"a": [1, 2], "b": ("x", True)}, "?a=1&a=2&b=x&b=true"),
    ],
)
def test_query(query: dict[str, Any] | None, text: str) -> None:
    script = Script(reply())
    client(script).request("GET", "/x", query=query)
    assert script.request.url == f"{BASE}/x{text}"


@pytest.mark.parametrize("body", [{"a": 1}, {}, [1, 2], [], "text", 0, False])
def test_body(mode: Mode, body: Any) -> None:
    script = Script(reply())
    mode.call(mode.client(script).request, "POST", "/x", json=body)
    assert script.body == body
    assert script.request.headers["Content-Type"] == "application/json"


def test_body_is_compact_utf8() -> None:
    script = Script(reply())
    client(script).request("POST", "/x", json={"a": "ü", "b": [1, 2]})
    assert script.request.body == '{"a":"ü","b":[1,2]}'.encode()


def circle() -> list[Any]:
    body: list[Any] = []
    body.append(body)
    return body


@pytest.mark.parametrize(
    "body", [{"a": math.nan}, {"a": object()}, {"a": {1, 2}}, [math.inf], b"bytes", "\ud800", circle()]
)
def test_body_that_is_no_json_is_refused(body: Any) -> None:
    with pytest.raises(InvalidArgumentError, match="^the body cannot be written as JSON: ") as caught:
        client(Script()).request("POST", "/x", json=body)
    assert caught.value.field == "json"


def test_ids_of_the_client_are_not_added() -> None:
    script = Script(reply())
    client(script, workspace_id=1, project_id=2).request("POST", "/x", json={"a": 1})
    assert script.body == {"a": 1}


def test_errors_are_those_of_any_other_call_but_name_no_operation(mode: Mode) -> None:
    with pytest.raises(NotFoundError) as caught:
        mode.call(mode.client(Script(refusal(404, message="Gone"))).request, "GET", "/x")
    assert caught.value.operation_id is None
    assert str(caught.value) == "404 (GET /api/v2/x): Gone"


@pytest.mark.parametrize(
    ("body", "found"), [("<html>", "not JSON"), ("[]", "JSON, but no object"), ("{}", "an object without `data`")]
)
def test_reply_that_cannot_be_read(body: str, found: str) -> None:
    with pytest.raises(ResponseDecodeError) as caught:
        client(Script(raw_reply(body))).request("GET", "/x")
    assert str(caught.value) == f"GET /api/v2/x: the reply (200, application/json) is {found}: {body!r}"


@pytest.mark.parametrize("status", [200, 204])
def test_an_empty_reply_is_none_where_nobody_promised_data(status: int) -> None:
    assert client(Script(raw_reply(b"", status))).request("DELETE", "/x") is None


def test_a_redirect_is_an_error() -> None:
    with pytest.raises(APIStatusError, match="redirected to /login"):
        client(Script(raw_reply(b"", 302, {"Location": "/login"}))).request("GET", "/x")
