"""Row 25 over a socket: lists that are read while pages are lost on the way and the list changes."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.fakes import Mode
from tests.reliability.fault_server import FaultServer
from tests.reliability.faults import Fault
from tests.reliability.play import play
from webwork_tracker import APIConnectionError

LOST = Fault("drop", "reset", carry_out=True)
FAULTS = [LOST, Fault("answer"), Fault("say", status=502, body="html"), Fault("cut", "json", carry_out=True)]


def filled(server: FaultServer, count: int) -> None:
    with server.sandbox.client(rate_limit=None) as client:
        for number in range(count):
            client.tasks.create(title=f"Task {number}")


def read(mode: Mode, server: FaultServer, **arguments: Any) -> Any:
    """A use that gives the ids of a whole list."""
    if not mode.is_async:
        return lambda client: [task.id for task in client.tasks.list(**arguments)]

    async def ids(client: Any) -> list[int]:
        return [task.id async for task in client.tasks.list(**arguments)]

    return ids


def test_list_is_read_to_its_end_through_faults(mode: Mode) -> None:
    with FaultServer(FAULTS) as server:
        filled(server, 45)
        played = play(mode, server, read(mode, server))
        pages = [parse_qs(urlsplit(request.url).query).get("page", ["1"])[0] for request in server.requests]
        assert not server.script
    assert played.result == list(range(500, 546))
    assert pages == ["1", "1", "2", "2", "2", "3"]
    assert played.waits == [0.25, 0.25, 0.5]


def test_page_that_cannot_be_had_ends_the_list_with_its_error(mode: Mode) -> None:
    seen: list[int] = []

    def visit(client: Any) -> None:
        for task in client.tasks.list():
            seen.append(task.id)

    async def visit_async(client: Any) -> None:
        async for task in client.tasks.list():
            seen.append(task.id)

    with FaultServer([Fault("answer"), LOST, LOST, LOST]) as server:
        filled(server, 45)
        error = play(mode, server, visit_async if mode.is_async else visit).failure
    assert seen == list(range(500, 520))
    assert type(error) is APIConnectionError
    assert (error.operation_id, error.attempts) == ("getTasks", 3)


def test_list_that_shrinks_while_pages_are_lost_loses_none_that_stood_still(mode: Mode) -> None:
    with FaultServer([Fault("answer"), LOST]) as server:
        filled(server, 45)

        def finished(task_id: int) -> int:
            if task_id == 505:
                with server.sandbox.client(rate_limit=None) as other:
                    for gone in range(500, 505):
                        other.tasks.delete(gone)
            return task_id

        async def walk_async(client: Any) -> list[int]:
            return [finished(task.id) async for task in client.tasks.list()]

        def walk(client: Any) -> list[int]:
            return [finished(task.id) for task in client.tasks.list()]

        ids = play(mode, server, walk_async if mode.is_async else walk).result
    assert sorted(ids) == list(range(500, 546))
