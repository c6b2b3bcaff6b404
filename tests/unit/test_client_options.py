"""`with_options`, a copy with other settings, and `with_raw_response`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.fakes import Mode, Script, client, reply, task
from webwork_tracker import ConfigurationError, InvalidArgumentError, RawResponse, Task, WebWorkError


@pytest.mark.parametrize(
    ("options", "url"),
    [
        ({"workspace_id": 7}, "/tasks/5?workspace_id=7&project_id=100"),
        ({"project_id": 8}, "/tasks/5?workspace_id=1&project_id=8"),
        ({"extra_query": {"with": "details"}}, "/tasks/5?workspace_id=1&project_id=100&with=details"),
        ({"extra_query": {"project_id": 9, "a": None}}, "/tasks/5?workspace_id=1&project_id=9"),
        ({}, "/tasks/5?workspace_id=1&project_id=100"),
    ],
)
def test_copy_has_other_settings_and_the_original_keeps_its_own(mode: Mode, options: dict[str, Any], url: str) -> None:
    script = Script(reply(task()))
    made = mode.client(script)
    mode.call(made.with_options(**options).tasks.get, 5)
    mode.call(made.tasks.get, 5)
    base = "https://api.webwork-tracker.com/api/v2"
    assert [request.url for request in script.requests] == [base + url, f"{base}/tasks/5?workspace_id=1&project_id=100"]


def test_a_resource_that_was_used_before_does_not_bring_its_settings_along(mode: Mode) -> None:
    script = Script(reply(task()))
    made = mode.client(script)
    mode.call(made.tasks.get, 5)
    mode.call(made.with_options(project_id=8).tasks.get, 5)
    assert script.requests[1].url.endswith("project_id=8")


@pytest.mark.parametrize("timeout", [1.5, None])
def test_timeout(mode: Mode, timeout: float | None) -> None:
    script = Script(reply(task()))
    made = mode.client(script, timeout=9)
    copy = made.with_options(timeout=timeout)
    mode.call(copy.tasks.get, 5)
    mode.call(made.tasks.get, 5)
    mode.call(copy.with_options(headers={}).tasks.get, 5)
    assert script.timeouts == [timeout, 9, timeout]


def test_headers_are_added_to_those_of_the_original(mode: Mode) -> None:
    script = Script(reply(task()))
    made = mode.client(script).with_options(headers={"X-One": "1", "Accept": "text/plain"})
    mode.call(made.with_options(headers={"X-Two": "2", "X-One": "one"}).tasks.get, 5)
    mode.call(made.tasks.get, 5)
    copy, original = (request.headers for request in script.requests)
    assert (copy["X-One"], copy["X-Two"], copy["Accept"]) == ("one", "2", "text/plain")
    assert original["X-One"] == "1"
    assert "X-Two" not in original


def test_headers_do_not_take_the_place_of_the_token() -> None:
    with pytest.raises(ConfigurationError, match="made from the token"):
        client(Script()).with_options(headers={"authorization": "Bearer another"})


def test_extra_body_is_added_to_the_fields(mode: Mode) -> None:
    script = Script(reply(task()))
    made = mode.client(script).with_options(extra_body={"parent_id": 4, "title": "other"})
    mode.call(made.tasks.update, 5, title="x", description="y")
    assert script.body == {"workspace_id": 1, "project_id": 100, "title": "other", "description": "y", "parent_id": 4}


@pytest.mark.parametrize(("given", "sent"), [(None, {"a": 1}), ({"b": 2}, {"b": 2, "a": 1}), ({"a": 2}, {"a": 1})])
def test_extra_body_of_a_plain_request(given: Any, sent: dict[str, int]) -> None:
    script = Script(reply())
    client(script).with_options(extra_body={"a": 1}).request("POST", "/x", json=given)
    assert script.body == sent


@pytest.mark.parametrize("body", [[1], "text", 5, [], False])
def test_extra_body_cannot_be_added_to_what_is_no_object(body: Any) -> None:
    with pytest.raises(InvalidArgumentError, match="extra_body"):
        client(Script(reply())).with_options(extra_body={"a": 1}).request("POST", "/x", json=body)


def test_extra_body_on_a_call_without_a_body_is_an_error(mode: Mode) -> None:
    script = Script()
    with pytest.raises(InvalidArgumentError, match="^extra_body: getTask sends no body$") as caught:
        mode.call(mode.client(script).with_options(extra_body={"a": 1}).tasks.get, 5)
    assert caught.value.field == "extra_body"
    assert script.requests == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("timeout", 0), ("timeout", "5"), ("deadline", -1), ("workspace_id", "1"), ("project_id", 0), ("max_retries", -1)],
)
def test_setting_that_cannot_be_used_is_refused(mode: Mode, name: str, value: Any) -> None:
    with pytest.raises(ConfigurationError, match=f"^{name} must be "):
        mode.client(Script()).with_options(**{name: value})


@pytest.mark.parametrize("name", ["USER-AGENT", "accept", "content-type"])
def test_a_header_goes_out_once_however_it_is_spelled(name: str) -> None:
    script = Script(reply(task()))
    client(script).with_options(headers={name: "mine"}).tasks.update(5)
    sent = [header for header in script.request.headers if header.lower() == name.lower()]
    assert len(sent) == 1


@pytest.mark.parametrize("value", ["é", "line\nbreak", "line\r\nX-Other: 1", "nul\0", 5, None, b"x"])
def test_header_that_cannot_be_sent_is_refused(mode: Mode, value: Any) -> None:
    script = Script(reply(task()))
    with pytest.raises(WebWorkError, match="X-Mine"):
        mode.call(mode.client(script).with_options(headers={"X-Mine": value}).tasks.get, 5)
    assert script.requests == []


def test_closing_a_copy_leaves_the_connections_open(mode: Mode) -> None:
    script = Script(reply(task()))
    made = mode.client(script)
    copy = made.with_options(timeout=1)
    mode.call(copy.close)
    mode.call(copy.with_options(timeout=2).close)
    assert script.closed == 0
    mode.call(made.tasks.get, 5)
    mode.call(made.close)
    assert script.closed == 1


def test_copy_is_of_the_same_class_and_shares_what_it_uses(mode: Mode) -> None:
    made = mode.client(Script())
    copy = made.with_options(workspace_id=9)
    assert type(copy) is type(made)
    assert "workspace_id=9" in repr(copy)
    assert "workspace_id=1," in repr(made)


def test_raw_response_has_all_that_came(mode: Mode) -> None:
    pagination = {"total": 41, "per_page": 20, "current_page": 1, "last_page": 3, "from": 1, "to": 20}
    meta = {"api_version": "2.0.0", "timestamp": "2026-03-01 12:00:00", "pagination": pagination}
    headers = {"X-Request-Id": "r-1", "X-RateLimit-Remaining": "59"}
    script = Script(reply([task(1), task(2)], headers=headers, meta=meta, message="Here they are"))
    raw = mode.call(mode.client(script).with_raw_response.tasks.list, page=1)
    assert isinstance(raw, RawResponse)
    assert [type(item) for item in raw.data] == [Task, Task]
    assert [item.id for item in raw.data] == [1, 2]
    assert raw.message == "Here they are"
    assert raw.meta.api_version == "2.0.0"
    assert raw.meta.timestamp == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert raw.meta.pagination is not None
    assert raw.meta.pagination.to_dict() == pagination
    assert raw.status_code == 200
    assert (raw.headers["x-ratelimit-remaining"], raw.headers["X-RateLimit-Remaining"]) == ("59", "59")
    assert "content-type" in raw.headers
    assert len(raw.headers) == len(list(raw.headers)) == 3
    assert raw.request_id == "r-1"
    assert raw.attempts == 1
    assert len(script.requests) == 1


def test_raw_response_of_a_call_without_data(mode: Mode) -> None:
    raw = mode.call(mode.client(Script(reply(message="Deleted"))).with_raw_response.tasks.delete, 5)
    assert (raw.data, raw.message, raw.request_id) == (None, "Deleted", None)


@pytest.mark.parametrize("meta", [None, "2.0.0", [], {}, {"pagination": "none", "timestamp": None}])
def test_raw_response_without_a_usable_meta(meta: Any) -> None:
    raw = client(Script(reply(task(), meta=meta))).with_raw_response.tasks.get(5)
    assert (raw.meta.api_version, raw.meta.timestamp, raw.meta.pagination) == (None, None, None)


def test_pagination_is_found_beside_meta_too() -> None:
    raw = client(Script(reply([], pagination={"total": "3"}))).with_raw_response.tasks.list()
    assert raw.meta.pagination is not None
    assert (raw.meta.pagination.total, raw.meta.pagination.last_page) == (3, None)


def test_headers_of_a_reply_are_not_in_its_repr() -> None:
    raw = client(Script(reply(task(), headers={"Set-Cookie": "session=1"}))).with_raw_response.tasks.get(5)
    assert "session=1" not in repr(raw)
    assert repr(raw.headers) == "Headers(content-type, set-cookie)"
