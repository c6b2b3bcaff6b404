# Generated from openapi.yaml by `make generate`. Do not edit.
"""Answers that are to the letter what the contract has: msgspec reads them in C, and refuses all others.

The models made of these are what `decoders` makes of the same answers. Imported only where msgspec reads.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from msgspec import Meta, Struct
from webwork_tracker._decode import date, date_time, shared

from . import decoders, models

Repeated = Annotated[str, Meta(max_length=255)]
"""Text that many items may share; none that is too long to be kept for that."""

_TASK_STATUS: dict[Any, Any] = {each.value: each for each in models.TaskStatus}
_TASK_PRIORITY: dict[Any, Any] = {each.value: each for each in models.TaskPriority}
_PROJECT_VIEWER_STATUS: dict[Any, Any] = {each.value: each for each in models.ProjectViewerStatus}


class AssigneeRecord(Struct, forbid_unknown_fields=True, gc=False):
    id: int
    firstname: Repeated | None
    lastname: Repeated | None
    email: Repeated | None


def make_assignee(record: AssigneeRecord) -> models.Assignee:
    """The `Assignee` of a record."""
    return models.Assignee(
        record.id, shared(record.firstname), shared(record.lastname), shared(record.email)
    )


class TaskRecord(Struct, forbid_unknown_fields=True, gc=False):
    id: int
    title: str
    description: str | None
    project_id: int
    owner_id: int
    creator_id: int
    status: int | None
    priority: int | None
    start_date: str | None
    end_date: str | None
    completed_at: str | None
    assignees: list[AssigneeRecord]
    has_details: bool | None
    created_at: str
    updated_at: str
    deleted_at: str | None


def make_task(record: TaskRecord) -> models.Task:
    """The `Task` of a record."""
    return models.Task(
        record.id,
        record.title,
        record.description,
        record.project_id,
        record.owner_id,
        record.creator_id,
        _TASK_STATUS.get(record.status, record.status),
        _TASK_PRIORITY.get(record.priority, record.priority),
        None if record.start_date is None else date(record.start_date),
        None if record.end_date is None else date(record.end_date),
        None if record.completed_at is None else date_time(record.completed_at),
        [make_assignee(each) for each in record.assignees],
        record.has_details,
        date_time(record.created_at),
        date_time(record.updated_at),
        None if record.deleted_at is None else date_time(record.deleted_at),
    )


class AssignmentRecord(Struct, forbid_unknown_fields=True, gc=False):
    id: int
    firstname: str | None
    lastname: str | None
    email: str
    user_id: int
    task_id: int
    assigner_id: int


def make_assignment(record: AssignmentRecord) -> models.Assignment:
    """The `Assignment` of a record."""
    return models.Assignment(
        record.id,
        record.firstname,
        record.lastname,
        record.email,
        record.user_id,
        record.task_id,
        record.assigner_id,
    )


class ViewerProjectRecord(Struct, forbid_unknown_fields=True, gc=False):
    project_id: int
    project_name: Repeated


def make_viewer_project(record: ViewerProjectRecord) -> models.ViewerProject:
    """The `ViewerProject` of a record."""
    return models.ViewerProject(record.project_id, shared(record.project_name))


class ProjectViewerRecord(Struct, forbid_unknown_fields=True, gc=False):
    id: int
    email: str
    firstname: str
    lastname: str
    status: str | None
    member_since: str | None
    projects: list[ViewerProjectRecord]


def make_project_viewer(record: ProjectViewerRecord) -> models.ProjectViewer:
    """The `ProjectViewer` of a record."""
    return models.ProjectViewer(
        record.id,
        record.email,
        record.firstname,
        record.lastname,
        _PROJECT_VIEWER_STATUS.get(record.status, record.status),
        None if record.member_since is None else date_time(record.member_since),
        [make_viewer_project(each) for each in record.projects],
    )


RECORDS: Final[dict[Any, tuple[Any, Any]]] = {
    decoders.assignee: (AssigneeRecord, make_assignee),
    decoders.task: (TaskRecord, make_task),
    decoders.assignment: (AssignmentRecord, make_assignment),
    decoders.project_viewer: (ProjectViewerRecord, make_project_viewer),
}
"""By decoder: the record, and what makes the same model of it."""
