"""From a reply to what the caller gets: the envelope is opened, its data decoded, or a typed error raised."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from attrs import field, frozen

from . import errors
from ._call import Call
from ._constants import EXCERPT_LETTERS
from ._decode import date_time
from ._json import answer, loads
from ._retry_after import retry_after
from ._scrub import Secrets, scrub, scrubbed
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


def read(call: Call, reply: HTTPReply, *, attempts: int, secrets: Secrets, now: float) -> RawResponse[Any]:
    """Return what `reply` holds.

    `secrets` are kept out of every error; `now` (seconds since 1970) is held against a Retry-After that is a date.
    Raises `APIStatusError` if the server said no, `ResponseDecodeError` if it cannot be read.
    """
    return _Reading(call, reply, attempts, secrets, now).result()


def deleted_before(error: errors.NotFoundError, attempts: int) -> RawResponse[None]:
    """The answer to a DELETE that was lost on the way and now finds nothing left to delete."""
    return RawResponse(
        data=None,
        message=error.message,
        meta=Meta(),
        status_code=error.status_code,
        headers={},
        request_id=error.request_id,
        attempts=attempts,
    )


@frozen
class _Reading:
    """One reply being read."""

    call: Call
    reply: HTTPReply
    attempts: int
    secrets: Secrets
    now: float

    def result(self) -> RawResponse[Any]:
        if not 200 <= self.reply.status < 300:
            raise self._refused()
        envelope = answer(self.reply.body, self.call.decode, self.call.many)
        if envelope is not None:
            return self._response(envelope, envelope["data"])
        envelope = self._envelope()
        if _says_no(envelope):
            raise self._refused()
        return self._response(envelope, self._data(envelope))

    def _response(self, envelope: dict[str, Any], data: Any) -> RawResponse[Any]:
        return RawResponse(
            data=data,
            message=envelope.get("message"),
            meta=_meta(envelope),
            status_code=self.reply.status,
            headers=self.reply.headers,
            request_id=self.reply.headers.get("x-request-id"),
            attempts=self.attempts,
        )

    def _envelope(self) -> dict[str, Any]:
        if not self.reply.body.strip():
            # Of a request that the contract does not know, nobody promised data.
            if self.call.decode is not None and self.call.operation_id is not None:
                raise self._unreadable("an empty body")
            return {}
        envelope, problem = parse(self.reply.body)
        if problem is not None:
            raise self._unreadable("not JSON", broken=_is_cut_short(self.reply.body, problem))
        if not isinstance(envelope, dict):
            raise self._unreadable("JSON, but no object")
        needs_data = self.call.decode is not None or "success" not in envelope
        if "data" not in envelope and needs_data and not _says_no(envelope):
            raise self._unreadable("an object without `data`")
        return envelope

    def _data(self, envelope: dict[str, Any]) -> Any:
        data, decode = envelope.get("data"), self.call.decode
        if decode is None:
            return None
        if not self.call.many:
            if self.call.is_model and not isinstance(data, dict):
                raise self._unreadable("an envelope whose `data` is no object")
            return decode(data)
        if data is not None and not isinstance(data, list):
            raise self._unreadable("an envelope whose `data` is no list")
        return [decode(item) for item in data or ()]

    def _unreadable(self, found: str, *, broken: bool = False) -> errors.ResponseDecodeError:
        # Scrubbed before it is cut, or half a token at the cut would stay. A letter has up to four bytes.
        room = EXCERPT_LETTERS * 4 + max((len(secret) for secret in self.secrets), default=0) * 3
        excerpt = self._scrub(self.reply.body[:room].decode("utf-8", "replace"))[:EXCERPT_LETTERS]
        content_type = self._scrub(self.reply.headers.get("content-type", ""))
        kind = f"{self.reply.status}, {content_type or 'no content type'}"
        return errors.ResponseDecodeError(
            f"{self.call.name}: the reply ({kind}) is {found}: {excerpt!r}",
            status_code=self.reply.status,
            content_type=content_type,
            excerpt=excerpt,
            broken=broken,
        )

    def _refused(self) -> errors.APIStatusError:
        """The error that a reply which says no stands for."""
        status, headers = self.reply.status, self.reply.headers
        body = self._body()
        said = body if isinstance(body, dict) else {}
        fields = said.get("errors")
        kind = _STATUS_ERRORS.get(status, errors.ServerError if status >= 500 else errors.APIStatusError)
        # Once each: some servers say the same in both.
        texts = list(dict.fromkeys(t for t in (said.get("message"), said.get("error")) if isinstance(t, str) and t))
        return kind(
            # Where a redirect leads is what there is to know of it, whatever else it says.
            ": ".join(texts) if texts and not (300 <= status < 400 and "location" in headers) else self._phrase(),
            status_code=status,
            errors=_field_errors(fields) if isinstance(fields, dict) else {},
            request_id=self._scrub(headers["x-request-id"]) if "x-request-id" in headers else None,
            retry_after=retry_after(headers.get("retry-after"), self.now),
            body=body,
        )

    def _body(self) -> Any:
        """The body of a refusal: JSON as Python objects, else text, else None; no secret in it, however it is spelled."""
        text = self._scrub(self.reply.body.decode("utf-8", "replace"))
        parsed, problem = parse(text.encode())
        if problem is not None:
            return text if text.strip() else None
        return scrubbed(parsed, self.secrets)

    def _phrase(self) -> str:
        """What a refusal without a message of its own is called."""
        status = self.reply.status
        if 300 <= status < 400:
            target = self._scrub(self.reply.headers.get("location", "nowhere"))
            return f"redirected to {target}, which is not followed: is the base URL right?"
        try:
            return HTTPStatus(status).phrase
        except ValueError:
            return "the server said no, and no more than that"

    def _scrub(self, text: str) -> str:
        return scrub(text, self.secrets)


def parse(body: bytes) -> tuple[Any, Exception | None]:
    """JSON as Python objects, or what is wrong with it. Handed back, not raised: it holds the whole body."""
    try:
        return loads(body), None
    except (ValueError, RecursionError) as error:
        return None, error


def _says_no(envelope: dict[str, Any]) -> bool:
    return envelope.get("success", True) in (False, "false")


def _is_cut_short(body: bytes, problem: Exception) -> bool:
    """JSON that ends too early, as opposed to a text that never was JSON."""
    if body.lstrip()[:1] not in (b"{", b"["):
        return False
    if isinstance(problem, UnicodeDecodeError):
        return problem.reason == "unexpected end of data"
    if not isinstance(problem, json.JSONDecodeError):
        return False
    # The decoder stops where the last value begins: a cut `false` or an escape is a few letters long, a string any.
    return len(problem.doc.rstrip()) - problem.pos <= 6 or problem.msg.startswith("Unterminated string")


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


def _field_errors(said: dict[str, Any]) -> dict[str, list[str]]:
    return {
        name: [str(text) for text in (texts if isinstance(texts, list) else [texts])] for name, texts in said.items()
    }
