# Generated from openapi.yaml by `make generate`. Do not edit.
"""`client.tasks`: Work items of a project, and the people they are assigned to."""

from __future__ import annotations

import builtins
from collections.abc import Iterable
from datetime import date
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


class Tasks(Resource):
    """Work items of a project, and the people they are assigned to."""

    def list(
        self,
        *,
        status: models.TaskStatus | int | Unset = UNSET,
        priority: models.TaskPriority | int | Unset = UNSET,
        page: int | Unset = UNSET,
        per_page: int | Unset = UNSET,
        workspace_id: int | Unset = UNSET,
        project_id: int | Unset = UNSET,
    ) -> Pager[models.Task]:
        """List the tasks of a project.

        Tasks of one project, page by page, all of them or those with a given status or
        priority.

        Args:
            status: Only tasks with this status. Any integer, because a workspace may have codes
                of its own. Source: the vendor's docs, beyond the reference.
            priority: Only tasks with this priority. Source: the vendor's docs, beyond the
                reference.
            page: Number of the page, from 1; the first one if left out. Source: the vendor's
                docs, beyond the reference.
            per_page: Items on a page, 1 to 100; 20 if left out. Source: the vendor's docs,
                beyond the reference.
            workspace_id: Id of the workspace. The client's own if left out.
            project_id: Id of the project. The client's own if left out.

        Returns the items of all pages, each page read when it is reached.

        Raises:
            InvalidArgumentError: An argument that the contract does not allow; nothing was
                sent.
            ConfigurationError: An id is neither given here nor known to the client.
            APIStatusError: The server said no.
            APIConnectionError: No usable reply came.
            ResponseDecodeError: The reply cannot be read.

        `GET /tasks`, operationId `getTasks`.
        """
        return self._pages(
            operations.GET_TASKS,
            {
                "workspace_id": workspace_id,
                "project_id": project_id,
                "status": status,
                "priority": priority,
                "page": page,
                "per_page": per_page,
            },
        )

    def create(
        self,
        *,
        title: str,
        description: str | Unset = UNSET,
        status: models.TaskStatus | int | Unset = UNSET,
        priority: models.TaskPriority | int | Unset = UNSET,
        start_date: date | str | Unset = UNSET,
        end_date: date | str | Unset = UNSET,
        assignees: Iterable[int] | Unset = UNSET,
        workspace_id: int | Unset = UNSET,
        project_id: int | Unset = UNSET,
    ) -> models.Task:
        """Create a task.

        A new task in a project, assigned to members of it if you like.

        Sent twice, it creates two tasks: the API knows no idempotency key.

        Args:
            title: Title of the task.
            description: Description of the task.
            status: Status of the task; the server takes Incomplete (0) if left out.
            priority: Priority of the task; the server takes Normal (30) if left out.
            start_date: Day on which work starts.
            end_date: Day on which work ends, not before `start_date`.
            assignees: Ids of the users to assign the task to.
            workspace_id: Id of the workspace. The client's own if left out.
            project_id: Id of the project. The client's own if left out.

        Raises:
            InvalidArgumentError: An argument that the contract does not allow; nothing was
                sent.
            ConfigurationError: An id is neither given here nor known to the client.
            APIStatusError: The server said no.
            APIConnectionError: No usable reply came.
            ResponseDecodeError: The reply cannot be read.

        `POST /tasks`, operationId `createTask`.
        """
        return self._call(
            operations.CREATE_TASK,
            {
                "workspace_id": workspace_id,
                "project_id": project_id,
                "title": title,
                "description": description,
                "status": status,
                "priority": priority,
                "start_date": start_date,
                "end_date": end_date,
                "assignees": assignees,
            },
        )

    def get(
        self, task_id: int, *, workspace_id: int | Unset = UNSET, project_id: int | Unset = UNSET
    ) -> models.Task:
        """Get a task.

        One task with the people it is assigned to.

        Args:
            task_id: Id of the task.
            workspace_id: Id of the workspace. The client's own if left out.
            project_id: Id of the project. The client's own if left out.

        Raises:
            InvalidArgumentError: An argument that the contract does not allow; nothing was
                sent.
            ConfigurationError: An id is neither given here nor known to the client.
            APIStatusError: The server said no.
            APIConnectionError: No usable reply came.
            ResponseDecodeError: The reply cannot be read.

        `GET /tasks/{taskId}`, operationId `getTask`.
        """
        return self._call(
            operations.GET_TASK,
            {
                "taskId": task_id,
                "workspace_id": workspace_id,
                "project_id": project_id,
            },
        )

    def update(
        self,
        task_id: int,
        *,
        title: str | Unset = UNSET,
        description: str | None | Unset = UNSET,
        status: models.TaskStatus | int | Unset = UNSET,
        priority: models.TaskPriority | int | Unset = UNSET,
        start_date: date | str | None | Unset = UNSET,
        end_date: date | str | None | Unset = UNSET,
        workspace_id: int | Unset = UNSET,
        project_id: int | Unset = UNSET,
    ) -> models.Task:
        """Change a task.

        Changes the fields that are sent; the others keep their value (assumed).

        Assignees are changed by assigning and unassigning, not here.

        Args:
            task_id: Id of the task.
            title: New title.
            description: New description; null clears it (assumed).
            status: New status.
            priority: New priority.
            start_date: New first day; null clears it (assumed).
            end_date: New last day, not before `start_date`; null clears it (both assumed).
            workspace_id: Id of the workspace. The client's own if left out.
            project_id: Id of the project. The client's own if left out.

        Raises:
            InvalidArgumentError: An argument that the contract does not allow; nothing was
                sent.
            ConfigurationError: An id is neither given here nor known to the client.
            APIStatusError: The server said no.
            APIConnectionError: No usable reply came.
            ResponseDecodeError: The reply cannot be read.

        `PUT /tasks/{taskId}`, operationId `updateTask`.
        """
        return self._call(
            operations.UPDATE_TASK,
            {
                "taskId": task_id,
                "workspace_id": workspace_id,
                "project_id": project_id,
                "title": title,
                "description": description,
                "status": status,
                "priority": priority,
                "start_date": start_date,
                "end_date": end_date,
            },
        )

    def delete(
        self, task_id: int, *, workspace_id: int | Unset = UNSET, project_id: int | Unset = UNSET
    ) -> None:
        """Delete a task.

        Deletes a task. No way to restore it is documented.

        Args:
            task_id: Id of the task.
            workspace_id: Id of the workspace. The client's own if left out.
            project_id: Id of the project. The client's own if left out.

        Raises:
            InvalidArgumentError: An argument that the contract does not allow; nothing was
                sent.
            ConfigurationError: An id is neither given here nor known to the client.
            APIStatusError: The server said no.
            APIConnectionError: No usable reply came.
            ResponseDecodeError: The reply cannot be read.

        `DELETE /tasks/{taskId}`, operationId `deleteTask`.
        """
        return self._call(
            operations.DELETE_TASK,
            {
                "taskId": task_id,
                "workspace_id": workspace_id,
                "project_id": project_id,
            },
        )

    def list_assignees(
        self, task_id: int, *, workspace_id: int | Unset = UNSET, project_id: int | Unset = UNSET
    ) -> builtins.list[models.Assignee]:
        """List the assignees of a task.

        Everybody the task is assigned to, in one answer.

        Args:
            task_id: Id of the task.
            workspace_id: Id of the workspace. The client's own if left out.
            project_id: Id of the project. The client's own if left out.

        Raises:
            InvalidArgumentError: An argument that the contract does not allow; nothing was
                sent.
            ConfigurationError: An id is neither given here nor known to the client.
            APIStatusError: The server said no.
            APIConnectionError: No usable reply came.
            ResponseDecodeError: The reply cannot be read.

        `GET /tasks/{taskId}/assignees`, operationId `getTaskAssignees`.
        """
        return self._call(
            operations.GET_TASK_ASSIGNEES,
            {
                "taskId": task_id,
                "workspace_id": workspace_id,
                "project_id": project_id,
            },
        )

    def assign(
        self,
        task_id: int,
        user_id: int,
        *,
        workspace_id: int | Unset = UNSET,
        project_id: int | Unset = UNSET,
    ) -> models.Assignment:
        """Assign a task to a user.

        Adds a user to the assignees of a task. What happens to one who is assigned already is
        not documented.

        Args:
            task_id: Id of the task.
            user_id: Id of the user.
            workspace_id: Id of the workspace. The client's own if left out.
            project_id: Id of the project. The client's own if left out.

        Raises:
            InvalidArgumentError: An argument that the contract does not allow; nothing was
                sent.
            ConfigurationError: An id is neither given here nor known to the client.
            APIStatusError: The server said no.
            APIConnectionError: No usable reply came.
            ResponseDecodeError: The reply cannot be read.

        `POST /tasks/{taskId}/assign/{userId}`, operationId `assignTask`.
        """
        return self._call(
            operations.ASSIGN_TASK,
            {
                "taskId": task_id,
                "userId": user_id,
                "workspace_id": workspace_id,
                "project_id": project_id,
            },
        )

    def unassign(
        self,
        task_id: int,
        user_id: int,
        *,
        workspace_id: int | Unset = UNSET,
        project_id: int | Unset = UNSET,
    ) -> None:
        """Take a task from a user.

        Removes a user from the assignees of a task.

        Args:
            task_id: Id of the task.
            user_id: Id of the user.
            workspace_id: Id of the workspace. The client's own if left out.
            project_id: Id of the project. The client's own if left out.

        Raises:
            InvalidArgumentError: An argument that the contract does not allow; nothing was
                sent.
            ConfigurationError: An id is neither given here nor known to the client.
            APIStatusError: The server said no.
            APIConnectionError: No usable reply came.
            ResponseDecodeError: The reply cannot be read.

        `DELETE /tasks/{taskId}/unassign/{userId}`, operationId `unassignTask`.
        """
        return self._call(
            operations.UNASSIGN_TASK,
            {
                "taskId": task_id,
                "userId": user_id,
                "workspace_id": workspace_id,
                "project_id": project_id,
            },
        )


