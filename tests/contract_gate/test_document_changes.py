"""What is made of redocly's findings; that redocly finds them, `make mutations` tries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import document_changes
import pytest
import schemas
from changes import Change, Level, Who

ROOT = Path(__file__).parents[2]


@pytest.fixture
def document() -> dict[str, Any]:
    return schemas.load(ROOT / "openapi.yaml")


def judged(document: dict[str, Any], pointer: str, prop: str, was: Any, now: Any, rule: str = "") -> Change:
    """The judgement of one finding, as redocly reports it: with a verdict where it has a rule."""
    verdicts = [{"ruleId": rule, "impact": "major", "message": "It changed."}] if rule else []
    sides = {"base": {"pointer": pointer, "value": was}, "revision": {"pointer": pointer, "value": now}}
    raw = {"path": pointer, "typeName": "Schema", "kind": "modified", "impact": "patch", "property": prop}
    (change,) = document_changes._judged({**raw, **sides, "verdicts": verdicts}, document, document)
    return change


def test_code_that_is_added_breaks_only_a_closed_answer(document: dict[str, Any]) -> None:
    pointer = "#/components/schemas/TaskStatus/enum"
    change = judged(document, pointer, "enum", [0], [0, 40], "enum-values-added")
    assert change == Change(Level.ADDITION, "TaskStatus", "It changed")
    document["components"]["schemas"]["Task"]["properties"]["status"] = {"$ref": "#/components/schemas/TaskStatus"}
    change = judged(document, pointer, "enum", [0], [0, 40], "enum-values-added")
    assert (change.level, change.who) == (Level.BREAKING, {Who.READER})


def test_schema_that_both_sides_use_breaks_both(document: dict[str, Any]) -> None:
    change = judged(
        document, "#/components/schemas/TaskStatus/type", "type", "integer", "string", "schema-type-changed"
    )
    assert change.who == {Who.CALLER, Who.READER}
    change = judged(document, "#/components/schemas/Pagination/type", "type", "object", "array", "schema-type-changed")
    assert Who.READER in change.who


@pytest.mark.parametrize(
    ("was", "now", "level"),
    [
        (True, False, Level.BREAKING),
        (True, "unknown", Level.BREAKING),
        # A GET that says nothing may be repeated.
        (None, False, Level.BREAKING),
        (False, True, Level.ADDITION),
        ("unknown", True, Level.ADDITION),
        ("unknown", False, Level.HARMLESS),
    ],
)
def test_repetition(document: dict[str, Any], was: Any, now: Any, level: Level) -> None:
    change = judged(document, "#/paths/~1tasks/get/x-idempotent", "x-idempotent", was, now)
    assert (change.level, change.place) == (level, "GET /tasks")
    assert change.who == ({Who.CALLER} if level == Level.BREAKING else set())


@pytest.mark.parametrize(
    ("was", "now", "level"),
    [
        (None, "start_date", Level.BREAKING),
        ("start_date", "other", Level.BREAKING),
        ("start_date", None, Level.ADDITION),
    ],
)
def test_order_of_dates(document: dict[str, Any], was: Any, now: Any, level: Level) -> None:
    pointer = "#/components/schemas/TaskCreate/properties/end_date/x-not-before"
    change = judged(document, pointer, "x-not-before", was, now)
    assert (change.level, change.place) == (level, "TaskCreate.end_date")


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ("#/paths/~1tasks~1{taskId}/put/requestBody/required", "PUT /tasks/{taskId}"),
        ("#/paths/~1tasks/post/responses/409", "POST /tasks 409"),
        ("#/paths/~1tasks", "/tasks"),
        ("#/components/schemas/Task/properties/status/anyOf/0", "Task.status"),
        ("#/components/responses/TooManyRequests/headers/Retry-After", "TooManyRequests"),
        ("#/servers/0/url", "servers 0 url"),
    ],
)
def test_places_are_told_as_people_say_them(pointer: str, place: str) -> None:
    assert document_changes._place(pointer) == place
