"""What a call tells while it is on its way: events, the log, and the attempts in the end."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest

from tests.fakes import Mode, reply, task
from tests.reliability.fault_server import FaultServer
from tests.reliability.faults import Fault
from tests.reliability.play import play
from tests.reliability.slow import Slow, Time, made
from webwork_tracker import RateLimit, events
from webwork_tracker.events import AttemptStarted, GaveUp, ResponseReceived, Retrying, Waiting

BAD_GATEWAY = Fault("say", status=502, body="html")
WAIT = Fault("say", status=429, headers={"Retry-After": "7"})
LOST = Fault("drop", "close", carry_out=True)

STORIES: dict[str, tuple[str, list[Fault], list[events.Event]]] = {
    "well": (
        "getTask",
        [],
        [AttemptStarted("getTask", 1), ResponseReceived("getTask", 1, 200, 0.0)],
    ),
    "two retries": (
        "getTask",
        [BAD_GATEWAY, WAIT],
        [
            AttemptStarted("getTask", 1),
            ResponseReceived("getTask", 1, 502, 0.0),
            Retrying("getTask", 1, "ServerError"),
            Waiting("getTask", 2, "backoff", 0.25),
            AttemptStarted("getTask", 2),
            ResponseReceived("getTask", 2, 429, 0.0),
            Retrying("getTask", 2, "RateLimitError"),
            Waiting("getTask", 3, "retry-after", 7.5),
            AttemptStarted("getTask", 3),
            ResponseReceived("getTask", 3, 200, 0.0),
        ],
    ),
    "no answer": (
        "updateTask",
        [LOST],
        [
            AttemptStarted("updateTask", 1),
            Retrying("updateTask", 1, "APIConnectionError"),
            Waiting("updateTask", 2, "backoff", 0.25),
            AttemptStarted("updateTask", 2),
            ResponseReceived("updateTask", 2, 200, 0.0),
        ],
    ),
    "unknown outcome": (
        "createTask",
        [WAIT, LOST],
        [
            AttemptStarted("createTask", 1),
            ResponseReceived("createTask", 1, 429, 0.0),
            Retrying("createTask", 1, "RateLimitError"),
            Waiting("createTask", 2, "retry-after", 7.25),
            AttemptStarted("createTask", 2),
            GaveUp("createTask", 2, "OutcomeUnknownError"),
        ],
    ),
    "deleted before": (
        "deleteTask",
        [LOST],
        [
            AttemptStarted("deleteTask", 1),
            Retrying("deleteTask", 1, "APIConnectionError"),
            Waiting("deleteTask", 2, "backoff", 0.25),
            AttemptStarted("deleteTask", 2),
            ResponseReceived("deleteTask", 2, 404, 0.0),
        ],
    ),
    "given up": (
        "getTasks",
        [WAIT] * 3,
        [
            *[
                event
                for attempt, wait in ((1, 7.25), (2, 7.5))
                for event in (
                    AttemptStarted("getTasks", attempt),
                    ResponseReceived("getTasks", attempt, 429, 0.0),
                    Retrying("getTasks", attempt, "RateLimitError"),
                    Waiting("getTasks", attempt + 1, "retry-after", wait),
                )
            ],
            AttemptStarted("getTasks", 3),
            ResponseReceived("getTasks", 3, 429, 0.0),
            GaveUp("getTasks", 3, "RateLimitError"),
        ],
    ),
}
LEVELS = {AttemptStarted: "DEBUG", ResponseReceived: "DEBUG", Waiting: "INFO", Retrying: "INFO", GaveUp: "INFO"}


def timeless(event: events.Event) -> events.Event:
    """The event without the time that a socket takes."""
    if isinstance(event, ResponseReceived):
        assert 0 < event.seconds < 60
        return ResponseReceived(event.operation_id, event.attempt, event.status_code, 0.0)
    return event


@pytest.mark.parametrize(("operation_id", "script", "told"), STORIES.values(), ids=STORIES)
def test_story(
    mode: Mode, operation_id: str, script: list[Fault], told: list[events.Event], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "webwork_tracker"), FaultServer(script) as server:
        played = play(mode, server, operation_id)
        assert not server.script
    assert [timeless(event) for event in played.events] == told
    records = [record for record in caplog.records if record.name == "webwork_tracker"]
    assert [record.getMessage() for record in records] == [str(event) for event in played.events]
    assert [record.levelname for record in records] == [LEVELS[type(event)] for event in told]
    attempts = sum(isinstance(event, AttemptStarted) for event in told)
    (result,) = played.results
    assert result.attempts == attempts


def test_nothing_is_logged_where_nobody_listens(mode: Mode, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "webwork_tracker"), FaultServer([BAD_GATEWAY]) as server:
        assert play(mode, server, "getTask").result.attempts == 2
    assert [record for record in caplog.records if record.name == "webwork_tracker"] == []


def test_hook_that_raises_does_not_break_the_call(mode: Mode, caplog: pytest.LogCaptureFixture) -> None:
    told: list[events.Event] = []

    def on_event(event: events.Event) -> None:
        told.append(event)
        raise ValueError("the hook's own mistake")

    with caplog.at_level(logging.WARNING, "webwork_tracker"), FaultServer([BAD_GATEWAY, LOST]) as server:
        played = play(mode, server, "getTask", on_event=on_event)
        assert server.attempts == 3
    assert played.result.attempts == 3
    assert [type(event) for event in told] == [type(event) for event in played.events]
    records = [record for record in caplog.records if record.name == "webwork_tracker"]
    assert [record.getMessage() for record in records] == ["on_event raised; the call goes on"] * len(told)
    assert all(record.exc_info and isinstance(record.exc_info[1], ValueError) for record in records)


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_hook_that_ends_the_program_does(error: type[BaseException]) -> None:
    def on_event(event: events.Event) -> None:
        raise error

    with FaultServer() as server, pytest.raises(error):
        play(Mode(is_async=False), server, "getTask", on_event=on_event)


def test_hook_of_a_copy_is_for_the_copy_alone(mode: Mode) -> None:
    told: list[events.Event] = []

    def get_by_copy(client: Any) -> Any:
        return client.with_options(on_event=told.append).tasks.get(500)

    def get_by_silent_copy(client: Any) -> Any:
        return client.with_options(on_event=None).tasks.get(500)

    with FaultServer() as server:
        played = play(mode, server, "getTask", get_by_copy, get_by_silent_copy)
        assert server.attempts == 3
    assert [type(event) for event in told] == [AttemptStarted, ResponseReceived]
    assert len(played.events) == 2


def test_wait_for_the_rate_budget_is_told_once(mode: Mode) -> None:
    told: list[events.Event] = []
    slow = Slow(Time(), 0.5, [reply(task()), reply(task())])
    client = made(mode, slow, token=f"told-{mode.is_async}", rate_limit=RateLimit(1, window=20), on_event=told.append)
    for _ in range(2):
        mode.call(client.tasks.get, 500)
    assert told == [
        AttemptStarted("getTask", 1),
        ResponseReceived("getTask", 1, 200, 0.5),
        Waiting("getTask", 1, "rate budget", 20.0),
        AttemptStarted("getTask", 1),
        ResponseReceived("getTask", 1, 200, 0.5),
    ]


WORKSPACE = {"workspace_id": 1, "project_id": 100}


@pytest.mark.parametrize(
    ("use", "name"),
    [
        (lambda client: client.request("GET", "/tasks", query=WORKSPACE), "GET /api/v2/tasks"),
        (lambda client: client.request("delete", "tasks/500", json=WORKSPACE), "DELETE /api/v2/tasks/500"),
    ],
)
def test_plain_requests_are_named_by_method_and_path(mode: Mode, use: Callable[[Any], Any], name: str) -> None:
    with FaultServer([LOST]) as server:
        played = play(mode, server, use)
    assert {event.operation_id for event in played.events} == {name}
    assert [type(event) for event in played.events].count(AttemptStarted) == 2
