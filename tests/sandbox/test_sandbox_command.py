"""`python -m webwork_tracker.sandbox`, as a process of its own and as a function."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from webwork_tracker.sandbox import SandboxServer
from webwork_tracker.sandbox import __main__ as command

from .calls import AUTHORIZATION


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
        assert get_task(base_url)["title"] == "Implement user authentication"
        process.send_signal(number)
        output, errors = process.communicate(timeout=10)
    assert (process.returncode, output, errors) == (0, "", "")


@pytest.mark.usefixtures("signals")
def test_in_this_process(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    titles: list[str] = []
    announce = command._announce

    def look_and_stop(server: SandboxServer) -> None:
        announce(server)
        titles.append(get_task(server.base_url)["title"])
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(command, "_announce", look_and_stop)
    assert command.main(["--port", "0"]) == 0
    assert titles == ["Implement user authentication"]
    assert "WEBWORK_WORKSPACE_ID=1 WEBWORK_PROJECT_ID=100" in capsys.readouterr().out


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
