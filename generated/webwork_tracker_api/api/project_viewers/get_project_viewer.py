# Generated from openapi.yaml by `make generate`. Do not edit.
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_envelope import ErrorEnvelope
from ...models.project_viewer_response import ProjectViewerResponse
from ...types import UNSET, Response


def _get_kwargs(
    viewer_id: int,
    *,
    workspace_id: int,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["workspace_id"] = workspace_id

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/project-viewers/{viewer_id}".format(
            viewer_id=quote(str(viewer_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorEnvelope | ProjectViewerResponse | None:
    if response.status_code == 200:
        response_200 = ProjectViewerResponse.from_dict(response.json())

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
) -> Response[ErrorEnvelope | ProjectViewerResponse]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    viewer_id: int,
    *,
    client: AuthenticatedClient,
    workspace_id: int,
) -> Response[ErrorEnvelope | ProjectViewerResponse]:
    """Get a project viewer

     One project viewer with the projects they may look at.

    Args:
        viewer_id (int): Id of the project viewer. A later edition of the docs types it as a
            string.
        workspace_id (int): Id of the workspace.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorEnvelope | ProjectViewerResponse]
    """

    kwargs = _get_kwargs(
        viewer_id=viewer_id,
        workspace_id=workspace_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    viewer_id: int,
    *,
    client: AuthenticatedClient,
    workspace_id: int,
) -> ErrorEnvelope | ProjectViewerResponse | None:
    """Get a project viewer

     One project viewer with the projects they may look at.

    Args:
        viewer_id (int): Id of the project viewer. A later edition of the docs types it as a
            string.
        workspace_id (int): Id of the workspace.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorEnvelope | ProjectViewerResponse
    """

    return sync_detailed(
        viewer_id=viewer_id,
        client=client,
        workspace_id=workspace_id,
    ).parsed


async def asyncio_detailed(
    viewer_id: int,
    *,
    client: AuthenticatedClient,
    workspace_id: int,
) -> Response[ErrorEnvelope | ProjectViewerResponse]:
    """Get a project viewer

     One project viewer with the projects they may look at.

    Args:
        viewer_id (int): Id of the project viewer. A later edition of the docs types it as a
            string.
        workspace_id (int): Id of the workspace.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorEnvelope | ProjectViewerResponse]
    """

    kwargs = _get_kwargs(
        viewer_id=viewer_id,
        workspace_id=workspace_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    viewer_id: int,
    *,
    client: AuthenticatedClient,
    workspace_id: int,
) -> ErrorEnvelope | ProjectViewerResponse | None:
    """Get a project viewer

     One project viewer with the projects they may look at.

    Args:
        viewer_id (int): Id of the project viewer. A later edition of the docs types it as a
            string.
        workspace_id (int): Id of the workspace.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorEnvelope | ProjectViewerResponse
    """

    return (
        await asyncio_detailed(
            viewer_id=viewer_id,
            client=client,
            workspace_id=workspace_id,
        )
    ).parsed
