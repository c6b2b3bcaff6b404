"""Reads the body of a reply piece by piece: unpacked here, so that a small one cannot fill the memory."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from attrs import define, field

from .errors import ResponseDecodeError

# Of these alone we tell servers that we take them, and zlib reads both by itself.
ACCEPT_ENCODING = "gzip, deflate"
_PACKED = {"gzip", "x-gzip", "deflate"}


@define
class Body:
    """Takes in pieces as they came and keeps them unpacked, up to `max_bytes`."""

    status: int
    encoding: str
    content_type: str
    max_bytes: int | None
    _unpack: Callable[[bytes, int], bytes] | None = None
    _pieces: list[bytes] = field(factory=list)
    _size: int = 0

    def add(self, piece: bytes) -> None:
        """Raises `ResponseDecodeError` for a body too large or badly packed."""
        if self.encoding and self._unpack is None:
            self._unpack = self._unpacker(piece)
        # One byte more than allowed is enough to know; a negative number would mean no limit to zlib's `max_length`.
        room = 0 if self.max_bytes is None else self.max_bytes - self._size + 1
        try:
            unpacked = self._unpack(piece, room) if self._unpack else piece
        except zlib.error:
            raise self._unreadable("is packed and cannot be unpacked", broken=True) from None
        self._size += len(unpacked)
        if self.max_bytes is not None and self._size > self.max_bytes:
            raise self._unreadable(f"is larger than max_response_bytes ({self.max_bytes})", broken=False)
        self._pieces.append(unpacked)

    def whole(self) -> bytes:
        """The body as it was meant."""
        return b"".join(self._pieces)

    def _unpacker(self, first: bytes) -> Callable[[bytes, int], bytes]:
        if self.encoding not in _PACKED:
            raise self._unreadable(f"is packed as {self.encoding!r}, which nobody asked for", broken=False)
        # Some servers send "deflate" without the header that zlib expects; a gzip or zlib header is told by its bytes.
        raw = self.encoding == "deflate" and first[:1] not in (
            b"\x78",
            b"\x58",
            b"\x48",
            b"\x38",
            b"\x28",
            b"\x18",
            b"\x08",
        )
        return zlib.decompressobj(-zlib.MAX_WBITS if raw else zlib.MAX_WBITS | 32).decompress

    def _unreadable(self, problem: str, *, broken: bool) -> ResponseDecodeError:
        return ResponseDecodeError(
            f"the reply's body {problem} ({self.status}, {self.content_type or 'no content type'})",
            status_code=self.status,
            content_type=self.content_type,
            broken=broken,
        )
