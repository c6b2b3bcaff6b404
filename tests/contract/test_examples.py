"""Every example of `openapi.yaml` is what its schema says, and is read by the client."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from attrs import frozen

import webwork_tracker
from tests.fakes import Mode, Script, client, raw_reply
from webwork_tracker_api.operations import OPERATIONS

DOCUMENT = yaml.safe_load((Path(__file__).parents[2] / "openapi.yaml").read_text("utf-8"))
ERRORS = {
    400: webwork_tracker.BadRequestError,
    401: webwork_tracker.AuthenticationError,
    403: webwork_tracker.PermissionDeniedError,
    404: webwork_tracker.NotFoundError,
    409: webwork_tracker.ConflictError,
    422: webwork_tracker.ValidationError,
    429: webwork_tracker.RateLimitError,
    500: webwork_tracker.ServerError,
}


@frozen
class Example:
    place: str
    schema: Any
    value: Any


@frozen
class Reply:
    operation_id: str
    status: int
    name: str
    value: Any


def examples(node: Any, place: str = "#") -> Iterator[Example]:
    """Every example below `node`: of media types and parameters, and those that stand in schemas."""
    if isinstance(node, list):
        for position, item in enumerate(node):
            yield from examples(item, f"{place}/{position}")
    if not isinstance(node, dict):
        return
    if isinstance(node.get("examples"), dict) and "schema" in node:
        for name, example in node["examples"].items():
            yield Example(f"{place}/examples/{name}", node["schema"], example["value"])
    if isinstance(node.get("examples"), list):
        for position, value in enumerate(node["examples"]):
            yield Example(f"{place}/examples/{position}", node, value)
    if "example" in node:
        yield Example(f"{place}/example", node.get("schema", node), node["example"])
    for key, item in node.items():
        if key not in ("examples", "example"):
            yield from examples(item, f"{place}/{key}")


def resolved(node: Any) -> Any:
    while "$ref" in node:
        target: Any = DOCUMENT
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        node = target
    return node


def replies() -> Iterator[Reply]:
    """Every example of a response, with the operation that may get it."""
    for path in DOCUMENT["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict):
                for status, response in operation["responses"].items():
                    content = resolved(response)["content"]["application/json"]
                    for name, example in content["examples"].items():
                        yield Reply(operation["operationId"], int(status), name, example["value"])


EXAMPLES = list(examples(DOCUMENT))
REPLIES = list(replies())
SUCCESSES = [reply for reply in REPLIES if reply.status < 300]
REFUSALS = [reply for reply in REPLIES if reply.status >= 300]


@cache
def _components() -> Any:
    """The components where JSON Schema looks for them."""
    return json.loads(json.dumps(DOCUMENT["components"]))


def validator(schema: Any) -> jsonschema_rs.Draft202012Validator:
    # The schema lies beside the components, so that its references lead somewhere.
    return jsonschema_rs.Draft202012Validator({**schema, "components": _components()}, validate_formats=True)


def method_of(operation_id: str, made: Any) -> tuple[Any, list[int]]:
    operation = OPERATIONS[operation_id]
    return getattr(getattr(made, operation.tag.replace("-", "_")), operation.verb), [1] * len(operation.path_params)


REQUIRED = {
    "createTask": {"title": "A task"},
    "createProjectViewer": {"email": "viewer@example.com", "firstname": "John", "lastname": "Doe"},
}


def test_there_are_examples_of_every_request_and_response() -> None:
    bodies = sum("requestBody" in operation for path in DOCUMENT["paths"].values() for operation in path.values())
    assert len([example for example in EXAMPLES if "/requestBody/" in example.place]) >= bodies > 0
    assert {reply.operation_id for reply in SUCCESSES} == set(OPERATIONS)
    assert {(reply.operation_id, reply.status) for reply in REFUSALS} == {
        (name, status) for name in OPERATIONS for status in ERRORS
    }


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.place)
def test_example_validates_against_its_schema(example: Example) -> None:
    validator(example.schema).validate(example.value)


def test_the_validator_would_see_a_wrong_format() -> None:
    with pytest.raises(jsonschema_rs.ValidationError, match="date"):
        validator({"$ref": "#/components/schemas/Task/properties/start_date"}).validate("2024-13-01")


@pytest.mark.parametrize("reply", SUCCESSES, ids=lambda reply: f"{reply.operation_id}-{reply.name}")
def test_example_of_a_response_is_read_whole(mode: Mode, reply: Reply) -> None:
    made = mode.client(Script(raw_reply(json.dumps(reply.value), reply.status)))
    method, ids = method_of(reply.operation_id, made.with_raw_response)
    raw = mode.call(method, *ids, **REQUIRED.get(reply.operation_id, {}))
    items = raw.data if isinstance(raw.data, list) else [raw.data] * (raw.data is not None)
    sent = reply.value["data"] if isinstance(reply.value["data"], list) else [reply.value["data"]] * len(items)
    assert [item.additional_properties for item in items] == [{}] * len(sent)
    assert [json.dumps(item.to_dict()).replace("+00:00", "Z") for item in items] == [json.dumps(data) for data in sent]
    pagination = reply.value["meta"].get("pagination")
    assert (raw.meta.pagination and raw.meta.pagination.to_dict()) == pagination


@pytest.mark.parametrize("reply", REFUSALS, ids=lambda reply: f"{reply.operation_id}-{reply.status}")
def test_example_of_an_error_raises_the_error_of_its_status(reply: Reply) -> None:
    made = client(Script(raw_reply(json.dumps(reply.value), reply.status)))
    method, ids = method_of(reply.operation_id, made.with_raw_response)
    with pytest.raises(webwork_tracker.WebWorkError) as caught:
        method(*ids, **REQUIRED.get(reply.operation_id, {}))
    # A failed write that must not be repeated may have been carried out: the error says so, and holds the server's.
    in_doubt = reply.status == 500 and not OPERATIONS[reply.operation_id].idempotent
    assert isinstance(caught.value, webwork_tracker.OutcomeUnknownError) == in_doubt
    error = caught.value.__cause__ if in_doubt else caught.value
    assert isinstance(error, webwork_tracker.APIStatusError)
    assert type(error) is ERRORS[reply.status]
    assert (error.status_code, error.message) == (reply.status, reply.value["message"])
    assert error.errors == reply.value.get("errors", {})
    assert caught.value.operation_id == reply.operation_id
    assert error.body == reply.value
