"""Sending a user to sign in, and exchanging the code that they come back with; and what none of it shows."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.fakes import Mode, Script
from tests.signin.world import CLIENT_SECRET, CODE, REFRESH, TOKEN_URL, assert_hidden
from webwork_tracker import ConfigurationError
from webwork_tracker.oauth import AUTHORIZE_URL, OAuth2, authorization, exchange, exchange_async

pytest.importorskip("oauthlib")

BACK = "https://app.example.com/back?from=webwork&x=ä"
both = pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])


def challenge_of(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def query_of(url: str) -> dict[str, str]:
    return {name: value for name, (value,) in parse_qs(urlsplit(url).query, strict_parsing=True).items()}


def arguments(**options: Any) -> dict[str, Any]:
    return {
        "client_id": "app",
        "client_secret": CLIENT_SECRET,
        "token_url": TOKEN_URL,
        "redirect_uri": BACK,
        "code_verifier": "v" * 64,
        **options,
    }


def exchanged(is_async: bool, code: str, **options: Any) -> Any:
    return asyncio.run(exchange_async(code, **options)) if is_async else exchange(code, **options)


@pytest.mark.parametrize(
    ("options", "scope"), [({}, "read write"), ({"scope": ("admin",)}, "admin"), ({"scope": iter(["a", "b"])}, "a b")]
)
@pytest.mark.parametrize("authorize_url", [AUTHORIZE_URL, "https://elsewhere.example.com/in?tenant=7"])
def test_url_says_what_the_protocol_wants(options: dict[str, Any], scope: str, authorize_url: str) -> None:
    options = {"scope": ["a", "b"]} if scope == "a b" else options
    ask = authorization("app id", BACK, authorize_url=authorize_url, **options)
    query = query_of(ask.url)
    assert query.pop("tenant", "7") == "7"
    assert query == {
        "response_type": "code",
        "client_id": "app id",
        "redirect_uri": BACK,
        "scope": scope,
        "state": ask.state,
        "code_challenge": challenge_of(ask.code_verifier),
        "code_challenge_method": "S256",
    }
    assert ask.url.startswith(authorize_url)
    assert re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", ask.code_verifier)


def test_each_sign_in_has_its_own_state_and_verifier() -> None:
    asks = [authorization("app", BACK) for _ in range(50)]
    assert len({ask.state for ask in asks}) == len({ask.code_verifier for ask in asks}) == 50
    assert min(len(ask.state) for ask in asks) >= 32
    for ask in asks:
        assert ask.code_verifier not in ask.url
        assert ask.code_verifier not in repr(ask)


def test_url_without_tls_is_refused_in_words() -> None:
    with pytest.raises(ConfigurationError, match="https"):
        authorization("app", BACK, authorize_url="http://example.com/oauth/authorize")


class Server:
    """A token endpoint that checks PKCE against the URL that the user was sent to."""

    def __init__(self, url: str) -> None:
        self.challenge = query_of(url)["code_challenge"]
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        form = query_of("?" + request.content.decode())
        if challenge_of(form["code_verifier"]) != self.challenge:
            return httpx.Response(400, json={"error": "invalid_grant"})
        body = {"access_token": "access-1", "refresh_token": REFRESH, "expires_in": 3600, "scope": "read write"}
        return httpx.Response(200, json=body)


@both
def test_code_is_exchanged(is_async: bool) -> None:
    ask = authorization("app", BACK)
    server = Server(ask.url)
    options = arguments(code_verifier=ask.code_verifier, transport=httpx.MockTransport(server))
    tokens = exchanged(is_async, CODE, **options)
    assert (tokens.access_token, tokens.refresh_token, tokens.scope) == ("access-1", REFRESH, "read write")
    (request,) = server.requests
    assert query_of("?" + request.content.decode()) == {
        "grant_type": "authorization_code",
        "client_id": "app",
        "client_secret": CLIENT_SECRET,
        "code": CODE,
        "redirect_uri": BACK,
        "code_verifier": ask.code_verifier,
    }
    assert (request.method, str(request.url)) == ("POST", TOKEN_URL)
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert request.headers["Accept"] == "application/json"
    assert "Authorization" not in request.headers
    assert_hidden(f"{tokens!r} {tokens}", "access-1")


@both
def test_another_verifier_gets_no_token(is_async: bool) -> None:
    server = Server(authorization("app", BACK).url)
    with pytest.raises(Exception, match="invalid_grant"):
        exchanged(is_async, CODE, **arguments(transport=httpx.MockTransport(server)))


@both
def test_exchange_takes_the_transports_that_a_client_takes(is_async: bool) -> None:
    from webwork_tracker.sandbox import Sandbox

    with Sandbox() as sandbox:
        client = sandbox.async_client() if is_async else sandbox.client()
        with pytest.raises(Exception, match="unknown, spent"):
            exchanged(is_async, CODE, **arguments(transport=client._shared._given))


MAKERS: dict[str, Callable[[], Any]] = {
    "authorization": lambda: authorization("app", BACK),
    "exchange": lambda: exchanged(False, CODE, **arguments()),
    "exchange_async": lambda: exchanged(True, CODE, **arguments()),
    "OAuth2": lambda: OAuth2("app", CLIENT_SECRET, token_url=TOKEN_URL, refresh_token=REFRESH),
}


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_without_the_extra_it_says_what_to_install(make: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("oauthlib", "oauthlib.oauth2"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ConfigurationError, match=re.escape("pip install 'webwork-tracker[oauth]'")) as caught:
        make()
    assert caught.value.__cause__ is None


def test_nothing_public_shows_a_secret(mode: Mode) -> None:
    auth = OAuth2("app", CLIENT_SECRET, token_url=TOKEN_URL, refresh_token=REFRESH, access_token="access-1")
    client = mode.client(Script(), token=auth)
    for thing in (auth, client, client._options, client.tasks, client.with_options(timeout=1), client.tasks.list()):
        assert_hidden(f"{thing!s} {thing!r}", "access-1")
