"""One token, put wherever a user or a server can put it, over a socket: it is in nothing that is said, shown or logged."""

from __future__ import annotations

import json
import logging
import pickle
import traceback
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.fakes import META, Mode, task
from tests.reliability import play as players
from tests.reliability.fault_server import FaultServer
from tests.reliability.faults import Fault
from tests.reliability.play import CALLS, Played
from webwork_tracker import WebWorkError

TOKEN = "T0ken/With-Everything_that.a+Token~has="
SPELLINGS = {
    "as it is": TOKEN,
    "slash escaped": TOKEN.replace("/", r"\/"),
    "in a URL": quote(TOKEN, safe=""),
    "in a URL, slash as it is": quote(TOKEN),
    "in small letters": TOKEN.lower(),
    "numbers of its letters": "".join(f"\\u{ord(letter):04x}" for letter in TOKEN),
}
SAID = {"success": False, "message": f"Bad token {TOKEN}!", "error": TOKEN, "errors": {TOKEN: [TOKEN]}, "meta": META}


def play(*arguments: Any, **options: Any) -> Played:
    return players.play(*arguments, **{"token": TOKEN, **options})


def say(status: int, body: Any = SAID, **headers: str) -> Fault:
    text = body if isinstance(body, str) else json.dumps(body)
    return Fault(
        "say", status=status, body=text, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


def escaped(body: Any) -> str:
    return json.dumps(body).replace(TOKEN, SPELLINGS["numbers of its letters"])


ECHOES: dict[str, Fault] = {
    **{f"{status} in the body": say(status) for status in (200, 400, 401, 403, 404, 409, 422, 429, 499, 500, 502, 520)},
    "escaped in the body": say(400, json.dumps(SAID).replace("/", r"\/")),
    "by its letters' numbers in the body": say(400, escaped(SAID)),
    "by its letters' numbers in a success that says no": say(200, escaped(SAID)),
    "an HTML page": say(200, f"<html>Authorization: Bearer {TOKEN}</html>"),
    "an HTML page that is an error": say(502, f"<html>Authorization: Bearer {TOKEN}</html>"),
    "at the end of an excerpt": say(200, "." * 190 + TOKEN),
    "cut JSON": say(200, '{"success": true, "message": "' + TOKEN),
    "no envelope": say(200, [TOKEN]),
    "Location": say(302, "", Location=f"https://example.com/?token={TOKEN}"),
    "Location, as in a URL": say(307, "", Location=f"https://example.com/?token={quote(TOKEN, safe='')}"),
    "WWW-Authenticate": say(401, "", WWW_Authenticate=f'Bearer realm="{TOKEN}"'),
    "Retry-After": say(429, "", Retry_After=TOKEN),
    "X-Request-Id": say(500, "", X_Request_Id=TOKEN),
    "Content-Type": say(200, "?", Content_Type=f"text/{TOKEN}"),
    "Content-Encoding": say(200, "?", Content_Encoding=TOKEN),
    "Content-Type of what cannot be unpacked": say(200, "?", Content_Type=f"text/{TOKEN}", Content_Encoding="gzip"),
    "status line": Fault("garble head", body=f"HTTP/1.1 two hundred {TOKEN}\r\n"),
    "no HTTP": Fault("garble head", body=f"SSH {TOKEN}\r\n"),
    "header line": Fault("garble head", body=f"HTTP/1.1 200 OK\r\n{TOKEN}\r\n"),
    "chunk head": Fault("garble head", body=f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{TOKEN}\r\n"),
    "no answer at all": Fault("drop", "close"),
    "reset": Fault("drop", "reset"),
    "stall": Fault("stall"),
}


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and all that hangs on it, shown in a traceback or not."""
    if error is not None:
        yield error
        yield from chain(error.__cause__)
        yield from chain(error.__context__)


def dug_out(value: Any, depth: int = 6) -> str:
    """A value as text, with all that can be reached from it: reprs hide what error trackers dig up."""
    if depth == 0:
        return ""
    if isinstance(value, dict):
        return " ".join(dug_out(item, depth - 1) for pair in value.items() for item in pair)
    if isinstance(value, (list, tuple, set)):
        return " ".join(dug_out(item, depth - 1) for item in value)
    inner = dug_out(vars(value), depth - 1) if hasattr(value, "__dict__") else ""
    return f"{value!s} {value!r} {inner}"


def everything(error: WebWorkError) -> str:
    """All that an error says, to whoever asks."""
    parts = ["".join(traceback.format_exception(error)), pickle.dumps(error).decode("latin-1")]
    for each in chain(error):
        parts += [dug_out(each), dug_out(each.args), *getattr(each, "__notes__", [])]
    return " ".join(parts)


def assert_hidden(text: str, *allowed: str) -> None:
    for name, spelling in SPELLINGS.items():
        place = -1 if name in allowed else text.find(spelling)
        assert place < 0, f"{name}: …{text[max(0, place - 200) : place + 200]!r}…"


def with_token_everywhere(operation_id: str) -> Any:
    """A use that puts the token where a user can put it."""

    def use(client: Any) -> Any:
        extra: dict[str, Any] = {"extra_query": {"api_key": TOKEN}, "headers": {"X-Api-Key": TOKEN}}
        if not operation_id.startswith("get"):
            extra["extra_body"] = {"api_key": TOKEN, "nested": [{"token": TOKEN}]}
        return CALLS[operation_id](client.with_options(**extra).with_raw_response)

    return use


def told(played: Played, caplog: pytest.LogCaptureFixture, *loggers: str) -> str:
    records = [record for record in caplog.records if record.name.startswith(loggers)]
    exceptions = [dug_out(record.exc_info) for record in records if record.exc_info]
    shown = [f"{event!s} {event!r} {dug_out(event)}" for event in played.events]
    return " ".join(
        [*shown, *[record.getMessage() for record in records], *exceptions, *[dug_out(r.args) for r in records]]
    )


@pytest.mark.parametrize("echo", ECHOES.values(), ids=ECHOES)
@pytest.mark.parametrize("operation_id", ["getTask", "createTask"])
def test_token_that_is_everywhere(mode: Mode, operation_id: str, echo: Fault, caplog: pytest.LogCaptureFixture) -> None:
    timeout = 0.1 if echo.do == "stall" else 2
    with caplog.at_level(logging.DEBUG), FaultServer([echo]) as server:
        played = play(mode, server, with_token_everywhere(operation_id), max_retries=0, timeout=timeout, deadline=5)
        (request,) = server.requests
    assert TOKEN in request.headers["Authorization"]
    assert quote(TOKEN, safe="") in request.url
    assert request.body is None or TOKEN in request.body.decode()
    assert len(played.events) >= 2
    assert_hidden(everything(played.failure))
    assert_hidden(told(played, caplog, "webwork_tracker"))


def test_log_of_the_http_library(mode: Mode, caplog: pytest.LogCaptureFixture) -> None:
    """A client's own way is httpcore's, whose log has no URLs. httpx, where somebody brings a client of it, logs URLs with
    their queries: there the token is only if the user has put it there, as in a URL."""
    kind = httpx.AsyncClient if mode.is_async else httpx.Client
    with caplog.at_level(logging.DEBUG), FaultServer([Fault("say", status=502)]) as server:
        played = play(mode, server, "getTask")
    assert {record.name.partition(".")[0] for record in caplog.records} & {"httpx", "httpcore"} == {"httpcore"}
    assert_hidden(told(played, caplog, ""))
    caplog.clear()
    with caplog.at_level(logging.DEBUG), FaultServer([Fault("say", status=502)]) as server:
        played = play(mode, server, "getTask", own=kind)
    assert sum(record.name == "httpx" for record in caplog.records) == 2
    assert_hidden(told(played, caplog, ""))
    caplog.clear()
    with caplog.at_level(logging.DEBUG), FaultServer() as server:
        played = play(mode, server, with_token_everywhere("updateTask"), own=kind)
    assert_hidden(told(played, caplog, ""), "in a URL")
    assert SPELLINGS["in a URL"] in told(played, caplog, "httpx")
    assert_hidden(told(played, caplog, "webwork_tracker"))


def test_what_is_shown_of_a_client_and_its_answers(mode: Mode) -> None:
    shown: list[str] = []

    def show(client: Any) -> Any:
        copy = client.with_options(extra_query={"api_key": TOKEN}, extra_body={"key": TOKEN}, headers={"X-Key": TOKEN})
        pager = client.tasks.list()
        things = [
            client,
            copy,
            copy._options,
            copy._shared,
            client.tasks,
            copy.with_raw_response.tasks,
            pager,
            pager._first,
        ]
        shown.extend(f"{thing!s} {thing!r}" for thing in things)
        return copy.with_raw_response.tasks.update(500, title=TOKEN)

    with FaultServer([say(200, {"success": True, "data": task(), "meta": META}, X_Echo=TOKEN)]) as server:
        raw = play(mode, server, show).result
    assert_hidden(f"{raw!s} {raw!r} {raw.headers!r} " + " ".join(shown))
    assert raw.headers["x-echo"] == TOKEN  # There for who looks for it.


def test_token_from_a_function_is_as_well_hidden(mode: Mode, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), FaultServer([say(401), say(401)]) as server:
        played = play(mode, server, "getTask", token=lambda: TOKEN)
        assert server.attempts == 2
    assert_hidden(everything(played.failure))
    assert_hidden(told(played, caplog, "webwork_tracker"))
