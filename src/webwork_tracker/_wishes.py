"""What a flow may wish for. A driver (`_drive`) carries each out and sends the result back."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from attrs import field, frozen

from ._wire import HTTPRequest, Limits


@frozen
class Send:
    """Send a request; answered with its `HTTPReply`, or an error is thrown."""

    request: HTTPRequest
    limits: Limits


@frozen
class Sleep:
    """Wait; answered with None."""

    seconds: float


@frozen
class Invoke:
    """Call a function that may block or be async; answered with what it returns."""

    function: Callable[[], Any] = field(repr=False)
    blocks: bool = False
    """Whether async code has to hand it to a thread."""
    within: float | None = None
    """Seconds after which async code goes on without it, by a `DeadlineExceededError`. Sync code cannot."""


@frozen
class Whole:
    """Carry out these wishes to their end, even if whoever waits for it is cancelled; answered with their result."""

    steps: Generator[Any, Any, Any] = field(repr=False)
    within: float | None = None
    """Seconds after which whoever waits for it gives up by a `DeadlineExceededError`. Only asyncio can."""


Wish = Send | Sleep | Invoke | Whole
