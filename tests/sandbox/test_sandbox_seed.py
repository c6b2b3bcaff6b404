"""Seeds: YAML and JSON files, mappings, and what is said about one that cannot be used."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from webwork_tracker.sandbox import Sandbox

from .calls import Clock

YAML = """
users:
  - {id: 1, firstname: Olga, role: null}
  - {id: 7, firstname: Max, lastname: Mann, email: max@example.com, role: null}
workspaces:
  - {id: 3, name: Ours, owner_id: 1}
members:
  - {user_id: 7, role: Team manager, workspace_id: 3}
projects:
  - {id: 30, name: Garden, workspace_id: 3}
tasks:
  - {id: 300, title: Dig, project_id: 30, creator_id: 7, end_date: 2026-05-01, assignees: [7], status: 20,
     completed_at: 2026-03-04T05:06:07Z}
viewers:
  - {email: v@example.com, workspace_id: 3, projects: [30]}
"""


@pytest.mark.parametrize("suffix", ["yaml", "yml", "json"])
def test_a_file(tmp_path: Path, clock: Clock, suffix: str) -> None:
    import yaml

    file = tmp_path / f"seed.{suffix}"
    file.write_text(json.dumps(yaml.safe_load(YAML), default=str) if suffix == "json" else YAML)
    with Sandbox(seed=file, clock=clock) as sandbox, sandbox.client(workspace_id=3, project_id=30) as ww:
        (task,) = ww.tasks.list()
        assert (task.id, task.title, task.owner_id, str(task.end_date)) == (300, "Dig", 1, "2026-05-01")
        assert (str(task.completed_at), task.created_at) == ("2026-03-04 05:06:07+00:00", clock.now)
        assert [person.id for person in task.assignees] == [7]
        (viewer,) = ww.project_viewers.list()
        assert [project.project_name for project in viewer.projects] == ["Garden"]
        ww.tasks.delete(300)
        sandbox.reset()
        assert len(list(ww.tasks.list())) == 1


def test_only_a_new_file_is_sown(tmp_path: Path) -> None:
    file = tmp_path / "s.sqlite"
    with Sandbox(file, seed={}) as sandbox:
        sandbox.add_user("First", role=None, id=10)
    with Sandbox(file) as sandbox:
        assert sandbox.add_workspace() == 1


def test_an_empty_file(tmp_path: Path) -> None:
    file = tmp_path / "seed.yaml"
    file.write_text("# nothing\n")
    with Sandbox(seed=file) as sandbox, pytest.raises(ValueError, match="FOREIGN KEY"):
        sandbox.add_project()


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("[1]", "a seed has lists called users"),
        ("tsaks: []", "a seed has lists called users"),
        ("tasks: {}", "tasks must be a list"),
        ("tasks: [5]", r"tasks\[0\]: "),
        ("users: [{role: null}, {colour: red}]", r"users\[1\]: it got an unexpected keyword argument 'colour'"),
        ("tasks: [{title: t}]", r"tasks\[0\]: this task contradicts what is there: FOREIGN KEY"),
        ("a: b: c", "no YAML"),
        ("!!python/object/apply:os.system ['true']", "no YAML"),
    ],
)
def test_seeds_that_cannot_be_used(tmp_path: Path, text: str, match: str) -> None:
    file = tmp_path / "seed.yaml"
    file.write_text(text)
    with pytest.raises(ValueError, match=rf"seed\.yaml: {match}"):
        Sandbox(tmp_path / "s.sqlite", seed=file)
    # Nothing is left half done: the next one begins anew.
    with Sandbox(tmp_path / "s.sqlite") as sandbox, sandbox.client() as ww:
        assert ww.tasks.get(500).id == 500


def test_yaml_needs_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    seed: Any = tmp_path / "seed.yaml"
    seed.write_text("{}")
    with pytest.raises(ValueError, match=r"pip install 'webwork-tracker\[sandbox\]'"):
        Sandbox(seed=seed)
    json_seed = tmp_path / "seed.json"
    json_seed.write_text("{}")
    Sandbox(seed=json_seed).close()


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Sandbox(seed=tmp_path / "none.yaml")
