# Generated from openapi.yaml by `make generate`. Do not edit.
"""The resources of a client, one for each tag of the contract, made when they are first used."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from webwork_tracker._client import AsyncWebWork, WebWork

    from .project_viewers import (
        AsyncProjectViewers,
        AsyncProjectViewersWithRawResponse,
        ProjectViewers,
        ProjectViewersWithRawResponse,
    )
    from .tasks import (
        AsyncTasks,
        AsyncTasksWithRawResponse,
        Tasks,
        TasksWithRawResponse,
    )


class Resources:
    """What `WebWork` inherits."""

    @cached_property
    def tasks(self) -> Tasks:
        from .tasks import Tasks

        return Tasks(cast("WebWork", self))

    @cached_property
    def project_viewers(self) -> ProjectViewers:
        from .project_viewers import ProjectViewers

        return ProjectViewers(cast("WebWork", self))


class AsyncResources:
    """What `AsyncWebWork` inherits."""

    @cached_property
    def tasks(self) -> AsyncTasks:
        from .tasks import AsyncTasks

        return AsyncTasks(cast("AsyncWebWork", self))

    @cached_property
    def project_viewers(self) -> AsyncProjectViewers:
        from .project_viewers import AsyncProjectViewers

        return AsyncProjectViewers(cast("AsyncWebWork", self))


class ResourcesWithRawResponse:
    """`WebWork.with_raw_response`."""

    def __init__(self, client: WebWork) -> None:
        self._client = client

    @cached_property
    def tasks(self) -> TasksWithRawResponse:
        from .tasks import TasksWithRawResponse

        return TasksWithRawResponse(self._client)

    @cached_property
    def project_viewers(self) -> ProjectViewersWithRawResponse:
        from .project_viewers import ProjectViewersWithRawResponse

        return ProjectViewersWithRawResponse(self._client)


class AsyncResourcesWithRawResponse:
    """`AsyncWebWork.with_raw_response`."""

    def __init__(self, client: AsyncWebWork) -> None:
        self._client = client

    @cached_property
    def tasks(self) -> AsyncTasksWithRawResponse:
        from .tasks import AsyncTasksWithRawResponse

        return AsyncTasksWithRawResponse(self._client)

    @cached_property
    def project_viewers(self) -> AsyncProjectViewersWithRawResponse:
        from .project_viewers import AsyncProjectViewersWithRawResponse

        return AsyncProjectViewersWithRawResponse(self._client)
