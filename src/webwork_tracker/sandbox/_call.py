"""What a handler is given, what it gives back, and how it says no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from webwork_tracker._operation import Operation

from ._database import Database


@frozen
class Identity:
    """Whom a token belongs to: a user, the first member with a role, or, with neither, the workspace's owner."""

    user_id: int | None = None
    role: str | None = None

    @property
    def is_owner(self) -> bool:
        """Whether it is the owner of whichever workspace a request names."""
        return self.user_id is None and self.role is None


OWNER = Identity()


@frozen
class Call:
    """One request that is understood, allowed and checked against the contract."""

    operation: Operation[Any]
    arguments: Mapping[str, Any]
    """Path, query and body by their names on the wire; what was not sent is not in here."""
    identity: Identity
    now: str
    """Time of the request, as the API writes it."""
    db: Database


@frozen
class Answer:
    """What a handler has to say; the envelope goes around it later."""

    data: Any = None
    message: str | None = None
    status: int = 200
    pagination: Mapping[str, int | None] | None = None


class Refusal(Exception):
    """Ends a request with an error; whatever it has changed is undone."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        error: str | None = None,
        errors: Mapping[str, list[str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.error = error
        self.errors = errors
        self.headers = headers or {}


def invalid(errors: Mapping[str, list[str]]) -> Refusal:
    """The refusal of values that are missing or not allowed."""
    return Refusal(422, "The given data was invalid.", errors=errors)
