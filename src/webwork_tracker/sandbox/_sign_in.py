"""OAuth: the pages and endpoints that an app signs its users in with. Codes and tokens live in the database."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from attrs import frozen

from webwork_tracker._wire import Headers, HTTPReply, HTTPRequest

from ._access import basic_user
from ._call import Refusal
from ._consent import consent_page, error_page
from ._database import Database
from ._registry import behaviour
from ._routes import split

SIGN_IN = "/oauth/"
AUTHORIZE_PATH, TOKEN_PATH = f"{SIGN_IN}authorize", f"{SIGN_IN}token"
SCOPES = ("read", "write", "admin")
"""Source: the vendor's docs."""

CODE_LASTS = 10 * 60
ACCESS_LASTS = 15 * 24 * 3600
REFRESH_LASTS = 30 * 24 * 3600
"""Seconds. Source of the last two: the vendor's docs."""

_JSON = {"content-type": "application/json", "cache-control": "no-store"}
_NO_APP_SCHEMES = ("javascript", "data", "vbscript", "file", "blob", "about")


class _Mistake(Exception):
    """A request that cannot be granted: error code (RFC 6749) and why, in words."""

    def __init__(self, code: str, why: str, status: int = 400) -> None:
        super().__init__(why)
        self.code, self.why, self.status = code, why, status


@frozen
class _Wish:
    """What an app asks of a user."""

    client_id: str
    redirect_uri: str
    scope: str
    state: str
    challenge: str | None

    def back(self, **answer: str) -> HTTPReply:
        """The way back to the app."""
        query = urlencode({**answer, **({"state": self.state} if self.state else {})})
        target = self.redirect_uri + ("&" if urlsplit(self.redirect_uri).query else "?") + query
        return HTTPReply(302, {"location": quote(target, safe=_URL), "cache-control": "no-store"})


_URL = ":/?#[]@!$&'()*+,;=%-._~"


