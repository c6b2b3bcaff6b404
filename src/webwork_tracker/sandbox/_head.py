"""The head of a request, as it comes in: its first line and its headers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import BinaryIO

from attrs import frozen

MAX_LINE = 64 * 1024
MAX_HEADERS = 100

_TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_REQUEST_LINE = re.compile(rb"(" + _TOKEN + rb") ([^\s]+) HTTP/1\.([0-9])")
# No white space around a name, no continued lines: proxies read them in two ways. Source: RFC 9112, 5.1 and 5.2.
_HEADER = re.compile(rb"(" + _TOKEN + rb"):[ \t]*([^\r\n\0]*)")


class BadRequest(Exception):
    """What came in cannot be read as a request: status, and why. Where the next one would begin is not known."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


@frozen
class Head:
    """Method, target and headers of a request, their names in small letters, in the order in which they came."""

    method: str
    target: str
    keeps_alive: bool
    """Whether the client may send another request after this one."""
    waits: bool
    """Whether it sends its body only once it is told to go on."""
    headers: Sequence[tuple[str, str]]

    def all(self, name: str) -> list[str]:
        """Every value of a header."""
        return [value for known, value in self.headers if known == name]


def read_head(stream: BinaryIO) -> Head | None:
    """The next head, None if the client has no more to say. Raises `BadRequest`."""
    # One empty line before a request is none of its own. Source: RFC 9112, 2.2.
    line = _line(stream, 414) or _line(stream, 414)
    if line is None:
        return None
    match = _REQUEST_LINE.fullmatch(line)
    if match is None:
        raise BadRequest(400, "The first line must be a method, a target and HTTP/1.1.")
    headers = _headers(stream)
    connection = {word.strip().lower() for name, value in headers if name == "connection" for word in value.split(",")}
    is_old = match[3] == b"0"
    return Head(
        match[1].decode("latin-1"),
        match[2].decode("latin-1"),
        keeps_alive="close" not in connection and (not is_old or "keep-alive" in connection),
        waits=not is_old and any(name == "expect" and value.lower() == "100-continue" for name, value in headers),
        headers=headers,
    )


def _headers(stream: BinaryIO) -> list[tuple[str, str]]:
    headers: list[tuple[str, str]] = []
    while line := _line(stream, 431):
        match = _HEADER.fullmatch(line)
        if match is None:
            raise BadRequest(400, "A header must be a name, a colon and a value.")
        if len(headers) == MAX_HEADERS:
            raise BadRequest(431, f"A request may have {MAX_HEADERS} headers.")
        headers.append((match[1].decode("latin-1").lower(), match[2].rstrip(b" \t").decode("latin-1")))
    if line is None:
        raise BadRequest(400, "The request ends in its head.")
    return headers


def _line(stream: BinaryIO, too_long: int) -> bytes | None:
    """A line without its end, None at the end of all of them."""
    line = stream.readline(MAX_LINE + 1)
    if len(line) > MAX_LINE:
        raise BadRequest(too_long, f"A line of a request may have {MAX_LINE} bytes.")
    if not line:
        return None
    return line.removesuffix(b"\n").removesuffix(b"\r")
