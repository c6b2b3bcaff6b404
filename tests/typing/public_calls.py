"""Never run, only type-checked: what the public calls give, sync and async, as an editor shows it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime
from typing import Any, assert_type

from webwork_tracker import (
    UNSET,
    APIStatusError,
    Assignee,
    Assignment,
    AsyncPager,
    AsyncWebWork,
    Meta,
    Page,
    Pager,
    Pagination,
    ProjectViewer,
    ProjectViewerStatus,
    RawResponse,
    Task,
    TaskPriority,
    TaskStatus,
    ValidationError,
    ViewerProject,
    WebWork,
)


def sync_calls(client: WebWork) -> None:
    assert_type(client.tasks.list(status=TaskStatus.DOING, priority=10, page=1, per_page=100), Pager[Task])
    assert_type(client.tasks.list(workspace_id=1, project_id=UNSET), Pager[Task])
    assert_type(client.tasks.create(title="x", start_date=date.today(), end_date="2024-01-30", assignees={1}), Task)
    assert_type(client.tasks.get(500), Task)
    assert_type(client.tasks.update(500, description=None, end_date=None, status=20, priority=TaskPriority.LOW), Task)
    assert_type(client.tasks.list_assignees(500), list[Assignee])
    assert_type(client.tasks.assign(500, 100), Assignment)
    assert_type(client.project_viewers.list(email="a@example.com"), Pager[ProjectViewer])
    assert_type(client.project_viewers.create(email="a@example.com", firstname="A", lastname="B"), ProjectViewer)
    assert_type(client.project_viewers.get(100), ProjectViewer)
    assert_type(client.request("GET", "/workspaces", query={"page": 1}), Any)
    assert_type(client.with_options(timeout=None, headers={"X": "1"}), WebWork)
    with client as same:
        assert_type(same, WebWork)


def calls_without_data(client: WebWork) -> None:
    assert_type(client.tasks.delete(500), None)
    assert_type(client.tasks.unassign(500, 100), None)
    assert_type(client.project_viewers.delete(100), None)
    assert_type(client.project_viewers.restore(100), None)
    assert_type(client.project_viewers.assign_project(100), None)
    assert_type(client.project_viewers.unassign_project(100), None)


def sync_pages(client: WebWork) -> None:
    for task in client.tasks.list():
        assert_type(task, Task)
    assert_type(client.tasks.list().pages(), Iterator[Page[Task]])
    for page in client.tasks.list().pages():
        assert_type(page.items, list[Task])
        assert_type(page.pagination, Pagination | None)
        assert_type([task for task in page], list[Task])  # noqa: C416


def raw_calls(client: WebWork) -> None:
    raw = client.with_raw_response
    assert_type(raw.tasks.list(page=2), RawResponse[list[Task]])
    assert_type(raw.tasks.get(500), RawResponse[Task])
    assert_type(raw.tasks.delete(500), RawResponse[None])
    assert_type(raw.tasks.list_assignees(500), RawResponse[list[Assignee]])
    assert_type(raw.project_viewers.create(email="a@b.c", firstname="A", lastname="B"), RawResponse[ProjectViewer])
    answer = raw.tasks.get(500)
    assert_type(answer.data, Task)
    assert_type(answer.message, str | None)
    assert_type(answer.meta, Meta)
    assert_type(answer.status_code, int)
    assert_type(answer.headers["x-request-id"], str)


async def async_calls(client: AsyncWebWork) -> None:
    assert_type(client.tasks.list(), AsyncPager[Task])
    assert_type(await client.tasks.create(title="x"), Task)
    assert_type(await client.tasks.get(500), Task)
    assert_type(await client.tasks.update(500, title="x"), Task)
    assert_type(await client.tasks.list_assignees(500), list[Assignee])
    assert_type(await client.tasks.assign(500, 100), Assignment)
    assert_type(client.project_viewers.list(), AsyncPager[ProjectViewer])
    assert_type(await client.project_viewers.get(100), ProjectViewer)
    assert_type(await client.request("GET", "/workspaces"), Any)
    assert_type(client.with_options(timeout=1), AsyncWebWork)
    assert_type(await client.tasks.delete(500), None)
    async with client as same:
        assert_type(same, AsyncWebWork)


async def async_pages(client: AsyncWebWork) -> None:
    async for task in client.tasks.list():
        assert_type(task, Task)
    assert_type(client.tasks.list().pages(), AsyncIterator[Page[Task]])
    async for page in client.tasks.list().pages():
        assert_type(page, Page[Task])


async def async_raw_calls(client: AsyncWebWork) -> None:
    raw = client.with_raw_response
    assert_type(await raw.tasks.list(), RawResponse[list[Task]])
    assert_type(await raw.tasks.get(500), RawResponse[Task])
    assert_type(await raw.tasks.unassign(500, 100), RawResponse[None])
    assert_type(await raw.project_viewers.get(100), RawResponse[ProjectViewer])


def models(task: Task, viewer: ProjectViewer) -> None:
    assert_type(task.id, int)
    assert_type(task.title, str)
    assert_type(task.description, str | None)
    assert_type(task.status, TaskStatus | int | None)
    assert_type(task.priority, TaskPriority | int | None)
    assert_type(task.start_date, date | None)
    assert_type(task.created_at, datetime)
    assert_type(task.deleted_at, datetime | None)
    assert_type(task.assignees, list[Assignee])
    assert_type(task.additional_properties, dict[str, Any])
    assert_type(viewer.status, ProjectViewerStatus | str | None)
    assert_type(viewer.projects, list[ViewerProject])


def errors(client: WebWork) -> None:
    try:
        client.tasks.get(500)
    except ValidationError as error:
        assert_type(error.errors["title"], list[str])
        assert_type(error.retry_after, float | None)
    except APIStatusError as error:
        assert_type(error.status_code, int)
        assert_type(error.request_id, str | None)


def refused(client: WebWork) -> None:
    client.tasks.create()  # type: ignore[call-arg]
    client.tasks.create(title=None)  # type: ignore[arg-type]
    client.tasks.create(title="x", description=None)  # type: ignore[arg-type]
    client.tasks.create(title="x", titel="y")  # type: ignore[call-arg]
    client.tasks.get("500")  # type: ignore[arg-type]
    client.tasks.list(per_page="20")  # type: ignore[arg-type]
    client.tasks.list(100)  # type: ignore[call-arg]
    WebWork("token", 1)  # type: ignore[call-arg]
