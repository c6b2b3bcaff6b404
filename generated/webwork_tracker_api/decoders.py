# Generated from openapi.yaml by `make generate`. Do not edit.
"""Reads answers into models: open to fields, codes and spellings that the contract does not know.

A promised value that is missing reads as None (an empty list for a list); one that cannot be read, and
what should be an object and is none, is handed over as it came. No item is lost.
"""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from webwork_tracker._decode import (
    as_it_is,
    date,
    date_time,
    enum,
    integer,
    many,
    others,
)

from . import models

__all__ = ["as_it_is"]


_ASSIGNEE = dict.fromkeys(["id", "firstname", "lastname", "email"])
_ASSIGNEE_VALUES = itemgetter(*_ASSIGNEE)


def assignee(data: Any) -> Any:
    """Read a `Assignee`."""
    if not isinstance(data, dict):
        return data
    try:
        values = _ASSIGNEE_VALUES(data)
    except KeyError:
        data = _ASSIGNEE | data
        values = _ASSIGNEE_VALUES(data)
    item = models.Assignee(*values)
    if type(item.id) is not int:
        item.id = integer(item.id)

    if len(data) > 4:
        item.additional_properties = others(data, _ASSIGNEE)
    return item


_TASK = dict.fromkeys(
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
_TASK_VALUES = itemgetter(*_TASK)


def task(data: Any) -> Any:
    """Read a `Task`."""
    if not isinstance(data, dict):
        return data
    try:
        values = _TASK_VALUES(data)
    except KeyError:
        data = _TASK | data
        values = _TASK_VALUES(data)
    item = models.Task(*values)
    if type(item.id) is not int:
        item.id = integer(item.id)
    if type(item.project_id) is not int:
        item.project_id = integer(item.project_id)
    if type(item.owner_id) is not int:
        item.owner_id = integer(item.owner_id)
    if type(item.creator_id) is not int:
        item.creator_id = integer(item.creator_id)
    if type(item.status) is not int:
        item.status = integer(item.status)
    item.status = enum(models.TaskStatus, item.status)
    if type(item.priority) is not int:
        item.priority = integer(item.priority)
    item.priority = enum(models.TaskPriority, item.priority)
    if item.start_date is not None:
        item.start_date = date(item.start_date)
    if item.end_date is not None:
        item.end_date = date(item.end_date)
    if item.completed_at is not None:
        item.completed_at = date_time(item.completed_at)
    item.assignees = many(assignee, item.assignees)
    if item.created_at is not None:
        item.created_at = date_time(item.created_at)
    if item.updated_at is not None:
        item.updated_at = date_time(item.updated_at)
    if item.deleted_at is not None:
        item.deleted_at = date_time(item.deleted_at)

    if len(data) > 16:
        item.additional_properties = others(data, _TASK)
    return item


_ASSIGNMENT = dict.fromkeys(
    ["id", "firstname", "lastname", "email", "user_id", "task_id", "assigner_id"]
)
_ASSIGNMENT_VALUES = itemgetter(*_ASSIGNMENT)


def assignment(data: Any) -> Any:
    """Read a `Assignment`."""
    if not isinstance(data, dict):
        return data
    try:
        values = _ASSIGNMENT_VALUES(data)
    except KeyError:
        data = _ASSIGNMENT | data
        values = _ASSIGNMENT_VALUES(data)
    item = models.Assignment(*values)
    if type(item.id) is not int:
        item.id = integer(item.id)
    if type(item.user_id) is not int:
        item.user_id = integer(item.user_id)
    if type(item.task_id) is not int:
        item.task_id = integer(item.task_id)
    if type(item.assigner_id) is not int:
        item.assigner_id = integer(item.assigner_id)

    if len(data) > 7:
        item.additional_properties = others(data, _ASSIGNMENT)
    return item


_VIEWER_PROJECT = dict.fromkeys(["project_id", "project_name"])
_VIEWER_PROJECT_VALUES = itemgetter(*_VIEWER_PROJECT)


def viewer_project(data: Any) -> Any:
    """Read a `ViewerProject`."""
    if not isinstance(data, dict):
        return data
    try:
        values = _VIEWER_PROJECT_VALUES(data)
    except KeyError:
        data = _VIEWER_PROJECT | data
        values = _VIEWER_PROJECT_VALUES(data)
    item = models.ViewerProject(*values)
    if type(item.project_id) is not int:
        item.project_id = integer(item.project_id)

    if len(data) > 2:
        item.additional_properties = others(data, _VIEWER_PROJECT)
    return item


_PROJECT_VIEWER = dict.fromkeys(
    ["id", "email", "firstname", "lastname", "status", "member_since", "projects"]
)
_PROJECT_VIEWER_VALUES = itemgetter(*_PROJECT_VIEWER)


def project_viewer(data: Any) -> Any:
    """Read a `ProjectViewer`."""
    if not isinstance(data, dict):
        return data
    try:
        values = _PROJECT_VIEWER_VALUES(data)
    except KeyError:
        data = _PROJECT_VIEWER | data
        values = _PROJECT_VIEWER_VALUES(data)
    item = models.ProjectViewer(*values)
    if type(item.id) is not int:
        item.id = integer(item.id)
    item.status = enum(models.ProjectViewerStatus, item.status)
    if item.member_since is not None:
        item.member_since = date_time(item.member_since)
    item.projects = many(viewer_project, item.projects)

    if len(data) > 7:
        item.additional_properties = others(data, _PROJECT_VIEWER)
    return item


_PAGINATION = dict.fromkeys(["total", "per_page", "current_page", "last_page", "from", "to"])
_PAGINATION_VALUES = itemgetter(*_PAGINATION)


def pagination(data: Any) -> Any:
    """Read a `Pagination`."""
    if not isinstance(data, dict):
        return data
    try:
        values = _PAGINATION_VALUES(data)
    except KeyError:
        data = _PAGINATION | data
        values = _PAGINATION_VALUES(data)
    item = models.Pagination(*values)
    if type(item.total) is not int:
        item.total = integer(item.total)
    if type(item.per_page) is not int:
        item.per_page = integer(item.per_page)
    if type(item.current_page) is not int:
        item.current_page = integer(item.current_page)
    if type(item.last_page) is not int:
        item.last_page = integer(item.last_page)
    if type(item.from_) is not int:
        item.from_ = integer(item.from_)
    if type(item.to) is not int:
        item.to = integer(item.to)

    if len(data) > 6:
        item.additional_properties = others(data, _PAGINATION)
    return item
