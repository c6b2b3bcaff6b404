"""JSON as Python objects: by msgspec, in half of json's time, once there is enough of it to be worth the import."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any, NoReturn

# Bytes that json reads in the time that the import takes.
_WORTH = 1_000_000
_read = 0


def loads(body: bytes) -> Any:
    """Raises ValueError or RecursionError for what is no JSON."""
    global _read
    # Threads may lose a few bytes of the count.
    _read += len(body)
    if _read > _WORTH and (value := _quick()(body)) is not _REFUSED:
        return value
    return json.loads(body.decode("utf-8-sig"), parse_constant=_refuse)


def answer(body: bytes, decode: Any, many: bool) -> dict[str, Any] | None:
    """An envelope whose data are models already; None if it has to be read by `loads` and `decode`."""
    if _read > _WORTH and (read := _strictly()) is not None:
        return read(body, decode, many)
    return None


@cache
def _strictly() -> Callable[..., dict[str, Any] | None] | None:
    try:
        from ._strict import read
    except ImportError:
        return None
    return read


_REFUSED = object()


@cache
def _quick() -> Callable[[bytes], Any]:
    """What gives the same as json, or refuses: half a surrogate pair, for one. Then json has the last word."""
    try:
        from msgspec import MsgspecError
        from msgspec.json import decode
    except ImportError:
        return lambda _: _REFUSED

    def read(body: bytes) -> Any:
        try:
            return decode(body)
        except (MsgspecError, ValueError, RecursionError):
            return _REFUSED

    return read


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")
