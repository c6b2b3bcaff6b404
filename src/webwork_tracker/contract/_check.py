"""Holds one reply against the contract."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from webwork_tracker._reply import parse
from webwork_tracker.errors import InvalidArgumentError

from ._document import responses, validator
from ._drift import Drift, Kind

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

_Finding = tuple[str, Kind, str]
"""Pointer, kind, detail."""

# snake_case or camelCase: anything else may be a name, an address or a key of somebody's that a server uses as one.
FIELD_NAME = re.compile(
    r"(?=.{1,64}\Z)_{0,2}([a-z]+\d{0,3}([_-]([a-z]+\d{0,3}|\d{1,3}))*|[a-z]+([A-Z][a-z]*\d{0,3})+)", re.ASCII
)


def check(operation_id: str, status: int, body: Any, *, content_type: str | None = None) -> list[Drift]:
    """What in a reply is not as the contract has it, sorted by pointer; the same finding once, however many items show it.

    A field, code or null that the contract takes for the sake of later editions is a finding too. A page that a gateway
    puts in the place of an answer (5xx that the contract does not have, and no JSON) says nothing of the API and is none.

    Args:
        operation_id: Whose reply it is: `getTasks`, …
        status: HTTP status.
        body: JSON as bytes or text, or the Python objects made of it.
        content_type: Content-Type of the reply; None: not looked at.

    Raises:
        ConfigurationError: The extra `[contract]` is not installed.
        InvalidArgumentError: The contract has no such operation.
    """
    known = responses().get(operation_id)
    if known is None:
        raise InvalidArgumentError(
            f"The contract has no operation {operation_id!r}.", field="operation_id", value=operation_id
        )
    found = sorted(set(_findings(known, status, body, content_type)))
    # An operation has one success, and many refusals that look alike.
    place = "" if status in known and status < 400 else f"with {status}: "
    return [Drift(operation_id, pointer, kind, place + detail) for pointer, kind, detail in found]


def _findings(known: Mapping[int, str | None], status: int, body: Any, content_type: str | None) -> Iterator[_Finding]:
    value, is_json = _parsed(body)
    if status not in known:
        if status >= 500 and not is_json:
            return
        yield "", "undocumented status", f"the contract has {_listed(known, 'and')}"
    if status < 200 or status == 204 or 300 <= status < 400 or (status in known and known[status] is None):
        return  # No body, or none that the contract could know.
    media_type = (content_type or "application/json").partition(";")[0].strip().lower()
    if media_type != "application/json":
        yield "", "envelope", f"not sent as application/json{'' if is_json else ', and no JSON'}"
    elif not is_json:
        yield "", "envelope", "no JSON"
    if not is_json:
        return
    if not isinstance(value, dict):
        yield "", "envelope", f"{_type(value)}, where the contract has object"
        return
    refused = status >= 400 or value.get("success") is False
    if refused and status < 400:
        yield "/success", "envelope", "a refusal, where the status is a success"
    schema = known.get(status) if refused == (status >= 400) else None
    if schema := schema or _nearest(known, refused=refused):
        yield from _against(schema, value, success=not refused)


def _parsed(body: Any) -> tuple[Any, bool]:
    """The body as Python objects, and whether it is JSON at all."""
    if isinstance(body, str):
        body = body.encode("utf-8", "surrogatepass")
    if not isinstance(body, bytes):
        return body, True
    value, problem = parse(body)
    return value, problem is None


def _nearest(known: Mapping[int, str | None], *, refused: bool) -> str | None:
    """Where the contract does not have the status: the schema of another success, or of another refusal."""
    return next((schema for status, schema in known.items() if (status >= 400) == refused), None)


def _against(schema: str, body: dict[str, Any], *, success: bool) -> Iterator[_Finding]:
    try:
        errors = list(validator(schema, success=success).iter_errors(body))
    except ValueError as error:
        what = "text that is no Unicode" if isinstance(error, UnicodeError) else "objects or lists nested too deeply"
        yield "", "envelope", f"cannot be checked: {what}"
        return
    yield from _precise(errors)


def _precise(errors: list[ValidationError]) -> Iterator[_Finding]:
    """Findings of errors. Where the type is wrong, it is of no interest that the value is none of the enum's as well."""
    wrong_types = {tuple(error.instance_path) for error in errors if error.kind.name == "type"}
    for error in errors:
        if error.kind.name == "type" or tuple(error.instance_path) not in wrong_types:
            yield from _told(error)


def _told(error: ValidationError) -> Iterator[_Finding]:
    pointer, kind = _pointer(error), error.kind
    match kind.name:
        case "additionalProperties":
            for name in kind.value:
                shown = name if FIELD_NAME.fullmatch(name) else "*"
                yield f"{pointer}/{shown}", "unknown field", "the contract does not have it"
        case "required":
            yield f"{pointer}/{kind.value}", "missing field" if pointer else "envelope", "the contract promises it"
        case "type":
            yield pointer, "type", _other_type(error, kind.value)
        case "enum":
            yield pointer, "enum", f"{_type(error.instance)}, none of {_listed(kind.value, 'and')}"
        case "format":
            yield pointer, "format", f"no {kind.value}"
        case "const":
            yield pointer, "envelope", "does not go with the status"
        case "anyOf":
            yield from _any_of(error)
        case keyword:  # A bound: the contract has none on replies yet.
            yield pointer, "type", f"beyond what the contract has as {keyword}"


def _any_of(error: ValidationError) -> Iterator[_Finding]:
    """Findings of the branch that was meant: the one whose type is right, and of several the one that is nearest."""
    types: list[str] = []
    meant: list[list[ValidationError]] = []
    for branch in error.kind.value:
        wrong = [one for one in branch if one.kind.name == "type" and one.instance_path == error.instance_path]
        types += (name for one in wrong for name in one.kind.value)
        if not wrong:
            meant.append(branch)
    if meant:
        yield from _precise(min(meant, key=len))
    else:
        yield _pointer(error), "type", _other_type(error, types)


def _pointer(error: ValidationError) -> str:
    """Where it is, told by the way through the contract: so that nothing of the reply can be in it."""
    # The last step is the keyword that was not kept.
    steps = iter(error.evaluation_path[:-1])
    parts: list[str] = []
    for step in steps:
        if step == "properties":
            parts.append(f"/{next(steps)}")
        elif step in ("items", "additionalProperties"):
            parts.append("/*")
        elif step == "anyOf":
            next(steps)
    return "".join(parts)


def _other_type(error: ValidationError, types: list[str]) -> str:
    wanted = sorted({*types}, key=lambda name: (name == "null", name))
    return f"{_type(error.instance)}, where the contract has {_listed(wanted, 'or')}"


_TYPES = {type(None): "null", bool: "boolean", int: "integer", str: "string", list: "array", dict: "object"}


def _type(value: Any) -> str:
    return _TYPES.get(type(value), "number")


def _listed(values: Iterable[Any], word: str) -> str:
    *most, last = (value if isinstance(value, str) else json.dumps(value) for value in values)
    return f"{', '.join(most)} {word} {last}" if most else str(last)
