"""A sandbox answers from a recording as the server did, and says so when it cannot."""

from __future__ import annotations

import asyncio
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from webwork_tracker import AsyncWebWork, NotFoundError, ServerError, TaskStatus, WebWork
from webwork_tracker.recorder import Recorder
from webwork_tracker.sandbox import Sandbox


def journey(ww: WebWork) -> list[Any]:
    """Some of everything: a list, a retry, writes, a refusal, a call that the contract does not have."""
    made = ww.tasks.create(title="A title", end_date=date(2030, 1, 31))
    changed = ww.tasks.update(made.id, title="Another title", status=TaskStatus.DOING)
    viewers = list(ww.project_viewers.list(email="john.doe@client.example.com"))
    ww.tasks.delete(made.id)
    with pytest.raises(NotFoundError):
        ww.tasks.get(made.id)
    with pytest.raises(NotFoundError):
        ww.request("GET", "/workspaces", query={"named": "Mine"})
    return [made.id, made.end_date, changed.status, changed.updated_at, [viewer.id for viewer in viewers]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The journey, recorded over HTTP; one of its attempts failed."""
    file = tmp_path / "calls.json"
    with Sandbox() as sandbox, sandbox.serve() as server:
        sandbox.faults.add("updateTask", nth=1, status=503, headers={"Retry-After": "0"})
        recorder = Recorder(file)
        with recorder.client(token="t", base_url=server.base_url, workspace_id=1, project_id=100) as ww:
            expected = journey(ww)
    with Sandbox(replay=file) as sandbox, sandbox.client() as ww:
        assert journey(ww) == expected
    return file


def test_it_answers_as_the_server_did_retries_included(file: Path) -> None:
    with Sandbox(replay=file) as sandbox, sandbox.client() as ww:
        journey(ww)
        assert [(request.operation_id, request.status) for request in sandbox.requests] == [
            ("createTask", 201),
            ("updateTask", 503),
            ("updateTask", 200),
            ("getProjectViewers", 200),
            ("deleteTask", 200),
            ("getTask", 404),
            (None, 404),
        ]


def test_over_http_as_well(file: Path) -> None:
    with (
        Sandbox(replay=file) as sandbox,
        sandbox.serve() as server,
        WebWork("any", base_url=server.base_url, workspace_id=1, project_id=100) as ww,
    ):
        journey(ww)


def test_for_async_code_as_well(tmp_path: Path) -> None:
    async def record() -> list[int]:
        with Sandbox() as sandbox, sandbox.serve() as server:
            recorder = Recorder(tmp_path / "calls.json")
            async with recorder.async_client(token="t", base_url=server.base_url, workspace_id=1, project_id=100) as ww:
                return await ids(ww)

    async def replay() -> list[int]:
        with Sandbox(replay=tmp_path / "calls.json") as sandbox:
            async with sandbox.async_client() as ww:
                return await ids(ww)

    async def ids(ww: AsyncWebWork) -> list[int]:
        return [task.id async for task in ww.tasks.list()]

    assert asyncio.run(record()) == asyncio.run(replay()) == [500]


def test_any_text_will_do_where_one_was_replaced(file: Path) -> None:
    with Sandbox(replay=file) as sandbox, sandbox.client() as ww:
        ww.tasks.create(title="Yet another title", end_date=date(2030, 1, 31))
        with pytest.raises(ServerError, match="with another body than was recorded"):
            ww.tasks.create(title="A title", end_date=date(2030, 2, 1))


@pytest.mark.parametrize(
    ("ask", "why"),
    [
        (lambda ww: ww.tasks.get(7), "Nothing was recorded of GET /tasks/7."),
        (lambda ww: ww.tasks.list_assignees(500), "Nothing was recorded of GET /tasks/500/assignees."),
        (lambda ww: list(ww.project_viewers.list()), "It is asked GET /project-viewers with another query than"),
        (lambda ww: ww.tasks.create(title="x"), "It is asked POST /tasks with another body than was recorded."),
        (lambda ww: ww.request("GET", "/projects"), "Nothing was recorded of GET /projects."),
        (lambda ww: ww.request("POST", "/tasks", json=[1]), "It is asked POST /tasks with another body than was"),
        (lambda ww: journey(ww), "It is asked POST /tasks more often than was recorded."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_was_not_recorded_is_refused_and_named(ask: Any, why: str, file: Path) -> None:
    with Sandbox(replay=file) as sandbox, sandbox.client() as ww:
        if "more often" in why:
            journey(ww)
        with pytest.raises(ServerError) as refused:
            ask(ww)
    assert refused.value.status_code == 501
    assert refused.value.attempts == 1
    assert f"calls.json has no answer to this: {why}" in str(refused.value)


def test_reset_begins_again(file: Path) -> None:
    with Sandbox(replay=file) as sandbox, sandbox.client() as ww:
        first = journey(ww)
        sandbox.reset()
        assert journey(ww) == first


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "null", '{"webwork_recording": 99, "interactions": []}', '{"webwork_recording": 1}', "\xff"],
)
def test_a_file_that_is_no_recording_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "calls.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(ValueError, match="calls.json is no recording"):
        Sandbox(replay=tmp_path / "calls.json")
    with pytest.raises(FileNotFoundError):
        Sandbox(replay=tmp_path / "other.json")


def test_a_recording_can_be_read_and_edited_by_hand(file: Path) -> None:
    recording = json.loads(file.read_text())
    recording["interactions"] = [each for each in recording["interactions"] if each["request"]["method"] == "POST"]
    recording["interactions"][0]["response"]["json"]["data"]["status"] = 11
    file.write_text(json.dumps(recording))
    with Sandbox(replay=file) as sandbox, sandbox.client() as ww:
        assert ww.tasks.create(title="x", end_date=date(2030, 1, 31)).status == 11
