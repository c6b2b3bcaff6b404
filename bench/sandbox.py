"""`make bench`: requests per second of the sandbox, beside Prism on the same document, on this machine, in this run."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from bench.server import PREFIX, TASK, end, start_prism, start_sandbox

ROOT = Path(__file__).resolve().parent.parent
PRISM = ROOT / ".venv" / "npm" / "node_modules" / ".bin" / "prism"
_CONNECTIONS = (16, 1)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.sandbox", description="The sandbox beside Prism.")
    parser.add_argument("--rounds", type=int, default=5, help="turns that each of the two has (5)")
    parser.add_argument("--seconds", type=float, default=3.0, help="length of a turn (3)")
    parser.add_argument("--prism", default=str(PRISM), metavar="COMMAND", help="how Prism is called")
    options = parser.parse_args()
    if shutil.which(options.prism) is None:
        print("Prism is not installed: `make bench` installs it and measures.", file=sys.stderr)
        return 1
    with ExitStack() as stack:
        sandbox, sandbox_port = start_sandbox()
        stack.callback(end, sandbox)
        prism, prism_port = start_prism([options.prism], ROOT / "openapi.yaml")
        stack.callback(end, prism)
        servers = {"sandbox": (sandbox_port, PREFIX + TASK), "prism": (prism_port, TASK)}
        print("GET one task from the sandbox and from Prism, by turns, over keep-alive connections.")
        print(f"Requests per second, of {options.rounds} turns of {options.seconds:g} s:\n", flush=True)
        print(f"{'connections':>11}  {'server':<8} {'median':>7} {'lowest':>7} {'highest':>7}", flush=True)
        behind = [count for count in _CONNECTIONS if not _is_level(servers, count, options.rounds, options.seconds)]
    if behind:
        print(f"\nThe sandbox is slower than Prism at {' and '.join(map(str, behind))} connections.", file=sys.stderr)
    return 1 if behind else 0


def _is_level(servers: dict[str, tuple[int, str]], connections: int, rounds: int, seconds: float) -> bool:
    """Measure, print; whether the sandbox is at least as fast."""
    measured: dict[str, list[float]] = {name: [] for name in servers}
    for number in range(rounds):
        # Each begins every second round: what the machine does meanwhile strikes both alike.
        for name in sorted(servers, reverse=bool(number % 2)):
            measured[name].append(_requests_per_second(*servers[name], connections, seconds))
    for name, found in measured.items():
        print(f"{connections:>11}  {name:<8} {median(found):>7,.0f} {min(found):>7,.0f} {max(found):>7,.0f}")
    ratio = median(measured["sandbox"]) / median(measured["prism"])
    print(f"{'':>11}  sandbox / prism: {ratio:.2f}", flush=True)
    return ratio >= 1


def _requests_per_second(port: int, path: str, connections: int, seconds: float) -> float:
    command = [sys.executable, "-m", "bench.hammer", str(port), path, str(connections), str(seconds)]
    return float(subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout)


if __name__ == "__main__":
    sys.exit(main())
