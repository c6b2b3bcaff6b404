"""What the present state is compared with: the last release, however this clone knows of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from releases import NoBase, base, entries_since, extract, was_released

from tests.contract_gate.conftest import CONSTANTS, Repository

UNRELEASED = "# Changelog\n\n## [Unreleased]\n\n- New.\n"
RELEASED = "# Changelog\n\n## [Unreleased]\n\n## [0.1.0] - 2026-01-01\n\n- First.\n"


def test_newest_tag_by_its_version_is_the_base(repository: Repository) -> None:
    repository.commit(version="0.9.0", changelog=RELEASED)
    repository.git("tag", "v0.9.0")
    newest = repository.commit(version="0.10.0")
    repository.git("tag", "v0.10.0")
    repository.commit(changelog=UNRELEASED)
    found = base("", repository.root)
    assert (found.commit, found.what) == (newest, "the last release, v0.10.0")


def test_what_is_being_released_is_compared_with_the_release_before(repository: Repository) -> None:
    first = repository.commit(version="0.1.0", changelog=RELEASED)
    repository.git("tag", "v0.1.0")
    repository.commit(version="0.2.0")
    repository.git("tag", "v0.2.0")
    assert base("", repository.root).commit == first


def test_without_tags_the_changelog_knows_the_release(repository: Repository) -> None:
    repository.commit(version="0.1.0", changelog=UNRELEASED)
    released = repository.commit(changelog=RELEASED)
    repository.commit(changelog=RELEASED + "\nMore.\n")
    found = base("", repository.root)
    assert found.commit == released
    assert found.what == "release 0.1.0 as CHANGELOG.md has it (there is no tag v0.1.0 here)"


def test_before_the_first_release_the_base_is_where_the_version_was_set(repository: Repository) -> None:
    started = repository.commit(version="0.1.0", changelog=UNRELEASED)
    repository.commit(document="openapi: 3.1.0\n")
    found = base("", repository.root)
    assert found.commit == started
    assert "no release yet" in found.what


def test_any_commit_may_be_given(repository: Repository) -> None:
    first = repository.commit(version="0.1.0", changelog=UNRELEASED)
    repository.git("tag", "v0.1.0")
    repository.git("branch", "feature")
    assert base("feature", repository.root).commit == first
    with pytest.raises(NoBase, match="there is no commit 'nowhere' here"):
        base("nowhere", repository.root)


def test_clone_that_lacks_the_release_says_what_to_fetch(repository: Repository, tmp_path: Path) -> None:
    repository.commit(version="0.1.0", changelog=RELEASED)
    repository.commit(document="openapi: 3.1.0\n")
    repository.git("clone", "--quiet", "--depth=1", f"file://{repository.root}", str(tmp_path / "shallow"))
    with pytest.raises(NoBase, match="git fetch --unshallow --tags"):
        base("", tmp_path / "shallow")


def test_folder_without_a_repository_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(NoBase, match="not a git repository"):
        base("", tmp_path)


def test_state_of_a_commit_is_written_to_a_folder(repository: Repository, tmp_path: Path) -> None:
    started = repository.commit(version="0.1.0")
    with pytest.raises(NoBase, match="has no openapi.yaml, generated"):
        extract(started, tmp_path / "before", repository.root)
    (repository.root / "generated").mkdir()
    (repository.root / "generated" / "made.py").touch()
    first = repository.commit(document="openapi: 3.1.0\n")
    repository.commit(version="0.2.0")
    extract(first, tmp_path / "before", repository.root)
    assert (tmp_path / "before" / CONSTANTS).read_text() == 'VERSION = "0.1.0"\n'


def test_version_is_released_once_it_has_a_heading_or_a_tag(repository: Repository) -> None:
    repository.commit(version="0.1.0", changelog=UNRELEASED)
    assert not was_released("0.1.0", UNRELEASED, repository.root)
    assert was_released("0.1.0", RELEASED, repository.root)
    repository.git("tag", "v0.1.0")
    assert was_released("0.1.0", UNRELEASED, repository.root)


def test_entries_are_those_above_the_version() -> None:
    text = "## [Unreleased]\n\n- One,\n  in two lines.\n- Two.\n\n## [0.1.0]\n\n- Old.\n"
    assert entries_since(text, "0.1.0") == ["One, in two lines.", "Two."]
    assert entries_since(text, "0.0.9") == ["One, in two lines.", "Two.", "Old."]
