"""Replies that are too large are not read to their end, packed or not, and do not fill the memory."""

from __future__ import annotations

import json
import tracemalloc

import pytest

from tests.fakes import Mode, task
from tests.reliability.fault_server import FaultServer
from tests.reliability.faults import Fault, bomb
from tests.reliability.play import play
from webwork_tracker import ResponseDecodeError
from webwork_tracker._wire import HTTPRequest

CAP = 500_000
GET = HTTPRequest("GET", "/api/v2/tasks/500?workspace_id=1&project_id=100", {"Authorization": "Bearer somebody"})
LARGE = Fault("say", body="x" * 5_000_000, carry_out=True)


@pytest.mark.parametrize("fault", [Fault("pack", "bomb", carry_out=True), LARGE], ids=["packed", "as it is"])
@pytest.mark.parametrize("operation_id", ["getTask", "createTask"])
def test_no_more_is_held_than_is_allowed(mode: Mode, operation_id: str, fault: Fault) -> None:
    assert len(bomb()) < 60_000  # Made before memory is looked at.
    with FaultServer([fault]) as server:
        tracemalloc.start()
        played = play(mode, server, operation_id, max_response_bytes=CAP)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert (server.attempts, server.carried_out) == (1, 1)
    assert type(played.failure) is ResponseDecodeError
    assert f"larger than max_response_bytes ({CAP})" in str(played.failure)
    # The large body itself is the server's: twice, as text and as bytes.
    assert peak < 8 * CAP + (11_000_000 if fault is LARGE else 0)


@pytest.mark.parametrize(("more", "fits"), [(0, True), (-1, False)])
@pytest.mark.parametrize("how", ["well", "as it is"])
def test_the_cap_is_exact(mode: Mode, how: str, more: int, fits: bool) -> None:
    body = json.dumps({"success": True, "data": task()})
    fault = Fault("say", body=body) if how == "as it is" else Fault("pack", "well", carry_out=True)
    with FaultServer([fault]) as server:
        size = len(body) if how == "as it is" else len(server.sandbox.handle(GET).body)
        played = play(mode, server, "getTask", max_response_bytes=size + more)
    assert (played.error is None) is fits


def test_no_cap_at_all(mode: Mode) -> None:
    body = json.dumps({"success": True, "data": task(title="x" * 34_000_000)})
    with FaultServer([Fault("say", body=body)]) as server:
        played = play(mode, server, "getTask", max_response_bytes=None, timeout=10)
    assert len(played.result.data.title) == 34_000_000
