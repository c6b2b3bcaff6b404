"""How much of openapi.yaml do the tests exercise through our client, sync and async?

Tests run with their traffic recorded (record_traffic.py), and `redocly drift --coverage` holds the recording against the
document: operations, parameters, body fields, statuses, fields of answers. The floor is all of it, less what stands here
by name with a reason.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from document import DOCUMENT, ENVIRONMENT, ROOT, VENV

from webwork_tracker._constants import BASE_URL
from webwork_tracker_api.operations import OPERATIONS

# Of the suite those that go through all operations; the rest makes the recording larger, not the coverage.
TESTS = ("tests/contract", "tests/contract_gate/test_list_filters.py")
_PAGED = "|".join(operation.id for operation in OPERATIONS.values() if operation.paged)
NOT_EXERCISED = {
    rf"(?!({_PAGED}) response 200 ).* meta\.pagination(\..+)?": "only a list has pages; all answers share one `meta`",
    r".* response (?!422 )\d+ errors": "only a 422 says which fields are wrong; all errors share one schema",
    rf"({_PAGED}) response 200 message": "a list has no message in the reference's examples",
}
"""What no test can honestly exercise, as patterns of `operationId response status field`, each with its reason."""

COLUMNS = ("parameters", "body fields", "statuses", "answer fields")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="webwork-coverage-") as folder:
        report = measured(Path(folder))
    missing = [gap for operation in report["operations"] for gap in gaps(operation)]
    print(*table(report["operations"]), sep="\n")
    for pattern, reason in NOT_EXERCISED.items():
        print(f"Left out, {sum(bool(re.fullmatch(pattern, gap)) for gap in missing)} times: {reason}.")
    trouble = [f"Not exercised: {gap}" for gap in missing if not excused(gap)]
    trouble += [
        f"Exercised after all, or not in the document: {pattern}"
        for pattern in NOT_EXERCISED
        if not any(re.fullmatch(pattern, gap) for gap in missing)
    ]
    sys.exit("\n".join(trouble) or None)


def measured(folder: Path) -> Any:
    """Run the tests; return redocly's report of what they exercised."""
    har, report = folder / "traffic.har", folder / "coverage.json"
    path = os.pathsep.join(filter(None, (str(ROOT / "scripts"), os.environ.get("PYTHONPATH"))))
    tests = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "record_traffic", f"--har={har}", *TESTS]
    _run(tests, {**os.environ, "PYTHONPATH": path})
    redocly = [str(VENV / "npm" / "node_modules" / ".bin" / "redocly"), "drift", str(har), "--api", str(DOCUMENT)]
    # What differs from the document is sent on purpose: this is about what was reached.
    redocly += ["--server", BASE_URL, "--coverage", f"--coverage-output={report}"]
    _run(redocly, ENVIRONMENT, report)
    found = json.loads(report.read_text("utf-8"))
    if not found["meta"]["exchanges"]["matched"]:
        sys.exit("Nothing of the recorded traffic is in the document.")
    return found


def _run(command: list[str], environment: dict[str, str], wanted: Path | None = None) -> None:
    done = subprocess.run(
        command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if not wanted.exists() if wanted else done.returncode:
        sys.exit(done.stdout)


def gaps(operation: dict[str, Any]) -> Iterator[str]:
    """What of an operation was not exercised, in words."""
    for item in operation["missing"]:
        words = (operation["operationId"], item.get("target"), *map(item.get, ("status", "path", "in", "name")))
        yield (
            " ".join(filter(None, words))
            if item["kind"] == "property"
            else f"{' '.join(filter(None, words))} {item['kind']}"
        )


def excused(gap: str) -> bool:
    """Whether there is a reason."""
    return any(re.fullmatch(pattern, gap) for pattern in NOT_EXERCISED)


def table(operations: list[dict[str, Any]]) -> Iterator[str]:
    """A line for each operation: of each kind how many were exercised, of how many there are to be."""
    yield f"{'exercised by tests':<28}" + "".join(f"{name:>15}" for name in COLUMNS)
    for operation in sorted(operations, key=lambda each: (each["path"], each["method"])):
        covered = Counter(map(_column, operation["covered"]))
        wanted = covered.copy()
        for item, gap in zip(operation["missing"], gaps(operation), strict=True):
            wanted[_column(item)] += not excused(gap)
        cells = (f"{covered[name]}/{wanted[name]}" if wanted[name] else "-" for name in COLUMNS)
        yield f"{operation['operationId']:<28}" + "".join(f"{cell:>15}" for cell in cells)


def _column(item: dict[str, Any]) -> str:
    if item["kind"] == "property":
        return "body fields" if item["target"] == "request" else "answer fields"
    return {"parameter": "parameters", "response": "statuses"}.get(item["kind"], "")


if __name__ == "__main__":
    main()
