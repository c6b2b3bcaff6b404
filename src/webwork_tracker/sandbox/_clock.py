"""The sandbox's clock: real time, or a time that stands still until it is told to go on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def _now() -> datetime:
    return datetime.now(UTC)


class SandboxClock:
    """Says what time it is in a sandbox: what its source says, and what was ticked on top.

    `source` is a function; or a moment, at which the clock stands still but for the ticks; or None for real time. A
    moment without a time zone is taken as UTC.
    """

    def __init__(self, source: Callable[[], datetime] | datetime | None = None) -> None:
        self.source = source if callable(source) else _now if source is None else lambda: source
        """What is asked for the time."""
        self._lock = threading.Lock()
        self.offset = timedelta()
        """How far it was put forward."""

    def __call__(self) -> datetime:
        """The time, in UTC."""
        moment = self.source()
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        return moment + self.offset

    def tick(self, seconds: float) -> None:
        """Put the clock forward; tokens, rate limits and timestamps follow it at once.

        Raises `ValueError` for a negative or endless time: this clock never goes back.
        """
        if not 0 <= seconds < float("inf"):
            raise ValueError(f"a clock goes on by a number of seconds, not {seconds!r}")
        with self._lock:
            try:
                self.offset += timedelta(seconds=seconds)
                self()
            except OverflowError:
                raise ValueError("a clock ends with the year 9999") from None
