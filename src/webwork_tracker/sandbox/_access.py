"""What a request carries and what it is about: token, workspace, project, task, viewer."""

from __future__ import annotations

import base64
import re
import sqlite3
from collections.abc import Mapping
from urllib.parse import unquote_plus

from ._call import Call, Refusal
from ._registry import behaviour

_BEARER = re.compile(r"bearer +(\S+)", re.IGNORECASE)
_BASIC = re.compile(r"basic +(\S+)", re.IGNORECASE)


@behaviour("A request without a bearer token answers 401.", "docs")
@behaviour("The message of a 401 is Unauthenticated.", "assumed")
def bearer_token(headers: Mapping[str, str]) -> str:
    """The token of a request."""
    match = _BEARER.fullmatch(headers.get("authorization", "").strip())
    if match is None:
        raise Refusal(401, "Unauthenticated", headers={"www-authenticate": "Bearer"})
    return match[1]


def basic_user(headers: Mapping[str, str]) -> str:
    """Who a request is from by HTTP Basic, empty if it does not say. Source: RFC 6749, 2.3.1, has it form-encoded."""
    match = _BASIC.fullmatch(headers.get("authorization", "").strip())
    try:
        user = base64.b64decode(match[1]).decode() if match else ""
    except ValueError:
        return ""
    return unquote_plus(user.partition(":")[0])


@behaviour("A workspace, project, task, user or viewer that does not exist answers 404.", "docs")
@behaviour("What is in another workspace or project answers 404, as if it did not exist.", "assumed")
def found(what: str, row: sqlite3.Row | None) -> sqlite3.Row:
    """The row, or a 404 that says what there is none of."""
    if row is None:
        raise Refusal(404, f"{what} not found")
    return row


def workspace_of(call: Call) -> sqlite3.Row:
    """The workspace that the request names."""
    workspace_id = call.arguments["workspace_id"]
    return found("Workspace", call.db.first("SELECT * FROM workspaces WHERE id = ?", workspace_id))


def project_of(call: Call, workspace: sqlite3.Row) -> sqlite3.Row:
    """The project that the request names, in its workspace."""
    sql = "SELECT * FROM projects WHERE id = ? AND workspace_id = ?"
    return found("Project", call.db.first(sql, call.arguments["project_id"], workspace["id"]))


@behaviour(
    "A deleted task answers 404 to everything.",
    "assumed",
    "getTask",
    "updateTask",
    "deleteTask",
    "getTaskAssignees",
    "assignTask",
    "unassignTask",
)
def task_of(call: Call, project: sqlite3.Row) -> sqlite3.Row:
    """The task that the path names, in its project."""
    sql = "SELECT * FROM tasks WHERE id = ? AND project_id = ? AND deleted_at IS NULL"
    return found("Task", call.db.first(sql, call.arguments["taskId"], project["id"]))


@behaviour("A task can be assigned to any member of the workspace.", "assumed", "createTask", "assignTask")
def member(call: Call, workspace: sqlite3.Row, user_id: int) -> sqlite3.Row | None:
    """A user, if they are a member of the workspace."""
    sql = "SELECT users.* FROM users JOIN members ON user_id = users.id WHERE users.id = ? AND workspace_id = ?"
    return call.db.first(sql, user_id, workspace["id"])


@behaviour(
    "An archived viewer answers 404 to everything but restore.",
    "assumed",
    "getProjectViewer",
    "deleteProjectViewer",
    "assignProjectToViewer",
    "unassignProjectFromViewer",
)
def viewer_of(call: Call, workspace: sqlite3.Row, *, archived_too: bool = False) -> sqlite3.Row:
    """The viewer that the path names, in their workspace."""
    sql = "SELECT * FROM viewers WHERE id = ? AND workspace_id = ? AND (deleted_at IS NULL OR ?)"
    return found("Project viewer", call.db.first(sql, call.arguments["viewerId"], workspace["id"], archived_too))
