"""A token endpoint that gives no token: the error says why, shows no secret, and nothing of the call was sent."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus

import httpx
import pytest

from tests.fakes import Mode, Script, refusal
from tests.signin.world import (
    CLIENT_SECRET,
    CODE,
    REFRESH,
    TOKEN_URL,
    Clock,
    World,
    assert_hidden,
    everything,
    json_reply,
)
from webwork_tracker import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    RateLimitError,
    ResponseDecodeError,
    ServerError,
    WebWorkError,
)
from webwork_tracker._wire import HTTPReply
from webwork_tracker.oauth import OAuth2, exchange, exchange_async

pytest.importorskip("oauthlib")

VERIFIER = "ver1fier" * 8
# What a renewal sends, and what an exchange does; a server repeats all of it.
RENEWAL, EXCHANGE = (CLIENT_SECRET, REFRESH), (CLIENT_SECRET, CODE, VERIFIER)
ECHO = " ".join((*RENEWAL, CODE, VERIFIER, *map(quote_plus, (*RENEWAL, CODE, VERIFIER))))
HTML = f"<html>{ECHO}</html>".encode()

Answer = HTTPReply | Exception
REFUSALS: dict[str, tuple[Answer, type[WebWorkError], str]] = {
    "invalid_grant": (
        json_reply({"error": "invalid_grant", "error_description": f"spent: {ECHO}"}, 400),
        AuthenticationError,
        "spent: ***",
    ),
    "invalid_client": (
        json_reply({"error": "invalid_client", "debug": ECHO}, 401),
        AuthenticationError,
        "invalid_client",
    ),
    "error of another shape": (json_reply({"error": {"why": [ECHO]}}, 403), AuthenticationError, "why"),
    "an error with 200": (json_reply({"error": "slow_down"}), AuthenticationError, "slow_down"),
    "404": (HTTPReply(404, {}, HTML), AuthenticationError, "status 404"),
    "HTML 502": (HTTPReply(502, {"Content-Type": "text/html"}, HTML), ServerError, "status 502"),
    "500 of its own": (json_reply({"error": "server_error"}, 500), ServerError, "server_error"),
    "429": (json_reply({}, 429, Retry_After="7"), RateLimitError, "status 429"),
    "redirect": (HTTPReply(307, {"Location": f"https://x/?{ECHO}"}), APIStatusError, "which is not followed"),
    "HTML 200": (HTTPReply(200, {"Content-Type": f"text/html; {ECHO}"}, HTML), ResponseDecodeError, "text/html"),
    "JSON without a token": (json_reply({"debug": ECHO}), ResponseDecodeError, "without `access_token`"),
    "a token that is no text": (json_reply({"access_token": 7}), ResponseDecodeError, "without `access_token`"),
    "JSON, no object": (json_reply([ECHO]), ResponseDecodeError, "without `access_token`"),
    "nothing": (HTTPReply(200, {}), ResponseDecodeError, "without `access_token`"),
    "no route": (APIConnectionError(f"no route; {ECHO}", sent=False), APIConnectionError, "no route"),
    "a garbled head": (APIConnectionError(f"illegal header line: {ECHO}", sent=True), APIConnectionError, "illegal"),
    "no answer in time": (APITimeoutError(f"late; {ECHO}", sent=True), APITimeoutError, "late"),
}
refusals = pytest.mark.parametrize(("answer", "kind", "says"), REFUSALS.values(), ids=REFUSALS)


def give(answer: Answer) -> HTTPReply:
    if isinstance(answer, Exception):
        raise type(answer)(*answer.args, **vars(answer))
    return answer


def source(**options: Any) -> OAuth2:
    return OAuth2("app", CLIENT_SECRET, **{"token_url": TOKEN_URL, "refresh_token": REFRESH, **options})


@refusals
@pytest.mark.parametrize("access_token", [None, "old"])
def test_refused_renewal(
    mode: Mode,
    answer: Answer,
    kind: type[WebWorkError],
    says: str,
    access_token: str | None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    events: list[Any] = []
    world = World("access-1", endpoint=lambda _: give(answer))
    auth = source(access_token=access_token)
    client = mode.client(world, token=auth, runtime=Clock().runtime(), max_retries=2, on_event=events.append)
    with caplog.at_level(logging.DEBUG), pytest.raises(kind) as caught:
        try:
            mode.call(client.tasks.delete, 500)
        except WebWorkError:
            logging.getLogger("test").exception("it failed")
            raise
    error = caught.value
    assert type(error) is kind
    assert says in str(error)
    assert "the token endpoint" in str(error)
    assert error.operation_id == "deleteTask"
    assert world.bearers == ([] if access_token is None else ["old"])
    # What certainly did not get there is sent once more.
    assert len(world.asked) == (2 if says == "no route" else 1)
    assert getattr(error, "sent", False) is False
    assert getattr(error, "retry_after", None) == (7 if kind is RateLimitError else None)
    assert_hidden(everything(error) + caplog.text + repr(events), of=RENEWAL)
    # Nobody is kept waiting by the one that failed, and the refresh token is still the one that there is.
    world.endpoint = lambda form: json_reply({"access_token": "access-1"} if form["refresh_token"] == REFRESH else {})
    assert mode.call(client.tasks.get, 500).id == 500


def exchanged(is_async: bool, handler: Callable[[httpx.Request], httpx.Response], **options: Any) -> Any:
    arguments: dict[str, Any] = {
        "client_id": "app",
        "client_secret": CLIENT_SECRET,
        "token_url": TOKEN_URL,
        "redirect_uri": "https://app.example.com/back",
        "code_verifier": VERIFIER,
        "transport": httpx.MockTransport(handler),
        **options,
    }
    return asyncio.run(exchange_async(CODE, **arguments)) if is_async else exchange(CODE, **arguments)


@refusals
@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_refused_exchange(is_async: bool, answer: Answer, kind: type[WebWorkError], says: str) -> None:
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        if isinstance(answer, APITimeoutError):
            raise httpx.ReadTimeout(str(answer), request=request)
        if isinstance(answer, APIConnectionError):
            raise (httpx.RemoteProtocolError if answer.sent else httpx.ConnectError)(str(answer), request=request)
        reply = give(answer)
        return httpx.Response(reply.status, headers=dict(reply.headers), content=reply.body)

    with pytest.raises(kind) as caught:
        exchanged(is_async, handler)
    assert type(caught.value) is kind
    assert says in str(caught.value) or isinstance(caught.value, APITimeoutError)
    assert asked == ["/oauth/token"] * (2 if says == "no route" else 1)
    assert_hidden(everything(caught.value), of=EXCHANGE)


@pytest.mark.parametrize("status", [200, 400, 403, 500])
def test_secrets_that_the_api_echoes_are_in_no_error(mode: Mode, status: int) -> None:
    body = f"{REFRESH} {CLIENT_SECRET} access-1"
    answers = (refusal(status, message=body, error=body, errors={body: [body]}), HTTPReply(status, {}, body.encode()))
    for answer in answers:
        auth = source(access_token="access-1")
        with pytest.raises(WebWorkError) as caught:
            mode.call(mode.client(Script(answer), token=auth).tasks.get, 500)
        assert_hidden(everything(caught.value), "access-1")
