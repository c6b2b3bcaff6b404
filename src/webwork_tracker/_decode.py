"""What the generated decoders are made of. None of these raises: what cannot be read is handed over as it came."""

from __future__ import annotations

import datetime as _datetime
from collections.abc import Callable, Container
from enum import Enum
from functools import lru_cache
from typing import Any

# Looked up once: these are called for each timestamp of a page.
# Tasks share their days: so do the objects, which also saves memory where many are held.
_read_date = lru_cache(4096)(_datetime.date.fromisoformat)
_read_date_time = _datetime.datetime.fromisoformat
_UTC = _datetime.UTC


def as_it_is(value: Any) -> Any:
    """The value itself."""
    return value


# Many tasks have the same few assignees. The cache forgets, which sys.intern would not.
shared = lru_cache(4096)(as_it_is)


def integer(value: Any) -> Any:
    """An int, also from a numeric string (some later editions of the docs have ids as strings)."""
    # The bounds keep `int` away from what it reads and JSON numbers are not: "1_000", " 5", digits of other scripts.
    if isinstance(value, str) and value.isascii() and value.removeprefix("-").isdigit() and len(value) <= 20:
        return int(value)
    return value


def enum(members: type[Enum], value: Any) -> Any:
    """A member of the enum, or the value itself if the contract does not know it."""
    # To Python, false and 0.0 are 0.
    if type(value) is int or type(value) is str:
        return members._value2member_map_.get(value, value)
    return value


def date(value: Any) -> Any:
    """A date from `2024-01-15`."""
    try:
        return _read_date(value)
    except (ValueError, TypeError):
        return value


def date_time(value: Any) -> Any:
    """A datetime from any of the four spellings in the vendor's docs; UTC where it names no zone (assumed)."""
    try:
        read = _read_date_time(value)
    except (ValueError, TypeError):
        return value
    return read if read.tzinfo is not None else read.replace(tzinfo=_UTC)


def many(decode: Callable[[Any], Any], value: Any) -> Any:
    """A list, each of its items decoded; empty if there is none."""
    if isinstance(value, list):
        return [decode(item) for item in value]
    return [] if value is None else value


def others(data: dict[str, Any], known: Container[str]) -> dict[str, Any]:
    """The fields that the contract does not know."""
    return {name: data[name] for name in data if name not in known}
