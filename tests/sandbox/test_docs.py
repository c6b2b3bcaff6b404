"""What docs/sandbox.md shows works, and its table is the one that the marks in the code make."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from webwork_tracker.sandbox import Sandbox, __main__, fidelity_table

PAGE = Path(__file__).parents[2] / "docs" / "sandbox.md"
TEXT = PAGE.read_text(encoding="utf-8")


def blocks(language: str) -> list[tuple[int, str]]:
    found = re.finditer(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    return [(TEXT[: block.start(1)].count("\n") + 1, block[1]) for block in found]


def test_the_examples_run(capsys: pytest.CaptureFixture[str], webwork_sandbox: Sandbox, webwork: Any) -> None:
    first: dict[str, Any] | None = None
    for line, code in blocks("python"):
        names: dict[str, Any] = {"__name__": "page"}
        # Line numbers of the page, so that a traceback leads there.
        exec(compile("\n" * (line - 1) + code, PAGE, "exec"), names)
        first = first or names
    assert first is not None
    first["test_finish"](webwork_sandbox, webwork)
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "Implement user authentication",
        "john.doe@client.example.com",
        "['Dig']",
        "Access denied",
        "deleteTask 1 200",
        "Implement user authentication 2026-03-01 00:00:00+00:00",
        "OutcomeUnknownError 1",
        "2",
        "60.0",
        "reference 0 30 None",
        "later 11 None In Review",
        "http://127.0.0.1:… /oauth/authorize /oauth/token",
    ]


def test_the_first_example_has_ten_lines() -> None:
    code = [line for line in blocks("python")[0][1].splitlines() if line.strip()]
    assert len(code) <= 10


def test_the_seed_can_be_used(tmp_path: Path) -> None:
    (tmp_path / "seed.yaml").write_text(blocks("yaml")[0][1])
    with Sandbox(seed=tmp_path / "seed.yaml") as sandbox, sandbox.client() as ww:
        assert [task.title for task in ww.tasks.list()] == ["Dig"]


def test_the_table_is_the_one_that_the_code_makes(capsys: pytest.CaptureFixture[str]) -> None:
    assert __main__.main(["--fidelity"]) == 0
    printed = capsys.readouterr().out
    assert printed == fidelity_table() + "\n"
    assert TEXT.partition("<!-- fidelity -->\n")[2] == printed, "put the output of --fidelity at the end of the page"
