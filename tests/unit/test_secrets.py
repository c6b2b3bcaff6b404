"""One token, put everywhere a server can put it: it is in nothing that is shown, logged, raised or pickled."""

from __future__ import annotations

import json
import logging
import pickle
import traceback
from collections.abc import Iterator
from typing import Any

import pytest

from tests.fakes import META, TOKEN, Mode, Script, client, raw_reply, reply, task
from webwork_tracker import APIConnectionError, WebWorkError

ESCAPED = TOKEN.replace("/", r"\/")
UNICODE = "".join(f"\\u{ord(letter):04x}" for letter in TOKEN)

ECHOES: list[tuple[str, str]] = [
    ("message", json.dumps({"success": False, "message": f"Bad token {TOKEN}!", "meta": META})),
    ("error", json.dumps({"success": False, "message": "", "error": TOKEN})),
    ("field errors", json.dumps({"success": False, "message": "x", "errors": {"token": [TOKEN], TOKEN: "x"}})),
    (
        "elsewhere",
        json.dumps({"success": False, "message": "x", "debug": {"headers": [["Authorization", f"Bearer {TOKEN}"]]}}),
    ),
    ("escaped slash", f'{{"success": false, "message": "Bad token {ESCAPED}"}}'),
    ("html", f"<html>Authorization: Bearer {TOKEN}</html>"),
    ("text", TOKEN),
    ("twice", f"{TOKEN}{TOKEN}"),
]


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and all that hangs on it, shown in a traceback or not."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def shown(value: Any) -> str:
    """A value with all that it holds, as text: reprs hide what a debugger or an error tracker digs up."""
    if isinstance(value, dict):
        return " ".join(shown(item) for pair in value.items() for item in pair)
    if isinstance(value, (list, tuple)):
        return " ".join(shown(item) for item in value)
    inner = shown(vars(value)) if hasattr(value, "__dict__") else ""
    return f"{value!s} {value!r} {inner}"


def everything(error: WebWorkError) -> str:
    """All that an error says, to whoever asks."""
    parts = [shown(error), "".join(traceback.format_exception(error)), pickle.dumps(error).decode("latin-1")]
    return " ".join(parts)


def assert_hidden(text: str) -> None:
    for spelling in (TOKEN, ESCAPED, UNICODE):
        assert spelling not in text


@pytest.mark.parametrize("status", [200, 302, 400, 401, 429, 500, 520])
@pytest.mark.parametrize("body", [echo[1] for echo in ECHOES], ids=[echo[0] for echo in ECHOES])
def test_token_that_a_server_echoes_is_in_no_error(mode: Mode, status: int, body: str) -> None:
    with pytest.raises(WebWorkError) as caught:
        mode.call(mode.client(Script(raw_reply(body, status))).tasks.get, 500)
    assert_hidden(everything(caught.value))


@pytest.mark.parametrize("status", [200, 302, 400])
@pytest.mark.parametrize("name", ["Location", "Content-Type", "Retry-After", "X-Request-Id", "Set-Cookie"])
def test_token_that_a_server_echoes_in_a_header_is_in_no_error(status: int, name: str) -> None:
    headers = {name: f"https://example.com/?token={TOKEN}"}
    with pytest.raises(WebWorkError) as caught:
        client(Script(raw_reply("?", status, headers))).tasks.get(500)
    assert_hidden(everything(caught.value))


@pytest.mark.parametrize("token", [TOKEN, ESCAPED], ids=["as it is", "escaped"])
@pytest.mark.parametrize("before", range(150, 210))
def test_token_across_the_end_of_the_excerpt_is_not_cut_into_view(token: str, before: int) -> None:
    with pytest.raises(WebWorkError) as caught:
        client(Script(raw_reply(" " * 3 + "." * before + token + "." * 300))).tasks.get(500)
    text = str(caught.value)
    assert TOKEN[:6] not in text
    assert ESCAPED[:8] not in text


def test_token_after_letters_of_several_bytes_is_not_cut_into_view() -> None:
    for before in range(60, 200):
        with pytest.raises(WebWorkError) as caught:
            client(Script(raw_reply("é" * before + TOKEN))).tasks.get(500)
        assert TOKEN[:6] not in str(caught.value)


@pytest.mark.parametrize("status", [200, 400])
def test_token_spelled_in_unicode_escapes_is_in_no_error(status: int) -> None:
    body = f'{{"success": false, "message": "Bad token {UNICODE}"}}'
    with pytest.raises(WebWorkError) as caught:
        client(Script(raw_reply(body, status))).tasks.get(500)
    assert_hidden(everything(caught.value))


def test_nothing_that_hangs_on_an_error_holds_the_token() -> None:
    with pytest.raises(WebWorkError) as caught:
        client(Script(raw_reply(f"<{TOKEN}>"))).tasks.get(500)
    for error in chain(caught.value):
        assert_hidden(shown(error))
        assert TOKEN not in str(getattr(error, "doc", ""))


def test_nothing_public_shows_the_token(mode: Mode) -> None:
    script = Script(reply(task()))
    made = mode.client(script)
    raw = mode.call(made.with_raw_response.tasks.get, 500)
    things = [made, made.with_options(timeout=1), made.tasks, made._options, made.tasks.list(), raw, script.request]
    for thing in things:
        assert TOKEN not in f"{thing!s} {thing!r}"


def test_nothing_is_logged_that_holds_the_token(mode: Mode, caplog: pytest.LogCaptureFixture) -> None:
    answers: list[Any] = [
        reply(task()),
        raw_reply(f"<{TOKEN}>"),
        raw_reply(TOKEN, 401),
        APIConnectionError("no route", sent=False),
    ]
    made = mode.client(Script(*answers))
    with caplog.at_level(logging.DEBUG):
        for _ in answers:
            try:
                mode.call(made.tasks.get, 500)
            except WebWorkError:
                logging.getLogger("test").exception("it failed")
    assert len(caplog.records) >= 3
    assert_hidden(caplog.text)


def test_a_token_that_cannot_be_one_is_not_shown_either() -> None:
    wrong = f"Bearer {TOKEN}"
    with pytest.raises(WebWorkError) as caught:
        client(Script(), token=wrong)
    assert_hidden(everything(caught.value))
