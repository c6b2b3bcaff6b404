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
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from ._auth import RenewedToken, checked
from ._constants import TIMEOUT
from ._drive import drive, drive_async
from ._reply import scrub
from ._runtime import SYSTEM, Runtime
from ._wire import HTTPReply, HTTPRequest, Limits
from ._wishes import Invoke, Send, Wish
from .errors import AuthenticationError, ConfigurationError

if TYPE_CHECKING:
    from oauthlib.oauth2 import WebApplicationClient

__all__ = ["AUTHORIZE_URL", "Authorization", "OAuth2", "Tokens", "authorization", "exchange", "exchange_async"]

AUTHORIZE_URL = "https://webwork-tracker.com/oauth/authorize"
"""Source: the vendor's docs."""

SCOPES = ("read", "write")
"""Source: the vendor's docs, which have `admin` as well; these calls are not said to need it."""

_EARLY = 60.0
"""Seconds before its end when a token is renewed: longer than any one attempt is likely to take."""

_MAX_BYTES = 1024 * 1024


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

    Raises `ConfigurationError` if the extra is not installed.
    """
    from secrets import token_urlsafe

    client = _client(client_id)
    state = token_urlsafe(24)
    verifier = str(client.create_code_verifier(64))
    challenge = client.create_code_challenge(verifier, "S256")
    url = client.prepare_request_uri(
        authorize_url,
        redirect_uri=redirect_uri,
        scope=list(scope),
        state=state,
        code_challenge=challenge,
        code_challenge_method="S256",
    )
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
        APIConnectionError: No usable reply came.
    """
    from ._http import transport_for

    opened = transport_for(transport)
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

    opened = async_transport_for(transport)
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
        super().__init__(access_token)
        self._client = _client(client_id)
        self._client_id, self._client_secret, self._token_url = client_id, client_secret, token_url
        self._refresh_token = refresh_token
        self._expires_at = expires_at
        self._on_tokens = on_tokens

    def __repr__(self) -> str:
        return f"OAuth2(client_id={self._client_id!r}, token_url={self._token_url!r})"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown."""
        return (self._client_secret, self._refresh_token)

    def _is_good(self, rejected: str | None, runtime: Runtime) -> bool:
        ends = self._expires_at
        return super()._is_good(rejected, runtime) and (ends is None or runtime.wall() < ends - _EARLY)

    def _renew(self, runtime: Runtime) -> Generator[Wish, Any, str]:
        body = self._client.prepare_refresh_body(
            refresh_token=self._refresh_token, client_id=self._client_id, client_secret=self._client_secret
        )
        tokens = yield from _ask(self._client, self._token_url, body, self.secrets, runtime)
        self._refresh_token = tokens.refresh_token or self._refresh_token
        self._expires_at = tokens.expires_at
        if self._on_tokens is not None:
            on_tokens = self._on_tokens
            yield Invoke(lambda: on_tokens(tokens))
        return tokens.access_token


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
    return (yield from _ask(client, token_url, body, (client_secret, code, code_verifier), SYSTEM))


def _ask(
    client: WebApplicationClient, token_url: str, body: str, secrets: tuple[str, ...], runtime: Runtime
) -> Generator[Wish, Any, Tokens]:
    """Ask the token endpoint, once: a refresh token may work only once, so a lost answer is not asked for again."""
    headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    request = HTTPRequest("POST", token_url, headers, body.encode())
    reply: HTTPReply = yield Send(request, Limits(TIMEOUT, TIMEOUT, _MAX_BYTES))
    said = _said(reply)
    token, lasts = said.get("access_token"), said.get("expires_in")
    if reply.status != 200 or not isinstance(token, str):
        reason = said.get("error_description") or said.get("error") or f"status {reply.status}"
        raise AuthenticationError(
            f"the token endpoint gave no token: {scrub(str(reason), secrets)}", status_code=reply.status
        )
    refresh = said.get("refresh_token")
    return Tokens(
        access_token=checked(token),
        refresh_token=refresh if isinstance(refresh, str) else None,
        expires_at=runtime.wall() + float(lasts) if isinstance(lasts, (int, float)) else None,
        scope=said.get("scope"),
    )


def _said(reply: HTTPReply) -> Mapping[str, Any]:
    try:
        said = json.loads(reply.body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
