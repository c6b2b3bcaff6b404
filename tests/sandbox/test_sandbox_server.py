"""The server on its socket: what clients do right, and what they do wrong."""

from __future__ import annotations

import http.client
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from webwork_tracker._wire import HTTPReply
from webwork_tracker.sandbox import Sandbox, SandboxServer
from webwork_tracker.sandbox._connection import MAX_BODY

from .calls import AUTHORIZATION

TASK = "/api/v2/tasks/500?workspace_id=1&project_id=100"
IDS = b'{"workspace_id": 1, "project_id": 100}'
DELETE = b"DELETE /api/v2/tasks/500 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\n"


@pytest.fixture
def server(sandbox: Sandbox) -> Iterator[SandboxServer]:
    with sandbox.serve() as running:
        yield running


def connect(server: SandboxServer) -> socket.socket:
    parts = urlsplit(server.base_url)
    return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10)


def exchange(server: SandboxServer, *sent: bytes, half_close: bool = False) -> bytes:
    """Send, and read until the server closes."""
    with connect(server) as connection:
        for piece in sent:
            connection.sendall(piece)
        if half_close:
            connection.shutdown(socket.SHUT_WR)
        received = b""
        while piece := connection.recv(65536):
            received += piece
    return received


def test_base_url(server: SandboxServer) -> None:
    parts = urlsplit(server.base_url)
    assert (parts.scheme, parts.hostname, parts.path) == ("http", "127.0.0.1", "/api/v2")


def test_keep_alive_without_delays(server: SandboxServer) -> None:
    connection = http.client.HTTPConnection(urlsplit(server.base_url).netloc, timeout=10)
    connection.connect()
    first = connection.sock
    begun = time.perf_counter()
    for _ in range(100):
        connection.request("GET", TASK, headers=AUTHORIZATION)
        response = connection.getresponse()
        assert int(response.headers["Content-Length"]) == len(response.read())
        assert response.headers["Connection"] == "keep-alive"
    # With the delays that Nagle's algorithm brings, 100 requests would take 4 s.
    assert time.perf_counter() - begun < 3
    assert connection.sock is first
    connection.close()


def test_requests_in_a_row_on_one_connection(server: SandboxServer) -> None:
    get = f"GET {TASK} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\n".encode()
    delete = DELETE + b"Content-Length: %d\r\n\r\n" % len(IDS) + IDS
    received = exchange(server, get + b"\r\n" + delete + get + b"Connection: close\r\n\r\n")
    statuses = re.findall(rb"HTTP/1\.1 (\d+)", received)
    assert statuses == [b"200", b"200", b"404"]


def test_head_has_no_body(server: SandboxServer) -> None:
    received = exchange(server, f"HEAD {TASK} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 405 ")
    assert b"Allow".lower() in head.lower()
    assert body == b""


def test_continue(server: SandboxServer) -> None:
    head = DELETE + b"Content-Length: %d\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n" % len(IDS)
    with connect(server) as connection:
        connection.sendall(head)
        assert connection.recv(65536).startswith(b"HTTP/1.1 100 ")
        connection.sendall(IDS)
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (DELETE + b"Content-Length: -1\r\n\r\n", 400),
        (DELETE + b"Content-Length: abc\r\n\r\n", 400),
        (DELETE + b"Content-Length: 1_0\r\n\r\n", 400),
        (DELETE + b"Content-Length: \xb2\r\n\r\n", 400),
        (DELETE + b"Content-Length: \r\n\r\n", 400),
        (DELETE + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n", 400),
        (DELETE + b"Content-Length: 99\r\n\r\n{}", 400),
        (DELETE + b"Content-Length: %d\r\n\r\n" % (MAX_BODY + 1), 413),
        (DELETE + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n", 413),
        (DELETE + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411),
        (b"\x16\x03\x01\x02\x00\r\n", 400),
        (b"GET\r\n", 400),
        (b"GET / HTTP/9.9\r\n\r\n", 400),
        (b"GET / HTTP/x\r\n\r\n", 400),
        (b"POST /\r\n\r\n", 400),
        (b"B(EW /api/v2/tasks HTTP/1.1\r\n\r\n", 400),
        (b"GET /nope\r\n\r\n", 400),
        (b"GET /nope HTTP/1.1\r\nHost: x\r\n", 400),
        (b"GET /nope HTTP/1.1\r\nno header\r\n\r\n", 400),
        (b"GET /nope HTTP/1.1\r\nHost : x\r\n\r\n", 400),
        (b"GET /nope HTTP/1.1\r\nHost: x\r\n continued\r\n\r\n", 400),
        (b"\r\n\r\nGET /nope HTTP/1.1\r\n\r\n", 400),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nX: " + b"y" * 70_000 + b"\r\n\r\n", 431),
    ],
)
def test_what_is_no_request(server: SandboxServer, sent: bytes, status: int, capfd: pytest.CaptureFixture[str]) -> None:
    received = exchange(server, sent, half_close=True)
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status), received
    assert b"connection: close" in head.lower()
    envelope = json.loads(body)
    assert envelope["success"] is False
    assert list(envelope) == ["success", "message", "error", "meta"]
    assert capfd.readouterr().err == ""


def test_an_empty_line_before_a_request_is_passed_over(server: SandboxServer) -> None:
    assert b" 404 " in exchange(server, b"\r\nGET /nope HTTP/1.1\nConnection: x, Close\n\n").splitlines()[0]


