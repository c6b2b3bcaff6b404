"""Puts the documented envelope around an answer or a refusal; the order of its keys is the documentation's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from webwork_tracker._wire import HTTPReply

from ._call import Answer, Refusal
from ._registry import behaviour

API_VERSION = "2.0.0"


def timestamp(moment: datetime) -> str:
    """A moment as the API writes it: UTC, to the second. One without a time zone is taken as UTC."""
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@behaviour("The envelope is success, data, message where there is one, and meta, in this order.", "reference")
@behaviour("A list answers with meta.pagination.", "docs", "getTasks", "getProjectViewers")
def answer_reply(answer: Answer, now: str, *, pagination_in_meta: bool = True) -> HTTPReply:
    """The reply that carries an answer."""
    meta: dict[str, Any] = {"api_version": API_VERSION, "timestamp": now}
    payload: dict[str, Any] = {"success": True, "data": answer.data}
    if answer.message is not None:
        payload["message"] = answer.message
    payload["meta"] = meta
    if answer.pagination is not None:
        (meta if pagination_in_meta else payload)["pagination"] = answer.pagination
    return _reply(answer.status, payload, {})


@behaviour("An error's envelope is success, message, error and meta, in this order.", "docs")
@behaviour("A 422 has errors as well: for each field a list of sentences.", "assumed")
def refusal_reply(refusal: Refusal, now: str) -> HTTPReply:
    """The reply that carries a refusal."""
    payload: dict[str, Any] = {"success": False, "message": refusal.message, "error": refusal.error}
    if refusal.errors is not None:
        payload["errors"] = refusal.errors
    payload["meta"] = {"api_version": API_VERSION, "timestamp": now}
    return _reply(refusal.status, payload, refusal.headers)


def _reply(status: int, payload: Mapping[str, Any], headers: Mapping[str, str]) -> HTTPReply:
    # Left to ASCII, JSON can also quote what is no valid Unicode in somebody's request.
    body = json.dumps(payload, separators=(",", ":")).encode("ascii")
    return HTTPReply(status, {"content-type": "application/json", **headers}, body)
