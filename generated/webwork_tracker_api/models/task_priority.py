# Generated from openapi.yaml by `make generate`. Do not edit.
from enum import IntEnum


class TaskPriority(IntEnum):
    """Priority of a task: 10 Urgent, 20 High, 30 Normal, 40 Low."""

    URGENT = 10
    HIGH = 20
    NORMAL = 30
    LOW = 40

    def __str__(self) -> str:
        return str(self.value)
