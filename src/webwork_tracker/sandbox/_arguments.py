"""Reads path, query and body of a request and holds them against the contract."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from webwork_tracker._check import check, check_order
from webwork_tracker._operation import Field, Operation
from webwork_tracker.errors import InvalidArgumentError

from ._call import Refusal, invalid
from ._registry import behaviour

_INTEGER = re.compile(r"(-?[0-9]{1,1000})(?:\.0{1,100})?")


class _Duplicate:
    """Stands for a query parameter that was given more than once."""


def arguments(
    operation: Operation[Any], path: Mapping[str, str], query: str, headers: Mapping[str, str], body: bytes | None
) -> dict[str, Any]:
    """What the request says, by its names on the wire. Raises `Refusal` for what the contract does not allow."""
    values = _path_arguments(operation, path)
    sent = _json_object(headers, body) if operation.body is not None else {}
    errors: dict[str, list[str]] = {}
    values |= _checked(operation.query, _query_values(operation.query, query), errors)
    values |= _checked(operation.body or (), sent, errors)
    if errors:
        raise invalid(errors)
    in_order(operation, values)
    return values


@behaviour("end_date may not be before start_date.", "reference", "createTask")
@behaviour("end_date may not be before start_date.", "assumed", "updateTask")
@behaviour("An update that sends one of the two dates is held against the other as stored.", "assumed", "updateTask")
def in_order(operation: Operation[Any], values: Mapping[str, Any]) -> None:
    """Refuse dates that contradict each other."""
    try:
        check_order(operation.body or (), values)
    except InvalidArgumentError as error:
        raise invalid({error.field: [_sentence(error.field, error.problem)]}) from None


@behaviour("An id in the path that is no positive integer answers 404, like one that does not exist.", "assumed")
def _path_arguments(operation: Operation[Any], path: Mapping[str, str]) -> dict[str, Any]:
    errors: dict[str, list[str]] = {}
    values = _checked(operation.path_params, {name: _from_text(value) for name, value in path.items()}, errors)
    for sentences in errors.values():
        raise Refusal(404, "Not found", error=sentences[0])
    return values


@behaviour("A query parameter that is given twice is refused.", "assumed")
def _query_values(fields: tuple[Field, ...], query: str) -> dict[str, Any]:
    integers = {field.name for field in fields if field.kind == "integer"}
    values: dict[str, Any] = {}
    for name, text in parse_qsl(query, keep_blank_values=True):
        values[name] = _Duplicate() if name in values else _from_text(text) if name in integers else text
    return values


def _from_text(text: str) -> int | str:
    # To JSON Schema 1152.0 is an integer as well. Text that is none is left for the check to name.
    match = _INTEGER.fullmatch(text)
    return int(match[1]) if match else text


@behaviour("A body that is no JSON object answers 400, and so does one that is declared as something else.", "assumed")
def _json_object(headers: Mapping[str, str], body: bytes | None) -> dict[str, Any]:
    media_type = headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if media_type != "application/json" and not media_type.endswith("+json"):
        raise Refusal(400, "Bad request", error="The body must be JSON, with Content-Type: application/json.")
    try:
        # Decoded here: json.loads() takes UTF-16 and UTF-32 as well.
        sent = json.loads((body or b"").decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Refusal(400, "Bad request", error="The body is not valid JSON, in UTF-8.") from None
    if not isinstance(sent, dict):
        raise Refusal(400, "Bad request", error="The body must be a JSON object.")
    return sent


def _no_constant(name: str) -> Any:
    # NaN and the infinities are Python's idea of JSON.
    raise ValueError(name)


@behaviour("Unknown query parameters and body fields are refused.", "assumed")
@behaviour("What is missing, unknown or not allowed is told field by field, all at once, with 422.", "assumed")
def _checked(fields: tuple[Field, ...], sent: Mapping[str, Any], errors: dict[str, list[str]]) -> dict[str, Any]:
    """The values of `sent` as the contract has them; what is wrong with the others goes to `errors`."""
    values: dict[str, Any] = {}
    known = {field.name for field in fields}
    errors |= {name: [_sentence(name, "is unknown here")] for name in sent if name not in known}
    for field in fields:
        try:
            if field.name in sent:
                values[field.name] = _value(field, sent[field.name])
            elif field.required:
                raise _invalid(field, "is required")
        except InvalidArgumentError as error:
            errors[field.name] = [_sentence(error.field, error.problem)]
    return values


def _value(field: Field, sent: Any) -> Any:
    if isinstance(sent, _Duplicate):
        raise _invalid(field, "is given more than once")
    if sent is None and not field.nullable:
        raise _invalid(field, "must not be null")
    sent = _whole(field, sent)
    return check(field, sent)


def _whole(field: Field, sent: Any) -> Any:
    """JSON knows no difference between 100 and 100.0."""
    if field.kind == "integer" and isinstance(sent, float) and sent.is_integer():
        return int(sent)
    if field.items is not None and isinstance(sent, list):
        return [_whole(field.items, item) for item in sent]
    return sent


def _invalid(field: Field, problem: str) -> InvalidArgumentError:
    return InvalidArgumentError(problem, field=field.name, problem=problem)


def _sentence(name: str, problem: str) -> str:
    return f"The {name} field {problem}."