class SignIn:
    """Answers `/oauth/…`."""

    def __init__(self, db: Database, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._clock = clock

    def reply(self, request: HTTPRequest) -> HTTPReply | None:
        """The reply; None if the path is none of sign-in's."""
        try:
            path, query = split(request.url)
        except Refusal:
            return None
        if path == TOKEN_PATH:
            return self._token(request)
        if path != AUTHORIZE_PATH:
            return None
        if request.method not in ("GET", "POST"):
            return error_page(405, "Only GET and POST are known here.")
        sent = query if request.method == "GET" else _text(request)
        return self._authorize(_fields(sent), granted=request.method == "POST")

    @behaviour("The consent page asks which user grants; nobody enters a password.", "assumed", AUTHORIZE_PATH)
    @behaviour("Any client_id and any redirect_uri is known.", "assumed", AUTHORIZE_PATH)
    @behaviour("Who declines is sent back with error=access_denied.", "assumed", AUTHORIZE_PATH)
    def _authorize(self, sent: Mapping[str, str], *, granted: bool) -> HTTPReply:
        try:
            client_id, redirect_uri = _target(sent)
        except _Mistake as mistake:
            # Never sent on: where to is what is wrong.
            return error_page(400, mistake.why)
        wish = _Wish(client_id, redirect_uri, "", sent.get("state", ""), sent.get("code_challenge"))
        try:
            wish = _Wish(client_id, redirect_uri, _scope(sent), wish.state, _challenge(sent))
            if not granted:
                with self._db.transaction():
                    users = self._db.all("SELECT users.*, role FROM users JOIN members ON user_id = id GROUP BY id")
                return consent_page(sent, client_id, wish.scope, users)
            return self._granted(wish, sent)
        except _Mistake as mistake:
            return wish.back(error=mistake.code, error_description=mistake.why)

    @behaviour("A code works once, and for 10 minutes.", "assumed", AUTHORIZE_PATH)
    def _granted(self, wish: _Wish, sent: Mapping[str, str]) -> HTTPReply:
        if sent.get("decision") != "grant":
            raise _Mistake("access_denied", "The user declined.")
        with self._db.transaction():
            user = self._db.first("SELECT id FROM users WHERE id = ?", _number(sent.get("user_id", "")))
            if user is None:
                raise _Mistake("access_denied", "No such user.")
            code = self._give("code", CODE_LASTS, user["id"], wish.client_id, wish.scope, wish)
        return wish.back(code=code)

    @behaviour(
        "The token endpoint takes a form; a mistake answers 400 with error and error_description.",
        "assumed",
        TOKEN_PATH,
    )
    @behaviour("An app names itself with client_id in the form, or by HTTP Basic.", "assumed", TOKEN_PATH)
    @behaviour("Any client_secret will do.", "assumed", TOKEN_PATH)
    def _token(self, request: HTTPRequest) -> HTTPReply:
        try:
            if request.method != "POST":
                raise _Mistake("invalid_request", "The token endpoint is asked with POST.", 405)
            sent = {"client_id": basic_user(Headers(request.headers.items())), **_fields(_text(request))}
            kinds = {"authorization_code": self._exchanged, "refresh_token": self._refreshed}
            exchange = kinds.get(sent.get("grant_type", ""))
            if exchange is None:
                raise _Mistake("unsupported_grant_type", "grant_type must be authorization_code or refresh_token.")
            if not sent.get("client_id"):
                raise _Mistake("invalid_client", "client_id is missing.", 401)
            with self._db.transaction():
                return HTTPReply(200, _JSON, json.dumps(exchange(sent)).encode())
        except _Mistake as mistake:
            told = {"error": mistake.code, "error_description": mistake.why}
            return HTTPReply(mistake.status, _JSON, json.dumps(told).encode())

    @behaviour("A code that was asked for with PKCE (S256) needs its code_verifier.", "assumed", TOKEN_PATH)
    def _exchanged(self, sent: Mapping[str, str]) -> dict[str, Any]:
        grant = self._spend("code", sent.get("code", ""), sent["client_id"])
        if grant["redirect_uri"] != sent.get("redirect_uri"):
            raise _Mistake("invalid_grant", "redirect_uri is not the one that the code was asked for with.")
        if grant["challenge"] is not None and not _proves(sent.get("code_verifier", ""), grant["challenge"]):
            raise _Mistake("invalid_grant", "code_verifier does not fit the code_challenge.")
        return self._tokens(grant)

    @behaviour("A refresh token works for 30 days.", "docs", TOKEN_PATH)
    @behaviour("A refresh token works once.", "assumed", TOKEN_PATH)
    @behaviour("With each refresh a new refresh token is given, and the old access token ends.", "assumed", TOKEN_PATH)
    def _refreshed(self, sent: Mapping[str, str]) -> dict[str, Any]:
        grant = self._spend("refresh", sent.get("refresh_token", ""), sent["client_id"])
        sql = "UPDATE grants SET spent = 1 WHERE kind = 'access' AND user_id = ? AND client_id = ? AND id < ?"
        self._db.run(sql, grant["user_id"], grant["client_id"], grant["id"])
        return self._tokens(grant)

    @behaviour("Scopes are given as asked for, and not enforced.", "assumed", TOKEN_PATH)
    def _tokens(self, grant: Mapping[str, Any]) -> dict[str, Any]:
        whose = (grant["user_id"], grant["client_id"], grant["scope"])
        return {
            "token_type": "Bearer",
            "expires_in": ACCESS_LASTS,
            "access_token": self._give("access", ACCESS_LASTS, *whose),
            "refresh_token": self._give("refresh", REFRESH_LASTS, *whose),
            "scope": grant["scope"],
        }

    def _give(self, kind: str, lasts: int, user_id: int, client_id: str, scope: str, wish: _Wish | None = None) -> str:
        number = self._db.insert(
            "grants",
            kind=kind,
            user_id=user_id,
            client_id=client_id,
            scope=scope,
            redirect_uri=wish.redirect_uri if wish else None,
            challenge=wish.challenge if wish else None,
            expires_at=int(self._clock().timestamp()) + lasts,
        )
        # Counted, not random: the same calls give the same tokens. There is nothing here to protect.
        return f"sandbox-{kind}-{number}"

    def _spend(self, kind: str, token: str, client_id: str) -> Mapping[str, Any]:
        number = _number(token.removeprefix(f"sandbox-{kind}-"))
        sql = "SELECT * FROM grants WHERE id = ? AND kind = ? AND client_id = ? AND NOT spent AND expires_at > ?"
        row = self._db.first(sql, number, kind, client_id, int(self._clock().timestamp()))
        if row is None:
            name = "refresh token" if kind == "refresh" else kind
            raise _Mistake("invalid_grant", f"This {name} is unknown, spent or too old.")
        self._db.run("UPDATE grants SET spent = 1 WHERE id = ?", number)
        return {name: row[name] for name in row.keys()}  # noqa: SIM118  # a Row iterates over its values.


def _text(request: HTTPRequest) -> str:
    return (request.body or b"").decode("utf-8", "replace")


def _fields(text: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=50))
    except ValueError:
        return {}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _target(sent: Mapping[str, str]) -> tuple[str, str]:
    client_id, redirect_uri = sent.get("client_id", ""), sent.get("redirect_uri", "")
    if not client_id:
        raise _Mistake("invalid_request", "client_id is missing.")
    try:
        parts = urlsplit(redirect_uri)
    except ValueError:
        parts = urlsplit("")
    if not parts.scheme or not redirect_uri.isprintable() or parts.fragment or parts.scheme in _NO_APP_SCHEMES:
        raise _Mistake("invalid_request", "redirect_uri must be an absolute URL without a fragment.")
    return client_id, redirect_uri


@behaviour("Scopes are read, write and admin.", "docs", AUTHORIZE_PATH)
@behaviour("An app that asks for no scope asks for read.", "assumed", AUTHORIZE_PATH)
def _scope(sent: Mapping[str, str]) -> str:
    if sent.get("response_type") != "code":
        raise _Mistake("unsupported_response_type", "response_type must be code.")
    scopes = sent.get("scope", "").split() or ["read"]
    if unknown := [scope for scope in scopes if scope not in SCOPES]:
        raise _Mistake("invalid_scope", f"There is no scope {unknown[0]}.")
    return " ".join(scopes)


def _challenge(sent: Mapping[str, str]) -> str | None:
    challenge = sent.get("code_challenge")
    if challenge is not None and sent.get("code_challenge_method") != "S256":
        raise _Mistake("invalid_request", "code_challenge_method must be S256.")
    return challenge


def _proves(verifier: str, challenge: str) -> bool:
    digest = hashlib.sha256(verifier.encode()).digest()
    return hmac.compare_digest(base64.urlsafe_b64encode(digest).rstrip(b"="), challenge.encode())
