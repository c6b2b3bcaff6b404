# Generated from openapi.yaml by `make generate`. Do not edit.
"""Every operation of the contract as data: what it takes, and how its answer is read."""

from __future__ import annotations

from typing import Any, Final

from webwork_tracker._operation import Field, Operation

from . import decoders, models

GET_TASKS: Final[Operation[list[models.Task]]] = Operation(
    id="getTasks",
    tag="tasks",
    verb="list",
    method="GET",
    path="/tasks",
    query=(
        Field("workspace_id", "integer", required=True, minimum=1),
        Field("project_id", "integer", required=True, minimum=1),
        Field("status", "integer", enum_name="TaskStatus"),
        Field(
            "priority",
            "integer",
            enum_name="TaskPriority",
            enum=(10, 20, 30, 40),
            enum_labels=("URGENT", "HIGH", "NORMAL", "LOW"),
        ),
        Field("page", "integer", minimum=1),
        Field("per_page", "integer", minimum=1, maximum=100),
    ),
    idempotent=True,
    paged=True,
    decode=decoders.task,
    many=True,
)
CREATE_TASK: Final[Operation[models.Task]] = Operation(
    id="createTask",
    tag="tasks",
    verb="create",
    method="POST",
    path="/tasks",
    body=(
        Field("workspace_id", "integer", required=True, minimum=1),
        Field("project_id", "integer", required=True, minimum=1),
        Field("title", "string", required=True, min_length=1),
        Field("description", "string"),
        Field(
            "status",
            "integer",
            enum_name="TaskStatus",
            enum=(0, 10, 20, 30),
            enum_labels=("INCOMPLETE", "DOING", "DONE", "COMPLETED"),
        ),
        Field(
            "priority",
            "integer",
            enum_name="TaskPriority",
            enum=(10, 20, 30, 40),
            enum_labels=("URGENT", "HIGH", "NORMAL", "LOW"),
        ),
        Field("start_date", "date"),
        Field("end_date", "date", not_before="start_date"),
        Field("assignees", "array", items=Field("assignees", "integer", required=True, minimum=1)),
    ),
    idempotent=False,
    decode=decoders.task,
)
GET_TASK: Final[Operation[models.Task]] = Operation(
    id="getTask",
    tag="tasks",
    verb="get",
    method="GET",
    path="/tasks/{taskId}",
    path_params=(Field("taskId", "integer", required=True, minimum=1, argument="task_id"),),
    query=(
        Field("workspace_id", "integer", required=True, minimum=1),
        Field("project_id", "integer", required=True, minimum=1),
    ),
    idempotent=True,
    decode=decoders.task,
)
UPDATE_TASK: Final[Operation[models.Task]] = Operation(
    id="updateTask",
    tag="tasks",
    verb="update",
    method="PUT",
    path="/tasks/{taskId}",
    path_params=(Field("taskId", "integer", required=True, minimum=1, argument="task_id"),),
    body=(
        Field("workspace_id", "integer", required=True, minimum=1),
        Field("project_id", "integer", required=True, minimum=1),
        Field("title", "string", min_length=1),
        Field("description", "string", nullable=True),
        Field(
            "status",
            "integer",
            enum_name="TaskStatus",
            enum=(0, 10, 20, 30),
            enum_labels=("INCOMPLETE", "DOING", "DONE", "COMPLETED"),
        ),
        Field(
            "priority",
            "integer",
            enum_name="TaskPriority",
            enum=(10, 20, 30, 40),
            enum_labels=("URGENT", "HIGH", "NORMAL", "LOW"),
        ),
        Field("start_date", "date", nullable=True),
        Field("end_date", "date", nullable=True, not_before="start_date"),
    ),
    idempotent=True,
    decode=decoders.task,
)
DELETE_TASK: Final[Operation[None]] = Operation(
    id="deleteTask",
    tag="tasks",
    verb="delete",
    method="DELETE",
    path="/tasks/{taskId}",
    path_params=(Field("taskId", "integer", required=True, minimum=1, argument="task_id"),),
    body=(
        Field("workspace_id", "integer", required=True, minimum=1),
        Field("project_id", "integer", required=True, minimum=1),
    ),
    idempotent=True,
)
GET_TASK_ASSIGNEES: Final[Operation[list[models.Assignee]]] = Operation(
    id="getTaskAssignees",
    tag="tasks",
    verb="list_assignees",
    method="GET",
    path="/tasks/{taskId}/assignees",
    path_params=(Field("taskId", "integer", required=True, minimum=1, argument="task_id"),),
    query=(
        Field("workspace_id", "integer", required=True, minimum=1),
        Field("project_id", "integer", required=True, minimum=1),
    ),
    idempotent=True,
    decode=decoders.assignee,
    many=True,
)
ASSIGN_TASK: Final[Operation[models.Assignment]] = Operation(
    id="assignTask",
    tag="tasks",
    verb="assign",
    method="POST",
    path="/tasks/{taskId}/assign/{userId}",
    path_params=(
        Field("taskId", "integer", required=True, minimum=1, argument="task_id"),
        Field("userId", "integer", required=True, minimum=1, argument="user_id"),
    ),
    body=(
        Field("workspace_id", "integer", required=True, minimum=1),
        Field("project_id", "integer", required=True, minimum=1),
    ),
    decode=decoders.assignment,
)
UNASSIGN_TASK: Final[Operation[None]] = Operation(
    id="unassignTask",
    tag="tasks",
    verb="unassign",
    method="DELETE",
    path="/tasks/{taskId}/unassign/{userId}",
    path_params=(
        Field("taskId", "integer", required=True, minimum=1, argument="task_id"),
        Field("userId", "integer", required=True, minimum=1, argument="user_id"),
    ),
    body=(
        Field("workspace_id", "integer", required=True, minimum=1),
        Field("project_id", "integer", required=True, minimum=1),
    ),
    idempotent=True,
)
GET_PROJECT_VIEWERS: Final[Operation[list[models.ProjectViewer]]] = Operation(
    id="getProjectViewers",
    tag="project-viewers",
    verb="list",
    method="GET",
    path="/project-viewers",
    query=(
        Field("workspace_id", "integer", required=True, minimum=1),
        Field("email", "string", min_length=1),
        Field("page", "integer", minimum=1),
        Field("per_page", "integer", minimum=1, maximum=100),
    ),
    idempotent=True,
    paged=True,
    decode=decoders.project_viewer,
    many=True,
)
CREATE_PROJECT_VIEWER: Final[Operation[models.ProjectViewer]] = Operation(
    id="createProjectViewer",
    tag="project-viewers",
    verb="create",
    method="POST",
    path="/project-viewers",
    body=(
        Field("workspace_id", "integer", required=True, minimum=1),
        Field("email", "string", required=True, format="email"),
        Field("firstname", "string", required=True, min_length=1),
        Field("lastname", "string", required=True, min_length=1),
    ),
    idempotent=False,
    decode=decoders.project_viewer,
)
GET_PROJECT_VIEWER: Final[Operation[models.ProjectViewer]] = Operation(
    id="getProjectViewer",
    tag="project-viewers",
    verb="get",
    method="GET",
    path="/project-viewers/{viewerId}",
    path_params=(Field("viewerId", "integer", required=True, minimum=1, argument="viewer_id"),),
    query=(Field("workspace_id", "integer", required=True, minimum=1),),
    idempotent=True,
    decode=decoders.project_viewer,
)
DELETE_PROJECT_VIEWER: Final[Operation[None]] = Operation(
    id="deleteProjectViewer",
    tag="project-viewers",
    verb="delete",
    method="DELETE",
    path="/project-viewers/{viewerId}",
    path_params=(Field("viewerId", "integer", required=True, minimum=1, argument="viewer_id"),),
    body=(Field("workspace_id", "integer", required=True, minimum=1),),
    idempotent=True,
)
RESTORE_PROJECT_VIEWER: Final[Operation[None]] = Operation(
    id="restoreProjectViewer",
    tag="project-viewers",
    verb="restore",
    method="POST",
    path="/project-viewers/{viewerId}/restore",
    path_params=(Field("viewerId", "integer", required=True, minimum=1, argument="viewer_id"),),
    body=(Field("workspace_id", "integer", required=True, minimum=1),),
)
ASSIGN_PROJECT_TO_VIEWER: Final[Operation[None]] = Operation(
    id="assignProjectToViewer",
    tag="project-viewers",
    verb="assign_project",
    method="POST",
    path="/project-viewers/{viewerId}/assign-project",
    path_params=(Field("viewerId", "integer", required=True, minimum=1, argument="viewer_id"),),
    body=(
        Field("workspace_id", "integer", required=True, minimum=1),
        Field("project_id", "integer", required=True, minimum=1),
    ),
)
UNASSIGN_PROJECT_FROM_VIEWER: Final[Operation[None]] = Operation(
    id="unassignProjectFromViewer",
    tag="project-viewers",
    verb="unassign_project",
    method="DELETE",
    path="/project-viewers/{viewerId}/unassign-project",
    path_params=(Field("viewerId", "integer", required=True, minimum=1, argument="viewer_id"),),
    body=(
        Field("workspace_id", "integer", required=True, minimum=1),
        Field("project_id", "integer", required=True, minimum=1),
    ),
    idempotent=True,
)
OPERATIONS: Final[dict[str, Operation[Any]]] = {
    "getTasks": GET_TASKS,
    "createTask": CREATE_TASK,
    "getTask": GET_TASK,
    "updateTask": UPDATE_TASK,
    "deleteTask": DELETE_TASK,
    "getTaskAssignees": GET_TASK_ASSIGNEES,
    "assignTask": ASSIGN_TASK,
    "unassignTask": UNASSIGN_TASK,
    "getProjectViewers": GET_PROJECT_VIEWERS,
    "createProjectViewer": CREATE_PROJECT_VIEWER,
    "getProjectViewer": GET_PROJECT_VIEWER,
    "deleteProjectViewer": DELETE_PROJECT_VIEWER,
    "restoreProjectViewer": RESTORE_PROJECT_VIEWER,
    "assignProjectToViewer": ASSIGN_PROJECT_TO_VIEWER,
    "unassignProjectFromViewer": UNASSIGN_PROJECT_FROM_VIEWER,
}
"""By operationId."""
