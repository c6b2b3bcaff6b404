"""Which version is due, and when VERSION and changelog do not follow."""

from __future__ import annotations

import pytest
from changes import Change, Level, Who, breaking
from version_due import Edition, complaints, due, verdict

BREAKS = breaking("TaskCreate.title", "`minLength` of `title` changed from '1' to '2'", Who.CALLER)
ADDS = Change(Level.ADDITION, "POST /tasks", "parameter added")
HARMLESS = Change(Level.HARMLESS, "GET /tasks", "`description` modified")
OLD = "\n## [0.2.3] - 2026-01-01\n\n- **Breaking:** `title` is gone.\n"
WAS = Edition("0.2.3", OLD)


def now(version: str, *entries: str) -> Edition:
    return Edition(version, "## [Unreleased]\n\n" + "\n".join(f"- {entry}" for entry in entries) + "\n" + OLD)


@pytest.mark.parametrize(
    ("released", "level", "wanted"),
    [
        ("0.2.3", Level.BREAKING, "0.3.0"),
        ("0.2.3", Level.ADDITION, "0.2.4"),
        ("0.2.3", Level.HARMLESS, "0.2.3"),
        ("1.2.3", Level.BREAKING, "2.0.0"),
        ("1.2.3", Level.ADDITION, "1.3.0"),
        ("1.2.3", Level.HARMLESS, "1.2.3"),
    ],
)
def test_version_that_is_due(released: str, level: Level, wanted: str) -> None:
    assert due(released, level) == wanted


def test_version_of_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match="'1.2' is no version of three numbers"):
        due("1.2", Level.HARMLESS)


def test_breaking_change_with_version_and_entry_passes() -> None:
    assert list(complaints([BREAKS, ADDS], WAS, now("0.3.0", "**Breaking:** a `title` has two letters."), True)) == []
    # Higher than needed is fine, also where it is lower as text.
    assert list(complaints([BREAKS], WAS, now("0.10.0", "**Breaking:** a `title` has two letters."), True)) == []


def test_breaking_change_without_a_bump_is_told() -> None:
    (line,) = complaints([BREAKS], WAS, now("0.2.4", "**Breaking:** a `title` has two letters."), True)
    assert line == "src/webwork_tracker/_constants.py: VERSION is 0.2.4, 0.3.0 is due."


@pytest.mark.parametrize(
    "entry", ["A `title` has two letters.", "**Breaking:** subtitles.", "**Breaking:** Something."]
)
def test_breaking_change_that_no_entry_names_is_told(entry: str) -> None:
    (line,) = complaints([BREAKS], WAS, now("0.3.0", entry), True)
    assert "no entry `- **Breaking:** …` names TaskCreate.title or minLength or title" in line


def test_change_without_any_entry_is_told() -> None:
    assert list(complaints([ADDS], WAS, now("0.2.4"), True)) == [
        "CHANGELOG.md has no entry for what has changed since 0.2.3."
    ]


def test_harmless_change_needs_nothing() -> None:
    assert list(complaints([HARMLESS], WAS, now("0.2.3"), True)) == []
    assert list(complaints([], WAS, now("0.2.3"), True)) == []


def test_before_the_first_release_only_an_entry_is_needed() -> None:
    assert list(complaints([BREAKS], WAS, now("0.2.3", "All of it."), False)) == []
    assert "never released" in verdict([BREAKS], WAS, now("0.2.3"), False)


def test_verdict_says_what_is_due_and_why() -> None:
    assert verdict([BREAKS], WAS, now("0.2.3"), True) == (
        "VERSION is 0.2.3; after 0.2.3, which is released, 0.3.0 is due (in 0.x, major raises the second number)."
    )
    assert verdict([ADDS], Edition("1.0.0", ""), now("1.1.0"), True) == (
        "VERSION is 1.1.0; after 1.0.0, which is released, 1.1.0 is due."
    )


def test_method_is_named_by_its_argument() -> None:
    assert "status" in breaking("Tasks.list(status)", "parameter was removed", Who.NAME).names
