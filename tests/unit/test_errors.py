"""The errors themselves: one tree, and each survives a pickle and a copy with all that it says."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

import webwork_tracker as ww
from tests.fakes import Mode, Script, client, raw_reply, refusal
from webwork_tracker import errors

CLASSES = [kind for name in errors.__all__ if issubclass(kind := getattr(errors, name), ww.WebWorkError)]
CONNECTION = [ww.APIConnectionError, ww.APITimeoutError, ww.DeadlineExceededError, ww.OutcomeUnknownError]
STATUS = [kind for kind in CLASSES if issubclass(kind, ww.APIStatusError)]
EVERYTHING = {
    "operation_id": "getTask",
    "attempts": 3,
    "field": "title",
    "value": "",
    "problem": "must not be empty",
    "sent": False,
    "status_code": 418,
    "content_type": "text/html",
    "excerpt": "<html>",
    "errors": {"title": ["Too long."]},
    "request_id": "r-1",
    "retry_after": 1.5,
    "body": {"message": ["No"]},
}
DUPLICATES = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    **{
        f"pickle {protocol}": lambda error, protocol=protocol: pickle.loads(pickle.dumps(error, protocol))
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1)
    },
}


@pytest.mark.parametrize("duplicate", DUPLICATES.values(), ids=DUPLICATES)
@pytest.mark.parametrize("kind", CLASSES)
def test_error_survives_with_all_that_it_says(kind: type[ww.WebWorkError], duplicate: Any) -> None:
    given = {name: value for name, value in EVERYTHING.items() if hasattr(kind, name)}
    error = kind("It did not work", **given)
    error.add_note("a note")
    again = duplicate(error)
    assert type(again) is kind
    assert {name: getattr(again, name) for name in given} == given
    assert (again.message, str(again), repr(again)) == (error.message, str(error), repr(error))
    assert again.__notes__ == ["a note"]


@pytest.mark.parametrize("kind", CLASSES)
def test_error_without_anything_else_has_its_defaults(kind: type[ww.WebWorkError]) -> None:
    error = kind("It did not work")
    assert (error.message, error.operation_id, error.attempts) == ("It did not work", None, 0)
    assert "It did not work" in str(error)
    assert kind().message == ""


@pytest.mark.parametrize("kind", CLASSES)
def test_every_error_is_caught_as_the_one_base(kind: type[ww.WebWorkError]) -> None:
    with pytest.raises(ww.WebWorkError):
        raise kind("x")


def test_the_tree_is_the_one_that_the_module_draws() -> None:
    lines = (errors.__doc__ or "").splitlines()
    drawn = [line for line in lines if line.lstrip("│├└─ ").split(" ")[0] in errors.__all__]
    stack: list[tuple[int, str]] = []
    tree = {}
    for line in drawn:
        name = line.lstrip("│├└─ ").split(" ")[0]
        depth = len(line) - len(line.lstrip("│├└─ "))
        while stack and stack[-1][0] >= depth:
            stack.pop()
        tree[name] = stack[-1][1] if stack else "Exception"
        stack.append((depth, name))
    assert tree == {kind.__name__: kind.__bases__[0].__name__ for kind in CLASSES}


@pytest.mark.parametrize("kind", CONNECTION)
@pytest.mark.parametrize("sent", [True, False])
def test_connection_errors_of_a_transport_come_with_call_and_attempts(
    mode: Mode, kind: type[ww.APIConnectionError], sent: bool
) -> None:
    raised = kind("cut off", sent=sent)
    with pytest.raises(ww.APIConnectionError) as caught:
        mode.call(mode.client(Script(raised)).project_viewers.get, 100)
    error = caught.value
    assert type(error) is kind
    assert (error.message, error.sent, error.operation_id, error.attempts) == ("cut off", sent, "getProjectViewer", 1)


def test_connection_errors_may_have_been_sent_unless_they_say_otherwise() -> None:
    assert [kind("x").sent for kind in CONNECTION] == [True] * len(CONNECTION)


@pytest.mark.parametrize("duplicate", DUPLICATES.values(), ids=DUPLICATES)
def test_errors_as_they_are_raised_survive_too(duplicate: Any) -> None:
    answers = [refusal(422, {"Retry-After": "3"}, errors={"a": ["b"]}), raw_reply("<html>"), raw_reply("x", 302)]
    made = client(Script(*answers))
    raised: list[ww.WebWorkError] = []
    for call in (made.tasks.get, made.tasks.get, made.tasks.get, lambda _: made.tasks.get("500")):
        with pytest.raises(ww.WebWorkError) as caught:
            call(500)
        raised.append(caught.value)
    for error in raised:
        again = duplicate(error)
        assert vars(again) == vars(error)
        assert str(again) == str(error)


@pytest.mark.parametrize("value", [lambda: 1, (n for n in "abc"), object()], ids=["function", "generator", "object"])
def test_an_error_about_a_value_that_cannot_be_pickled_can(value: Any) -> None:
    with pytest.raises(ww.InvalidArgumentError) as caught:
        client(Script()).tasks.get(value)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.field) == (str(caught.value), "task_id")


def test_an_error_with_a_deep_body_can_be_pickled() -> None:
    deep = '{"message": "No", "data": ' + "[" * 900 + "]" * 900 + "}"
    with pytest.raises(ww.BadRequestError) as caught:
        client(Script(raw_reply(deep, 400))).tasks.get(500)
    assert pickle.loads(pickle.dumps(caught.value)).message == "No"
