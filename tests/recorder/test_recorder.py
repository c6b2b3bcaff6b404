"""A recording keeps what a test needs and nothing about anybody."""

from __future__ import annotations

import json
from base64 import b64encode
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest

from tests.fakes import META, ONCE, AsyncTransport, Mode, Script, SyncTransport, raw_reply, reply, task
from webwork_tracker import WebWorkError
from webwork_tracker._wire import HTTPReply, HTTPRequest, Limits
from webwork_tracker.recorder import Recorder

BASE_URL = "https://api.example.com/v9"
TOKEN = "t0ken/with-everything_that.a+token~has="
REFRESH = "planted_refresh_token"
PLAIN_TOKEN = "plain_token_of_small_letters"
EMAIL = "Zoë.Quark@corp.example.org"
ASCII_EMAIL = "jane.quark@corp.example.org"
NAMES = ("Zoë", "Quark", "jane", 'O\'Hara "Q"')
PHONE = "37477123456"
SECRETS = (TOKEN, REFRESH, PLAIN_TOKEN, EMAIL, ASCII_EMAIL, "corp.example.org", *NAMES)
BASIC = b64encode(f"client:{REFRESH}".encode()).decode()


def recorded(mode: Mode, file: Path, *answers: HTTPReply, ask: Any, **options: Any) -> Any:
    """Ask with a client that is recorded; the recording, as JSON has it."""
    script = Script(*answers)
    recorder = Recorder(file)
    options = {"token": TOKEN, "base_url": BASE_URL, "workspace_id": 1, "project_id": 100, **ONCE, **options}
    if mode.is_async:
        client: Any = recorder.async_client(transport=AsyncTransport(script), **options)
    else:
        client = recorder.client(transport=SyncTransport(script), **options)
    with suppress(WebWorkError):
        ask(client)
    mode.call(client.close)
    assert script.closed == 1
    return json.loads(file.read_text(encoding="utf-8"))["interactions"]


def assert_clean(file: Path) -> None:
    """None of the secrets is in a file, however it might be written."""
    text = file.read_text(encoding="utf-8")
    spellings = [text, unquote(text), json.dumps(json.loads(text)), text.encode().decode("unicode_escape")]
    for secret in SECRETS:
        written = (secret, quote(secret), quote(secret, safe=""), b64encode(secret.encode()).decode(), BASIC)
        for spelling in spellings:
            for way in (*written, json.dumps(secret)[1:-1]):
                assert way.casefold() not in spelling.casefold(), f"{secret} is there as {way}"


