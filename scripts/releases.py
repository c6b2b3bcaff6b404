"""The releases: which commit is the last one, what its version was, and what the changelog says since."""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
from pathlib import Path

from attrs import frozen
from document import ROOT

VERSION_FILE = "src/webwork_tracker/_constants.py"
CHANGELOG = "CHANGELOG.md"
# What is compared.
COMPARED = ("openapi.yaml", "src", "generated", CHANGELOG)
_VERSION = re.compile(r'^VERSION = "([^"]+)"', re.MULTILINE)
_HEADING = re.compile(r"^## \[([^\]]+)\]", re.MULTILINE)


class NoBase(Exception):
    """Why there is nothing to compare with."""


@frozen
class Base:
    """What the present state is compared with."""

    commit: str
    what: str
    """What the commit is, in words."""


def base(given: str | None, root: Path = ROOT) -> Base:
    """The commit that was asked for, or the last release. Raises `NoBase`.

    A release is a tag `v1.2.3`. Where a clone came without tags, it is the commit that gave CHANGELOG.md a heading of its
    own for the version. Before the first release, it is the commit in which VERSION became what it is: then nobody is
    promised anything yet, and the comparison is there to be read.
    """
    if given:
        return Base(_commit(root, given), given)
    # A tag on the present commit is what is being released, not what it is to be held against.
    tags = _git(root, "tag", "--list", "v*", "--merged", "HEAD", "--no-contains", "HEAD", "--sort=-v:refname").split()
    if tags:
        return Base(_commit(root, tags[0]), f"the last release, {tags[0]}")
    head = _commit(root, "HEAD")
    released = releases((root / CHANGELOG).read_text("utf-8"))
    if released and _git(root, "rev-parse", "--is-shallow-repository") == "true":
        raise NoBase(
            f"{CHANGELOG} knows release {released[0]}, and this clone has neither its tag nor its history:"
            " git fetch --unshallow --tags"
        )
    for version in released:
        commit = _git(root, "log", "-1", "--format=%H", f"-S## [{version}]", "--", CHANGELOG)
        if commit not in ("", head):
            return Base(commit, f"release {version} as {CHANGELOG} has it (there is no tag v{version} here)")
    version = version_in((root / VERSION_FILE).read_text("utf-8"))
    commit = _git(root, "log", "-1", "--format=%H", f'-SVERSION = "{version}"', "--", VERSION_FILE)
    return Base(commit or head, f"where VERSION became {version} (no release yet: no tag v*, none in {CHANGELOG})")


def extract(commit: str, folder: Path, root: Path = ROOT) -> None:
    """Write what is compared, as it was in a commit, into a folder."""
    there = _git(root, "ls-tree", "--name-only", commit, "--", *COMPARED).split()
    if lacking := [name for name in COMPARED if name not in (*there, CHANGELOG)]:
        raise NoBase(f"{commit[:10]} has no {', '.join(lacking)}")
    command = ["git", "archive", "--format=tar", commit, *there]
    done = subprocess.run(command, cwd=root, capture_output=True, check=False)
    if done.returncode:
        raise NoBase(f"git archive: {done.stderr.decode().strip()}")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")


def version_in(text: str) -> str:
    """The version that `_constants.py` names."""
    match = _VERSION.search(text)
    if match is None:
        raise NoBase(f"{VERSION_FILE} names no VERSION")
    return match[1]


def releases(changelog: str) -> list[str]:
    """The versions that have a heading in the changelog, newest first."""
    return [name for name in _HEADING.findall(changelog) if name[0].isdigit()]


def was_released(version: str, changelog: str, root: Path = ROOT) -> bool:
    """Whether a version is out: it has a tag, or a heading in the changelog of its commit."""
    return version in releases(changelog) or bool(_git(root, "tag", "--list", f"v{version}"))


def entries_since(changelog: str, version: str) -> list[str]:
    """The entries that stand above a version's own heading: all of them if it has none."""
    above = re.split(rf"^## \[{re.escape(version)}\]", changelog, maxsplit=1, flags=re.MULTILINE)[0]
    return [" ".join(entry.split()) for entry in re.findall(r"^- (.+(?:\n {2,}.+)*)", above, re.MULTILINE)]


def _commit(root: Path, name: str) -> str:
    return _git(
        root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}", or_else=f"there is no commit {name!r} here"
    )


def _git(root: Path, *arguments: str, or_else: str = "") -> str:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoBase(or_else or f"git {arguments[0]}: {done.stderr.strip()}")
    return done.stdout.strip()
