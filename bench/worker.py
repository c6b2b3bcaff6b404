"""One client of the load proof: a keep-alive connection, mixed reads and writes, and a ledger of what was answered."""

from __future__ import annotations

import json
import random
import socket
import time
from collections import Counter
from contextlib import closing
from threading import Event
from typing import Any
from urllib.parse import urlencode

from bench.server import PREFIX, request

_PLACE = {"workspace_id": 1, "project_id": 100}
_QUERY = urlencode(_PLACE)
_ANSWER_WITHIN = 15.0
_BACK_WITHIN = 30.0
# How often which, of 100.
_MIX = {"get": 35, "list": 10, "create": 25, "update": 20, "delete": 10}
DELETED = "(deleted)"
"""Stands for the title of a task that is no more."""


class Failed(Exception):
    """What the proof is there to find, in a sentence."""


class Server:
    """Where the server is, and a number that goes up when it is killed, to odd, and when it is gone, to even."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.epoch = 0


class Line:
    """A connection, as raw as it can be."""

    def __init__(self, server: Server) -> None:
        self._server = server
        # Before connecting: only what was open when the server was killed may break.
        self._epoch = server.epoch
        self._socket = socket.create_connection(("127.0.0.1", server.port), timeout=_ANSWER_WITHIN)
        try:
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError:  # it is gone already
            self._socket.close()
            raise
        self._file = self._socket.makefile("rb")

    @property
    def may_break(self) -> bool:
        """Whether the server was killed since, or dies right now: its port may take connections until it is gone."""
        return self._server.epoch > self._epoch or bool(self._epoch % 2)

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
        """Status and JSON of the answer. Raises `OSError` if none comes, and `Failed` for a 5xx."""
        if body is None:
            sent = request(method, f"{PREFIX}{path}{'&' if '?' in path else '?'}{_QUERY}")
        else:
            sent = request(method, PREFIX + path, json.dumps(_PLACE | body))
        self._socket.sendall(sent)
        line = self._file.readline()
        length = 0
        while (header := self._file.readline()) not in (b"\r\n", b""):
            if header.lower().startswith(b"content-length:"):
                length = int(header[15:])
        content = self._file.read(length)
        if not line or len(content) < length or not length:
            raise ConnectionResetError("no answer, or half of one")
        status = int(line.split()[1])
        if status >= 500:
            raise Failed(f"{method} {path} was answered {status}.")
        return status, json.loads(content)

    def close(self) -> None:
        """Let go of it."""
        self._file.close()
        self._socket.close()


class Worker:
    """Works on tasks of its own, so that it knows at any time what each of them must look like."""

    def __init__(self, number: int, server: Server) -> None:
        self.titles: dict[int, set[str]] = {}
        """Of each task that was created with an answer, the titles that it may have: two if an update had no answer."""
        self.unanswered_creates: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.failure: str | None = None
        self.reconnected = 0
        self._server = server
        self._number = number
        self._random = random.Random(number)
        self._live: list[int] = []
        self._made = 0

    def run(self, stop: Event) -> None:
        """Work until told to stop; what goes wrong is in `failure`."""
        try:
            line = Line(self._server)
            while True:
                with closing(line):
                    self._work(line, stop)
                if stop.is_set():
                    return
                line = self._again()
        except Failed as error:
            self.failure = str(error)
        except Exception as error:
            self.failure = f"A client ended with {error!r}."

    def _work(self, line: Line, stop: Event) -> None:
        """Until told to stop, or until the server is killed."""
        try:
            while not stop.is_set():
                self._step(line)
        except OSError as error:
            if not line.may_break:
                raise Failed(f"A connection broke while the server ran: {error!r}.") from error

    def _again(self) -> Line:
        ends = time.monotonic() + _BACK_WITHIN
        while time.monotonic() < ends:
            try:
                line = Line(self._server)
            except OSError:
                time.sleep(0.05)  # it takes some tenths of a second to start
            else:
                self.reconnected += 1
                return line
        raise Failed(f"The restarted server could not be reached within {_BACK_WITHIN:g} seconds.")

    def _step(self, line: Line) -> None:
        what = self._random.choices(list(_MIX), list(_MIX.values()))[0] if self._live else "create"
        getattr(self, f"_{what}")(line)
        self.counts[what] += 1

    def _create(self, line: Line) -> None:
        title = self._title()
        self.unanswered_creates.add(title)
        task = self._expect(201, *line.ask("POST", "/tasks", {"title": title}))
        self.unanswered_creates.discard(title)
        if task["id"] in self.titles or task["title"] != title:
            raise Failed(f"A create was answered with another task, {task['id']}.")
        self.titles[task["id"]] = {title}
        self._live.append(task["id"])

    def _update(self, line: Line) -> None:
        self._change(line, self._title())

    def _delete(self, line: Line) -> None:
        self._change(line, DELETED)

    def _change(self, line: Line, title: str) -> None:
        # Until it is answered, both may be so; if it never is, this task is not touched again.
        task_id = self._live.pop(self._random.randrange(len(self._live)))
        self.titles[task_id].add(title)
        if title == DELETED:
            self._expect(200, *line.ask("DELETE", f"/tasks/{task_id}", {}))
        else:
            self._expect(200, *line.ask("PUT", f"/tasks/{task_id}", {"title": title}))
            self._live.append(task_id)
        self.titles[task_id] = {title}

    def _get(self, line: Line) -> None:
        task_id = self._random.choice(self._live)
        task = self._expect(200, *line.ask("GET", f"/tasks/{task_id}"))
        if {task["title"]} != self.titles[task_id]:
            raise Failed(f"Task {task_id} was read as {task['title']!r}, not as {self.titles[task_id]}.")

    def _list(self, line: Line) -> None:
        tasks = self._expect(200, *line.ask("GET", f"/tasks?per_page=20&page={self._random.randint(1, 3)}"))
        if not isinstance(tasks, list):
            raise Failed("A list of tasks was answered without a list.")

    def _title(self) -> str:
        self._made += 1
        return f"client {self._number} title {self._made}"

    @staticmethod
    def _expect(status: int, got: int, content: Any) -> Any:
        if got != status:
            raise Failed(f"An answer has status {got}, not {status}: {content}")
        return content["data"]
