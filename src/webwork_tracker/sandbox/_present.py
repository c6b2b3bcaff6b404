"""Rows as the API shows them. The order of the keys is the documentation's."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from typing import Any

from ._database import Database
from ._registry import behaviour


def tasks(db: Database, rows: Sequence[sqlite3.Row], workspace: sqlite3.Row) -> list[dict[str, Any]]:
    """Tasks of one workspace with their assignees."""
    assigned = assignees(db, [row["id"] for row in rows])
    return [_task(row, workspace["owner_id"], assigned[row["id"]]) for row in rows]


@behaviour("has_details is false, as in the example.", "assumed", "getTasks", "createTask", "getTask", "updateTask")
def _task(row: sqlite3.Row, owner_id: int, assigned: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "title": row["title"],
        "description": row["description"],
        "project_id": row["project_id"],
        "owner_id": owner_id,
        "creator_id": row["creator_id"],
        "status": row["status"],
        "priority": row["priority"],
        "start_date": row["start_date"],
        "end_date": row["end_date"],
        "completed_at": row["completed_at"],
        "assignees": assigned,
        "has_details": False,
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "deleted_at": row["deleted_at"],
    }


@behaviour("Assignees are in the order in which they were assigned.", "assumed", "getTaskAssignees")
@behaviour("Assignees within a task have an e-mail too.", "assumed", "getTasks", "createTask", "getTask", "updateTask")
def assignees(db: Database, task_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The assignees of each task, by its id. One query, however many tasks."""
    rows = db.all(
        "SELECT task_id, users.* FROM assignments JOIN users ON users.id = user_id"
        f" WHERE task_id IN ({_places(task_ids)}) ORDER BY assignments.rowid",
        *task_ids,
    )
    people: dict[int, list[dict[str, Any]]] = {task_id: [] for task_id in task_ids}
    for row in rows:
        people[row["task_id"]].append(_person(row))
    return people


@behaviour("The id of an assignment is the user's.", "assumed", "assignTask")
def assignment(user: sqlite3.Row, task_id: int, assigner_id: int) -> dict[str, Any]:
    """The fact that a task is assigned to a user."""
    return {**_person(user), "user_id": user["id"], "task_id": task_id, "assigner_id": assigner_id}


def _person(user: sqlite3.Row) -> dict[str, Any]:
    return {name: user[name] for name in ("id", "firstname", "lastname", "email")}


def viewers(db: Database, rows: Sequence[sqlite3.Row]) -> list[dict[str, Any]]:
    """Viewers with the projects that they may look at."""
    projects: dict[int, list[dict[str, Any]]] = {row["id"]: [] for row in rows}
    for link in db.all(
        "SELECT viewer_id, id, name FROM viewer_projects JOIN projects ON projects.id = project_id"
        f" WHERE viewer_id IN ({_places(projects)}) ORDER BY id",
        *projects,
    ):
        projects[link["viewer_id"]].append({"project_id": link["id"], "project_name": link["name"]})
    names = ("id", "email", "firstname", "lastname", "status", "member_since")
    return [{**{name: row[name] for name in names}, "projects": projects[row["id"]]} for row in rows]


def _places(values: Collection[int]) -> str:
    return ", ".join("?" * len(values))
