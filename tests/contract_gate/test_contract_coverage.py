"""What was exercised is counted, and what was not is excused by name or told; the recording holds no token."""

from __future__ import annotations

import json
from typing import Any

import contract_coverage
import pytest
import record_traffic

from tests.fakes import Mode, Script, reply
from webwork_tracker import _drive

TOKEN = "planted-token-3f9c"


def missing(operation: str, **item: str) -> list[str]:
    return list(contract_coverage.gaps({"operationId": operation, "missing": [item]}))


def response(status: str, path: str) -> dict[str, str]:
    return {"kind": "property", "target": "response", "status": status, "path": path}


@pytest.mark.parametrize(
    ("operation", "item", "excused"),
    [
        ("getTask", response("200", "meta.pagination.total"), True),
        ("getTasks", response("404", "meta.pagination"), True),
        ("getTasks", response("200", "meta.pagination"), False),
        ("getTask", response("404", "errors"), True),
        ("getTask", response("422", "errors"), False),
        ("getTasks", response("200", "message"), True),
        ("getTask", response("200", "message"), False),
        ("getTask", response("200", "data.title"), False),
        ("getTasks", {"kind": "parameter", "name": "status", "in": "query"}, False),
        ("getTask", {"kind": "response", "status": "404"}, False),
        ("getTask", {"kind": "operation"}, False),
    ],
)
def test_only_what_has_a_reason_is_excused(operation: str, item: dict[str, str], excused: bool) -> None:
    (gap,) = missing(operation, **item)
    assert contract_coverage.excused(gap) is excused


def test_gaps_are_named() -> None:
    assert missing("getTasks", kind="parameter", name="status", **{"in": "query"}) == [
        "getTasks query status parameter"
    ]
    assert missing("getTask", kind="response", status="404") == ["getTask 404 response"]


def test_table_counts_what_is_there_to_be_exercised() -> None:
    operation = {
        "operationId": "getTask",
        "path": "/tasks/{taskId}",
        "method": "GET",
        "covered": [
            {"kind": "operation"},
            {"kind": "parameter", "name": "taskId", "in": "path"},
            response("200", "data"),
        ],
        "missing": [
            response("200", "data.id"),
            response("200", "meta.pagination"),
            {"kind": "response", "status": "404"},
        ],
    }
    _, line = contract_coverage.table([operation])
    assert line.split() == ["getTask", "1/1", "-", "0/1", "1/2"]


def test_recording_has_the_call_and_no_token(mode: Mode, monkeypatch: pytest.MonkeyPatch) -> None:
    entries: list[dict[str, Any]] = []
    monkeypatch.setattr(record_traffic, "_entries", entries)
    script = Script(reply({"id": 1, "title": TOKEN}, headers={"Set-Cookie": TOKEN, "Content-Type": "application/json"}))
    with record_traffic.recorded():
        mode.call(mode.client(script, token=TOKEN).tasks.update, 500, title="Paint " + TOKEN)
    (entry,) = entries
    assert entry["request"]["url"] == "https://api.webwork-tracker.com/api/v2/tasks/500"
    assert {"name": "Authorization", "value": "Bearer REDACTED"} in entry["request"]["headers"]
    assert json.loads(entry["request"]["postData"]["text"])["title"] == "Paint REDACTED"
    assert json.loads(entry["response"]["content"]["text"])["data"] == {"id": 1, "title": "REDACTED"}
    assert TOKEN not in json.dumps(entries)
    assert _drive._carry_out.__module__ == _drive._carry_out_async.__module__ == _drive.__name__
