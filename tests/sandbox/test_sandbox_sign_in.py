"""OAuth: the consent page, codes, tokens, renewal and what ends when; then the same with the client's own sign-in."""

from __future__ import annotations

import http.client
import json
import re
from base64 import b64encode
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from webwork_tracker import AuthenticationError, PermissionDeniedError, WebWork
from webwork_tracker._wire import HTTPReply, HTTPRequest
from webwork_tracker.oauth import OAuth2, Tokens, authorization, exchange
from webwork_tracker.sandbox import Sandbox

BACK = "https://app.example/back"
ASK = {"client_id": "app", "redirect_uri": BACK, "response_type": "code", "scope": "read write", "state": "st&te"}
DAY = 24 * 3600


def authorize(sandbox: Sandbox, method: str = "GET", **fields: str | None) -> HTTPReply:
    sent = urlencode({name: value for name, value in {**ASK, **fields}.items() if value is not None})
    if method == "GET":
        return sandbox.handle(HTTPRequest("GET", f"/oauth/authorize?{sent}", {}))
    return sandbox.handle(HTTPRequest("POST", "/oauth/authorize", {}, sent.encode()))


def code_of(reply: HTTPReply) -> dict[str, str]:
    assert reply.status == 302, reply.body
    address, _, query = reply.headers["location"].partition("?")
    assert address == BACK
    return {name: value for name, (value,) in parse_qs(query).items()}


def token(sandbox: Sandbox, **fields: str) -> dict[str, Any]:
    sent = urlencode({"client_id": "app", "client_secret": "s", **fields}).encode()
    reply = sandbox.handle(HTTPRequest("POST", "/oauth/token", {}, sent))
    said: dict[str, Any] = json.loads(reply.body)
    assert reply.headers["cache-control"] == "no-store"
    return {"status": reply.status, **said}


def granted(sandbox: Sandbox, user_id: str = "10", **fields: str) -> str:
    return code_of(authorize(sandbox, "POST", decision="grant", user_id=user_id, **fields))["code"]


def exchanged(sandbox: Sandbox, code: str, **fields: str) -> dict[str, Any]:
    return token(sandbox, **{"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, **fields})


def refreshed(sandbox: Sandbox, refresh_token: str, **fields: str) -> dict[str, Any]:
    return token(sandbox, grant_type="refresh_token", refresh_token=refresh_token, **fields)


def status(sandbox: Sandbox, access_token: str) -> int:
    headers = {"Authorization": f"Bearer {access_token}"}
    return sandbox.handle(HTTPRequest("GET", "/api/v2/project-viewers?workspace_id=1", headers)).status


def test_the_consent_page(sandbox: Sandbox) -> None:
    reply = authorize(sandbox, client_id='<script>"app"</script>', state='"><b>')
    html = reply.body.decode()
    assert (reply.status, reply.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<script" not in html
    assert "<b>" not in html
    assert '<script>"app"</script>' in unescape(html)
    assert "read write" in html
    assert re.findall(r'name="user_id" value="(\d+)"', html) == ["10", "100", "101", "102", "103"]
    assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]


def test_grant_and_decline(sandbox: Sandbox) -> None:
    assert code_of(authorize(sandbox, "POST", decision="grant", user_id="10")) == {
        "code": "sandbox-code-1",
        "state": "st&te",
    }
    declined = code_of(authorize(sandbox, "POST", decision="decline", user_id="10"))
    assert (declined["error"], declined["state"]) == ("access_denied", "st&te")
    assert code_of(authorize(sandbox, "POST", decision="grant", user_id="x"))["error"] == "access_denied"


@pytest.mark.parametrize(
    "fields",
    [
        {"client_id": None},
        {"redirect_uri": None},
        {"redirect_uri": "/back"},
        {"redirect_uri": "javascript:alert(1)"},
        {"redirect_uri": "https://app.example/#fragment"},
        {"redirect_uri": "https://[app"},
        {"redirect_uri": "https://app.example/\r\nX: y"},
    ],
)
def test_nobody_is_sent_where_something_is_wrong(sandbox: Sandbox, fields: dict[str, str | None]) -> None:
    for method in ("GET", "POST"):
        reply = authorize(sandbox, method, **fields)
        assert (reply.status, "location" in reply.headers) == (400, False)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "read fly"}, "invalid_scope"),
        ({"code_challenge": "x", "code_challenge_method": "plain"}, "invalid_request"),
    ],
)
def test_mistakes_are_told_to_the_app(sandbox: Sandbox, fields: dict[str, str], error: str) -> None:
    assert code_of(authorize(sandbox, **fields))["error"] == error


