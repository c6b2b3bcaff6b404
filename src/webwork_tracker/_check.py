"""Checks a value against what the contract allows in a field, and turns it into what goes on the wire."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from ._operation import Field
from .errors import InvalidArgumentError

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def check(field: Field, value: Any) -> Any:
    """Return `value` as JSON has it. Raises `InvalidArgumentError`, which names the argument, if the contract forbids it."""
    try:
        return _check(field, value)
    except _Problem as problem:
        name = f"{field.argument or field.name}{problem.where}"
        shown = f", not {_shown(problem.value)}" if problem.value != "" else ""
        text = str(problem)
        raise InvalidArgumentError(f"{name} {text}{shown}", field=name, value=problem.value, problem=text) from None


def check_order(fields: tuple[Field, ...], values: Mapping[str, Any]) -> None:
    """Hold the dates among `values` (as on the wire) against each other: `x-not-before`."""
    for field in fields:
        later, earlier = values.get(field.name), values.get(field.not_before or "")
        if later is not None and earlier is not None and later < earlier:
            problem = f"must not be before {field.not_before} ({earlier})"
            raise InvalidArgumentError(
                f"{field.name} {problem}, not {later}", field=field.name, value=later, problem=problem
            )


class _Problem(Exception):
    """What is wrong with a value; `check` adds the field's name."""

    where = ""
    """Position within a list."""
    value: Any = None


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _check(field: Field, value: Any) -> Any:
    try:
        return _checked(field, value)
    except _Problem as problem:
        # Where it stands in a list, it is the item that is wrong, and not the list.
        problem.value = problem.value if problem.where else value
        raise


def _checked(field: Field, value: Any) -> Any:
    if value is None:
        if field.nullable:
            return None
        raise _Problem(f"must be {_NAMES[field.kind]}" + ("" if field.required else " (leave it out to not send it)"))
    if isinstance(value, Enum):
        # Two enums of integers share numbers: a priority must not pass for a status.
        if field.enum_name not in (None, type(value).__name__):
            raise _Problem(f"must be a {field.enum_name}")
        value = value.value
    value = _KINDS[field.kind](field, value)
    if field.enum is not None and value not in field.enum:
        raise _Problem(f"must be {_choices(field)}")
    return value


def _choices(field: Field) -> str:
    values = [repr(value) for value in field.enum or ()]
    if field.enum_labels:
        values = [f"{value} ({label})" for value, label in zip(values, field.enum_labels, strict=True)]
    return " or ".join([", ".join(values[:-1]), values[-1]] if len(values) > 1 else values)


def _integer(field: Field, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _Problem("must be an integer")
    _in_bounds(field, value)
    return value


def _number(field: Field, value: Any) -> float:
    # NaN and infinity have no place in JSON.
    if not isinstance(value, (int, float)) or isinstance(value, bool) or value - value != 0:
        raise _Problem("must be a number")
    _in_bounds(field, value)
    return value


def _in_bounds(field: Field, value: float) -> None:
    low, high = field.minimum, field.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        if low is None or high is None:
            raise _Problem(f"must be at least {low:g}" if high is None else f"must be at most {high:g}")
        raise _Problem(f"must be {low:g} to {high:g}")


def _string(field: Field, value: Any) -> str:
    if not isinstance(value, str):
        raise _Problem("must be a string")
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        raise _Problem("must be text (it has half of a surrogate pair)")
    if field.min_length and len(value) < field.min_length:
        raise _Problem(
            "must not be empty" if field.min_length == 1 else f"must have {field.min_length} characters or more"
        )
    if field.max_length is not None and len(value) > field.max_length:
        raise _Problem(f"must have at most {field.max_length} characters")
    if field.format == "email" and not _EMAIL.fullmatch(value):
        raise _Problem("must be an e-mail address")
    return value


def _boolean(field: Field, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _Problem("must be true or false")
    return value


def _date(field: Field, value: Any) -> str:
    # A datetime is a date to Python, but the day it means depends on a time zone that nobody named.
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    # The pattern, because Python reads other spellings of ISO 8601 as well.
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            pass
    raise _Problem("must be a date or a string like 2024-01-15")


def _date_time(field: Field, value: Any) -> str:
    if isinstance(value, str):
        try:
            datetime.fromisoformat(value)
        except ValueError:
            raise _Problem("must be a datetime or a string like 2024-01-15T09:00:00Z") from None
        return value
    if not isinstance(value, datetime):
        raise _Problem("must be a datetime or a string like 2024-01-15T09:00:00Z")
    if value.tzinfo is None:
        raise _Problem("must be a datetime with a time zone")
    return value.isoformat().replace("+00:00", "Z")


def _array(field: Field, value: Any) -> list[Any]:
    if isinstance(value, (str, bytes, Mapping)) or not hasattr(value, "__iter__"):
        raise _Problem("must be a list")
    if field.items is None:
        return list(value)
    checked = []
    for position, item in enumerate(value):
        try:
            checked.append(_check(field.items, item))
        except _Problem as problem:
            problem.where = f"[{position}]{problem.where}"
            raise
    return checked


def _object(field: Field, value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise _Problem("must be a mapping")
    return dict(value)


def _any(field: Field, value: Any) -> Any:
    return value


_KINDS: dict[str, Callable[[Field, Any], Any]] = {
    "integer": _integer,
    "number": _number,
    "string": _string,
    "boolean": _boolean,
    "date": _date,
    "date-time": _date_time,
    "array": _array,
    "object": _object,
    "any": _any,
}
_NAMES = {
    "integer": "an integer",
    "number": "a number",
    "string": "a string",
    "boolean": "true or false",
    "date": "a date",
    "date-time": "a datetime",
    "array": "a list",
    "object": "a mapping",
    "any": "given",
}
