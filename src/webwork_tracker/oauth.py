"""Signing in with OAuth2 (authorization code, with PKCE), on oauthlib: extra `[oauth]`.

    from webwork_tracker.oauth import OAuth2, authorization, exchange

    ask = authorization(client_id, redirect_uri)  # send the user to ask.url; keep ask.state and ask.code_verifier
    tokens = exchange(code, client_id=…, …)  # when the user comes back with a code
    ww = WebWork(OAuth2(client_id, …, refresh_token=tokens.refresh_token, on_tokens=store))

Source: the vendor's docs say where the user is sent and how long tokens live. They do not say where a code or a refresh
token is exchanged, so `token_url` has no default.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote_plus

from attrs import evolve, field, frozen

from ._auth import RenewedToken, checked
from ._constants import BACKOFF, TIMEOUT
from ._drive import drive, drive_async
from ._retry_after import retry_after
from ._runtime import SYSTEM, Runtime
from ._scrub import scrub, scrub_error
from ._wire import HTTPReply, HTTPRequest, Limits, is_ours
from ._wishes import Invoke, Send, Sleep, Wish
from .errors import (
    APIConnectionError,
    APIStatusError,
    AuthenticationError,
    ConfigurationError,
    RateLimitError,
    ResponseDecodeError,
    ServerError,
    WebWorkError,
)

if TYPE_CHECKING:
    from oauthlib.oauth2 import WebApplicationClient

    from ._wire import AsyncTransport, Transport

__all__ = ["AUTHORIZE_URL", "Authorization", "OAuth2", "Tokens", "authorization", "exchange", "exchange_async"]

AUTHORIZE_URL = "https://webwork-tracker.com/oauth/authorize"
"""Source: the vendor's docs."""

SCOPES = ("read", "write")
"""Source: the vendor's docs, which have `admin` as well; these calls are not said to need it."""

_EARLY = 60.0
"""Seconds before its end when a token is renewed: longer than any one attempt is likely to take."""

_MAX_BYTES = 1024 * 1024
"""Bytes of a token endpoint's reply: two tokens have a few kB, a page of HTML that came instead has some hundred."""

_MAX_REASON = 300
"""Letters of a server's own words that are repeated."""


@frozen
class Tokens:
    """What a token endpoint answered. Neither token is in its repr."""

    access_token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    expires_at: float | None = None
    """Seconds since 1970 when the access token ends; None if the server did not say."""
    scope: str | None = None


@frozen
class Authorization:
    """Where to send a user, and what to keep until they come back."""

    url: str
    state: str = field(repr=False)
    """Must come back unchanged beside the code; otherwise somebody else sent the user."""
    code_verifier: str = field(repr=False)
    """Proves, at `exchange`, that it was you who asked."""


def authorization(
    client_id: str, redirect_uri: str, *, scope: Iterable[str] = SCOPES, authorize_url: str = AUTHORIZE_URL
) -> Authorization:
    """Where to send a user who shall sign in, with a fresh `state` and PKCE challenge.

    Raises `ConfigurationError` if the extra is not installed, or the URL is none of https.
    """
    from secrets import token_urlsafe

    client = _client(client_id)
    state = token_urlsafe(24)
    verifier = str(client.create_code_verifier(64))
    challenge = client.create_code_challenge(verifier, "S256")
    # There, by now.
    from oauthlib.oauth2 import InsecureTransportError

    try:
        url = client.prepare_request_uri(
            authorize_url,
            redirect_uri=redirect_uri,
            scope=list(scope),
            state=state,
            code_challenge=challenge,
            code_challenge_method="S256",
        )
    except InsecureTransportError:
        raise ConfigurationError(
            "authorize_url must begin with https://; to try something on this machine, set OAUTHLIB_INSECURE_TRANSPORT=1."
        ) from None
    return Authorization(str(url), state, verifier)


def exchange(
    code: str,
    *,
    client_id: str,
    client_secret: str,
    token_url: str,
    redirect_uri: str,
    code_verifier: str,
    transport: Any = None,
) -> Tokens:
    """Exchange the code that a user came back with for tokens.

    Args:
        code: From the query of the redirect. Compare its `state` first.
        client_id, client_secret: Of your app (Settings > REST API in WebWork).
        token_url: Where the server exchanges codes; documented nowhere.
        redirect_uri: The same as in `authorization`.
        code_verifier: From `authorization`.
        transport: As for `WebWork`.

    Raises:
        AuthenticationError: The server refused the code.
        APIStatusError: It said no in another way: too many requests, an error of its own, a redirect.
        ResponseDecodeError: What it said is no token.
        APIConnectionError: No reply came.
    """
    from ._http import transport_for

    opened = cast("Transport", transport) if is_ours(transport) else transport_for(transport)
    try:
        return drive(_exchange(code, client_id, client_secret, token_url, redirect_uri, code_verifier), opened, SYSTEM)
    finally:
        if transport is None:
            opened.close()


