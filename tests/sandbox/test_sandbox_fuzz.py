"""Whatever comes in at the socket: a 4xx or a closed connection, no traceback, no hang, and the next one is served."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from webwork_tracker._wire import HTTPRequest
from webwork_tracker.sandbox import Sandbox, SandboxServer, _connection

BOUNDED = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
HEAD = b"POST /api/v2/tasks HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\n"
TASK = b"GET /api/v2/tasks/500?workspace_id=1&project_id=100 HTTP/1.1\r\nAuthorization: Bearer x\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def server() -> Iterator[SandboxServer]:
    with Sandbox(rate_limit=None) as sandbox, sandbox.serve() as running:
        yield running


def talk(server: SandboxServer, *pieces: bytes) -> bytes:
    """Send, say that it is all, and read until the server closes. A server that hangs is a timeout."""
    received = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
            connection.shutdown(socket.SHUT_WR)
            while piece := connection.recv(65536):
                received += piece
        except (ConnectionResetError, BrokenPipeError, OSError) as error:
            assert not isinstance(error, TimeoutError), "the server hangs"
    return received


def check(server: SandboxServer, received: bytes) -> None:
    """Every answer is a whole one; none is the server's own fault or shows its inside."""
    statuses = [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", received)]
    assert all(status < 500 for status in statuses), received
    assert b"Traceback" not in received
    assert b" 200 " in talk(server, TASK).split(b"\r\n")[0]


@BOUNDED
@given(st.binary(max_size=300))
@example(b"\r\n" * 100)
@example(b"GET / HTTP/1.1\r\nX" + b"\x00" * 200 + b"\r\n\r\n")
@example(b"GET http://[ HTTP/1.1\r\n\r\n")
def test_any_bytes(server: SandboxServer, sent: bytes) -> None:
    check(server, talk(server, sent))


@BOUNDED
@given(
    method=st.sampled_from(["GET", "PUT", "get", "", "\x00", "TRACE", "CONNECT", "PRI"]),
    target=st.text(max_size=50),
    version=st.sampled_from(["HTTP/1.1", "HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "http/1.1", "HTTP/1.1.1", "HTTP/-1", ""]),
    path=st.sampled_from(["", "/api/v2/tasks/", "/__sandbox/", "/oauth/authorize?", "/__sandbox/page/"]),
)
def test_request_lines(server: SandboxServer, method: str, target: str, version: str, path: str) -> None:
    check(server, talk(server, f"{method} {path}{target} {version}\r\n\r\n".encode("utf-8", "surrogatepass")))


@BOUNDED
@given(
    names=st.lists(
        st.sampled_from(
            [
                "Content-Length",
                "Transfer-Encoding",
                "Connection",
                "Expect",
                "Host",
                "Origin",
                "Content-Type",
                "Upgrade",
                "A b",
            ]
        ),
        max_size=4,
    ),
    values=st.lists(
        st.one_of(
            st.sampled_from(
                [b"0", b"10", b"chunked", b"100-continue", b"close", b"application/json; charset=utf-7", b"h2c"]
            ),
            st.binary(max_size=20),
        ),
        min_size=4,
        max_size=4,
    ),
    body=st.binary(max_size=50),
)
def test_headers(server: SandboxServer, names: list[str], values: list[bytes], body: bytes) -> None:
    lines = b"".join(name.encode() + b": " + value + b"\r\n" for name, value in zip(names, values, strict=False))
    check(server, talk(server, HEAD + lines + b"\r\n", body))


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(), inner, max_size=4)),
    max_leaves=8,
)
FIELDS = [
    "workspace_id",
    "project_id",
    "title",
    "description",
    "status",
    "priority",
    "start_date",
    "assignees",
    "other",
]


