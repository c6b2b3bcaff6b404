"""What has to be measured in processes of its own: start-up, memory, generation."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.calls import IDS, TOKEN, base_url, one_url

ROOT = Path(__file__).resolve().parent.parent
# httpcore imports trio if it is there, as it is for the tests, and mostly is not for a user.
_ALONE = "import sys; sys.modules['trio'] = None\n"
_RESIDENT = """
import gc
def resident():
    gc.collect()
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1])
"""
_OURS = f"from webwork_tracker import WebWork\nclient = WebWork({TOKEN!r}, **{IDS}, rate_limit=10**9, %s)\n"
_FROM_MEMORY = "import json\nfrom bench.canned import Memory, page\n" + _OURS


def start_up(turns: int) -> tuple[float, float]:
    """Seconds of CPU that import and client take above bare Python: `httpx.Client()`, and ours."""
    codes = ("pass", "import httpx; httpx.Client()", "from webwork_tracker import WebWork; WebWork('t')")
    bare, raw, ours = _cpu_of_processes(*(_ALONE + code for code in codes), turns=turns)
    return raw - bare, ours - bare


def first_call(port: int, turns: int) -> tuple[float, float]:
    """Seconds of CPU of a process that makes one call, over loopback."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    raw = f"import httpx, json\njson.loads(httpx.Client(headers={headers}).get({one_url(port)!r}).content)['data']"
    ours = _OURS % f"base_url={base_url(port)!r}" + "client.tasks.get(500)"
    one, other = _cpu_of_processes(_ALONE + raw, _ALONE + ours, turns=turns)
    return one, other


def second_client() -> float:
    """Seconds that a client takes once one was made."""
    code = (
        "from webwork_tracker import WebWork; WebWork('t'); import time; spent = []\n"
        "for _ in range(200): begun = time.process_time(); WebWork('t'); spent.append(time.process_time() - begun)\n"
        "print(sorted(spent)[100])"
    )
    return float(_run(code))


def held(pages: int) -> tuple[float, float]:
    """Bytes of a task that is held: as json.loads makes it, and as ours."""
    grown = f"print((resident() - before) * {os.sysconf('SC_PAGESIZE')} / {100 * pages})"
    # More than the megabyte after which msgspec is imported: a process has it once, however many tasks it holds.
    warm = "for _ in range(20): client.with_raw_response.tasks.list()\nbefore = resident()\n"
    make = _RESIDENT + _FROM_MEMORY % f"transport=Memory({pages})" + warm
    raw = f"kept = [each for number in range(1, {pages + 1}) for each in json.loads(page(number))['data']]\n"
    return float(_run(make + raw + grown)), float(_run(make + "kept = list(client.tasks.list(per_page=100))\n" + grown))


def iterated(pages: int) -> tuple[float, float]:
    """MB that a process holds after a tenth of a long list, and at its end."""
    code = (
        _RESIDENT
        + _FROM_MEMORY % f"transport=Memory({pages})"
        + f"for count, _ in enumerate(client.tasks.list(per_page=100), 1):\n"
        f"    if count in ({10 * pages}, {100 * pages}): print(resident() * {os.sysconf('SC_PAGESIZE')} / 1e6)\n"
    )
    first, last = _run(code).split()
    return float(first), float(last)


def generation(turns: int) -> tuple[float, float]:
    """Seconds by the clock of the bare generator with the same settings, and of `make generate`."""
    bare, ours = list[float](), list[float]()
    settings = ["--path", "openapi.yaml", "--meta", "none", "--config", "generator-config.yaml"]
    for _ in range(turns):
        with tempfile.TemporaryDirectory() as folder:
            bare.append(_clock("openapi-python-client", "generate", *settings, "--output-path", f"{folder}/bare"))
            ours.append(_clock(sys.executable, "scripts/generate.py", "--output", f"{folder}/ours"))
    return median(bare), median(ours)


def _clock(*command: str) -> float:
    begun = time.perf_counter()
    _done(*command)
    return time.perf_counter() - begun


def _cpu_of_processes(*codes: str, turns: int) -> list[float]:
    spent: list[list[float]] = [[] for _ in codes]
    for _ in range(turns):
        for code, times in zip(codes, spent, strict=True):
            before = _children()
            _run(code)
            times.append(_children() - before)
    return [median(each) for each in spent]


def _children() -> float:
    """Seconds of CPU of the processes that have ended; `os.times` knows hundredths only."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _run(code: str) -> str:
    return _done(sys.executable, "-c", code)


def _done(*command: str) -> str:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    environment = {**os.environ, "PATH": path}
    return subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout
