"""Replaces what is personal or secret in JSON, and keeps what a test needs: ids, numbers, dates, codes.

Nothing is looked for: a text stays only if it is known to say nothing. So a token, an e-mail or a name is gone wherever it
stands and however it was spelled. The same text becomes the same stand-in everywhere, so that a recording holds together.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from webwork_tracker_api.operations import OPERATIONS

# Dates, and the spellings of a timestamp that the vendor's docs use.
_DATE = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)
_VERSION = re.compile(r"\d{1,4}(\.\d{1,4}){1,3}", re.ASCII)
_DIGITS = re.compile(r"\d{1,19}", re.ASCII)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
# The name of a field that the contract does not know, if programmers chose it; anything else may be somebody's.
_FIELD = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*", re.ASCII)
# What is shorter is part of too many words.
_LONG = 8
_STAND_IN = re.compile(r"(Name|Text) \d+|person-\d+@example\.invalid|replaced-\d+", re.ASCII)


def is_stand_in(text: object) -> bool:
    """Whether a text was put there in place of another one."""
    return isinstance(text, str) and _STAND_IN.fullmatch(text) is not None


class Anonymizer:
    """Gives every text its stand-in. Ask it twice: what it has seen by then is not the name of a field either."""

    def __init__(self) -> None:
        self._stand_ins: dict[str, str] = {}
        self._secrets: set[str] = set()

    def hide(self, secret: str) -> None:
        """Let no name of a field have this in it either, which a token may look like."""
        if secret:
            self._secrets.add(secret.casefold())

    def json(self, value: Any, field: str = "") -> Any:
        """JSON with every text in it replaced; `field` is the name that it stands under."""
        if isinstance(value, str):
            return self.text(value, field)
        if isinstance(value, list):
            return [self.json(item, field) for item in value]
        if isinstance(value, dict):
            return {self.name(name): self.json(item, name) for name, item in value.items()}
        return value

    def text(self, text: str, field: str = "") -> str:
        """The text itself if it says nothing about anybody, else its stand-in."""
        if not text or _says_nothing(text, field):
            return text
        if _EMAIL.fullmatch(text):
            return self._stand_in(text, "person-{}@example.invalid")
        return self._stand_in(text, "Name {}" if "name" in field else "Text {}")

    def name(self, name: str) -> str:
        """The same for the name of a field or a segment of a path, which in a map may be anything."""
        if name in _documented().names or (_DIGITS.fullmatch(name) and not self._is_replaced(name)):
            return name
        if _FIELD.fullmatch(name) and not self._is_somebodys(name):
            return name
        return self._stand_in(name, "replaced-{}")

    def _is_replaced(self, digits: str) -> bool:
        """Whether it is a telephone number, say. Short ones are ids, even where somebody's title is the same."""
        return len(digits) >= _LONG and digits in self._stand_ins

    def _is_somebodys(self, name: str) -> bool:
        words = {name, *re.split("[_-]", name)} - _documented().words
        long = (text for text in self._stand_ins if len(text) >= _LONG)
        return not words.isdisjoint(self._stand_ins) or any(text in name for text in (*self._secrets, *long))

    def _stand_in(self, text: str, form: str) -> str:
        # E-mail addresses and names are the same, however their letters are written.
        key = text.casefold()
        if key not in self._stand_ins:
            self._stand_ins[key] = form.format(len(self._stand_ins) + 1)
        return self._stand_ins[key]


def _says_nothing(text: str, field: str) -> bool:
    if _DATE.fullmatch(text) or text in _documented().texts:
        return True
    if _DIGITS.fullmatch(text):
        # Elsewhere it may be a telephone number.
        return field.lower().endswith("id") or field in _documented().numbers
    return field == "api_version" and _VERSION.fullmatch(text) is not None


class _Documented:
    """What everybody may know, because the contract says it: names of fields, codes, and what servers say."""

    def __init__(self, contract: Any) -> None:
        self.names: set[str] = set()
        self.texts: set[str] = set()
        for key, value in _pairs(contract):
            if key == "properties":
                self.names.update(value)
            elif key == "enum":
                self.texts.update(code for code in value if isinstance(code, str))
            elif key == "message" and isinstance(value, str):
                self.texts.add(value)
            elif key == "name" and isinstance(value, str):
                self.names.add(value)
        for path in contract["paths"]:
            self.names.update(path.strip("/").split("/"))
        fields = [field for each in OPERATIONS.values() for field in (*each.query, *(each.body or ()))]
        self.numbers = {field.name for field in fields if field.kind == "integer"}
        self.words = {word for name in self.names for word in re.split("[_-]", name)}


@cache
def _documented() -> _Documented:
    return _Documented(json.loads((files("webwork_tracker_api") / "openapi.json").read_text(encoding="utf-8")))


def _pairs(value: Any) -> Iterator[tuple[str, Any]]:
    """Every key of every object in it, with its value."""
    if isinstance(value, dict):
        yield from value.items()
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _pairs(item)
