# Generated from openapi.yaml by `make generate`. Do not edit.
from enum import StrEnum


class ProjectViewerStatus(StrEnum):
    """What a project viewer's account is."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    LEFT = "left"

    def __str__(self) -> str:
        return str(self.value)
