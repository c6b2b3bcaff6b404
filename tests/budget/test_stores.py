"""The budget's stores outside the process, an SQLite file and a real Redis: what they count, for whom, and for how long."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import anyio.to_thread
import pytest

from tests.budget.conftest import RedisServer
from tests.budget.simulation import fresh_token
from tests.fakes import TOKEN, Mode, Script, client, refusal, reply
from webwork_tracker import DeadlineExceededError, RateLimit, RateLimitError, _registry, _stores


@pytest.fixture(params=["sqlite", "redis"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "redis":
        server: RedisServer = request.getfixturevalue("redis_server")
        return server.url
    return f"sqlite:///{tmp_path}/budget.db"


def opened(url: str, key: str = "", window: float = 30.0) -> Any:
    return _stores.open_store(url, key or fresh_token(), window, 5)


def test_two_stores_share_the_count(url: str) -> None:
    key = fresh_token()
    one, other, stranger = opened(url, key), opened(url, key), opened(url, "x" + key)
    assert [store.take(3) for store in (one, other, one)] == [0.0] * 3
    for store in (one, other):
        assert 29 < store.take(3) <= 30
    # One who allows itself more still may.
    assert other.take(4) == 0.0
    assert stranger.take(3) == 0.0


def test_two_stores_share_a_demand_to_wait(url: str) -> None:
    key = fresh_token()
    one, other, stranger = opened(url, key), opened(url, key), opened(url, "x" + key)
    for store, asked, wait in ((one, 20, 20), (other, 5, 20), (other, 25, 25)):
        store.hold(asked)
        for each in (one, other):
            assert wait - 1 < each.take(3) <= wait
            assert wait - 1 < each.held() <= wait
    assert stranger.take(3) == 0.0
    assert stranger.held() <= 0


def test_a_place_is_free_again_after_the_window(url: str) -> None:
    store = opened(url, window=0.2)
    begun = time.monotonic()
    assert [store.take(2), store.take(2)] == [0.0, 0.0]
    while wait := store.take(2):
        assert 0 < wait <= 0.2
        time.sleep(wait)  # a store goes by the clock of the machine, which a test cannot move
    assert time.monotonic() - begun >= 0.19


def test_those_behind_the_head_look_seldom(url: str) -> None:
    store = opened(url)
    # While there is room each has to look when those ahead may have gone, and no sooner: together that is not often.
    assert sum(1 / store.guess(position, 1000) for position in range(1, 1000)) < 2000
    store.take(1)
    store.take(1)
    assert store.guess(1, 2) == pytest.approx(30, abs=1)


def test_what_the_window_has_left_behind_is_thrown_away(url: str) -> None:
    key = fresh_token()
    store = opened(url, key, 0.02)
    assert [store.take(1000) for _ in range(40)] == [0.0] * 40
    time.sleep(0.05)  # longer than the window
    # A process that makes only a few calls tidies up as well.
    another = opened(url, key, 0.02)
    assert another.take(1000) == 0.0
    assert another._bucket.count() <= 2
    for _ in range(200):
        another.take(1000)
    time.sleep(0.05)  # longer than the window
    for _ in range(60):
        another.take(1000)
    assert another._bucket.count() < 150


def test_a_window_does_not_clear_what_a_longer_one_needs(url: str) -> None:
    key = fresh_token()
    long, short = opened(url, key), opened(url, key, 0.001)
    for _ in range(5):
        assert long.take(5) == 0.0
    for _ in range(_stores._TIDY + 1):
        while short.take(5):
            time.sleep(0.001)  # as long as the window
    assert long.take(5) > 29


def test_redis_forgets_a_token_that_nobody_uses(redis_server: RedisServer) -> None:
    made = opened(redis_server.url, window=0.05)
    assert made.take(5) == 0.0
    assert 0 < made._redis.pttl(made._name) <= 100


def test_who_was_too_slow_for_the_lock_keeps_its_place(redis_server: RedisServer) -> None:
    store, put = opened(redis_server.url), _stores.RedisStore._put

    def slow(item: Any) -> bool:
        store._redis.delete(f"{store._name}:lock")
        return put(store, item)

    store._put = slow
    assert store.take(1) == 0.0
    assert store.take(1) > 29


def another_process() -> None:
    """As far as a store can tell."""
    _registry._budgets.clear()


def test_clients_on_one_store_wait_for_each_other(url: str, mode: Mode) -> None:
    script, token, limit = Script(reply([])), fresh_token(), RateLimit(2, 30, store=url)
    options: dict[str, Any] = {"token": token, "rate_limit": limit, "deadline": 20}
    for _ in range(2):
        mode.call(mode.client(script, **options).request, "GET", "/workspaces")
        another_process()
    with pytest.raises(DeadlineExceededError) as caught:
        mode.call(mode.client(script, **options).request, "GET", "/workspaces")
    assert caught.value.sent is False
    assert len(script.requests) == 2


@pytest.mark.parametrize(("asked", "kind"), [(80, DeadlineExceededError), (100, RateLimitError), (1e6, RateLimitError)])
def test_a_429_holds_back_clients_on_one_store(url: str, mode: Mode, asked: float, kind: type[Exception]) -> None:
    script = Script(refusal(429, {"Retry-After": f"{asked:.0f}"}), reply([]))
    options: dict[str, Any] = {"token": fresh_token(), "rate_limit": RateLimit(60, store=url), "deadline": 70}
    made = mode.client(script, **options)
    with pytest.raises(RateLimitError):
        mode.call(made.request, "GET", "/workspaces")
    for _ in range(2):
        with pytest.raises(kind) as caught:
            mode.call(made.request, "GET", "/workspaces")
        if isinstance(caught.value, RateLimitError):
            assert min(asked, 600) - 5 < (caught.value.retry_after or 0) <= min(asked, 600)
        another_process()
        made = mode.client(script, **options)
    assert len(script.requests) == 1


def test_async_code_goes_to_a_thread_for_a_place_and_for_nothing_else(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hops, run = [], anyio.to_thread.run_sync

    async def run_sync(function: Any, **options: Any) -> Any:
        hops.append(function)
        return await run(function, **options)

    monkeypatch.setattr(anyio.to_thread, "run_sync", run_sync)
    mode, calls = Mode(is_async=True), []
    answers = [reply([], headers={"X-RateLimit-Remaining": "7"})] * 3 + [refusal(429, {"Retry-After": "1"})]
    made = mode.client(Script(*answers), token=fresh_token(), rate_limit=RateLimit(9, store=url))
    for status in (200, 200, 200, 429):
        try:
            mode.call(made.request, "GET", "/workspaces")
        except RateLimitError:
            assert status == 429
        calls.append(len(hops))
        hops.clear()
    # To open it as well; and to hold all back.
    assert calls == [2, 1, 1, 2]
    budget = made._shared._budget
    budget.line_up(9)
    assert not budget.line_up(9).ask().blocks


def test_no_token_is_in_the_file(tmp_path: Path) -> None:
    limit = RateLimit(2, 30, f"sqlite:///{tmp_path}/budget.db")
    client(Script(reply([])), rate_limit=limit).request("GET", "/workspaces")
    assert not [path for path in tmp_path.iterdir() if TOKEN.encode() in path.read_bytes()]


def test_no_token_is_in_redis(redis_server: RedisServer) -> None:
    redis = pytest.importorskip("redis").Redis.from_url(redis_server.url)
    client(Script(reply([])), rate_limit=RateLimit(2, 30, redis_server.url)).request("GET", "/workspaces")
    keys = redis.keys("*")
    assert keys
    assert not [key for key in keys if TOKEN.encode() in key]
    redis.close()
