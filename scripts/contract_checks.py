"""`make contract`: do document, client and sandbox keep to one contract, and to the one that was released?

- The document: valid, linted, its examples what its schemas say, its links leading somewhere.
- The sandbox: Schemathesis makes requests out of the document, right and wrong ones, and judges the answers. A client
  that somebody else's generator made from the same document walks through all operations. Both ask over a socket.
- Our client: it is given bodies made out of the document, right and wrong ones; how much of the document its tests
  exercise; what `webwork_tracker.contract verify` says of a sandbox.
- The history: what breaks since the last release, and whether the check that says so notices what it should.
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
from functools import partial
from pathlib import Path
from textwrap import indent
from time import monotonic
from typing import Any

import contract
import rules
import schemas
import yaml
from document import DOCUMENT, ENVIRONMENT, ROOT, TROUBLE, VENV, linted, valid

from webwork_tracker._wire import HTTPRequest
from webwork_tracker.sandbox import Requests, Sandbox
from webwork_tracker.sandbox._core import Outcome
from webwork_tracker_api.operations import OPERATIONS

SCRIPTS = ROOT / "scripts"
# A proxy of the surroundings must not stand between two programs on one machine.
LOCAL = {**ENVIRONMENT, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
_EXPRESSION = re.compile(r"\{(\$[^{}]*)\}")
_CASES = re.compile(r"(\d+) generated")
_PASSED = re.compile(r"^(\d+) passed", re.MULTILINE)
_LINKS = re.compile(r"API Links: +(\d+) covered / \d+ selected / (\d+) total")


succeeded: Counter[str] = Counter()
"""How often each operation was answered with success while Schemathesis asked."""


class Tally(Requests):
    """A log that counts them."""

    def add(self, request: HTTPRequest, outcome: Outcome, at: datetime, milliseconds: float) -> None:
        """Remember one."""
        super().add(request, outcome, at, milliseconds)
        if outcome.operation_id and outcome.reply and outcome.reply.status < 300:
            succeeded[outcome.operation_id] += 1


class Failed(Exception):
    """A check found something; in the tool's own words."""


def main() -> None:
    steps: dict[str, Callable[[], str]] = {
        "openapi-spec-validator: valid OpenAPI 3.1": partial(document, valid),
        "redocly lint: no error, no warning, examples are what their schemas say": partial(document, linted),
        "our own rules of the document: every link leads to an operation": rules_kept,
        "breaking changes": partial(script, SCRIPTS / "breaking.py"),
        "breaking changes are noticed": partial(script, SCRIPTS / "mutation_checks.py"),
        "breaking changes, from one release to the next": partial(tests, "contract_gate/whole_gate.py"),
        "schemathesis: examples, coverage, fuzzing": single_requests,
        "schemathesis: stateful, along the links": sequences,
        "openapi-generator's python client: the whole journey": foreign_client,
        "the client under fire: whatever comes, it is read, refused or reported": partial(
            tests, "contract_fuzz/client_under_fire.py"
        ),
        "coverage of the contract": partial(script, SCRIPTS / "contract_coverage.py"),
        "verify --against sandbox": partial(script, "-m", "webwork_tracker.contract", "verify", "--against", "sandbox"),
    }
    with ThreadPoolExecutor(max_workers=2) as pool:
        passed = [_told(name, *done) for name, done in zip(steps, pool.map(_timed, steps.values()), strict=True)]
    # Else all of it could have passed with refusals alone.
    passed.append(_told("schemathesis: every operation has succeeded", *_timed(successes)))
    sys.exit(not all(passed))


def _told(name: str, trouble: str, said: str) -> bool:
    """Print what came of a step; whether it passed."""
    print(f"{'FAILED' if trouble else 'ok    '} {name}{said}", flush=True)
    if trouble:
        print(trouble, flush=True)
    return not trouble