@BOUNDED
@given(fields=st.dictionaries(st.sampled_from(FIELDS), JSON), charset=st.sampled_from(["utf-8", "utf-16", "latin-1"]))
@example(fields={"title": "\ud800"}, charset="utf-8")
@example(fields={"workspace_id": float("inf")}, charset="utf-8")
def test_bodies(server: SandboxServer, fields: dict[str, Any], charset: str) -> None:
    body = json.dumps({"workspace_id": 1, "project_id": 100, **fields}, ensure_ascii=False).encode(charset, "replace")
    head = HEAD + f"Content-Type: application/json; charset={charset}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    received = talk(server, head + body)
    check(server, received)
    assert re.match(rb"HTTP/1\.1 (201|400|404|422) ", received), received


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 500_000,
        b'{"a":' * 200_000,
        b'{"workspace_id": 1e999}',
        b"9" * 1_000_000,
        b'{"title": "' + b"a" * 1_000_000 + b'"}',
    ],
)
def test_large_and_deep_bodies(server: SandboxServer, body: bytes) -> None:
    received = talk(server, HEAD + b"Content-Length: %d\r\n\r\n" % len(body), body)
    assert re.match(rb"HTTP/1\.1 4\d\d ", received), received[:200]
    check(server, received)


@BOUNDED
@given(
    st.binary(max_size=100),
    st.sampled_from(["/oauth/token", "/oauth/authorize", "/__sandbox/faults", "/__sandbox/clock"]),
)
def test_the_other_endpoints(server: SandboxServer, body: bytes, path: str) -> None:
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Length: {len(body)}\r\n\r\n"
    check(server, talk(server, head.encode() + body))


@pytest.mark.parametrize("moment", ["head", "body"])
def test_a_client_that_sends_a_byte_now_and_then_is_let_go(
    server: SandboxServer, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    monkeypatch.setattr(_connection, "READ_TIME", 0.3)
    begun = time.monotonic()
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(HEAD if moment == "head" else HEAD + b"Content-Length: 1000\r\n\r\n")
        connection.settimeout(0.05)
        closed = False
        while not closed and time.monotonic() - begun < 4:
            try:
                connection.sendall(b"a")
                closed = connection.recv(1) == b""
            except TimeoutError:
                continue
            except OSError:
                closed = True
    assert closed
    assert 0.2 < time.monotonic() - begun < 3


def test_idle_connections_are_let_go(server: SandboxServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_connection, "IDLE", 0.1)
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        assert connection.recv(1) == b""


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                ("GET", "/tasks?workspace_id=1&project_id=100"),
                ("POST", "/tasks"),
                ("PUT", "/tasks/500"),
                ("DELETE", "/tasks/501"),
                ("POST", "/tasks/500/assign/101"),
                ("DELETE", "/tasks/500/unassign/100"),
                ("POST", "/project-viewers"),
                ("DELETE", "/project-viewers/100"),
                ("POST", "/project-viewers/100/restore"),
                ("GET", "/nope"),
            ]
        ),
        st.dictionaries(st.sampled_from(FIELDS[2:]), st.one_of(st.text(), st.sampled_from([0, 10, 30])), max_size=2),
    ),
    max_size=8,
)


@settings(BOUNDED, max_examples=25)
@given(STEPS)
def test_both_ways_answer_the_same_bytes(steps: list[tuple[tuple[str, str], dict[str, Any]]]) -> None:
    from datetime import UTC, datetime

    start = datetime(2026, 3, 1, tzinfo=UTC)
    with Sandbox(clock=start) as one, Sandbox(clock=start) as other, other.serve() as server:
        for (method, path), fields in steps:
            body = b"" if method == "GET" else json.dumps({"workspace_id": 1, "project_id": 100, **fields}).encode()
            expected = one.handle(HTTPRequest(method, f"/api/v2{path}", {"Authorization": "Bearer x"}, body))
            head = f"{method} /api/v2{path} HTTP/1.1\r\nAuthorization: Bearer x\r\nContent-Length: {len(body)}\r\n\r\n"
            received_head, _, received_body = talk(server, head.encode() + body).partition(b"\r\n\r\n")
            assert int(received_head.split()[1]) == expected.status
            assert received_body == expected.body
