"""The budget's stores outside the process: an SQLite file, a real Redis."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import TOKEN, Mode, Script, refusal, reply
from tests.fakes import client as fakes_client
from tests.limits.conftest import RedisServer
from tests.limits.simulation import fresh_token
from webwork_tracker import (
    DeadlineExceededError,
    RateLimit,
    RateLimitError,
    WebWork,
    _budget,
)
from webwork_tracker._stores import open_store


def client(script: Script, store: str) -> WebWork:
    """A sync client with a token that is looked for."""
    return fakes_client(script, token=TOKEN, rate_limit=RateLimit(2, 30, store))


@pytest.fixture(params=["sqlite", "redis"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "redis":
        server: RedisServer = request.getfixturevalue("redis_server")
        return server.url
    return f"sqlite:///{tmp_path}/budget.db"


def test_two_stores_share_the_count(url: str) -> None:
    key = fresh_token()
    one, other, stranger = open_store(url, key, 30, 3), open_store(url, key, 30, 3), open_store(url, "x" + key, 30, 3)
    assert [store.take(3) for store in (one, other, one)] == [0.0] * 3
    for store in (one, other):
        assert 29 < store.take(3) <= 30
    # One who allows itself more still may.
    assert other.take(4) == 0.0
    assert stranger.take(3) == 0.0


def test_two_stores_share_a_demand_to_wait(url: str) -> None:
    key = fresh_token()
    one, other, stranger = (open_store(url, name, 30, 3) for name in (key, key, "x" + key))
    one.hold(20)
    assert 19 < other.take(3) <= 20
    other.hold(5)
    assert 19 < one.take(3) <= 20
    other.hold(25)
    assert 24 < one.take(3) <= 25
    assert stranger.take(3) == 0.0


def test_a_place_is_free_again_after_the_window(url: str) -> None:
    store = open_store(url, fresh_token(), 0.2, 2)
    begun = time.monotonic()
    assert [store.take(2), store.take(2)] == [0.0, 0.0]
    while wait := store.take(2):
        assert 0 < wait <= 0.2
        time.sleep(wait)
    assert time.monotonic() - begun >= 0.19


def test_those_behind_the_head_look_seldom(url: str) -> None:
    store = open_store(url, fresh_token(), 30, 1)
    store.take(1)
    store.take(1)
    assert 29 < store.guess(1, 2) <= 30


def test_what_the_window_has_left_behind_is_thrown_away(url: str) -> None:
    key = fresh_token()
    store: Any = open_store(url, key, 0.02, 1000)
    assert [store.take(1000) for _ in range(40)] == [0.0] * 40
    time.sleep(0.05)
    # A process that makes only a few calls tidies up as well.
    another: Any = open_store(url, key, 0.02, 1000)
    assert another.take(1000) == 0.0
    assert another._bucket.count() <= 2
    for _ in range(200):
        another.take(1000)
    time.sleep(0.05)
    for _ in range(60):
        another.take(1000)
    assert another._bucket.count() < 150


def test_clients_on_one_store_wait_for_each_other(url: str, mode: Mode) -> None:
    """Two processes, as far as the store can tell: the registry is emptied in between."""
    script, token, limit = Script(reply([])), fresh_token(), RateLimit(2, 30, store=url)
    options: dict[str, Any] = {"token": token, "rate_limit": limit, "deadline": 20}
    for _ in range(2):
        mode.call(mode.client(script, **options).request, "GET", "/workspaces")
        _budget._budgets.clear()
    with pytest.raises(DeadlineExceededError) as caught:
        mode.call(mode.client(script, **options).request, "GET", "/workspaces")
    assert caught.value.sent is False
    assert len(script.requests) == 2


def test_a_429_holds_back_clients_on_one_store(url: str, mode: Mode) -> None:
    script = Script(refusal(429, {"Retry-After": "100"}), reply([]))
    options: dict[str, Any] = {"token": fresh_token(), "rate_limit": RateLimit(60, store=url), "deadline": 90}
    with pytest.raises(RateLimitError):
        mode.call(mode.client(script, **options).request, "GET", "/workspaces")
    _budget._budgets.clear()
    with pytest.raises(DeadlineExceededError):
        mode.call(mode.client(script, **options).request, "GET", "/workspaces")
    assert len(script.requests) == 1


def test_no_token_is_in_the_file(tmp_path: Path) -> None:
    client(Script(reply([])), f"sqlite:///{tmp_path}/budget.db").request("GET", "/workspaces")
    assert not [path for path in tmp_path.iterdir() if TOKEN.encode() in path.read_bytes()]


def test_no_token_is_in_redis(redis_server: RedisServer) -> None:
    redis = pytest.importorskip("redis").Redis.from_url(redis_server.url)
    client(Script(reply([])), redis_server.url).request("GET", "/workspaces")
    keys = redis.keys("*")
    assert keys
    assert not [key for key in keys if TOKEN.encode() in key]
    redis.close()
