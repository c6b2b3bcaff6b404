"""`make demo`: starts a sandbox on a free port of this machine, runs examples/quickstart.py against it, stops it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from webwork_tracker.sandbox import Sandbox
from webwork_tracker_api.operations import OPERATIONS

QUICKSTART = Path(__file__).resolve().parent.parent / "examples" / "quickstart.py"


def main() -> int:
    with Sandbox() as sandbox, sandbox.serve() as server:
        print(f"A sandbox of the WebWork Tracker API answers at {server.base_url}")
        if os.environ.get("WEBWORK_TOKEN"):
            print("WEBWORK_TOKEN is set, and not used: this demo still talks to the sandbox.")
        print("Running examples/quickstart.py against it.\n", flush=True)
        environment = {
            **os.environ,
            "WEBWORK_BASE_URL": server.base_url,
            "WEBWORK_TOKEN": "sandbox-token",
            "WEBWORK_WORKSPACE_ID": "1",
            "WEBWORK_PROJECT_ID": "100",
            # A proxy of the surroundings must not stand between two programs on one machine.
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
        }
        started = time.monotonic()
        status = subprocess.run([sys.executable, str(QUICKSTART)], env=environment, check=False).returncode
        seconds = time.monotonic() - started
    if status:
        print(f"\nThe quickstart failed with exit status {status}; the sandbox is stopped.", file=sys.stderr)
        return 1
    print(f"\nAll {len(OPERATIONS)} operations over HTTP in {seconds:.1f} seconds; the sandbox is stopped.")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("\nStopped, and the sandbox with it.")
