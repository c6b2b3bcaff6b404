"""Replies that are not what the API documents: one typed error with what was found, whatever it was."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.fakes import Mode, Script, client, raw_reply, task
from webwork_tracker import APIStatusError, ResponseDecodeError, WebWorkError

PAGE = "<!DOCTYPE html><html><body>" + "Bad gateway. " * 30 + "</body></html>"
DEEP = b'{"success": true, "data": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"

UNREADABLE: list[tuple[str, bytes, str]] = [
    ("html", PAGE.encode(), "not JSON"),
    ("text", b"OK", "not JSON"),
    ("empty", b"", "an empty body"),
    ("blank", b" \r\n", "an empty body"),
    ("cut short", json.dumps({"success": True, "data": task()}).encode()[:-40], "not JSON"),
    ("NaN", b'{"success": true, "data": {"id": NaN}}', "not JSON"),
    ("Infinity", b'{"success": true, "data": {"id": -Infinity}}', "not JSON"),
    ("latin-1", '{"success": true, "data": {"title": "é"}}'.encode("latin-1"), "not JSON"),
    ("utf-16", '{"success": true, "data": {}}'.encode("utf-16"), "not JSON"),
    ("zip", b"PK\x03\x04\x00\xff\xfe", "not JSON"),
    ("deep", DEEP, "not JSON"),
    ("two documents", b"{}{}", "not JSON"),
    ("huge number", b'{"success": true, "data": {"id": ' + b"9" * 5000 + b"}}", "not JSON"),
    ("list", b"[]", "JSON, but no object"),
    ("null", b"null", "JSON, but no object"),
    ("number", b"5", "JSON, but no object"),
    ("text in quotes", b'"data"', "JSON, but no object"),
    ("empty object", b"{}", "an object without `data`"),
    ("no data", b'{"success": true, "message": "Done"}', "an object without `data`"),
    ("null data", b'{"success": true, "data": null}', "an envelope whose `data` is no object"),
    ("list for an object", b'{"success": true, "data": [{"id": 1}]}', "an envelope whose `data` is no object"),
    ("text for an object", b'{"success": true, "data": "gone"}', "an envelope whose `data` is no object"),
]


@pytest.mark.parametrize(("body", "found"), [case[1:] for case in UNREADABLE], ids=[case[0] for case in UNREADABLE])
def test_reply_that_cannot_be_read(mode: Mode, body: bytes, found: str) -> None:
    script = Script(raw_reply(body, headers={"Content-Type": "text/html; charset=utf-8"}))
    with pytest.raises(ResponseDecodeError) as caught:
        mode.call(mode.client(script).tasks.get, 500)
    error = caught.value
    excerpt = body[:200].decode("utf-8", "replace")
    assert error.message == f"getTask: the reply (200, text/html; charset=utf-8) is {found}: {excerpt!r}"
    assert error.excerpt == excerpt
    assert (error.status_code, error.content_type) == (200, "text/html; charset=utf-8")
    assert (error.operation_id, error.attempts) == ("getTask", 1)
    assert not isinstance(error, APIStatusError)


@pytest.mark.parametrize("data", [{}, {"id": 1}, "text", 5, True])
def test_data_that_is_no_list_where_one_is_meant(mode: Mode, data: Any) -> None:
    script = Script(raw_reply(json.dumps({"success": True, "data": data})))
    for method in ("list", "list_assignees"):
        resource = mode.client(script).with_raw_response.tasks
        with pytest.raises(ResponseDecodeError, match="is an envelope whose `data` is no list"):
            mode.call(getattr(resource, method), *([5] if method == "list_assignees" else []))


def test_reply_without_a_content_type_says_so() -> None:
    with pytest.raises(ResponseDecodeError, match="^getTask: the reply \\(200, no content type\\) is not JSON: 'x'$"):
        client(Script(raw_reply(b"x", headers={"Content-Type": ""}))).tasks.get(500)


def test_a_failing_page_in_the_middle_of_a_list_is_the_same_error(mode: Mode) -> None:
    first = json.dumps({"success": True, "data": [task(n) for n in range(1, 21)]})
    pager = mode.client(Script(raw_reply(first), raw_reply(PAGE))).tasks.list()
    with pytest.raises(ResponseDecodeError, match="^getTasks: "):
        mode.collect(pager)


@pytest.mark.parametrize(("status", "body"), [(204, b""), (200, b""), (200, b"\n"), (202, b" ")])
def test_an_empty_reply_is_fine_where_no_data_is_promised(mode: Mode, status: int, body: bytes) -> None:
    made = mode.client(Script(raw_reply(body, status)))
    raw = mode.call(made.with_raw_response.tasks.delete, 500)
    assert (raw.data, raw.message, raw.status_code, raw.meta.timestamp) == (None, None, status, None)


@pytest.mark.parametrize(
    "body", [b'{"success": true}', b'{"success": true, "message": "Task deleted"}', b'{"data": null}']
)
def test_an_envelope_without_data_is_fine_where_none_is_promised(body: bytes) -> None:
    client(Script(raw_reply(body))).tasks.delete(500)


@pytest.mark.parametrize("body", [PAGE.encode(), b"{}", b'{"message": "?"}', b"[]", b"null"])
def test_what_is_no_envelope_is_no_success_even_where_no_data_is_promised(body: bytes) -> None:
    with pytest.raises(ResponseDecodeError, match="^deleteTask: "):
        client(Script(raw_reply(body))).tasks.delete(500)


@pytest.mark.parametrize("status", [200, 201, 299])
@pytest.mark.parametrize("rest", [{}, {"data": None}, {"data": {"id": 1}}, {"data": []}])
def test_success_false_is_an_error_whatever_the_status(mode: Mode, status: int, rest: dict[str, Any]) -> None:
    body = {"success": False, "message": "Limit reached", **rest}
    script = Script(raw_reply(json.dumps(body), status))
    for method, arguments in (("get", [500]), ("delete", [500])):
        with pytest.raises(APIStatusError) as caught:
            mode.call(getattr(mode.client(script).tasks, method), *arguments)
        assert type(caught.value) is APIStatusError
        assert (caught.value.status_code, caught.value.message, caught.value.body) == (status, "Limit reached", body)


@pytest.mark.parametrize("status", [200, 400, 500])
@pytest.mark.parametrize("body", [DEEP, b"\xff\xfe\x00", b"{" * 100_000, b'"\\ud800"', b'{"message": "\\ud800"}'])
def test_whatever_comes_the_error_is_ours_and_can_be_shown(status: int, body: bytes) -> None:
    with pytest.raises(WebWorkError) as caught:
        client(Script(raw_reply(body, status))).tasks.get(500)
    assert str(caught.value)
    assert repr(caught.value)
