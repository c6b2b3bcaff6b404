"""Stores of the rate budget outside this process, on pyrate-limiter's buckets: an SQLite file, a Redis server.

What pyrate-limiter leaves to us: the order of callers (`_budget`), a demand to wait that holds for all (`hold`), and in
its Redis bucket the moment of a request, which two machines would tell differently: here Redis tells it, under a lock.
First come first served holds within a process; among processes it is who asks first when a place is free.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .errors import ConfigurationError, RateLimitStoreError

if TYPE_CHECKING:
    from ._budget import Store

# Seconds a Redis server may take to answer, and a process may keep the lock it takes a place under.
_PATIENCE = 5.0
# Seconds between looks of those behind the head of the line: a look at these stores is I/O.
_LOOK_AGAIN = 0.05


def open_store(url: str, key: str, window: float, requests: int) -> Store:
    """Raises `RateLimitStoreError` if it cannot be reached, `ConfigurationError` if its extra is not installed."""
    if url.startswith("sqlite:///"):
        return SQLiteStore(url.removeprefix("sqlite:///"), key, window, requests)
    return RedisStore(url, key, window, requests)


@contextmanager
def _failing(what: str, extra: str) -> Iterator[None]:
    try:
        yield
    except ImportError:
        raise ConfigurationError(
            f"The rate budget's store needs an extra: pip install 'webwork-tracker[{extra}]'."
        ) from None
    except (RateLimitStoreError, ConfigurationError):
        raise
    except Exception as error:
        # Only the kind of error: its text may repeat a URL with a password.
        raise RateLimitStoreError(f"The rate budget's store ({what}) failed: {type(error).__name__}.") from None


class _BucketStore:
    """A pyrate-limiter bucket as our store."""

    blocks = True
    _bucket: Any
    _what: str
    _extra: str

    def __init__(self, window: float) -> None:
        self._milliseconds = round(window * 1000)
        self._taken = 0
        self._turn = 0.0
        # SQLite connections and the file lock are not for two threads at once.
        self._lock = threading.Lock()

    def take(self, requests: int) -> float:
        from pyrate_limiter import Rate, RateItem

        with _failing(self._what, self._extra), self._lock, self._alone() as now:
            held = self._held(now)
            if held <= 0:
                item = RateItem("request", now)
                self._bucket.rates = [Rate(requests, self._milliseconds)]
                if self._bucket.put(item):
                    self._tidy(now)
                    return 0.0
                held = max(self._bucket.waiting(item), 1)
            self._turn = time.monotonic() + held / 1000
            return held / 1000

    def guess(self, position: int, requests: int) -> float:
        return max(self._turn - time.monotonic(), _LOOK_AGAIN)

    def hold(self, seconds: float) -> None:
        with _failing(self._what, self._extra), self._lock:
            self._hold(round(seconds * 1000))

    def tighten(self, remaining: int, requests: int) -> None:
        """Nothing: others who use the token count here as well, and a bucket takes no back-dated entries."""

    def _tidy(self, now: int) -> None:
        """What the window has left behind is thrown away once in a while."""
        self._taken += 1
        if self._taken % 50 == 0:
            self._bucket.leak(now)

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
        with _failing(self._what, self._extra):
            from pyrate_limiter import Rate, SQLiteBucket

            self._bucket = SQLiteBucket.init_from_file(
                [Rate(requests, self._milliseconds)], table=f"budget_{key}", db_path=path, use_file_lock=True
            )
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=_PATIENCE)
            self._connection.execute("CREATE TABLE IF NOT EXISTS held (key TEXT PRIMARY KEY, until INTEGER)")

    @contextmanager
    def _alone(self) -> Iterator[int]:
        # The bucket's own file lock, which a thread may take twice.
        with self._bucket.lock:
            yield time.time_ns() // 1_000_000

    def _held(self, now: int) -> int:
        row = self._connection.execute("SELECT until FROM held WHERE key = ?", (self._key,)).fetchone()
        return row[0] - now if row else 0

    def _hold(self, milliseconds: int) -> None:
        until = time.time_ns() // 1_000_000 + milliseconds
        self._connection.execute(
            "INSERT INTO held VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET until = max(until, excluded.until)",
            (self._key, until),
        )


class RedisStore(_BucketStore):
    """The count of all processes of all machines that use the server."""

    _extra = "redis"

    def __init__(self, url: str, key: str, window: float, requests: int) -> None:
        super().__init__(window)
        self._what = urlsplit(url).hostname or "Redis"
        self._name = f"webwork-tracker:budget:{key}"
        with _failing(self._what, self._extra):
            from pyrate_limiter import Rate, RedisBucket
            from redis import Redis

            self._redis: Any = Redis.from_url(url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE)
            self._bucket = RedisBucket.init([Rate(requests, self._milliseconds)], self._redis, self._name)

    @contextmanager
    def _alone(self) -> Iterator[int]:
        with self._redis.lock(f"{self._name}:lock", timeout=_PATIENCE, blocking_timeout=_PATIENCE, sleep=0.01):
            seconds, micros = self._redis.time()
            yield seconds * 1000 + micros // 1000

    def _held(self, now: int) -> int:
        return int(self._redis.pttl(f"{self._name}:held"))

    def _hold(self, milliseconds: int) -> None:
        if milliseconds > self._held(0):
            self._redis.set(f"{self._name}:held", 1, px=max(milliseconds, 1))
