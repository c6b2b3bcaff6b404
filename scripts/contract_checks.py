"""`make contract`: does the sandbox do what openapi.yaml says, whoever asks?

Schemathesis makes requests out of the document, right and wrong ones, and judges the answers. A client that somebody
else's generator made from the same document walks through all operations. Both ask a sandbox over a socket.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any

import yaml
from document import DOCUMENT, ENVIRONMENT, ROOT, TROUBLE, VENV

from webwork_tracker._wire import HTTPRequest
from webwork_tracker.sandbox import Requests, Sandbox
from webwork_tracker.sandbox._core import Outcome
from webwork_tracker_api.operations import OPERATIONS

SCRIPTS = ROOT / "scripts"
# A proxy of the surroundings must not stand between two programs on one machine.
LOCAL = {**ENVIRONMENT, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
_EXPRESSION = re.compile(r"\{(\$[^{}]*)\}")
_CASES = re.compile(r"(\d+) generated")
_LINKS = re.compile(r"API Links: +(\d+) covered / \d+ selected / (\d+) total")


class Tally(Requests):
    """A log that counts by operation what was answered with success."""

    def __init__(self) -> None:
        super().__init__()
        self.succeeded: Counter[str] = Counter()

    def add(self, request: HTTPRequest, outcome: Outcome, at: datetime, milliseconds: float) -> None:
        """Remember one."""
        super().add(request, outcome, at, milliseconds)
        if outcome.operation_id and outcome.reply and outcome.reply.status < 300:
            self.succeeded[outcome.operation_id] += 1


class Failed(Exception):
    """A check found something; in the tool's own words."""


def main() -> None:
    steps: dict[str, Callable[[], str]] = {
        "schemathesis: all operations, all phases, no failure": schemathesis,
        "openapi-generator's python client: the whole journey": foreign_client,
    }
    failed = False
    with ThreadPoolExecutor(max_workers=2) as pool:
        for name, (trouble, said) in zip(steps, pool.map(_timed, steps.values()), strict=True):
            print(f"{'FAILED' if trouble else 'ok    '} {name} ({said})", flush=True)
            if trouble:
                failed = True
                print(trouble, flush=True)
    sys.exit(failed)


def _timed(step: Callable[[], str]) -> tuple[str, str]:
    started = monotonic()
    try:
        trouble, said = "", step()
    except Failed as failure:
        trouble, said = str(failure), "see below"
    return trouble, f"{said}, {monotonic() - started:.0f} s"


def schemathesis() -> str:
    """Have the sandbox asked by Schemathesis; what was asked, in words."""
    with tempfile.TemporaryDirectory(prefix="webwork-contract-") as folder, Sandbox(rate_limit=None) as sandbox:
        document = Path(folder) / "openapi.json"
        document.write_text(json.dumps(with_link_bodies(yaml.safe_load(DOCUMENT.read_text("utf-8")))), "utf-8")
        sandbox.requests = tally = Tally()
        with sandbox.serve() as server:
            command = [str(VENV / "bin" / "schemathesis"), "--config-file", str(SCRIPTS / "schemathesis.toml")]
            command += ["run", str(document), "--url", server.base_url, "--no-color"]
            command += ["--header", "Authorization: Bearer sandbox-token"]
            # Its notes of the run go to the folder that it is started in.
            said = _run(command, folder, {**LOCAL, "SCHEMATHESIS_HOOKS": "contract_hooks", "PYTHONPATH": str(SCRIPTS)})
    cases, links = _CASES.search(said), _LINKS.search(said)
    never = [name for name in OPERATIONS if not tally.succeeded[name]]
    if never:
        raise Failed(f"{said}\nNothing was answered with success by {', '.join(never)}: that proves little.")
    if not cases or not links or links[1] != links[2]:
        raise Failed(f"{said}\nNot all links of the document were followed.")
    return f"{cases[1]} cases, {tally.succeeded.total()} of them answered 2xx, {links[1]} links"


def with_link_bodies(document: Any) -> Any:
    """The document with the bodies of its links as objects. They are written as text with expressions in it, because
    openapi-generator wants that; Schemathesis would send the text."""
    if isinstance(document, list):
        return [with_link_bodies(item) for item in document]
    if not isinstance(document, dict):
        return document
    made = {name: with_link_bodies(item) for name, item in document.items()}
    body = made.get("requestBody")
    if isinstance(body, str) and body.startswith("{"):
        made["requestBody"] = json.loads(_EXPRESSION.sub(r'"\1"', body))
    return made


def foreign_client() -> str:
    """Make the client, and have it walk; what it did, in words."""
    with tempfile.TemporaryDirectory(prefix="webwork-contract-") as folder, Sandbox(rate_limit=None) as sandbox:
        generate = [str(VENV / "bin" / "openapi-generator-cli"), "generate", "-g", "python", "-i", str(DOCUMENT)]
        log = _run([*generate, "-o", folder], folder, LOCAL)
        if trouble := [line for line in log.splitlines() if TROUBLE.search(line)]:
            raise Failed("\n".join(trouble))
        with sandbox.serve() as server:
            walk = [sys.executable, str(SCRIPTS / "foreign_journey.py"), server.base_url]
            said = _run(walk, folder, {**LOCAL, "PYTHONPATH": folder})
        return said.strip()


def _run(command: list[str], folder: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        command, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        raise Failed(done.stdout)
    return done.stdout


if __name__ == "__main__":
    main()
