"""Replies that say no: which error, with what in it."""

from __future__ import annotations

import json
import time
from email.utils import formatdate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import webwork_tracker as ww
from tests.fakes import Mode, Script, client, raw_reply, refusal
from webwork_tracker._retry_after import retry_after

STATUSES: list[tuple[int, type[ww.APIStatusError]]] = [
    (100, ww.APIStatusError),
    (301, ww.APIStatusError),
    (302, ww.APIStatusError),
    (304, ww.APIStatusError),
    (308, ww.APIStatusError),
    (400, ww.BadRequestError),
    (401, ww.AuthenticationError),
    (402, ww.APIStatusError),
    (403, ww.PermissionDeniedError),
    (404, ww.NotFoundError),
    (405, ww.APIStatusError),
    (409, ww.ConflictError),
    (418, ww.APIStatusError),
    (419, ww.APIStatusError),
    (422, ww.ValidationError),
    (429, ww.RateLimitError),
    (499, ww.APIStatusError),
    (500, ww.ServerError),
    (502, ww.ServerError),
    (503, ww.ServerError),
    (504, ww.ServerError),
    (520, ww.ServerError),
    (529, ww.ServerError),
    (599, ww.ServerError),
]


def caught_from(*answers: Any, mode: Mode | None = None) -> ww.APIStatusError:
    made = client(Script(*answers)) if mode is None else mode.client(Script(*answers))
    with pytest.raises(ww.APIStatusError) as caught:
        made.tasks.get(500) if mode is None else mode.call(made.tasks.get, 500)
    return caught.value


@pytest.mark.parametrize(("status", "kind"), STATUSES)
def test_every_status_has_its_error(mode: Mode, status: int, kind: type[ww.APIStatusError]) -> None:
    answer = refusal(status, {"X-Request-Id": "r-1"}, message="Not today")
    error = caught_from(answer, mode=mode)
    assert type(error) is kind
    assert (error.status_code, error.message, error.request_id) == (status, "Not today", "r-1")
    assert (error.operation_id, error.attempts) == ("getTask", 1)
    assert error.body == json.loads(answer.body)
    assert (error.errors, error.retry_after) == ({}, None)
    assert str(error) == f"{status} (getTask): Not today"


@pytest.mark.parametrize(
    ("envelope", "message"),
    [
        ({"message": "One", "error": "Other"}, "One: Other"),
        ({"message": "One", "error": "One"}, "One"),
        ({"message": None, "error": "Other"}, "Other"),
        ({"message": "", "error": "Other"}, "Other"),
        ({"error": "Other"}, "Other"),
        ({"message": {"title": "One"}, "error": 5}, "Bad Request"),
        ({}, "Bad Request"),
        ([1], "Bad Request"),
        ("text", "Bad Request"),
        (None, "Bad Request"),
    ],
)
def test_message_is_the_server_s_own_where_it_gives_one(envelope: Any, message: str) -> None:
    error = caught_from(raw_reply(json.dumps(envelope), 400))
    assert (error.message, error.body) == (message, envelope)


@pytest.mark.parametrize(
    ("status", "body", "kept"),
    [
        (502, "<html>Bad gateway</html>", "<html>Bad gateway</html>"),
        (502, "", None),
        (502, " \n", None),
        (500, b"caf\xe9", "caf\N{REPLACEMENT CHARACTER}"),
        (400, '{"a": NaN}', '{"a": NaN}'),
        (400, "[" * 100_000, "[" * 100_000),
    ],
)
def test_body_that_is_no_json_is_kept_as_text(status: int, body: str | bytes, kept: str | None) -> None:
    error = caught_from(raw_reply(body, status))
    assert error.body == kept
    assert error.message in {"Bad Gateway", "Internal Server Error", "Bad Request"}


@pytest.mark.parametrize("status", [419, 499, 520, 529])
def test_a_status_that_has_no_name_still_has_a_message(status: int) -> None:
    assert caught_from(raw_reply(b"", status)).message == "the server said no, and no more than that"