def test_a_code_becomes_tokens_once(sandbox: Sandbox) -> None:
    code = granted(sandbox)
    tokens = exchanged(sandbox, code)
    assert tokens == {
        "status": 200,
        "token_type": "Bearer",
        "expires_in": 15 * DAY,
        "access_token": "sandbox-access-2",
        "refresh_token": "sandbox-refresh-3",
        "scope": "read write",
    }
    assert status(sandbox, tokens["access_token"]) == 200
    again = exchanged(sandbox, code)
    assert (again["status"], again["error"]) == (400, "invalid_grant")


def test_a_code_ends_after_ten_minutes(sandbox: Sandbox) -> None:
    code = granted(sandbox)
    sandbox.clock.tick(600)
    assert exchanged(sandbox, code)["error"] == "invalid_grant"


def test_access_ends_after_15_days_and_renewal_after_30(sandbox: Sandbox) -> None:
    tokens = exchanged(sandbox, granted(sandbox))
    sandbox.clock.tick(15 * DAY - 1)
    assert status(sandbox, tokens["access_token"]) == 200
    sandbox.clock.tick(1)
    assert status(sandbox, tokens["access_token"]) == 401
    renewed = refreshed(sandbox, tokens["refresh_token"])
    assert status(sandbox, renewed["access_token"]) == 200
    assert refreshed(sandbox, tokens["refresh_token"])["error"] == "invalid_grant"
    sandbox.clock.tick(30 * DAY)
    assert refreshed(sandbox, renewed["refresh_token"])["error"] == "invalid_grant"


def test_renewal_ends_the_access_before(sandbox: Sandbox) -> None:
    tokens = exchanged(sandbox, granted(sandbox))
    refreshed(sandbox, tokens["refresh_token"])
    assert status(sandbox, tokens["access_token"]) == 401


@pytest.mark.parametrize("name", ["sandbox-access-1", "sandbox-access-99", "sandbox-access-2", "sandbox-access-3"])
def test_what_was_never_an_access_token(sandbox: Sandbox, name: str) -> None:
    if name != "sandbox-access-2":
        exchanged(sandbox, granted(sandbox))
    assert status(sandbox, name) == 401


@pytest.mark.parametrize(
    ("name", "status"),
    [("app", 200), ("app:secret", 200), ("a%70p:se:cret", 200), ("other:secret", 400), ("", 401), ("\xff", 401)],
)
def test_an_app_may_name_itself_by_basic(sandbox: Sandbox, name: str, status: int) -> None:
    fields = {"grant_type": "authorization_code", "code": granted(sandbox), "redirect_uri": BACK}
    headers = {"Authorization": f"Basic {b64encode(name.encode('latin-1')).decode()}"}
    request = HTTPRequest("POST", "/oauth/token", headers, urlencode(fields).encode())
    assert sandbox.handle(request).status == status


def test_basic_that_is_none(sandbox: Sandbox) -> None:
    request = HTTPRequest("POST", "/oauth/token", {"Authorization": "Basic a"}, b"grant_type=refresh_token")
    assert json.loads(sandbox.handle(request).body)["error"] == "invalid_client"


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": ""}, "unsupported_grant_type"),
        ({"client_id": ""}, "invalid_client"),
        ({"client_id": "other"}, "invalid_grant"),
        ({"redirect_uri": "https://app.example/other"}, "invalid_grant"),
        ({"code": "sandbox-code-99"}, "invalid_grant"),
        ({"code": "x"}, "invalid_grant"),
        ({"code": "9" * 40}, "invalid_grant"),
    ],
)
def test_what_the_token_endpoint_refuses(sandbox: Sandbox, fields: dict[str, str], error: str) -> None:
    code = granted(sandbox)
    assert exchanged(sandbox, **{"code": code, **fields})["error"] == error
    # Whoever guesses wrong takes the code from nobody.
    assert exchanged(sandbox, code)["status"] == 200


