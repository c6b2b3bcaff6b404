"""`WebWork` and `AsyncWebWork`: settings, a transport that is opened when it is first used, and the generated resources."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Generic, Self, TypeVar

from attrs import evolve
from webwork_tracker_api.resources import (
    AsyncResources,
    AsyncResourcesWithRawResponse,
    Resources,
    ResourcesWithRawResponse,
)
from webwork_tracker_api.types import UNSET, Unset

from ._call import Call, prepare, prepare_plain
from ._constants import TIMEOUT
from ._flow import Flow, flow
from ._operation import Operation
from ._options import options, positive
from ._reply import RawResponse
from ._wire import AsyncTransport, Transport

T = TypeVar("T")


class _Connection(Generic[T]):
    """The transport that a client and its copies share; made when it is first needed."""

    def __init__(self, transport: T | None) -> None:
        self.transport = transport


class _BaseClient(Generic[T]):
    """What the two clients have in common: all but the sending."""

    def __init__(
        self,
        token: str | None = None,
        *,
        workspace_id: int | None = None,
        project_id: int | None = None,
        base_url: str | None = None,
        timeout: float | None = TIMEOUT,
        transport: T | None = None,
    ) -> None:
        self._options = options(
            token, workspace_id=workspace_id, project_id=project_id, base_url=base_url, timeout=timeout
        )
        self._connection = _Connection(transport)
        self._owner = True

    def with_options(
        self,
        *,
        timeout: float | None | Unset = UNSET,
        headers: Mapping[str, str] | Unset = UNSET,
        extra_query: Mapping[str, Any] | Unset = UNSET,
        extra_body: Mapping[str, Any] | Unset = UNSET,
        workspace_id: int | Unset = UNSET,
        project_id: int | Unset = UNSET,
    ) -> Self:
        """A copy with other settings that shares this client's connections; closing the copy does not close them.

        Args:
            timeout: Seconds for one attempt; None for no limit.
            headers: Sent with every request, beside the client's own.
            extra_query: Query parameters that the contract does not know, for the next calls of the copy.
            extra_body: Body fields that the contract does not know, likewise.
            workspace_id: Another default workspace.
            project_id: Another default project.

        Raises:
            ConfigurationError: A setting that cannot be used.
        """
        given: dict[str, Any] = {
            "timeout": timeout if isinstance(timeout, Unset) else positive("timeout", timeout),
            "headers": headers if isinstance(headers, Unset) else {**self._options.headers, **headers},
            "extra_query": extra_query,
            "extra_body": extra_body,
            "workspace_id": workspace_id,
            "project_id": project_id,
        }
        copy = self.__class__.__new__(self.__class__)
        copy._options = evolve(self._options, **{name: value for name, value in given.items() if value is not UNSET})
        copy._connection = self._connection
        copy._owner = False
        return copy

    def _prepare(self, operation: Operation[Any], arguments: Mapping[str, Any]) -> Call:
        return prepare(operation, arguments, self._options)

    def _flow(self, call: Call) -> Flow:
        return flow(call, self._options, now=time.time)

    def __repr__(self) -> str:
        known = self._options
        return (
            f"{type(self).__name__}(base_url={known.base_url!r}, workspace_id={known.workspace_id}, "
            f"project_id={known.project_id})"
        )


class WebWork(_BaseClient[Transport], Resources):
    """A client of the WebWork Tracker REST API.

    Args:
        token: A personal access token or an OAuth2 access token; else WEBWORK_TOKEN. Tokens are made in WebWork under
            Settings > REST API.
        workspace_id: The workspace of every call that names no other; else WEBWORK_WORKSPACE_ID.
        project_id: The project of every call that names no other; else WEBWORK_PROJECT_ID.
        base_url: Where the API is; else WEBWORK_BASE_URL, else `https://api.webwork-tracker.com/api/v2`.
        timeout: Seconds to wait for a connection, and for each part of a reply; None for no limit.
        transport: What carries requests, in place of httpx: a sandbox's, for one.

    Raises:
        ConfigurationError: No token, or a setting that cannot be used.

    Safe to share between threads. Nothing is opened before the first call; close it, or use it in a `with`.
    """

    @property
    def with_raw_response(self) -> ResourcesWithRawResponse:
        """The same resources, each method answering with a `RawResponse`: status, headers, message beside the data."""
        return ResourcesWithRawResponse(self)

    def request(self, method: str, path: str, *, query: Mapping[str, Any] | None = None, json: Any = None) -> Any:
        """Call what the contract does not have yet, `/workspaces` for one.

        Args:
            method: HTTP method.
            path: Path within the API, without its query.
            query: Query parameters; one that is None is left out.
            json: Body.

        Returns:
            The envelope's `data`, as plain JSON.

        Raises:
            InvalidArgumentError: A path that leads out of the API, or a body that is no JSON.
            APIStatusError, APIConnectionError, ResponseDecodeError: As of any other call.
        """
        return self._perform(prepare_plain(method, path, query, json, self._options)).data

    def _perform(self, call: Call) -> RawResponse[Any]:
        from ._drive import drive

        return drive(self._flow(call), self._transport())

    def _transport(self) -> Transport:
        if self._connection.transport is None:
            from ._http import HTTPXTransport

            self._connection.transport = HTTPXTransport()
        return self._connection.transport

    def close(self) -> None:
        """Close the connections; a copy made by `with_options` leaves them open."""
        if self._owner and self._connection.transport is not None:
            self._connection.transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncWebWork(_BaseClient[AsyncTransport], AsyncResources):
    """`WebWork` for async code: the same arguments, settings and resources, each method awaited, lists by `async for`."""

    @property
    def with_raw_response(self) -> AsyncResourcesWithRawResponse:
        """The same resources, each method answering with a `RawResponse`: status, headers, message beside the data."""
        return AsyncResourcesWithRawResponse(self)

    async def request(self, method: str, path: str, *, query: Mapping[str, Any] | None = None, json: Any = None) -> Any:
        """See `WebWork.request`."""
        return (await self._perform(prepare_plain(method, path, query, json, self._options))).data

    async def _perform(self, call: Call) -> RawResponse[Any]:
        from ._drive import drive_async

        return await drive_async(self._flow(call), self._transport())

    def _transport(self) -> AsyncTransport:
        if self._connection.transport is None:
            from ._http import AsyncHTTPXTransport

            self._connection.transport = AsyncHTTPXTransport()
        return self._connection.transport

    async def close(self) -> None:
        """Close the connections; a copy made by `with_options` leaves them open."""
        if self._owner and self._connection.transport is not None:
            await self._connection.transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
