"""Which version is due for the changes since a release, and whether VERSION and CHANGELOG.md follow."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen
from changes import Change, Level
from releases import CHANGELOG, VERSION_FILE, entries_since

MARK = "**Breaking:**"
"""How an entry of the changelog begins that tells of a breaking change."""


@frozen
class Edition:
    """What of an edition its changes are judged by."""

    version: str
    changelog: str


def verdict(changes: list[Change], was: Edition, now: Edition, released: bool) -> str:
    """Which version is due, and why."""
    if not released:
        return f"VERSION is {now.version}; {was.version} was never released, so no bump is due."
    level = max((change.level for change in changes), default=Level.HARMLESS)
    wanted = due(was.version, level)
    if wanted == was.version:
        return f"VERSION is {now.version}; after {was.version}, which is released, no bump is due."
    number = "second" if level == Level.BREAKING else "third"
    rule = f" (in 0.x, {level.bump} raises the {number} number)" if was.version.startswith("0.") else ""
    return f"VERSION is {now.version}; after {was.version}, which is released, {wanted} is due{rule}."


def complaints(changes: list[Change], was: Edition, now: Edition, released: bool) -> Iterator[str]:
    """What VERSION and CHANGELOG.md lack."""
    level = max((change.level for change in changes), default=Level.HARMLESS)
    entries = entries_since(now.changelog, was.version)
    if level > Level.HARMLESS and not entries:
        yield f"{CHANGELOG} has no entry for what has changed since {was.version}."
    if not released:
        return
    wanted = due(was.version, level)
    if parsed(now.version) < parsed(wanted):
        yield f"{VERSION_FILE}: VERSION is {now.version}, {wanted} is due."
    told = " ".join(entry for entry in entries if entry.startswith(MARK))
    for change in changes:
        if change.level == Level.BREAKING and not any(_is_in(told, name) for name in change.names):
            yield f"{CHANGELOG}: no entry `- {MARK} …` names {' or '.join(sorted(change.names))} ({change})"


def _is_in(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def due(released: str, level: Level) -> str:
    """The lowest version that may follow a release.

    In 0.x each bump is one number further to the right: what breaks raises the second, what is added the third. So who
    asks for `~=0.2.3` gets nothing that breaks.
    """
    major, minor, patch = parsed(released)
    if level == Level.HARMLESS:
        return released
    if level == Level.BREAKING:
        return f"{major + 1}.0.0" if major else f"0.{minor + 1}.0"
    return f"{major}.{minor + 1}.0" if major else f"0.{minor}.{patch + 1}"


def parsed(version: str) -> tuple[int, int, int]:
    """`1.2.3` as numbers. Raises `ValueError` for anything else."""
    match = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)", version)
    if match is None:
        raise ValueError(f"{version!r} is no version of three numbers")
    major, minor, patch = map(int, match.groups())
    return major, minor, patch
