"""What the server says of its limit, and who has to heed it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from email.utils import formatdate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import refusal, reply
from tests.limits.simulation import EPOCH, World, fresh_token
from webwork_tracker import DeadlineExceededError, RateLimit, RateLimitError, WebWork, _budget
from webwork_tracker._wire import HTTPReply, HTTPRequest


def once(first: HTTPReply) -> Callable[[HTTPRequest], HTTPReply]:
    """A server that says this to the first who comes, and yes to everybody else."""
    answers: Iterator[HTTPReply] = iter([first])
    return lambda request: next(answers, reply([]))


def second_sent(world: World, client: WebWork, moment: float = 1.0) -> float:
    """When somebody who comes after that first one is let through."""
    late = world.call(client, moment)
    world.run()
    assert late.error is None
    (sent,) = late.sent
    return sent


@pytest.mark.parametrize(
    ("headers", "until"),
    [
        ({"Retry-After": "20"}, 20.0),
        ({"retry-after": "0"}, 1.0),
        ({"Retry-After": formatdate(EPOCH + 20, usegmt=True)}, 20.0),
        ({}, 60.0),
        ({"Retry-After": "soon"}, 60.0),
        ({"X-RateLimit-Reset": "30"}, 30.0),
        ({"RateLimit-Reset": "30"}, 30.0),
        ({"X-RateLimit-Reset": str(int(EPOCH) + 30)}, 30.0),
        ({"X-RateLimit-Reset": str(int(EPOCH) - 30)}, 1.0),
        ({"Retry-After": "20", "X-RateLimit-Reset": "30"}, 20.0),
        ({"Retry-After": "86400"}, 600.0),
        ({"X-RateLimit-Reset": str(int(EPOCH) + 86400)}, 60.0),
    ],
    ids=str,
)
def test_a_429_holds_back_all_who_share_the_budget(headers: dict[str, str], until: float) -> None:
    world, token = World(once(refusal(429, headers))), fresh_token()
    world.call(world.client(token, max_retries=0))
    unhurried = world.client(token, deadline=None)
    late = [world.call(unhurried, moment) for moment in (1.0, 1.0, 1.0)]
    stranger = world.call(world.client(fresh_token()), 1.0)
    world.run()
    assert [caller.sent for caller in late] == [pytest.approx([until], abs=0.02)] * 3
    assert stranger.sent == [1.0]


def test_the_one_who_was_refused_comes_back_when_it_was_told_to() -> None:
    world = World(once(refusal(429, {"Retry-After": "20"})))
    refused = world.call(world.client(fresh_token()))
    world.run()
    assert refused.sent == [0.0, 20.0]
    assert refused.result.attempts == 2


def test_a_hold_that_does_not_fit_the_deadline_fails_at_once() -> None:
    world, token = World(once(refusal(429, {"Retry-After": "20"}))), fresh_token()
    world.call(world.client(token, max_retries=0))
    hasty = world.call(world.client(token, deadline=10.0), 1.0)
    world.run()
    assert isinstance(hasty.error, DeadlineExceededError)
    assert (hasty.error.sent, hasty.ended, hasty.sent) == (False, 1.0, [])


def test_a_hold_also_holds_those_who_wait_already() -> None:
    world = World(lambda request: refusal(429, {"Retry-After": "20"}) if world.now == 5 else reply([]))
    client = world.client(fresh_token(), RateLimit(2, 10.0), max_retries=0)
    world.call(client, 0.0)
    world.call(client, 5.0)
    waiting = world.call(client, 6.0)
    world.run()
    assert waiting.sent == pytest.approx([25.0], abs=0.02)


def test_a_shorter_demand_does_not_end_a_longer_one() -> None:
    answers = iter([refusal(429, {"Retry-After": "20"}), refusal(429, {"Retry-After": "5"})])
    world = World(lambda request: next(answers, reply([])), latency=1.0)
    client = world.client(fresh_token(), max_retries=0)
    world.call(client)
    world.call(client)
    assert second_sent(world, client, 2.0) == pytest.approx(21.0, abs=0.02)


@pytest.mark.parametrize("prefix", ["X-RateLimit", "RateLimit", "x-ratelimit"])
@pytest.mark.parametrize("reset", ["30", str(int(EPOCH) + 30)], ids=["span", "moment"])
def test_nothing_remaining_holds_until_the_reset(prefix: str, reset: str) -> None:
    world = World(once(reply([], headers={f"{prefix}-Remaining": "0", f"{prefix}-Reset": reset})))
    client = world.client(fresh_token())
    world.call(client)
    assert second_sent(world, client) == pytest.approx(30.0, abs=0.02)


@pytest.mark.parametrize(("remaining", "at_once"), [(0, 0), (5, 5), (58, 58), (59, 59), (60, 59), (10**9, 59)])
@pytest.mark.parametrize("prefix", ["X-RateLimit", "RateLimit"])
def test_what_others_have_spent_is_counted(prefix: str, remaining: int, at_once: int) -> None:
    world = World(once(reply([], headers={f"{prefix}-Remaining": str(remaining)})))
    client = world.client(fresh_token())
    world.call(client)
    late = [world.call(client, 1.0) for _ in range(70)]
    world.run()
    assert [caller.sent for caller in late].count([1.0]) == at_once
    assert all(caller.sent[0] >= 60.0 for caller in late if caller.sent != [1.0])


_HOSTILE = [
    "",
    " ",
    "-1",
    "-0",
    "NaN",
    "inf",
    "1e400",
    "9" * 400,
    "9" * 5000,
    "٣",
    "²",
    "0x10",
    "1,2",
    "1;w=60",
    "true",
    "\0",
    "6 0",
]


@pytest.mark.parametrize("value", _HOSTILE, ids=lambda value: ascii(value)[:12])
def test_figures_that_are_none_change_nothing(value: str) -> None:
    headers = {"X-RateLimit-Remaining": value, "X-RateLimit-Reset": value, "RateLimit-Remaining": value}
    world = World(once(reply([], headers=headers)))
    client = world.client(fresh_token())
    world.call(client)
    late = [world.call(client, 1.0) for _ in range(59)]
    world.run()
    assert [caller.sent for caller in late] == [[1.0]] * 59


_NAMES = ["Retry-After", "X-RateLimit-Remaining", "X-RateLimit-Reset", "RateLimit-Remaining", "RateLimit-Reset"]
_VALUES = st.one_of(
    st.sampled_from(_HOSTILE), st.text(), st.integers().map(str), st.floats().map(str), st.dates().map(str)
)


@given(st.dictionaries(st.sampled_from(_NAMES), _VALUES), st.sampled_from([200, 429, 503, 404]))
def test_no_header_stops_anybody_for_longer_than_ten_minutes(headers: dict[str, str], status: int) -> None:
    world = World(once(reply([], headers=headers) if status == 200 else refusal(status, headers)))
    client = world.client(fresh_token(), deadline=None, max_retries=0)
    first = world.call(client)
    assert second_sent(world, client) <= 600
    assert (first.error is None) == (status == 200)
    assert isinstance(first.error, RateLimitError) == (status == 429)


HERE = "https://api.webwork-tracker.com/api/v2"


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ({}, {}, True),
        ({}, {"base_url": "https://API.webwork-tracker.com/api/v3"}, True),
        ({}, {"base_url": "https://api.webwork-tracker.com:443/api/v2"}, True),
        ({}, {"timeout": 3, "workspace_id": 7}, True),
        ({}, {"limit": 61}, True),
        ({}, {"base_url": "https://api.example.org/api/v2"}, False),
        ({}, {"base_url": "https://api.webwork-tracker.com:8443/api/v2"}, False),
        ({}, {"token": "another"}, False),
        ({}, {"limit": RateLimit(60, 30.0)}, False),
        ({}, {"limit": RateLimit(60, store="sqlite:///{here}/budget.db")}, False),
        (
            {"limit": RateLimit(60, store="sqlite:///{here}/budget.db")},
            {"limit": RateLimit(60, store="sqlite:///{here}/other.db")},
            False,
        ),
    ],
)
def test_who_shares_a_budget(one: dict[str, Any], other: dict[str, Any], shared: bool, tmp_path: Any) -> None:
    world, token = World(), fresh_token()

    def budget(options: dict[str, Any]) -> object:
        given = {"base_url": HERE, "token": token, "limit": 60, **options}
        limit = given.pop("limit")
        if isinstance(limit, RateLimit):
            limit = RateLimit(limit.requests, limit.window, limit.store.format(here=tmp_path))
        client = world.client(given.pop("token"), limit, **given)
        assert client._options.rate_limit is not None
        host = client._options.base_url.split("/")[2]
        return client._shared.budget(host, world.runtime, client._options.auth._token, client._options.rate_limit)  # type: ignore[attr-defined]

    assert (budget(one) is budget(other)) == shared


def test_copies_share_their_clients_budget() -> None:
    world = World()
    client = world.client(fresh_token(), RateLimit(1, 10.0))
    copy = client.with_options(deadline=100.0, headers={"X-Whose": "copy"})
    callers = [world.call(each) for each in (client, copy, copy.with_options(max_retries=5), client)]
    world.run()
    assert [caller.sent[0] for caller in callers] == pytest.approx([0, 10.5, 21, 31.5], abs=0.02)


def test_the_registry_of_budgets_knows_no_token() -> None:
    token = "the-token-that-nobody-may-keep"
    budget = _budget.budget_for(token, "api.example.org", RateLimit(), World().runtime)
    budget.line_up(60).wait()
    seen: dict[int, object] = {}
    todo: list[Any] = [_budget._budgets, _budget._inherited]
    while todo:
        thing = todo.pop()
        if id(thing) in seen:
            continue
        seen[id(thing)] = thing
        assert token not in str(thing)
        if isinstance(thing, (dict, list, tuple)) or type(thing).__module__.startswith(
            ("webwork_tracker", "collections")
        ):
            todo += [each for each in gc.get_referents(thing) if not isinstance(each, type)]
    assert id(budget) in seen
