# Generated from openapi.yaml by `make generate`. Do not edit.
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_envelope import ErrorEnvelope
from ...models.task_list_response import TaskListResponse
from ...models.task_priority import TaskPriority
from ...models.task_status import TaskStatus
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    workspace_id: int,
    project_id: int,
    status: int | TaskStatus | Unset = UNSET,
    priority: TaskPriority | Unset = UNSET,
    page: int | Unset = UNSET,
    per_page: int | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["workspace_id"] = workspace_id

    params["project_id"] = project_id

    json_status: int | Unset
    if isinstance(status, Unset):
        json_status = UNSET
    elif isinstance(status, TaskStatus):
        json_status = status.value
    else:
        json_status = status
    params["status"] = json_status

    json_priority: int | Unset = UNSET
    if not isinstance(priority, Unset):
        json_priority = priority.value

    params["priority"] = json_priority

    params["page"] = page

    params["per_page"] = per_page

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/tasks",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorEnvelope | TaskListResponse | None:
    if response.status_code == 200:
        response_200 = TaskListResponse.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = ErrorEnvelope.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ErrorEnvelope.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ErrorEnvelope.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = ErrorEnvelope.from_dict(response.json())

        return response_404

    if response.status_code == 409:
        response_409 = ErrorEnvelope.from_dict(response.json())

        return response_409

    if response.status_code == 422:
        response_422 = ErrorEnvelope.from_dict(response.json())

        return response_422

    if response.status_code == 429:
        response_429 = ErrorEnvelope.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = ErrorEnvelope.from_dict(response.json())

        return response_500

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorEnvelope | TaskListResponse]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    workspace_id: int,
    project_id: int,
    status: int | TaskStatus | Unset = UNSET,
    priority: TaskPriority | Unset = UNSET,
    page: int | Unset = UNSET,
    per_page: int | Unset = UNSET,
) -> Response[ErrorEnvelope | TaskListResponse]:
    """List the tasks of a project

     Tasks of one project, page by page, all of them or those with a given status or priority.

    Args:
        workspace_id (int): Id of the workspace.
        project_id (int): Id of the project.
        status (int | TaskStatus | Unset): Only tasks with this status. Any integer, because a
            workspace may have codes of its own.
        priority (TaskPriority | Unset): Priority of a task: 10 Urgent, 20 High, 30 Normal, 40
            Low.
        page (int | Unset): Number of the page, from 1; the first one if left out.
        per_page (int | Unset): Items on a page, 1 to 100; 20 if left out.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorEnvelope | TaskListResponse]
    """

    kwargs = _get_kwargs(
        workspace_id=workspace_id,
        project_id=project_id,
        status=status,
        priority=priority,
        page=page,
        per_page=per_page,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    workspace_id: int,
    project_id: int,
    status: int | TaskStatus | Unset = UNSET,
    priority: TaskPriority | Unset = UNSET,
    page: int | Unset = UNSET,
    per_page: int | Unset = UNSET,
) -> ErrorEnvelope | TaskListResponse | None:
    """List the tasks of a project

     Tasks of one project, page by page, all of them or those with a given status or priority.

    Args:
        workspace_id (int): Id of the workspace.
        project_id (int): Id of the project.
        status (int | TaskStatus | Unset): Only tasks with this status. Any integer, because a
            workspace may have codes of its own.
        priority (TaskPriority | Unset): Priority of a task: 10 Urgent, 20 High, 30 Normal, 40
            Low.
        page (int | Unset): Number of the page, from 1; the first one if left out.
        per_page (int | Unset): Items on a page, 1 to 100; 20 if left out.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorEnvelope | TaskListResponse
    """

    return sync_detailed(
        client=client,
        workspace_id=workspace_id,
        project_id=project_id,
        status=status,
        priority=priority,
        page=page,
        per_page=per_page,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    workspace_id: int,
    project_id: int,
    status: int | TaskStatus | Unset = UNSET,
    priority: TaskPriority | Unset = UNSET,
    page: int | Unset = UNSET,
    per_page: int | Unset = UNSET,
) -> Response[ErrorEnvelope | TaskListResponse]:
    """List the tasks of a project

     Tasks of one project, page by page, all of them or those with a given status or priority.

    Args:
        workspace_id (int): Id of the workspace.
        project_id (int): Id of the project.
        status (int | TaskStatus | Unset): Only tasks with this status. Any integer, because a
            workspace may have codes of its own.
        priority (TaskPriority | Unset): Priority of a task: 10 Urgent, 20 High, 30 Normal, 40
            Low.
        page (int | Unset): Number of the page, from 1; the first one if left out.
        per_page (int | Unset): Items on a page, 1 to 100; 20 if left out.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorEnvelope | TaskListResponse]
    """

    kwargs = _get_kwargs(
        workspace_id=workspace_id,
        project_id=project_id,
        status=status,
        priority=priority,
        page=page,
        per_page=per_page,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    workspace_id: int,
    project_id: int,
    status: int | TaskStatus | Unset = UNSET,
    priority: TaskPriority | Unset = UNSET,
    page: int | Unset = UNSET,
    per_page: int | Unset = UNSET,
) -> ErrorEnvelope | TaskListResponse | None:
    """List the tasks of a project

     Tasks of one project, page by page, all of them or those with a given status or priority.

    Args:
        workspace_id (int): Id of the workspace.
        project_id (int): Id of the project.
        status (int | TaskStatus | Unset): Only tasks with this status. Any integer, because a
            workspace may have codes of its own.
        priority (TaskPriority | Unset): Priority of a task: 10 Urgent, 20 High, 30 Normal, 40
            Low.
        page (int | Unset): Number of the page, from 1; the first one if left out.
        per_page (int | Unset): Items on a page, 1 to 100; 20 if left out.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorEnvelope | TaskListResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            workspace_id=workspace_id,
            project_id=project_id,
            status=status,
            priority=priority,
            page=page,
            per_page=per_page,
        )
    ).parsed
