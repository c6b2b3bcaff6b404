"""The shape of what was answered: for each place its types, how often each was met, and the codes of enums. No values."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import define, field

from webwork_tracker.errors import ConfigurationError

from ._check import FIELD_NAME
from ._document import resolved, responses

VERSION = 1

_TYPES = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
# What a server may have added to an enum of texts. Anything else is not taken for a code.
_CODE = re.compile(r"[a-z]+(_[a-z]+){0,3}", re.ASCII)


@define
class Place:
    """What was met at one JSON pointer."""

    types: Counter[str] = field(factory=Counter)
    codes: set[int | str] = field(factory=set)
    """Where the contract has an enum: the values."""

    @property
    def met(self) -> int:
        """How often it was there, whatever its type."""
        return self.types.total()


Places = dict[str, Place]
"""By JSON pointer, `*` for each item of a list."""


class Shape:
    """By operation and status: the places of the bodies."""

    def __init__(self) -> None:
        self.places: dict[tuple[str, int], Places] = {}

    def add(self, operation_id: str, status: int, body: Any) -> None:
        """Take in one body, as Python objects."""
        schema = responses()[operation_id].get(status)
        _add(self.places.setdefault((operation_id, status), {}), "", body, {"$ref": schema} if schema else {})

    def at(self, operation_id: str, pointer: str) -> Place:
        """What was met at a place of an operation's successes."""
        found = Place()
        for (operation, status), places in self.places.items():
            if operation == operation_id and status < 400 and pointer in places:
                found.types += places[pointer].types
                found.codes |= places[pointer].codes
        return found

    def below(self, operation_id: str, pointer: str) -> list[str]:
        """Names of the fields that were met directly below a place."""
        start = f"{pointer}/"
        pointers = {
            each: None
            for (operation, status), places in self.places.items()
            if operation == operation_id and status < 400
            for each in places
        }
        return [
            each.removeprefix(start) for each in pointers if each.startswith(start) and "/" not in each[len(start) :]
        ]

    def save(self, file: Path) -> None:
        """Write it as JSON, in an order that does not depend on that of the answers."""
        operations: dict[str, dict[str, Any]] = {}
        for (operation_id, status), places in sorted(self.places.items()):
            told = {pointer: _told(place) for pointer, place in sorted(places.items())}
            operations.setdefault(operation_id, {})[str(status)] = told
        text = json.dumps({"webwork_shape": VERSION, "operations": operations}, indent=1)
        file.write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, file: Path) -> Shape:
        """Read what `save` has written. Raises `ConfigurationError` for a file that is something else, `OSError`."""
        shape = cls()
        try:
            saved = json.loads(file.read_text(encoding="utf-8"))
            if saved["webwork_shape"] != VERSION:
                raise ValueError
            for operation_id, by_status in saved["operations"].items():
                for status, told in by_status.items():
                    places = {p: Place(Counter(each["types"]), set(each.get("codes", ()))) for p, each in told.items()}
                    shape.places[operation_id, int(status)] = places
        except (ValueError, TypeError, KeyError, AttributeError):
            raise ConfigurationError(f"{file} is no shape of this version's `verify --shape`.") from None
        return shape


def _told(place: Place) -> dict[str, Any]:
    codes = {"codes": sorted(place.codes, key=lambda code: (isinstance(code, str), code))} if place.codes else {}
    return {"types": dict(sorted(place.types.items())), **codes}


def _add(places: Places, pointer: str, value: Any, schema: Mapping[str, Any]) -> None:
    known = resolved(schema)
    place = places.setdefault(pointer, Place())
    place.types[_TYPES.get(type(value), "null")] += 1
    if _is_code(value, _enum(known)):
        place.codes.add(value)
    if isinstance(value, list):
        for item in value:
            _add(places, f"{pointer}/*", item, known.get("items", {}))
    elif isinstance(value, dict):
        named, others = known.get("properties", {}), known.get("additionalProperties")
        for name, item in value.items():
            # The keys of a map are data: somebody's address, for one.
            is_name = name in named or (others is None and FIELD_NAME.fullmatch(name))
            _add(places, f"{pointer}/{name if is_name else '*'}", item, named.get(name, others or {}))


def _enum(schema: Mapping[str, Any]) -> list[Any] | None:
    arms = [schema, *(resolved(arm) for arm in schema.get("anyOf", ()))]
    return next((arm["enum"] for arm in arms if "enum" in arm), None)


def _is_code(value: Any, enum: list[Any] | None) -> bool:
    """Whether it is one of the enum's, or looks like one that was added: a number, or one word in small letters."""
    if enum is None or isinstance(value, bool):
        return False
    if isinstance(value, str):
        return value in enum or (len(value) <= 30 and _CODE.fullmatch(value) is not None)
    return isinstance(value, int)


def differences(before: Shape, now: Shape) -> Iterator[str]:
    """What is new in a shape, a line each. What was not met again is no difference: other tasks, other values."""
    for key, places in now.places.items():
        if key not in before.places:
            # A list was empty then, or it could not be asked.
            continue
        operation_id, status = key
        for line in _differences(before.places[key], places):
            yield f"{operation_id} {status} {line}"


def _differences(before: Places, now: Places) -> Iterator[str]:
    for pointer, place in now.items():
        if (known := before.get(pointer)) is None:
            if _parent_met(before, pointer):
                yield f"{pointer}: new, {' or '.join(sorted(place.types))}"
            continue
        for kind in sorted(place.types.keys() - known.types.keys()):
            yield f"{pointer}: also {kind}, was {' or '.join(sorted(known.types))}"
        for code in sorted(place.codes - known.codes, key=str):
            yield f"{pointer}: new code {code}"
    for pointer in before:
        if _always(before, pointer) and not _always(now, pointer) and _parent_met(now, pointer):
            yield f"{pointer}: {'not always there any more' if pointer in now else 'gone'}"


def _parent_met(places: Places, pointer: str) -> bool:
    """Whether there was an object, or a list with something in it, that could have had it."""
    parent, _, name = pointer.rpartition("/")
    return bool(pointer) and name != "*" and parent in places and places[parent].types["object"] > 0


def _always(places: Places, pointer: str) -> bool:
    """Whether each object that could have had it had it."""
    parent, _, name = pointer.rpartition("/")
    if pointer not in places or not pointer or name == "*":
        return False
    return places[pointer].met == places[parent].types["object"]
