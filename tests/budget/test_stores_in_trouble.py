"""What an SQLite file or a Redis server can do to callers that are in need of it: nothing is lost, nobody hangs."""

from __future__ import annotations

import logging
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.budget.simulation import World, fresh_token
from tests.fakes import reply
from tests.limits.conftest import RedisServer
from webwork_tracker import RateLimit, RateLimitStoreError, WebWork, _budget, _stores
from webwork_tracker._wire import HTTPReply, HTTPRequest, Limits

PASSWORD = "s3cret-passw0rd"


class Answers:
    """A transport that says the same to everybody, and counts."""

    def __init__(self, *answers: HTTPReply, before: Callable[[], object] = lambda: None) -> None:
        self._answers = answers
        self._before = before
        self.sent = 0

    def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        self._before()
        self.sent += 1
        return self._answers[min(self.sent, len(self._answers)) - 1]

    def close(self) -> None: ...


def client(store: str, transport: Answers, **limit: Any) -> WebWork:
    rate_limit = RateLimit(**{"store": store, **limit})
    return WebWork(fresh_token(), workspace_id=1, transport=transport, rate_limit=rate_limit, max_retries=0)


@pytest.fixture(params=["sqlite", "redis"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/budget.db"
    url: str = request.getfixturevalue("redis_server").url
    return url


def opened(store: str, window: float = 60.0, key: str | None = None) -> Any:
    return _stores.open_store(store, key or fresh_token(), window, 5)


def test_a_window_does_not_clear_what_a_longer_one_needs(store: str) -> None:
    key = fresh_token()
    long, short = opened(store, 60.0, key), opened(store, 0.001, key)
    for _ in range(5):
        assert long.take(5) == 0.0
    for _ in range(_stores._TIDY + 1):
        while short.take(5):
            time.sleep(0.001)
    assert long.take(5) > 59


def test_the_past_is_cleared_by_processes_that_do_not_live_long(store: str) -> None:
    key = fresh_token()
    for _ in range(3):
        assert opened(store, 0.001, key).take(5) == 0.0
        time.sleep(0.003)
    assert opened(store, 0.001, key)._bucket.count() <= 2


def test_redis_forgets_a_token_that_nobody_uses(redis_server: RedisServer) -> None:
    made = opened(redis_server.url, 0.05)
    assert made.take(5) == 0.0
    assert 0 < made._redis.pttl(made._name) <= 100


def test_a_hold_holds_all_and_is_not_shortened(store: str) -> None:
    key = fresh_token()
    one, other = opened(store, 1.0, key), opened(store, 1.0, key)
    one.hold(30)
    other.hold(5)
    assert 29 < one.take(5) <= 30
    assert 29 < other.take(5) <= 30


def test_a_redis_that_was_started_again_is_used_again(own_redis: RedisServer) -> None:
    transport = Answers(reply([]))
    made = client(own_redis.url, transport)
    made.request("GET", "/x")
    own_redis.stop()
    with pytest.raises(
        RateLimitStoreError, match=r"^The rate budget's store \(127\.0\.0\.1\) failed: ConnectionError\.$"
    ):
        made.request("GET", "/x")
    own_redis.start()
    made.request("GET", "/x")
    assert transport.sent == 2


def test_a_redis_that_lost_its_scripts_is_used_again(redis_server: RedisServer) -> None:
    made = opened(redis_server.url)
    assert made.take(5) == 0.0
    made._redis.script_flush()
    assert made.take(5) == 0.0
    assert made._bucket.count() == 2


def test_a_redis_that_is_not_there_is_said_at_once() -> None:
    transport = Answers(reply([]))
    begun = time.monotonic()
    with pytest.raises(RateLimitStoreError):
        client("redis://127.0.0.1:1/0", transport).request("GET", "/x")
    assert transport.sent == 0
    assert time.monotonic() - begun < 0.5


HOLDER = """
import sys
from filelock import FileLock
lock = FileLock(sys.argv[1])
lock.acquire()
print(flush=True)
sys.stdin.read()
"""


def test_a_process_that_keeps_the_files_lock_does_not_hang_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_stores, "_PATIENCE", 0.2)
    path = tmp_path / "budget.db"
    made = opened(f"sqlite:///{path}")
    arguments = [sys.executable, "-c", HOLDER, f"{path}.lock"]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None and holder.stdin is not None
        holder.stdout.readline()
        begun = time.monotonic()
        with pytest.raises(RateLimitStoreError, match=r"^The rate budget's store \(budget\.db\) failed: Timeout\.$"):
            made.take(5)
        with pytest.raises(RateLimitStoreError):
            opened(f"sqlite:///{path}")
        assert time.monotonic() - begun < 2
        holder.stdin.close()
    assert made.take(5) == 0.0


def test_one_fallback_for_all_who_meet_the_failure(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """What was sent since must not be forgotten by a second one."""
    world = World()
    limit = RateLimit(3, store=f"sqlite:///{tmp_path}/budget.db", on_store_error="memory")
    budget = _budget.budget_for(fresh_token(), "api.example.com", limit, world.runtime)
    broken, meeting = budget._store, threading.Barrier(2, timeout=5)

    def fail(requests: int) -> float:
        meeting.wait()
        raise RateLimitStoreError("broken")

    broken.take = fail  # type: ignore[method-assign]
    threads = [threading.Thread(target=budget._guarded, args=("take", 3)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [record.getMessage() for record in caplog.records] == ["broken From here on this process counts alone."]
    assert not budget.blocks
    assert budget._guarded("take", 3) == 0.0
    assert budget._guarded("take", 3) > 0


def test_who_needs_no_store_does_not_wait_for_one_that_is_being_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    opening, go_on = threading.Event(), threading.Event()

    def slow(*_: object) -> Any:
        opening.set()
        assert go_on.wait(5)
        return _budget.MemoryStore(1, time.monotonic)

    monkeypatch.setattr(_stores, "open_store", slow)
    transport = Answers(reply([]))
    thread = threading.Thread(target=client("redis://127.0.0.1", transport).request, args=("GET", "/x"))
    thread.start()
    assert opening.wait(5)
    done = threading.Thread(target=client("memory:", transport).request, args=("GET", "/y"), daemon=True)
    done.start()
    done.join(2)
    waited = done.is_alive()
    go_on.set()
    thread.join()
    assert not waited


@pytest.mark.parametrize("on_store_error", ["raise", "memory"])
@pytest.mark.parametrize(
    "url",
    [
        f"redis://:{PASSWORD}@127.0.0.1:1/0",
        f"redis://user:{PASSWORD}@127.0.0.1:{PASSWORD}/0",
        f"redis://user:{PASSWORD}@[::1/0",
        f"unix://user:{PASSWORD}@/nowhere.sock",
    ],
    ids=["refused", "port", "bracket", "socket"],
)
def test_a_password_is_nowhere(url: str, on_store_error: Any, caplog: pytest.LogCaptureFixture) -> None:
    made = client(url, Answers(reply([])), on_store_error=on_store_error)
    said = [repr(made._options), repr(made)]
    with caplog.at_level(logging.DEBUG):
        if on_store_error == "memory":
            made.request("GET", "/x")
        else:
            with pytest.raises(RateLimitStoreError) as caught:
                made.request("GET", "/x")
            error: BaseException | None = caught.value
            while error is not None:
                said.append(f"{error!r} {error} {vars(error)}")
                error = error.__cause__ or error.__context__
    assert "rate budget's store" in " ".join(said) + caplog.text
    assert PASSWORD not in " ".join(said) + caplog.text


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("text.db/budget.db", "failed: "),
        ("text.db", "failed: DatabaseError: file is not a database."),
    ],
)
def test_a_file_that_is_no_store_is_said_in_words(path: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("This is no database, and it is long enough to be seen as none. " * 20)
    transport = Answers(reply([]))
    with pytest.raises(RateLimitStoreError) as caught:
        client(f"sqlite:///{tmp_path / path}", transport).request("GET", "/x")
    assert str(caught.value).startswith(f"The rate budget's store ({Path(path).name}) ")
    assert says in str(caught.value)
    assert transport.sent == 0


def test_a_child_does_not_close_what_it_inherited(tmp_path: Path) -> None:
    """SQLite forbids it: the file could be damaged."""
    made = client(f"sqlite:///{tmp_path}/budget.db", Answers(reply([])))
    made.request("GET", "/x")
    before, inherited = dict(_budget._budgets), list(_budget._inherited)
    held = made._shared._budget
    assert held is not None
    try:
        _budget._forget_all()
        assert not _budget._budgets
        assert held in _budget._inherited
    finally:
        _budget._inherited[:] = inherited
        _budget._budgets.update(before)
    with sqlite3.connect(tmp_path / "budget.db") as check:
        assert check.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    check.close()