@pytest.mark.parametrize(
    ("headers", "target"),
    [
        ({"Location": "https://webwork-tracker.com/login"}, "https://webwork-tracker.com/login"),
        ({"location": "/login"}, "/login"),
        ({}, "nowhere"),
    ],
)
def test_a_redirect_is_not_followed_and_names_its_target(mode: Mode, headers: dict[str, str], target: str) -> None:
    error = caught_from(raw_reply(b"", 302, headers), mode=mode)
    assert error.message == f"redirected to {target}, which is not followed: is the base URL right?"


@pytest.mark.parametrize(
    ("errors", "read", "text"),
    [
        ({"title": ["Too long.", "No."]}, {"title": ["Too long.", "No."]}, "422 (getTask): No.; title: Too long. No."),
        ({"title": "Too long."}, {"title": ["Too long."]}, "422 (getTask): No.; title: Too long."),
        ({"a": [1], "b": None}, {"a": ["1"], "b": ["None"]}, "422 (getTask): No.; a: 1; b: None"),
        ({}, {}, "422 (getTask): No."),
        (["Too long."], {}, "422 (getTask): No."),
        ("Too long.", {}, "422 (getTask): No."),
        (None, {}, "422 (getTask): No."),
    ],
)
def test_field_errors(errors: Any, read: dict[str, list[str]], text: str) -> None:
    error = caught_from(refusal(422, errors=errors))
    assert error.errors == read
    assert str(error) == text


NOW = 1_700_000_000.0  # Tue, 14 Nov 2023 22:13:20 GMT


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        (" ", None),
        ("0", 0.0),
        ("7", 7.0),
        (" 7 ", 7.0),
        ("1.5", 1.5),
        ("-5", 0.0),
        ("-0.1", 0.0),
        ("4320000", 4_320_000.0),
        ("999999999999999999999", 1e12),
        ("1e400", None),
        ("nan", None),
        ("inf", None),
        ("-inf", None),
        ("soon", None),
        ("7 seconds", None),
        ("7;8", None),
        ("0x10", None),
        ("2023-11-14T22:13:50Z", None),
        ("Tue, 14 Nov 2023 22:13:50 GMT", 30.0),
        ("Tue, 14 Nov 2023 23:13:50 +0100", 30.0),
        ("Tue, 14 Nov 2023 22:13:50 -0000", 30.0),
        ("Tuesday, 14-Nov-23 22:13:50 GMT", 30.0),
        ("Tue, 14 Nov 2023 22:13:00 GMT", 0.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("Tue, 45 Nov 2023 22:13:50 GMT", None),
        ("Tue, 14 Nov 99999 22:13:50 GMT", None),
        ("Tue, 14 Nov 2023 22:13:50 +9999", None),
    ],
)
def test_retry_after(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds


@pytest.mark.parametrize(
    "header", ["Wed, 21 Oct 2015 07:28:00 +99999999999999999999", "Wed, 21 Oct 999999999999999999999 07:28:00 GMT"]
)
def test_retry_after_with_figures_too_large_for_a_date_says_nothing(header: str) -> None:
    assert retry_after(header, NOW) is None


@given(st.text() | st.from_regex(r"[A-Z][a-z]{2}, \d{1,4} [A-Z][a-z]{2} \d{1,4} \d{2}:\d{2}:\d{2} [+-]\d{1,4}"))
def test_retry_after_is_a_number_of_seconds_or_nothing_whatever_stands_there(header: str) -> None:
    seconds = retry_after(header, NOW)
    assert seconds is None or 0 <= seconds < 1e12


@pytest.mark.parametrize("status", [429, 503, 302])
def test_retry_after_is_read_whatever_the_status(mode: Mode, status: int) -> None:
    assert caught_from(refusal(status, {"Retry-After": "12"}), mode=mode).retry_after == 12.0


def test_retry_after_that_is_a_date_is_held_against_the_clock() -> None:
    seconds = caught_from(refusal(429, {"retry-after": formatdate(time.time() + 60, usegmt=True)})).retry_after
    assert seconds is not None
    assert 50 < seconds <= 61
