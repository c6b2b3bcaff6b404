"""Stores of the rate budget outside this process, on pyrate-limiter's buckets: an SQLite file, a Redis server.

What pyrate-limiter leaves to us: the order of callers (`_budget`), a demand to wait that holds for all (`hold`), an end
to waiting for the file's lock, and in its Redis bucket the moment of a request, which two machines would tell
differently (here Redis tells it, under a lock) and an end to what it keeps.
First come first served holds within a process; among processes it is who asks first when a place is free.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit
from weakref import finalize

from .errors import ConfigurationError, RateLimitStoreError, WebWorkError

if TYPE_CHECKING:
    from pyrate_limiter import Rate, RateItem

    from ._budget import Store

T = TypeVar("T")

# Seconds a Redis server may take to answer, and that are waited for the lock under which a place is taken. Both take a
# millisecond or two; a second is room for a machine that is busy, and no more than a deadline may be overrun by.
_PATIENCE = 1.0
# Seconds after which Redis takes that lock from a process that died or was stopped with it: who waits must outlive it.
_LOCK_KEPT = _PATIENCE / 2
# Seconds that each caller ahead in the line takes at least: what the store needs, and a look at whose turn it is.
_TURN = 0.005
# Seconds between looks of a process that waits for another one's lock, which is kept for a millisecond or two.
_LOCK_AGAIN = 0.005
# Places that are taken between two clearings of what the window has left behind.
_TIDY = 50


def open_store(url: str, key: str, window: float, requests: int) -> Store:
    """Raises `RateLimitStoreError` if it cannot be reached, `ConfigurationError` if its extra is not installed."""
    # Each window has a count of its own: to clear the shorter one would clear what the longer one still needs.
    key = f"{key}_{round(window * 1000)}"
    if url.startswith("sqlite:///"):
        return SQLiteStore(url.removeprefix("sqlite:///"), key, window, requests)
    return RedisStore(url, key, window, requests)


class _BucketStore:
    """A pyrate-limiter bucket as our store."""

    blocks = True
    _bucket: Any
    _what: str
    _extra: str

    def __init__(self, window: float) -> None:
        self._window = window
        self._milliseconds = round(window * 1000)
        self._taken = 0
        self._turn = 0.0
        self._held_until = -inf
        # SQLite connections and the file lock are not for two threads at once.
        self._lock = threading.Lock()

    def take(self, requests: int) -> float:
        return self._guarded(lambda: self._take(requests))

    def guess(self, position: int, requests: int) -> float:
        """The least that it can be: what other processes will take is not known."""
        return max(self._turn + position // requests * self._window - time.monotonic(), position * _TURN)

    def hold(self, seconds: float) -> None:
        self._guarded(lambda: self._hold(round(seconds * 1000)))
        self._held_until = max(self._held_until, time.monotonic() + seconds)

    def held(self) -> float:
        return self._held_until - time.monotonic()

    def tighten(self, remaining: int, requests: int) -> None:
        """Nothing: others who use the token count here as well, and a bucket takes no back-dated entries."""

    def _take(self, requests: int) -> float:
        from pyrate_limiter import Rate, RateItem

        with self._one_thread(), self._alone() as now:
            held = self._held(now)
            self._held_until = time.monotonic() + held / 1000 if held > 0 else -inf
            if held <= 0:
                item = RateItem("request", now)
                self._bucket.rates = [Rate(requests, self._milliseconds)]
                if self._put(item):
                    self._tidy(now)
                    return 0.0
                held = max(self._bucket.waiting(item), 1)
            self._turn = time.monotonic() + held / 1000
            return held / 1000

    @contextmanager
    def _one_thread(self) -> Iterator[None]:
        # Not for ever: with a store that hangs, a hundred threads would wait for it one after the other.
        if not self._lock.acquire(timeout=_PATIENCE):
            raise TimeoutError
        try:
            yield
        finally:
            self._lock.release()

    def _put(self, item: RateItem) -> bool:
        return bool(self._bucket.put(item))

    def _tidy(self, now: int) -> None:
        """At the first place and then once in a while, as most processes may not live to see many."""
        if self._taken % _TIDY == 0:
            self._bucket.leak(now)
        self._taken += 1

    def _guarded(self, work: Callable[[], T]) -> T:
        """Do something with the store; raise ours for whatever goes wrong."""
        try:
            return work()
        except WebWorkError:
            raise
        except ImportError:
            failure: WebWorkError = ConfigurationError(
                f"The rate budget's store needs an extra: pip install 'webwork-tracker[{self._extra}]'."
            )
        except Exception as error:
            failure = RateLimitStoreError(f"The rate budget's store ({self._what}) failed: {self._told(error)}.")
        # Raised here, where no other one is being handled: what hangs on that may repeat a URL with its password.
        raise failure

    def _told(self, error: Exception) -> str:
        return type(error).__name__

    def _alone(self) -> Any:
        """A context in which no other process takes a place; gives the time in milliseconds."""
        raise NotImplementedError

    def _held(self, now: int) -> int:
        raise NotImplementedError

    def _hold(self, milliseconds: int) -> None:
        raise NotImplementedError


class SQLiteStore(_BucketStore):
    """The count of all processes of this machine that use the file."""

    _extra = "sqlite"

    def __init__(self, path: str, key: str, window: float, requests: int) -> None:
        super().__init__(window)
        self._what = Path(path).name
        self._key = key
        self._guarded(lambda: self._open(path, requests))

    def _open(self, path: str, requests: int) -> None:
        from filelock import FileLock
        from pyrate_limiter import Rate, SQLiteBucket

        # Not the bucket's own, which waits for ever: for one who was stopped while he had it, too.
        self._file_lock = FileLock(f"{path}.lock", timeout=_PATIENCE, thread_local=False)
        with self._file_lock:
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=_PATIENCE)
            connections = [self._connection]
            finalize(self, _close, connections, os.getpid())
            # What is written is in the file at once and outlives the process; that it outlives the machine is no matter.
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.execute("CREATE TABLE IF NOT EXISTS held (key TEXT PRIMARY KEY, until INTEGER)")
            # After ours: of a file that cannot be used it would leave its connection open.
            self._bucket = SQLiteBucket.init_from_file(
                [Rate(requests, self._milliseconds)], table=f"budget_{self._key}", db_path=path
            )
            connections.append(self._bucket.conn)
            self._bucket.conn.execute("PRAGMA synchronous = NORMAL")

    def _told(self, error: Exception) -> str:
        # SQLite's texts name neither the file nor what is in it: "database disk image is malformed".
        return f"{type(error).__name__}: {error}" if isinstance(error, sqlite3.Error) else super()._told(error)

    @contextmanager
    def _alone(self) -> Iterator[int]:
        with self._file_lock.acquire(poll_interval=_LOCK_AGAIN):
            yield time.time_ns() // 1_000_000

    def _held(self, now: int) -> int:
        row = self._connection.execute("SELECT until FROM held WHERE key = ?", (self._key,)).fetchone()
        return row[0] - now if row else 0

    def _hold(self, milliseconds: int) -> None:
        with self._one_thread(), self._alone() as now:
            self._connection.execute(
                "INSERT INTO held VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET until = max(until, excluded.until)",
                (self._key, now + milliseconds),
            )


def _close(connections: list[sqlite3.Connection], process: int) -> None:
    # In a child they are the parent's, and SQLite forbids closing them there: the file could be damaged.
    if os.getpid() == process:
        for connection in connections:
            connection.close()


class RedisStore(_BucketStore):
    """The count of all processes of all machines that use the server."""

    _extra = "redis"
    _what = "Redis"

    def __init__(self, url: str, key: str, window: float, requests: int) -> None:
        super().__init__(window)
        self._name = f"webwork-tracker:budget:{key}"
        self._guarded(lambda: self._open(url, requests))

    def _open(self, url: str, requests: int) -> None:
        from pyrate_limiter import Rate
        from redis import Redis

        self._what = urlsplit(url).hostname or "Redis"
        self._redis: Any = Redis.from_url(url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE)
        self._enter([Rate(requests, self._milliseconds)])

    def _enter(self, rates: list[Rate]) -> None:
        from pyrate_limiter import RedisBucket

        self._bucket = RedisBucket.init(rates, self._redis, self._name)

    def _put(self, item: RateItem) -> bool:
        from redis.exceptions import NoScriptError

        try:
            return super()._put(item)
        except NoScriptError:
            # A server that was started again does not know the bucket's script any more, and the bucket never asks.
            self._enter(self._bucket.rates)
            return super()._put(item)

    @contextmanager
    def _alone(self) -> Iterator[int]:
        from redis.exceptions import LockNotOwnedError

        lock = self._redis.lock(f"{self._name}:lock", timeout=_LOCK_KEPT, blocking_timeout=_PATIENCE, sleep=_LOCK_AGAIN)
        if not lock.acquire():
            raise TimeoutError
        try:
            seconds, micros = self._redis.time()
            yield seconds * 1000 + micros // 1000
            # What nobody asks about any more, the count of a token that was replaced, goes by itself.
            self._redis.pexpire(self._name, self._milliseconds * 2)
        finally:
            # A machine so busy that the lock was taken away meanwhile has its place all the same.
            with suppress(LockNotOwnedError):
                lock.release()

    def _held(self, now: int) -> int:
        return int(self._redis.pttl(f"{self._name}:held"))

    def _hold(self, milliseconds: int) -> None:
        with self._one_thread(), self._alone() as now:
            if milliseconds > self._held(now):
                self._redis.set(f"{self._name}:held", 1, px=max(milliseconds, 1))
