"""What a call tells while it is on its way: to `on_event=`, and to the logger `webwork_tracker`.

None of these holds a token, a URL with its query, or anything that was sent or received.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Literal

from attrs import frozen

__all__ = ["AttemptStarted", "Event", "GaveUp", "ResponseReceived", "Retrying", "Waiting"]

_log = logging.getLogger("webwork_tracker")


@frozen
class Event:
    """Base of all events."""

    operation_id: str
    """operationId; method and path for a `request()`."""
    attempt: int
    """Number of the attempt, from 1; of the next one, when it has not begun."""


@frozen
class AttemptStarted(Event):
    """The request is about to be sent."""


@frozen
class ResponseReceived(Event):
    """A reply came, of whatever status."""

    status_code: int
    seconds: float
    """Seconds since the attempt started."""


@frozen
class Waiting(Event):
    """The call is waiting before its next attempt."""

    reason: Literal["rate budget", "retry-after", "backoff"]
    seconds: float
    """Seconds that the wait will take."""


@frozen
class Retrying(Event):
    """The attempt failed and there will be another one."""

    error: str
    """Name of the class of the error."""


@frozen
class GaveUp(Event):
    """The call failed for good; its error is raised next."""

    error: str
    """Name of the class of the error."""


_LEVELS: dict[type[Event], int] = {AttemptStarted: logging.DEBUG, ResponseReceived: logging.DEBUG}


def heard(kind: type[Event], hook: Callable[[Event], object] | None) -> bool:
    """Whether anybody listens to events of this kind: if not, none need be made."""
    return hook is not None or _log.isEnabledFor(_LEVELS.get(kind, logging.INFO))


def tell(event: Event, hook: Callable[[Event], object] | None) -> None:
    """Log the event and hand it to the hook, whose own errors are logged: they are not the call's."""
    level = _LEVELS.get(type(event), logging.INFO)
    if _log.isEnabledFor(level):
        _log.log(level, "%s", event)
    if hook is not None:
        try:
            hook(event)
        except Exception:
            _log.exception("on_event raised; the call goes on")
