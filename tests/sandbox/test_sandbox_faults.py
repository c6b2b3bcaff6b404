"""Faults by rule: in process they raise what a network would; over a socket they really happen."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from webwork_tracker import (
    APIConnectionError,
    APITimeoutError,
    DeadlineExceededError,
    OutcomeUnknownError,
    RateLimitError,
    ResponseDecodeError,
    ServerError,
    WebWork,
)
from webwork_tracker.sandbox import Sandbox

Settings = dict[str, Any]
ONCE: Settings = {"max_retries": 0, "rate_limit": None}


@pytest.fixture(params=["in process", "socket"])
def ww(request: pytest.FixtureRequest, sandbox: Sandbox) -> Iterator[WebWork]:
    """A client that tries once, in both ways."""
    if request.param == "in process":
        with sandbox.client(**ONCE) as client:
            yield client
        return
    ids = {"workspace_id": 1, "project_id": 100}
    with sandbox.serve() as server, WebWork("a-token", base_url=server.base_url, **ids, **ONCE) as client:
        yield client


def titles(sandbox: Sandbox) -> list[str]:
    sandbox.faults.clear()
    with sandbox.client() as ww:
        return [task.title for task in ww.tasks.list()][1:]


def test_the_nth_call(ww: WebWork, sandbox: Sandbox) -> None:
    fault = sandbox.faults.add("createTask", nth=2, status=503, headers={"Retry-After": "7"})
    ww.tasks.create(title="first")
    ww.tasks.get(500)
    with pytest.raises(ServerError, match="503") as refused:
        ww.tasks.create(title="second")
    assert refused.value.retry_after == 7
    ww.tasks.create(title="third")
    assert sandbox.faults.struck(fault) == 1
    assert titles(sandbox) == ["first", "third"]


def test_a_status_after_the_work(ww: WebWork, sandbox: Sandbox) -> None:
    sandbox.faults.add(
        "createTask", status=502, after_work=True, body="<h1>Bad Gateway</h1>", headers={"Content-Type": "text/html"}
    )
    with pytest.raises(OutcomeUnknownError):
        ww.tasks.create(title="done")
    assert titles(sandbox) == ["done"]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_reset_connection(ww: WebWork, sandbox: Sandbox, moment: Any) -> None:
    sandbox.faults.add("createTask", reset=moment)
    with pytest.raises(OutcomeUnknownError) as lost:
        ww.tasks.create(title="lost")
    assert isinstance(lost.value.__cause__, APIConnectionError)
    assert lost.value.__cause__.sent
    assert sandbox.requests.last.status is None
    assert sandbox.requests.last.fault == f"reset {moment}"
    assert titles(sandbox) == (["lost"] if moment == "after" else [])


def test_a_refused_connection(sandbox: Sandbox) -> None:
    fault = sandbox.faults.add(refused=True, nth=2)
    with sandbox.client(**ONCE) as ww:
        ww.tasks.create(title="first")
        with pytest.raises(APIConnectionError, match="refused") as refused:
            ww.tasks.create(title="second")
        assert not refused.value.sent
        ww.tasks.create(title="third")
    assert (sandbox.faults.struck(fault), sandbox.requests.count("createTask")) == (1, 2)
    assert titles(sandbox) == ["first", "third"]


def test_a_refused_connection_over_a_socket(sandbox: Sandbox) -> None:
    fault = sandbox.faults.add(refused=True, times=2)
    ids = {"workspace_id": 1, "project_id": 100}
    with sandbox.serve() as server, WebWork("a-token", base_url=server.base_url, **ids, **ONCE) as ww:
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
            assert connection.recv(1) == b""
        with pytest.raises(APIConnectionError):
            ww.tasks.get(500)
        assert (sandbox.faults.struck(fault), len(sandbox.requests)) == (2, 0)
        assert ww.tasks.get(500).id == 500
        later = sandbox.faults.add(refused=True, times=1)
        assert ww.tasks.get(500).id == 500
        assert sandbox.faults.struck(later) == 0


def test_a_cut_body(ww: WebWork, sandbox: Sandbox) -> None:
    sandbox.faults.add("getTask", cut_body=True, times=1)
    with pytest.raises(APIConnectionError):
        ww.tasks.get(500)
    assert ww.tasks.get(500).id == 500


def test_malformed_json(ww: WebWork, sandbox: Sandbox) -> None:
    sandbox.faults.add("getTask", malformed_json=True)
    with pytest.raises(ResponseDecodeError):
        ww.tasks.get(500)


def test_unknown_values(ww: WebWork, sandbox: Sandbox) -> None:
    sandbox.faults.add(unknown_enum=True)
    task, (viewer,) = ww.tasks.get(500), list(ww.project_viewers.list())
    assert (task.status, task.priority, viewer.status) == (99, 99, "unheard-of")
    ww.tasks.delete(500)


def test_a_refused_rate(ww: WebWork, sandbox: Sandbox) -> None:
    sandbox.faults.add("getTask", rate_limited=True)
    with pytest.raises(RateLimitError) as refused:
        ww.tasks.get(500)
    assert refused.value.retry_after == 60


def test_an_answer_that_is_late(ww: WebWork, sandbox: Sandbox) -> None:
    sandbox.faults.add("getTask", latency=0.3)
    assert ww.with_options(timeout=5).tasks.get(500).id == 500
    with pytest.raises(APITimeoutError):
        ww.with_options(timeout=0.05).tasks.get(500)
    with pytest.raises(DeadlineExceededError):
        ww.with_options(timeout=5, deadline=0.05).tasks.get(500)


def test_the_work_of_a_late_answer_is_done(sandbox: Sandbox) -> None:
    sandbox.faults.add("createTask", latency=1000)
    with sandbox.client(**ONCE) as ww, pytest.raises(OutcomeUnknownError):
        ww.tasks.create(title="late")
    assert titles(sandbox) == ["late"]


def test_async(sandbox: Sandbox) -> None:
    sandbox.faults.add("getTask", reset="after", times=1)

    async def attempts() -> int:
        async with sandbox.async_client(runtime=_hurried()) as ww:
            return (await ww.with_raw_response.tasks.get(500)).attempts

    assert asyncio.run(attempts()) == 2


def _hurried() -> Any:
    from webwork_tracker._runtime import Runtime

    async def no_sleep(seconds: float) -> None:
        pass

    return Runtime(sleep=lambda seconds: None, sleep_async=no_sleep)


def test_the_client_gets_over_it(sandbox: Sandbox) -> None:
    sandbox.faults.add("getTask", times=2, status=500)
    with sandbox.client(runtime=_hurried()) as ww:
        assert ww.with_raw_response.tasks.get(500).attempts == 3


def test_probability_is_determined_by_its_seed(sandbox: Sandbox) -> None:
    def struck(seed: int) -> list[bool]:
        sandbox.reset()
        fault = sandbox.faults.add(probability=0.5, seed=seed, status=500)
        before, found = 0, []
        for _ in range(30):
            with sandbox.client(**ONCE) as ww, suppress(ServerError):
                ww.tasks.get(500)
            found.append(sandbox.faults.struck(fault) > before)
            before = sandbox.faults.struck(fault)
        return found

    assert struck(1) == struck(1) != struck(2)
    assert 5 < sum(struck(1)) < 25


def test_the_first_rule_strikes_and_all_of_them_count(sandbox: Sandbox) -> None:
    first = sandbox.faults.add("getTask", nth=1, status=500)
    second = sandbox.faults.add(nth=2, status=503)
    assert [fault.id for fault in sandbox.faults] == [first.id, second.id]
    with sandbox.client(**ONCE) as ww:
        for status in (500, 503):
            with pytest.raises(ServerError, match=str(status)):
                ww.tasks.get(500)
    sandbox.faults.remove(first)
    sandbox.faults.remove(second.id)
    assert (len(sandbox.faults), sandbox.faults.struck(first)) == (0, 0)
    with pytest.raises(KeyError):
        sandbox.faults.remove(first)


@pytest.mark.parametrize(
    ("operation", "wish", "match"),
    [
        ("getNothing", {"status": 500}, "no operation 'getNothing': there are getTasks"),
        ("getTask", {}, "a fault needs one of status"),
        ("getTask", {"nth": 1}, "a fault needs one of status"),
        ("getTask", {"colour": "red"}, "a fault has no colour; it has after_work"),
        ("getTask", {"status": 42}, "a fault cannot have status=42"),
        ("getTask", {"status": True}, "status=True"),
        ("getTask", {"nth": 0, "status": 500}, "nth=0"),
        ("getTask", {"latency": -1}, "latency=-1"),
        ("getTask", {"latency": float("nan")}, "latency=nan"),
        ("getTask", {"probability": 2, "status": 500}, "probability=2"),
        ("getTask", {"reset": "never"}, "reset='never'"),
        ("getTask", {"cut_body": "yes"}, "cut_body='yes'"),
        ("getTask", {"refused": True, "times": 1}, "has no operation, and needs nth or times"),
        (None, {"refused": True, "probability": 0.5}, "has no operation, and needs nth or times"),
        (None, {"refused": "yes", "nth": 1}, "refused='yes'"),
        ("getTask", {"status": 500, "headers": {"X": "a\r\nb"}}, "headers="),
        ("getTask", {"status": 500, "headers": {"Content-Length": "5"}}, "headers="),
        ("getTask", {"status": 500, "headers": ["X"]}, "headers="),
    ],
)
def test_rules_that_are_none(sandbox: Sandbox, operation: str | None, wish: Settings, match: str) -> None:
    with pytest.raises(ValueError, match=match):
        sandbox.faults.add(operation, **wish)


def test_a_fault_without_a_body(sandbox: Sandbox) -> None:
    sandbox.faults.add("getTask", status=204, after_work=True, unknown_enum=True, body="no json")
    with sandbox.serve() as server, socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(b"GET /api/v2/tasks/500 HTTP/1.1\r\nConnection: close\r\n\r\n")
        received = connection.makefile("rb").read()
    assert received.startswith(b"HTTP/1.1 204 ")
    assert received.endswith(b"\r\n\r\n")


def test_a_late_answer_does_not_keep_the_server_from_stopping(sandbox: Sandbox) -> None:
    sandbox.faults.add(latency=3600)
    with sandbox.serve() as server, socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(b"GET /api/v2/tasks/500 HTTP/1.1\r\n\r\n")
        ends = time.monotonic() + 5
        while not sandbox.requests and time.monotonic() < ends:
            time.sleep(0.001)
        server.stop()
        assert connection.recv(1) in (b"", b"H")
