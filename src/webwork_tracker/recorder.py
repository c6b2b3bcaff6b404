"""Records what a client asks and is answered, as a file that `Sandbox(replay=…)` answers from again.

    from webwork_tracker.recorder import Recorder

    with Recorder("calls.json").client() as ww:  # the settings of `WebWork`; async_client() for async code
        ww.tasks.get(500)

Ids, numbers, dates and codes are kept. Every other text is replaced, in requests and answers alike, and of headers only
content type and rate limit are kept: no token, e-mail, name or title is in the file.
"""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, unquote

from ._anonymous import Anonymizer
from ._reply import parse
from ._wire import HTTPReply, HTTPRequest, Limits

if TYPE_CHECKING:
    from . import AsyncWebWork, WebWork
    from ._wire import AsyncTransport, Transport

__all__ = ["Recorder"]

VERSION = 1
_NUMBER = re.compile(r"\d{1,10}", re.ASCII)
_MEDIA_TYPES = ("application/json", "text/html", "text/plain")
_FIGURES = ("retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")


class Recorder:
    """Writes the calls of its clients to a file when such a client is closed, one after the other, retries included.

    An attempt that got no answer leaves nothing in the file, nor does what is asked elsewhere than below the base URL.

    Args:
        file: Where to write; a file that is there already is replaced.
    """

    def __init__(self, file: str | os.PathLike[str]) -> None:
        self._file = Path(file)
        self._made: list[tuple[str, HTTPRequest, HTTPReply]] = []
        self._lock = threading.Lock()

    def client(self, **options: Any) -> WebWork:
        """A client whose calls are recorded. `options` are those of `WebWork`, `transport=` included."""
        from . import WebWork

        transport = _Recording(self, WebWork._make_transport(options.pop("transport", None)))
        client = WebWork(transport=transport, **options)
        transport.base_url = client._options.base_url
        return client

    def async_client(self, **options: Any) -> AsyncWebWork:
        """The same for async code."""
        from . import AsyncWebWork

        transport = _AsyncRecording(self, AsyncWebWork._make_transport(options.pop("transport", None)))
        client = AsyncWebWork(transport=transport, **options)
        transport.base_url = client._options.base_url
        return client

    def save(self) -> None:
        """Write what was recorded so far. Raises `OSError` if the file cannot be written."""
        with self._lock:
            made = list(self._made)
        anonymous = Anonymizer()
        for _, request, _ in made:
            anonymous.hide(_credential(request.headers))
        # Twice: by the second time it knows every text, also one that first stood as the name of a field.
        _, interactions = ([_interaction(anonymous, *each) for each in made] for _ in range(2))
        recording = {"webwork_recording": VERSION, "interactions": interactions}
        self._file.write_text(json.dumps(recording, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    def _add(self, base_url: str, request: HTTPRequest, reply: HTTPReply) -> None:
        # Whatever is sent elsewhere has nothing to do with the API: signing in, for one.
        if request.url.startswith(f"{base_url}/"):
            with self._lock:
                self._made.append((request.url.removeprefix(base_url), request, reply))


class _Recording:
    """Hands requests on to another transport, and what comes of them to a recorder."""

    base_url: str

    def __init__(self, recorder: Recorder, inner: Transport) -> None:
        self._recorder, self._inner = recorder, inner

    def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        reply = self._inner.send(request, limits)
        self._recorder._add(self.base_url, request, reply)
        return reply

    def close(self) -> None:
        self._inner.close()
        self._recorder.save()


class _AsyncRecording:
    """The same for async code."""

    base_url: str

    def __init__(self, recorder: Recorder, inner: AsyncTransport) -> None:
        self._recorder, self._inner = recorder, inner

    async def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        reply = await self._inner.send(request, limits)
        self._recorder._add(self.base_url, request, reply)
        return reply

    async def close(self) -> None:
        await self._inner.close()
        self._recorder.save()


def _interaction(anonymous: Anonymizer, target: str, request: HTTPRequest, reply: HTTPReply) -> dict[str, Any]:
    path, _, query = target.partition("?")
    asked = {
        "method": request.method,
        "path": "/".join(quote(anonymous.name(unquote(part))) if part else "" for part in path.split("/")),
        "query": [
            [anonymous.name(name), anonymous.text(value, name)]
            for name, value in parse_qsl(query, keep_blank_values=True)
        ],
    }
    return {
        "request": {**asked, **_body(anonymous, request.body)},
        "response": {"status": reply.status, "headers": _headers(reply.headers), **_body(anonymous, reply.body)},
    }


def _body(anonymous: Anonymizer, body: bytes | None) -> dict[str, Any]:
    """What stands for a body: nothing if it is empty, text if it is no JSON."""
    if not body:
        return {}
    value, problem = parse(body)
    if problem is None:
        try:
            return {"json": anonymous.json(value)}
        except RecursionError:
            pass
    return {"text": anonymous.text(body.decode("utf-8", "replace"))}


def _headers(headers: Mapping[str, str]) -> dict[str, str]:
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    kept = {"content-type": media_type} if media_type in _MEDIA_TYPES else {}
    return {**kept, **{name: headers[name] for name in _FIGURES if _NUMBER.fullmatch(headers.get(name, ""))}}


def _credential(headers: Mapping[str, str]) -> str:
    return next((value for name, value in headers.items() if name.lower() == "authorization"), "").rpartition(" ")[2]
