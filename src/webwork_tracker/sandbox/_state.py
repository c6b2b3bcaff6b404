"""The present state of a sandbox as plain JSON: what is in it, in the shape of the reference."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from . import _present
from ._database import Database
from ._envelope import timestamp

SHOWN = 1000
"""So many tasks and viewers are shown at most, the newest."""


def state_of(db: Database, now: datetime) -> dict[str, Any]:
    """Workspaces, projects, users, tasks and viewers; deleted tasks and archived viewers too."""
    with db.transaction():
        return {
            "clock": timestamp(now),
            "workspaces": _plain(db.all("SELECT id, name, owner_id FROM workspaces ORDER BY id")),
            "projects": _plain(db.all("SELECT id, workspace_id, name FROM projects ORDER BY id")),
            "users": _users(db),
            "tasks": _tasks(db),
            "viewers": _viewers(db),
            "totals": {table: db.all(f"SELECT count(*) FROM {table}")[0][0] for table in ("tasks", "viewers")},
        }


def _users(db: Database) -> list[dict[str, Any]]:
    of_user: dict[int, list[dict[str, Any]]] = {}
    for member in db.all("SELECT user_id, workspace_id, role FROM members ORDER BY workspace_id"):
        membership = {"workspace_id": member["workspace_id"], "role": member["role"]}
        of_user.setdefault(member["user_id"], []).append(membership)
    users = _plain(db.all("SELECT id, firstname, lastname, email FROM users ORDER BY id"))
    return [{**user, "memberships": of_user.get(user["id"], [])} for user in users]


def _tasks(db: Database) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = []
    newest = f"SELECT * FROM (SELECT * FROM tasks ORDER BY id DESC LIMIT {SHOWN})"
    for workspace in db.all("SELECT * FROM workspaces"):
        sql = f"{newest} WHERE project_id IN (SELECT id FROM projects WHERE workspace_id = ?)"
        shown += _present.tasks(db, db.all(sql, workspace["id"]), workspace)
    return sorted(shown, key=lambda task: int(task["id"]))


def _viewers(db: Database) -> list[dict[str, Any]]:
    rows = db.all(f"SELECT * FROM (SELECT * FROM viewers ORDER BY id DESC LIMIT {SHOWN}) ORDER BY id")
    more = [{"workspace_id": row["workspace_id"], "deleted_at": row["deleted_at"]} for row in rows]
    return [{**viewer, **extra} for viewer, extra in zip(_present.viewers(db, rows), more, strict=True)]


def _plain(rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in rows]
