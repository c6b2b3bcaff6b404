"""Time and chance, passed in, so that a test can keep both in its hand."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

from attrs import frozen


async def _sleep_async(seconds: float) -> None:
    # Part of httpx's own needs, and it sleeps under asyncio and trio alike.
    import anyio

    await anyio.sleep(seconds)


def _chance() -> float:
    import random

    return random.random()


@frozen
class Runtime:
    """Where a flow and its driver get time and chance from."""

    monotonic: Callable[[], float] = time.monotonic
    """Seconds that never jump: for deadlines and the rate budget."""
    wall: Callable[[], float] = time.time
    """Seconds since 1970: for dates that servers send."""
    chance: Callable[[], float] = _chance
    """Anywhere from 0 to 1."""
    sleep: Callable[[float], None] = time.sleep
    sleep_async: Callable[[float], Awaitable[None]] = _sleep_async


SYSTEM = Runtime()
