"""Answers the operations on tasks."""

from __future__ import annotations

import sqlite3
from typing import Any

from . import _present
from ._access import found, member, project_of, task_of, workspace_of
from ._arguments import in_order
from ._call import Answer, Call, invalid
from ._paging import page_of
from ._registry import behaviour, handles
from ._roles import acting_user

_FINISHED = (20, 30)
_CHANGEABLE = ("title", "description", "status", "priority", "start_date", "end_date")
# Which of them an edition knows, the check of the request's fields has decided.
_CREATABLE = (*_CHANGEABLE, "parent_id")
_FILTERS = ("status", "priority", "parent_id")


@handles("getTasks")
@behaviour("The list of tasks has no message.", "reference")
@behaviour("status and priority filter the list of tasks.", "docs")
@behaviour("Deleted tasks are not listed.", "assumed")
def get_tasks(call: Call) -> Answer:
    """A page of the tasks of a project."""
    workspace = workspace_of(call)
    sql, values = "SELECT * FROM tasks WHERE project_id = ? AND deleted_at IS NULL", [project_of(call, workspace)["id"]]
    for name in _FILTERS:
        if name in call.arguments:
            sql += f" AND {name} = ?"
            values.append(call.arguments[name])
    rows, pagination = page_of(call, sql, *values)
    return Answer(_present.tasks(call.db, rows, workspace), pagination=pagination)


@handles("createTask")
@behaviour("Without status and priority a task is Incomplete (0) and Normal (30).", "reference")
@behaviour("A new task answers 201.", "assumed")
@behaviour("The creator of a task is the user that the token belongs to.", "assumed")
def create_task(call: Call) -> Answer:
    """A new task, with its assignees."""
    workspace = workspace_of(call)
    project = project_of(call, workspace)
    people = _new_assignees(call, workspace)
    creator_id = acting_user(call, workspace)
    given = {name: call.arguments[name] for name in _CREATABLE if name in call.arguments}
    columns = {"status": 0, "priority": 30, **given}
    task_id = call.db.insert(
        "tasks",
        **columns,
        project_id=project["id"],
        creator_id=creator_id,
        completed_at=_completed_at(columns["status"], None, call.now),
        created_at=call.now,
        updated_at=call.now,
    )
    for user_id in people:
        call.db.insert("assignments", task_id=task_id, user_id=user_id, assigner_id=creator_id)
    return Answer(_shown(call, task_id, workspace), "Task created successfully", status=201)


@behaviour("An assignee who is no member of the workspace answers 422; nothing is created.", "assumed", "createTask")
@behaviour("A user who is named twice among the assignees is assigned once.", "assumed", "createTask")
def _new_assignees(call: Call, workspace: sqlite3.Row) -> list[int]:
    people = list(dict.fromkeys(call.arguments.get("assignees", ())))
    strangers = [user_id for user_id in people if member(call, workspace, user_id) is None]
    if strangers:
        raise invalid({"assignees": [f"User {user_id} is no member of the workspace." for user_id in strangers]})
    return people


@behaviour(
    "completed_at is set when the status becomes Done or Completed, and cleared when it is neither any more.",
    "assumed",
    "createTask",
    "updateTask",
)
def _completed_at(status: int, before: str | None, now: str) -> str | None:
    return (before or now) if status in _FINISHED else None


@handles("getTask")
@behaviour("A task is answered with its assignees and the message Task retrieved successfully.", "reference")
def get_task(call: Call) -> Answer:
    """One task."""
    workspace = workspace_of(call)
    task = task_of(call, project_of(call, workspace))
    return Answer(_present.tasks(call.db, [task], workspace)[0], "Task retrieved successfully")


@handles("updateTask")
@behaviour("Null clears description, start_date and end_date.", "assumed")
@behaviour("Fields that are not sent keep their value.", "assumed")
@behaviour("updated_at becomes the time of the request, even if no field is sent.", "assumed")
def update_task(call: Call) -> Answer:
    """A task with some of its fields changed."""
    workspace = workspace_of(call)
    task = task_of(call, project_of(call, workspace))
    columns: dict[str, Any] = {name: call.arguments.get(name, task[name]) for name in _CHANGEABLE}
    in_order(call.operation, columns)
    columns["completed_at"] = _completed_at(columns["status"], task["completed_at"], call.now)
    columns["updated_at"] = call.now
    call.db.update("tasks", task["id"], **columns)
    return Answer(_shown(call, task["id"], workspace), "Task updated successfully")


@handles("deleteTask")
@behaviour("A task is deleted softly: it keeps its id and gets a deleted_at.", "assumed")
def delete_task(call: Call) -> Answer:
    """Nothing: the task is deleted."""
    task = task_of(call, project_of(call, workspace_of(call)))
    call.db.update("tasks", task["id"], deleted_at=call.now)
    return Answer(None, "Task deleted successfully")


@handles("getTaskAssignees")
@behaviour("All assignees come in one answer, without pagination.", "reference")
def get_task_assignees(call: Call) -> Answer:
    """The assignees of a task."""
    task = task_of(call, project_of(call, workspace_of(call)))
    return Answer(_present.assignees(call.db, [task["id"]])[task["id"]], "Task assignees retrieved successfully")


@handles("assignTask")
@behaviour("Assigning a user who is assigned already answers with the assignment that is there.", "assumed")
@behaviour("The assigner is the user that the token belongs to.", "assumed")
@behaviour("Assigning and unassigning leave updated_at as it is.", "assumed", "assignTask", "unassignTask")
def assign_task(call: Call) -> Answer:
    """The assignment of a task to a user."""
    workspace = workspace_of(call)
    task = task_of(call, project_of(call, workspace))
    user = found("User", member(call, workspace, call.arguments["userId"]))
    sql = "SELECT assigner_id FROM assignments WHERE task_id = ? AND user_id = ?"
    existing = call.db.first(sql, task["id"], user["id"])
    assigner_id = existing["assigner_id"] if existing else acting_user(call, workspace)
    if existing is None:
        call.db.insert("assignments", task_id=task["id"], user_id=user["id"], assigner_id=assigner_id)
    return Answer(_present.assignment(user, task["id"], assigner_id), "Task assigned successfully")


@handles("unassignTask")
@behaviour("Unassigning a user who is not assigned answers 404.", "assumed")
def unassign_task(call: Call) -> Answer:
    """Nothing: the user is no assignee any more."""
    workspace = workspace_of(call)
    task = task_of(call, project_of(call, workspace))
    user = found("User", member(call, workspace, call.arguments["userId"]))
    sql = "SELECT * FROM assignments WHERE task_id = ? AND user_id = ?"
    found("Assignment", call.db.first(sql, task["id"], user["id"]))
    call.db.run("DELETE FROM assignments WHERE task_id = ? AND user_id = ?", task["id"], user["id"])
    return Answer(None, "Task unassigned successfully")


def _shown(call: Call, task_id: int, workspace: sqlite3.Row) -> dict[str, Any]:
    return _present.tasks(call.db, call.db.all("SELECT * FROM tasks WHERE id = ?", task_id), workspace)[0]
