# Generated from openapi.yaml by `make generate`. Do not edit.
"""Reads answers into models: open to fields, codes and spellings that the contract does not know.

A promised value that is missing reads as None (an empty list for a list); one that cannot be read, and
what should be an object and is none, is handed over as it came. No item is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from webwork_tracker._decode import as_it_is, date, date_time, enum, integer, many

from . import models

__all__ = ["as_it_is"]


_ASSIGNEE = frozenset(["id", "firstname", "lastname", "email"])


def assignee(data: Any) -> Any:
    """Read a `Assignee`."""
    if not isinstance(data, dict):
        return data
    get: Callable[[str], Any] = data.get
    item = models.Assignee(
        id=integer(get("id")),
        firstname=get("firstname"),
        lastname=get("lastname"),
        email=get("email"),
    )
    if not data.keys() <= _ASSIGNEE:
        item.additional_properties = {key: data[key] for key in data if key not in _ASSIGNEE}
    return item


_TASK = frozenset(
    [
        "id",
        "title",
        "description",
        "project_id",
        "owner_id",
        "creator_id",
        "status",
        "priority",
        "start_date",
        "end_date",
        "completed_at",
        "assignees",
        "has_details",
        "created_at",
        "updated_at",
        "deleted_at",
    ]
)


def task(data: Any) -> Any:
    """Read a `Task`."""
    if not isinstance(data, dict):
        return data
    get: Callable[[str], Any] = data.get
    item = models.Task(
        id=integer(get("id")),
        title=get("title"),
        description=get("description"),
        project_id=integer(get("project_id")),
        owner_id=integer(get("owner_id")),
        creator_id=integer(get("creator_id")),
        status=enum(models.TaskStatus, integer(get("status"))),
        priority=enum(models.TaskPriority, integer(get("priority"))),
        start_date=date(get("start_date")),
        end_date=date(get("end_date")),
        completed_at=date_time(get("completed_at")),
        assignees=many(assignee, get("assignees")),
        has_details=get("has_details"),
        created_at=date_time(get("created_at")),
        updated_at=date_time(get("updated_at")),
        deleted_at=date_time(get("deleted_at")),
    )
    if not data.keys() <= _TASK:
        item.additional_properties = {key: data[key] for key in data if key not in _TASK}
    return item


_ASSIGNMENT = frozenset(
    ["id", "firstname", "lastname", "email", "user_id", "task_id", "assigner_id"]
)


def assignment(data: Any) -> Any:
    """Read a `Assignment`."""
    if not isinstance(data, dict):
        return data
    get: Callable[[str], Any] = data.get
    item = models.Assignment(
        id=integer(get("id")),
        firstname=get("firstname"),
        lastname=get("lastname"),
        email=get("email"),
        user_id=integer(get("user_id")),
        task_id=integer(get("task_id")),
        assigner_id=integer(get("assigner_id")),
    )
    if not data.keys() <= _ASSIGNMENT:
        item.additional_properties = {key: data[key] for key in data if key not in _ASSIGNMENT}
    return item


_VIEWER_PROJECT = frozenset(["project_id", "project_name"])


def viewer_project(data: Any) -> Any:
    """Read a `ViewerProject`."""
    if not isinstance(data, dict):
        return data
    get: Callable[[str], Any] = data.get
    item = models.ViewerProject(
        project_id=integer(get("project_id")),
        project_name=get("project_name"),
    )
    if not data.keys() <= _VIEWER_PROJECT:
        item.additional_properties = {key: data[key] for key in data if key not in _VIEWER_PROJECT}
    return item


_PROJECT_VIEWER = frozenset(
    ["id", "email", "firstname", "lastname", "status", "member_since", "projects"]
)


def project_viewer(data: Any) -> Any:
    """Read a `ProjectViewer`."""
    if not isinstance(data, dict):
        return data
    get: Callable[[str], Any] = data.get
    item = models.ProjectViewer(
        id=integer(get("id")),
        email=get("email"),
        firstname=get("firstname"),
        lastname=get("lastname"),
        status=enum(models.ProjectViewerStatus, get("status")),
        member_since=date_time(get("member_since")),
        projects=many(viewer_project, get("projects")),
    )
    if not data.keys() <= _PROJECT_VIEWER:
        item.additional_properties = {key: data[key] for key in data if key not in _PROJECT_VIEWER}
    return item


_PAGINATION = frozenset(["total", "per_page", "current_page", "last_page", "from", "to"])


def pagination(data: Any) -> Any:
    """Read a `Pagination`."""
    if not isinstance(data, dict):
        return data
    get: Callable[[str], Any] = data.get
    item = models.Pagination(
        total=integer(get("total")),
        per_page=integer(get("per_page")),
        current_page=integer(get("current_page")),
        last_page=integer(get("last_page")),
        from_=integer(get("from")),
        to=integer(get("to")),
    )
    if not data.keys() <= _PAGINATION:
        item.additional_properties = {key: data[key] for key in data if key not in _PAGINATION}
    return item
