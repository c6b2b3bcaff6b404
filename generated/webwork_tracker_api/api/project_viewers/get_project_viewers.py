# Generated from openapi.yaml by `make generate`. Do not edit.
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_envelope import ErrorEnvelope
from ...models.project_viewer_list_response import ProjectViewerListResponse
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    workspace_id: int,
    email: str | Unset = UNSET,
    page: int | Unset = UNSET,
    per_page: int | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["workspace_id"] = workspace_id

    params["email"] = email

    params["page"] = page

    params["per_page"] = per_page

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/project-viewers",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorEnvelope | ProjectViewerListResponse | None:
    if response.status_code == 200:
        response_200 = ProjectViewerListResponse.from_dict(response.json())

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
) -> Response[ErrorEnvelope | ProjectViewerListResponse]:
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
    email: str | Unset = UNSET,
    page: int | Unset = UNSET,
    per_page: int | Unset = UNSET,
) -> Response[ErrorEnvelope | ProjectViewerListResponse]:
    """List the project viewers of a workspace

     Project viewers of the workspace, page by page, all of them or the one with a given e-mail address.

    Args:
        workspace_id (int): Id of the workspace.
        email (str | Unset): Only the viewer with this e-mail address (the whole of it, assumed).
        page (int | Unset): Number of the page, from 1; the first one if left out.
        per_page (int | Unset): Items on a page, 1 to 100; 20 if left out.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorEnvelope | ProjectViewerListResponse]
    """

    kwargs = _get_kwargs(
        workspace_id=workspace_id,
        email=email,
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
    email: str | Unset = UNSET,
    page: int | Unset = UNSET,
    per_page: int | Unset = UNSET,
) -> ErrorEnvelope | ProjectViewerListResponse | None:
    """List the project viewers of a workspace

     Project viewers of the workspace, page by page, all of them or the one with a given e-mail address.

    Args:
        workspace_id (int): Id of the workspace.
        email (str | Unset): Only the viewer with this e-mail address (the whole of it, assumed).
        page (int | Unset): Number of the page, from 1; the first one if left out.
        per_page (int | Unset): Items on a page, 1 to 100; 20 if left out.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorEnvelope | ProjectViewerListResponse
    """

    return sync_detailed(
        client=client,
        workspace_id=workspace_id,
        email=email,
        page=page,
        per_page=per_page,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    workspace_id: int,
    email: str | Unset = UNSET,
    page: int | Unset = UNSET,
    per_page: int | Unset = UNSET,
) -> Response[ErrorEnvelope | ProjectViewerListResponse]:
    """List the project viewers of a workspace

     Project viewers of the workspace, page by page, all of them or the one with a given e-mail address.

    Args:
        workspace_id (int): Id of the workspace.
        email (str | Unset): Only the viewer with this e-mail address (the whole of it, assumed).
        page (int | Unset): Number of the page, from 1; the first one if left out.
        per_page (int | Unset): Items on a page, 1 to 100; 20 if left out.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorEnvelope | ProjectViewerListResponse]
    """

    kwargs = _get_kwargs(
        workspace_id=workspace_id,
        email=email,
        page=page,
        per_page=per_page,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    workspace_id: int,
    email: str | Unset = UNSET,
    page: int | Unset = UNSET,
    per_page: int | Unset = UNSET,
) -> ErrorEnvelope | ProjectViewerListResponse | None:
    """List the project viewers of a workspace

     Project viewers of the workspace, page by page, all of them or the one with a given e-mail address.

    Args:
        workspace_id (int): Id of the workspace.
        email (str | Unset): Only the viewer with this e-mail address (the whole of it, assumed).
        page (int | Unset): Number of the page, from 1; the first one if left out.
        per_page (int | Unset): Items on a page, 1 to 100; 20 if left out.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorEnvelope | ProjectViewerListResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            workspace_id=workspace_id,
            email=email,
            page=page,
            per_page=per_page,
        )
    ).parsed
