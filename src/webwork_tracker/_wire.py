"""What travels: a request, a reply, and the two shapes of a transport. No HTTP library is named here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from attrs import field, frozen


@frozen
class HTTPRequest:
    """One request, ready to be sent. Headers and body are not in its repr: a token is in there, or somebody's data."""

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(repr=False, default=None)


class Headers(Mapping[str, str]):
    """Headers of a reply, found whatever their case. Of a header that came more than once, the last."""

    def __init__(self, items: Iterable[tuple[str, str]] = ()) -> None:
        self._items = {name.lower(): value for name, value in items}

    def __getitem__(self, name: str) -> str:
        return self._items[name.lower()]

    def get(self, name: str, default: Any = None) -> Any:
        """The same as `Mapping`'s, which raises and catches an error for each header that is not there."""
        return self._items.get(name.lower(), default)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._items

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        return f"Headers({', '.join(self._items)})"


def _headers(given: Mapping[str, str]) -> Headers:
    return given if isinstance(given, Headers) else Headers(given.items())


@frozen
class HTTPReply:
    """One reply, read to its end."""

    status: int
    headers: Mapping[str, str] = field(repr=False, converter=_headers)
    body: bytes = field(repr=False, default=b"")


@frozen
class Limits:
    """How long, and how much, one attempt may take."""

    timeout: float | None = None
    """Seconds for each step: to connect, to wait for a free connection, to write, to wait for the next bytes."""
    expires_in: float | None = None
    """Seconds for the whole of it: what is left of the call's deadline."""
    max_bytes: int | None = None
    """Bytes of body, unpacked, that are read at most."""


class Transport(Protocol):
    """Carries one request at a time.

    Raises an `APIConnectionError` if no reply comes: with `sent` False where the server certainly never saw the
    request, and as `DeadlineExceededError` when `expires_in` is over. A body that is too large, or cannot be unpacked,
    is a `ResponseDecodeError`.
    """

    def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        """The reply to a request, read to its end."""
        ...

    def close(self) -> None:
        """Let go of whatever is open."""
        ...


class AsyncTransport(Protocol):
    """The same for async code."""

    async def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        """The reply to a request, read to its end."""
        ...

    async def close(self) -> None:
        """Let go of whatever is open."""
        ...


def is_ours(given: object) -> bool:
    """Whether it is a transport of this package's kind. httpx's clients have a `send` as well, and much more."""
    return given is not None and hasattr(given, "send") and not hasattr(given, "build_request")
