"""What the generated resources stand on: a method turns its arguments into `_call` or `_pages`, no more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from ._operation import Operation
from ._pager import AsyncPager, Pager
from ._reply import RawResponse

if TYPE_CHECKING:
    from ._client import AsyncWebWork, WebWork

P = ParamSpec("P")
T = TypeVar("T")


class Resource:
    """A group of operations of one client. With `raw`, each answers with its `RawResponse`."""

    def __init__(self, client: WebWork, *, raw: bool = False) -> None:
        self._client = client
        self._raw = raw

    def _call(self, operation: Operation[T], arguments: Mapping[str, Any]) -> T:
        response = self._client._perform(self._client._prepare(operation, arguments))
        return cast(T, response if self._raw else response.data)

    def _pages(self, operation: Operation[list[T]], arguments: Mapping[str, Any]) -> Pager[T]:
        if self._raw:
            return cast("Pager[T]", self._call(operation, arguments))
        return Pager(self._client, operation, arguments)


class AsyncResource:
    """The same for async code."""

    def __init__(self, client: AsyncWebWork, *, raw: bool = False) -> None:
        self._client = client
        self._raw = raw

    async def _call(self, operation: Operation[T], arguments: Mapping[str, Any]) -> T:
        response = await self._client._perform(self._client._prepare(operation, arguments))
        return cast(T, response if self._raw else response.data)

    def _pages(self, operation: Operation[list[T]], arguments: Mapping[str, Any]) -> AsyncPager[T]:
        if self._raw:
            return cast("AsyncPager[T]", self._call(operation, arguments))
        return AsyncPager(self._client, operation, arguments)


# The four below say to type checkers what a raw resource's methods answer with; at run time they change nothing.


def raw(method: Callable[P, T]) -> Callable[P, RawResponse[T]]:
    """The type of a method that answers with its `RawResponse`."""
    return cast("Callable[P, RawResponse[T]]", method)


def raw_page(method: Callable[P, Pager[T]]) -> Callable[P, RawResponse[list[T]]]:
    """The type of a list method that answers with the `RawResponse` of one page."""
    return cast("Callable[P, RawResponse[list[T]]]", method)


def async_raw(method: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[RawResponse[T]]]:
    """`raw` for async code."""
    return cast("Callable[P, Awaitable[RawResponse[T]]]", method)


def async_raw_page(method: Callable[P, AsyncPager[T]]) -> Callable[P, Awaitable[RawResponse[list[T]]]]:
    """`raw_page` for async code."""
    return cast("Callable[P, Awaitable[RawResponse[list[T]]]]", method)
