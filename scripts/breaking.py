"""`make breaking`: what has changed since the last release, who breaks, and do version and changelog say so?

    python scripts/breaking.py [--base COMMIT]

Document and Python names, as they are in the working tree, are compared with those of the last release, or of any
commit, tag or branch. Fails when VERSION is too low for the changes, or CHANGELOG.md does not name what breaks.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from changes import Change, Level
from document import DOCUMENT, ROOT
from document_changes import DiffError, document_changes
from python_changes import python_changes, read
from releases import CHANGELOG, VERSION_FILE, NoBase, base, extract, releases, version_in, was_released
from version_due import Edition, complaints, verdict


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare with the last release.")
    parser.add_argument("--base", default="", help="commit, tag or branch to compare with instead")
    given = parser.parse_args().base
    try:
        against = base(given)
    except NoBase as error:
        if given or releases(_edition(ROOT).changelog):
            sys.exit(f"Not compared: {error}.")
        print(f"Not compared: {error}. {CHANGELOG} knows no release that could be broken.")
        return
    try:
        print(f"Compared with {against.commit[:10]}, {against.what}.")
        with tempfile.TemporaryDirectory(prefix="webwork-breaking-") as folder:
            before = Path(folder)
            extract(against.commit, before)
            changes = compared(before, ROOT)
            was, now = _edition(before), _edition(ROOT)
        print(*report(changes), sep="\n")
        released = was_released(was.version, was.changelog)
        print(verdict(changes, was, now, released))
        trouble = list(complaints(changes, was, now, released))
    except (NoBase, DiffError, ValueError) as error:
        sys.exit(str(error))
    sys.exit("\n".join(trouble) or None)


def compared(before: Path, after: Path) -> list[Change]:
    """Every change from one folder to another, what breaks most first."""
    found = document_changes(before / DOCUMENT.name, after / DOCUMENT.name)
    found += python_changes(read(before / "src", before / "generated"), read(after / "src", after / "generated"))
    # A method stands four times: sync and async, each of them raw too.
    return sorted(dict.fromkeys(found), key=lambda change: -change.level)


def _edition(folder: Path) -> Edition:
    version = version_in((folder / VERSION_FILE).read_text("utf-8"))
    changelog = folder / CHANGELOG
    return Edition(version, changelog.read_text("utf-8") if changelog.exists() else "")


def report(changes: list[Change]) -> Iterator[str]:
    """The changes in lines, with the bump that each asks for and who breaks; of the harmless ones their number."""
    told = [change for change in changes if change.level > Level.HARMLESS]
    if told:
        yield f"{'bump':<7}{'breaks':<24}what"
    for change in told:
        who = ", ".join(sorted(who.value for who in change.who)) or "nobody"
        yield f"{change.level.bump:<7}{who:<24}{change}"
    counts = [sum(change.level == level for change in changes) for level in reversed(Level)]
    yield "{} breaking, {} added, {} harmless.".format(*counts)


if __name__ == "__main__":
    main()
