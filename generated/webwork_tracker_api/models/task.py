# Generated from openapi.yaml by `make generate`. Do not edit.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.task_priority import TaskPriority
from ..models.task_status import TaskStatus

if TYPE_CHECKING:
    from ..models.assignee import Assignee


T = TypeVar("T", bound="Task")


@_attrs_define
class Task:
    """A task.
    Later editions of the docs add `parent_id`, `status_name`, `status_color` and `priority_name`.

    """

    id: int
    """ Id of the task. """
    title: str
    """ Title. """
    description: None | str
    """ Description. """
    project_id: int
    """ Id of the project that the task belongs to. """
    owner_id: int
    """ Id of the workspace's owner. """
    creator_id: int
    """ Id of the user who created the task. """
    status: int | None | TaskStatus
    """ Status of a task, or a code that the workspace made for itself. """
    priority: int | None | TaskPriority
    """ Priority of a task, null where a later edition of the API has none. """
    start_date: datetime.date | None
    """ Day on which work starts. """
    end_date: datetime.date | None
    """ Day on which work ends. """
    completed_at: datetime.datetime | None
    """ When the task was completed. """
    assignees: list[Assignee]
    """ The people the task is assigned to; empty where the server sends none. """
    has_details: bool | None
    """ Whether the task has details. The docs do not say what these are; later editions leave the field out. """
    created_at: datetime.datetime
    """ When the task was created. """
    updated_at: datetime.datetime
    """ When the task was last changed. """
    deleted_at: datetime.datetime | None
    """ When the task was deleted. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        title = self.title

        description: None | str
        description = self.description

        project_id = self.project_id

        owner_id = self.owner_id

        creator_id = self.creator_id

        status: int | None
        if isinstance(self.status, TaskStatus):
            status = self.status.value
        else:
            status = self.status

        priority: int | None
        if isinstance(self.priority, TaskPriority):
            priority = self.priority.value
        else:
            priority = self.priority

        start_date: None | str
        if isinstance(self.start_date, datetime.date):
            start_date = self.start_date.isoformat()
        else:
            start_date = self.start_date

        end_date: None | str
        if isinstance(self.end_date, datetime.date):
            end_date = self.end_date.isoformat()
        else:
            end_date = self.end_date

        completed_at: None | str
        if isinstance(self.completed_at, datetime.datetime):
            completed_at = self.completed_at.isoformat()
        else:
            completed_at = self.completed_at

        assignees = []
        for assignees_item_data in self.assignees:
            assignees_item = assignees_item_data.to_dict()
            assignees.append(assignees_item)

        has_details: bool | None
        has_details = self.has_details

        created_at = self.created_at.isoformat()

        updated_at = self.updated_at.isoformat()

        deleted_at: None | str
        if isinstance(self.deleted_at, datetime.datetime):
            deleted_at = self.deleted_at.isoformat()
        else:
            deleted_at = self.deleted_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "title": title,
                "description": description,
                "project_id": project_id,
                "owner_id": owner_id,
                "creator_id": creator_id,
                "status": status,
                "priority": priority,
                "start_date": start_date,
                "end_date": end_date,
                "completed_at": completed_at,
                "assignees": assignees,
                "has_details": has_details,
                "created_at": created_at,
                "updated_at": updated_at,
                "deleted_at": deleted_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.assignee import Assignee  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        title = d.pop("title")

        def _parse_description(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        description = _parse_description(d.pop("description"))

        project_id = d.pop("project_id")

        owner_id = d.pop("owner_id")

        creator_id = d.pop("creator_id")

        def _parse_status(data: object) -> int | None | TaskStatus:
            if data is None:
                return data
            try:
                if not isinstance(data, int):
                    raise TypeError()
                componentsschemas_task_status_code_type_0 = TaskStatus(data)

                return componentsschemas_task_status_code_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(int | None | TaskStatus, data)

        status = _parse_status(d.pop("status"))

        def _parse_priority(data: object) -> int | None | TaskPriority:
            if data is None:
                return data
            try:
                if not isinstance(data, int):
                    raise TypeError()
                componentsschemas_task_priority_code_type_0 = TaskPriority(data)

                return componentsschemas_task_priority_code_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(int | None | TaskPriority, data)

        priority = _parse_priority(d.pop("priority"))

        def _parse_start_date(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                start_date_type_0 = datetime.date.fromisoformat(data)

                return start_date_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        start_date = _parse_start_date(d.pop("start_date"))

        def _parse_end_date(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                end_date_type_0 = datetime.date.fromisoformat(data)

                return end_date_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        end_date = _parse_end_date(d.pop("end_date"))

        def _parse_completed_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                completed_at_type_0 = datetime.datetime.fromisoformat(data)

                return completed_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        completed_at = _parse_completed_at(d.pop("completed_at"))

        assignees = []
        _assignees = d.pop("assignees")
        for assignees_item_data in _assignees:
            assignees_item = Assignee.from_dict(assignees_item_data)

            assignees.append(assignees_item)

        def _parse_has_details(data: object) -> bool | None:
            if data is None:
                return data
            return cast(bool | None, data)

        has_details = _parse_has_details(d.pop("has_details"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        def _parse_deleted_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                deleted_at_type_0 = datetime.datetime.fromisoformat(data)

                return deleted_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        deleted_at = _parse_deleted_at(d.pop("deleted_at"))

        task = cls(
            id=id,
            title=title,
            description=description,
            project_id=project_id,
            owner_id=owner_id,
            creator_id=creator_id,
            status=status,
            priority=priority,
            start_date=start_date,
            end_date=end_date,
            completed_at=completed_at,
            assignees=assignees,
            has_details=has_details,
            created_at=created_at,
            updated_at=updated_at,
            deleted_at=deleted_at,
        )

        task.additional_properties = d
        return task

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
