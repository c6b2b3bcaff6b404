"""Errors cross into another process with all that they say: type, text, attributes and notes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import pytest

from tests.fakes import Mode
from tests.reliability import crossing
from tests.reliability.fault_server import FaultServer
from tests.reliability.faults import Fault
from webwork_tracker import WebWorkError, errors
from webwork_tracker.contract import Drift

CLASSES = [name for name in errors.__all__ if issubclass(getattr(errors, name), WebWorkError)]
ATTRIBUTES: dict[str, Any] = {
    "operation_id": "assignTask",
    "call": "assignTask",
    "attempts": 3,
    "field": "title",
    "value": {"a": [1, None]},
    "problem": "must not be empty",
    "sent": False,
    "worth": 2,
    "ids": {"workspace_id": 1, "taskId": 500},
    "status_code": 418,
    "content_type": "text/html",
    "excerpt": "<html>",
    "broken": True,
    "errors": {"title": ["Too long."]},
    "request_id": "r-1",
    "retry_after": 1.5,
    "body": {"message": ["No", None, 1.5]},
    "drifts": (Drift("assignTask", "/data/id", "type", "string, where the contract has integer"),),
}

FAILURES: dict[str, tuple[Fault, dict[str, Any], str]] = {
    "lost": (Fault("drop", "close", carry_out=True), {}, "OutcomeUnknownError"),
    "too slow": (Fault("stall"), {"deadline": 0.1}, "DeadlineOutcomeUnknownError"),
    "limited": (Fault("say", status=429, headers={"Retry-After": "3600"}), {}, "RateLimitError"),
    "no JSON": (Fault("say", body="html"), {}, "ResponseDecodeError"),
    "refused": (Fault("say", status=422), {}, "ValidationError"),
}


@pytest.fixture(scope="module")
def pool() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as executor:
        yield executor


def test_there_are_attributes_for_every_class() -> None:
    declared = {
        name
        for kind in CLASSES
        for each in getattr(errors, kind).__mro__
        for name in vars(each).get("__annotations__", {})
    }
    assert declared == set(ATTRIBUTES)


@pytest.mark.parametrize("name", CLASSES)
def test_every_error_crosses_unchanged(pool: ProcessPoolExecutor, name: str) -> None:
    attributes = {each: value for each, value in ATTRIBUTES.items() if hasattr(getattr(errors, name), each)}
    sent = crossing.made(name, attributes, "Not retried: a note.")
    came = pool.submit(crossing.raise_made, name, attributes, "Not retried: a note.").exception(timeout=30)
    assert type(came) is type(sent)
    assert isinstance(came, WebWorkError)
    assert (str(came), repr(came), came.args, came.message) == (str(sent), repr(sent), sent.args, sent.message)
    assert {each: getattr(came, each) for each in attributes} == attributes
    assert came.__notes__ == ["Not retried: a note."]
    assert vars(came) == vars(sent)


@pytest.mark.parametrize(("fault", "options", "name"), FAILURES.values(), ids=FAILURES)
def test_errors_of_real_calls_cross(
    pool: ProcessPoolExecutor, mode: Mode, fault: Fault, options: dict[str, Any], name: str
) -> None:
    with FaultServer([fault]) as server:
        future = pool.submit(crossing.raise_from_a_call, server.base_url, mode.is_async, options, "New")
        error = future.exception(timeout=30)
        assert server.attempts == 1
    assert isinstance(error, WebWorkError)
    assert type(error).__name__ == name
    assert (error.operation_id, error.attempts) == ("createTask", 1)
    if isinstance(error, errors.OutcomeUnknownError):
        assert error.ids == {"workspace_id": 1, "project_id": 100}
        assert "tasks.list()" in str(error)
    if isinstance(error, errors.RateLimitError):
        assert error.retry_after == 3600
        assert "max_wait" in error.__notes__[0]
        assert error.body["message"] == "Not now."
    if isinstance(error, errors.ResponseDecodeError):
        assert error.excerpt.startswith("<!DOCTYPE html>")
