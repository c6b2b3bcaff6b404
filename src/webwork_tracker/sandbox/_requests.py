"""The log of requests: what a sandbox was asked and what it answered, for assertions and for the page; secrets masked."""

from __future__ import annotations

import shlex
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, overload
from urllib.parse import urlsplit

from attrs import evolve, field, frozen

from webwork_tracker._wire import HTTPReply, HTTPRequest

from ._call import Refusal
from ._core import Outcome
from ._mask import masked, masked_headers, secret_of
from ._roles import is_well_known
from ._routes import split

KEPT = 500
"""How many requests are remembered."""
_MAX_BODY = 64 * 1024
_SHORTENED = "… (shortened)"


@frozen
class LoggedRequest:
    """One request and its answer. What is secret is masked in all of it."""

    id: int
    """Counted up from 1, also across `clear()`."""
    at: datetime
    """When it came, by the sandbox's clock."""
    operation_id: str | None
    """None if it meant no operation of the contract."""
    milliseconds: float
    """Real time that the answer took."""
    fault: str | None
    """What fault struck it."""
    _request: HTTPRequest = field(repr=False)
    _reply: HTTPReply | None = field(repr=False)

    @property
    def method(self) -> str:
        """HTTP method."""
        return self._request.method

    @property
    def path(self) -> str:
        """Path, without its query."""
        return masked(_split(self._request.url)[0], self._secret)

    @property
    def query(self) -> str:
        """Query string, as it came."""
        return masked(_split(self._request.url)[1], self._secret)

    @property
    def status(self) -> int | None:
        """Status of the answer; None if the connection was reset instead."""
        return self._reply.status if self._reply else None

    @property
    def headers(self) -> dict[str, str]:
        """Headers of the request, their names in small letters."""
        return masked_headers(self._request.headers, self._secret)

    @property
    def body(self) -> str:
        """Body of the request; what is no UTF-8 in it shows as question marks, and very long ones end early."""
        return self._text(self._request.body or b"")

    @property
    def json(self) -> Any:
        """Body of the request as JSON has it. Raises `ValueError` if it is none, or longer than the log keeps."""
        from json import loads

        body = self._request.body or b""
        if len(body) > _MAX_BODY:
            raise ValueError(f"the log keeps {_MAX_BODY // 1024} kB of a body, and this one is longer")
        return loads(body)

    @property
    def response_headers(self) -> dict[str, str]:
        """Headers of the answer."""
        return masked_headers(self._reply.headers, self._secret) if self._reply else {}

    @property
    def response(self) -> str:
        """Body of the answer."""
        return self._text(self._reply.body if self._reply else b"")

    @property
    def curl(self) -> str:
        """The request as a command to repeat it, its token left to be filled in unless it is a well-known one."""
        sent = self.headers
        # What came in process may name a whole URL, or nothing to connect to.
        origin = f"http://{sent.get('host') or urlsplit(self._request.url).netloc or '127.0.0.1:8080'}"
        url = origin + self.path + (f"?{self.query}" if self.query else "")
        words = ["curl", "-i", "-X", self.method, url]
        if "authorization" in sent:
            words += ["-H", f"Authorization: Bearer {self._known_token or '<YOUR_TOKEN_HERE>'}"]
        if "content-type" in sent:
            words += ["-H", f"Content-Type: {sent['content-type']}"]
        if self.body:
            words += ["--data-raw", self.body]
        return shlex.join(words)

    @property
    def _secret(self) -> str | None:
        return None if self._known_token else secret_of(self._request.headers)

    @property
    def _known_token(self) -> str | None:
        """The token, if everybody knows it: which role asked is what the answer depends on."""
        token = secret_of(self._request.headers)
        return token if token and is_well_known(token) else None

    def _text(self, body: bytes) -> str:
        text = masked(body[:_MAX_BODY].decode("utf-8", "replace"), self._secret)
        return text if len(body) <= _MAX_BODY else text + _SHORTENED


class Requests(Sequence[LoggedRequest]):
    """The last requests, oldest first: a sequence with what tests ask of it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: deque[LoggedRequest] = deque(maxlen=KEPT)
        self._made = 0

    def to(self, operation_id: str) -> list[LoggedRequest]:
        """Those that meant an operation."""
        return [request for request in self if request.operation_id == operation_id]

    def after(self, number: int) -> list[LoggedRequest]:
        """Those with a higher id."""
        return [request for request in self if request.id > number]

    @property
    def last(self) -> LoggedRequest:
        """The newest. Raises `IndexError` if there is none."""
        return self._all()[-1]

    def count(self, value: Any = None) -> int:
        """How many there are: all, or those that meant the operation with an id."""
        return len(self) if value is None else len(self.to(value))

    def clear(self) -> None:
        """Forget all of them; ids go on."""
        with self._lock:
            self._kept.clear()

    def add(self, request: HTTPRequest, outcome: Outcome, at: datetime, milliseconds: float) -> None:
        """Remember one."""
        fault = None if outcome.fault is None else outcome.fault.name
        asked = evolve(request, body=_short(request.body)) if request.body else request
        delivered = None if outcome.fault is not None and outcome.fault.reset else outcome.reply
        answered = evolve(delivered, body=_short(delivered.body)) if delivered else None
        with self._lock:
            self._made += 1
            self._kept.append(LoggedRequest(self._made, at, outcome.operation_id, milliseconds, fault, asked, answered))

    def _all(self) -> list[LoggedRequest]:
        with self._lock:
            return list(self._kept)

    def __iter__(self) -> Iterator[LoggedRequest]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._kept)

    @overload
    def __getitem__(self, index: int) -> LoggedRequest: ...

    @overload
    def __getitem__(self, index: slice) -> list[LoggedRequest]: ...

    def __getitem__(self, index: int | slice) -> LoggedRequest | list[LoggedRequest]:
        return self._all()[index]


def _short(body: bytes) -> bytes:
    """As much of a body as is shown, and one byte to tell that there was more."""
    return body[: _MAX_BODY + 1]


def _split(url: str) -> tuple[str, str]:
    try:
        return split(url)
    except Refusal:
        return url, ""
