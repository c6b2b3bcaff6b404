"""The rules that openapi.yaml keeps beyond OpenAPI's own.

Where one is broken, the generator, or a script of ours, would drop or misread something without a word.

Those of operations stand in `contract`, where operations are read. Here are those of the document's parts, wherever
they stand. All that is wrong is told at once, a line each, each line with its place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
from attrs import frozen
from openapi_python_client.strings import snake_case
from schemas import KINDS, ContractError, Schema, resolve

EXTENSIONS = {"x-enum-varnames", "x-evidence", "x-idempotent", "x-not-before"}
EVIDENCE = ("reference", "docs", "later-docs", "assumed", "seen")
DIALECT = "https://json-schema.org/draft/2020-12/schema"

# What a schema may have: a misspelled keyword is no keyword, and OpenAPI has nothing against it.
KEYWORDS = {"$ref", "additionalProperties", "anyOf", "deprecated", "description", "enum", "examples", "format", "items"}
KEYWORDS |= {
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "pattern",
    "properties",
    "required",
}
KEYWORDS |= {"externalDocs", "readOnly", "type", "uniqueItems", "writeOnly"}

# What the generated models have for themselves.
TAKEN = {"additional_keys", "additional_properties", "from_dict", "to_dict"}

# Whose keys are names that somebody chose, and no keywords.
NAMES = {"callbacks", "content", "encoding", "headers", "links", "parameters", "pathItems", "paths", "requestBodies"}
NAMES |= {"responses", "schemas", "scopes", "securitySchemes", "variables"}
SCHEMA_NAMES = {"$defs", "dependentSchemas", "patternProperties", "properties"}
# Whose values are data, and may look like anything.
DATA = {"const", "default", "enum", "example", "examples", "mapping"}


@frozen
class Part:
    """A mapping within the document."""

    place: str
    body: dict[str, Any]
    is_schema: bool
    is_named: bool
    """Whether it stands directly in `components`."""


def check(document: dict[str, Any]) -> None:
    """Raise `ContractError`, a line for each broken rule."""
    parts = list(_parts(document, ""))
    schemas = [part for part in parts if part.is_schema]
    # Each step may rely on what the one before it has found in order.
    lines = [line for part in parts for line in _general(document, part)]
    lines = lines or [line for part in schemas for line in _keywords(part)]
    lines = lines or [line for part in schemas for line in _of_schema(document, part)]
    if lines:
        raise ContractError("\n".join(lines))


def _parts(node: Any, place: str, is_schema: bool = False, is_names: bool = False) -> Iterator[Part]:
    if isinstance(node, list):
        for number, item in enumerate(node):
            yield from _parts(item, f"{place}[{number}]", is_schema)
    elif isinstance(node, dict):
        if not is_names:
            yield Part(place, node, is_schema, place.startswith("components.") and place.count(".") == 2)
        for key, value in node.items():
            within = f"{place}.{key}".removeprefix(".")
            if is_names:
                yield from _parts(value, within, is_schema)
            elif key not in DATA and not str(key).startswith("x-"):
                names = key in (SCHEMA_NAMES if is_schema else NAMES)
                yield from _parts(value, within, is_schema or key in ("schema", "schemas"), names)


def _general(document: dict[str, Any], part: Part) -> Iterator[str]:
    for key in part.body:
        if str(key).startswith("x-") and key not in EXTENSIONS:
            yield f"{part.place}: {key} is none of our extensions, {', '.join(sorted(EXTENSIONS))}"
    evidence = part.body.get("x-evidence", "docs")
    if evidence not in EVIDENCE:
        yield f"{part.place}: x-evidence is {evidence!r}, not one of {', '.join(EVIDENCE)}"
    if "$ref" in part.body:
        try:
            resolve(document, part.place, part.body)
        except ContractError as error:
            yield str(error)
    types = part.body.get("type", []) if part.is_schema else []
    for kind in types if isinstance(types, list) else [types]:
        if kind not in (*KINDS, "null"):
            yield f"{part.place}: there is no type {kind!r}"


def _keywords(part: Part) -> Iterator[str]:
    """The outermost schemas against JSON Schema's own schema; what stands within them is found there."""
    if part.is_named or part.place.endswith(".schema"):
        try:
            jsonschema_rs.meta.validate({"$schema": DIALECT, **part.body})
        except jsonschema_rs.ValidationError as error:
            yield f"{'.'.join(map(str, [part.place, *error.instance_path]))}: {error.message.splitlines()[0]}"


