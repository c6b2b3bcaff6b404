# Generated from openapi.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Assignment")


@_attrs_define
class Assignment:
    """The fact that a task is assigned to a user.
    A third party reads its `user_id` and `task_id` as strings; the client takes both.

    """

    id: int
    """ Id; whether of the user or of the assignment is not documented. """
    firstname: None | str
    """ First name of the user. That it may be null, as in an assignee, is assumed. """
    lastname: None | str
    """ Last name of the user. That it may be null, as in an assignee, is assumed. """
    email: str
    """ E-mail address of the user. """
    user_id: int
    """ Id of the user. """
    task_id: int
    """ Id of the task. """
    assigner_id: int
    """ Id of the user who assigned the task. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        firstname: None | str
        firstname = self.firstname

        lastname: None | str
        lastname = self.lastname

        email = self.email

        user_id = self.user_id

        task_id = self.task_id

        assigner_id = self.assigner_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "firstname": firstname,
                "lastname": lastname,
                "email": email,
                "user_id": user_id,
                "task_id": task_id,
                "assigner_id": assigner_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        def _parse_firstname(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        firstname = _parse_firstname(d.pop("firstname"))

        def _parse_lastname(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        lastname = _parse_lastname(d.pop("lastname"))

        email = d.pop("email")

        user_id = d.pop("user_id")

        task_id = d.pop("task_id")

        assigner_id = d.pop("assigner_id")

        assignment = cls(
            id=id,
            firstname=firstname,
            lastname=lastname,
            email=email,
            user_id=user_id,
            task_id=task_id,
            assigner_id=assigner_id,
        )

        assignment.additional_properties = d
        return assignment

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
