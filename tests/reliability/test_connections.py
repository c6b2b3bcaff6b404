"""What happens to connections before a request is on its way, and between two requests."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.fakes import Mode
from tests.reliability.fault_server import FaultServer, state
from tests.reliability.faults import Fault
from tests.reliability.play import SAFE, Use, as_if_carried_out, play
from webwork_tracker import APITimeoutError, OutcomeUnknownError, WebWork

FEW = ["getTask", "updateTask", "deleteTask", "createTask", "assignTask"]
KEPT = httpx.Limits(max_connections=0)


@pytest.fixture
def full_backlog() -> Iterator[int]:
    """A port that neither accepts nor refuses: Linux leaves unanswered whoever knocks at a full queue."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = [socket.socket() for _ in range(2)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]
        for each in waiting:
            each.close()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems answer in other ways")
@pytest.mark.parametrize("operation_id", ["getTask", "createTask"])
def test_connection_that_is_never_accepted(mode: Mode, operation_id: str, full_backlog: int) -> None:
    with FaultServer() as server:
        played = play(mode, server, operation_id, base_url=f"http://127.0.0.1:{full_backlog}", timeout=0.3)
    error = played.failure
    assert type(error) is APITimeoutError
    assert (error.sent, error.attempts, played.waits) == (False, 3, [0.25, 0.5])


@pytest.mark.parametrize("operation_id", ["getTask", "createTask"])
def test_no_free_connection_in_the_pool(mode: Mode, operation_id: str) -> None:
    kind = httpx.AsyncHTTPTransport if mode.is_async else httpx.HTTPTransport
    with FaultServer() as server:
        played = play(mode, server, operation_id, own=lambda: kind(limits=KEPT), timeout=0.3)
        assert server.connections == 0
    error = played.failure
    assert type(error) is APITimeoutError
    assert (error.sent, error.attempts, played.waits) == (False, 3, [0.25, 0.5])


def until_closed(mode: Mode, server: FaultServer) -> Use:
    """A use that lets the server end its connection first."""

    def wait(_: Any) -> Any:
        with server.change:
            assert server.change.wait_for(lambda: server.ended == server.connections, timeout=5)
        return nothing() if mode.is_async else None

    return wait


async def nothing() -> None:
    """What async code has to await."""


@pytest.mark.parametrize("operation_id", FEW)
def test_idle_connection_that_the_server_closed(mode: Mode, operation_id: str) -> None:
    with FaultServer([Fault("answer and close")]) as server:
        played = play(mode, server, "getTask", until_closed(mode, server), operation_id)
        assert state(server.sandbox) == as_if_carried_out(operation_id, 1)
        assert (server.connections, server.attempts) == (2, 2)
    assert [played.results[0].attempts, played.results[2].attempts] == [1, 1]
    assert played.waits == []


@pytest.mark.parametrize("operation_id", FEW)
def test_idle_connection_that_is_reset_when_it_is_used_again(mode: Mode, operation_id: str) -> None:
    with FaultServer([Fault("answer"), Fault("reset unread")]) as server:
        first, second = play(mode, server, "getTask", operation_id).results
        assert state(server.sandbox) == as_if_carried_out(operation_id, int(operation_id in SAFE))
        assert not server.script
    assert first.attempts == 1
    if operation_id in SAFE:
        assert second.attempts == 2
    else:
        assert type(second) is OutcomeUnknownError


@pytest.mark.parametrize("operation_id", ["getTask", "createTask"])
def test_connection_is_used_again_after_a_whole_answer_and_not_after_half_of_one(mode: Mode, operation_id: str) -> None:
    with FaultServer([Fault("say", status=422), Fault("cut", how="json"), Fault("cut", how="close")]) as server:
        play(mode, server, operation_id, operation_id, operation_id, operation_id, max_retries=0)
        assert (server.connections, server.attempts) == (2, 4)


def test_one_client_for_sixteen_threads() -> None:
    together = threading.Barrier(16)

    def work(client: WebWork, number: int) -> list[str]:
        together.wait(timeout=5)
        return [client.tasks.create(title=f"{number}.{each}").title for each in range(5)]

    with FaultServer() as server, WebWork("t0ken", base_url=server.base_url, rate_limit=None) as client:
        copy = client.with_options(workspace_id=1, project_id=100)
        with ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(work, [copy] * 16, range(16)))
        assert answers == [[f"{number}.{each}" for each in range(5)] for number in range(16)]
        titles = {task["title"] for tasks in state(server.sandbox).values() for task in tasks if "title" in task}
        assert {title for answer in answers for title in answer} <= titles
        assert server.attempts == 80
        assert server.connections <= 16
