"""The clock: what it says, what it is told, and what of that is kept in a file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from webwork_tracker.sandbox import Sandbox, SandboxClock

from .calls import in_process

START = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
LATER = datetime(2026, 5, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def now(sandbox: Sandbox) -> str:
    return str(in_process(sandbox).get("/tasks").json["meta"]["timestamp"])


def test_a_clock_that_stands_still() -> None:
    with Sandbox(clock=START) as sandbox:
        assert now(sandbox) == now(sandbox) == "2026-03-01T12:00:00Z"
        sandbox.clock.tick(seconds=90)
        assert now(sandbox) == "2026-03-01T12:01:30Z"


def test_a_clock_of_ones_own_goes_on_and_is_put_forward(sandbox: Sandbox, clock: Any) -> None:
    clock.tick(60)
    sandbox.clock.tick(3600)
    assert now(sandbox) == "2026-03-01T13:01:00Z"


@pytest.mark.parametrize("seconds", [-1, float("nan"), float("inf"), 1e300, 3e11])
def test_a_clock_does_not_go_back_nor_beyond_its_end(seconds: float) -> None:
    clock = SandboxClock(START)
    with pytest.raises(ValueError, match="a clock"):
        clock.tick(seconds)
    assert clock() == START


def test_it_is_told_to_stand_and_to_go(sandbox: Sandbox, clock: Any) -> None:
    sandbox.clock.tick(60)
    sandbox.clock.stand_at(datetime(2024, 1, 1, 1, tzinfo=timezone(timedelta(hours=1))))
    clock.tick(60)
    assert (sandbox.clock.stands, now(sandbox)) == (True, "2024-01-01T00:00:00Z")
    sandbox.clock.tick(1)
    assert now(sandbox) == "2024-01-01T00:00:01Z"
    sandbox.clock.stand_at(None)
    assert (sandbox.clock.stands, now(sandbox)) == (False, "2026-03-01T12:01:00Z")


def test_a_moment_that_is_none_in_utc(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="outside of the years"):
        sandbox.clock.stand_at(datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))))
    assert sandbox.clock() == START


def test_a_clock_that_goes_back_leaves_no_minute_without_end() -> None:
    with Sandbox(clock=LATER, rate_limit=1) as sandbox:
        call = in_process(sandbox)
        assert [call.get("/tasks").status for _ in range(2)] == [200, 429]
        sandbox.clock.stand_at(START)
        assert [call.get("/tasks").status for _ in range(2)] == [200, 429]


def test_snapshot_and_reset_bring_back_what_it_was_told(sandbox: Sandbox, clock: Any) -> None:
    sandbox.clock.stand_at(LATER)
    sandbox.clock.tick(60)
    snapshot = sandbox.snapshot()
    sandbox.reset()
    clock.tick(60)
    assert sandbox.clock() == START + MINUTE
    sandbox.restore(snapshot)
    assert sandbox.clock() == LATER + MINUTE
    sandbox.clock.tick(60)
    assert sandbox.clock() == LATER + 2 * MINUTE


@pytest.mark.parametrize(
    ("first", "then", "says"),
    [
        (START, None, START + MINUTE),
        (START, START, START + MINUTE),
        (START, LATER, LATER),
        (START, lambda: LATER, LATER),
        (lambda: START, lambda: LATER, LATER + MINUTE),
        (lambda: START, LATER, LATER),
    ],
)
def test_a_file_keeps_it_until_it_is_given_another(tmp_path: Path, first: Any, then: Any, says: datetime) -> None:
    file = tmp_path / "s.sqlite"
    with Sandbox(file, clock=first) as sandbox:
        sandbox.clock.tick(60)
    for _ in range(2):
        with Sandbox(file, clock=then) as sandbox:
            assert sandbox.clock() == says


def test_real_time_that_was_put_forward_is_so_again(tmp_path: Path) -> None:
    file = tmp_path / "s.sqlite"
    with Sandbox(file) as sandbox:
        sandbox.clock.tick(0.25)
        sandbox.clock.tick(3600)
    with Sandbox(file) as sandbox:
        assert sandbox.clock.offset == timedelta(seconds=3600.25)
        assert sandbox.clock() - datetime.now(UTC) > timedelta(minutes=59)
