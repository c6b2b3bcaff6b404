"""State: files, clocks, threads, the end."""

from __future__ import annotations

import http.client
import json
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from webwork_tracker._wire import HTTPRequest
from webwork_tracker.sandbox import Sandbox, behaviours
from webwork_tracker.sandbox._registry import HANDLERS
from webwork_tracker_api.operations import OPERATIONS

from .calls import AUTHORIZATION, Caller, Clock, in_process


def test_a_file_keeps_the_state(tmp_path: Path, clock: Clock) -> None:
    file = tmp_path / "sandbox.sqlite"
    with Sandbox(file, clock=clock) as sandbox:
        call = in_process(sandbox)
        call.write("DELETE", "/tasks/500")
        created = call.write("POST", "/tasks", title="kept").data
    with Sandbox(str(file), clock=clock) as sandbox:
        call = in_process(sandbox)
        assert call.get("/tasks").data == [created]
        assert call.write("POST", "/tasks", title="next").data["id"] == 502


def test_two_sandboxes_on_one_file(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.sqlite"
    with Sandbox(file) as one, Sandbox(file) as other:
        in_process(one).write("POST", "/tasks", title="seen")
        assert len(in_process(other).get("/tasks").data) == 2


def test_what_was_answered_outlives_the_process(tmp_path: Path) -> None:
    script = (
        "import os, sys; from webwork_tracker.sandbox import Sandbox; from webwork_tracker._wire import HTTPRequest;"
        "r = Sandbox(sys.argv[1]).handle(HTTPRequest('DELETE', '/api/v2/tasks/500', {'authorization': 'Bearer x'},"
        ' b\'{"workspace_id": 1, "project_id": 100}\'));'
        "os.kill(os.getpid(), 9 if r.status == 200 else 1)"
    )
    file = tmp_path / "sandbox.sqlite"
    assert subprocess.run([sys.executable, "-c", script, file], check=False).returncode == -9
    with Sandbox(file) as sandbox:
        assert in_process(sandbox).get("/tasks").data == []


def test_files_of_others_are_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE precious (id)")
    connection.close()
    with pytest.raises(ValueError, match=r"other\.sqlite is no database of this version of the sandbox"):
        Sandbox(other)
    text = tmp_path / "notes.txt"
    text.write_text("Dear diary, " * 100)
    with pytest.raises(sqlite3.DatabaseError):
        Sandbox(text)
    assert text.read_text().startswith("Dear diary")


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2024, 1, 15, 9, 0, 0, 999_999),
        datetime(2024, 1, 15, 10, 30, tzinfo=timezone(timedelta(hours=1, minutes=30))),
    ],
)
def test_timestamps_are_utc(moment: datetime) -> None:
    with Sandbox(clock=lambda: moment) as sandbox:
        assert in_process(sandbox).get("/tasks").json["meta"]["timestamp"] == "2024-01-15T09:00:00Z"


def test_the_same_calls_give_the_same_answers() -> None:
    def run() -> list[bytes]:
        with Sandbox(clock=Clock()) as sandbox:
            body = json.dumps({"workspace_id": 1, "project_id": 100, "title": "é"}).encode()
            requests = [
                HTTPRequest("POST", "/api/v2/tasks", AUTHORIZATION, body),
                HTTPRequest("GET", "/api/v2/tasks?workspace_id=1&project_id=100", AUTHORIZATION),
            ]
            return [sandbox.handle(request).body for request in requests]

    assert run() == run()


def test_without_a_clock_it_is_now() -> None:
    with Sandbox() as sandbox:
        meta = in_process(sandbox).get("/tasks").json["meta"]
    assert abs(datetime.now().astimezone() - datetime.fromisoformat(meta["timestamp"])) < timedelta(minutes=1)


def test_many_threads(ask: Caller) -> None:
    with ThreadPoolExecutor(16) as threads:
        replies = list(threads.map(lambda number: ask.write("POST", "/tasks", title=str(number)), range(200)))
    assert sorted(reply.data["id"] for reply in replies) == list(range(501, 701))
    assert ask.get("/tasks").json["meta"]["pagination"]["total"] == 201


def test_many_connections(clock: Clock) -> None:
    sandbox = Sandbox(clock=clock, rate_limit=None)
    ask = in_process(sandbox)
    body = json.dumps({"workspace_id": 1, "project_id": 100, "title": "t"})

    def create_five(_: int) -> list[int]:
        connection = http.client.HTTPConnection(urlsplit(server.base_url).netloc, timeout=10)
        ids = []
        for _ in range(5):
            connection.request("POST", "/api/v2/tasks", body, AUTHORIZATION)
            ids.append(json.loads(connection.getresponse().read())["data"]["id"])
        connection.close()
        return ids

    with sandbox, sandbox.serve() as server, ThreadPoolExecutor(16) as threads:
        ids = [task_id for created in threads.map(create_five, range(16)) for task_id in created]
        assert sorted(ids) == list(range(501, 581))
        assert ask.get("/tasks").json["meta"]["pagination"]["total"] == 81


def test_a_refusal_undoes_the_request(ask: Caller, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("webwork_tracker.sandbox._tasks._shown", fail)
    assert ask.write("POST", "/tasks", title="half").status == 500
    assert len(ask.get("/tasks").data) == 1


def test_closed(sandbox: Sandbox) -> None:
    sandbox.close()
    with pytest.raises(RuntimeError, match="closed"):
        in_process(sandbox).get("/tasks")
    sandbox.close()


def test_every_behaviour_says_what_it_is_about() -> None:
    marks = behaviours()
    assert len({(mark.text, mark.operations) for mark in marks}) == len(marks)
    for mark in marks:
        assert mark.text.endswith(".")
        assert mark.evidence in {"reference", "docs", "later-docs", "assumed"}
        assert set(mark.operations) <= {*HANDLERS, "/oauth/authorize", "/oauth/token"}
        assert mark.decided_in.startswith("webwork_tracker.sandbox.")
    assert {mark.operations for mark in marks if "404 to everything but restore" in mark.text} != {()}
    [twice] = [mark for mark in marks if mark.text.startswith("Assigning a user who is assigned already")]
    assert (twice.evidence, twice.operations) == ("assumed", ("assignTask",))


def test_every_operation_has_a_handler() -> None:
    assert set(HANDLERS) == set(OPERATIONS)


def test_no_http_client_is_imported() -> None:
    script = "import sys, webwork_tracker.sandbox; sys.exit('httpx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
