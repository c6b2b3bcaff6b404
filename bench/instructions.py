"""`make instructions`: have the two hot paths become slower? Counted in instructions, which depend on nothing else that runs.

Each path is counted by callgrind, as a ratio to json.loads of the same page in the same interpreter, and held against
what `instructions.json` has for this version of Python. `--write` puts what was found there.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

BASELINE = Path(__file__).parent / "instructions.json"
_TOLERANCE = 0.10
# How often each is done: enough that the start, which is subtracted, does not matter.
_ROUNDS = {"json.loads of a page": 10, "list of 100 tasks": 10, "get one task": 100}
_YARDSTICK = "json.loads of a page"
_PYTHON = "{}.{}".format(*sys.version_info)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.instructions")
    parser.add_argument("--write", action="store_true", help="keep what was found as what is expected from here on")
    parser.add_argument("--work", nargs=2, metavar=("PATH", "TIMES"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        _work(options.work[0], int(options.work[1]))
        return 0
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        counts = dict(zip(_ROUNDS, threads.map(_instructions, _ROUNDS), strict=True))
    found = {path: round(counts[path] / counts[_YARDSTICK], 3) for path in _ROUNDS if path != _YARDSTICK}
    expected = json.loads(BASELINE.read_text(encoding="utf-8"))
    if options.write:
        expected[_PYTHON] = found
        BASELINE.write_text(json.dumps(expected, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return _judged(found, expected.get(_PYTHON, {}))


def _judged(found: dict[str, float], expected: dict[str, float]) -> int:
    """Print both; 1 if a path takes more than it may."""
    slower = [path for path in expected if found[path] > expected[path] * (1 + _TOLERANCE)]
    for path, ratio in found.items():
        known = f"expected {expected[path]:.3f}" if expected else f"nothing is expected of Python {_PYTHON} yet"
        print(f"{path:<20} {ratio:6.3f} × json.loads of a page; {known}")
    for path in slower:
        change = found[path] / expected[path] - 1
        print(
            f"{path}: {change:.0%} more instructions. If that is meant: make instructions ARGS=--write", file=sys.stderr
        )
    return 1 if slower else 0


def _instructions(path: str) -> float:
    """Instructions of one round, the start of the process not counted."""
    few, many = (_counted(path, rounds) for rounds in (1, 1 + _ROUNDS[path]))
    return (many - few) / _ROUNDS[path]


def _counted(path: str, rounds: int) -> int:
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", sys.executable]
    command += ["-m", "bench.instructions", "--work", path, str(rounds)]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    done = subprocess.run(command, env=environment, stderr=subprocess.PIPE, text=True, check=False)
    match = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or match is None:
        sys.exit(f"valgrind could not count {path!r}:\n{done.stderr}")
    return int(match[1])


def _work(path: str, rounds: int) -> None:
    from bench.canned import Memory, page
    from webwork_tracker import WebWork, _json

    body = page()
    client = WebWork("t", workspace_id=1, project_id=100, transport=Memory(), rate_limit=10**9)
    # As in a process that has read its first megabyte.
    _json._read = 10**9
    paths: dict[str, Callable[[], Any]] = {
        _YARDSTICK: lambda: json.loads(body),
        "list of 100 tasks": lambda: list(client.tasks.list(per_page=100)),
        "get one task": lambda: client.tasks.get(500),
    }
    for _ in range(2 + rounds):
        paths[path]()


if __name__ == "__main__":
    sys.exit(main())
