# Generated from openapi.yaml by `make generate`. Do not edit.
"""`client.project_viewers`: Clients who may look at chosen projects and change nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webwork_tracker._resource import (
    AsyncResource,
    Resource,
    async_raw,
    async_raw_page,
    raw,
    raw_page,
)

from .. import models, operations
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from webwork_tracker._client import AsyncWebWork, WebWork
    from webwork_tracker._pager import AsyncPager, Pager


class ProjectViewers(Resource):
    """Clients who may look at chosen projects and change nothing."""

    def list(
        self,
        *,
        email: str | Unset = UNSET,
        page: int | Unset = UNSET,
        per_page: int | Unset = UNSET,
        workspace_id: int | Unset = UNSET,
    ) -> Pager[models.ProjectViewer]:
        """List the project viewers of a workspace.

        Project viewers of the workspace, page by page, all of them or the one with a given
        e-mail address.

        Args:
            email: Only the viewer with this e-mail address (the whole of it, assumed). Source:
                the vendor's docs, beyond the reference.
            page: Number of the page, from 1; the first one if left out. Source: the vendor's
                docs, beyond the reference.
            per_page: Items on a page, 1 to 100; 20 if left out. Source: the vendor's docs,
                beyond the reference.
            workspace_id: Id of the workspace. The client's own if left out.

        Returns the items of all pages, each page read when it is reached.

        Raises:
            InvalidArgumentError: An argument that the contract does not allow; nothing was
                sent.
            ConfigurationError: An id is neither given here nor known to the client.
            APIStatusError: The server said no.
            APIConnectionError: No usable reply came.
            ResponseDecodeError: The reply cannot be read.

        `GET /project-viewers`, operationId `getProjectViewers`.
        """
        return self._pages(
            operations.GET_PROJECT_VIEWERS,
            {
                "workspace_id": workspace_id,
                "email": email,
                "page": page,
                "per_page": per_page,
            },
        )

    def create(
        self, *, email: str, firstname: str, lastname: str, workspace_id: int | Unset = UNSET
    ) -> models.ProjectViewer:
        """Invite a project viewer.

        A new project viewer, who is sent an invitation by e-mail (docs).

        Args:
            email: E-mail address that the invitation goes to.
            firstname: First name.
            lastname: Last name.
            workspace_id: Id of the workspace. The client's own if left out.

        Raises:
            InvalidArgumentError: An argument that the contract does not allow; nothing was
                sent.
            ConfigurationError: An id is neither given here nor known to the client.
            APIStatusError: The server said no.
            APIConnectionError: No usable reply came.
            ResponseDecodeError: The reply cannot be read.

        `POST /project-viewers`, operationId `createProjectViewer`.
        """
        return self._call(
            operations.CREATE_PROJECT_VIEWER,
            {
                "workspace_id": workspace_id,
                "email": email,
                "firstname": firstname,
                "lastname": lastname,
            },
        )

    def get(self, viewer_id: int, *, workspace_id: int | Unset = UNSET) -> models.ProjectViewer:
        """Get a project viewer.

        One project viewer with the projects they may look at.

        Args:
            viewer_id: Id of the project viewer. A later edition of the docs types it as a
                string.
            workspace_id: Id of the workspace. The client's own if left out.

        Raises:
            InvalidArgumentError: An argument that the contract does not allow; nothing was
                sent.
            ConfigurationError: An id is neither given here nor known to the client.
            APIStatusError: The server said no.
            APIConnectionError: No usable reply came.
            ResponseDecodeError: The reply cannot be read.

        `GET /project-viewers/{viewerId}`, operationId `getProjectViewer`.
        """
        return self._call(
            operations.GET_PROJECT_VIEWER,
            {
                "viewerId": viewer_id,
                "workspace_id": workspace_id,
            },
        )

    def delete(self, viewer_id: int, *, workspace_id: int | Unset = UNSET) -> None:
        """Archive a project viewer.

        Archives a project viewer (docs), who can be restored.

        Args:
            viewer_id: Id of the project viewer. A later edition of the docs types it as a
                string.
            workspace_id: Id of the workspace. The client's own if left out.

        Raises:
            InvalidArgumentError: An argument that the contract does not allow; nothing was
                sent.
            ConfigurationError: An id is neither given here nor known to the client.
            APIStatusError: The server said no.
            APIConnectionError: No usable reply came.
            ResponseDecodeError: The reply cannot be read.

        `DELETE /project-viewers/{viewerId}`, operationId `deleteProjectViewer`.
        """
        return self._call(
            operations.DELETE_PROJECT_VIEWER,
            {
                "viewerId": viewer_id,
                "workspace_id": workspace_id,
            },
        )

    def restore(self, viewer_id: int, *, workspace_id: int | Unset = UNSET) -> None:
        """Restore a project viewer.

        Brings an archived project viewer back. What it does to one who is not archived is not
        documented.

        Args:
            viewer_id: Id of the project viewer. A later edition of the docs types it as a
                string.
            workspace_id: Id of the workspace. The client's own if left out.

        Raises:
            InvalidArgumentError: An argument that the contract does not allow; nothing was
                sent.
            ConfigurationError: An id is neither given here nor known to the client.
            APIStatusError: The server said no.
            APIConnectionError: No usable reply came.
            ResponseDecodeError: The reply cannot be read.

        `POST /project-viewers/{viewerId}/restore`, operationId `restoreProjectViewer`.
        """
        return self._call(
            operations.RESTORE_PROJECT_VIEWER,
            {
                "viewerId": viewer_id,
                "workspace_id": workspace_id,
            },
        )

    def assign_project(
        self, viewer_id: int, *, workspace_id: int | Unset = UNSET, project_id: int | Unset = UNSET
    ) -> None:
        """Let a viewer see a project.

        Gives a project viewer read-only access to a project.

        Args:
            viewer_id: Id of the project viewer. A later edition of the docs types it as a
                string.
            workspace_id: Id of the workspace. The client's own if left out.
            project_id: Id of the project. The client's own if left out.

        Raises:
            InvalidArgumentError: An argument that the contract does not allow; nothing was
                sent.
            ConfigurationError: An id is neither given here nor known to the client.
            APIStatusError: The server said no.
            APIConnectionError: No usable reply came.
            ResponseDecodeError: The reply cannot be read.

        `POST /project-viewers/{viewerId}/assign-project`, operationId `assignProjectToViewer`.
        """
        return self._call(
            operations.ASSIGN_PROJECT_TO_VIEWER,
            {
                "viewerId": viewer_id,
                "workspace_id": workspace_id,
                "project_id": project_id,
            },
        )

    def unassign_project(
        self, viewer_id: int, *, workspace_id: int | Unset = UNSET, project_id: int | Unset = UNSET
    ) -> None:
        """Hide a project from a viewer.

        Takes a project viewer's access to a project away.

        Args:
            viewer_id: Id of the project viewer. A later edition of the docs types it as a
                string.
            workspace_id: Id of the workspace. The client's own if left out.
            project_id: Id of the project. The client's own if left out.

        Raises:
            InvalidArgumentError: An argument that the contract does not allow; nothing was
                sent.
            ConfigurationError: An id is neither given here nor known to the client.
            APIStatusError: The server said no.
            APIConnectionError: No usable reply came.
            ResponseDecodeError: The reply cannot be read.

        `DELETE /project-viewers/{viewerId}/unassign-project`, operationId
        `unassignProjectFromViewer`.
        """
        return self._call(
            operations.UNASSIGN_PROJECT_FROM_VIEWER,
            {
                "viewerId": viewer_id,
                "workspace_id": workspace_id,
                "project_id": project_id,
            },
        )


class ProjectViewersWithRawResponse:
    """The methods of `ProjectViewers`, each answering with a `RawResponse`; of a list, the first
    page.
    """

    def __init__(self, client: WebWork) -> None:
        resource = ProjectViewers(client, raw=True)
        self.list = raw_page(resource.list)
        self.create = raw(resource.create)
        self.get = raw(resource.get)
        self.delete = raw(resource.delete)
        self.restore = raw(resource.restore)
        self.assign_project = raw(resource.assign_project)
        self.unassign_project = raw(resource.unassign_project)


class AsyncProjectViewers(AsyncResource):
    """Clients who may look at chosen projects and change nothing."""

    def list(
        self,
        *,
        email: str | Unset = UNSET,
        page: int | Unset = UNSET,
        per_page: int | Unset = UNSET,
        workspace_id: int | Unset = UNSET,
    ) -> AsyncPager[models.ProjectViewer]:
        """List the project viewers of a workspace.

        Project viewers of the workspace, page by page, all of them or the one with a given
        e-mail address.

        Args:
            email: Only the viewer with this e-mail address (the whole of it, assumed). Source:
                the vendor's docs, beyond the reference.
            page: Number of the page, from 1; the first one if left out. Source: the vendor's
                docs, beyond the reference.
            per_page: Items on a page, 1 to 100; 20 if left out. Source: the vendor's docs,
                beyond the reference.
            workspace_id: Id of the workspace. The client's own if left out.

        Returns the items of all pages, each page read when it is reached.

        Raises:
            InvalidArgumentError: An argument that the contract does not allow; nothing was
                sent.
            ConfigurationError: An id is neither given here nor known to the client.
            APIStatusError: The server said no.
            APIConnectionError: No usable reply came.
            ResponseDecodeError: The reply cannot be read.

        `GET /project-viewers`, operationId `getProjectViewers`.
        """
        return self._pages(
            operations.GET_PROJECT_VIEWERS,
            {
                "workspace_id": workspace_id,
                "email": email,
                "page": page,
                "per_page": per_page,
            },
        )

    async def create(
        self, *, email: str, firstname: str, lastname: str, workspace_id: int | Unset = UNSET
    ) -> models.ProjectViewer:
        """Invite a project viewer.

        A new project viewer, who is sent an invitation by e-mail (docs).

        Args:
            email: E-mail address that the invitation goes to.
            firstname: First name.
            lastname: Last name.
            workspace_id: Id of the workspace. The client's own if left out.

        Raises:
            InvalidArgumentError: An argument that the contract does not allow; nothing was
                sent.
            ConfigurationError: An id is neither given here nor known to the client.
            APIStatusError: The server said no.
            APIConnectionError: No usable reply came.
            ResponseDecodeError: The reply cannot be read.

        `POST /project-viewers`, operationId `createProjectViewer`.
        """
        return await self._call(
            operations.CREATE_PROJECT_VIEWER,
            {
                "workspace_id": workspace_id,
                "email": email,
                "firstname": firstname,
                "lastname": lastname,
            },
        )

    async def get(
        self, viewer_id: int, *, workspace_id: int | Unset = UNSET
    ) -> models.ProjectViewer:
        """Get a project viewer.

        One project viewer with the projects they may look at.

        Args:
            viewer_id: Id of the project viewer. A later edition of the docs types it as a
                string.
            workspace_id: Id of the workspace. The client's own if left out.

        Raises:
            InvalidArgumentError: An argument that the contract does not allow; nothing was
                sent.
            ConfigurationError: An id is neither given here nor known to the client.
            APIStatusError: The server said no.
            APIConnectionError: No usable reply came.
            ResponseDecodeError: The reply cannot be read.

        `GET /project-viewers/{viewerId}`, operationId `getProjectViewer`.
        """
        return await self._call(
            operations.GET_PROJECT_VIEWER,
            {
                "viewerId": viewer_id,
                "workspace_id": workspace_id,
            },
        )

    async def delete(self, viewer_id: int, *, workspace_id: int | Unset = UNSET) -> None:
        """Archive a project viewer.

        Archives a project viewer (docs), who can be restored.

        Args:
            viewer_id: Id of the project viewer. A later edition of the docs types it as a
                string.
            workspace_id: Id of the workspace. The client's own if left out.

        Raises:
            InvalidArgumentError: An argument that the contract does not allow; nothing was
                sent.
            ConfigurationError: An id is neither given here nor known to the client.
            APIStatusError: The server said no.
            APIConnectionError: No usable reply came.
            ResponseDecodeError: The reply cannot be read.

        `DELETE /project-viewers/{viewerId}`, operationId `deleteProjectViewer`.
        """
        return await self._call(
            operations.DELETE_PROJECT_VIEWER,
            {
                "viewerId": viewer_id,
                "workspace_id": workspace_id,
            },
        )

    async def restore(self, viewer_id: int, *, workspace_id: int | Unset = UNSET) -> None:
        """Restore a project viewer.

        Brings an archived project viewer back. What it does to one who is not archived is not
        documented.

        Args:
            viewer_id: Id of the project viewer. A later edition of the docs types it as a
                string.
            workspace_id: Id of the workspace. The client's own if left out.

        Raises:
            InvalidArgumentError: An argument that the contract does not allow; nothing was
                sent.
            ConfigurationError: An id is neither given here nor known to the client.
            APIStatusError: The server said no.
            APIConnectionError: No usable reply came.
            ResponseDecodeError: The reply cannot be read.

        `POST /project-viewers/{viewerId}/restore`, operationId `restoreProjectViewer`.
        """
        return await self._call(
            operations.RESTORE_PROJECT_VIEWER,
            {
                "viewerId": viewer_id,
                "workspace_id": workspace_id,
            },
        )

    async def assign_project(
        self, viewer_id: int, *, workspace_id: int | Unset = UNSET, project_id: int | Unset = UNSET
    ) -> None:
        """Let a viewer see a project.

        Gives a project viewer read-only access to a project.

        Args:
            viewer_id: Id of the project viewer. A later edition of the docs types it as a
                string.
            workspace_id: Id of the workspace. The client's own if left out.
            project_id: Id of the project. The client's own if left out.

        Raises:
            InvalidArgumentError: An argument that the contract does not allow; nothing was
                sent.
            ConfigurationError: An id is neither given here nor known to the client.
            APIStatusError: The server said no.
            APIConnectionError: No usable reply came.
            ResponseDecodeError: The reply cannot be read.

        `POST /project-viewers/{viewerId}/assign-project`, operationId `assignProjectToViewer`.
        """
        return await self._call(
            operations.ASSIGN_PROJECT_TO_VIEWER,
            {
                "viewerId": viewer_id,
                "workspace_id": workspace_id,
                "project_id": project_id,
            },
        )

    async def unassign_project(
        self, viewer_id: int, *, workspace_id: int | Unset = UNSET, project_id: int | Unset = UNSET
    ) -> None:
        """Hide a project from a viewer.

        Takes a project viewer's access to a project away.

        Args:
            viewer_id: Id of the project viewer. A later edition of the docs types it as a
                string.
            workspace_id: Id of the workspace. The client's own if left out.
            project_id: Id of the project. The client's own if left out.

        Raises:
            InvalidArgumentError: An argument that the contract does not allow; nothing was
                sent.
            ConfigurationError: An id is neither given here nor known to the client.
            APIStatusError: The server said no.
            APIConnectionError: No usable reply came.
            ResponseDecodeError: The reply cannot be read.

        `DELETE /project-viewers/{viewerId}/unassign-project`, operationId
        `unassignProjectFromViewer`.
        """
        return await self._call(
            operations.UNASSIGN_PROJECT_FROM_VIEWER,
            {
                "viewerId": viewer_id,
                "workspace_id": workspace_id,
                "project_id": project_id,
            },
        )


class AsyncProjectViewersWithRawResponse:
    """The methods of `AsyncProjectViewers`, each answering with a `RawResponse`; of a list, the
    first page.
    """

    def __init__(self, client: AsyncWebWork) -> None:
        resource = AsyncProjectViewers(client, raw=True)
        self.list = async_raw_page(resource.list)
        self.create = async_raw(resource.create)
        self.get = async_raw(resource.get)
        self.delete = async_raw(resource.delete)
        self.restore = async_raw(resource.restore)
        self.assign_project = async_raw(resource.assign_project)
        self.unassign_project = async_raw(resource.unassign_project)
