"""The contract as this package brings it, and a stricter copy of it, compiled for jsonschema-rs when first needed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import ModuleType
from typing import TYPE_CHECKING, Any

from webwork_tracker.errors import ConfigurationError

if TYPE_CHECKING:
    from jsonschema_rs import Validator


@cache
def document() -> Mapping[str, Any]:
    """The published document."""
    contents: Mapping[str, Any] = json.loads((files("webwork_tracker_api") / "openapi.json").read_bytes())
    return contents


@cache
def responses() -> Mapping[str, Mapping[int, str | None]]:
    """Of each operation, by status: the name of the schema of its body; None where no body is promised."""
    return {
        operation["operationId"]: {int(status): _schema(found) for status, found in operation["responses"].items()}
        for path in document()["paths"].values()
        for operation in path.values()
        if "operationId" in operation
    }


def _schema(response: Mapping[str, Any]) -> str | None:
    content = resolved(response).get("content", {})
    return content["application/json"]["schema"]["$ref"] if content else None


def resolved(node: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a `$ref` of the document stands for; any other node as it is."""
    found: Any = node
    while "$ref" in found:
        reference, found = found["$ref"], document()
        for name in reference.removeprefix("#/").split("/"):
            found = found[name]
    return dict(found)


@cache
def validator(schema: str, *, success: bool) -> Validator:
    """Holds a body against the schema of that name, strictly; `success` is what its envelope has to say."""
    contents = {
        "$ref": schema,
        "properties": {"success": {"const": success}},
        "components": {"schemas": strict_schemas()},
    }
    compiled: Validator = library().Draft202012Validator(contents, validate_formats=True)
    return compiled


def library() -> ModuleType:
    """jsonschema-rs. Raises `ConfigurationError` if it is not installed."""
    try:
        import jsonschema_rs
    except ImportError:
        raise ConfigurationError(
            "Holding replies against the contract needs an extra: pip install 'webwork-tracker[contract]'."
        ) from None
    return jsonschema_rs


@cache
def strict_schemas() -> Mapping[str, Any]:
    """The document's schemas, without what they leave open for later editions: unknown fields and unknown codes."""
    return {name: _strict(schema) for name, schema in document()["components"]["schemas"].items()}


def _strict(node: Any) -> Any:
    if isinstance(node, list):
        return [_strict(item) for item in node]
    if not isinstance(node, dict):
        return node
    if (codes := _closed(node)) is not None:
        return codes
    made = {name: _strict(item) for name, item in node.items()}
    if "object" in _types(node):
        # Enough while the contract has no allOf, which `rules.py` refuses.
        made.setdefault("additionalProperties", False)
        # Without it jsonschema-rs 0.60 does not name the fields that are too much.
        made.setdefault("properties", {})
    return made


def _closed(node: dict[str, Any]) -> dict[str, Any] | None:
    """Of an enum that is open, `anyOf: [the enum, any integer]`: the enum alone.

    Null stays where the vendor's docs have it, but not where only later editions do.
    """
    arms = [resolved(arm) for arm in node.get("anyOf", ())]
    enums = [arm for arm in arms if "enum" in arm]
    rest = [arm for arm in arms if set(arm) == {"type"}]
    if len(enums) != 1 or len(enums) + len(rest) != len(arms):
        return None
    or_null = node.get("x-evidence") != "later-docs" and any("null" in _types(arm) for arm in rest)
    null = ([None], ["null"]) if or_null else ([], [])
    return {"enum": [*enums[0]["enum"], *null[0]], "type": [*_types(enums[0]), *null[1]]}


def _types(node: Mapping[str, Any]) -> list[str]:
    kind = node.get("type", [])
    return kind if isinstance(kind, list) else [kind]
