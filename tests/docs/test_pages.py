"""What README.md and the other pages show works, and what they name is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import webwork_tracker
from webwork_tracker.sandbox import Sandbox

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
DOCS = sorted((ROOT / "docs").glob("**/*.md"))
PAGES = [README, ROOT / "ARCHITECTURE.md", ROOT / "CHANGELOG.md", *DOCS]


def blocks(page: Path) -> Iterator[tuple[int, str]]:
    """The Python blocks of a page, each with the number of its first line."""
    text = page.read_text(encoding="utf-8")
    for block in re.finditer(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        yield text[: block.start(1)].count("\n") + 1, block[1]


def run_all(page: Path) -> int:
    """Run the blocks of a page, each on its own; return how many there are."""
    found = list(blocks(page))
    for line, code in found:
        # Line numbers of the page, so that a traceback leads there.
        exec(compile("\n" * (line - 1) + code, page, "exec"), {"__name__": page.stem})
    return len(found)


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """The environment that `python -m webwork_tracker.sandbox` tells one to set, and a folder to leave files in."""
    monkeypatch.chdir(tmp_path)
    with Sandbox() as sandbox, sandbox.serve() as server:
        monkeypatch.setenv("WEBWORK_BASE_URL", server.base_url)
        monkeypatch.setenv("WEBWORK_TOKEN", "a-token")
        monkeypatch.setenv("WEBWORK_WORKSPACE_ID", "1")
        monkeypatch.setenv("WEBWORK_PROJECT_ID", "100")
        yield


@pytest.mark.usefixtures("settings")
def test_the_examples_of_the_readme_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_all(README) >= 4
    said = capsys.readouterr().out
    assert "501 Write the release notes ['John']" in said
    assert "200 Task retrieved successfully application/json" in said


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_the_examples_of_the_docs_run(page: Path) -> None:
    run_all(page)


def test_the_readmes_table_of_errors_is_true() -> None:
    named = set(re.findall(r"`(\w+Error)`", README.read_text(encoding="utf-8")))
    assert named <= set(webwork_tracker.__all__)
    statuses = dict(re.findall(r"^\| `(\w+)` \| (\d{3})\b", README.read_text(encoding="utf-8"), re.MULTILINE))
    documented = {name: re.match(r"(\d{3}):", getattr(webwork_tracker, name).__doc__ or "") for name in named}
    assert statuses == {name: match[1] for name, match in documented.items() if match}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_it_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    commands = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make ([a-z]+)", text, re.MULTILINE)) <= commands
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (page.parent / target).exists(), target
    headings = {re.sub(r"[^a-z0-9]+", "-", title.lower()) for title in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= headings
