"""Every row of the table of outcomes, over a socket: attempts, waits, the final error, and the effects on the server."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import Mode
from tests.reliability.fault_server import FaultServer, state
from tests.reliability.faults import FAULTS, Fault
from tests.reliability.play import CALLS, SAFE, WITH_DATA, Played, as_if_carried_out, play, server_context
from webwork_tracker import OutcomeUnknownError
from webwork_tracker_api.operations import OPERATIONS

ROOT = Path(__file__).parents[2]
DATA = json.loads((Path(__file__).parent / "cases.json").read_text())
CASES = [case for case in DATA["cases"] if "script" in case]
ELSEWHERE = [case for case in DATA["cases"] if "elsewhere" in case]


def faults(case: dict[str, Any], variant: Any) -> list[Fault]:
    entries = [variant if entry == "variant" else entry for entry in case["script"]]
    return [Fault(**(DATA["faults"][entry] if isinstance(entry, str) else entry)) for entry in entries]


def applies_to(case: dict[str, Any]) -> list[str]:
    groups = {"all": list(CALLS), "safe": [name for name in CALLS if name in SAFE], **DATA["groups"]}
    names: list[str] = groups[case["on"]] if isinstance(case["on"], str) else case["on"]
    return names


def expectation(case: dict[str, Any], operation_id: str) -> dict[str, Any]:
    """What must come of a case for this operation."""
    kinds = ["all", "safe" if operation_id in SAFE else "unsafe"]
    kinds.append("with data" if operation_id in WITH_DATA else "without data")
    (expected,) = [case[kind] for kind in kinds if kind in case]
    return dict(expected)


def parameters() -> Iterator[Any]:
    for case in CASES:
        for number, variant in enumerate(case.get("variants", [None])):
            for operation_id in applies_to(case):
                named = f" {number}" if "variants" in case else ""
                yield pytest.param(
                    case, variant, operation_id, id=f"{case['row']} {case['name']}{named}-{operation_id}"
                )


@pytest.mark.parametrize(("case", "variant", "operation_id"), list(parameters()))
def test_case(
    mode: Mode, case: dict[str, Any], variant: Any, operation_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = expectation(case, operation_id)
    with ExitStack() as stack:
        other = stack.enter_context(FaultServer()) if case["row"] == 21 else None
        server = FaultServer(
            faults(case, variant), tls=server_context() if case.get("setup") == "self-signed" else None
        )
        server.places = {"same": server.base_url, "other": other.base_url if other else ""}
        stack.enter_context(server)
        options = {**case.get("options", {}), **setup(case, server, monkeypatch)}
        played = play(mode, server, operation_id, **options)
        check_outcome(played, expected, operation_id, server)
        check_server(server, expected, operation_id)
        assert other is None or other.connections == 0


def setup(case: dict[str, Any], server: FaultServer, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The circumstances of a case, as options of the client."""
    kind = case.get("setup")
    if kind == "unknown name":
        look_up = socket.getaddrinfo

        def unknown(host: Any, *arguments: Any, **named: Any) -> Any:
            if host in ("api.webwork.invalid", b"api.webwork.invalid"):
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            return look_up(host, *arguments, **named)

        monkeypatch.setattr(socket, "getaddrinfo", unknown)
        return {"base_url": "http://api.webwork.invalid/api/v2"}
    if kind == "https":
        return {"base_url": f"https://{server.address}/api/v2"}
    if kind == "tokens":
        tokens = iter(["first", "second"])
        return {"token": lambda: next(tokens)}
    assert kind in (None, "self-signed")
    return {}


def check_outcome(played: Played, expected: dict[str, Any], operation_id: str, server: FaultServer) -> None:
    assert played.waits == pytest.approx(expected.get("waits", []))
    if "error" not in expected:
        assert played.result.attempts == expected["attempts"]
        assert played.result.status_code == expected.get("answered", played.result.status_code)
        return
    error = played.failure
    assert type(error).__name__ == expected["error"], error
    assert (error.operation_id, error.attempts) == (operation_id, expected["attempts"])
    for name in ("sent", "status_code", "retry_after"):
        if name in expected:
            assert getattr(error, name) == expected[name]
    for text in expected.get("says", []):
        assert text.format_map(server.places) in str(error)
    assert expected.get("note", "") in "".join(getattr(error, "__notes__", []))
    if isinstance(error, OutcomeUnknownError):
        check_advice(error, operation_id)
        assert type(error.__cause__).__name__ == expected.get("cause", type(error.__cause__).__name__)


def check_advice(error: OutcomeUnknownError, operation_id: str) -> None:
    """An error of unknown outcome says where to look, and names the ids of the call."""
    operation = OPERATIONS[operation_id]
    look = "list()" if operation.verb == "create" else "get()"
    assert f"{operation.tag.replace('-', '_')}.{look}" in str(error)
    assert {"workspace_id", *(field.name for field in operation.path_params)} <= error.ids.keys()
    assert isinstance(error.__cause__, Exception)


def check_server(server: FaultServer, expected: dict[str, Any], operation_id: str) -> None:
    assert len(server.script) == expected.get("leaves", 0), "a fault that nobody met"
    assert server.attempts == expected.get("seen", expected["attempts"])
    if "carried_out" in expected:
        assert server.carried_out == expected["carried_out"]
    assert state(server.sandbox) == as_if_carried_out(operation_id, server.carried_out)


def test_every_row_of_the_table_has_its_case() -> None:
    assert {case["row"] for case in DATA["cases"]} == set(range(28))


def test_every_case_stands_for_safe_and_unsafe_operations_or_says_why_not() -> None:
    for case in CASES:
        names = set(applies_to(case))
        assert names <= set(OPERATIONS)
        assert len(names) == len(applies_to(case)) > 0
        for name in names:
            expectation(case, name)
    assert set(CALLS) == set(OPERATIONS)


@pytest.mark.parametrize("where", [where for case in ELSEWHERE for where in case["elsewhere"]])
def test_cases_that_are_elsewhere_are_there(where: str) -> None:
    path, _, name = where.partition("::")
    file = ROOT / path if "/" in path else Path(__file__).parent / path
    assert f"def {name or 'test_'}" in file.read_text()


def test_every_fault_is_met_by_some_case() -> None:
    scripts = [(case, variant) for case in CASES for variant in case.get("variants", [None])]
    assert {fault.do for script in scripts for fault in faults(*script)} >= FAULTS.keys() - {"answer and close", "drip"}
    names = [name for case in CASES for name in [*case["script"], *case.get("variants", [])] if isinstance(name, str)]
    assert DATA["faults"].keys() <= set(names)
