"""What the client promises of calls that read."""

from __future__ import annotations

from itertools import islice

import pytest

from webwork_tracker import AuthenticationError, NotFoundError, ProjectViewer, Task, WebWork
from webwork_tracker.contract import Drifts

NOBODYS_ID = 2_000_000_000


def test_tasks_are_listed_page_by_page_each_once(ww: WebWork) -> None:
    pages = list(islice(ww.tasks.list(per_page=1).pages(), 2))
    tasks = [task for page in pages for task in page]
    assert all(len(page) <= 1 for page in pages)
    assert len({task.id for task in tasks}) == len(tasks)
    assert all(task.project_id == ww._options.project_id for task in tasks)


def test_a_task_is_the_same_in_the_list_and_alone(ww: WebWork, task: Task) -> None:
    alone = ww.tasks.get(task.id)
    assert (alone.id, alone.title, alone.status, alone.created_at) == (
        task.id,
        task.title,
        task.status,
        task.created_at,
    )


def test_a_filter_filters(ww: WebWork, task: Task) -> None:
    assert isinstance(task.status, int)
    found = next(ww.tasks.list(status=task.status).pages())
    assert {each.status for each in found} == {task.status}


def test_assignees_are_users(ww: WebWork, task: Task) -> None:
    assert all(isinstance(assignee.id, int) for assignee in ww.tasks.list_assignees(task.id))


def test_a_viewer_is_the_same_in_the_list_and_alone(ww: WebWork) -> None:
    viewer = next(iter(ww.project_viewers.list()), None)
    if viewer is None:
        pytest.skip("the workspace has no project viewer")
    alone = ww.project_viewers.get(viewer.id)
    assert isinstance(alone, ProjectViewer)
    assert (alone.id, alone.email) == (viewer.id, viewer.email)
    assert [each.id for each in ww.project_viewers.list(email=viewer.email)] == [viewer.id]


def test_what_is_not_there_is_not_found(ww: WebWork) -> None:
    with pytest.raises(NotFoundError):
        ww.tasks.get(NOBODYS_ID)


def test_a_token_that_was_never_given_is_refused(ww: WebWork) -> None:
    # The sandbox takes any other one.
    with (
        WebWork("sandbox-access-999", base_url=ww._options.base_url, workspace_id=1, project_id=1) as stranger,
        pytest.raises(AuthenticationError),
    ):
        next(iter(stranger.tasks.list()))


def test_answers_are_as_the_contract_says(ww: WebWork) -> None:
    drifts = Drifts()
    copy = ww.with_options(on_drift=drifts)
    list(islice(copy.tasks.list(), 1))
    list(islice(copy.project_viewers.list(), 1))
    assert [str(drift) for drift in drifts] == []
