"""`python -m webwork_tracker.sandbox`: serves a sandbox until it is interrupted or terminated."""

from __future__ import annotations

import argparse
import signal
import sqlite3
import sys
import threading
from collections.abc import Sequence

from ._sandbox import Sandbox
from ._seed import PROJECT_ID, WORKSPACE_ID
from ._server import SandboxServer


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; returns the exit status."""
    options = _parser().parse_args(arguments)
    try:
        sandbox = Sandbox(options.db)
    except (OSError, ValueError, sqlite3.Error) as error:
        return _fail(f"Cannot use {options.db} as the database: {error}.")
    stop = _stop_on_signal()
    with sandbox:
        try:
            server = sandbox.serve(options.port, options.host)
            server.start()
        # OverflowError: a port above 65535.
        except (OSError, OverflowError) as error:
            return _fail(f"Cannot listen on {options.host} port {options.port}: {error}.")
        _announce(server)
        stop.wait()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m webwork_tracker.sandbox",
        description="Serves a sandbox of the WebWork Tracker REST API on this machine.",
    )
    parser.add_argument("--port", type=int, default=8080, help="port to listen on, 0 for any free one (8080)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1: this machine alone)")
    parser.add_argument("--db", default=":memory:", metavar="FILE", help="keep the state in a file, not in memory")
    return parser


def _announce(server: SandboxServer) -> None:
    settings = {
        "WEBWORK_BASE_URL": server.base_url,
        "WEBWORK_TOKEN": "sandbox-token",
        "WEBWORK_WORKSPACE_ID": WORKSPACE_ID,
        "WEBWORK_PROJECT_ID": PROJECT_ID,
    }
    exports = " ".join(f"{name}={value}" for name, value in settings.items())
    print(f"WebWork sandbox at {server.base_url}")
    print(f"To point a client at it: export {exports}", flush=True)


def _stop_on_signal() -> threading.Event:
    # Before anything is announced: whoever reads the address may send the signal at once.
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
