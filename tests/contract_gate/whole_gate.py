"""`make breaking` from a release to the next one, in a repository of its own.

Part of `make contract`, which has redocly and griffe; by its name, pytest does not collect it by itself.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.contract_gate.conftest import CONSTANTS, Repository

ROOT = Path(__file__).parents[2]
CHANGELOG = "# Changelog\n\n## [Unreleased]\n{}\n## [0.1.0] - 2026-01-01\n\n- First.\n"
TOLD = """
- **Breaking:** `tasks.list()` without `priority`.
- **Breaking:** `Page` is gone.
- **Breaking:** `contract.check` is nobody's but ours.
"""


def gate(repository: Repository) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(repository.root / "scripts" / "breaking.py")]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_change_is_told_until_version_and_changelog_follow(repository: Repository) -> None:
    for name in ("src", "generated", "scripts"):
        shutil.copytree(ROOT / name, repository.root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("openapi.yaml", "redocly.diff.yaml"):
        shutil.copy(ROOT / name, repository.root)
    repository.commit(version="0.1.0", changelog=CHANGELOG.format(""))
    repository.git("tag", "v0.1.0")
    repository.commit(document=(ROOT / "openapi.yaml").read_text("utf-8") + "\n# A comment.\n")

    unchanged = gate(repository)
    assert unchanged.returncode == 0
    assert "the last release, v0.1.0." in unchanged.stdout
    assert "0 breaking, 0 added, 0 harmless." in unchanged.stdout

    client = repository.root / "src" / "webwork_tracker" / "__init__.py"
    replaced(client, "import AsyncPager, Page, Pager", "import AsyncPager, Pager")
    replaced(client, '    "Page",\n', "")
    replaced(client.parent / "contract" / "__init__.py", ', "check"]', "]")
    replaced(repository.root / "openapi.yaml", "        - name: priority\n", "        - name: importance\n")
    edited = gate(repository)
    assert edited.returncode == 1
    lines = edited.stdout.splitlines()
    assert "major  caller                  GET /tasks: `priority` query parameter was renamed to `importance`" in lines
    assert "major  generated name          Page: public object was removed" in lines
    assert "major  generated name          contract.check: is not public any more" in lines
    assert f"{CONSTANTS}: VERSION is 0.1.0, 0.2.0 is due." in lines
    assert sum("CHANGELOG.md: no entry" in line for line in lines) == 3

    repository.write(version="0.2.0", changelog=CHANGELOG.format(TOLD))
    assert gate(repository).returncode == 0
