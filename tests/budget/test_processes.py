"""Four processes on one store, against a server that enforces the limit: it never has to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import META
from webwork_tracker import RateLimitError, WebWork

REQUESTS, WINDOW = 10, 1.0
WORKER = Path(__file__).with_name("worker.py")


class LimitedServer(ThreadingHTTPServer):
    """Answers REQUESTS in a sliding WINDOW, and 429 to the rest."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answered = 0
        self.refused = 0
        self._recent: deque[float] = deque()
        self._lock = threading.Lock()

    def admit(self) -> float:
        """0.0, or the seconds to come back after."""
        with self._lock:
            now = time.monotonic()
            while self._recent and self._recent[0] <= now - WINDOW:
                self._recent.popleft()
            if len(self._recent) >= REQUESTS:
                self.refused += 1
                return self._recent[0] + WINDOW - now
            self._recent.append(now)
            self.answered += 1
            return 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/api/v2"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: LimitedServer

    def do_GET(self) -> None:
        wait = self.server.admit()
        envelope: dict[str, Any] = {"success": not wait, "data": None if wait else [], "meta": META}
        body = json.dumps(envelope | ({"message": "Too many requests.", "error": None} if wait else {})).encode()
        self.send_response(429 if wait else 200)
        if wait:
            self.send_header("Retry-After", str(int(wait) + 1))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def limited() -> Iterator[LimitedServer]:
    server = LimitedServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_server_does_enforce_its_limit(limited: LimitedServer) -> None:
    """Or the test below would prove nothing."""
    with WebWork("token", base_url=limited.url, rate_limit=None, max_retries=0) as client:
        for _ in range(REQUESTS):
            client.request("GET", "/workspaces")
        with pytest.raises(RateLimitError):
            client.request("GET", "/workspaces")
    assert (limited.answered, limited.refused) == (REQUESTS, 1)


@pytest.mark.parametrize("kind", ["sqlite", "redis"])
def test_four_processes_never_exceed_the_limit(
    kind: str, limited: LimitedServer, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    store = f"sqlite:///{tmp_path}/budget.db" if kind == "sqlite" else request.getfixturevalue("redis_server").url
    results = work(limited, [store] * 4, 8)
    assert results == [(0, "8\n", "")] * 4
    assert (limited.answered, limited.refused) == (32, 0)


def work(server: LimitedServer, stores: list[str], calls: int) -> list[tuple[int, str, str]]:
    """Exit status, output and errors of processes that begin together, one for each store."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry), "NO_PROXY": "*"}
    processes = [
        subprocess.Popen(
            [sys.executable, str(WORKER), server.url, store, str(calls)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for store in stores
    ]
    try:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        # Ends what each of them waits for.
        for process in processes:
            assert process.stdin is not None
            process.stdin.close()
            process.stdin = None
        outputs = [process.communicate(timeout=60) for process in processes]
        return [(process.returncode, *output) for process, output in zip(processes, outputs, strict=True)]
    finally:
        for process in processes:
            if process.poll() is None:
                process.kill()
                process.communicate()
