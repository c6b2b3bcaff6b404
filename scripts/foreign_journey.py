"""Walks through all operations with a client that openapi-generator made: `foreign_journey.py <base URL>`.

The same requests as the 15 documented calls, and where one takes something away, an order in which all find what they
are about. The client is `openapi_client`, on the path; nothing of this project is used. Any answer with other values
than expected ends it with exit status 1.
"""

from __future__ import annotations

import sys
from datetime import date
from importlib import import_module
from typing import Any

# Made by openapi-generator for this run: a type checker does not find it.
foreign: Any = import_module("openapi_client")

TASK_FIELDS = {"title": "Implement user authentication", "description": "Add OAuth2 authentication support"}
DATES = {"start_date": date(2024, 1, 15), "end_date": date(2024, 1, 30)}
JOHN = {"id": 100, "firstname": "John", "lastname": "Doe", "email": "john.doe@example.com"}
JANE = {"id": 101, "firstname": "Jane", "lastname": "Roe", "email": "jane.roe@example.com"}
WEBSITE = {"project_id": 100, "project_name": "Website"}

called: set[str] = set()


def main() -> None:
    configuration = foreign.Configuration(host=sys.argv[1], access_token="sandbox-token")
    with foreign.ApiClient(configuration) as client:
        tasks(Recorded(foreign.TasksApi(client)))
        viewers(Recorded(foreign.ProjectViewersApi(client)))
        refusals(foreign.TasksApi(client))
    print(f"{len(called)} operations, all answers as expected")


class Recorded:
    """An API of the client that remembers what was called, and checks what every answer has."""

    def __init__(self, api: Any) -> None:
        self._api = api

    def __call__(self, name: str, *arguments: Any, message: str | None, created: bool = False, **options: Any) -> Any:
        called.add(name)
        reply = getattr(self._api, f"{name}_with_http_info")(*arguments, **options)
        same(f"{name}: status", reply.status_code, 201 if created else 200)
        same(f"{name}: success", reply.data.success, True)
        same(f"{name}: message", reply.data.message, message)
        same(f"{name}: api_version", reply.data.meta.api_version, "2.0.0")
        data = reply.data.data
        return [item.to_dict() for item in data] if isinstance(data, list) else data and data.to_dict()


def tasks(call: Recorded) -> None:
    """The eight operations on tasks."""
    scope = foreign.ProjectScope(workspace_id=1, project_id=100)
    first = {"id": 500, "project_id": 100, "owner_id": 10, "creator_id": 100, **TASK_FIELDS, **DATES}
    first |= {"status": 0, "priority": 30, "completed_at": None, "deleted_at": None, "has_details": False}

    [listed] = call("get_tasks", 1, 100, message=None)
    has("get_tasks", listed, first, assignees=[JOHN, JANE])
    same("get_tasks: by status", call("get_tasks", 1, 100, status=foreign.TaskStatusFilter(20), message=None), [])

    sent = foreign.TaskCreate(
        workspace_id=1,
        project_id=100,
        status=0,
        priority=30,
        assignees=[100, 101],
        **TASK_FIELDS,
        **DATES,
    )
    made = call("create_task", sent, created=True, message="Task created successfully")
    has("create_task", made, first, id=501, creator_id=10, assignees=[JOHN, JANE])

    read = call("get_task", 1, 100, 500, message="Task retrieved successfully")
    same("get_task", read, listed)

    change = foreign.TaskUpdate(workspace_id=1, project_id=100, status=10, priority=20, **TASK_FIELDS, **DATES)
    changed = call("update_task", 500, change, message="Task updated successfully")
    has("update_task", changed, first, status=10, priority=20, assignees=[JOHN, JANE])

    people = call("get_task_assignees", 1, 100, 500, message="Task assignees retrieved successfully")
    same("get_task_assignees", people, [JOHN, JANE])
    given = call("assign_task", 500, 100, scope, message="Task assigned successfully")
    same("assign_task", given, {**JOHN, "user_id": 100, "task_id": 500, "assigner_id": 101})
    same("unassign_task", call("unassign_task", 500, 100, scope, message="Task unassigned successfully"), None)
    people = call("get_task_assignees", 1, 100, 500, message="Task assignees retrieved successfully")
    same("get_task_assignees: one less", people, [JANE])

    same("delete_task", call("delete_task", 500, scope, message="Task deleted successfully"), None)
    left = call("get_tasks", 1, 100, message=None)
    same("get_tasks: one deleted", [task["id"] for task in left], [501])


def viewers(call: Recorded) -> None:
    """The seven operations on project viewers."""
    workspace = foreign.WorkspaceScope(workspace_id=1)
    project = foreign.ProjectScope(workspace_id=1, project_id=100)
    first = {"id": 100, "email": "john.doe@client.example.com", "firstname": "John", "lastname": "Doe"}
    first |= {"status": "active"}

    [listed] = call("get_project_viewers", 1, message=None)
    has("get_project_viewers", listed, first, projects=[WEBSITE])

    sent = foreign.ProjectViewerCreate(workspace_id=1, email="viewer@example.com", firstname="John", lastname="Doe")
    made = call("create_project_viewer", sent, created=True, message="Project viewer created successfully")
    has("create_project_viewer", made, first, id=101, email="viewer@example.com", projects=[])
    found = call("get_project_viewers", 1, email="viewer@example.com", message=None)
    same("get_project_viewers: by e-mail", found, [made])

    read = call("get_project_viewer", 1, 100, message="Project viewer retrieved successfully")
    same("get_project_viewer", read, listed)

    done = call("delete_project_viewer", 100, workspace, message="Project viewer deleted successfully")
    same("delete_project_viewer", done, None)
    same("get_project_viewers: one archived", call("get_project_viewers", 1, message=None), [made])
    done = call("restore_project_viewer", 100, workspace, message="Project viewer restored successfully")
    same("restore_project_viewer", done, None)

    done = call("unassign_project_from_viewer", 100, project, message="Project unassigned from viewer successfully")
    same("unassign_project_from_viewer", done, None)
    read = call("get_project_viewer", 1, 100, message="Project viewer retrieved successfully")
    has("get_project_viewer: no project", read, first, projects=[])
    done = call("assign_project_to_viewer", 100, project, message="Project assigned to viewer successfully")
    same("assign_project_to_viewer", done, None)
    read = call("get_project_viewer", 1, 100, message="Project viewer retrieved successfully")
    same("get_project_viewer: the project again", read, listed)


def refusals(api: Any) -> None:
    """Errors arrive as the client's own exceptions, with the documented envelope in them."""
    try:
        api.get_task(1, 100, 500)
    except foreign.exceptions.NotFoundException as error:
        same("a deleted task", error.data.to_dict() | {"meta": None}, ERROR)
    else:
        sys.exit("a deleted task: expected a 404, got an answer")


ERROR = {"success": False, "message": "Task not found", "error": None, "meta": None}


def has(what: str, answered: dict[str, Any], expected: dict[str, Any], **others: Any) -> None:
    """The fields that are expected have their values."""
    wanted = {**expected, **others}
    same(what, {name: answered.get(name) for name in wanted}, wanted)


def same(what: str, answered: Any, expected: Any) -> None:
    """The value is the expected one, or it ends here."""
    if answered != expected:
        sys.exit(f"{what}: expected {expected!r}, got {answered!r}")


if __name__ == "__main__":
    main()
