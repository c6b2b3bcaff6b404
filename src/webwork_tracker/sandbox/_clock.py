"""The sandbox's clock: real time, or a time that stands still until it is told to go on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from attrs import frozen

from ._database import Database

_MICROSECOND = timedelta(microseconds=1)


def _now() -> datetime:
    return datetime.now(UTC)


def _utc(moment: datetime) -> datetime:
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("a clock says no time outside of the years 1 to 9999") from None


def moment_of(text: str) -> datetime:
    """The moment that a text in ISO 8601 means, without a time zone in UTC. Raises `ValueError` for any other text."""
    return _utc(datetime.fromisoformat(text))


@frozen
class _Setting:
    """What a clock was told."""

    stands_at: datetime | None = None
    """None: it goes."""
    offset: timedelta = timedelta()


class SandboxClock:
    """Says what time it is in a sandbox: what its source says, and what was ticked on top.

    `source` is a function; or a moment, at which the clock stands still but for the ticks; or None for real time. A
    moment without a time zone is taken as UTC.
    """

    def __init__(self, source: Callable[[], datetime] | datetime | None = None) -> None:
        self.source = source
        """What it was made with."""
        self._lock = threading.Lock()
        self._db: Database | None = None
        self._setting = _Setting(_utc(source) if isinstance(source, datetime) else None)

    def __call__(self) -> datetime:
        """The time, in UTC."""
        return self._says(self._setting)

    @property
    def stands(self) -> bool:
        """Whether it stands still but for the ticks."""
        return self._setting.stands_at is not None

    @property
    def offset(self) -> timedelta:
        """How far it was put forward."""
        return self._setting.offset

    def tick(self, seconds: float) -> None:
        """Put the clock forward; tokens, rate limits and timestamps follow it at once.

        Raises `ValueError` for a negative or endless time: ticks never go back.
        """
        if not 0 <= seconds < float("inf"):
            raise ValueError(f"a clock goes on by a number of seconds, not {seconds!r}")
        with self._lock:
            try:
                setting = _Setting(self._setting.stands_at, self._setting.offset + timedelta(seconds=seconds))
                self._says(setting)
            except OverflowError:
                raise ValueError("a clock ends with the year 9999") from None
            self._set(setting)

    def stand_at(self, moment: datetime | None) -> None:
        """Stand still at a moment, earlier or later, but for the ticks from now on; None: go again, as if never told.

        Raises `ValueError` for a moment that is outside of the years 1 to 9999 in UTC.
        """
        setting = _Setting(None if moment is None else _utc(moment))
        with self._lock:
            self._set(setting)

    def keep_in(self, db: Database) -> None:
        """Keep in a database what it is told, and go on from what the database has.

        Only a clock that was made to stand where the database's does not, or to go where that one stands, wins.
        """
        self._db = db
        with self._lock, db.transaction():
            kept = _read(db)
            if self.source is None or kept.stands_at == self._setting.stands_at:
                self._setting = kept
            else:
                self._set(self._setting)

    def reload(self) -> None:
        """Go on from what its database has, after that was replaced."""
        if self._db is not None:
            with self._lock, self._db.transaction():
                self._setting = _read(self._db)

    def _says(self, setting: _Setting) -> datetime:
        source = self.source if callable(self.source) else _now
        return (setting.stands_at or _utc(source())) + setting.offset

    def _set(self, setting: _Setting) -> None:
        if self._db is not None:
            with self._db.transaction():
                _write(self._db, setting)
        self._setting = setting


def _read(db: Database) -> _Setting:
    ((stands_at, offset),) = db.all("SELECT stands_at, offset_us FROM clock")
    return _Setting(None if stands_at is None else datetime.fromisoformat(stands_at), offset * _MICROSECOND)


def _write(db: Database, setting: _Setting) -> None:
    stands_at = None if setting.stands_at is None else setting.stands_at.isoformat()
    db.run("UPDATE clock SET stands_at = ?, offset_us = ?", stands_at, setting.offset // _MICROSECOND)