@pytest.mark.parametrize(
    ("version", "connection", "is_kept"),
    [("1.1", "", True), ("1.1", "upgrade, CLOSE", False), ("1.0", "", False), ("1.0", "keep-alive", True)],
)
def test_who_keeps_a_connection(server: SandboxServer, version: str, connection: str, is_kept: bool) -> None:
    asked = f"GET /nope HTTP/{version}\r\nConnection: {connection}\r\n\r\n".encode()
    received = exchange(server, asked * 2, half_close=True) if is_kept else exchange(server, asked)
    assert received.count(b"HTTP/1.1 404 ") == (2 if is_kept else 1)
    assert (b"Connection: keep-alive" in received) is is_kept


def test_a_path_is_taken_as_it_comes(server: SandboxServer) -> None:
    received = exchange(server, f"GET /{TASK} HTTP/1.0\r\nAuthorization: Bearer x\r\n\r\n".encode())
    assert received.startswith(b"HTTP/1.1 404 ")


def test_a_body_that_is_too_long_is_refused_while_it_is_sent(server: SandboxServer) -> None:
    received = exchange(
        server, DELETE + b"Content-Length: %d\r\n\r\n" % (2 * MAX_BODY), b"x" * MAX_BODY, b"x" * MAX_BODY
    )
    assert received.startswith(b"HTTP/1.1 413 ")


def test_a_client_that_never_ends_is_cut_off(server: SandboxServer) -> None:
    with connect(server) as connection:
        connection.sendall(DELETE + b"Content-Length: 999999999999\r\n\r\n")
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            connection.sendall(b"x" * 200_000_000)


def test_a_client_that_hangs_up_is_no_news(
    server: SandboxServer, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
    for sent in (b"", b"GET", DELETE + b"Content-Length: 50\r\n\r\n{", f"GET {TASK} HTTP/1.1\r\n\r\n".encode() * 50):
        with connect(server) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            connection.sendall(sent)
    assert b" 401 " in exchange(server, f"GET {TASK} HTTP/1.0\r\n\r\n".encode())
    assert capfd.readouterr().err == ""
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_a_failure_of_the_server_goes_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    def fail(*_: object) -> HTTPReply:
        raise KeyError("t")

    with SandboxServer(fail, fail, lambda: None, host="127.0.0.1", port=0) as server:
        assert exchange(server, b"GET / HTTP/1.1\r\n\r\n") == b""
    assert "the sandbox's server failed" in caplog.text


def test_log_has_no_secrets(server: SandboxServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "webwork_tracker.sandbox")
    exchange(
        server, b"GET /api/v2/tasks?access_token=s3cret-of-a-query HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    )
    assert "/api/v2/tasks?access_token=***" in caplog.text
    assert "s3cret" not in caplog.text


def test_log_has_no_line_breaks_from_outside(server: SandboxServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "webwork_tracker.sandbox")
    exchange(server, b"GET /\x1b[31m\x85 HTTP/1.1\r\nConnection: close\r\n\r\n")
    assert any("\\x1b" in record.getMessage() for record in caplog.records)
    assert all("\x1b" not in record.getMessage() for record in caplog.records)


def test_stopping_closes_port_and_connections(sandbox: Sandbox) -> None:
    before = threading.active_count()
    server = sandbox.serve()
    with server:
        idle = connect(server)
        idle.sendall(f"GET {TASK} HTTP/1.1\r\n\r\n".encode())
        assert idle.recv(65536)
    assert idle.recv(1) == b""
    idle.close()
    with pytest.raises(RuntimeError, match="not running"):
        _ = server.base_url
    server.stop()
    for thread in threading.enumerate()[before:]:
        thread.join(5)
    assert threading.active_count() == before


def test_stopping_in_the_middle_of_it_all(caplog: pytest.LogCaptureFixture) -> None:
    def ask_until_it_is_gone(port: int) -> None:
        while True:
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
                    for _ in range(5):
                        connection.sendall(f"GET {TASK} HTTP/1.1\r\nAuthorization: Bearer x\r\n\r\n".encode())
                        if not connection.recv(65536):
                            break
            except ConnectionRefusedError:
                return
            except OSError as error:
                assert not isinstance(error, TimeoutError)

    before = threading.active_count()
    for _ in range(10):
        with Sandbox(rate_limit=None) as sandbox, sandbox.serve() as server:
            clients = [threading.Thread(target=ask_until_it_is_gone, args=(server.port,)) for _ in range(6)]
            for client in clients:
                client.start()
            while len(sandbox.requests) < 20:
                time.sleep(0.001)
            server.stop()
            answered = sandbox.requests.last.id
        for client in clients:
            client.join(10)
            assert not client.is_alive()
        assert sandbox.requests.last.id == answered
    assert threading.active_count() == before
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_closing_the_sandbox_stops_its_servers(sandbox: Sandbox) -> None:
    server = sandbox.serve()
    server.start()
    address = urlsplit(server.base_url)
    sandbox.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address.hostname or "", address.port or 0), timeout=10)


def test_two_servers_of_one_sandbox(sandbox: Sandbox) -> None:
    with sandbox.serve() as one, sandbox.serve() as other:
        exchange(one, DELETE + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(IDS) + IDS)
        request = f"GET {TASK} HTTP/1.1\r\nAuthorization: Bearer x\r\nConnection: close\r\n\r\n".encode()
        assert b" 404 " in exchange(other, request).splitlines()[0]


def test_ipv6(sandbox: Sandbox) -> None:
    try:
        with sandbox.serve(host="::1") as server:
            assert server.base_url.startswith("http://[::1]:")
            assert exchange(server, b"GET /nope HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 404 ")
    except OSError:
        pytest.skip("no IPv6 here")
