"""What the contract says of an operation, as data: `make generate` writes one of these for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from attrs import frozen

T = TypeVar("T")


@frozen
class Field:
    """A parameter or a body field: its name on the wire, and what the contract allows in it."""

    name: str
    kind: str
    """integer, number, string, boolean, date, date-time, array, object or any."""
    argument: str | None = None
    """Its name in Python, where that is another one."""
    required: bool = False
    nullable: bool = False
    enum: tuple[int | str, ...] | None = None
    enum_name: str | None = None
    """Class of the members."""
    enum_labels: tuple[str, ...] = ()
    format: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    items: Field | None = None
    not_before: str | None = None


@frozen
class Operation(Generic[T]):
    """One operation of the contract, whose answer's `data` is read as a `T`."""

    id: str
    """operationId."""
    tag: str
    verb: str
    """Name of its method in the resource."""
    method: str
    path: str
    """Path template with `{names}`."""
    path_params: tuple[Field, ...] = ()
    query: tuple[Field, ...] = ()
    body: tuple[Field, ...] | None = None
    """Fields of the JSON body; None where nothing is sent."""
    idempotent: bool | None = None
    """May it be sent again when its answer was lost? None: nobody knows."""
    paged: bool = False
    """A list that comes page by page."""
    decode: Callable[[Any], Any] | None = None
    """Reads `data`, or each item of it; None where an answer has no data."""
    many: bool = False
    """Whether `data` is a list."""
