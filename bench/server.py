"""Servers as processes of their own: started, waited for, measured, ended."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

TASK = "/tasks/500?workspace_id=1&project_id=100"
"""GET one task: in the seed of every sandbox, and an example in the document."""
PREFIX = "/api/v2"
_HEAD = "Host: 127.0.0.1\r\nAuthorization: Bearer sandbox-token\r\nAccept: application/json\r\n"
_ADDRESS = re.compile(rb"^WebWork sandbox at http://127\.0\.0\.1:(\d+)")


def request(method: str, path: str, body: str | None = None) -> bytes:
    """The bytes of a request."""
    if body is None:
        return f"{method} {path} HTTP/1.1\r\n{_HEAD}\r\n".encode("ascii")
    length = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return f"{method} {path} HTTP/1.1\r\n{_HEAD}{length}\r\n{body}".encode("ascii")


def start_sandbox(*options: str, port: int = 0) -> tuple[subprocess.Popen[bytes], int]:
    """A sandbox without a rate limit, and the port that it listens on. Raises `RuntimeError` if it does not come up."""
    command = [sys.executable, "-m", "webwork_tracker.sandbox", "--rate-limit", "none", "--port", str(port), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None
    match = _ADDRESS.match(process.stdout.readline())
    if match is None:
        end(process)
        raise RuntimeError("the sandbox did not start")
    return process, int(match[1])


def start_prism(command: Sequence[str], document: Path) -> tuple[subprocess.Popen[bytes], int]:
    """A silent Prism on the document, and its port. Raises `RuntimeError` if it does not come up within a minute."""
    port = free_port()
    options = ["mock", "--verboseLevel", "silent", "--host", "127.0.0.1", "--port", str(port), str(document)]
    process = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL, start_new_session=True)
    for _ in range(600):
        if process.poll() is not None:
            break
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return process, port
        time.sleep(0.1)
    end(process)
    raise RuntimeError("Prism did not start")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process and what it has started (`node` may be a script that starts the real one), the hard way at last."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(5)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def resident_mb(process: subprocess.Popen[bytes]) -> float:
    """Memory that a process holds at this moment, in MB."""
    status = Path(f"/proc/{process.pid}/status")
    if status.exists():
        kilobytes = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    else:
        kilobytes = subprocess.check_output(["ps", "-o", "rss=", "-p", str(process.pid)], text=True)
    return int(kilobytes) / 1024
