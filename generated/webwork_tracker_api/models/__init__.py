# Generated from openapi.yaml by `make generate`. Do not edit.
"""The models of the contract, each imported when it is first asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .assignee import Assignee
    from .assignee_list_response import AssigneeListResponse
    from .assignment import Assignment
    from .assignment_response import AssignmentResponse
    from .empty_response import EmptyResponse
    from .error_envelope import ErrorEnvelope
    from .field_errors import FieldErrors
    from .meta import Meta
    from .no_data_type_0 import NoDataType0
    from .pagination import Pagination
    from .project_scope import ProjectScope
    from .project_viewer import ProjectViewer
    from .project_viewer_create import ProjectViewerCreate
    from .project_viewer_list_response import ProjectViewerListResponse
    from .project_viewer_response import ProjectViewerResponse
    from .project_viewer_status import ProjectViewerStatus
    from .task import Task
    from .task_create import TaskCreate
    from .task_list_response import TaskListResponse
    from .task_priority import TaskPriority
    from .task_response import TaskResponse
    from .task_status import TaskStatus
    from .task_update import TaskUpdate
    from .viewer_project import ViewerProject
    from .workspace_scope import WorkspaceScope

_MODULES = {
    "Assignee": ".assignee",
    "AssigneeListResponse": ".assignee_list_response",
    "Assignment": ".assignment",
    "AssignmentResponse": ".assignment_response",
    "EmptyResponse": ".empty_response",
    "ErrorEnvelope": ".error_envelope",
    "FieldErrors": ".field_errors",
    "Meta": ".meta",
    "NoDataType0": ".no_data_type_0",
    "Pagination": ".pagination",
    "ProjectScope": ".project_scope",
    "ProjectViewer": ".project_viewer",
    "ProjectViewerCreate": ".project_viewer_create",
    "ProjectViewerListResponse": ".project_viewer_list_response",
    "ProjectViewerResponse": ".project_viewer_response",
    "ProjectViewerStatus": ".project_viewer_status",
    "Task": ".task",
    "TaskCreate": ".task_create",
    "TaskListResponse": ".task_list_response",
    "TaskPriority": ".task_priority",
    "TaskResponse": ".task_response",
    "TaskStatus": ".task_status",
    "TaskUpdate": ".task_update",
    "ViewerProject": ".viewer_project",
    "WorkspaceScope": ".workspace_scope",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    model = globals()[name] = getattr(import_module(_MODULES[name], __name__), name)
    return model


def __dir__() -> list[str]:
    return sorted([*globals(), *_MODULES])


__all__ = (
    "Assignee",
    "AssigneeListResponse",
    "Assignment",
    "AssignmentResponse",
    "EmptyResponse",
    "ErrorEnvelope",
    "FieldErrors",
    "Meta",
    "NoDataType0",
    "Pagination",
    "ProjectScope",
    "ProjectViewer",
    "ProjectViewerCreate",
    "ProjectViewerListResponse",
    "ProjectViewerResponse",
    "ProjectViewerStatus",
    "Task",
    "TaskCreate",
    "TaskListResponse",
    "TaskPriority",
    "TaskResponse",
    "TaskStatus",
    "TaskUpdate",
    "ViewerProject",
    "WorkspaceScope",
)
