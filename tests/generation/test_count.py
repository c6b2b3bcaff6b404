"""What the generated code lacks is named."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import contract
import count
import pytest


@pytest.fixture
def package(fresh: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(fresh / "webwork_tracker_api", tmp_path / "package"))


def missing(document: dict[str, Any], package: Path) -> list[str]:
    return count.missing(contract.operations(document), package)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_nothing_is_missing(document: dict[str, Any], package: Path) -> None:
    assert missing(document, package) == []


def test_an_operation(document: dict[str, Any], package: Path) -> None:
    (package / "api" / "tasks" / "get_task.py").unlink()
    assert missing(document, package) == ["getTask: api/tasks/get_task.py"]


def test_a_parameter(document: dict[str, Any], package: Path) -> None:
    edit(package / "api" / "tasks" / "get_tasks.py", "per_page", "size")
    assert missing(document, package) == ["getTasks: parameter per_page in api/tasks/get_tasks.py"]


def test_a_body(document: dict[str, Any], package: Path) -> None:
    edit(package / "api" / "tasks" / "create_task.py", "body: ", "content: ")
    assert missing(document, package) == ["createTask: the body in api/tasks/create_task.py"]


def test_a_body_field(document: dict[str, Any], package: Path) -> None:
    edit(package / "models" / "task_create.py", "    assignees: ", "    people: ")
    assert missing(document, package) == ["createTask: body field assignees in models/task_create.py"]


def test_a_body_model(document: dict[str, Any], package: Path) -> None:
    (package / "models" / "workspace_scope.py").unlink()
    assert missing(document, package)[0] == (
        "deleteProjectViewer: body field workspace_id in models/workspace_scope.py"
    )


def test_a_method_and_an_argument(document: dict[str, Any], package: Path) -> None:
    edit(package / "resources" / "tasks.py", "    async def unassign(", "    async def take_away(")
    edit(
        package / "resources" / "tasks.py",
        "    def update(\n        self,\n        task_id: int,",
        "    def update(\n        self,",
    )
    assert missing(document, package) == [
        "updateTask: argument task_id of Tasks.update",
        "unassignTask: method AsyncTasks.unassign",
    ]


def test_a_resource(document: dict[str, Any], package: Path) -> None:
    (package / "resources" / "project_viewers.py").unlink()
    lines = missing(document, package)
    assert len(lines) == 2 * 7
    assert lines[0] == "getProjectViewers: method ProjectViewers.list"
