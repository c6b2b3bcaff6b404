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
        """Work items of a project, and the people they are assigned to."""
        from .tasks import Tasks

        return Tasks(cast("WebWork", self))

    @cached_property
    def project_viewers(self) -> ProjectViewers:
        """Clients who may look at chosen projects and change nothing."""
        from .project_viewers import ProjectViewers

        return ProjectViewers(cast("WebWork", self))


class AsyncResources:
    """What `AsyncWebWork` inherits."""

    @cached_property
    def tasks(self) -> AsyncTasks:
        """Work items of a project, and the people they are assigned to."""
        from .tasks import AsyncTasks

        return AsyncTasks(cast("AsyncWebWork", self))

    @cached_property
    def project_viewers(self) -> AsyncProjectViewers:
        """Clients who may look at chosen projects and change nothing."""
        from .project_viewers import AsyncProjectViewers

        return AsyncProjectViewers(cast("AsyncWebWork", self))


class ResourcesWithRawResponse:
    """`WebWork.with_raw_response`."""

    def __init__(self, client: WebWork) -> None:
        self._client = client

    @cached_property
    def tasks(self) -> TasksWithRawResponse:
        """Work items of a project, and the people they are assigned to."""
        from .tasks import TasksWithRawResponse

        return TasksWithRawResponse(self._client)

    @cached_property
    def project_viewers(self) -> ProjectViewersWithRawResponse:
        """Clients who may look at chosen projects and change nothing."""
        from .project_viewers import ProjectViewersWithRawResponse

        return ProjectViewersWithRawResponse(self._client)


class AsyncResourcesWithRawResponse:
    """`AsyncWebWork.with_raw_response`."""

    def __init__(self, client: AsyncWebWork) -> None:
        self._client = client

    @cached_property
    def tasks(self) -> AsyncTasksWithRawResponse:
        """Work items of a project, and the people they are assigned to."""
        from .tasks import AsyncTasksWithRawResponse

        return AsyncTasksWithRawResponse(self._client)

    @cached_property
    def project_viewers(self) -> AsyncProjectViewersWithRawResponse:
        """Clients who may look at chosen projects and change nothing."""
        from .project_viewers import AsyncProjectViewersWithRawResponse

        return AsyncProjectViewersWithRawResponse(self._client)
