"""What an attempt's outcome means for the call: the table of outcomes (docs/reliability.md), as pure functions."""

from __future__ import annotations

from ._call import Call
from .errors import (
    APIConnectionError,
    APIStatusError,
    DeadlineExceededError,
    DeadlineOutcomeUnknownError,
    OutcomeUnknownError,
    ResponseDecodeError,
    WebWorkError,
)

# Failures of a gateway: the server behind it may have carried the request out, and mostly is back soon.
_GATEWAY = frozenset({502, 503, 504, *range(520, 530)})
_LOST = frozenset({500}) | _GATEWAY


def asked_to_wait(error: WebWorkError) -> bool:
    """Whether the server refused the request unread and said (or, with 429, implied) when to come back."""
    if not isinstance(error, APIStatusError):
        return False
    return error.status_code == 429 or (error.status_code == 503 and error.retry_after is not None)


def may_have_happened(error: WebWorkError) -> bool:
    """Whether the server may have carried the request out although this came back."""
    if isinstance(error, APIConnectionError):
        return error.sent
    if isinstance(error, APIStatusError):
        return error.status_code in _LOST and not asked_to_wait(error)
    return isinstance(error, ResponseDecodeError)


def tries(error: WebWorkError, call: Call) -> float:
    """How many attempts that fail like this a call is worth; the policy's own limit, for all of them, comes on top."""
    if isinstance(error, DeadlineExceededError):
        return 1
    if asked_to_wait(error):
        return float("inf")
    if isinstance(error, APIStatusError):
        return float("inf") if error.status_code in _LOST and call.idempotent else 1
    if isinstance(error, APIConnectionError):
        if error.sent and not call.idempotent:
            return 1
        return error.worth
    # A reply that broke on the way may come whole the next time; one that is whole and wrong will not change.
    return 2 if isinstance(error, ResponseDecodeError) and error.broken and call.idempotent else 1


def final(error: WebWorkError, call: Call) -> WebWorkError:
    """The error to raise: where the outcome of an unsafe call is not known, one that says so."""
    if call.idempotent or isinstance(error, ResponseDecodeError) or not may_have_happened(error):
        return error
    kind = DeadlineOutcomeUnknownError if isinstance(error, DeadlineExceededError) else OutcomeUnknownError
    unknown = kind(
        f"{call.name} was sent, but there is no telling whether it was carried out: {str(error).rstrip('.')}. {call.advice}",
        ids=dict(call.ids),
    )
    unknown.__cause__ = error
    return unknown
