"""Reads the body of a reply piece by piece: unpacked here, so that a small one cannot fill the memory."""

from __future__ import annotations

import zlib
from typing import Any

from attrs import define, field

from .errors import ResponseDecodeError

ACCEPT_ENCODING = "gzip"
"""What we tell servers that we take; every server packs so, and zlib can be told when to stop unpacking."""

_GZIP = zlib.MAX_WBITS | 16


@define
class Body:
    """Takes in pieces as they came and keeps them unpacked, up to `max_bytes`."""

    status: int
    encoding: str
    content_type: str
    max_bytes: int | None
    _unpacker: Any = None
    _pieces: list[bytes] = field(factory=list)
    _size: int = 0

    def add(self, piece: bytes) -> None:
        """Raises `ResponseDecodeError` for a body too large or badly packed."""
        for unpacked in self._unpacked(piece) if self.encoding else (piece,):
            self._size += len(unpacked)
            if self.max_bytes is not None and self._size > self.max_bytes:
                raise self._unreadable(f"is larger than max_response_bytes ({self.max_bytes})")
            self._pieces.append(unpacked)

    def whole(self) -> bytes:
        """The body as it was meant. Raises `ResponseDecodeError` if it was packed and its end is missing."""
        if self._unpacker is not None and not self._unpacker.eof and not self._is_refusal:
            raise self._unreadable("is packed and cut short", broken=True)
        return b"".join(self._pieces)

    @property
    def _is_refusal(self) -> bool:
        """The status says it all: a body that cannot be read must not hide that it was 404, or 502."""
        return self.status >= 400

    def _unpacked(self, piece: bytes) -> Any:
        if self.encoding not in ("gzip", "x-gzip"):
            if self._is_refusal:
                return
            raise self._unreadable(f"is packed as {self.encoding!r}, which nobody asked for")
        while piece:
            # A packed body may be several, one after the other.
            if self._unpacker is None or self._unpacker.eof:
                self._unpacker = zlib.decompressobj(_GZIP)
            # One byte more than allowed is enough to know; to zlib, 0 is no limit.
            room = 0 if self.max_bytes is None else self.max_bytes - self._size + 1
            try:
                yield self._unpacker.decompress(piece, room)
            except zlib.error:
                if self._is_refusal:
                    return
                raise self._unreadable("is packed and cannot be unpacked", broken=True) from None
            piece = self._unpacker.unused_data

    def _unreadable(self, problem: str, *, broken: bool = False) -> ResponseDecodeError:
        return ResponseDecodeError(
            f"the reply's body {problem} ({self.status}, {self.content_type or 'no content type'})",
            status_code=self.status,
            content_type=self.content_type,
            broken=broken,
        )
