"""N callers never exceed the limit in any window, and wait no longer than they must. In simulated time."""

from __future__ import annotations

import asyncio

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.budget.simulation import Threads, World, assert_never_more, first_possible, fresh_token
from webwork_tracker import RateLimit

WINDOW = 60.0
ARRIVALS = st.lists(st.floats(0, 200).map(lambda at: round(at, 2)), min_size=1, max_size=30)


@given(arrivals=ARRIVALS, requests=st.integers(1, 6), lag=st.sampled_from([0.0, 0.001]), seed=st.integers(0, 999))
@example(arrivals=[0.0] * 2 + [30.0] * 4, requests=6, lag=0.001, seed=1)  # Room for all four, who come at once.
@settings(max_examples=80)
def test_threads_keep_to_the_limit_and_lose_no_time(
    arrivals: list[float], requests: int, lag: float, seed: int
) -> None:
    world = World()
    begun = world.now
    client = world.client(token=fresh_token(), rate_limit=RateLimit(requests, WINDOW))
    threads = Threads(world, seed=seed, lag=lag, latency=0.3)
    for at in arrivals:
        threads.call(client, at)
    threads.run()
    assert len(world.sent) == len(arrivals)
    assert_never_more(world.sent, requests, WINDOW)
    # Each may look a few milliseconds late for whether it is its turn.
    slack = 0.02 * len(arrivals)
    for sent, possible in zip(world.sent, first_possible(arrivals, requests, WINDOW), strict=True):
        assert sent - begun <= possible + slack


@given(arrivals=ARRIVALS, requests=st.integers(1, 6), latency=st.sampled_from([0.0, 0.3, 70.0]))
@settings(max_examples=80)
def test_tasks_keep_to_the_limit_and_lose_no_time(arrivals: list[float], requests: int, latency: float) -> None:
    world = World()
    begun = world.now
    client = world.async_client(token=fresh_token(), rate_limit=RateLimit(requests, WINDOW), latency=latency)

    async def call(at: float) -> None:
        await asyncio.sleep(at)
        await client.request("GET", "/x")

    async def main() -> None:
        await asyncio.gather(*(call(at) for at in arrivals))

    world.run(main())
    assert len(world.sent) == len(arrivals)
    assert_never_more(world.sent, requests, WINDOW)
    for sent, possible in zip(world.sent, first_possible(arrivals, requests, WINDOW), strict=True):
        assert sent - begun <= possible + 0.01 * len(arrivals)


@given(figures=st.lists(st.integers(1, 8), min_size=1, max_size=40))
def test_each_caller_keeps_to_the_figure_it_was_given(figures: list[int]) -> None:
    """Of two clients with one token, the one that allows itself less waits until fewer were sent, by whomever."""
    world = World()
    token = fresh_token()
    clients = {figure: world.client(token=token, rate_limit=figure) for figure in set(figures)}
    for figure in figures:
        clients[figure].request("GET", "/x")
    for number, (figure, sent) in enumerate(zip(figures, world.sent, strict=True)):
        assert sum(sent - earlier < WINDOW for earlier in world.sent[:number]) < figure
