"""Arguments are checked before anything is sent, and what passes goes on the wire as the contract has it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.fakes import Mode, Script, client, reply, task
from webwork_tracker import UNSET, InvalidArgumentError, ProjectViewerStatus, TaskPriority, TaskStatus

STATUS = "must be 0 (INCOMPLETE), 10 (DOING), 20 (DONE) or 30 (COMPLETED)"
PRIORITY = "must be 10 (URGENT), 20 (HIGH), 30 (NORMAL) or 40 (LOW)"
DATE = "must be a date or a string like 2024-01-15"
LEAVE_OUT = "(leave it out to not send it)"
MIDNIGHT = datetime(2024, 1, 15, tzinfo=UTC)
PERSON = {"email": "a@example.com", "firstname": "A", "lastname": "B"}

# Method, its positional arguments, its others, the field that is wrong, its value, what is wrong with it.
REFUSED: list[tuple[str, list[Any], dict[str, Any], str, Any, str]] = [
    ("tasks.create", [], {"title": ""}, "title", "", "must not be empty"),
    ("tasks.create", [], {"title": None}, "title", None, "must be a string"),
    ("tasks.create", [], {"title": 5}, "title", 5, "must be a string"),
    ("tasks.create", [], {"title": b"x"}, "title", b"x", "must be a string"),
    ("tasks.create", [], {"title": "\ud83d"}, "title", "\ud83d", "must be text (it has half of a surrogate pair)"),
    ("tasks.update", [500], {"title": ""}, "title", "", "must not be empty"),
    ("tasks.update", [500], {"title": None}, "title", None, f"must be a string {LEAVE_OUT}"),
    ("tasks.create", [], {"title": "x", "description": None}, "description", None, f"must be a string {LEAVE_OUT}"),
    ("tasks.create", [], {"title": "x", "status": 11}, "status", 11, STATUS),
    ("tasks.create", [], {"title": "x", "status": True}, "status", True, "must be an integer"),
    ("tasks.create", [], {"title": "x", "status": "10"}, "status", "10", "must be an integer"),
    ("tasks.create", [], {"title": "x", "status": 10.0}, "status", 10.0, "must be an integer"),
    ("tasks.create", [], {"title": "x", "status": None}, "status", None, f"must be an integer {LEAVE_OUT}"),
    ("tasks.update", [500], {"status": 1}, "status", 1, STATUS),
    ("tasks.create", [], {"title": "x", "priority": 0}, "priority", 0, PRIORITY),
    ("tasks.update", [500], {"priority": 50}, "priority", 50, PRIORITY),
    ("tasks.list", [], {"priority": 11}, "priority", 11, PRIORITY),
    ("tasks.list", [], {"status": "open"}, "status", "open", "must be an integer"),
    ("tasks.list", [], {"per_page": 0}, "per_page", 0, "must be 1 to 100"),
    ("tasks.list", [], {"per_page": 101}, "per_page", 101, "must be 1 to 100"),
    ("tasks.list", [], {"per_page": True}, "per_page", True, "must be an integer"),
    ("tasks.list", [], {"page": 0}, "page", 0, "must be at least 1"),
    ("tasks.list", [], {"page": None}, "page", None, f"must be an integer {LEAVE_OUT}"),
    ("project_viewers.list", [], {"per_page": -1}, "per_page", -1, "must be 1 to 100"),
    ("project_viewers.list", [], {"email": ""}, "email", "", "must not be empty"),
    ("tasks.create", [], {"title": "x", "start_date": MIDNIGHT}, "start_date", MIDNIGHT, DATE),
    ("tasks.create", [], {"title": "x", "start_date": None}, "start_date", None, f"must be a date {LEAVE_OUT}"),
    ("tasks.update", [500], {"end_date": "15.01.2024"}, "end_date", "15.01.2024", DATE),
    ("tasks.update", [500], {"end_date": "2024-02-30"}, "end_date", "2024-02-30", DATE),
    ("tasks.update", [500], {"end_date": "20240115"}, "end_date", "20240115", DATE),
    ("tasks.update", [500], {"end_date": 20240115}, "end_date", 20240115, DATE),
    ("tasks.create", [], {"title": "x", "assignees": 100}, "assignees", 100, "must be a list"),
    ("tasks.create", [], {"title": "x", "assignees": "100"}, "assignees", "100", "must be a list"),
    ("tasks.create", [], {"title": "x", "assignees": {100: 1}}, "assignees", {100: 1}, "must be a list"),
    ("tasks.create", [], {"title": "x", "assignees": [100, 0]}, "assignees[1]", 0, "must be at least 1"),
    ("tasks.create", [], {"title": "x", "assignees": ["100"]}, "assignees[0]", "100", "must be an integer"),
    ("tasks.create", [], {"title": "x", "assignees": [None]}, "assignees[0]", None, "must be an integer"),
    (
        "project_viewers.create",
        [],
        {**PERSON, "email": "a.example.com"},
        "email",
        "a.example.com",
        "must be an e-mail address",
    ),
    ("project_viewers.create", [], {**PERSON, "email": "a@"}, "email", "a@", "must be an e-mail address"),
    ("project_viewers.create", [], {**PERSON, "email": "a b@c.d"}, "email", "a b@c.d", "must be an e-mail address"),
    ("project_viewers.create", [], {**PERSON, "firstname": ""}, "firstname", "", "must not be empty"),
    ("tasks.get", ["500"], {}, "task_id", "500", "must be an integer"),
    ("tasks.get", [0], {}, "task_id", 0, "must be at least 1"),
    ("tasks.get", [True], {}, "task_id", True, "must be an integer"),
    ("tasks.get", [None], {}, "task_id", None, "must be an integer"),
    ("tasks.assign", [500, -1], {}, "user_id", -1, "must be at least 1"),
    ("project_viewers.restore", [1.0], {}, "viewer_id", 1.0, "must be an integer"),
    ("tasks.get", [500], {"workspace_id": "1"}, "workspace_id", "1", "must be an integer"),
    ("tasks.get", [500], {"project_id": 0}, "project_id", 0, "must be at least 1"),
    ("tasks.get", [500], {"project_id": None}, "project_id", None, "must be an integer"),
]


def method_of(made: Any, name: str) -> Any:
    resource, method = name.split(".")
    return getattr(getattr(made, resource), method)


@pytest.mark.parametrize(("name", "args", "kwargs", "field", "value", "problem"), REFUSED)
def test_wrong_argument_is_refused_with_its_name_and_value(
    mode: Mode, name: str, args: list[Any], kwargs: dict[str, Any], field: str, value: Any, problem: str
) -> None:
    script = Script()
    with pytest.raises(InvalidArgumentError) as caught:
        mode.call(method_of(mode.client(script), name), *args, **kwargs)
    error = caught.value
    assert (error.field, error.value, error.problem) == (field, value, problem)
    assert str(error) == f"{field} {problem}" + (f", not {value!r}" if value != "" else "")
    assert isinstance(error, ValueError)
    assert error.attempts == 0
    assert script.requests == []


def test_long_values_are_shown_short() -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        client(Script()).tasks.create(title=["x" * 200])
    assert str(caught.value) == f"title must be a string, not ['{'x' * 75}..."
    assert caught.value.value == ["x" * 200]


@pytest.mark.parametrize("start", [date(2024, 1, 15), "2024-01-15"])
@pytest.mark.parametrize("end", [date(2024, 1, 14), "2024-01-14", "1999-12-31"])
def test_end_before_start_is_refused(start: date | str, end: date | str) -> None:
    for method in (client(Script()).tasks.create, lambda **given: client(Script()).tasks.update(500, **given)):
        with pytest.raises(InvalidArgumentError) as caught:
            method(title="x", start_date=start, end_date=end)
        assert caught.value.field == "end_date"
        assert str(caught.value) == f"end_date must not be before start_date (2024-01-15), not {end}"


@pytest.mark.parametrize(
    ("start", "end"),
    [("2024-01-15", "2024-01-15"), (date(2024, 1, 15), "2024-01-16"), (None, "1999-01-01"), ("2024-01-15", None)],
)
def test_end_that_is_not_before_start_is_sent(start: Any, end: Any) -> None:
    script = Script(reply(task()))
    client(script).tasks.update(500, start_date=start, end_date=end)
    assert [script.body["start_date"], script.body["end_date"]] == [None if d is None else str(d) for d in (start, end)]


@pytest.mark.parametrize("given", [{"start_date": "2024-01-15"}, {"end_date": "2024-01-15"}])
def test_one_date_alone_has_nothing_to_be_held_against(given: dict[str, str]) -> None:
    script = Script(reply(task()))
    client(script).tasks.update(500, **given)
    assert script.body == {"workspace_id": 1, "project_id": 100, **given}


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"status": TaskStatus.DONE}, {"status": 20}),
        ({"status": 20}, {"status": 20}),
        ({"priority": TaskPriority.URGENT}, {"priority": 10}),
        ({"priority": 40}, {"priority": 40}),
        ({"start_date": date(2024, 1, 5)}, {"start_date": "2024-01-05"}),
        ({"start_date": "2024-01-05"}, {"start_date": "2024-01-05"}),
        ({"description": None}, {"description": None}),
        ({"description": ""}, {"description": ""}),
        ({"start_date": None, "end_date": None}, {"start_date": None, "end_date": None}),
        ({"title": "ü \U0001f600 \u2028"}, {"title": "ü \U0001f600 \u2028"}),
        ({}, {}),
        ({"title": UNSET, "status": UNSET}, {}),
    ],
)
def test_update_sends_what_was_given_and_nothing_else(mode: Mode, given: dict[str, Any], sent: dict[str, Any]) -> None:
    script = Script(reply(task()))
    mode.call(mode.client(script).tasks.update, 500, **given)
    assert script.body == {"workspace_id": 1, "project_id": 100, **sent}


@pytest.mark.parametrize("ids", [[100, 101], (100, 101), iter([100, 101]), {100: "a", 101: "b"}.keys()], ids=type)
def test_assignees_are_any_iterable_of_ids(ids: Any) -> None:
    script = Script(reply(task()))
    client(script).tasks.create(title="x", assignees=ids)
    assert script.body["assignees"] == [100, 101]


@pytest.mark.parametrize("status", [TaskStatus.DOING, 10, 11, 0, -3])
def test_list_filter_takes_any_status_because_workspaces_have_their_own(mode: Mode, status: int) -> None:
    script = Script(reply([]))
    mode.collect(mode.client(script).tasks.list(status=status, priority=TaskPriority.LOW, page=2, per_page=100))
    query = f"workspace_id=1&project_id=100&status={int(status)}&priority=40&page=2&per_page=100"
    assert script.request.url == f"https://api.webwork-tracker.com/api/v2/tasks?{query}"


def test_query_values_are_quoted() -> None:
    script = Script(reply([]))
    list(client(script).project_viewers.list(email="a+b&c=d@example.com"))
    assert script.request.url.endswith("?workspace_id=1&email=a%2Bb%26c%3Dd%40example.com")


def test_path_parameters_are_filled_in_each_in_its_place(mode: Mode) -> None:
    script = Script(reply())
    mode.call(mode.client(script).tasks.unassign, 7, 100)
    assert script.request.url == "https://api.webwork-tracker.com/api/v2/tasks/7/unassign/100"


def test_a_missing_argument_is_a_mistake_of_the_call_itself() -> None:
    with pytest.raises(TypeError, match="title"):
        client(Script()).tasks.create()
    with pytest.raises(InvalidArgumentError, match="^title is missing$"):
        client(Script()).tasks.create(title=UNSET)


def test_an_enum_of_strings_is_sent_as_its_string() -> None:
    script = Script(reply(task()))
    client(script).tasks.create(title=ProjectViewerStatus.ACTIVE)
    assert script.body["title"] == "active"
