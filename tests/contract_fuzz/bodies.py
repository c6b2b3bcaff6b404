"""Bodies out of the contract's response schemas, right ones and wrong ones.

Schemathesis makes request bodies. So it is given a mirror of the contract, in which each response is the request of an
operation that does not exist.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import schemathesis
from attrs import frozen
from hypothesis import strategies
from schemathesis import GenerationMode

from webwork_tracker.contract._document import document, responses, strict_schemas

_HEAD = {"openapi": "3.1.0", "info": {"title": "mirror", "version": "1"}}

_PORTIONS = 11


@frozen
class Answered:
    """What replies of one schema may be an answer to."""

    schema: str
    calls: tuple[tuple[str, int], ...]
    """Operations and statuses."""

    @property
    def name(self) -> str:
        """Of the schema."""
        return self.schema.rpartition("/")[2]

    @property
    def turns(self) -> list[tuple[tuple[str, int], ...]]:
        """The same in portions: the schema of a refusal goes with each of 8 statuses of all operations."""
        return [self.calls[start::_PORTIONS] for start in range(_PORTIONS)] if len(self.calls) > 50 else [self.calls]

    @property
    def success(self) -> bool:
        """Whether they say yes."""
        return self.calls[0][1] < 400


def all_answers() -> list[Answered]:
    """Each schema of a reply, with all operations and statuses that have it."""
    calls: dict[str, list[tuple[str, int]]] = {}
    for operation, schemas in responses().items():
        for status, schema in schemas.items():
            assert schema is not None
            calls.setdefault(schema, []).append((operation, status))
    return [Answered(schema, tuple(found)) for schema, found in calls.items()]


def as_published(answered: Answered) -> strategies.SearchStrategy[Any]:
    """Bodies that the published document allows: unknown fields and codes among them."""
    return _made(document()["components"]["schemas"], answered, GenerationMode.POSITIVE)


def as_known(answered: Answered) -> strategies.SearchStrategy[Any]:
    """Bodies with nothing in them that the contract does not name."""
    return _made(strict_schemas(), answered, GenerationMode.POSITIVE)


def wrong(answered: Answered) -> strategies.SearchStrategy[Any]:
    """Bodies that the published document does not allow; bytes where they are no JSON."""
    return _made(document()["components"]["schemas"], answered, GenerationMode.NEGATIVE)


def _made(schemas: Mapping[str, Any], answered: Answered, mode: GenerationMode) -> strategies.SearchStrategy[Any]:
    schemas = copy.deepcopy(dict(schemas))
    if mode is GenerationMode.POSITIVE:
        # The contract says so in words: else half of the bodies would be refusals with a status of success.
        schemas[answered.name]["properties"]["success"] = {"const": answered.success}
    content = {"application/json": {"schema": {"$ref": answered.schema}}}
    post = {"requestBody": {"required": True, "content": content}, "responses": {"200": {"description": ""}}}
    mirror = schemathesis.openapi.from_dict(
        {**_HEAD, "paths": {"/": {"post": post}}, "components": {"schemas": schemas}}
    )
    return mirror["/"]["POST"].as_strategy(generation_mode=mode).map(lambda case: case.body)
