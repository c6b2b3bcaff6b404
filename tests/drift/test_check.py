"""`check`: what it finds in a recorded reply, what it does not mind, and that it repeats no value."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from tests.fakes import META, task, tasks
from webwork_tracker import ConfigurationError, InvalidArgumentError
from webwork_tracker.contract import Drift, check
from webwork_tracker.contract._check import _findings, _precise
from webwork_tracker.contract._document import document, resolved, responses
from webwork_tracker_api.operations import OPERATIONS

GONE = object()
ERROR = {"success": False, "message": "No.", "error": None, "meta": META}
VIEWER = {
    "id": 7,
    "email": "v@example.com",
    "firstname": "V",
    "lastname": "W",
    "status": "active",
    "member_since": None,
    "projects": [],
}


def body(data: Any, **envelope: Any) -> dict[str, Any]:
    """An answer as the contract has it, but for what is given."""
    made = {"success": True, "data": data, "message": "Done", "meta": META, **envelope}
    return {name: value for name, value in made.items() if value is not GONE}


def without(item: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name not in names}


def found(operation: str, status: int, body: Any, **more: Any) -> list[tuple[str, str]]:
    """Kinds and pointers."""
    return [(drift.kind, drift.pointer) for drift in check(operation, status, body, **more)]


def examples() -> Iterator[tuple[str, int, Any]]:
    for path in document()["paths"].values():
        for operation in path.values():
            if "operationId" not in operation:
                continue
            for status, response in operation["responses"].items():
                for example in resolved(response)["content"]["application/json"]["examples"].values():
                    yield operation["operationId"], int(status), example["value"]


def test_all_examples_of_the_contract_are_what_it_says() -> None:
    shown = list(examples())
    assert {(operation, status) for operation, status, _ in shown} == {
        (operation, status) for operation, known in responses().items() for status in known
    }
    assert {operation for operation, _, _ in shown} == set(OPERATIONS)
    for operation, status, value in shown:
        assert check(operation, status, value) == []
        assert (
            check(operation, status, json.dumps(value).encode(), content_type="application/json; charset=utf-8") == []
        )


@pytest.mark.parametrize(
    ("change", "kind", "pointer", "detail"),
    [
        ({"parent_id": 3}, "unknown field", "/data/parent_id", "the contract does not have it"),
        ({"has_details": GONE}, "missing field", "/data/has_details", "the contract promises it"),
        ({"id": "500"}, "type", "/data/id", "string, where the contract has integer"),
        ({"id": None}, "type", "/data/id", "null, where the contract has integer"),
        ({"title": ["a"]}, "type", "/data/title", "array, where the contract has string"),
        ({"project_id": 1.5}, "type", "/data/project_id", "number, where the contract has integer"),
        ({"owner_id": {}}, "type", "/data/owner_id", "object, where the contract has integer"),
        ({"start_date": True}, "type", "/data/start_date", "boolean, where the contract has string or null"),
        ({"status": 11}, "enum", "/data/status", "integer, none of 0, 10, 20 and 30"),
        ({"status": "11"}, "type", "/data/status", "string, where the contract has integer"),
        ({"priority": None}, "type", "/data/priority", "null, where the contract has integer"),
        ({"start_date": "15.01.2024"}, "format", "/data/start_date", "no date"),
        ({"created_at": "2025-02-19 19:24:55"}, "format", "/data/created_at", "no date-time"),
        ({"assignees": [{}]}, "missing field", "/data/assignees/*/email", "the contract promises it"),
    ],
)
def test_what_differs_in_a_task(change: dict[str, Any], kind: str, pointer: str, detail: str) -> None:
    changed = {name: value for name, value in task(**change).items() if value is not GONE}
    drifts = check("getTask", 200, body(changed))
    assert Drift("getTask", pointer, kind, detail) in drifts
    assert len(drifts) == (4 if "assignees" in change else 1)


@pytest.mark.parametrize(
    "change",
    [
        {"id": 500.0},  # to JSON Schema an integer
        {"created_at": "2025-02-19T19:24:55.000000Z"},  # two more spellings of the docs
        {"created_at": "2024-01-15T10:30:00+00:00"},
        {"start_date": None, "end_date": None, "completed_at": None, "description": None, "has_details": None},
    ],
)
def test_what_is_no_drift(change: dict[str, Any]) -> None:
    assert check("getTask", 200, body(task(**change))) == []


def test_null_as_a_status_is_documented_for_viewers() -> None:
    assert found("getProjectViewer", 200, body({**VIEWER, "status": None})) == []
    assert found("getProjectViewer", 200, body({**VIEWER, "status": "gone"})) == [("enum", "/data/status")]
    assert found("getProjectViewer", 200, body({**VIEWER, "status": 1})) == [("type", "/data/status")]


def test_each_finding_once_however_many_items_show_it() -> None:
    page = body([{**without(item, "assignees"), "parent_id": 1} for item in tasks(range(100))])
    assert found("getTasks", 200, page) == [
        ("missing field", "/data/*/assignees"),
        ("unknown field", "/data/*/parent_id"),
    ]


def test_data_where_none_is_promised() -> None:
    assert found("deleteTask", 200, body({"id": 1, "title": 2, "3": 3})) == [
        ("unknown field", "/data/*"),
        ("unknown field", "/data/id"),
        ("unknown field", "/data/title"),
    ]
    assert found("deleteTask", 200, body({})) == []
    assert found("deleteTask", 200, body([])) == [("type", "/data")]


@pytest.mark.parametrize(
    ("sent", "detail"),
    [
        (b"", "no JSON"),
        (b"<html>", "no JSON"),
        (b'{"success": tr', "no JSON"),
        (b"\xff", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("\ud800", "no JSON"),
        (b'{"data": NaN}', "no JSON"),
        (b"[]", "array, where the contract has object"),
        (b"null", "null, where the contract has object"),
        (None, "null, where the contract has object"),
        (rb'{"\ud800": 1}', "cannot be checked: text that is no Unicode"),
        ('{"data": ' + "[" * 500 + "]" * 500 + "}", "cannot be checked: objects or lists nested too deeply"),
    ],
    ids=range(12),
)
def test_what_is_no_envelope(sent: Any, detail: str) -> None:
    assert check("getTask", 200, sent) == [Drift("getTask", "", "envelope", detail)]


@pytest.mark.parametrize("name", ["success", "data", "message", "meta"])
def test_an_envelope_without_one_of_its_parts(name: str) -> None:
    assert found("getTask", 200, without(body(task()), name)) == [("envelope", f"/{name}")]


def test_pagination_beside_meta() -> None:
    assert found("getTasks", 200, body([], pagination={"total": 0})) == [("unknown field", "/pagination")]


def test_a_refusal_with_a_status_of_success() -> None:
    assert found("getTask", 200, ERROR) == [("envelope", "/success")]
    assert found("getTask", 200, without(ERROR, "error")) == [("envelope", "/error"), ("envelope", "/success")]


def test_a_success_with_a_status_of_refusal() -> None:
    assert found("getTask", 404, {**ERROR, "success": True}) == [("envelope", "/success")]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422, 429, 500])
def test_refusals_are_looked_at_too(status: int) -> None:
    assert check("getTask", status, ERROR) == []
    assert check("getTask", status, {**ERROR, "error": 1, "errors": {"John": "no list"}}) == [
        Drift("getTask", "/error", "type", f"with {status}: integer, where the contract has string or null"),
        Drift("getTask", "/errors/*", "type", f"with {status}: string, where the contract has array"),
    ]


@pytest.mark.parametrize(
    ("status", "sent", "more"),
    [
        (200, body(task()), []),  # the contract has 201
        (202, body(task(new=1)), [("unknown field", "/data/new")]),
        (204, b"", []),
        (302, b"<html>", []),
        (418, ERROR, []),
        (418, b"<html>", [("envelope", "")]),
        (502, ERROR, []),
        (503, {**ERROR, "more": 1}, [("unknown field", "/more")]),
    ],
)
def test_a_status_that_the_contract_does_not_have(status: int, sent: Any, more: list[tuple[str, str]]) -> None:
    assert found("createTask", status, sent) == sorted([("undocumented status", ""), *more])
    details = [drift.detail for drift in check("createTask", status, sent) if drift.kind == "undocumented status"]
    assert f"with {status}: the contract has 201, 400, 401, 403, 404, 409, 422, 429 and 500" == details[0]


def test_a_page_of_a_gateway_is_not_the_apis() -> None:
    assert check("getTask", 502, b"<html>Bad Gateway</html>", content_type="text/html") == []
    assert found("getTask", 500, b"<html>") == [("envelope", "")]


def test_content_type() -> None:
    assert found("getTask", 200, json.dumps(body(task())), content_type="text/html; charset=utf-8") == [
        ("envelope", "")
    ]
    (drift,) = check("getTask", 200, b"<html>", content_type="text/html")
    assert drift.detail == "not sent as application/json, and no JSON"


def test_an_operation_that_the_contract_does_not_have() -> None:
    with pytest.raises(InvalidArgumentError, match="no operation 'getTsaks'"):
        check("getTsaks", 200, body([]))


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "jsonschema_rs", None)
    from webwork_tracker.contract._document import validator

    validator.cache_clear()
    with pytest.raises(ConfigurationError, match=r"pip install 'webwork-tracker\[contract\]'"):
        check("getTask", 200, body(task()))


@pytest.mark.parametrize(
    "name",
    [
        "john@example.com",
        "4711",
        "two words",
        "line\nbreak",
        "x" * 65,
        "",
        "Ünal",
        "John",
        "sk_live_9F3a",
        "a49170123456",
    ],
)
def test_a_name_that_does_not_look_like_a_fields_is_not_shown(name: str) -> None:
    assert found("getTask", 200, body(task(**{name: 1}))) == [("unknown field", "/data/*")]


PLANTED = "planted-4711@example.com"


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from places(child, (*at, key))


def with_planted(value: Any, at: tuple[Any, ...], what: Any) -> Any:
    if not at:
        return what
    made = copy.deepcopy(value)
    target = made
    for key in at[:-1]:
        target = target[key]
    target[at[-1]] = what
    return made


@pytest.mark.parametrize(
    "what",
    [PLANTED, 4711, [PLANTED], {PLANTED: PLANTED}, [{PLANTED: 4711}]],
    ids=["text", "number", "list", "map", "items"],
)
def test_no_value_is_in_any_finding(what: Any) -> None:
    drifts = [
        drift
        for operation, status, value in examples()
        for place in places(value)
        for drift in check(operation, status, with_planted(value, place, what))
    ]
    assert len({drift.kind for drift in drifts}) >= 2
    assert "4711" not in f"{drifts} {[str(drift) for drift in drifts]}"


ANY_OF: dict[str, Any] = {
    "properties": {
        "owner": {
            "anyOf": [
                {"type": "object", "required": ["first", "last"]},
                {"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]},
                {"type": "null"},
            ]
        }
    }
}


@pytest.mark.parametrize(
    ("owner", "finding"),
    [
        ({"id": "1"}, ("/owner/id", "type", "string, where the contract has integer")),
        ({}, ("/owner/id", "missing field", "the contract promises it")),
        (3, ("/owner", "type", "integer, where the contract has object or null")),
    ],
)
def test_of_an_any_of_the_branch_that_was_meant(owner: Any, finding: tuple[str, str, str]) -> None:
    errors = list(Draft202012Validator(ANY_OF).iter_errors({"owner": owner}))
    assert list(_precise(errors)) == [finding]


def test_a_contract_that_promises_no_body_or_no_refusal() -> None:
    no_body = {202: None}
    assert list(_findings(no_body, 202, b"", None)) == []
    no_refusal: dict[int, str | None] = {200: "#/components/schemas/TaskResponse"}
    assert list(_findings(no_refusal, 404, ERROR, None)) == [("", "undocumented status", "the contract has 200")]
