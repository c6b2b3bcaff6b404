"""What the client promises of calls that change tasks. Viewers are left alone: to make one sends somebody an e-mail."""

from __future__ import annotations

from datetime import date

import pytest

from webwork_tracker import NotFoundError, TaskPriority, TaskStatus, WebWork


def test_a_task_is_made_changed_and_deleted(ww: WebWork, title: str) -> None:
    made = ww.tasks.create(title=title, description="Made by a test.", priority=TaskPriority.LOW)
    assert (made.title, made.priority) == (title, TaskPriority.LOW)

    changed = ww.tasks.update(made.id, status=TaskStatus.DOING, end_date=date(2030, 1, 31))
    assert (changed.status, changed.end_date) == (TaskStatus.DOING, date(2030, 1, 31))
    # What is not sent stays as it is (assumed).
    assert (changed.title, changed.description) == (title, "Made by a test.")

    assert ww.tasks.update(made.id, description=None, end_date=None).end_date is None
    assert ww.tasks.get(made.id).description is None

    ww.tasks.delete(made.id)
    with pytest.raises(NotFoundError):
        ww.tasks.get(made.id)


def test_a_task_is_assigned_and_unassigned(ww: WebWork, title: str) -> None:
    made = ww.tasks.create(title=title)
    # Of the people known here, the one who made it belongs to the project for certain.
    ww.tasks.assign(made.id, made.creator_id)
    assert made.creator_id in [person.id for person in ww.tasks.list_assignees(made.id)]
    ww.tasks.unassign(made.id, made.creator_id)
    assert made.creator_id not in [person.id for person in ww.tasks.list_assignees(made.id)]


def test_what_is_not_ascii_comes_back_as_it_was(ww: WebWork, title: str) -> None:
    text = 'Ünïcødé 日本語 🎉 "quoted" <b>bold</b> \\ end'
    made = ww.tasks.create(title=title, description=text)
    assert ww.tasks.get(made.id).description == text
