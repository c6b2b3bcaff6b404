"""Reads a Retry-After header."""

from __future__ import annotations

import re
from datetime import UTC


def retry_after(value: str | None, now: float) -> float | None:
    """Seconds from a Retry-After header, given in seconds or as a date; never negative; None if it says nothing."""
    if value is None:
        return None
    if re.fullmatch(r"[+-]?\d+(\.\d*)?", value.strip(), re.ASCII):
        seconds = float(value)
    else:
        # Rare, and what it imports is not small.
        from email.utils import parsedate_to_datetime

        try:
            moment = parsedate_to_datetime(value)
            seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now
        except (ValueError, OverflowError):
            return None
    # Bounded so that one can go on counting with it.
    return min(max(0.0, seconds), 1e12)
