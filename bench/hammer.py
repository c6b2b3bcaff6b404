"""One request, again and again, over keep-alive connections: `python -m bench.hammer PORT PATH CONNECTIONS SECONDS`.

A process of its own, so that it takes nothing from the server but a core, and cheap: raw sockets, the request's bytes made
once, one thread. Prints answers per second; ends with status 1 at the first answer that is not 200.
"""

from __future__ import annotations

import re
import selectors
import socket
import sys
import time

from bench.server import request

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_WARM_UP = 0.5


class _Peer:
    """A connection that waits for its answer."""

    __slots__ = ("ends", "got", "socket")

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.got = b""
        self.ends = 0

    def is_answered(self) -> bool:
        """Take what has come; True with the last byte of an answer."""
        data = self.socket.recv(65536)
        if not data:
            sys.exit("The server closed a connection.")
        self.got = self.got + data if self.got else data
        if not self.ends:
            head = self.got.find(b"\r\n\r\n")
            if head < 0:
                return False
            length = _LENGTH.search(self.got, 0, head)
            if length is None or not self.got.startswith(b"HTTP/1.1 200 "):
                sys.exit(f"An answer without a length, or not 200: {self.got[:200]!r}")
            self.ends = head + 4 + int(length[1])
        if len(self.got) < self.ends:
            return False
        self.got, self.ends = b"", 0
        return True


def hammer(port: int, path: str, connections: int, seconds: float) -> float:
    """Answers per second, each connection with one request under way at any time."""
    asked = request("GET", path)
    selector = selectors.DefaultSelector()
    peers = [_Peer(port) for _ in range(connections)]
    for peer in peers:
        selector.register(peer.socket, selectors.EVENT_READ, peer)
        peer.socket.sendall(asked)
    count = 0
    begun = time.perf_counter() + _WARM_UP
    ends = begun + seconds
    while (now := time.perf_counter()) < ends:
        if now < begun:
            count = 0
        for key, _ in selector.select(1):
            peer = key.data
            if peer.is_answered():
                count += 1
                peer.socket.sendall(asked)
    for peer in peers:
        peer.socket.close()
    return count / (now - begun)


if __name__ == "__main__":
    print(hammer(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))