class TasksWithRawResponse:
    """The methods of `Tasks`, each answering with a `RawResponse`; of a list, the first page."""

    def __init__(self, client: WebWork) -> None:
        resource = Tasks(client, raw=True)
        self.list = raw_page(resource.list)
        self.create = raw(resource.create)
        self.get = raw(resource.get)
        self.update = raw(resource.update)
        self.delete = raw(resource.delete)
        self.list_assignees = raw(resource.list_assignees)
        self.assign = raw(resource.assign)
        self.unassign = raw(resource.unassign)


class AsyncTasks(AsyncResource):
    """Work items of a project, and the people they are assigned to."""

    def list(
        self,
        *,
        status: models.TaskStatus | int | Unset = UNSET,
        priority: models.TaskPriority | int | Unset = UNSET,
        page: int | Unset = UNSET,
        per_page: int | Unset = UNSET,
        workspace_id: int | Unset = UNSET,
        project_id: int | Unset = UNSET,
    ) -> AsyncPager[models.Task]:
        """List the tasks of a project.

        Tasks of one project, page by page, all of them or those with a given status or
        priority.

        Args:
            status: Only tasks with this status. Any integer, because a workspace may have codes
                of its own. Source: the vendor's docs, beyond the reference.
            priority: Only tasks with this priority. Source: the vendor's docs, beyond the
                reference.
            page: Number of the page, from 1; the first one if left out. Source: the vendor's
                docs, beyond the reference.
            per_page: Items on a page, 1 to 100; 20 if left out. Source: the vendor's docs,
                beyond the reference.
            workspace_id: Id of the workspace. The client's own if left out.
            project_id: Id of the project. The client's own if left out.

        Returns the items of all pages, each page read when it is reached.

        Raises:
            InvalidArgumentError: An argument that the contract does not allow; nothing was
                sent.
            ConfigurationError: An id is neither given here nor known to the client.
            APIStatusError: The server said no.
            APIConnectionError: No usable reply came.
            ResponseDecodeError: The reply cannot be read.

        `GET /tasks`, operationId `getTasks`.
        """
        return self._pages(
            operations.GET_TASKS,
            {
                "workspace_id": workspace_id,
                "project_id": project_id,
                "status": status,
                "priority": priority,
                "page": page,
                "per_page": per_page,
            },
        )

    async def create(
        self,
        *,
        title: str,
        description: str | Unset = UNSET,
        status: models.TaskStatus | int | Unset = UNSET,
        priority: models.TaskPriority | int | Unset = UNSET,
        start_date: date | str | Unset = UNSET,
        end_date: date | str | Unset = UNSET,
        assignees: Iterable[int] | Unset = UNSET,
        workspace_id: int | Unset = UNSET,
        project_id: int | Unset = UNSET,
    ) -> models.Task:
        """Create a task.

        A new task in a project, assigned to members of it if you like.

        Sent twice, it creates two tasks: the API knows no idempotency key.

        Args:
            title: Title of the task.
            description: Description of the task.
            status: Status of the task; the server takes Incomplete (0) if left out.
            priority: Priority of the task; the server takes Normal (30) if left out.
            start_date: Day on which work starts.
            end_date: Day on which work ends, not before `start_date`.
            assignees: Ids of the users to assign the task to.
            workspace_id: Id of the workspace. The client's own if left out.
            project_id: Id of the project. The client's own if left out.

        Raises:
            InvalidArgumentError: An argument that the contract does not allow; nothing was
                sent.
            ConfigurationError: An id is neither given here nor known to the client.
            APIStatusError: The server said no.
            APIConnectionError: No usable reply came.
            ResponseDecodeError: The reply cannot be read.

        `POST /tasks`, operationId `createTask`.
        """
        return await self._call(
            operations.CREATE_TASK,
            {
                "workspace_id": workspace_id,
                "project_id": project_id,
                "title": title,
                "description": description,
                "status": status,
                "priority": priority,
                "start_date": start_date,
                "end_date": end_date,
                "assignees": assignees,
            },
        )

    async def get(
        self, task_id: int, *, workspace_id: int | Unset = UNSET, project_id: int | Unset = UNSET
    ) -> models.Task:
        """Get a task.

        One task with the people it is assigned to.

        Args:
            task_id: Id of the task.
            workspace_id: Id of the workspace. The client's own if left out.
            project_id: Id of the project. The client's own if left out.

        Raises:
            InvalidArgumentError: An argument that the contract does not allow; nothing was
                sent.
            ConfigurationError: An id is neither given here nor known to the client.
            APIStatusError: The server said no.
            APIConnectionError: No usable reply came.
            ResponseDecodeError: The reply cannot be read.

        `GET /tasks/{taskId}`, operationId `getTask`.
        """
        return await self._call(
            operations.GET_TASK,
            {
                "taskId": task_id,
                "workspace_id": workspace_id,
                "project_id": project_id,
            },
        )

    async def update(
        self,
        task_id: int,
        *,
        title: str | Unset = UNSET,
        description: str | None | Unset = UNSET,
        status: models.TaskStatus | int | Unset = UNSET,
        priority: models.TaskPriority | int | Unset = UNSET,
        start_date: date | str | None | Unset = UNSET,
        end_date: date | str | None | Unset = UNSET,
        workspace_id: int | Unset = UNSET,
        project_id: int | Unset = UNSET,
    ) -> models.Task:
        """Change a task.

        Changes the fields that are sent; the others keep their value (assumed).

        Assignees are changed by assigning and unassigning, not here.

        Args:
            task_id: Id of the task.
            title: New title.
            description: New description; null clears it (assumed).
            status: New status.
            priority: New priority.
            start_date: New first day; null clears it (assumed).
            end_date: New last day, not before `start_date`; null clears it (both assumed).
            workspace_id: Id of the workspace. The client's own if left out.
            project_id: Id of the project. The client's own if left out.

        Raises:
            InvalidArgumentError: An argument that the contract does not allow; nothing was
                sent.
            ConfigurationError: An id is neither given here nor known to the client.
            APIStatusError: The server said no.
            APIConnectionError: No usable reply came.
            ResponseDecodeError: The reply cannot be read.

        `PUT /tasks/{taskId}`, operationId `updateTask`.
        """
        return await self._call(
            operations.UPDATE_TASK,
            {
                "taskId": task_id,
                "workspace_id": workspace_id,
                "project_id": project_id,
                "title": title,
                "description": description,
                "status": status,
                "priority": priority,
                "start_date": start_date,
                "end_date": end_date,
            },
        )

    async def delete(
        self, task_id: int, *, workspace_id: int | Unset = UNSET, project_id: int | Unset = UNSET
    ) -> None:
        """Delete a task.

        Deletes a task. No way to restore it is documented.

        Args:
            task_id: Id of the task.
            workspace_id: Id of the workspace. The client's own if left out.
            project_id: Id of the project. The client's own if left out.

        Raises:
            InvalidArgumentError: An argument that the contract does not allow; nothing was
                sent.
            ConfigurationError: An id is neither given here nor known to the client.
            APIStatusError: The server said no.
            APIConnectionError: No usable reply came.
            ResponseDecodeError: The reply cannot be read.

        `DELETE /tasks/{taskId}`, operationId `deleteTask`.
        """
        return await self._call(
            operations.DELETE_TASK,
            {
                "taskId": task_id,
                "workspace_id": workspace_id,
                "project_id": project_id,
            },
        )

    async def list_assignees(
        self, task_id: int, *, workspace_id: int | Unset = UNSET, project_id: int | Unset = UNSET
    ) -> builtins.list[models.Assignee]:
        """List the assignees of a task.

        Everybody the task is assigned to, in one answer.

        Args:
            task_id: Id of the task.
            workspace_id: Id of the workspace. The client's own if left out.
            project_id: Id of the project. The client's own if left out.

        Raises:
            InvalidArgumentError: An argument that the contract does not allow; nothing was
                sent.
            ConfigurationError: An id is neither given here nor known to the client.
            APIStatusError: The server said no.
            APIConnectionError: No usable reply came.
            ResponseDecodeError: The reply cannot be read.

        `GET /tasks/{taskId}/assignees`, operationId `getTaskAssignees`.
        """
        return await self._call(
            operations.GET_TASK_ASSIGNEES,
            {
                "taskId": task_id,
                "workspace_id": workspace_id,
                "project_id": project_id,
            },
        )

    async def assign(
        self,
        task_id: int,
        user_id: int,
        *,
        workspace_id: int | Unset = UNSET,
        project_id: int | Unset = UNSET,
    ) -> models.Assignment:
        """Assign a task to a user.

        Adds a user to the assignees of a task. What happens to one who is assigned already is
        not documented.

        Args:
            task_id: Id of the task.
            user_id: Id of the user.
            workspace_id: Id of the workspace. The client's own if left out.
            project_id: Id of the project. The client's own if left out.

        Raises:
            InvalidArgumentError: An argument that the contract does not allow; nothing was
                sent.
            ConfigurationError: An id is neither given here nor known to the client.
            APIStatusError: The server said no.
            APIConnectionError: No usable reply came.
            ResponseDecodeError: The reply cannot be read.

        `POST /tasks/{taskId}/assign/{userId}`, operationId `assignTask`.
        """
        return await self._call(
            operations.ASSIGN_TASK,
            {
                "taskId": task_id,
                "userId": user_id,
                "workspace_id": workspace_id,
                "project_id": project_id,
            },
        )

    async def unassign(
        self,
        task_id: int,
        user_id: int,
        *,
        workspace_id: int | Unset = UNSET,
        project_id: int | Unset = UNSET,
    ) -> None:
        """Take a task from a user.

        Removes a user from the assignees of a task.

        Args:
            task_id: Id of the task.
            user_id: Id of the user.
            workspace_id: Id of the workspace. The client's own if left out.
            project_id: Id of the project. The client's own if left out.

        Raises:
            InvalidArgumentError: An argument that the contract does not allow; nothing was
                sent.
            ConfigurationError: An id is neither given here nor known to the client.
            APIStatusError: The server said no.
            APIConnectionError: No usable reply came.
            ResponseDecodeError: The reply cannot be read.

        `DELETE /tasks/{taskId}/unassign/{userId}`, operationId `unassignTask`.
        """
        return await self._call(
            operations.UNASSIGN_TASK,
            {
                "taskId": task_id,
                "userId": user_id,
                "workspace_id": workspace_id,
                "project_id": project_id,
            },
        )


class AsyncTasksWithRawResponse:
    """The methods of `AsyncTasks`, each answering with a `RawResponse`; of a list, the first page."""

    def __init__(self, client: AsyncWebWork) -> None:
        resource = AsyncTasks(client, raw=True)
        self.list = async_raw_page(resource.list)
        self.create = async_raw(resource.create)
        self.get = async_raw(resource.get)
        self.update = async_raw(resource.update)
        self.delete = async_raw(resource.delete)
        self.list_assignees = async_raw(resource.list_assignees)
        self.assign = async_raw(resource.assign)
        self.unassign = async_raw(resource.unassign)
