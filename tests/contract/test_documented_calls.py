"""Each call of the vendor's reference, sync and async: the request as documented, the reply as documented."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.fakes import TOKEN, Mode, Script, raw_reply

if TYPE_CHECKING:
    from tests.contract.conftest import DocumentedCall

BASE = "https://api.webwork-tracker.com/api/v2"


def script_of(documented: DocumentedCall) -> Script:
    return Script(raw_reply(json.dumps(documented.response), documented.status))


def make(mode: Mode, client: Any, documented: DocumentedCall, **scope: int) -> Any:
    """The call as a user makes it; of a list, all that it gives."""
    method = getattr(getattr(client, documented.resource), documented.name)
    if documented.name == "list":
        return mode.collect(method(*documented.args, **documented.kwargs, **scope))
    return mode.call(method, *documented.args, **documented.kwargs, **scope)


@pytest.mark.parametrize("base_url", [None, BASE, f"{BASE}/"], ids=["default", "without slash", "with slash"])
def test_request_on_the_wire_is_the_documented_one(
    mode: Mode, documented: DocumentedCall, base_url: str | None
) -> None:
    script = script_of(documented)
    client = mode.client(script, workspace_id=None, project_id=None, base_url=base_url)
    make(mode, client, documented, **documented.scope)
    sent = script.request
    assert (sent.method, sent.url) == (documented.method, documented.url)
    assert sent.headers["Authorization"] == f"Bearer {TOKEN}"
    assert sent.headers["Accept"] == "application/json"
    if documented.body is None:
        assert sent.body is None
        assert "Content-Type" not in sent.headers
    else:
        assert sent.headers["Content-Type"] == "application/json"
        # As text, which also holds the order of the keys and tells 1 from true.
        assert json.dumps(script.body) == json.dumps(documented.body)


def test_ids_of_the_client_make_the_same_request(mode: Mode, documented: DocumentedCall) -> None:
    script = script_of(documented)
    make(mode, mode.client(script, **documented.scope), documented)
    assert (script.request.method, script.request.url) == (documented.method, documented.url)
    assert (None if script.request.body is None else script.body) == documented.body


def test_documented_reply_decodes_to_the_documented_values(mode: Mode, documented: DocumentedCall) -> None:
    result = make(mode, mode.client(script_of(documented)), documented)
    assert result == documented.decoded
    # An enum of integers equals its integer: the repr tells them apart, and a date from a datetime.
    assert repr(result) == repr(documented.decoded)


def test_raw_reply_has_all_that_came_with_the_documented_values(mode: Mode, documented: DocumentedCall) -> None:
    client = mode.client(script_of(documented))
    method = getattr(getattr(client.with_raw_response, documented.resource), documented.name)
    raw = mode.call(method, *documented.args, **documented.kwargs)
    assert repr(raw.data) == repr(documented.decoded)
    assert raw.status_code == documented.status
    assert raw.message == documented.response.get("message")
    assert raw.meta.api_version == "2.0.0"
    assert raw.meta.timestamp.isoformat() == "2019-08-24T14:15:22+00:00"
    assert raw.meta.pagination is None
    assert raw.attempts == 1
