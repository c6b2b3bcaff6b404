"""`make demo` runs to its end, shows every operation, and stops what it started."""

from __future__ import annotations

import re
import socket
from pathlib import Path
from typing import Any

import demo
import pytest

from webwork_tracker._operation import Operation
from webwork_tracker_api.operations import OPERATIONS


def port_of(said: str) -> int:
    found = re.search(r"http://127\.0\.0\.1:(\d+)/api/v2", said)
    assert found is not None
    return int(found[1])


def assert_nobody_listens(port: int) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5).close()


def test_it_runs_to_its_end(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBWORK_TOKEN", "somebodys-real-token")
    assert demo.main() == 0
    said, complaints = capfd.readouterr()
    assert complaints == ""
    assert "WEBWORK_TOKEN is set, and not used: this demo still talks to the sandbox." in said
    assert "somebodys-real-token" not in said
    for heading in ("Tasks", "Project viewers", "The same in async code"):
        assert f"\n{heading}" in said
    assert_nobody_listens(port_of(said))


def test_it_fails_if_the_quickstart_does(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "broken.py"
    script.write_text("raise SystemExit(3)\n")
    monkeypatch.setattr(demo, "QUICKSTART", script)
    monkeypatch.delenv("WEBWORK_TOKEN", raising=False)
    assert demo.main() == 1
    said, complaints = capfd.readouterr()
    assert "WEBWORK_TOKEN" not in said
    assert "failed with exit status 3; the sandbox is stopped" in complaints
    assert_nobody_listens(port_of(said))


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_the_quickstart_shows_every_operation(operation: Operation[Any]) -> None:
    tag = operation.tag.replace("-", "_")
    assert f"ww.{tag}.{operation.verb}(" in demo.QUICKSTART.read_text(encoding="utf-8")
