"""The ways in which the fault server misbehaves, named as in cases.json: each is told the exchange it spoils.

What a fault sends is the API's own answer, spoiled, unless the fault says otherwise. With `carry_out` the request is
carried out before the fault is met. A function returns whether its connection can be used again.
"""

from __future__ import annotations

import gzip
import json
import socket
import struct
import threading
import zlib
from collections.abc import Callable, Mapping
from functools import cache

from attrs import field, frozen

from webwork_tracker._wire import HTTPReply

HTML = b"<!DOCTYPE html><html><body><h1>Sorry</h1><p>Something went wrong on our side.</p></body></html>"
JSON = {"success": False, "message": "Not now.", "data": None, "error": "not_now"}


@frozen
class Fault:
    """One entry of a script."""

    do: str
    how: str = ""
    """Which variant of it."""
    carry_out: bool = False
    status: int = 200
    headers: Mapping[str, str] = field(factory=dict)
    """`{same}` and `{other}` in their values stand for base URLs."""
    body: str = "json"
    """What a `say` has to say: json, html, nothing, or a text of its own."""
    every: float = 0.02
    """Seconds between two bytes of a drip."""
    bytes: int = 0
    """How many a drip has before it dries up; 0 for more than anybody waits for."""


@frozen
class Exchange:
    """A request that was read, and what a fault needs to spoil its answer."""

    connection: socket.socket
    fault: Fault
    carry_out: Callable[[], HTTPReply]
    places: Mapping[str, str]
    stopping: threading.Event

    def send(self, content: bytes) -> None:
        self.connection.sendall(content)

    def reply(self) -> HTTPReply:
        """The API's answer, or one as good if the fault is not to carry anything out."""
        return self.carry_out() if self.fault.carry_out else HTTPReply(200, {}, json.dumps(JSON).encode())

    @staticmethod
    def wait_for_its_end(connection: socket.socket) -> bool:
        """Until the client hangs up, or the server stops."""
        while connection.recv(65536):
            pass
        return False

    def hold(self) -> bool:
        return self.wait_for_its_end(self.connection)


def head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} Whatever\r\n{lines}\r\n".encode()


def message(reply: HTTPReply, body: bytes | None = None, **more: str) -> bytes:
    """A reply as it goes on the wire, with another body and more headers where they are given."""
    content = reply.body if body is None else body
    headers = {**dict(reply.headers), "content-length": str(len(content))}
    return head(reply.status, headers | {name.replace("_", "-"): value for name, value in more.items()}) + content


def reset(connection: socket.socket) -> bool:
    """End a connection rudely, whatever else still refers to it."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    socket.close(connection.detach())
    return False


def close(connection: socket.socket) -> bool:
    """End a connection in order."""
    connection.shutdown(socket.SHUT_RDWR)
    return False


ENDS = {"reset": reset, "close": close}


def answer(x: Exchange) -> bool:
    """No fault at all."""
    x.send(message(x.carry_out()))
    return True


def answer_and_close(x: Exchange) -> bool:
    """A good answer; but the connection, which the client keeps for its next request, is ended."""
    x.send(message(x.carry_out()))
    return close(x.connection)


def drop(x: Exchange) -> bool:
    """No answer: the connection ends."""
    if x.fault.carry_out:
        x.carry_out()
    return ENDS[x.fault.how](x.connection)


def stall(x: Exchange) -> bool:
    """No answer: nothing happens any more, with `how` = body in the middle of it."""
    reply = x.reply()
    if x.fault.how == "body":
        x.send(message(reply)[:-20])
    return x.hold()


def cut(x: Exchange) -> bool:
    """An answer that ends before it should."""
    reply = x.reply()
    half = reply.body[: len(reply.body) // 2]
    if x.fault.how == "json":
        x.send(message(reply, half))
        return True
    if x.fault.how == "chunked":
        x.send(head(reply.status, {"transfer-encoding": "chunked"}) + b"%x\r\n%s\r\n" % (len(half), half))
        return close(x.connection)
    x.send(head(reply.status, {"content-length": str(len(reply.body))}) + half)
    return ENDS[x.fault.how](x.connection)


def say(x: Exchange) -> bool:
    """Any status, headers and body."""
    if x.fault.carry_out:
        x.carry_out()
    bodies = {"json": json.dumps(JSON).encode(), "html": HTML, "nothing": b""}
    body = bodies.get(x.fault.body, x.fault.body.encode())
    kind = {"json": "application/json", "html": "text/html; charset=utf-8"}.get(x.fault.body, "text/plain")
    given = {name: value.format_map(x.places) for name, value in x.fault.headers.items()}
    # A 204 has no body, nor does it tell the length of one.
    length = {} if x.fault.status == 204 else {"Content-Length": str(len(body))}
    x.send(head(x.fault.status, {"Content-Type": kind, **length, **given}) + body)
    return True


def drip(x: Exchange) -> bool:
    """One byte now and then, for longer than any deadline: of a body, or already of a head."""
    reply = x.reply()
    if x.fault.how == "head":
        x.send(b"HTTP/1.1 200 OK\r\nX-Long: ")
    else:
        x.send(head(reply.status, {"content-length": "1000000"}))
    for _ in range(x.fault.bytes or int(8 / x.fault.every)):
        if x.stopping.wait(x.fault.every):
            return False
        x.send(b" ")
    if x.fault.bytes:
        return x.hold()
    # A client that is still here did not keep its deadline: its test shall fail, not hang.
    return close(x.connection)


@cache
def bomb() -> bytes:
    """50 kB that unpack to 50 MB."""
    return gzip.compress(b" " * 50_000_000)


def pack(x: Exchange) -> bool:
    """A body with a Content-Encoding, and something wrong with it."""
    reply = x.reply()
    packed = {
        "bomb": lambda: bomb(),
        "broken": lambda: b"\x1f\x8b" + zlib.compress(reply.body),
        "cut": lambda: gzip.compress(reply.body)[:-30],
        "well": lambda: gzip.compress(reply.body),
        "br": lambda: reply.body,
    }[x.fault.how]()
    x.send(message(reply, packed, content_encoding="br" if x.fault.how == "br" else "gzip"))
    return True


def garble_body(x: Exchange) -> bool:
    """A body that looks like the API's, and cannot be read."""
    reply = x.reply()
    body = {
        "latin-1": '{"success": true, "data": {"title": "é"}}'.encode("latin-1"),
        "NaN": b'{"success": true, "data": {"id": NaN}}',
    }[x.fault.how]
    x.send(message(reply, body, content_type="application/json; charset=utf-8"))
    return True


def garble_head(x: Exchange) -> bool:
    """A head that is not HTTP, or is more of it than anybody wants."""
    reply = x.reply()
    content = message(reply)
    if x.fault.how == "status line":
        x.send(b"HTTP/1.1 two hundred and fine\r\n" + content.partition(b"\r\n")[2])
    elif x.fault.how == "headers":
        x.send(b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"x" * 200_000 + b"\r\n" + content.partition(b"\r\n")[2])
    else:
        x.send(x.fault.body.encode() + content)
    return close(x.connection)


FAULTS: dict[str, Callable[[Exchange], bool]] = {
    "answer": answer,
    "answer and close": answer_and_close,
    "drop": drop,
    "stall": stall,
    "cut": cut,
    "say": say,
    "drip": drip,
    "pack": pack,
    "garble body": garble_body,
    "garble head": garble_head,
}
"""Beside these the server itself knows `refuse`, `reset at once`, `reset unread`, `no handshake` and `cut handshake`."""
