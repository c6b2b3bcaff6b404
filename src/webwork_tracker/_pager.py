"""Lists that come page by page: read lazily, to the end, without an item twice and without one lost on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from attrs import frozen

from ._constants import PAGE_SIZE
from ._operation import Operation
from ._reply import RawResponse

if TYPE_CHECKING:
    from webwork_tracker_api.models import Pagination

    from ._client import AsyncWebWork, WebWork

T = TypeVar("T")

# A server that repeats itself while it promises more pages is left after this many pages with nothing new.
_STALE_PAGES = 10
# Of an id's bits, those that stand for its place in a chunk, and of these the byte's.
_CHUNK = 10
_BYTE = (1 << _CHUNK - 3) - 1


@frozen
class Page(Generic[T]):
    """One page of a list."""

    items: list[T]
    """Its items, without those that an earlier page had already."""
    number: int
    """Its number, from 1."""
    pagination: Pagination | None
    """What the server says of the whole list; None if it says nothing."""

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


class Pager(Generic[T]):
    """The items of a list, page after page, each page read when it is reached. Each iteration starts anew."""

    def __init__(self, client: WebWork, operation: Operation[list[T]], arguments: Mapping[str, Any]) -> None:
        self._client, self._operation, self._arguments = client, operation, arguments
        # Prepared here so that a wrong argument is told where it is written, not where the list is read.
        self._first = client._prepare(operation, arguments)

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.items

    def pages(self) -> Iterator[Page[T]]:
        """The pages, each with its items and what the server says of the whole list."""
        walk = _Walk[T](self._arguments)
        response = self._client._perform(self._first)
        while True:
            if (page := walk.take(response)) is not None:
                yield page
            if walk.ended:
                return
            response = self._client._perform(self._client._prepare(self._operation, walk.arguments()))


class AsyncPager(Generic[T]):
    """The same for async code: `async for`."""

    def __init__(self, client: AsyncWebWork, operation: Operation[list[T]], arguments: Mapping[str, Any]) -> None:
        self._client, self._operation, self._arguments = client, operation, arguments
        self._first = client._prepare(operation, arguments)

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.items:
                yield item

    async def pages(self) -> AsyncIterator[Page[T]]:
        """The pages, each with its items and what the server says of the whole list."""
        walk = _Walk[T](self._arguments)
        response = await self._client._perform(self._first)
        while True:
            if (page := walk.take(response)) is not None:
                yield page
            if walk.ended:
                return
            response = await self._client._perform(self._client._prepare(self._operation, walk.arguments()))


class _Walk(Generic[T]):
    """Decides which page comes next, without reading any itself."""

    def __init__(self, arguments: Mapping[str, Any]) -> None:
        self._arguments = arguments
        self._first = self._number = arguments["page"] or 1
        self._total: int | None = None
        self._seen = _Seen()
        self._furthest = 0
        self._grown = 0
        self._stale = 0
        self._in_vain = 0
        self._started = False
        self.ended = False

    def arguments(self) -> dict[str, Any]:
        """The arguments of the next page."""
        return {**self._arguments, "page": self._number}

    def take(self, response: RawResponse[list[T]]) -> Page[T] | None:
        """Take in a page that was read; return what of it is new (None if nothing is), and step on."""
        number, pagination = self._number, response.meta.pagination
        items = self._seen.new(response.data)
        if items:
            self._in_vain = 0
        if number > self._furthest:
            self._furthest = number
            self._stale = 0 if items else self._stale + 1
        self._step(len(response.data), pagination)
        # An empty list is still one page; pages read again for nothing are none.
        page = Page(items, number, pagination) if items or not self._started else None
        self._started = True
        return page

    def _step(self, length: int, pagination: Pagination | None) -> None:
        size = _count(pagination, "per_page") or self._arguments["per_page"] or PAGE_SIZE
        total, before = _count(pagination, "total"), self._total
        self._total = total
        change = total - before if total is not None and before is not None else 0
        self._grown += max(change, 0)
        # A total that goes up and down for no reason must not keep us going back and forth.
        if change < 0 and self._number > self._first and self._in_vain < _STALE_PAGES:
            self._in_vain += 1
            # Items went away while we read (the caller may be finishing them one by one): what stood here has moved
            # to pages that we have passed. Go back by as many pages; nothing is handed out twice.
            self._number = max(self._first, self._number - -(change // size))
            return
        self.ended = self._is_last(length, size, pagination)
        self._number += 1

    def _is_last(self, length: int, size: int, pagination: Pagination | None) -> bool:
        last = _count(pagination, "last_page")
        if last is None and self._total is not None:
            last = -(-self._total // size)
        if last is not None and _count(pagination, "current_page") in (None, self._number):
            # Pages with nothing new: as many as the list has grown by may be what was pushed back by new items.
            is_stuck = self._stale >= _STALE_PAGES + self._grown // size
            return self._number >= last or length == 0 or is_stuck
        # The server says nothing we can use. 20 is the smallest page it is known to make: a shorter one is the last,
        # whatever was asked for; so is one with nothing new, from a server that does not look at `page`.
        return length < min(size, PAGE_SIZE) or self._stale > 0


class _Seen:
    """The ids seen so far, as bits: a million neighbouring ones take some 200 kB, where a set takes 60 MB."""

    def __init__(self) -> None:
        self._bits: dict[int, bytearray] = {}
        self._others: set[Any] = set()

    def new(self, items: list[T]) -> list[T]:
        """The items that were not seen before. One without an id that can be compared counts as new."""
        found = []
        known = self._bits
        for item in items:
            key = getattr(item, "id", None)
            if isinstance(key, int):
                bits = known.get(key >> _CHUNK)
                if bits is None:
                    bits = known[key >> _CHUNK] = bytearray(1 << _CHUNK - 3)
                byte, bit = key >> 3 & _BYTE, 1 << (key & 7)
                if bits[byte] & bit:
                    continue
                bits[byte] |= bit
            elif isinstance(key, str):
                if key in self._others:
                    continue
                self._others.add(key)
            found.append(item)
        return found


def _count(pagination: Pagination | None, name: str) -> int | None:
    """A figure of the pagination, if it is one."""
    value = getattr(pagination, name, None)
    return value if isinstance(value, int) and value >= 0 else None
