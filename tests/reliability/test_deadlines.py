"""One deadline over everything: attempts, waits, and servers that always send one more byte."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from typing import Any

import httpcore
import httpx
import pytest

from tests.fakes import Mode, refusal, reply, task
from tests.reliability.fault_server import FaultServer, state
from tests.reliability.faults import Fault
from tests.reliability.play import SAFE, SLACK, as_if_carried_out, play, server_context, trusting
from tests.reliability.slow import Slow, Time, made
from webwork_tracker import (
    DeadlineExceededError,
    DeadlineOutcomeUnknownError,
    OutcomeUnknownError,
    RateLimit,
    RateLimitError,
    WebWorkError,
)
from webwork_tracker._wire import Limits

DEADLINE = 0.5
LATEST = DEADLINE + SLACK
SAFE_AND_UNSAFE = pytest.mark.parametrize("operation_id", ["getTask", "createTask"])

# httpcore leaves a connection open that is cancelled in its handshake; Python tells when it is collected. A slow machine
# may come to that where a fast one does not.
HANDSHAKE_CANCELLED = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

SLOW = {
    "body drips": Fault("drip", "body", carry_out=True),
    "head drips": Fault("drip", "head", carry_out=True),
    "body stalls": Fault("stall", "body", carry_out=True),
    "no answer": Fault("stall", carry_out=True),
}


def check_exceeded(error: WebWorkError, operation_id: str) -> None:
    """Over, and sent: where to repeat it is not safe, the error is of unknown outcome as well."""
    assert isinstance(error, DeadlineExceededError)
    if operation_id in SAFE:
        assert type(error) is DeadlineExceededError
        assert error.sent is True
    else:
        assert type(error) is DeadlineOutcomeUnknownError
        assert isinstance(error, OutcomeUnknownError)
        assert type(error.__cause__) is DeadlineExceededError
        assert error.ids["project_id"] == 100
    assert error.operation_id == operation_id
    assert "deadline" in str(error)


@pytest.mark.parametrize("timeout", [5, None])
@pytest.mark.parametrize("fault", SLOW.values(), ids=SLOW)
@SAFE_AND_UNSAFE
def test_drip_ends_at_the_deadline(mode: Mode, operation_id: str, fault: Fault, timeout: float | None) -> None:
    with FaultServer([fault]) as server:
        played = play(mode, server, operation_id, timeout=timeout, deadline=DEADLINE)
        assert state(server.sandbox) == as_if_carried_out(operation_id, 1)
        assert (server.attempts, len(server.script)) == (1, 0)
    check_exceeded(played.failure, operation_id)
    assert (played.failure.attempts, played.waits) == (1, [])
    assert DEADLINE <= played.seconds < LATEST


@pytest.mark.parametrize("fault", [SLOW["body drips"], SLOW["head drips"]], ids=["body", "head"])
def test_deadline_is_for_all_attempts_together(mode: Mode, fault: Fault) -> None:
    stall = Fault("stall")
    with FaultServer([stall, fault]) as server:
        played = play(mode, server, "getTask", timeout=0.5, deadline=1.2, chance=0.0)
        assert server.attempts == 2
    check_exceeded(played.failure, "getTask")
    assert (played.failure.attempts, played.waits) == (2, [0.0])
    assert played.seconds < 1.2 + SLACK


def test_last_wait_for_a_byte_is_as_short_as_what_is_left(mode: Mode) -> None:
    dries_up = Fault("drip", "body", every=0.02, bytes=30)
    with FaultServer([dries_up]) as server:
        played = play(mode, server, "getTask", timeout=5, deadline=0.7)
    check_exceeded(played.failure, "getTask")
    assert 0.7 <= played.seconds < 0.7 + SLACK  # From the last byte on a read may take 5 s, and may not here.


@SAFE_AND_UNSAFE
def test_deadline_over_tls(mode: Mode, operation_id: str) -> None:
    kind = httpx.AsyncClient if mode.is_async else httpx.Client
    with FaultServer([SLOW["body drips"]], tls=server_context()) as server:
        played = play(mode, server, operation_id, own=lambda: kind(verify=trusting()), deadline=DEADLINE)
        assert server.attempts == 1
    check_exceeded(played.failure, operation_id)
    assert played.seconds < LATEST


@HANDSHAKE_CANCELLED
@SAFE_AND_UNSAFE
def test_deadline_while_connecting_is_not_an_unknown_outcome(mode: Mode, operation_id: str) -> None:
    with FaultServer([Fault("no handshake")]) as server:
        url = f"https://{server.address}/"
        played = play(mode, server, operation_id, base_url=url, timeout=5, deadline=DEADLINE)
        assert server.requests == []
    gc.collect()
    assert type(played.failure) is DeadlineExceededError
    assert played.failure.sent is False
    assert played.seconds < LATEST


@SAFE_AND_UNSAFE
def test_deadline_while_waiting_for_a_free_connection(mode: Mode, operation_id: str) -> None:
    kind = httpx.AsyncHTTPTransport if mode.is_async else httpx.HTTPTransport
    full = httpx.Limits(max_connections=0)
    with FaultServer() as server:
        played = play(mode, server, operation_id, own=lambda: kind(limits=full), timeout=5, deadline=DEADLINE)
        assert server.connections == 0
    assert type(played.failure) is DeadlineExceededError
    assert played.failure.sent is False
    assert played.seconds < LATEST


class SlowToConnect(httpcore.AsyncNetworkBackend):
    """Takes its time before it connects."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend) -> None:
        self._backend = backend

    async def connect_tcp(self, *arguments: Any, **named: Any) -> httpcore.AsyncNetworkStream:
        await asyncio.sleep(DEADLINE / 2)
        return await self._backend.connect_tcp(*arguments, **named)


