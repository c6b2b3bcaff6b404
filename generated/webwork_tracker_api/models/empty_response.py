# Generated from openapi.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.meta import Meta
    from ..models.no_data_type_0 import NoDataType0


T = TypeVar("T", bound="EmptyResponse")


@_attrs_define
class EmptyResponse:
    """The envelope of an answer without data."""

    success: bool
    """ True, unless the answer is an error. """
    data: NoDataType0 | None
    """ Nothing; the answer's `message` says what was done. """
    message: str
    """ What was done, in words. """
    meta: Meta
    """ What the server says about the answer itself. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.no_data_type_0 import NoDataType0  # noqa: PLC0415

        success = self.success

        data: dict[str, Any] | None
        if isinstance(self.data, NoDataType0):
            data = self.data.to_dict()
        else:
            data = self.data

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
        from ..models.meta import Meta  # noqa: PLC0415
        from ..models.no_data_type_0 import NoDataType0  # noqa: PLC0415

        d = dict(src_dict)
        success = d.pop("success")

        def _parse_data(data: object) -> NoDataType0 | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_no_data_type_0 = NoDataType0.from_dict(data)

                return componentsschemas_no_data_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(NoDataType0 | None, data)

        data = _parse_data(d.pop("data"))

        message = d.pop("message")

        meta = Meta.from_dict(d.pop("meta"))

        empty_response = cls(
            success=success,
            data=data,
            message=message,
            meta=meta,
        )

        empty_response.additional_properties = d
        return empty_response

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
