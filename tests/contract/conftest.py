"""The 15 calls of the vendor's reference: what is called, what goes on the wire, what comes back, what is made of it."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from attrs import field, frozen

import webwork_tracker

ROOT = Path(__file__).parents[2]


@frozen
class DocumentedCall:
    operation_id: str
    resource: str
    name: str
    scope: dict[str, int]
    """The ids that a caller gives to the call, or to the client."""
    method: str
    url: str
    status: int
    response: dict[str, Any]
    args: list[Any] = field(factory=list)
    kwargs: dict[str, Any] = field(factory=dict)
    body: dict[str, Any] | None = None
    decoded: Any = None


def _python(value: Any, named: dict[str, Any]) -> Any:
    """The Python value that the data file means: `$value` names another, the other marks make what JSON cannot say."""
    if isinstance(value, list):
        return [_python(item, named) for item in value]
    if not isinstance(value, dict):
        return value
    match value:
        case {"$value": name}:
            return _python(named[name], named)
        case {"$date": text}:
            return date.fromisoformat(text)
        case {"$datetime": text}:
            return datetime.fromisoformat(text)
        case {"$enum": text}:
            enum, member = text.split(".")
            return getattr(webwork_tracker, enum)[member]
        case {"$model": name, **fields}:
            return getattr(webwork_tracker, name)(**_python(fields, named))
    return {key: _python(item, named) for key, item in value.items()}


def _documented_calls() -> list[DocumentedCall]:
    data = json.loads(Path(__file__).with_name("documented_calls.json").read_text("utf-8"))
    calls = []
    for case in _python(data["calls"], data["values"]):
        resource, name = case.pop("call").split(".")
        calls.append(DocumentedCall(operation_id=case.pop("operationId"), resource=resource, name=name, **case))
    return calls


DOCUMENTED = _documented_calls()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "documented" in metafunc.fixturenames:
        metafunc.parametrize("documented", DOCUMENTED, ids=[call.operation_id for call in DOCUMENTED])


@pytest.fixture
def documented_calls() -> list[DocumentedCall]:
    return DOCUMENTED


@pytest.fixture(scope="session")
def document() -> Any:
    """`openapi.yaml`."""
    return yaml.safe_load((ROOT / "openapi.yaml").read_text("utf-8"))
