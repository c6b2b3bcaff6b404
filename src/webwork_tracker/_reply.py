"""From a reply to what the caller gets: the envelope is opened, its data decoded, or a typed error raised."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

from attrs import field, frozen

from . import errors
from ._call import Call
from ._constants import EXCERPT_BYTES
from ._decode import date_time
from ._wire import HTTPReply

if TYPE_CHECKING:
    from webwork_tracker_api.models import Pagination

T = TypeVar("T")

_STATUS_ERRORS: dict[int, type[errors.APIStatusError]] = {
    400: errors.BadRequestError,
    401: errors.AuthenticationError,
    403: errors.PermissionDeniedError,
    404: errors.NotFoundError,
    409: errors.ConflictError,
    422: errors.ValidationError,
    429: errors.RateLimitError,
}


@frozen
class Meta:
    """What the server says about an answer; None where it says nothing."""

    api_version: str | None = None
    timestamp: datetime | None = None
    pagination: Pagination | None = None


@frozen
class RawResponse(Generic[T]):
    """An answer with all that came with its data."""

    data: T
    message: str | None
    """What the server says it did."""
    meta: Meta
    status_code: int
    headers: Mapping[str, str] = field(repr=False)
    """Found whatever the case of their names."""
    request_id: str | None
    """The reply's `X-Request-Id` (assumed)."""
    attempts: int
    """How often the request was sent."""


def read(call: Call, reply: HTTPReply, *, attempts: int, secret: str, now: float) -> RawResponse[Any]:
    """Return what `reply` holds.

    `secret` is kept out of every error; `now` (seconds since 1970) is held against a Retry-After that is a date.
    Raises `APIStatusError` if the server said no, `ResponseDecodeError` if it cannot be read.
    """
    known = {"operation_id": call.operation_id, "attempts": attempts}
    if not 200 <= reply.status < 300:
        raise _status_error(reply, _parsed_or_text(reply, secret), secret, now, known)
    if not reply.body.strip():
        if call.decode is not None:
            _unreadable(reply, "an empty body", secret, known)
        envelope: dict[str, Any] = {}
    else:
        envelope = _envelope(call, reply, secret, known)
    if envelope.get("success") is False:
        raise _status_error(reply, _parsed_or_text(reply, secret), secret, now, known)
    return RawResponse(
        data=_data(call, reply, envelope, secret, known),
        message=envelope.get("message"),
        meta=_meta(envelope),
        status_code=reply.status,
        headers=reply.headers,
        request_id=reply.headers.get("x-request-id"),
        attempts=attempts,
    )


def scrub(text: str, secret: str) -> str:
    """`text` without the token."""
    # JSON may write a slash with a backslash before it.
    return text.replace(secret, "***").replace(secret.replace("/", r"\/"), "***") if secret else text


def retry_after(value: str | None, now: float) -> float | None:
    """Seconds from a Retry-After header, given in seconds or as a date; never negative; None if it says nothing."""
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            moment = parsedate_to_datetime(value)
        except ValueError:
            return None
        seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now
    # NaN compares as nothing; a number too large for a clock is no answer either.
    return max(0.0, seconds) if abs(seconds) < 1e12 else None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


def _parse(body: bytes) -> Any:
    """JSON as Python objects. Raises ValueError (RecursionError if too deep)."""
    return json.loads(body.decode("utf-8"), parse_constant=_refuse)


def _envelope(call: Call, reply: HTTPReply, secret: str, known: dict[str, Any]) -> dict[str, Any]:
    try:
        envelope = _parse(reply.body)
    except (ValueError, RecursionError):
        _unreadable(reply, "not JSON", secret, known)
    if not isinstance(envelope, dict):
        _unreadable(reply, "JSON, but no object", secret, known)
    if "data" not in envelope and (call.decode is not None or "success" not in envelope):
        if envelope.get("success") is not False:
            _unreadable(reply, "an object without `data`", secret, known)
    return envelope


def _data(call: Call, reply: HTTPReply, envelope: dict[str, Any], secret: str, known: dict[str, Any]) -> Any:
    data = envelope.get("data")
    if call.decode is None:
        return None
    if not call.many:
        if call.is_model and not isinstance(data, dict):
            _unreadable(reply, "an envelope whose `data` is no object", secret, known)
        return call.decode(data)
    if data is not None and not isinstance(data, list):
        _unreadable(reply, "an envelope whose `data` is no list", secret, known)
    return [call.decode(item) for item in data or ()]


def _meta(envelope: dict[str, Any]) -> Meta:
    from webwork_tracker_api import decoders, models

    said = envelope.get("meta")
    meta = said if isinstance(said, dict) else {}
    # A later edition of the docs has it beside `meta`.
    pagination = decoders.pagination(meta.get("pagination") or envelope.get("pagination"))
    return Meta(
        api_version=meta.get("api_version"),
        timestamp=date_time(meta.get("timestamp")),
        pagination=pagination if isinstance(pagination, models.Pagination) else None,
    )


def _unreadable(reply: HTTPReply, found: str, secret: str, known: dict[str, Any]) -> NoReturn:
    excerpt = scrub(reply.body[: EXCERPT_BYTES + len(secret)].decode("utf-8", "replace"), secret)[:EXCERPT_BYTES]
    kind = scrub(reply.headers.get("content-type", ""), secret)
    of = f"{known['operation_id']}: " if known["operation_id"] else ""
    raise errors.ResponseDecodeError(
        f"{of}the reply ({reply.status}, {kind or 'no content type'}) is {found}: {excerpt!r}",
        status_code=reply.status,
        content_type=kind,
        excerpt=excerpt,
        **known,
    ) from None


def _parsed_or_text(reply: HTTPReply, secret: str) -> Any:
    text = scrub(reply.body.decode("utf-8", "replace"), secret)
    try:
        return _parse(text.encode()) if text.strip() else None
    except (ValueError, RecursionError):
        return text


def _status_error(reply: HTTPReply, body: Any, secret: str, now: float, known: dict[str, Any]) -> errors.APIStatusError:
    said = body if isinstance(body, dict) else {}
    fields = said.get("errors")
    kind = _STATUS_ERRORS.get(reply.status, errors.ServerError if reply.status >= 500 else errors.APIStatusError)
    return kind(
        _first_text(said.get("message"), said.get("error")) or _phrase(reply, secret),
        status_code=reply.status,
        errors=_field_errors(fields) if isinstance(fields, dict) else {},
        request_id=reply.headers.get("x-request-id"),
        retry_after=retry_after(reply.headers.get("retry-after"), now),
        body=body,
        **known,
    )


def _first_text(*candidates: Any) -> str | None:
    return next((text for text in candidates if isinstance(text, str) and text), None)


def _field_errors(said: dict[str, Any]) -> dict[str, list[str]]:
    return {
        name: [str(text) for text in (texts if isinstance(texts, list) else [texts])] for name, texts in said.items()
    }


def _phrase(reply: HTTPReply, secret: str) -> str:
    """What an error without a message of its own is called."""
    if 300 <= reply.status < 400:
        target = scrub(reply.headers.get("location", "nowhere"), secret)
        return f"redirected to {target}, which is not followed: is the base URL right?"
    try:
        return HTTPStatus(reply.status).phrase
    except ValueError:
        return "the server said no, and no more than that"
