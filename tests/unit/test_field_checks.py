"""The checks that no field of today's contract uses, but one of tomorrow's may."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from webwork_tracker import InvalidArgumentError
from webwork_tracker._check import check
from webwork_tracker._operation import Field

ITEM = Field("n", "array", items=Field("n", "integer", minimum=1))


@pytest.mark.parametrize(
    ("field", "value", "sent"),
    [
        (Field("n", "number", minimum=0, maximum=1), 0.5, 0.5),
        (Field("n", "number"), 3, 3),
        (Field("n", "boolean"), False, False),
        (Field("n", "string", min_length=2, max_length=3), "abc", "abc"),
        (Field("n", "string", enum=("a", "b")), "b", "b"),
        (Field("n", "date-time"), datetime(2024, 1, 15, 9, tzinfo=UTC), "2024-01-15T09:00:00Z"),
        (
            Field("n", "date-time"),
            datetime(2024, 1, 15, 9, tzinfo=timezone(timedelta(hours=2))),
            "2024-01-15T09:00:00+02:00",
        ),
        (Field("n", "date-time"), "2024-01-15T09:00:00Z", "2024-01-15T09:00:00Z"),
        (Field("n", "array"), ("a", 1), ["a", 1]),
        (Field("n", "object"), {"a": 1}, {"a": 1}),
        (Field("n", "any"), 1.5, 1.5),
        (Field("n", "any", nullable=True), None, None),
    ],
)
def test_allowed_value_goes_on_the_wire(field: Field, value: Any, sent: Any) -> None:
    assert check(field, value) == sent


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        (Field("n", "number", minimum=0.5), 0.25, "must be at least 0.5"),
        (Field("n", "number", maximum=1), 2, "must be at most 1"),
        (Field("n", "number"), math.nan, "must be a number"),
        (Field("n", "number"), math.inf, "must be a number"),
        (Field("n", "number"), True, "must be a number"),
        (Field("n", "number"), "1", "must be a number"),
        (Field("n", "boolean"), 1, "must be true or false"),
        (Field("n", "string", min_length=2), "a", "must have 2 characters or more"),
        (Field("n", "string", max_length=2), "abc", "must have at most 2 characters"),
        (Field("n", "string", enum=("a",)), "b", "must be 'a'"),
        (Field("n", "string", enum=("a", "b")), "c", "must be 'a' or 'b'"),
        (Field("n", "date-time"), datetime(2024, 1, 15), "must be a datetime with a time zone"),
        (Field("n", "date-time"), "soon", "must be a datetime or a string like 2024-01-15T09:00:00Z"),
        (Field("n", "date-time"), 5, "must be a datetime or a string like 2024-01-15T09:00:00Z"),
        (Field("n", "object"), [("a", 1)], "must be a mapping"),
        (Field("n", "any"), None, "must be given (leave it out to not send it)"),
        (Field("n", "boolean", required=True), None, "must be true or false"),
        (ITEM, [1, 0], "must be at least 1"),
        (ITEM, b"1", "must be a list"),
    ],
)
def test_forbidden_value_is_refused(field: Field, value: Any, problem: str) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        check(field, value)
    assert caught.value.problem == problem
