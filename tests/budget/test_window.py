"""Who may send when, in a world whose clock a test moves: never too many in a window, and nobody waits in vain.

Each story runs with steps that are interleaved as threads are, and with tasks on an event loop.
"""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.budget.simulation import Kind, World, first_possible, fresh_token, most_in_a_window
from webwork_tracker import DeadlineExceededError, RateLimit

# Hypothesis would be traced as well: twice as long, for lines that other tests reach.
pytestmark = pytest.mark.no_cover

kinds = pytest.mark.parametrize("kind", ["steps", "tasks"])
MARGIN = 0.5
"""Seconds by which a budget's window is longer than the limit's."""
ARRIVALS = st.lists(st.floats(0, 200).map(lambda at: round(at, 2)), min_size=1, max_size=40)


def test_most_in_a_window_is_half_open() -> None:
    assert most_in_a_window([], 1) == 0
    assert most_in_a_window([2, 0, 1, 2.5], 1.5) == 2
    assert most_in_a_window([0, 0, 0.999, 1], 1) == 3


@kinds
@given(
    arrivals=ARRIVALS,
    requests=st.integers(1, 9),
    latency=st.sampled_from([0.0, 0.3, 70.0]),
    lag=st.sampled_from([0.0, 0.001]),
    seed=st.none() | st.integers(0, 999),
)
@example(arrivals=[0.0] * 2 + [30.0] * 4, requests=6, latency=0.3, lag=0.001, seed=1)  # Room for all four at once.
@settings(max_examples=80)
def test_no_window_has_too_many_and_no_time_is_lost(
    kind: Kind, arrivals: list[float], requests: int, latency: float, lag: float, seed: int | None
) -> None:
    world, token, limit = World(kind=kind, latency=latency, lag=lag, seed=seed), fresh_token(), RateLimit(requests)
    clients = [world.client(token, limit, deadline=None) for _ in range(3)]
    for number, moment in enumerate(arrivals):
        world.call(clients[number % 3], moment)
    world.run()
    assert len(world.sent) == len(arrivals)
    assert most_in_a_window(world.moments, 60.0) <= requests
    # Each may look a few milliseconds late for whether it is its turn.
    for sent, possible in zip(world.moments, first_possible(arrivals, requests, 60 + MARGIN), strict=True):
        assert sent <= possible + 0.02 * len(arrivals)


@kinds
@given(ARRIVALS, st.integers(1, 9), st.floats(0.1, 60), st.data())
@settings(max_examples=80)
def test_whoever_goes_away_does_no_harm(
    kind: Kind, arrivals: list[float], requests: int, window: float, data: st.DataObject
) -> None:
    world = World(kind=kind)
    client = world.client(limit=RateLimit(requests, window), deadline=None)
    callers = [world.call(client, moment) for moment in arrivals]
    leaving = data.draw(st.dictionaries(st.integers(0, len(callers) - 1), st.floats(0, 300)), label="cancelled at")
    for number, moment in leaving.items():
        world.cancel(callers[number], max(moment, arrivals[number]))
    world.run()
    assert most_in_a_window(world.moments, window) <= requests
    assert all(caller.sent for number, caller in enumerate(callers) if number not in leaving)
    assert client._shared._budget is None or not client._shared._budget._line


@kinds
@given(st.lists(st.floats(0, 50), min_size=1, max_size=40, unique_by=lambda at: round(at, 6)), st.integers(1, 5))
@settings(max_examples=50)
def test_first_come_first_served(kind: Kind, arrivals: list[float], requests: int) -> None:
    world = World(kind=kind)
    client = world.client(limit=RateLimit(requests, 10.0), deadline=None)
    for moment in arrivals:
        world.call(client, moment, name=repr(moment))
    world.run()
    assert [name for _, name in world.sent] == [repr(moment) for moment in sorted(arrivals)]


@kinds
def test_600_calls_take_hardly_longer_than_they_must(kind: Kind) -> None:
    world = World(kind=kind)
    client = world.client(deadline=None)
    for _ in range(600):
        world.call(client)
    world.run()
    assert [name for _, name in world.sent] == [str(number) for number in range(600)]
    assert most_in_a_window(world.moments, 60) == 60
    assert 540 <= max(world.moments) <= 540 * 1.02