async def exchange_async(
    code: str,
    *,
    client_id: str,
    client_secret: str,
    token_url: str,
    redirect_uri: str,
    code_verifier: str,
    transport: Any = None,
) -> Tokens:
    """`exchange` for async code."""
    from ._http import async_transport_for

    opened = cast("AsyncTransport", transport) if is_ours(transport) else async_transport_for(transport)
    try:
        steps = _exchange(code, client_id, client_secret, token_url, redirect_uri, code_verifier)
        return await drive_async(steps, opened, SYSTEM)
    finally:
        if transport is None:
            await opened.close()


class OAuth2(RenewedToken):
    """A token source for `WebWork(token=…)`: renewed shortly before it ends and when it is refused.

    One renewal serves all who wait for it, threads and tasks alike.

    Args:
        client_id, client_secret: Of your app.
        token_url: Where the server exchanges refresh tokens; documented nowhere, so it has no default.
        refresh_token: The last one that you were given. Each works for 30 days (docs), and perhaps only once.
        access_token: The last one, if you kept it.
        expires_at: When that one ends, in seconds since 1970.
        on_tokens: Called with the new `Tokens` after each renewal, before they are used; sync, or async with
            `AsyncWebWork`. Store them: the old refresh token may be worth nothing any more.

    Raises `ConfigurationError` if the extra is not installed.
    """

    _must_end = True

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        *,
        token_url: str,
        refresh_token: str,
        access_token: str | None = None,
        expires_at: float | None = None,
        on_tokens: Callable[[Tokens], Any] | None = None,
    ) -> None:
        super().__init__(access_token, on_tokens)
        self._client = _client(client_id)
        self._client_id, self._client_secret, self._token_url = client_id, client_secret, token_url
        self._refresh_token = refresh_token
        self._ends_at = expires_at
        self._renew_at = None if expires_at is None else expires_at - _EARLY
        self._on_tokens = on_tokens

    def __repr__(self) -> str:
        return f"OAuth2(client_id={self._client_id!r}, token_url={self._token_url!r})"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown."""
        return (self._client_secret, self._refresh_token)

    def _is_good(self, rejected: str | None, runtime: Runtime) -> bool:
        due = self._renew_at is not None and runtime.wall() >= self._renew_at
        return super()._is_good(rejected, runtime) and not due

    def _lasts(self, runtime: Runtime) -> bool:
        return self._ends_at is not None and runtime.wall() < self._ends_at

    def _renew(self, runtime: Runtime, within: float | None) -> Generator[Wish, Any, str]:
        body = self._client.prepare_refresh_body(
            refresh_token=self._refresh_token, client_id=self._client_id, client_secret=self._client_secret
        )
        tokens = yield from _ask(self._token_url, body, self.secrets, runtime)
        # Before anything else can fail: the one that was sent may be worth nothing any more.
        self._refresh_token = tokens.refresh_token or self._refresh_token
        if self._on_tokens is not None:
            on_tokens = self._on_tokens
            # Their own is not always a new one; what is stored must be what works.
            complete = evolve(tokens, refresh_token=self._refresh_token)
            yield Invoke(lambda: on_tokens(complete))
        self._ends_at, self._renew_at = tokens.expires_at, None
        if tokens.expires_at is not None:
            # Of a token that lives for less than two minutes, its second half; or none would ever be used twice.
            self._renew_at = tokens.expires_at - min(_EARLY, (tokens.expires_at - runtime.wall()) / 2)
        return _usable(tokens.access_token)


def _client(client_id: str) -> WebApplicationClient:
    try:
        from oauthlib.oauth2 import WebApplicationClient
    except ImportError:
        raise ConfigurationError("OAuth2 needs an extra: pip install 'webwork-tracker[oauth]'.") from None
    return WebApplicationClient(client_id)


def _exchange(
    code: str, client_id: str, client_secret: str, token_url: str, redirect_uri: str, code_verifier: str
) -> Generator[Wish, Any, Tokens]:
    client = _client(client_id)
    body = client.prepare_request_body(
        code=code, redirect_uri=redirect_uri, client_secret=client_secret, code_verifier=code_verifier
    )
    tokens = yield from _ask(token_url, body, (client_secret, code, code_verifier), SYSTEM)
    _usable(tokens.access_token)
    return tokens


def _usable(token: str) -> str:
    """The token, unless it cannot be sent. Looked at last: the refresh token that came with it is worth keeping."""
    try:
        return checked(token)
    except ConfigurationError:
        raise ResponseDecodeError("the token endpoint gave a token that cannot be one", status_code=200) from None


def _ask(token_url: str, body: str, secrets: tuple[str, ...], runtime: Runtime) -> Generator[Wish, Any, Tokens]:
    """Ask the token endpoint: a refresh token may work only once, so a lost answer is not asked for again."""
    headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    request = HTTPRequest("POST", token_url, headers, body.encode())
    # As they are, and as they stand in the request: servers like to repeat it.
    secrets = (*secrets, *map(quote_plus, secrets))
    try:
        reply = yield from _sent(request, runtime)
    except WebWorkError as error:
        # Or it would look as if the API itself had not been reached.
        error.args = (f"the token endpoint: {error.message}",)
        # What the transport could not read may be in it, in the server's own words.
        scrub_error(error, secrets)
        raise
    said = _said(reply)
    token, refresh, scope = said.get("access_token"), said.get("refresh_token"), said.get("scope")
    lasts = _lifetime(said.get("expires_in"))
    if reply.status != 200 or not isinstance(token, str):
        raise _refused(reply, said, secrets, runtime.wall())
    return Tokens(
        access_token=token,
        refresh_token=refresh if isinstance(refresh, str) and refresh else None,
        expires_at=None if lasts is None else runtime.wall() + lasts,
        scope=scope if isinstance(scope, str) else None,
    )


def _sent(request: HTTPRequest, runtime: Runtime) -> Generator[Wish, Any, HTTPReply]:
    """The reply. A request that certainly never got there is sent once more, as one to the API is."""
    # Its own limits, not what is left of a call's deadline: an answer that is cut off may hold the only refresh token.
    until = runtime.monotonic() + TIMEOUT
    try:
        reply: HTTPReply = yield Send(request, Limits(TIMEOUT, TIMEOUT, _MAX_BYTES))
        return reply
    except APIConnectionError as error:
        left = until - runtime.monotonic() - BACKOFF
        if error.sent or error.worth <= 1 or left <= 0:
            raise
    # Out here, where the first error is no longer being handled: it may show what has to be taken out of both.
    yield Sleep(BACKOFF)
    reply = yield Send(request, Limits(TIMEOUT, left, _MAX_BYTES))
    return reply


def _refused(reply: HTTPReply, said: Mapping[str, Any], secrets: tuple[str, ...], now: float) -> WebWorkError:
    """Why no token came: the server cannot just now, or will not (4xx, or `error`), or it is no token endpoint."""
    error = said.get("error_description") or said.get("error")
    if error:
        reason = str(error)
    elif 300 <= reply.status < 400:
        reason = f"redirected to {reply.headers.get('location', 'nowhere')}, which is not followed: is token_url right?"
    else:
        reason = f"status {reply.status}"
    text = f"the token endpoint gave no token: {scrub(reason, secrets)[:_MAX_REASON]}"
    if reply.status == 200 and not error:
        kind = scrub(reply.headers.get("content-type", "no content type"), secrets)
        return ResponseDecodeError(f"{text} ({kind}) without `access_token`", status_code=200, content_type=kind)
    if reply.status >= 500:
        return ServerError(text, status_code=reply.status)
    if reply.status == 429:
        return RateLimitError(text, status_code=429, retry_after=retry_after(reply.headers.get("retry-after"), now))
    if error or reply.status >= 400:
        return AuthenticationError(text, status_code=reply.status)
    return APIStatusError(text, status_code=reply.status)


def _lifetime(said: object) -> float | None:
    """Seconds that a token lives; some servers write them as text. None if there is no making sense of it."""
    try:
        seconds = float(said) if isinstance(said, (int, float, str)) else 0.0
    except (ValueError, OverflowError):
        return None
    return seconds if 0 < seconds < 1e10 else None


def _said(reply: HTTPReply) -> Mapping[str, Any]:
    try:
        said = json.loads(reply.body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
