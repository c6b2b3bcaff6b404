"""What the server says of its limit, and who has to heed it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from email.utils import formatdate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.budget.simulation import EPOCH, Kind, World, fresh_token
from tests.fakes import refusal, reply
from webwork_tracker import DeadlineExceededError, RateLimit, RateLimitError, _registry
from webwork_tracker._wire import HTTPReply, HTTPRequest


def once(first: HTTPReply) -> Callable[[HTTPRequest], HTTPReply]:
    """A server that says this to the first who comes, and yes to everybody else."""
    answers: Iterator[HTTPReply] = iter([first])
    return lambda request: next(answers, reply([]))


def second_sent(world: World, client: Any, moment: float = 1.0) -> float:
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
        ({"RateLimit": '"default";r=0;t=30'}, 30.0),
        ({"X-RateLimit-Reset": str(int(EPOCH) + 30)}, 30.0),
        ({"X-RateLimit-Reset": str(int(EPOCH) - 30)}, 1.0),
        ({"Retry-After": "20", "X-RateLimit-Reset": "30"}, 20.0),
        ({"Retry-After": "86400"}, 600.0),
        ({"X-RateLimit-Reset": str(int(EPOCH) + 86400)}, 60.0),
    ],
    ids=str,
)
@pytest.mark.parametrize("kind", ["steps", "tasks"])
def test_a_429_holds_back_all_who_share_the_budget(kind: Kind, headers: dict[str, str], until: float) -> None:
    world, token = World(once(refusal(429, headers)), kind=kind), fresh_token()
    world.call(world.client(token, max_retries=0))
    unhurried = world.client(token, deadline=None, max_wait=1000.0)
    late = [world.call(unhurried, moment) for moment in (1.0, 1.0, 1.0)]
    stranger = world.call(world.client(fresh_token()), 1.0)
    world.run()
    assert [caller.sent for caller in late] == [pytest.approx([until], abs=0.02)] * 3
    assert stranger.sent == pytest.approx([1.0])


@pytest.mark.parametrize(
    ("headers", "until"), [({"X-RateLimit-Reset": "5"}, 5.0), ({}, 10.0), ({"Retry-After": "3"}, 3.0)], ids=str
)
@pytest.mark.parametrize("kind", ["steps", "tasks"])
def test_the_call_that_met_the_429_waits_as_long(kind: Kind, headers: dict[str, str], until: float) -> None:
    world = World(once(refusal(429, headers)), kind=kind)
    call = world.call(world.client(limit=RateLimit(5, 10.0)))
    world.run()
    assert call.error is None
    assert call.sent == [0.0, pytest.approx(until, abs=1.0)]  # and up to half a second of jitter


@pytest.mark.parametrize("kind", ["steps", "tasks"])
@pytest.mark.parametrize(("asked", "left"), [(100, 99), (500, 499), (86400, 599)])
def test_a_demand_beyond_max_wait_is_told_to_all_at_once(kind: Kind, asked: int, left: float) -> None:
    world = World(once(refusal(429, {"Retry-After": str(asked)})), kind=kind)
    client = world.client(limit=RateLimit(1, 10.0), deadline=None)
    first = world.call(client)
    waiting, others = world.call(client, 0.5), [world.call(client, 1.0) for _ in range(3)]
    later = world.call(client, left + 1 - 80)
    world.run()
    assert isinstance(first.error, RateLimitError)
    assert first.error.retry_after == asked
    for other in [waiting, *others]:
        assert isinstance(other.error, RateLimitError)
        assert (other.sent, other.error.attempts, other.error.status_code) == ([], 0, 429)
        assert "another call with this token" in str(other.error)
        assert other.ended == pytest.approx(1.0, abs=0.51)
        assert other.error.retry_after == pytest.approx(left, abs=0.51)
    # When what is left of it is bearable, it is borne.
    assert later.sent == pytest.approx([left + 1], abs=0.02)


def test_a_long_line_is_no_demand() -> None:
    """Nor is a window that is longer than `max_wait`."""
    world = World()
    client = world.client(limit=RateLimit(1, 300.0), deadline=None)
    callers = [world.call(client) for _ in range(4)]
    world.run()
    assert [caller.error for caller in callers] == [None] * 4


def test_the_one_who_was_refused_comes_back_when_it_was_told_to() -> None:
    world = World(once(refusal(429, {"Retry-After": "20"})))
    refused = world.call(world.client(fresh_token()))
    world.run()
    assert refused.sent == [0.0, 20.0]
    assert refused.result == []


def test_a_hold_that_does_not_fit_the_deadline_fails_at_once() -> None:
    world, token = World(once(refusal(429, {"Retry-After": "20"}))), fresh_token()
    world.call(world.client(token, max_retries=0))
    hasty = world.call(world.client(token, deadline=10.0), 1.0)
    world.run()
    assert isinstance(hasty.error, DeadlineExceededError)
    assert (hasty.error.sent, hasty.ended, hasty.sent) == (False, 1.0, [])


def test_a_hold_also_holds_those_who_wait_already() -> None:
    world = World(lambda request: refusal(429, {"Retry-After": "20"}) if world.now == 5 else reply([]))
    client = world.client(limit=RateLimit(2, 10.0), max_retries=0)
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
@pytest.mark.parametrize("name", ["X-RateLimit-Remaining", "RateLimit-Remaining", "RateLimit"])
def test_what_others_have_spent_is_counted(name: str, remaining: int, at_once: int) -> None:
    value = f'"default";r={remaining}' if name == "RateLimit" else str(remaining)
    world = World(once(reply([], headers={name: value})))
    client = world.client(fresh_token())
    world.call(client)
    late = [world.call(client, 1.0) for _ in range(70)]
    world.run()
    assert sum(caller.sent[0] < 2 for caller in late) == at_once
    assert all(caller.sent[0] >= 60 for caller in late if caller.sent[0] >= 2)


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
    "default;r=;t=",
    "default;r=-1;t=-1",
    "default;r=٣;t=٣",
    f"default;r={'9' * 400};t={'9' * 400}",
]


@pytest.mark.parametrize("value", _HOSTILE, ids=lambda value: ascii(value)[:12])
def test_figures_that_are_none_change_nothing(value: str) -> None:
    headers = {"X-RateLimit-Remaining": value, "X-RateLimit-Reset": value, "RateLimit-Remaining": value}
    headers["RateLimit"] = value
    world = World(once(reply([], headers=headers)))
    client = world.client(fresh_token())
    world.call(client)
    late = [world.call(client, 1.0) for _ in range(59)]
    world.run()
    assert all(caller.sent[0] < 2 for caller in late)


_NAMES = ["Retry-After", "X-RateLimit-Remaining", "X-RateLimit-Reset", "RateLimit-Remaining", "RateLimit-Reset"]
_NAMES += ["RateLimit"]
_VALUES = st.one_of(
    st.sampled_from(_HOSTILE), st.text(), st.integers().map(str), st.floats().map(str), st.dates().map(str)
)


@given(st.dictionaries(st.sampled_from(_NAMES), _VALUES), st.sampled_from([200, 429, 503, 404]))
def test_no_header_stops_anybody_for_longer_than_ten_minutes(headers: dict[str, str], status: int) -> None:
    world = World(once(reply([], headers=headers) if status == 200 else refusal(status, headers)))
    client = world.client(fresh_token(), deadline=None, max_retries=0, max_wait=1000.0)
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
        host = client._options.base_url.split("/")[2]
        return _registry.budget_for(client._options.auth._token, host, client._options.rate_limit, world.runtime)

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
    budget = _registry.budget_for(token, "api.example.org", RateLimit(), World().runtime)
    budget.line_up(60).ask().function()
    seen: dict[int, object] = {}
    todo: list[Any] = [_registry._budgets, _registry._inherited, _registry._openings]
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


def test_budgets_that_nobody_needs_any_more_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    monkeypatch.setattr(_registry, "_budgets", {})

    def one_more(client: Any) -> int:
        caller = world.call(client)
        world.run()
        world.callers.clear()
        caller.client = None
        return len(_registry._budgets)

    kept, token = world.client(), fresh_token()
    one_more(kept)
    # What each has sent counts for a minute.
    assert [one_more(world.client()) for _ in range(500)] == list(range(2, 502))
    world.now += 61
    one_more(world.client(token, 1))
    held = world.client(token, 1, deadline=None)
    for _ in range(600):
        world.now += 0.1
        left = one_more(world.client(limit=RateLimit(60, 1.0)))
    # Its client has it; whoever comes with the same token gets the same. And the one whose minute is not yet over.
    assert kept._shared._budget in _registry._budgets.values()
    assert left < 40
    begun = world.now
    caller = world.call(held)
    world.run()
    assert caller.sent == pytest.approx([begun + 0.5], abs=0.02)
