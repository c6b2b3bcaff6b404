# Generated from openapi.yaml by `make generate`. Do not edit.
from enum import IntEnum


class TaskStatus(IntEnum):
    """Status of a task: 0 Incomplete, 10 Doing, 20 Done, 30 Completed."""

    INCOMPLETE = 0
    DOING = 10
    DONE = 20
    COMPLETED = 30

    def __str__(self) -> str:
        return str(self.value)
