"""Reads openapi.yaml, follows its references, and tells what each of its schemas allows."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from attrs import frozen

KINDS = ("integer", "number", "string", "boolean", "array", "object")


class ContractError(Exception):
    """A mistake in the document; the message begins with its place."""


class _Loader(yaml.CSafeLoader):
    """Refuses a key that stands twice in a mapping: YAML keeps the last one and says nothing."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"]
        for key, (node_key, _) in zip(keys, node.value, strict=False):
            if keys.count(key) > 1:
                line = node_key.start_mark.line + 1
                raise ContractError(f"line {line}: the key {key!r} stands more than once in this mapping")
        return super().construct_mapping(node, deep)


# Dates stay the strings that JSON would have.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}


def load(path: Path) -> dict[str, Any]:
    """Read the document. Raises `ContractError` with the line of a mistake in its YAML."""
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), _Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise ContractError(f"{where}{getattr(error, 'problem', None) or error}") from None
    if not isinstance(document, dict):
        raise ContractError("line 1: no mapping")
    return document


@frozen
class Schema:
    """A schema with the place where it stands, references followed."""

    document: dict[str, Any]
    place: str
    raw: dict[str, Any]

    @property
    def component(self) -> str | None:
        """The name under `components.schemas` that this schema refers to, or stands at."""
        found = re.fullmatch(r"(?:#/|.*#/)components/schemas/([^/]+)", self.raw.get("$ref", "#/" + self.place))
        return found[1] if found else None

    @cached_property
    def body(self) -> dict[str, Any]:
        """The schema itself; what stands beside a `$ref` wins over what it refers to."""
        return resolve(self.document, self.place, self.raw)

    def child(self, *path: str) -> Schema:
        """The schema at `path` within this one."""
        raw: Any = self.body
        for step in path:
            raw = raw[step]
        base = f"components/schemas/{self.component}" if self.component else self.place
        return Schema(self.document, "/".join((base, *path)), raw)

    @property
    def branches(self) -> list[Schema]:
        """The members of an `anyOf`, or the schema alone."""
        if "anyOf" not in self.body:
            return [self]
        place = f"components/schemas/{self.component}" if self.component else self.place
        return [Schema(self.document, f"{place}/anyOf/{n}", raw) for n, raw in enumerate(self.body["anyOf"])]

    @property
    def types(self) -> set[str]:
        """Every JSON type that is allowed, `null` included."""
        found: set[str] = set()
        for branch in self.branches:
            declared = branch.body.get("type", ())
            found.update([declared] if isinstance(declared, str) else declared)
        return found

    @property
    def kind(self) -> str:
        """One of `KINDS`, `date`, `date-time`, or `any`."""
        kinds = self.types - {"null"}
        if len(kinds) != 1:
            return "any"
        (kind,) = kinds
        if kind not in KINDS:
            raise ContractError(f"{self.place}: there is no type {kind!r}")
        formats = {branch.body.get("format") for branch in self.branches}
        return (
            str(formats.pop()) if kind == "string" and formats <= {"date", "date-time"} and len(formats) == 1 else kind
        )

    @property
    def nullable(self) -> bool:
        return "null" in self.types

    @property
    def enum(self) -> Schema | None:
        """The named enum that this schema is, or offers among others."""
        return next((branch for branch in self.branches if "enum" in branch.body and branch.component), None)

    @property
    def closed(self) -> bool:
        """Whether nothing but the enum's members (and null) is allowed."""
        return self.enum is not None and all("enum" in b.body or b.types == {"null"} for b in self.branches)


def resolve(document: dict[str, Any], place: str, raw: Any) -> dict[str, Any]:
    """Follow `$ref`s within the document. Raises `ContractError` if one leads nowhere."""
    beside: dict[str, Any] = {}
    seen: set[str] = set()
    while isinstance(raw, dict) and "$ref" in raw:
        beside = {**{key: value for key, value in raw.items() if key != "$ref"}, **beside}
        reference = raw["$ref"]
        if not str(reference).startswith("#/") or reference in seen:
            raise ContractError(f"{place}: $ref {reference!r} does not lead to a place in this document")
        seen.add(reference)
        raw = document
        for step in reference[2:].split("/"):
            step = step.replace("~1", "/").replace("~0", "~")
            if not isinstance(raw, dict) or step not in raw:
                raise ContractError(f"{place}: $ref {reference!r} leads nowhere")
            raw = raw[step]
    if not isinstance(raw, dict):
        raise ContractError(f"{place}: expected a mapping, found {type(raw).__name__}")
    return {**raw, **beside} if beside else raw
