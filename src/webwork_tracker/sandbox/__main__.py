"""`python -m webwork_tracker.sandbox`, or `webwork-sandbox`: serves a sandbox until it is interrupted or terminated."""

from __future__ import annotations

import argparse
import signal
import sqlite3
import sys
import threading
from collections.abc import Sequence
from datetime import datetime

from ._builders import PROJECT_ID, WORKSPACE_ID
from ._clock import SandboxClock, moment_of
from ._edition import EDITIONS
from ._envelope import timestamp
from ._fidelity import fidelity_table
from ._roles import TOKEN
from ._sandbox import Sandbox
from ._server import SandboxServer
from ._site import is_loopback


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; returns the exit status."""
    options = _parser().parse_args(arguments)
    if options.fidelity:
        print(fidelity_table())
        return 0
    try:
        sandbox = Sandbox(
            options.db,
            clock=options.clock,
            seed=options.seed,
            edition=options.edition,
            rate_limit=options.rate_limit,
        )
    except sqlite3.Error as error:
        return _fail(f"Cannot use {options.db} as the database: {error}.")
    except (OSError, ValueError) as error:
        return _fail(f"Cannot make the sandbox: {error}.")
    stop = _stop_on_signal()
    with sandbox:
        try:
            control = is_loopback(options.host) if options.control is None else options.control
            server = sandbox.serve(options.port, options.host, control=control)
            server.start()
        # OverflowError: a port above 65535.
        except (OSError, OverflowError) as error:
            return _fail(f"Cannot listen on {options.host} port {options.port}: {str(error).rstrip('.')}.")
        _announce(server, sandbox.clock, control)
        stop.wait()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="webwork-sandbox",
        description="Serves a sandbox of the WebWork Tracker REST API on this machine.",
    )
    parser.add_argument("--port", type=int, default=8080, help="port to listen on, 0 for any free one (8080)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1: this machine alone)")
    parser.add_argument("--db", default=":memory:", metavar="FILE", help="keep the state in a file, not in memory")
    parser.add_argument("--seed", metavar="FILE", help="what a new sandbox begins with: YAML or JSON")
    parser.add_argument(
        "--clock", type=_moment, metavar="TIME", help="let time stand still here, as 2026-03-01T00:00:00Z (real time)"
    )
    parser.add_argument(
        "--edition", choices=list(EDITIONS), default="reference", help="edition of the API's docs to follow"
    )
    parser.add_argument(
        "--rate-limit", type=_rate_limit, default=60, metavar="N", help="requests per minute and token, or none (60)"
    )
    parser.add_argument(
        "--control",
        action=argparse.BooleanOptionalAction,
        help="web page and /__sandbox/ (on, unless other machines can reach the address)",
    )
    parser.add_argument("--fidelity", action="store_true", help="print what is known about each behaviour, and end")
    return parser


def _moment(text: str) -> datetime:
    try:
        return moment_of(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"a time like 2026-03-01T00:00:00Z, not {text!r}") from None


def _rate_limit(text: str) -> int | None:
    if text == "none":
        return None
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"a number of requests, or none, not {text!r}")
    return int(text)


def _announce(server: SandboxServer, clock: SandboxClock, has_page: bool) -> None:
    settings = {
        "WEBWORK_BASE_URL": server.base_url,
        "WEBWORK_TOKEN": TOKEN,
        "WEBWORK_WORKSPACE_ID": WORKSPACE_ID,
        "WEBWORK_PROJECT_ID": PROJECT_ID,
    }
    exports = " ".join(f"{name}={value}" for name, value in settings.items())
    print(f"WebWork sandbox at {server.base_url}")
    print(f"To point a client at it: export {exports}")
    if has_page:
        print(f"To look at it: {server.url}/")
    # Both may come from the file, and be forgotten by now.
    if clock.stands:
        print(f"Its clock stands at {timestamp(clock())}")
    elif clock.offset:
        print(f"Its clock was put forward to {timestamp(clock())}")
    sys.stdout.flush()


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
