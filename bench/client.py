"""`make bench`: the client beside raw httpx and the client that the generator makes, as ratios, in this run."""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from attrs import asdict, frozen

from bench import calls, flow, fresh

RESULTS = Path(__file__).parent / "results.json"
_PACKAGES = ("httpx", "httpcore", "h11", "msgspec", "attrs", "aiohttp", "httpx-aiohttp", "openapi-python-client")


@frozen
class Row:
    """One line of the table."""

    what: str
    target: str
    found: str
    met: bool
    details: dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.client", description=(__doc__ or "").partition(": ")[2])
    parser.add_argument("--short", action="store_true", help="a minute at most, and nothing is written")
    short = parser.parse_args().short
    machine = _machine()
    print(", ".join(f"{name} {value}" for name, value in machine.items()), end="\n\n")
    print(f"{'what':<44} {'target':>10} {'found':>10}  met  details", flush=True)
    server = subprocess.Popen([sys.executable, "-m", "bench.canned"], stdout=subprocess.PIPE, text=True, cwd=fresh.ROOT)
    try:
        assert server.stdout is not None
        rows = _rows(int(server.stdout.readline()), short)
    finally:
        server.kill()
        server.communicate()
    if not short:
        written = {"machine": machine, "date": time.strftime("%Y-%m-%d"), "rows": [asdict(row) for row in rows]}
        RESULTS.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
        print(f"\nWritten to {RESULTS.relative_to(fresh.ROOT)}.")


def _rows(port: int, short: bool) -> list[Row]:
    rows: list[Row] = []

    def add(what: str, most: float, found: float, unit: str, **details: float) -> None:
        told = {name: float(f"{value:.4g}") for name, value in details.items()}
        row = Row(what, f"{most:g} {unit}", f"{found:.2f} {unit}", found <= most, told)
        rows.append(row)
        shown = ", ".join(f"{name} {value:g}" for name, value in told.items())
        print(f"{what:<44} {row.target:>10} {row.found:>10}  {'yes' if row.met else 'NO ':<3}  {shown}", flush=True)

    raw, ours = fresh.start_up(5 if short else 21)
    add("import and client", 0.5, ours / raw, "×", raw_ms=raw * 1e3, ours_ms=ours * 1e3)
    add("another client", 1, fresh.second_client() * 1e3, "ms")
    raw, ours = fresh.first_call(port, 5 if short else 21)
    add("first call of a process", 1.1, ours / raw, "×", raw_ms=raw * 1e3, ours_ms=ours * 1e3)
    pages, ones = calls.measure(port, 60 if short else 500)
    add("list of 100 tasks", 1.0, *_beside(pages, "ours"), "×", **_details(pages))
    add("get one task", 1.1, *_beside(ones, "ours"), "×", **_details(ones))
    gets = 200 if short else 1000
    many = calls.measure_async(port, 7, gets)
    add(f"asyncio: {gets:,} gets, 50 at a time", 1.1, *_beside(many, "ours"), "×", **_details(many))
    add("the same with AiohttpTransport", 0.67, *_beside(many, "aiohttp"), "×")
    raw, ours = fresh.held(100 if short else 1000)
    add("memory of a task that is held", 0.6, ours / raw, "×", raw_bytes=raw, ours_bytes=ours)
    early, late = fresh.iterated(300 if short else 10_000)
    add("memory at a long list's end / after a tenth", 1.1, late / early, "×", early_mb=early, late_mb=late)
    bare, ours = fresh.generation(1 if short else 5)
    add("make generate", 1.3, ours / bare, "×", bare_s=bare, ours_s=ours)
    own, whole = flow.measure(2_000 if short else 20_000)
    add("the flow's own time for a call", 30, own * 1e6, "µs", with_request_and_reply_us=whole * 1e6)
    return rows


def _beside(times: calls.Times, name: str) -> tuple[float]:
    return (times[name][0] / times["raw"][0],)


def _details(times: calls.Times) -> dict[str, float]:
    """The clock's word beside the CPU's, and the stock client's ratio."""
    raw_cpu, raw_clock = times["raw"]
    details = {"raw_cpu_ms": raw_cpu * 1e3, "ours_cpu_ms": times["ours"][0] * 1e3}
    details["by_clock"] = times["ours"][1] / raw_clock
    if "stock" in times:
        details["stock"] = times["stock"][0] / raw_cpu
    return details


def _machine() -> dict[str, Any]:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    known = {"Python": platform.python_version(), "on": f"{len(names)} × {names[0]}" if names else platform.machine()}
    return known | {package: version(package) for package in _PACKAGES}


if __name__ == "__main__":
    main()
