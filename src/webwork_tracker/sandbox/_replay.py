"""Answers requests from a file that `webwork_tracker.recorder` wrote."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

from webwork_tracker._anonymous import is_stand_in
from webwork_tracker._wire import HTTPReply, HTTPRequest
from webwork_tracker.recorder import VERSION
from webwork_tracker_api.operations import OPERATIONS

from ._call import Refusal
from ._core import Outcome
from ._routes import PREFIX, Routes, split


class Replay:
    """Gives each recorded answer once, in the order of the recording, to a request like the recorded one.

    Where the recorder has replaced a text, any text is the same. Raises `ValueError` for a file that is no recording,
    `OSError` for one that cannot be read.
    """

    def __init__(self, file: str | os.PathLike[str]) -> None:
        self._name = Path(file).name
        self._recorded = _read(Path(file))
        self._lock = threading.Lock()
        self._routes = Routes(OPERATIONS.values())
        self.rewind()

    def rewind(self) -> None:
        """Begin again."""
        self._left = list(self._recorded)

    def exchange(self, request: HTTPRequest, refuse: Callable[[int, str, str], HTTPReply]) -> Outcome:
        """The next recorded answer to a request; if there is none, a 501 that says so, made by `refuse`."""
        asked = _asked(request)
        with self._lock:
            reply = self._next(asked)
        if reply is None:
            reply = refuse(501, f"{self._name} has no answer to this", self._why(asked))
        return Outcome(reply, self._operation_id(request))

    def _next(self, asked: Mapping[str, Any]) -> HTTPReply | None:
        for at, interaction in enumerate(self._left):
            if _same(interaction["request"], asked):
                return _reply(self._left.pop(at)["response"])
        return None

    def _operation_id(self, request: HTTPRequest) -> str | None:
        try:
            return self._routes.find(request.method, split(request.url)[0])[0].id
        except Refusal:
            return None

    def _why(self, asked: Mapping[str, Any]) -> str:
        what = f"{asked['method']} {asked['path']}"
        if any(_same(interaction["request"], asked) for interaction in self._recorded):
            return f"It is asked {what} more often than was recorded."
        alike = [each["request"] for each in self._recorded if _same_place(each["request"], asked)]
        if not alike:
            return f"Nothing was recorded of {what}."
        differs = "query" if all(not _same_query(each, asked) for each in alike) else "body"
        return f"It is asked {what} with another {differs} than was recorded."


def _read(file: Path) -> list[dict[str, Any]]:
    try:
        recording = json.loads(file.read_text(encoding="utf-8"))
        if recording["webwork_recording"] != VERSION:
            raise ValueError
        return [{"request": each["request"], "response": each["response"]} for each in recording["interactions"]]
    except (ValueError, TypeError, KeyError):
        raise ValueError(f"{file} is no recording of this version's Recorder") from None


def _asked(request: HTTPRequest) -> dict[str, Any]:
    path, query = split(request.url)
    asked = {
        "method": request.method,
        "path": path.removeprefix(PREFIX),
        "query": [list(pair) for pair in parse_qsl(query, keep_blank_values=True)],
    }
    if not request.body:
        return asked
    try:
        return {**asked, "json": json.loads(request.body)}
    except (ValueError, RecursionError):
        return {**asked, "text": request.body.decode("utf-8", "replace")}


def _same(recorded: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
    bodies = [{name: each[name] for name in ("json", "text") if name in each} for each in (recorded, asked)]
    return _same_place(recorded, asked) and _same_query(recorded, asked) and _alike(*bodies)


def _same_place(recorded: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
    paths = [[unquote(part) for part in each["path"].split("/")] for each in (recorded, asked)]
    return bool(recorded["method"] == asked["method"]) and _alike(*paths)


def _same_query(recorded: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
    return _alike(sorted(recorded["query"]), sorted(asked["query"]))


def _alike(recorded: Any, asked: Any) -> bool:
    """Whether two values of JSON are the same, but for texts that were replaced."""
    if is_stand_in(recorded):
        return isinstance(asked, str)
    if isinstance(recorded, dict) and isinstance(asked, dict):
        return recorded.keys() == asked.keys() and all(_alike(recorded[name], asked[name]) for name in recorded)
    if isinstance(recorded, list) and isinstance(asked, list):
        return len(recorded) == len(asked) and all(map(_alike, recorded, asked))
    return type(recorded) is type(asked) and bool(recorded == asked)


def _reply(recorded: Mapping[str, Any]) -> HTTPReply:
    body = json.dumps(recorded["json"]) if "json" in recorded else recorded.get("text", "")
    return HTTPReply(recorded["status"], recorded["headers"], body.encode())
