"""`python -m webwork_tracker.sandbox`, as a process of its own and as a function."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from webwork_tracker.sandbox import Sandbox, SandboxClock, SandboxServer
from webwork_tracker.sandbox import __main__ as command

from .calls import AUTHORIZATION
from .test_sandbox_sign_in import exchanged, granted


@pytest.fixture
def signals() -> Iterator[None]:
    """Puts the handlers back that the command replaces."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def get_task(base_url: str) -> dict[str, Any]:
    parts = urlsplit(base_url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    connection.request("GET", f"{parts.path}/tasks/500?workspace_id=1&project_id=100", headers=AUTHORIZATION)
    task: dict[str, Any] = json.loads(connection.getresponse().read())["data"]
    connection.close()
    return task


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serves_until_a_signal(number: signal.Signals, tmp_path: Path) -> None:
    arguments = [sys.executable, "-m", "webwork_tracker.sandbox", "--port", "0", "--db", str(tmp_path / "s.sqlite")]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        base_url = process.stdout.readline().split()[-1]
        assert f"WEBWORK_BASE_URL={base_url} WEBWORK_TOKEN=" in process.stdout.readline()
        assert process.stdout.readline() == f"To look at it: {base_url.removesuffix('api/v2')}\n"
        assert get_task(base_url)["title"] == "Implement user authentication"
        process.send_signal(number)
        output, errors = process.communicate(timeout=10)
    assert (process.returncode, output, errors) == (0, "", "")


@pytest.mark.usefixtures("signals")
def test_in_this_process(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    titles: list[str] = []
    announce = command._announce

    def look_and_stop(server: SandboxServer, clock: SandboxClock, has_page: bool) -> None:
        announce(server, clock, has_page)
        titles.append(get_task(server.base_url)["title"])
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(command, "_announce", look_and_stop)
    assert command.main(["--port", "0", "--no-control"]) == 0
    assert titles == ["Implement user authentication"]
    said = capsys.readouterr().out
    assert "WEBWORK_WORKSPACE_ID=1 WEBWORK_PROJECT_ID=100" in said
    assert "To look at it" not in said


@pytest.mark.usefixtures("signals")
def test_port_in_use(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert command.main(["--port", str(port)]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"Cannot listen on 127.0.0.1 port {port}: ")
    assert captured.err.count("\n") == 1


@pytest.mark.usefixtures("signals")
def test_port_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--port", "65536"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_database_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--port", "0", "--db", str(tmp_path / "no" / "where.sqlite")]) == 1
    assert capsys.readouterr().err.startswith("Cannot use ")


def start(*arguments: str) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "webwork_tracker.sandbox", "--port", "0", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    return process, process.stdout.readline().split()[-1]


def stop(process: subprocess.Popen[str], number: signal.Signals) -> None:
    process.send_signal(number)
    process.communicate(timeout=10)


def said_until_the_end(process: subprocess.Popen[str]) -> str:
    process.send_signal(signal.SIGTERM)
    assert process.stdout
    said = process.stdout.read()
    process.communicate(timeout=10)
    return said


def create(base_url: str, title: str) -> int:
    parts = urlsplit(base_url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    body = json.dumps({"workspace_id": 1, "project_id": 100, "title": title})
    connection.request("POST", f"{parts.path}/tasks", body, AUTHORIZATION)
    created = json.loads(connection.getresponse().read())["data"]["id"]
    connection.close()
    return int(created)


def test_what_was_answered_survives_kill(tmp_path: Path) -> None:
    file = str(tmp_path / "s.sqlite")
    process, base_url = start("--db", file)
    created = [create(base_url, f"Task {number}") for number in range(20)]
    stop(process, signal.SIGKILL)
    process, base_url = start("--db", file)
    assert create(base_url, "after") == 521
    stop(process, signal.SIGTERM)
    with Sandbox(file) as sandbox, sandbox.client() as ww:
        assert [task.id for task in ww.tasks.list()] == [500, *created, 521]


def ask(base_url: str, method: str, path: str, body: Any = None, token: str = "") -> tuple[int, Any]:
    connection = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=10)
    sent = None if body is None else json.dumps(body)
    connection.request(method, path, sent, {"Authorization": f"Bearer {token}"})
    response = connection.getresponse()
    answered = response.status, json.loads(response.read())
    connection.close()
    return answered


TASK = "/api/v2/tasks/500?workspace_id=1&project_id=100"
CLOCK = "/__sandbox/clock"


def test_what_has_expired_stays_expired_after_kill(tmp_path: Path) -> None:
    file = str(tmp_path / "s.sqlite")
    with Sandbox(file) as sandbox:
        token = exchanged(sandbox, granted(sandbox))["access_token"]
    process, base_url = start("--db", file)
    before = ask(base_url, "GET", TASK, token=token)[0]
    ask(base_url, "POST", CLOCK, {"tick": 16 * 24 * 3600})
    expired = ask(base_url, "GET", TASK, token=token)[0]
    stop(process, signal.SIGKILL)
    process, base_url = start("--db", file)
    restarted = ask(base_url, "GET", TASK, token=token)[0]
    said = said_until_the_end(process)
    assert (before, expired, restarted) == (200, 401, 401)
    assert "Its clock was put forward to 20" in said


@pytest.mark.parametrize("again", [[], ["--clock", "2026-03-01T00:00:00+00:00"]])
def test_a_clock_stands_where_it_stood_after_kill(tmp_path: Path, again: list[str]) -> None:
    file = str(tmp_path / "s.sqlite")
    process, base_url = start("--db", file, "--clock", "2026-03-01T01:00:00+01:00")
    times = [ask(base_url, "GET", CLOCK)[1], ask(base_url, "POST", CLOCK, {"tick": 90})[1]]
    stop(process, signal.SIGKILL)
    process, base_url = start("--db", file, *again)
    times += [ask(base_url, "GET", CLOCK)[1]]
    said = said_until_the_end(process)
    assert [time["clock"] for time in times] == ["2026-03-01T00:00:00Z", *["2026-03-01T00:01:30Z"] * 2]
    assert said.endswith("Its clock stands at 2026-03-01T00:01:30Z\n")


@pytest.mark.parametrize("value", ["", "noon", "2026-02-30", "0001-01-01T00:00:00+14:00"])
def test_times_that_are_none(value: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        command.main([f"--clock={value}"])
    assert f"a time like 2026-03-01T00:00:00Z, not {value!r}" in capsys.readouterr().err


def test_settings(tmp_path: Path) -> None:
    seed = tmp_path / "seed.json"
    seed.write_text(json.dumps({"users": [{"id": 10, "role": None}], "workspaces": [{"name": "Sown"}]}))
    process, base_url = start("--seed", str(seed), "--edition", "later", "--rate-limit", "1", "--no-control")
    parts = urlsplit(base_url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    statuses = []
    for path in (
        "/api/v2/project-viewers?workspace_id=1",
        "/api/v2/project-viewers?workspace_id=1",
        "/__sandbox/state",
    ):
        connection.request("GET", path, headers=AUTHORIZATION)
        response = connection.getresponse()
        statuses.append((response.status, sorted(json.loads(response.read()))))
    connection.close()
    stop(process, signal.SIGTERM)
    assert statuses == [
        (200, ["data", "meta", "pagination", "success"]),
        (429, ["error", "message", "meta", "success"]),
        (404, ["error"]),
    ]


@pytest.mark.parametrize("value", ["0", "-1", "x", "1.5", ""])
def test_rate_limits_that_are_none(value: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        command.main([f"--rate-limit={value}"])
    assert "a number of requests, or none" in capsys.readouterr().err


def test_no_limit() -> None:
    assert command._parser().parse_args(["--rate-limit", "none"]).rate_limit is None


def test_a_seed_that_cannot_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--seed", str(tmp_path / "none.json")]) == 1
    assert capsys.readouterr().err.startswith("Cannot make the sandbox: ")


def test_the_command_is_installed() -> None:
    (entry,) = entry_points(group="console_scripts", name="webwork-sandbox")
    assert entry.load() is command.main
