"""The proof of `make load` can fail: it finds each of the things that it is there to find."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bench import load
from bench.worker import DELETED, Failed, Line, Server, Worker
from webwork_tracker.sandbox import Sandbox


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(rate_limit=None) as fresh:
        yield fresh


@pytest.fixture
def server(sandbox: Sandbox) -> Iterator[Server]:
    with sandbox.serve() as running:
        yield Server(running.port)


@pytest.fixture
def line(server: Server) -> Iterator[Line]:
    with closing(Line(server)) as opened:
        yield opened


def remembers(server: Server, **titles: set[str]) -> Worker:
    """A client that was answered so, by the number of the task."""
    worker = Worker(0, server)
    worker.titles = {int(number.lstrip("t")): known for number, known in titles.items()}
    return worker


def test_a_ledger_that_is_right(sandbox: Sandbox, server: Server, line: Line) -> None:
    sandbox.add_task("client 0 title 1")
    sandbox.add_task("client 0 title 2")
    worker = remembers(server, t501={"client 0 title 1"}, t502={"client 0 title 2", DELETED}, t503={DELETED})
    assert load.check_ledger(line, [worker]).startswith("3 tasks created with an answer")


@pytest.mark.parametrize(
    ("titles", "match"),
    [
        ({"t501": {"client 0 title 1"}, "t502": {"client 0 title 2"}}, "1 tasks are not as .* 502 for one"),
        ({"t501": {"client 0 title 3"}}, "1 tasks are not as .* 501 for one"),
        ({"t501": {DELETED}}, "1 tasks are not as .* 501 for one"),
        ({}, "tasks that nobody has created"),
    ],
    ids=["create", "update", "delete", "invented"],
)
def test_a_lost_write_is_found(
    sandbox: Sandbox, server: Server, line: Line, titles: dict[str, set[str]], match: str
) -> None:
    sandbox.add_task("client 0 title 1")
    with pytest.raises(Failed, match=match):
        load.check_ledger(line, [remembers(server, **titles)])


def test_an_id_that_is_given_twice_is_found(server: Server, line: Line) -> None:
    with pytest.raises(Failed, match="1 ids were given twice, 600 for one"):
        load.check_ledger(line, [remembers(server, t600={DELETED}), remembers(server, t600={DELETED})])


def test_growing_memory_and_clients_that_stay_away_are_found(server: Server) -> None:
    load.check_memory([(30.0, 31.0), (30.0, 38.0)])
    with pytest.raises(Failed, match=r"from 30\.0 MB after warm-up to 40\.0 MB"):
        load.check_memory([(30.0, 31.0), (30.0, 40.0)])
    with pytest.raises(Failed, match="1 of 1 clients"):
        load.check_all_came_back([Worker(0, server)])


@pytest.mark.parametrize(
    ("fault", "match"),
    [
        ({"status": 500, "nth": 10}, "was answered 500"),
        ({"status": 418, "nth": 10}, "has status 418"),
        ({"reset": "after", "nth": 10}, "A connection broke while the server ran"),
        ({"unknown_enum": True, "malformed_json": True, "nth": 10}, "A client ended with JSONDecodeError"),
    ],
)
def test_a_bad_answer_is_found(sandbox: Sandbox, server: Server, fault: dict[str, Any], match: str) -> None:
    sandbox.faults.add(**fault)
    worker = Worker(0, server)
    worker.run(threading.Event())
    assert worker.failure is not None
    assert match in worker.failure


def test_a_short_run(tmp_path: Path) -> None:
    found = "\n".join(load.proof(tmp_path / "load.sqlite", seconds=1, connections=3))
    assert "each is as it was answered last" in found


def test_a_server_that_forgets_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def start_forgetful(*_: str, port: int = 0) -> tuple[subprocess.Popen[bytes], int]:
        return start(port=port)

    start = load.start_sandbox
    monkeypatch.setattr(load, "start_sandbox", start_forgetful)
    # Which of these comes first is chance: a task that is gone, its id given again, or what the ledger says in the end.
    found = "has status 404|answered with another task|are not as they were answered|given twice|was read as"
    with pytest.raises(Failed, match=found):
        load.proof(tmp_path / "load.sqlite", seconds=1, connections=3)
