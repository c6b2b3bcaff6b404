# Generated from openapi.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.assignment import Assignment
    from ..models.meta import Meta


T = TypeVar("T", bound="AssignmentResponse")


@_attrs_define
class AssignmentResponse:
    """An assignment in its envelope."""

    success: bool
    """ True, unless the answer is an error. """
    data: Assignment
    """ The fact that a task is assigned to a user.
    A third party reads its `user_id` and `task_id` as strings; the client takes both.
     """
    message: str
    """ What was done, in words. """
    meta: Meta
    """ What the server says about the answer itself. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        success = self.success

        data = self.data.to_dict()

        message = self.message

        meta = self.meta.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "success": success,
                "data": data,
                "message": message,
                "meta": meta,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.assignment import Assignment  # noqa: PLC0415
        from ..models.meta import Meta  # noqa: PLC0415

        d = dict(src_dict)
        success = d.pop("success")

        data = Assignment.from_dict(d.pop("data"))

        message = d.pop("message")

        meta = Meta.from_dict(d.pop("meta"))

        assignment_response = cls(
            success=success,
            data=data,
            message=message,
            meta=meta,
        )

        assignment_response.additional_properties = d
        return assignment_response

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
