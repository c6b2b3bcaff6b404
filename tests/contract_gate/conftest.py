"""A repository of its own to be released, tagged and cloned."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

CONSTANTS = "src/webwork_tracker/_constants.py"


class Repository:
    """A git repository with a version, a changelog and a document."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> str:
        # Nobody's own settings, hooks or signatures.
        own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        own |= {f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        done = subprocess.run(
            ["git", *arguments], cwd=self.root, env={**os.environ, **own}, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def write(self, **files: str) -> None:
        """Write `version`, `changelog` or `document`."""
        names = {"version": CONSTANTS, "changelog": "CHANGELOG.md", "document": "openapi.yaml"}
        for name, text in files.items():
            path = self.root / names[name]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f'VERSION = "{text}"\n' if name == "version" else text, "utf-8")

    def commit(self, **files: str) -> str:
        """Write files and commit them; the commit."""
        self.write(**files)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "A change")
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")
