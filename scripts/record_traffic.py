"""A plugin for pytest, `-p record_traffic --har FILE`: what our client sent and was answered in the tests, as a HAR file.

It has nothing of a credential: of headers only media types are kept, and `Bearer REDACTED`; the token is taken out of
all texts. Requests to elsewhere than an API's base path are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from webwork_tracker import _drive
from webwork_tracker._constants import BASE_URL
from webwork_tracker._wire import HTTPReply, HTTPRequest
from webwork_tracker._wishes import Send

_BASE_PATH = urlsplit(BASE_URL).path
_entries: list[dict[str, Any]] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say where to write."""
    parser.addoption("--har", type=Path, required=True, help="write the client's traffic to this file")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write it."""
    log = {"version": "1.2", "creator": {"name": "record_traffic", "version": "1"}, "entries": _entries}
    session.config.getoption("har").write_text(json.dumps({"log": log}), "utf-8")


@pytest.fixture(autouse=True, scope="session")
def _recorded() -> Iterator[None]:
    with recorded():
        yield


@contextmanager
def recorded() -> Iterator[None]:
    """Listen where a driver hands a request to its transport."""
    carry_out, carry_out_async = _drive._carry_out, _drive._carry_out_async

    def heard(wish: Any, *others: Any) -> Any:
        answer = carry_out(wish, *others)
        if isinstance(wish, Send):
            _add(wish.request, answer)
        return answer

    async def heard_async(wish: Any, *others: Any) -> Any:
        answer = await carry_out_async(wish, *others)
        if isinstance(wish, Send):
            _add(wish.request, answer)
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_drive, "_carry_out", heard)
        patch.setattr(_drive, "_carry_out_async", heard_async)
        yield


def _add(request: HTTPRequest, reply: HTTPReply) -> None:
    _, found, rest = request.url.partition(_BASE_PATH)
    if not found:
        return
    token = request.headers.get("Authorization", "").rpartition(" ")[2]
    query = [{"name": name, "value": value} for name, value in parse_qsl(urlsplit(rest).query)]
    entry: dict[str, Any] = {
        "startedDateTime": "1970-01-01T00:00:00Z",
        "time": 0,
        "request": {
            "method": request.method,
            "url": _without(token, BASE_URL + rest),
            "httpVersion": "HTTP/1.1",
            "headers": [{"name": "Authorization", "value": "Bearer REDACTED"}, *_media_type(request.headers)],
            "queryString": query,
        },
        "response": {
            "status": reply.status,
            "headers": _media_type(reply.headers),
            "content": {"mimeType": _type(reply.headers), "text": _without(token, _text(reply.body))},
        },
    }
    if request.body:
        text = _without(token, _text(request.body))
        entry["request"]["postData"] = {"mimeType": _type(request.headers), "text": text}
    _entries.append(entry)


def _media_type(headers: Any) -> list[dict[str, str]]:
    return [{"name": "Content-Type", "value": _type(headers)}] if _type(headers) else []


def _type(headers: Any) -> str:
    return str(headers.get("Content-Type", ""))


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace")


def _without(token: str, text: str) -> str:
    return text.replace(token, "REDACTED") if token else text
