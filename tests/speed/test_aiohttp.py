"""Extra [aiohttp]: with its transport the promises of the flow hold as with the client's own."""

from __future__ import annotations

import pytest
from httpx_aiohttp import AiohttpTransport

from tests.fakes import Mode
from tests.reliability.fault_server import FaultServer, state
from tests.reliability.faults import Fault
from tests.reliability.play import as_if_carried_out, play
from webwork_tracker import (
    APIConnectionError,
    DeadlineExceededError,
    DeadlineOutcomeUnknownError,
    OutcomeUnknownError,
    ResponseDecodeError,
)

ASYNC = Mode(is_async=True)


def test_calls_share_a_connection() -> None:
    with FaultServer() as server:
        played = play(ASYNC, server, "getTask", "updateTask", own=AiohttpTransport)
        assert (server.connections, server.attempts) == (1, 2)
    assert [each.status_code for each in played.results] == [200, 200]


@pytest.mark.parametrize(
    ("operation_id", "kind"), [("getTask", DeadlineExceededError), ("createTask", DeadlineOutcomeUnknownError)]
)
def test_a_byte_now_and_then_ends_at_the_deadline(operation_id: str, kind: type[Exception]) -> None:
    with FaultServer([Fault("drip", "body", carry_out=True)]) as server:
        played = play(ASYNC, server, operation_id, own=AiohttpTransport, timeout=5, deadline=0.5)
        assert server.attempts == 1
    assert type(played.failure) is kind
    assert played.seconds < 2


@pytest.mark.parametrize("how", ["reset", "close"])
def test_what_was_lost_on_the_way_is_not_made_twice(how: str) -> None:
    with FaultServer([Fault("drop", how, carry_out=True)]) as server:
        played = play(ASYNC, server, "createTask", own=AiohttpTransport)
        assert state(server.sandbox) == as_if_carried_out("createTask", server.carried_out)
        assert server.attempts == 1
    assert type(played.failure) is OutcomeUnknownError


def test_what_was_certainly_not_sent_is_tried_again() -> None:
    with FaultServer([Fault("refuse")] * 3) as closed, FaultServer() as server:
        played = play(ASYNC, server, "createTask", own=AiohttpTransport, base_url=f"http://{closed.address}")
    assert type(played.failure) is APIConnectionError
    assert (played.failure.sent, played.failure.attempts) == (False, 3)


def test_packed_bodies() -> None:
    faults = [Fault("pack", how, carry_out=True) for how in ("well", "bomb")]
    with FaultServer(faults) as server:
        well, bomb = play(ASYNC, server, "getTask", "getTask", own=AiohttpTransport, max_response_bytes=100_000).results
    assert well.status_code == 200
    assert type(bomb) is ResponseDecodeError
    assert "larger than max_response_bytes" in str(bomb)
