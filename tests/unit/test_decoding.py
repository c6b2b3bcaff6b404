"""Answers that differ from the reference: nothing is lost, what is odd is kept as it came."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from tests.fakes import Script, client, reply, task
from webwork_tracker import ProjectViewerStatus, Task, TaskPriority, TaskStatus

VIEWER = {
    "id": 100,
    "email": "viewer@example.com",
    "firstname": "John",
    "lastname": "Doe",
    "status": "active",
    "member_since": "2024-01-15T09:00:00Z",
    "projects": [{"project_id": 100, "project_name": "Website"}],
}


def read_task(**fields: Any) -> Task:
    return client(Script(reply(task(**fields)))).tasks.get(500)


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (10, TaskStatus.DOING),
        ("10", TaskStatus.DOING),
        (11, 11),
        ("11", 11),
        (-1, -1),
        (None, None),
        ("open", "open"),
        ([10], [10]),
        ({"code": 10}, {"code": 10}),
        (1.5, 1.5),
    ],
)
def test_status(sent: Any, read: Any) -> None:
    status = read_task(status=sent).status
    assert (status, type(status)) == (read, type(read))


@pytest.mark.parametrize(("sent", "read"), [(40, TaskPriority.LOW), (25, 25), (None, None)])
def test_priority(sent: Any, read: Any) -> None:
    priority = read_task(priority=sent).priority
    assert (priority, type(priority)) == (read, type(read))


@pytest.mark.parametrize(
    ("sent", "read"),
    [("left", ProjectViewerStatus.LEFT), ("invited", "invited"), (None, None), (5, 5), ({}, {}), ("1", "1")],
)
def test_status_of_a_viewer(sent: Any, read: Any) -> None:
    status = client(Script(reply({**VIEWER, "status": sent}))).project_viewers.get(100).status
    assert (status, type(status)) == (read, type(read))


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (500, 500),
        ("500", 500),
        ("-1", -1),
        ("0", 0),
        ("a1b2", "a1b2"),
        ("", ""),
        ("-", "-"),
        ("--1", "--1"),
        ("1_000", "1_000"),
        (" 5", " 5"),
        ("٣", "٣"),
        ("²", "²"),
        ("1.0", "1.0"),
        ("9" * 20, int("9" * 20)),
        ("9" * 5000, "9" * 5000),
        (None, None),
    ],
)
def test_ids_are_integers_also_when_they_come_as_text(sent: Any, read: Any) -> None:
    one = read_task(id=sent, project_id=sent)
    assert (one.id, one.project_id) == (read, read)
    assert type(one.id) is type(read)


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("2024-01-15T09:00:00Z", datetime(2024, 1, 15, 9, tzinfo=UTC)),
        ("2025-02-19T19:24:55.000000Z", datetime(2025, 2, 19, 19, 24, 55, tzinfo=UTC)),
        ("2025-02-19 19:24:55", datetime(2025, 2, 19, 19, 24, 55, tzinfo=UTC)),
        ("2024-01-15T10:30:00+00:00", datetime(2024, 1, 15, 10, 30, tzinfo=UTC)),
        ("2024-01-15T10:30:00+04:00", datetime(2024, 1, 15, 10, 30, tzinfo=timezone(timedelta(hours=4)))),
        ("2025-02-19T19:24:55.123456Z", datetime(2025, 2, 19, 19, 24, 55, 123456, tzinfo=UTC)),
        ("yesterday", "yesterday"),
        ("0000-00-00 00:00:00", "0000-00-00 00:00:00"),
        ("", ""),
        (1705309200, 1705309200),
        (None, None),
    ],
)
def test_timestamps_in_every_spelling_of_the_docs(sent: Any, read: Any) -> None:
    one = read_task(created_at=sent, completed_at=sent)
    assert one.created_at == one.completed_at == read
    if isinstance(read, datetime):
        assert one.created_at.utcoffset() == read.utcoffset()


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("2024-01-15", date(2024, 1, 15)),
        ("0000-00-00", "0000-00-00"),
        ("soon", "soon"),
        (20240115, 20240115),
        (None, None),
    ],
)
def test_dates(sent: Any, read: Any) -> None:
    assert read_task(start_date=sent).start_date == read


def test_fields_that_the_contract_does_not_know_are_kept() -> None:
    extra = {"parent_id": None, "status_name": "Open", "status_color": "#fff", "priority_name": {"en": "High"}}
    one = read_task(**extra, assignees=[{"id": 1, "role": "Owner"}])
    assert one.additional_properties == extra
    assert one["status_name"] == "Open"
    assert one.assignees[0].additional_properties == {"role": "Owner"}
    assert read_task().additional_properties == {}


def test_no_two_items_share_what_is_kept() -> None:
    one, other = client(Script(reply([task(1), task(2)]))).tasks.list()
    one["mine"] = 1
    assert other.additional_properties == {}


@pytest.mark.parametrize("data", [{}, dict.fromkeys(task())], ids=["missing", "null"])
def test_missing_and_null_fields_read_as_none_and_lists_as_empty(data: dict[str, Any]) -> None:
    one = client(Script(reply(data))).tasks.get(500)
    expected: dict[str, Any] = {**dict.fromkeys(task()), "assignees": []}
    assert {name: getattr(one, name) for name in expected} == expected


@pytest.mark.parametrize("data", [{}, dict.fromkeys(VIEWER)], ids=["missing", "null"])
def test_missing_and_null_fields_of_a_viewer(data: dict[str, Any]) -> None:
    one = client(Script(reply(data))).project_viewers.get(100)
    expected: dict[str, Any] = {**dict.fromkeys(VIEWER), "projects": []}
    assert {name: getattr(one, name) for name in expected} == expected


@pytest.mark.parametrize("odd", [None, 5, "text", [], True])
def test_an_odd_item_does_not_lose_the_page(odd: Any) -> None:
    read = list(client(Script(reply([task(1), odd, task(2)]))).tasks.list())
    assert [read[0].id, read[1], read[2].id] == [1, odd, 2]


@pytest.mark.parametrize("odd", ["text", {}, 5])
def test_what_should_be_a_list_and_is_none_is_kept(odd: Any) -> None:
    assert read_task(assignees=odd).assignees == odd


@pytest.mark.parametrize("odd", [None, 5, "text", []])
def test_an_odd_item_within_an_item_is_kept(odd: Any) -> None:
    read = read_task(assignees=[odd, {"id": "7"}]).assignees
    assert [read[0], read[1].id] == [odd, 7]


def test_null_for_a_list_is_an_empty_list() -> None:
    assert list(client(Script(reply(None))).tasks.list()) == []
    assert client(Script(reply(None))).tasks.list_assignees(500) == []


def test_ids_of_an_assignment_as_text() -> None:
    sent = {"id": "1", "user_id": "100", "task_id": "500", "assigner_id": "101"}
    read = client(Script(reply(sent))).tasks.assign(500, 100)
    assert (read.id, read.user_id, read.task_id, read.assigner_id, read.email) == (1, 100, 500, 101, None)


@pytest.mark.parametrize("data", [{"id": 1}, [], "gone", 0, True])
def test_data_of_a_call_that_promises_none_is_left_aside(data: Any) -> None:
    assert client(Script(reply(data))).tasks.delete(500) is None
