"""What was made fast gives what the plain way gives: decoders, and whole answers."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import webwork_tracker
from webwork_tracker import WebWorkError, _json, _reply, _strict
from webwork_tracker._call import Call
from webwork_tracker._operation import Operation
from webwork_tracker._wire import HTTPReply, HTTPRequest
from webwork_tracker_api import decoders, models
from webwork_tracker_api.operations import OPERATIONS

# Hypothesis would be traced as well: twice as long, for lines that other tests reach.
pytestmark = pytest.mark.no_cover

MODELS: dict[str, Any] = {
    "Task": decoders.task,
    "Assignee": decoders.assignee,
    "Assignment": decoders.assignment,
    "ProjectViewer": decoders.project_viewer,
    "ViewerProject": decoders.viewer_project,
    "Pagination": decoders.pagination,
}
INTEGERS = {"id", "project_id", "owner_id", "creator_id", "user_id", "task_id", "assigner_id"} | {
    field.name for field in attrs.fields(models.Pagination)
}
DATES = {"start_date", "end_date"}
TIMES = {"completed_at", "created_at", "updated_at", "deleted_at", "member_since"}
LISTS = {"assignees": "Assignee", "projects": "ViewerProject"}


def plain(model: str, data: Any) -> Any:
    """A model read in the plainest way: each field by its name."""
    if not isinstance(data, dict):
        return data
    kind = getattr(models, model)
    names = [field.name for field in attrs.fields(kind) if field.init]
    wire = {name: name.rstrip("_") for name in names}
    item = kind(**{name: plain_value(model, name, data.get(wire[name])) for name in names})
    item.additional_properties = {name: value for name, value in data.items() if name not in wire.values()}
    return item


def plain_value(model: str, name: str, value: Any) -> Any:
    if name in LISTS:
        if isinstance(value, list):
            return [plain(LISTS[name], each) for each in value]
        return [] if value is None else value
    if name in ("status", "priority"):
        enum: Any = {"Task": {"status": models.TaskStatus, "priority": models.TaskPriority}}.get(
            model, {"status": models.ProjectViewerStatus}
        )[name]
        value = integer(value) if model == "Task" else value
        return next((each for each in enum if type(value) is type(each.value) and value == each.value), value)
    if name in INTEGERS:
        return integer(value)
    if name in DATES or name in TIMES:
        try:
            read = (date if name in DATES else datetime).fromisoformat(value)
        except (ValueError, TypeError):
            return value
        return read.replace(tzinfo=UTC) if isinstance(read, datetime) and read.tzinfo is None else read
    return value


def integer(value: Any) -> Any:
    digits = value[1:] if isinstance(value, str) and value.startswith("-") else value
    is_number = isinstance(digits, str) and digits.isascii() and digits.isdigit() and len(value) <= 20
    return int(value) if is_number else value


ODD: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
)
LISTS_OR_DICTS: st.SearchStrategy[Any] = st.lists(st.integers(), max_size=2)
ODD = ODD | LISTS_OR_DICTS | st.dictionaries(st.text(max_size=3), st.integers(), max_size=2)
TIME = st.sampled_from(
    ["2024-01-15T09:00:00Z", "2025-02-19 19:24:55", "2025-02-19T19:24:55.000000Z", "2024-01-15T10:30:00+04:00", "soon"]
)


def values(name: str) -> st.SearchStrategy[Any]:
    if name in LISTS:
        return ODD | st.lists(bodies(LISTS[name]) | ODD, max_size=3)
    if name in DATES | TIMES:
        return ODD | TIME | st.dates().map(str) | st.datetimes().map(str)
    if name in ("status", "priority"):
        return ODD | st.sampled_from([10, 20, 30, 40, "10", "active", "left", 10.0, True])
    return ODD | st.integers().map(str)


def bodies(model: str) -> st.SearchStrategy[dict[str, Any]]:
    names = [field.name.rstrip("_") for field in attrs.fields(getattr(models, model)) if field.init]
    known = {name: values(name) for name in names}
    return st.builds(
        lambda body, more: {**more, **body},
        st.fixed_dictionaries(known) | st.fixed_dictionaries({}, optional=known),
        st.dictionaries(st.text(max_size=4), ODD, max_size=2),
    )


@pytest.mark.parametrize("model", MODELS)
@given(data=st.data())
def test_decoders_read_as_plainly_as_can_be(model: str, data: st.DataObject) -> None:
    body = data.draw(bodies(model) | ODD)
    kept = json.dumps(body)
    read, expected = MODELS[model](body), plain(model, body)
    assert read == expected
    # True == 1, and a member of an enum is its number.
    assert repr(read) == repr(expected)
    assert json.dumps(body) == kept, "a decoder changed what it read"


ANSWERS = {id_: operation for id_, operation in OPERATIONS.items() if operation.decode is not None}
DECODED = {decode: model for model, decode in MODELS.items()}
# Of each operation that answers with data: they share four decoders.
EXAMPLES = 50
NEVER_NULL = {"title", "project_name", "created_at", "updated_at"} | INTEGERS | set(LISTS)


def promised(model: str) -> st.SearchStrategy[dict[str, Any]]:
    """A body with what the contract promises, and codes and spellings of any kind."""
    names = [field.name for field in attrs.fields(getattr(models, model)) if field.init]
    return st.fixed_dictionaries({name: promised_value(model, name) for name in names})


def promised_value(model: str, name: str) -> st.SearchStrategy[Any]:
    if name in LISTS:
        return st.lists(promised(LISTS[name]), max_size=3)
    value: st.SearchStrategy[Any] = st.text(max_size=5)
    if name in DATES | TIMES:
        value = value | TIME | st.dates().map(str) | st.datetimes().map(str) | st.datetimes().map(datetime.isoformat)
    elif name in INTEGERS or (model == "Task" and name in ("status", "priority")):
        value = st.integers() | st.sampled_from([0, 10, 20, 30, 40])
    elif name == "has_details":
        value = st.booleans()
    elif name == "status":
        value = value | st.sampled_from(["active", "left"])
    strict = name in NEVER_NULL or (model in ("ProjectViewer", "Assignment") and name == "email")
    strict = strict or (model == "ProjectViewer" and name in ("firstname", "lastname"))
    return value if strict else st.none() | value


@st.composite
def disturbed(draw: st.DrawFn, whole: st.SearchStrategy[Any]) -> Any:
    """A body with one thing in it changed, taken out or added, however deep it stands."""
    body = draw(whole)
    spots: list[Any] = []

    def visit(value: Any) -> None:
        if isinstance(value, dict | list):
            spots.extend((value, key) for key in (value if isinstance(value, dict) else range(len(value))))
            for each in value.values() if isinstance(value, dict) else value:
                visit(each)

    visit(body)
    holder, key = draw(st.sampled_from(spots))
    how = draw(st.sampled_from(["change", "take out", "add"]))
    if how == "take out":
        del holder[key]
    elif how == "add" and isinstance(holder, dict):
        holder[draw(st.text(max_size=4))] = draw(ODD)
    else:
        holder[key] = draw(ODD | st.integers().map(str) | st.text(min_size=254, max_size=257))
    return body


def enveloped(operation: Operation[Any], item: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    pages = st.fixed_dictionaries({"pagination": promised("Pagination").map(on_the_wire)})
    meta = st.fixed_dictionaries({"api_version": st.just("2.0.0"), "timestamp": TIME})
    return st.fixed_dictionaries(
        {"success": st.just(True), "data": st.lists(item, max_size=3) if operation.many else item},
        optional={"message": st.text(), "meta": st.builds(dict.__or__, meta, pages) if operation.paged else meta},
    )


def on_the_wire(body: dict[str, Any]) -> dict[str, Any]:
    return {name.rstrip("_"): value for name, value in body.items()}


def answered(operation: Operation[Any], body: bytes) -> tuple[str, str]:
    """What is made of an answer before msgspec is used, and then."""
    call = Call(operation.id, HTTPRequest("GET", "http://h/p", {}), True, operation.decode, operation.many)
    made = []
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(_strict, "_given_up", set())
        for read in (-(10**9), 10**9):
            monkeypatch.setattr(_json, "_read", read)
            try:
                made.append(repr(_reply.read(call, HTTPReply(200, {}, body), attempts=1, secrets=(), now=0.0)))
            except WebWorkError as error:
                made.append(f"{error!r} {vars(error)}")
    return made[0], made[1]


@pytest.mark.parametrize("operation_id", ANSWERS)
@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_answers_as_they_are_promised_are_read_in_c_and_the_same(operation_id: str, data: st.DataObject) -> None:
    operation = ANSWERS[operation_id]
    body = data.draw(enveloped(operation, promised(DECODED[operation.decode])).map(json.dumps)).encode()
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(_strict, "_given_up", set())
        assert _strict.read(body, operation.decode, operation.many) is not None
    early, late = answered(operation, body)
    assert early == late


@pytest.mark.parametrize("operation_id", ANSWERS)
@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_answers_of_any_kind(operation_id: str, data: st.DataObject) -> None:
    operation = ANSWERS[operation_id]
    model = DECODED[operation.decode]
    body = disturbed(enveloped(operation, promised(model))) | enveloped(operation, bodies(model) | ODD)
    sent = json.dumps(data.draw(body)).encode()
    early, late = answered(operation, sent[: data.draw(st.just(None) | st.integers(0, len(sent)))])
    assert early == late


@pytest.mark.parametrize(
    "body",
    [
        b'{"success": true, "data": [], "x": "\\ud800"}',
        b'{"success": true, "data": [], "x": "\xff"}',
        b'{"success": true, "data": [], "x": 1e999}',
        b'{"success": false, "data": []}',
        b'{"success": "false", "data": []}',
        b'{"success": true}',
        b'{"success": true, "data": null}',
        b'{"success": true, "data": [], "pagination": {"total": "5"}}',
        b'{"success": true, "data": [], "errors": {"a": 1e999}}',
        b'{"success": false, "error": "no"}',
        b'{"success": true, "data": [], "data": null}',
        b'\xef\xbb\xbf{"success": true, "data": []}',
        b'{"success": true, "data": []} {}',
        b"[]",
        b"",
    ],
)
def test_odd_envelopes(body: bytes) -> None:
    early, late = answered(OPERATIONS["getTasks"], body)
    assert early == late


def assignees(*found: dict[str, Any]) -> bytes:
    return json.dumps({"success": True, "data": found}).encode()


PERSON = {"id": 1, "firstname": "Ada", "lastname": "Lovelace", "email": "ada@example.com"}


def test_what_is_sent_otherwise_once_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_strict, "_given_up", set())
    odd, usual = assignees({**PERSON, "role": "Owner"}), assignees(PERSON)
    read = [_strict.read(body, decoders.assignee, True) for body in (usual, usual[:-1], usual, odd, usual)]
    assert [each is not None for each in read] == [True, False, True, False, False]
    assert _strict.read(b'{"success": true, "data": []}', decoders.task, True) is not None


def test_a_refusal_is_no_other_spelling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_strict, "_given_up", set())
    refusals: list[dict[str, Any]] = [{}, {"data": None}, {"error": "no"}, {"data": [], "errors": {"id": ["no"]}}]
    for refusal in refusals:
        body = json.dumps({"success": False, "message": "no", **refusal}).encode()
        assert _strict.read(body, decoders.assignee, True) is None
        early, late = answered(OPERATIONS["getTasks"], body)
        assert early == late
        assert "no" in late
    assert _strict.read(assignees(PERSON), decoders.assignee, True) is not None


def test_equal_texts_are_held_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_strict, "_given_up", set())
    one, other = ((_strict.read(assignees(PERSON), decoders.assignee, True) or {})["data"][0] for _ in range(2))
    assert one.email is other.email
    assert one is not other


def test_json_reads_where_there_is_no_msgspec(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_json, "_read", 10**9)
    monkeypatch.setitem(sys.modules, "msgspec", None)
    monkeypatch.delitem(sys.modules, "webwork_tracker._strict")
    monkeypatch.delattr(webwork_tracker, "_strict")
    _json._quick.cache_clear()
    _json._strictly.cache_clear()
    try:
        assert _json.loads(b'{"a": [1]}') == {"a": [1]}
        assert _json.answer(assignees(PERSON), decoders.assignee, True) is None
    finally:
        _json._quick.cache_clear()
        _json._strictly.cache_clear()
