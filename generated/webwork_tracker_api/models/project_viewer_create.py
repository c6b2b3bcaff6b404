# Generated from openapi.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="ProjectViewerCreate")


@_attrs_define
class ProjectViewerCreate:
    """A project viewer to be invited."""

    workspace_id: int
    """ Id of the workspace. """
    email: str
    """ E-mail address that the invitation goes to. """
    firstname: str
    """ First name. """
    lastname: str
    """ Last name. """

    def to_dict(self) -> dict[str, Any]:
        workspace_id = self.workspace_id

        email = self.email

        firstname = self.firstname

        lastname = self.lastname

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "workspace_id": workspace_id,
                "email": email,
                "firstname": firstname,
                "lastname": lastname,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        workspace_id = d.pop("workspace_id")

        email = d.pop("email")

        firstname = d.pop("firstname")

        lastname = d.pop("lastname")

        project_viewer_create = cls(
            workspace_id=workspace_id,
            email=email,
            firstname=firstname,
            lastname=lastname,
        )

        return project_viewer_create