def test_what_is_no_form(sandbox: Sandbox) -> None:
    for body in (None, b"", b"\xff\xfe", b"&" * 1000, b"a=b&" * 1000):
        reply = sandbox.handle(HTTPRequest("POST", "/oauth/token", {}, body))
        assert (reply.status, json.loads(reply.body)["error"]) == (400, "unsupported_grant_type")
    assert sandbox.handle(HTTPRequest("GET", "/oauth/token", {})).status == 405
    assert sandbox.handle(HTTPRequest("PUT", "/oauth/authorize", {})).status == 405
    assert sandbox.handle(HTTPRequest("GET", "/oauth/other", {})).status == 404
    assert sandbox.handle(HTTPRequest("GET", "http://[/oauth/token", {})).status == 400


def test_no_secret_in_the_log(sandbox: Sandbox) -> None:
    tokens = exchanged(sandbox, granted(sandbox), client_secret="hush-hush")
    refreshed(sandbox, tokens["refresh_token"], client_secret="hush-hush")
    told = str([(log.query, log.body, log.response, log.response_headers, log.curl) for log in sandbox.requests])
    assert not re.search(r"sandbox-(code|access|refresh)|hush", told)


def test_tokens_outlive_a_restart(tmp_path: Any) -> None:
    with Sandbox(tmp_path / "s.sqlite") as sandbox:
        access = exchanged(sandbox, granted(sandbox))["access_token"]
    with Sandbox(tmp_path / "s.sqlite") as sandbox:
        assert status(sandbox, access) == 200


def browse(url: str, user_id: int) -> str:
    """What a user's browser does: look at the page, choose, send its form; returns where it is sent."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    connection.request("GET", f"{parts.path}?{parts.query}")
    html = connection.getresponse().read().decode()
    hidden = {
        unescape(name): unescape(value) for name, value in re.findall(r'hidden" name="(.*?)" value="(.*?)"', html)
    }
    form = urlencode({**hidden, "user_id": user_id, "decision": "grant"})
    connection.request("POST", "/oauth/authorize", form, {"Content-Type": "application/x-www-form-urlencoded"})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.headers["Location"]


def test_the_clients_sign_in(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    # oauthlib asks for TLS otherwise, on this machine too.
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    with sandbox.serve() as server:
        token_url = f"{server.url}/oauth/token"
        ask = authorization("app", BACK, authorize_url=f"{server.url}/oauth/authorize")
        came_back = parse_qs(urlsplit(browse(ask.url, user_id=102)).query)
        assert came_back["state"] == [ask.state]
        app = {"client_id": "app", "client_secret": "hush-hush", "token_url": token_url}
        code = {"code": came_back["code"][0], "redirect_uri": BACK}
        with pytest.raises(AuthenticationError, match="code_verifier does not fit"):
            exchange(**code, **app, code_verifier="another-one")
        tokens = exchange(**code, **app, code_verifier=ask.code_verifier)
        assert tokens.refresh_token
        stored: list[Tokens] = []
        signed_in = OAuth2(
            **app, access_token=tokens.access_token, refresh_token=tokens.refresh_token, on_tokens=stored.append
        )
        with WebWork(signed_in, base_url=server.base_url, workspace_id=1, project_id=100) as ww:
            assert ww.tasks.create(title="As Emil").creator_id == 102
            sandbox.clock.tick(16 * DAY)
            assert ww.tasks.create(title="Still Emil").creator_id == 102
    assert len(stored) == 1


def test_a_signed_in_regular_user_gets_403(sandbox: Sandbox) -> None:
    access = exchanged(sandbox, granted(sandbox, user_id="100"))["access_token"]
    with sandbox.client(token=access) as ww, pytest.raises(PermissionDeniedError):
        ww.tasks.get(500)
