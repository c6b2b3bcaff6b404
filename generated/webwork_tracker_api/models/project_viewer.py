# Generated from openapi.yaml by `make generate`. Do not edit.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.project_viewer_status import ProjectViewerStatus

if TYPE_CHECKING:
    from ..models.viewer_project import ViewerProject


T = TypeVar("T", bound="ProjectViewer")


@_attrs_define
class ProjectViewer:
    """A client who may look at chosen projects."""

    id: int
    """ Id of the viewer's user. """
    email: str
    """ E-mail address. """
    firstname: str
    """ First name. """
    lastname: str
    """ Last name. """
    status: None | ProjectViewerStatus | str
    """ What the viewer's account is. """
    member_since: datetime.datetime | None
    """ When the viewer joined. """
    projects: list[ViewerProject]
    """ The projects that the viewer may look at. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        email = self.email

        firstname = self.firstname

        lastname = self.lastname

        status: None | str
        if isinstance(self.status, ProjectViewerStatus):
            status = self.status.value
        else:
            status = self.status

        member_since: None | str
        if isinstance(self.member_since, datetime.datetime):
            member_since = self.member_since.isoformat()
        else:
            member_since = self.member_since

        projects = []
        for projects_item_data in self.projects:
            projects_item = projects_item_data.to_dict()
            projects.append(projects_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "email": email,
                "firstname": firstname,
                "lastname": lastname,
                "status": status,
                "member_since": member_since,
                "projects": projects,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.viewer_project import ViewerProject  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        email = d.pop("email")

        firstname = d.pop("firstname")

        lastname = d.pop("lastname")

        def _parse_status(data: object) -> None | ProjectViewerStatus | str:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_project_viewer_status_code_type_0 = ProjectViewerStatus(data)

                return componentsschemas_project_viewer_status_code_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ProjectViewerStatus | str, data)

        status = _parse_status(d.pop("status"))

        def _parse_member_since(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                member_since_type_0 = datetime.datetime.fromisoformat(data)

                return member_since_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        member_since = _parse_member_since(d.pop("member_since"))

        projects = []
        _projects = d.pop("projects")
        for projects_item_data in _projects:
            projects_item = ViewerProject.from_dict(projects_item_data)

            projects.append(projects_item)

        project_viewer = cls(
            id=id,
            email=email,
            firstname=firstname,
            lastname=lastname,
            status=status,
            member_since=member_since,
            projects=projects,
        )

        project_viewer.additional_properties = d
        return project_viewer

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
