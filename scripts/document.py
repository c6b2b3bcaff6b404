"""`make document`: is openapi.yaml good for the rest of the world?

Valid OpenAPI to one tool, clean to the linter of another, and a client in Python and one in TypeScript come out of a
generator that this project does not use. (Its examples are held against its schemas in tests/contract.)
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "openapi.yaml"
VENV = Path(sys.prefix)
# redocly finds the node of the virtual environment on PATH; nothing here talks to the network.
ENVIRONMENT = {
    **os.environ,
    "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
    "REDOCLY_TELEMETRY": "off",
    "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
    "REDOCLY_SUPPRESS_NOTIFICATIONS": "true",
}
# What openapi-generator logs and then goes on from, exit status 0 and half a client.
TROUBLE = re.compile(r"^\[\S+\] ERROR |^(?!\[\S+\] (INFO|DEBUG) ).*Exception\b|^\s+at [\w.$/]+\(")


def main() -> None:
    steps: dict[str, Callable[[], str]] = {
        "openapi-spec-validator: valid OpenAPI 3.1": valid,
        "redocly lint: no error, no warning": linted,
        "openapi-generator, python: a client that compiles": partial(generated, "python"),
        "openapi-generator, typescript-fetch: a client": partial(generated, "typescript-fetch"),
    }
    failed = False
    with ThreadPoolExecutor(max_workers=2) as pool:
        for name, trouble in zip(steps, pool.map(lambda step: step(), steps.values()), strict=True):
            print(f"{'FAILED' if trouble else 'ok    '} {name}", flush=True)
            if trouble:
                failed = True
                print(trouble, flush=True)
    sys.exit(failed)


def valid() -> str:
    """What openapi-spec-validator says against the document; nothing if nothing."""
    done = _run(sys.executable, "-m", "openapi_spec_validator", "--validation-errors", "all", str(DOCUMENT))
    return done.stdout if done.returncode else ""


def linted() -> str:
    """What redocly says against it."""
    redocly = VENV / "npm" / "node_modules" / ".bin" / "redocly"
    done = _run(str(redocly), "lint", str(DOCUMENT), "--config", str(ROOT / "redocly.yaml"), "--format", "json")
    try:
        # What it says on standard error stands before and behind the JSON.
        report, _ = json.JSONDecoder().raw_decode(done.stdout[done.stdout.index("{") :])
        problems = report["problems"]
    except (ValueError, KeyError):
        return done.stdout
    lines = []
    for problem in problems:
        place = problem["location"][0]
        line = place.get("start", {}).get("line", "?")
        lines.append(f"{DOCUMENT.name}:{line}: {problem['severity']} {problem['ruleId']}: {problem['message']}")
    return "\n".join(lines) or (done.stdout if done.returncode else "")


def generated(generator: str) -> str:
    """What is wrong with the client that openapi-generator makes; its log, where there is trouble in it."""
    with tempfile.TemporaryDirectory(prefix="webwork-document-") as folder:
        command = VENV / "bin" / "openapi-generator-cli"
        done = _run(str(command), "generate", "-g", generator, "-i", str(DOCUMENT), "-o", folder)
        trouble = [line for line in done.stdout.splitlines() if TROUBLE.search(line)]
        if done.returncode or trouble:
            return "\n".join(trouble) or done.stdout
        if not any(Path(folder).rglob("*.py" if generator == "python" else "*.ts")):
            return f"{done.stdout}\nNo client came of it."
        if generator == "python":
            done = _run(sys.executable, "-m", "compileall", "-q", folder)
        return done.stdout if done.returncode else ""


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env=ENVIRONMENT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )


if __name__ == "__main__":
    main()