def _of_schema(document: dict[str, Any], part: Part) -> Iterator[str]:
    place, body = part.place, part.body
    for key in ("allOf", "not", "oneOf"):
        if key in body:
            yield f"{place}: {key} is read by no script here; anyOf and $ref are"
    if "default" in body:
        yield f"{place}: the generated code would send the default with every call; say it in the description"
    for key in ("properties", "enum"):
        if key in body and not part.is_named:
            yield f"{place}: what has {key} needs a name, and stands under components.schemas"
    if body.get("type") == "object" and "properties" not in body and not part.is_named:
        yield f"{place}: an object needs a name, and stands under components.schemas"
    for key in body:
        if key not in KEYWORDS and not key.startswith("x-"):
            yield f"{place}: there is no keyword {key!r} in a schema, or none that is read here"
    names = Counter(snake_case(name) for name in body.get("properties", {}))
    for name, times in names.items():
        if name in TAKEN or times > 1:
            yield f"{place}: {'a model has its own' if name in TAKEN else f'{times} properties would be called'} {name}"
    for name in body.get("required", []):
        if name not in body.get("properties", {}):
            yield f"{place}: {name!r} is required, and no property"
    if "enum" in body:
        yield from _of_enum(place, body)
    for name, raw in body.get("properties", {}).items():
        child = Schema(document, f"{place}.properties.{name}", raw)
        yield from _of_order(child, body["properties"])


def check_links(document: dict[str, Any], known: set[str]) -> None:
    """Raise `ContractError` where a link leads to an operation that is not there: OpenAPI's own checks do not look."""
    parts = [part for part in _parts(document, "") if ".links." in part.place and "operationId" in part.body]
    lost = [
        f"{p.place}: there is no operation {p.body['operationId']!r}"
        for p in parts
        if p.body["operationId"] not in known
    ]
    if lost:
        raise ContractError("\n".join(lost))


def _of_enum(place: str, body: dict[str, Any]) -> Iterator[str]:
    values, names = body["enum"], body.get("x-enum-varnames")
    if not any(all(type(value) is kind for value in values) for kind in (int, str)):
        yield f"{place}: an enum has integers, or strings, and nothing else (null stands beside it, in an anyOf)"
    if len(set(values)) < len(values):
        yield f"{place}: a value stands in the enum more than once"
    if not isinstance(names, list) or len(names) != len(values):
        yield f"{place}: x-enum-varnames must be {len(values)} names, one for each value of the enum"
        return
    members = [snake_case(str(name)).upper() for name in names]
    for member, times in Counter(members).items():
        if times > 1:
            yield f"{place}: x-enum-varnames has {times} names that would both be {member}"
    for name, member in zip(names, members, strict=True):
        if not member.isidentifier():
            yield f"{place}: x-enum-varnames has {name!r}, which cannot be a name in Python"


def _of_order(schema: Schema, siblings: dict[str, Any]) -> Iterator[str]:
    earlier = schema.body.get("x-not-before")
    if earlier is None:
        return
    if earlier not in siblings:
        yield f"{schema.place}: x-not-before names {earlier!r}, which is no property beside it"
    elif not schema.kind == Schema(schema.document, schema.place, siblings[earlier]).kind == "date":
        # Timestamps would have to be compared as such, and not as the strings that they are on the wire.
        yield f"{schema.place}: x-not-before is for a date and a date, not for {schema.kind!r} and {earlier!r}"
