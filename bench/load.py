"""`make load`: 16 clients at once on one sandbox with a database, which is killed in the middle and started again.

Proves that no write is lost that was answered 2xx, that nothing is answered 5xx, and that memory stays flat.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

from bench.server import end, resident_mb, start_sandbox
from bench.worker import DELETED, Failed, Line, Server, Worker

_FLAT = 1.3
_WARM_UP = 0.25


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.load", description="Load on a sandbox that is killed once.")
    parser.add_argument("--seconds", type=float, default=30.0, help="how long (30)")
    parser.add_argument("--connections", type=int, default=16, help="clients at the same time (16)")
    options = parser.parse_args()
    print(f"{options.connections} clients for {options.seconds:g} s; the sandbox is killed in the middle.", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        try:
            print("\n".join(proof(Path(folder) / "load.sqlite", options.seconds, options.connections)))
        except (Failed, RuntimeError) as error:
            print(f"The load proof failed. {error}", file=sys.stderr)
            return 1
    return 0


def proof(db: Path, seconds: float, connections: int) -> list[str]:
    """What was found. Raises `Failed` where it is not as it must be."""
    process, port = start_sandbox("--db", str(db))
    server, stop = Server(port), threading.Event()
    workers = [Worker(number, server) for number in range(connections)]
    threads = [threading.Thread(target=worker.run, args=(stop,), daemon=True) for worker in workers]
    for thread in threads:
        thread.start()
    try:
        memory = [_work(process, workers, seconds / 2)]
        server.epoch += 1
        killed = time.monotonic()
        process.kill()
        end(process)
        server.epoch += 1
        process, _ = start_sandbox("--db", str(db), port=port)
        away = time.monotonic() - killed
        memory.append(_work(process, workers, seconds / 2))
        _end(stop, threads)
        _look(workers)
        check_all_came_back(workers)
        check_memory(memory)
        with closing(Line(server)) as line:
            return [*_told(workers, seconds, away, memory), check_ledger(line, workers)]
    finally:
        _end(stop, threads)
        end(process)


def _end(stop: threading.Event, threads: list[threading.Thread]) -> None:
    stop.set()
    for thread in threads:
        thread.join(60)


def _work(process: subprocess.Popen[bytes], workers: list[Worker], seconds: float) -> tuple[float, float]:
    """Let them work; returns the server's memory after warm-up and at the end, in MB."""
    begun = time.monotonic()
    warm = 0.0
    while (passed := time.monotonic() - begun) < seconds:
        _look(workers)
        if process.poll() is not None:
            raise Failed("The server ended by itself.")
        if not warm and passed >= seconds * _WARM_UP:
            warm = resident_mb(process)
        time.sleep(0.05)
    return warm, resident_mb(process)


def _look(workers: list[Worker]) -> None:
    for worker in workers:
        if worker.failure:
            raise Failed(worker.failure)


def check_all_came_back(workers: list[Worker]) -> None:
    """Raise `Failed` if a client has done nothing since the restart."""
    lost = sum(not worker.reconnected for worker in workers)
    if lost:
        raise Failed(f"{lost} of {len(workers)} clients did not work on after the restart.")


def check_memory(memory: list[tuple[float, float]]) -> None:
    """Raise `Failed` if one of the two processes has grown: MB after warm-up and at the end."""
    for warm, last in memory:
        if last > warm * _FLAT:
            raise Failed(f"The server's memory grew from {warm:.1f} MB after warm-up to {last:.1f} MB.")


def check_ledger(line: Line, workers: list[Worker]) -> str:
    """Hold what the server has against what it has answered; what was found, in words."""
    stored = dict(_stored(line))
    maybe = set().union(*(worker.unanswered_creates for worker in workers))
    ledger = [entry for worker in workers for entry in worker.titles.items()]
    ids = Counter(task_id for task_id, _ in ledger)
    twice = [task_id for task_id, times in ids.items() if times > 1]
    if twice:
        raise Failed(f"{len(twice)} ids were given twice, {twice[0]} for one.")
    wrong = [task_id for task_id, titles in ledger if stored.get(task_id, DELETED) not in titles]
    if wrong:
        raise Failed(f"{len(wrong)} tasks are not as they were answered with 2xx, {wrong[0]} for one.")
    more = [title for task_id, title in stored.items() if task_id not in ids and title.startswith("client ")]
    if not maybe.issuperset(more):
        raise Failed("There are tasks that nobody has created.")
    return f"{len(ids):,} tasks created with an answer: each is as it was answered last; no 5xx; memory is flat."


def _stored(line: Line) -> Iterator[tuple[int, str]]:
    for page in count(1):
        _, content = line.ask("GET", f"/tasks?per_page=100&page={page}")
        yield from ((task["id"], task["title"]) for task in content["data"])
        if len(content["data"]) < 100:
            return


def _told(workers: list[Worker], seconds: float, away: float, memory: list[tuple[float, float]]) -> list[str]:
    counts = sum((worker.counts for worker in workers), Counter[str]())
    what = ", ".join(f"{times:,} {name}" for name, times in counts.most_common())
    uncertain = sum(
        len(worker.unanswered_creates) + sum(len(titles) > 1 for titles in worker.titles.values()) for worker in workers
    )
    return [
        f"{counts.total():,} answers, {counts.total() / seconds:,.0f} a second: {what}.",
        f"Killed with SIGKILL in the middle, back after {away:.1f} s; {uncertain} writes were never answered.",
        "Memory after warm-up and at the end: "
        + "; ".join(f"{warm:.1f} and {last:.1f} MB {when}" for (warm, last), when in zip(memory, _WHEN, strict=True))
        + ".",
    ]


_WHEN = ("before the kill", "after it")


if __name__ == "__main__":
    sys.exit(main())
