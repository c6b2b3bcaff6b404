"""Requests that Hypothesis makes up: most of them right, some wrong in one of the ways that requests are wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

from webwork_tracker._operation import Operation
from webwork_tracker._wire import HTTPRequest
from webwork_tracker.sandbox._roles import ROLES, token_of_role


def mostly(usual: Any, *others: Any) -> st.SearchStrategy[Any]:
    """One value nine times in ten, else one of the others."""
    return st.integers(0, 9).flatmap(lambda die: st.sampled_from(others) if die == 9 else st.just(usual))


# Mostly what is there or soon will be, sometimes what is not, and sometimes what is no id at all.
IDS = {
    "workspace_id": mostly(1, 2, "1", "x"),
    "project_id": mostly(100, 101, 0, "100"),
    "taskId": mostly(500, 501, 501, 502, "500.0", "0", "x/y", "é"),
    "userId": mostly(100, 10, 101, 102, 9, -1),
    "viewerId": mostly(100, 101, 102, "a b"),
}
ODD = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5), st.just([1]))
DATES = mostly("2024-01-15", "2024-01-30", "2024-02-30", "2024-1-1", None)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "title": st.text(min_size=1, max_size=10) | st.just(""),
    "description": st.one_of(st.none(), st.text(max_size=10)),
    "status": mostly(10, 0, 20, 30, 20.0, 5),
    "priority": mostly(30, 10, 20, 40, "30", None),
    "parent_id": mostly(500, 501, 502, None),
    "contract_id": st.just(1),
    "order_by": mostly("desc", "asc", "up"),
    "start_date": DATES,
    "end_date": DATES,
    "assignees": st.lists(mostly(100, 101, 10, 9), max_size=3),
    "email": mostly("a@example.com", "A@Example.com", "b@example.com", "john.doe@client.example.com", "no"),
    "firstname": mostly("Ann", "", "é\ud800"),
    "lastname": mostly("Lee", ""),
    "page": mostly(1, 2, 0, "2"),
    "per_page": mostly(2, 1, 100, 101),
    **IDS,
}
# A role per request, the two that may do everything more often than the others.
_WHO = [*ROLES, *ROLES[:2] * 2]
_AS = st.sampled_from([f"Bearer {token_of_role(role)}" for role in _WHO])
_ODD_TOKENS = ("Bearer sandbox-user-102", "Bearer sandbox-user-9", "Bearer sandbox-access-1", "Basic x", "Bearer t0ken")
HEADERS = st.one_of(
    *[_AS.map(lambda token: {"Authorization": token})] * 4,
    st.sampled_from([{}, *({"Authorization": token} for token in _ODD_TOKENS)]),
)
TYPES = mostly("application/json", "application/json; charset=utf-8", "text/plain", "application/merge-patch+json")
BODIES = st.sampled_from([None, b"", b"[]", b"{", b'{"workspace_id": NaN}', b"\xff", b'"x"', b"[" * 2000])


@st.composite
def requests(draw: st.DrawFn, operations: Mapping[str, Operation[Any]]) -> HTTPRequest:
    """One request: one of the operations, or what is nearly one."""
    operation = draw(st.sampled_from(list(operations.values())))
    values = {field.name: draw(IDS[field.name]) for field in operation.path_params}
    path = operation.path.format(**{name: quote(str(value), safe="") for name, value in values.items()})
    path = draw(mostly("/api/v2" + path, "/api/v2" + path + "/", path, "/api/v2/nothing", "//api/v2" + path))
    method = draw(mostly(operation.method, "PATCH", "QUERY", "OPTIONS", "TRACE", "BREW", operation.method.lower()))
    headers = dict(draw(HEADERS))
    query, body = "", None
    if operation.body is None:
        query = "?" + urlencode(draw(arguments(operation.query)), doseq=True)
    else:
        headers["Content-Type"] = draw(TYPES)
        body = draw(BODIES if draw(st.integers(0, 9)) == 9 else json_body(operation.body))
    return HTTPRequest(method, path + query, headers, body)


@st.composite
def arguments(draw: st.DrawFn, fields: Any) -> dict[str, Any]:
    """Values for the fields of an operation; sometimes one is missing, odd or unknown."""
    given = {field.name: draw(FIELDS[field.name]) for field in fields if field.required or draw(st.booleans())}
    match draw(st.integers(0, 12)):
        case 0 if given:
            del given[draw(st.sampled_from(list(given)))]
        case 1 if given:
            given[draw(st.sampled_from(list(given)))] = draw(ODD)
        case 2:
            given[draw(st.sampled_from(["unknown", "taskId", ""]))] = draw(ODD)
    return given


@st.composite
def json_body(draw: st.DrawFn, fields: Any) -> bytes:
    """The same as a body, also with what is not ASCII in it as it is."""
    return json.dumps(draw(arguments(fields)), ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass")
