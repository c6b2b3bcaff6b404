"""What a store can do to callers who need it: it fails, hangs or cannot be opened. Nothing is lost, nobody hangs."""

from __future__ import annotations

import gc
import logging
import os
import pickle
import signal
import socket
import sqlite3
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Literal

import pytest

from tests.budget.conftest import RedisServer, free_port
from tests.budget.simulation import fresh_token
from tests.fakes import Mode, Script, client, reply
from webwork_tracker import (
    ConfigurationError,
    DeadlineExceededError,
    RateLimit,
    RateLimitStoreError,
    _registry,
    _stores,
)

OnError = Literal["raise", "memory"]
PASSWORD = "s3cret-passw0rd"
on_errors = pytest.mark.parametrize("on_error", ["raise", "memory"])


def made(script: Script, store: str, on_error: OnError = "raise", mode: Mode | None = None, **options: Any) -> Any:
    """A client with a budget of its own in that store."""
    limit = RateLimit(2, 30, store, on_error)
    arguments = {"token": fresh_token(), "rate_limit": limit, **options}
    return mode.client(script, **arguments) if mode else client(script, **arguments)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_stores, "_PATIENCE", 0.2)
    monkeypatch.setattr(_stores, "_LOCK_KEPT", 0.1)


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.fixture(params=["no folder", "no database", "table lost", "no server", "server lost", "silent"])
def failing(request: pytest.FixtureRequest, tmp_path: Path, impatient: None) -> tuple[str, Callable[[], None], bool]:
    """A store's URL, what makes it fail, and whether it works until then."""
    path = tmp_path / "budget.db"
    if request.param == "no folder":
        # A folder that is merely missing is made.
        (tmp_path / "nowhere").touch()
        return f"sqlite:///{tmp_path}/nowhere/budget.db", lambda: None, False
    if request.param == "no database":
        path.write_bytes(b"no database at all " * 1000)
        return f"sqlite:///{path}", lambda: None, False
    if request.param == "no server":
        return f"redis://:pa55word@127.0.0.1:{free_port()}/0", lambda: None, False
    if request.param == "silent":
        return request.getfixturevalue("silent"), lambda: None, False
    if request.param == "server lost":
        server: RedisServer = request.getfixturevalue("own_redis")
        return server.url, server.stop, True

    def lose_tables() -> None:
        connection = sqlite3.connect(path)
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            connection.execute(f'DROP TABLE "{name}"')
        connection.commit()
        connection.close()

    return f"sqlite:///{path}", lose_tables, True


def test_a_store_that_fails_is_an_error_and_nothing_is_sent(
    mode: Mode, failing: tuple[str, Callable[[], None], bool]
) -> None:
    url, fail, works = failing
    script = Script(reply([]))
    webwork = made(script, url, mode=mode)
    if works:
        mode.call(webwork.request, "GET", "/workspaces")
    fail()
    for _ in range(2):
        with pytest.raises(RateLimitStoreError, match=r"^The rate budget's store \([\w.]+\) failed: \w+") as caught:
            mode.call(webwork.request, "GET", "/workspaces")
        assert type(pickle.loads(pickle.dumps(caught.value))) is RateLimitStoreError
    assert len(script.requests) == works


def test_a_store_that_fails_can_be_replaced_by_memory(
    mode: Mode, failing: tuple[str, Callable[[], None], bool], caplog: pytest.LogCaptureFixture
) -> None:
    url, fail, works = failing
    script = Script(reply([]))
    webwork = made(script, url, "memory", mode, deadline=20)
    if works:
        mode.call(webwork.request, "GET", "/workspaces")
        assert not caplog.records
    fail()
    for _ in range(2 - works):
        mode.call(webwork.request, "GET", "/workspaces")
    (record,) = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert record.name == "webwork_tracker"
    assert "counts alone" in record.getMessage()
    # The budget goes on in memory, and what this process sent before is not forgotten.
    with pytest.raises(DeadlineExceededError):
        mode.call(webwork.request, "GET", "/workspaces")
    assert len(script.requests) == 2


def test_a_redis_that_stops_answering_is_said_and_used_again(
    mode: Mode, own_redis: RedisServer, impatient: None
) -> None:
    script = Script(reply([]))
    webwork = made(script, own_redis.url, mode=mode)
    mode.call(webwork.request, "GET", "/x")
    assert own_redis.process is not None
    own_redis.process.send_signal(signal.SIGSTOP)
    with pytest.raises(RateLimitStoreError, match=r"^The rate budget's store \(127\.0\.0\.1\) failed: TimeoutError\.$"):
        mode.call(webwork.request, "GET", "/x")
    own_redis.process.send_signal(signal.SIGCONT)
    mode.call(webwork.request, "GET", "/x")
    assert len(script.requests) == 2


def test_a_redis_that_was_started_again_is_used_again(own_redis: RedisServer) -> None:
    script = Script(reply([]))
    webwork = made(script, own_redis.url)
    webwork.request("GET", "/x")
    own_redis.stop()
    with pytest.raises(RateLimitStoreError):
        webwork.request("GET", "/x")
    own_redis.start()
    webwork.request("GET", "/x")
    assert len(script.requests) == 2


def test_a_redis_that_lost_its_scripts_is_used_again(redis_server: RedisServer) -> None:
    store: Any = _stores.open_store(redis_server.url, fresh_token(), 60, 5)
    assert store.take(5) == 0.0
    store._redis.script_flush()
    assert store.take(5) == 0.0
    assert store._bucket.count() == 2