@kinds
@pytest.mark.parametrize("cancelled", [{0}, {1}, {0, 1}, {0, 2}, {4}, {1, 4, 5}, {3, 2, 5, 1, 4}], ids=str)
@pytest.mark.parametrize("moment", [0.0, 5.0, 10.4])
def test_whoever_is_cancelled_while_waiting_gives_its_place_back(
    kind: Kind, cancelled: set[int], moment: float
) -> None:
    world = World(kind=kind)
    client = world.client(limit=RateLimit(1, 10.0), deadline=None)
    world.call(client, name="first")
    callers = [world.call(client, name=str(number)) for number in range(6)]
    for number in cancelled:
        world.cancel(callers[number], moment)
    world.run()
    left = [str(number) for number in range(6) if number not in cancelled]
    assert [name for _, name in world.sent] == ["first", *left]
    for turn, when in enumerate(world.moments):
        # Those behind the head look at least once a second; one who leaves tells nobody.
        assert turn * 10.5 <= when <= turn * 10.5 + 1.02


@kinds
def test_who_stands_still_at_the_head_does_not_hold_up_the_others(kind: Kind) -> None:
    """An event loop that was stopped, perhaps for ever, while somebody waited in it."""
    world = World(kind=kind)
    client = world.client()
    world.call(client)
    world.run()
    budget = client._shared._budget
    stuck = budget.line_up(60)
    callers = [world.call(client) for _ in range(3)]
    world.run()
    assert [name for _, name in world.sent] == ["0", "1", "2", "3"]
    assert all(9.9 < caller.sent[0] < 11.1 for caller in callers)
    # It may go on after all.
    assert stuck.ask().function() == 0.0
    assert not budget._line


@kinds
@pytest.mark.parametrize("behind", [0, 1, 30, 61])
def test_a_wait_that_does_not_fit_the_deadline_fails_at_once(kind: Kind, behind: int) -> None:
    world, token = World(kind=kind), fresh_token()
    patient, hasty = world.client(token, deadline=None), world.client(token, deadline=20.0)
    for _ in range(60 + behind):
        world.call(patient)
    late = world.call(hasty, 1.0)
    last = world.call(patient, 2.0)
    world.run()
    assert isinstance(late.error, DeadlineExceededError)
    assert (late.error.sent, late.ended, late.sent) == (False, pytest.approx(1.0), [])
    # Nor does anybody wait for it.
    assert last.sent == pytest.approx([60.5 if behind < 60 else 121.0], abs=0.2)


@kinds
def test_a_wait_that_fits_counts_toward_the_deadline(kind: Kind) -> None:
    world, token = World(kind=kind), fresh_token()
    _, in_time, too_late = (
        world.call(world.client(token, RateLimit(1, 10.0), deadline=deadline)) for deadline in (None, 11.0, 20.9)
    )
    world.run()
    assert in_time.sent == pytest.approx([10.5], abs=0.01)
    assert isinstance(too_late.error, DeadlineExceededError)


@given(figures=st.lists(st.integers(1, 8), min_size=1, max_size=25))
@settings(max_examples=40)
def test_each_caller_keeps_to_the_figure_it_was_given(figures: list[int]) -> None:
    """Of two clients with one token, the one that allows itself less waits until fewer were sent, by whomever."""
    world, token = World(), fresh_token()
    for figure in figures:
        world.call(world.client(token, figure, deadline=None), name=f"{len(world.callers)}.{figure}")
    world.run()
    assert len(world.sent) == len(figures)
    for number, (sent, name) in enumerate(world.sent):
        assert sum(sent - earlier < 60 for earlier in world.moments[:number]) < int(name.partition(".")[2])


def test_a_caller_who_allows_itself_more_does_not_look_more_often() -> None:
    asked = {}
    for figures in ([2] * 12, [2, 60] * 6, [2] + [60] * 11):
        world, token = World(), fresh_token()
        for _ in range(2):
            world.call(world.client(token, 2))
        for figure in figures:
            world.call(world.client(token, figure, deadline=None), 1.0)
        world.run()
        asked[tuple(figures)] = world.asked
    equal, *others = asked.values()
    assert max(others) < equal * 1.2


@kinds
@pytest.mark.parametrize("calls", [1, 500])
def test_without_a_rate_limit_nobody_waits(kind: Kind, calls: int) -> None:
    world = World(kind=kind)
    client = world.client(limit=None)
    for _ in range(calls):
        world.call(client)
    world.run()
    assert world.moments == [0.0] * calls