# Every place of an answer, with each of the secrets.
PLACES: dict[str, Any] = {
    "in a field that is known": lambda secret: reply([task(title=secret, description=f"Call {secret} back")]),
    "in a field that is not": lambda secret: reply([task(), {"nickname": secret, "deep": [{"er": [secret]}]}]),
    "as the name of a field": lambda secret: reply([{**task(), secret: 1, "people": {secret: {"id": 7}}}]),
    "in the name of a field": lambda secret: reply([{f"x_{secret}": 1, f"{secret}_x": {}, secret.lower(): 2}]),
    "as an id": lambda secret: reply([task(id=secret, project_id=secret, user_id=secret)]),
    "as a code": lambda secret: reply([task(status=secret, priority=secret)]),
    "as a date": lambda secret: reply([task(start_date=secret, created_at=f"2024-01-15 {secret}")]),
    "as a version": lambda secret: reply([], meta={**META, "api_version": secret}),
    "in a message": lambda secret: reply([], message=f"{secret} is assigned already"),
    "in an error": lambda secret: reply(
        None, 422, message=secret, error=f"for {secret}", errors={secret: [secret], "title": [f"No {secret}"]}
    ),
    "in escapes": lambda secret: raw_reply(
        '{"success": true, "data": [{"title": "' + "".join(f"\\u{ord(letter):04x}" for letter in secret) + '"}]}'
    ),
    "in a page that is no JSON": lambda secret: raw_reply(
        f"<h1>Hello {secret}</h1>", 502, {"content-type": "text/html"}
    ),
    "in JSON that is cut": lambda secret: raw_reply('{"data": [{"title": ' + json.dumps(secret)),
    "in a text alone": lambda secret: raw_reply(json.dumps(secret)),
    "in headers": lambda secret: reply(
        [],
        headers={
            "content-type": f"application/json; name={quote(secret)}",
            "set-cookie": f"session={quote(secret)}",
            "x-request-id": quote(secret),
            "retry-after": quote(secret),
            "x-ratelimit-limit": quote(secret),
            "authorization": f"Basic {BASIC}",
        },
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_nothing_that_was_answered_is_in_the_file(place: str, mode: Mode, tmp_path: Path) -> None:
    answers = [PLACES[place](secret) for secret in SECRETS]

    def ask(client: Any) -> None:
        for secret in SECRETS:
            with suppress(WebWorkError):
                mode.call(client.request, "GET", "/tasks", query={"q": secret})

    file = tmp_path / "calls.json"
    assert len(recorded(mode, file, *answers, ask=ask)) == len(SECRETS)
    assert_clean(file)


@pytest.mark.parametrize("secret", SECRETS)
def test_nothing_that_was_asked_is_in_the_file(secret: str, mode: Mode, tmp_path: Path) -> None:
    def ask(client: Any) -> None:
        mode.call(client.request, "GET", f"/users/{secret.replace('/', '-')}", query={"email": secret, secret: "1"})
        mode.call(client.request, "POST", "/members", json={"firstname": secret, secret: secret, "list": [[secret]]})
        mode.call(client.with_options(headers={"X-Key": quote(secret)}, extra_query={"by": secret}).tasks.get, 500)
        mode.call(client.tasks.create, title=secret, description=f"{secret}, {secret}")
        mode.call(client.project_viewers.create, email=ASCII_EMAIL, firstname=secret, lastname=secret)

    file = tmp_path / "calls.json"
    made = recorded(mode, file, reply(task()), ask=ask)
    assert len(made) == 5
    assert_clean(file)


def test_digits_are_kept_as_ids_and_not_as_telephone_numbers(mode: Mode, tmp_path: Path) -> None:
    answer = reply([{"user_id": "42", "phone": PHONE, "firstname": PHONE, PHONE: 1, "42": 1}], message=PHONE)

    def ask(client: Any) -> None:
        mode.call(client.request, "GET", "/users/42", query={"phone": PHONE, "page": 2, "viewerId": "42"})

    (made,) = recorded(mode, tmp_path / "calls.json", answer, ask=ask)
    assert PHONE not in json.dumps(made)
    assert made["request"]["path"] == "/users/42"
    assert made["request"]["query"][1:] == [["page", "2"], ["viewerId", "42"]]
    (member,) = made["response"]["json"]["data"]
    assert (member["user_id"], member["42"]) == ("42", 1)


def test_a_token_that_looks_like_the_name_of_a_field_is_not_in_the_file(mode: Mode, tmp_path: Path) -> None:
    answer = reply({PLAIN_TOKEN: 1, f"of_{PLAIN_TOKEN}": 2})
    file = tmp_path / "calls.json"
    recorded(
        mode, file, answer, ask=lambda client: mode.call(client.request, "GET", f"/{PLAIN_TOKEN}"), token=PLAIN_TOKEN
    )
    assert_clean(file)


def test_a_name_that_is_a_key_first_and_a_text_later_is_in_neither_place(mode: Mode, tmp_path: Path) -> None:
    file = tmp_path / "calls.json"

    def ask(client: Any) -> None:
        for _ in range(2):
            mode.call(client.request, "GET", "/members")

    recorded(mode, file, reply({"quark": 1, "of_quark": 2}), reply([{"lastname": "Quark"}]), ask=ask)
    assert_clean(file)


def test_what_is_sent_elsewhere_is_not_recorded(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "calls.json")
    with recorder.client(token=TOKEN, base_url=BASE_URL, transport=SyncTransport(Script(reply({})))) as client:
        transport = client._shared.transport()
        for url in ("https://webwork-tracker.com/oauth/token", f"{BASE_URL}-too/oauth/token"):
            transport.send(HTTPRequest("POST", url, {}, f"refresh_token={REFRESH}".encode()), Limits())
    assert json.loads((tmp_path / "calls.json").read_text())["interactions"] == []


def test_ids_dates_codes_and_documented_words_are_kept(mode: Mode, tmp_path: Path) -> None:
    kept = {
        "success": True,
        "data": {
            **task(title="Text 1", description=None),
            "assignees": [{"id": 7, "firstname": "Name 2", "lastname": None, "email": "person-3@example.invalid"}],
            "user_id": "42",
            "created_at": "2025-02-19T19:24:55.000000Z",
            "updated_at": "2025-02-19 19:24:55",
            "completed_at": "2024-01-15T10:30:00+00:00",
            "account": "inactive",
            "empty": "",
            "is_new_field": True,
        },
        "message": "Task retrieved successfully",
        "meta": META,
    }
    asked = {
        **kept,
        "data": {
            **kept["data"],
            "title": "Tell Ada",
            "assignees": [{"id": 7, "firstname": "Ada", "lastname": None, "email": "ada@corp.example.org"}],
        },
    }
    headers = {"content-type": "application/json; charset=utf-8", "retry-after": "3", "x-ratelimit-remaining": "59"}
    made = recorded(
        mode,
        tmp_path / "calls.json",
        raw_reply(json.dumps(asked), headers=headers),
        ask=lambda client: mode.call(client.tasks.get, 500),
    )
    assert made == [
        {
            "request": {"method": "GET", "path": "/tasks/500", "query": [["workspace_id", "1"], ["project_id", "100"]]},
            "response": {"status": 200, "headers": {**headers, "content-type": "application/json"}, "json": kept},
        }
    ]


def test_the_same_text_has_the_same_stand_in_everywhere(mode: Mode, tmp_path: Path) -> None:
    people = [
        {"firstname": "Ada", "email": "Ada@corp.example.org"},
        {"firstname": "Ada", "email": "bo@corp.example.org"},
    ]

    def ask(client: Any) -> None:
        mode.call(client.request, "GET", "/users", query={"email": "ada@corp.example.org"})

    (made,) = recorded(mode, tmp_path / "calls.json", reply(people), ask=ask)
    one, two = made["response"]["json"]["data"]
    assert one["firstname"] == two["firstname"]
    assert one["email"] != two["email"]
    assert made["request"]["query"] == [["email", one["email"]]]


def test_a_client_that_did_nothing_leaves_an_empty_recording(mode: Mode, tmp_path: Path) -> None:
    assert recorded(mode, tmp_path / "calls.json", reply([]), ask=lambda client: None) == []


def test_several_clients_share_a_recording(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "calls.json")
    for number in (1, 2):
        script = SyncTransport(Script(reply(task(number))))
        with recorder.client(token=TOKEN, workspace_id=1, project_id=100, transport=script) as client:
            client.tasks.get(number)
    made = json.loads((tmp_path / "calls.json").read_text())["interactions"]
    assert [each["request"]["path"] for each in made] == ["/tasks/1", "/tasks/2"]