@on_errors
def test_a_store_that_takes_longer_than_the_deadline_ends_the_call(
    mode: Mode, silent: str, impatient: None, on_error: OnError
) -> None:
    script = Script(reply([]))
    failure = (DeadlineExceededError, "opened too late") if on_error == "memory" else (RateLimitStoreError, "failed")
    with pytest.raises(failure[0], match=failure[1]):
        mode.call(made(script, silent, on_error, mode, deadline=0.1).request, "GET", "/x")
    assert not script.requests


HOLDER = """
import sys
from filelock import FileLock
lock = FileLock(sys.argv[1])
lock.acquire()
print(flush=True)
sys.stdin.read()
"""


def test_a_process_that_keeps_the_files_lock_does_not_hang_the_others(tmp_path: Path, impatient: None) -> None:
    url = f"sqlite:///{tmp_path}/budget.db"
    store = _stores.open_store(url, fresh_token(), 60, 5)
    arguments = [sys.executable, "-c", HOLDER, f"{tmp_path}/budget.db.lock"]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None and holder.stdin is not None
        holder.stdout.readline()
        with pytest.raises(RateLimitStoreError, match=r"^The rate budget's store \(budget\.db\) failed: Timeout\.$"):
            store.take(5)
        with pytest.raises(RateLimitStoreError):
            _stores.open_store(url, fresh_token(), 60, 5)
        holder.stdin.close()
    assert store.take(5) == 0.0


def test_threads_do_not_wait_for_a_store_that_hangs_one_after_the_other(tmp_path: Path, impatient: None) -> None:
    store = _stores.SQLiteStore(f"{tmp_path}/budget.db", "key", 60.0, 9)
    asks: list[Callable[[], object]] = [lambda: store.take(9), lambda: store.hold(1.0)]
    with store._lock:
        for ask in asks:
            with pytest.raises(RateLimitStoreError, match="TimeoutError"):
                ask()
    assert store.take(9) == 0.0


def test_a_reply_is_not_lost_to_a_store_that_fails_after_it(
    own_redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    def answer(request: object) -> Any:
        own_redis.stop()
        return reply([{"id": 1}], headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "20"})

    assert made(Script(answer), own_redis.url).request("GET", "/workspaces") == [{"id": 1}]
    assert [record.levelno for record in caplog.records if record.name == "webwork_tracker"] == [logging.WARNING]


@on_errors
@pytest.mark.parametrize(
    ("store", "missing", "extra"),
    [
        ("sqlite:///{here}/budget.db", "pyrate_limiter", "sqlite"),
        ("sqlite:///{here}/budget.db", "filelock", "sqlite"),
        ("redis://127.0.0.1:1/0", "pyrate_limiter", "redis"),
        ("redis://127.0.0.1:1/0", "redis", "redis"),
    ],
)
def test_a_missing_extra_is_named(
    store: str, missing: str, extra: str, on_error: OnError, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ConfigurationError, match=rf"pip install 'webwork-tracker\[{extra}\]'"):
        made(Script(), store.format(here=tmp_path), on_error).request("GET", "/workspaces")


@on_errors
@pytest.mark.parametrize(
    "url",
    [
        f"redis://:{PASSWORD}@127.0.0.1:1/0",
        # The server that is there knows no such user.
        f"redis://somebody:{PASSWORD}@127.0.0.1:{{port}}/0",
        f"redis://user:{PASSWORD}@127.0.0.1:{PASSWORD}/0",
        f"redis://user:{PASSWORD}@[::1/0",
        f"unix://user:{PASSWORD}@/nowhere.sock",
    ],
    ids=["not there", "refused", "port", "bracket", "socket"],
)
def test_a_password_is_shown_nowhere(
    url: str, on_error: OnError, redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    webwork = made(Script(reply([])), url.format(port=redis_server.port), on_error)
    limit = webwork._options.rate_limit
    shown = [repr(webwork), repr(webwork._options), repr(limit), str(limit)]
    try:
        webwork.request("GET", "/workspaces")
    except RateLimitStoreError as error:
        assert on_error == "raise"
        shown += ["".join(traceback.format_exception(error)), repr(pickle.dumps(error))]
        each: BaseException | None = error
        while each is not None:
            shown.append(f"{each!r} {each} {vars(each)}")
            each = each.__cause__ or each.__context__
    else:
        assert on_error == "memory"
    shown += [record.getMessage() + repr(vars(record)) for record in caplog.records]
    assert "rate budget's store" in "\n".join(shown)
    assert PASSWORD not in "\n".join(shown)


def test_a_store_that_makes_no_sense_does_not_repeat_its_url() -> None:
    with pytest.raises(ValueError) as caught:
        RateLimit(store=f"rediss+odd://:{PASSWORD}@host")
    assert PASSWORD not in str(caught.value)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_child_does_not_close_what_it_inherited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite forbids it: the file could be damaged."""
    webwork = made(Script(reply([])), f"sqlite:///{tmp_path}/budget.db")
    webwork.request("GET", "/x")
    for name in ("_budgets", "_openings", "_inherited"):
        monkeypatch.setattr(_registry, name, getattr(_registry, name).copy())
    _registry._forget_all()
    assert not _registry._budgets
    assert webwork._shared._budget in _registry._inherited


@pytest.mark.parametrize("is_child", [False, True])
def test_connections_end_with_their_store_but_not_in_a_child(
    is_child: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = _stores.open_store(f"sqlite:///{tmp_path}/budget.db", fresh_token(), 60, 5)
    assert isinstance(store, _stores.SQLiteStore)
    connections = [store._connection, store._bucket.conn]
    if is_child:
        monkeypatch.setattr(_stores.os, "getpid", lambda: -1)
    del store
    gc.collect()
    for connection in connections:
        with nullcontext() if is_child else pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.execute("SELECT 1")
        connection.close()
