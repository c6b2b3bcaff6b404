"""Pages of a list, and `meta.pagination`."""

from __future__ import annotations

from typing import Any

import pytest

from .calls import Caller

KEYS = ["total", "per_page", "current_page", "last_page", "from", "to"]


@pytest.fixture
def full(ask: Caller) -> Caller:
    """45 tasks and 45 viewers."""
    for number in range(44):
        ask.write("POST", "/tasks", title=f"Task {number}")
        ask.write("POST", "/project-viewers", email=f"v{number}@example.com", firstname="V", lastname=str(number))
    return ask


@pytest.mark.parametrize(("path", "first"), [("/tasks", 500), ("/project-viewers", 100)])
@pytest.mark.parametrize(
    ("query", "count", "values"),
    [
        ({}, 20, (45, 20, 1, 3, 1, 20)),
        ({"page": 3}, 5, (45, 20, 3, 3, 41, 45)),
        ({"page": 4}, 0, (45, 20, 4, 3, None, None)),
        ({"per_page": 100}, 45, (45, 100, 1, 1, 1, 45)),
        ({"per_page": 45}, 45, (45, 45, 1, 1, 1, 45)),
        ({"per_page": 1, "page": 45}, 1, (45, 1, 45, 45, 45, 45)),
    ],
)
def test_pages(full: Caller, path: str, first: int, query: dict[str, int], count: int, values: tuple[Any, ...]) -> None:
    reply = full.get(path, **query)
    pagination = reply.json["meta"]["pagination"]
    assert list(pagination) == KEYS
    assert tuple(pagination.values()) == values
    skipped = (values[2] - 1) * values[1]
    assert [item["id"] for item in reply.data] == [first + skipped + position for position in range(count)]


def test_empty_list(ask: Caller) -> None:
    pagination = ask.get("/project-viewers", email="nobody@example.com").json["meta"]["pagination"]
    assert tuple(pagination.values()) == (0, 20, 1, 1, None, None)


def test_filter_counts_what_it_leaves(full: Caller) -> None:
    for task_id in range(501, 531):
        full.write("PUT", f"/tasks/{task_id}", status=20)
    reply = full.get("/tasks", status=20, page=2)
    assert [task["id"] for task in reply.data] == list(range(521, 531))
    assert reply.json["meta"]["pagination"]["total"] == 30
