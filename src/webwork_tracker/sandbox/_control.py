"""`/__sandbox/…`: the control of a sandbox over HTTP, as JSON. Who may come here is decided in `_site`."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from attrs import asdict

from webwork_tracker._wire import HTTPReply, HTTPRequest

from ._builders import build
from ._clock import moment_of
from ._envelope import timestamp
from ._fault import Fault
from ._requests import LoggedRequest
from ._state import state_of

if TYPE_CHECKING:
    from ._sandbox import Sandbox, Snapshot

CONTROL = "/__sandbox/"
_KEPT_SNAPSHOTS = 20
_HEADERS = {"content-type": "application/json", "cache-control": "no-store", "x-content-type-options": "nosniff"}


class _Mistake(Exception):
    """A request that makes no sense; its text says why."""


class Control:
    """Answers `/__sandbox/…`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._snapshots: OrderedDict[str, Snapshot] = OrderedDict()
        self._taken = 0
        self._lock = threading.Lock()
        self._routes: dict[str, dict[str, Callable[[Mapping[str, Any]], Any]]] = {
            "state": {"GET": self._state},
            "requests": {"GET": self._requests, "DELETE": self._forget},
            "reset": {"POST": self._reset},
            "seed": {"POST": self._seed},
            "clock": {"GET": self._clock, "POST": self._set_clock},
            "faults": {"GET": self._faults, "POST": self._add_fault, "DELETE": self._remove_faults},
            "snapshot": {"POST": self._snapshot},
            "restore": {"POST": self._restore},
            "openapi.json": {"GET": self._contract},
        }

    def reply(self, request: HTTPRequest) -> HTTPReply:
        """The reply to a request whose path begins with `CONTROL`."""
        path, _, query = request.url.partition("?")
        methods = self._routes.get(path.removeprefix(CONTROL))
        if methods is None:
            return refused(404, "There is nothing here.")
        if request.method not in methods:
            return refused(405, "Method not allowed.", allow=", ".join(methods))
        try:
            sent = _fields(query) if request.method == "GET" else {**_fields(query), **_json(request.body)}
            return _reply(200, methods[request.method](sent))
        except (_Mistake, ValueError) as mistake:
            return refused(400, str(mistake))

    def _state(self, _: Mapping[str, Any]) -> Any:
        return state_of(self._sandbox._db, self._sandbox.clock())

    def _requests(self, sent: Mapping[str, Any]) -> Any:
        return {"requests": [_shown(logged) for logged in self._sandbox.requests.after(_whole(sent, "after", 0))]}

    def _forget(self, _: Mapping[str, Any]) -> Any:
        self._sandbox.requests.clear()
        return {}

    def _reset(self, _: Mapping[str, Any]) -> Any:
        self._sandbox.reset()
        return self._clock({})

    def _seed(self, sent: Mapping[str, Any]) -> Any:
        with self._sandbox._db.transaction():
            return build(self._sandbox, sent)

    def _clock(self, _: Mapping[str, Any]) -> Any:
        return {"clock": timestamp(self._sandbox.clock())}

    def _set_clock(self, sent: Mapping[str, Any]) -> Any:
        if "stand_at" in sent and "tick" in sent:
            raise _Mistake("tick or stand_at, not both at once.")
        if "stand_at" in sent:
            self._sandbox.clock.stand_at(_moment(sent["stand_at"]))
        else:
            self._sandbox.clock.tick(_seconds(sent.get("tick")))
        return self._clock({})

    def _faults(self, _: Mapping[str, Any]) -> Any:
        faults = self._sandbox.faults
        return {"faults": [self._told(fault) for fault in faults]}

    def _add_fault(self, sent: Mapping[str, Any]) -> Any:
        try:
            return self._told(self._sandbox.faults.add(**sent))
        except TypeError:
            raise _Mistake("A fault is an object with operation and the fields of a fault.") from None

    def _remove_faults(self, sent: Mapping[str, Any]) -> Any:
        if "id" not in sent:
            self._sandbox.faults.clear()
            return {}
        try:
            self._sandbox.faults.remove(_whole(sent, "id", 0))
        except KeyError:
            raise _Mistake(f"There is no fault {sent['id']}.") from None
        return {}

    def _told(self, fault: Fault) -> dict[str, Any]:
        given = {name: value for name, value in asdict(fault).items() if value not in (None, False, {})}
        return {**given, "struck": self._sandbox.faults.struck(fault)}

    def _snapshot(self, _: Mapping[str, Any]) -> Any:
        with self._lock:
            self._taken += 1
            name = str(self._taken)
            self._snapshots[name] = self._sandbox.snapshot()
            while len(self._snapshots) > _KEPT_SNAPSHOTS:
                self._snapshots.popitem(last=False)
        return {"snapshot": name}

    def _restore(self, sent: Mapping[str, Any]) -> Any:
        with self._lock:
            name = str(sent.get("snapshot", self._taken))
            snapshot = self._snapshots.get(name)
        if snapshot is None:
            raise _Mistake(f"There is no snapshot {name}; the last {_KEPT_SNAPSHOTS} are kept.")
        self._sandbox.restore(snapshot)
        return {"snapshot": name}

    def _contract(self, _: Mapping[str, Any]) -> Any:
        contract = files("webwork_tracker_api") / "openapi.json"
        if not contract.is_file():
            raise _Mistake("This installation has no openapi.json.")
        return json.loads(contract.read_text(encoding="utf-8"))


def refused(status: int, why: str, **headers: str) -> HTTPReply:
    """A reply that says no."""
    return _reply(status, {"error": why}, **headers)


def _shown(logged: LoggedRequest) -> dict[str, Any]:
    return {
        "id": logged.id,
        "at": timestamp(logged.at),
        "method": logged.method,
        "path": logged.path,
        "query": logged.query,
        "operation_id": logged.operation_id,
        "status": logged.status,
        "milliseconds": round(logged.milliseconds, 3),
        "fault": logged.fault,
        "request": {"headers": logged.headers, "body": logged.body},
        "response": {"headers": logged.response_headers, "body": logged.response},
        "curl": logged.curl,
    }


def _reply(status: int, payload: Any, **headers: str) -> HTTPReply:
    return HTTPReply(status, {**_HEADERS, **headers}, json.dumps(payload, separators=(",", ":")).encode("ascii"))


def _fields(query: str) -> dict[str, Any]:
    return {name: int(value) if value.isascii() and value.isdigit() else value for name, value in parse_qsl(query)}


def _json(body: bytes | None) -> dict[str, Any]:
    if not body:
        return {}
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        raise _Mistake("The body is no JSON.") from None
    if not isinstance(sent, dict):
        raise _Mistake("The body must be a JSON object.")
    return sent


def _seconds(sent: Any) -> float:
    if not isinstance(sent, (int, float)) or isinstance(sent, bool):
        raise _Mistake("tick must be a number of seconds.")
    return sent


def _moment(sent: Any) -> datetime | None:
    try:
        return None if sent is None else moment_of(sent)
    except (TypeError, ValueError):
        raise _Mistake("stand_at must be a time like 2026-03-01T00:00:00Z, or null for a clock that goes.") from None


def _whole(sent: Mapping[str, Any], name: str, default: int) -> int:
    value = sent.get(name, default)
    if not isinstance(value, int):
        raise _Mistake(f"{name} must be a whole number.")
    return value