def _timed(step: Callable[[], str]) -> tuple[str, str]:
    """What is wrong, and what a step said: a few words, or a report of its own in lines."""
    started = monotonic()
    try:
        trouble, said = "", step()
    except Failed as failure:
        trouble, said = str(failure), ""
    seconds = monotonic() - started
    words, _, report = said.partition("\n")
    noted = ", ".join(filter(None, ("failed" if trouble else words, f"{seconds:.0f} s" if seconds >= 1 else "")))
    return trouble, (f" ({noted})" if noted else "") + (f"\n{indent(report, ' ' * 7)}" if report else "")


def document(check: Callable[[], str]) -> str:
    """One of the checks of `make document`, which says what is wrong."""
    if trouble := check():
        raise Failed(trouble)
    return ""


def rules_kept() -> str:
    """Hold the document against the rules of `make generate`."""
    contents = schemas.load(DOCUMENT)
    try:
        rules.check(contents)
        operations = contract.operations(contents)
        rules.check_links(contents, {operation.id for operation in operations})
    except schemas.ContractError as error:
        raise Failed(str(error)) from None
    return f"{len(operations)} operations"


def script(*command: object) -> str:
    """Run a script that prints a report of its own."""
    said = _run([sys.executable, *map(str, command)], str(ROOT), LOCAL).strip()
    return said.rstrip(".") if "\n" not in said else f"\n{said}"


def single_requests() -> str:
    """Have all operations asked, one request at a time; what was asked, in words."""
    return f"{_found(_CASES, schemathesis('examples,coverage,fuzzing'))[1]} cases"


def sequences() -> str:
    """Have it asked in sequences, each request made out of the answer before.

    A run of its own: behind the other phases Schemathesis leaves this one after a third of its scenarios.
    """
    said = schemathesis("stateful")
    links = _found(_LINKS, said)
    if links[1] != links[2]:
        raise Failed(f"{said}\nNot all links of the document were followed.")
    return f"{_found(_CASES, said)[1]} cases, {links[1]} links"


def successes() -> str:
    """How many of the answers to Schemathesis were successes, in words."""
    if never := [name for name in OPERATIONS if not succeeded[name]]:
        raise Failed(f"Never answered with success: {', '.join(never)}.")
    return f"{succeeded.total()} answers 2xx"


def schemathesis(phases: str) -> str:
    """Have a new sandbox asked by Schemathesis; what it said."""
    with tempfile.TemporaryDirectory(prefix="webwork-contract-") as folder, Sandbox(rate_limit=None) as sandbox:
        document = Path(folder) / "openapi.json"
        document.write_text(json.dumps(with_link_bodies(yaml.safe_load(DOCUMENT.read_text("utf-8")))), "utf-8")
        sandbox.requests = Tally()
        with sandbox.serve() as server:
            command = [str(VENV / "bin" / "schemathesis"), "--config-file", str(SCRIPTS / "schemathesis.toml")]
            command += ["run", str(document), "--phases", phases, "--url", server.base_url, "--no-color"]
            command += ["--header", "Authorization: Bearer sandbox-token"]
            # Its notes of the run go to the folder that it is started in.
            return _run(command, folder, {**LOCAL, "SCHEMATHESIS_HOOKS": "contract_hooks", "PYTHONPATH": str(SCRIPTS)})


def _found(pattern: re.Pattern[str], said: str) -> re.Match[str]:
    match = pattern.search(said)
    if match is None:
        raise Failed(f"{said}\nIts summary has changed: {pattern.pattern} is not in it.")
    return match


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


def tests(name: str) -> str:
    """Run tests that pytest does not collect by itself, because they need more than `make test` has."""
    said = _run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(ROOT / "tests" / name)], str(ROOT), LOCAL
    )
    return f"{_found(_PASSED, said)[1]} passed"


def _run(command: list[str], folder: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        command, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        raise Failed(done.stdout)
    return done.stdout


if __name__ == "__main__":
    main()
