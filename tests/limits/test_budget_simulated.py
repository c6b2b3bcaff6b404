"""The rate budget in a world whose clock a test moves: how many, in which order, and who gives up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.limits.simulation import Flow, World, fresh_token, most_in_a_window
from webwork_tracker import DeadlineExceededError, RateLimit
from webwork_tracker._budget import Budget, MemoryStore
from webwork_tracker._wishes import Invoke, Sleep

MINUTE = RateLimit(60)


def test_most_in_a_window_is_half_open() -> None:
    assert most_in_a_window([], 1) == 0
    assert most_in_a_window([0, 1, 2], 1) == 1
    assert most_in_a_window([2, 0, 1, 2.5], 1.5) == 2
    assert most_in_a_window([0, 0, 0.999, 1], 1) == 3


def lined_up(budget: Budget, requests: int, world: World, sent: list[float]) -> Flow:
    """The least a caller does: stand in line, and take note when its turn has come."""
    place = budget.line_up(requests)
    try:
        while wait := (yield Invoke(place.wait)):
            yield Sleep(min(wait, place.patience))
        sent.append(world.now)
    finally:
        place.leave()


ARRIVALS = st.lists(st.floats(0, 200, allow_nan=False), min_size=1, max_size=60)


@given(ARRIVALS, st.integers(1, 9), st.floats(0.1, 60), st.data())
def test_no_window_ever_has_too_many(arrivals: list[float], requests: int, window: float, data: st.DataObject) -> None:
    world, sent = World(), list[float]()
    budget = Budget(RateLimit(requests, window), MemoryStore(window + 0.5, lambda: world.now), lambda: world.now)
    callers = [world.start(lined_up(budget, requests, world, sent), moment) for moment in arrivals]
    leaving = data.draw(st.dictionaries(st.integers(0, len(callers) - 1), st.floats(0, 300)), label="cancelled at")
    for number, moment in leaving.items():
        world.cancel(callers[number], max(moment, arrivals[number]))
    world.run()
    assert most_in_a_window(sent, window) <= requests
    assert len(sent) >= len(callers) - len(leaving)
    assert not budget._line


@given(
    st.lists(st.tuples(st.floats(0, 100), st.integers(0, 2)), min_size=1, max_size=50),
    st.integers(1, 10),
    st.sampled_from([0.0, 0.3, 5.0]),
)
def test_no_window_ever_has_too_many_whole_calls(calls: list[tuple[float, int]], requests: int, latency: float) -> None:
    world, token, limit = World(latency=latency), fresh_token(), RateLimit(requests, 10.0)
    clients = [world.client(token, limit, deadline=None) for _ in range(3)]
    for moment, number in calls:
        world.call(clients[number], moment)
    world.run()
    assert len(world.sent) == len(calls)
    assert most_in_a_window([moment for moment, _ in world.sent], 10.0) <= requests


def test_600_calls_take_hardly_longer_than_they_must() -> None:
    world = World()
    client = world.client(fresh_token(), deadline=None)
    for _ in range(600):
        world.call(client)
    world.run()
    moments = [moment for moment, _ in world.sent]
    assert len(moments) == 600
    assert most_in_a_window(moments, 60) == 60
    assert 540 <= max(moments) <= 540 * 1.02


def test_no_place_stays_empty_while_somebody_waits() -> None:
    """Callers who come one by one: the window slides with them, and nobody waits for a whole batch to pass."""
    world = World()
    client = world.client(fresh_token(), RateLimit(10, 10.0), deadline=None)
    for number in range(40):
        world.call(client, number * 0.1)
    world.run()
    for number, (moment, _) in enumerate(world.sent):
        assert moment == pytest.approx(number // 10 * 10.5 + number % 10 * 0.1, abs=0.02)


@given(st.lists(st.floats(0, 50), min_size=1, max_size=40, unique=True), st.integers(1, 5))
def test_first_come_first_served(arrivals: list[float], requests: int) -> None:
    world = World()
    client = world.client(fresh_token(), RateLimit(requests, 10.0), deadline=None)
    for moment in arrivals:
        world.call(client, moment, name=repr(moment))
    world.run()
    assert [name for _, name in world.sent] == [repr(moment) for moment in sorted(arrivals)]


@pytest.mark.parametrize("cancelled", [{1}, {1, 2, 3}, {4}, {1, 4, 5}, {3, 2, 5, 1, 4}], ids=str)
@pytest.mark.parametrize("moment", [0.0, 5.0, 10.4])
def test_whoever_is_cancelled_while_waiting_gives_its_place_back(cancelled: set[int], moment: float) -> None:
    world = World()
    client = world.client(fresh_token(), RateLimit(1, 10.0), deadline=None)
    callers = [world.call(client) for _ in range(6)]
    for number in cancelled:
        world.cancel(callers[number], moment)
    world.run()
    left = [number for number in range(6) if number not in cancelled]
    assert [int(name) for _, name in world.sent] == left
    for turn, (when, _) in enumerate(world.sent):
        # Those behind the head look at least once a second; one who leaves tells nobody.
        assert turn * 10.5 <= when <= turn * 10.5 + 1.02


@pytest.mark.parametrize("behind", [0, 1, 30, 61])
def test_a_wait_that_does_not_fit_the_deadline_fails_at_once(behind: int) -> None:
    world, token = World(), fresh_token()
    patient, hasty = world.client(token, deadline=None), world.client(token, deadline=20.0)
    for _ in range(60 + behind):
        world.call(patient)
    late = world.call(hasty, 1.0)
    world.run()
    assert isinstance(late.error, DeadlineExceededError)
    assert late.error.sent is False
    assert late.ended == 1.0
    assert late.sent == []
    assert len(world.sent) == 60 + behind


def test_one_who_fails_at_the_deadline_leaves_the_line_to_others() -> None:
    world, token = World(), fresh_token()
    for deadline in (None, 5.0, None):
        world.call(world.client(token, RateLimit(1, 10.0), deadline=deadline))
    world.run()
    assert [moment for moment, _ in world.sent] == pytest.approx([0.0, 10.5], abs=0.02)


def test_a_wait_that_fits_counts_toward_the_deadline() -> None:
    world, token = World(), fresh_token()
    world.call(world.client(token, RateLimit(1, 10.0)))
    in_time = world.call(world.client(token, RateLimit(1, 10.0), deadline=11.0))
    too_late = world.call(world.client(token, RateLimit(1, 10.0), deadline=20.9))
    world.run()
    assert in_time.sent == [10.5]
    assert isinstance(too_late.error, DeadlineExceededError)


def test_two_figures_on_one_budget_each_keep_to_their_own() -> None:
    """The one who allows itself less counts what the other sent; the greater figure is never exceeded."""
    world, token = World(), fresh_token()
    kinds = {"few": RateLimit(2, 3.0), "many": RateLimit(5, 3.0)}
    clients = {kind: world.client(token, limit, deadline=None) for kind, limit in kinds.items()}
    for number in range(18):
        kind = "many" if number % 3 else "few"
        world.call(clients[kind], number * 0.1, name=kind)
    world.run()
    assert len(world.sent) == 18
    assert most_in_a_window([moment for moment, _ in world.sent], 3.0) <= 5
    assert most_in_a_window([moment for moment, kind in world.sent if kind == "few"], 3.0) <= 2


@pytest.mark.parametrize("calls", [1, 500])
def test_without_a_rate_limit_nobody_waits(calls: int) -> None:
    world = World()
    client = world.client(fresh_token(), None)
    for _ in range(calls):
        world.call(client)
    world.run()
    assert [moment for moment, _ in world.sent] == [0.0] * calls
