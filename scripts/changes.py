"""What a change is to the users of the client: what, who breaks, and the version that is due for it."""

from __future__ import annotations

import re
from enum import Enum, IntEnum

from attrs import frozen


class Who(Enum):
    """Whose code stops working."""

    CALLER = "caller"
    """Who sends requests: what was accepted is refused, or does something else."""
    READER = "reader"
    """Who reads answers: what was promised is gone, or is something else."""
    NAME = "generated name"
    """Who wrote down a name of the Python package, or an operationId: it is not there any more."""


class Level(IntEnum):
    """How much a change is, and the bump that SemVer has for it."""

    HARMLESS = 0
    ADDITION = 1
    BREAKING = 2

    @property
    def bump(self) -> str:
        """In SemVer's words."""
        return ("none", "minor", "major")[self]


@frozen
class Change:
    """One difference between two editions."""

    level: Level
    place: str
    what: str
    """In words; names of the contract and of Python stand in backticks."""
    who: frozenset[Who] = frozenset()
    """Empty unless it breaks somebody."""

    @property
    def names(self) -> set[str]:
        """What an entry of the changelog may call it by: its place, the last name in that, and the names in `what`."""
        last = [word for word in re.split(r"[.()]", self.place) if word][-1]
        return {self.place, last, *re.findall(r"`([^`]+)`", self.what)}

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


def breaking(place: str, what: str, *who: Who) -> Change:
    """A change that breaks somebody."""
    return Change(Level.BREAKING, place, what, frozenset(who))
