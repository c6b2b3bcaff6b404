"""The clients that a sandbox hands out: the whole client, sync and async, without a socket."""

from __future__ import annotations

import asyncio

import pytest

from webwork_tracker import NotFoundError, TaskStatus
from webwork_tracker.sandbox import Sandbox


def test_client(sandbox: Sandbox) -> None:
    with sandbox.client() as ww:
        task = ww.tasks.update(500, status=TaskStatus.DONE)
        assert task.status == TaskStatus.DONE
        assert [task.id for task in ww.tasks.list()] == [500]
        ww.tasks.delete(500)
        with pytest.raises(NotFoundError, match="Task not found"):
            ww.tasks.get(500)


def test_client_outlived_by_its_sandbox(sandbox: Sandbox) -> None:
    for _ in range(2):
        with sandbox.client() as ww:
            viewer = ww.project_viewers.get(100)
            assert viewer.firstname == "John"


def test_options_win(sandbox: Sandbox) -> None:
    with sandbox.client(token="other", project_id=7) as ww, pytest.raises(NotFoundError, match="Project not found"):
        ww.tasks.get(500)


def test_async_client(sandbox: Sandbox) -> None:
    async def journey() -> list[int]:
        async with sandbox.async_client() as ww:
            await ww.tasks.create(title="Async", assignees=[100])
            return [task.id async for task in ww.tasks.list()]

    assert asyncio.run(journey()) == [500, 501]
