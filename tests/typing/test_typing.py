"""Type checkers see what `public_calls.py` says they do; mypy's own complaint about a needless ignore is the other half."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def mypy(cache: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run as a user's project would: strict, with this package found the way Python finds it."""
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--config-file=", f"--cache-dir={cache}"]
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT / "generated")])
    environment = {**os.environ, "MYPYPATH": paths, "PYTHONPATH": ""}
    return subprocess.run(
        [*command, *arguments], capture_output=True, text=True, env=environment, cwd=ROOT, check=False
    )


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mypy")


def test_public_calls_have_the_types_that_are_promised(cache: Path) -> None:
    run = mypy(cache, "--follow-imports=silent", str(Path(__file__).with_name("public_calls.py")))
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_a_wrong_promise_would_be_seen(cache: Path) -> None:
    code = "from typing import assert_type\nfrom webwork_tracker import Task, WebWork\nassert_type(WebWork().tasks.get(1), int)"
    run = mypy(cache, "--follow-imports=silent", "-c", code)
    assert run.returncode == 1
    assert 'Expression is of type "Task", not "int"' in run.stdout