@HANDSHAKE_CANCELLED
@SAFE_AND_UNSAFE
def test_deadline_in_a_handshake_after_a_slow_connect_is_not_an_unknown_outcome(operation_id: str) -> None:
    def slow() -> httpx.AsyncHTTPTransport:
        transport = httpx.AsyncHTTPTransport()
        transport._pool._network_backend = SlowToConnect(transport._pool._network_backend)
        return transport

    with FaultServer([Fault("no handshake")]) as server:
        url = f"https://{server.address}/"
        played = play(Mode(is_async=True), server, operation_id, base_url=url, own=slow, timeout=5, deadline=DEADLINE)
        assert (server.requests, server.attempts) == ([], 1)
    gc.collect()
    assert type(played.failure) is DeadlineExceededError
    assert played.failure.sent is False
    assert played.seconds < LATEST


def test_a_wait_that_does_not_fit_is_not_begun(mode: Mode) -> None:
    script = [Fault("say", status=429, headers={"Retry-After": "7"})]
    with FaultServer(script) as server:
        played = play(mode, server, "getTask", deadline=7.2)
        assert server.attempts == 1
    assert type(played.failure) is RateLimitError
    assert (played.failure.attempts, played.failure.retry_after, played.waits) == (1, 7, [])
    assert "a wait of 7.2 s does not fit in the deadline" in played.failure.__notes__[0]


def failure(mode: Mode, call: Callable[..., Any], *arguments: Any) -> WebWorkError:
    with pytest.raises(WebWorkError) as caught:
        mode.call(call, *arguments)
    return caught.value


def test_each_attempt_gets_what_attempts_and_waits_have_left(mode: Mode) -> None:
    wait = {"Retry-After": "7"}
    slow = Slow(Time(), 1.0, [refusal(429, wait), refusal(503, wait), reply(task())])
    client = made(mode, slow, deadline=30.0, timeout=4.0, max_response_bytes=5)
    assert mode.call(client.with_raw_response.tasks.get, 500).attempts == 3
    assert slow.clock.waits == [7.25, 7.5]
    assert slow.limits == [Limits(4.0, left, 5) for left in (30.0, 30.0 - 8.25, 30.0 - 16.75)]


@pytest.mark.parametrize(("deadline", "waits"), [(17.7, [7.25, 7.5]), (16.75, [7.25]), (8.0, []), (7.25, [])])
def test_retry_waits_count_and_are_begun_only_if_they_fit(mode: Mode, deadline: float, waits: list[float]) -> None:
    slow = Slow(Time(), 1.0, [refusal(429, {"Retry-After": "7"}), refusal(429, {"Retry-After": "7"}), reply(task())])
    error = failure(mode, made(mode, slow, deadline=deadline).tasks.get, 500)
    if len(waits) == 2:
        assert type(error) is DeadlineExceededError  # 0.95 s are left for an answer that takes 1 s
    else:
        assert type(error) is RateLimitError
        assert "does not fit in the deadline" in error.__notes__[0]
    assert slow.clock.waits == waits
    assert error.attempts == len(waits) + 1
    assert slow.clock.now <= 1000 + deadline


def test_waits_for_the_rate_budget_count_and_are_begun_only_if_they_fit(mode: Mode) -> None:
    slow = Slow(Time(), 1.0, [reply(task()) for _ in range(3)])
    limit = RateLimit(1, window=20)
    client = made(mode, slow, token=f"budget of {mode.is_async}".replace(" ", "-"), rate_limit=limit, deadline=25.0)
    mode.call(client.tasks.get, 500)
    mode.call(client.tasks.get, 500)
    assert sum(slow.clock.waits) == pytest.approx(19.5, abs=0.01)  # the window has half a second's margin
    assert slow.limits[1].expires_in == pytest.approx(25.0 - 19.5, abs=0.01)
    before = slow.clock.now
    error = failure(mode, client.with_options(deadline=10.0).tasks.get, 500)
    assert type(error) is DeadlineExceededError
    assert (error.sent, error.attempts, error.operation_id) == (False, 0, "getTask")
    assert "rate budget" in str(error)
    assert (slow.clock.now, len(slow.limits)) == (before, 2)
    mode.call(client.tasks.get, 500)  # whoever gave up took no place


def test_without_a_deadline_nothing_is_cut_off(mode: Mode) -> None:
    slow = Slow(Time(), 1000.0, [refusal(429, {"Retry-After": "89"}) for _ in range(6)])
    error = failure(mode, made(mode, slow, deadline=None, max_retries=5).tasks.get, 500)
    assert (type(error), error.attempts) == (RateLimitError, 6)
    assert {limits.expires_in for limits in slow.limits} == {None}
