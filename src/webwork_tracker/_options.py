"""What a client is told: from its arguments, else from the environment, else a default."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from attrs import field, frozen

from ._constants import BASE_URL, TIMEOUT, TOKEN_PLACE, VERSION
from .errors import ConfigurationError


@frozen
class Options:
    """Settings of a client, already checked."""

    token: str = field(repr=False)
    base_url: str
    workspace_id: int | None
    project_id: int | None
    timeout: float | None
    headers: Mapping[str, str] = field(factory=dict, repr=False)
    extra_query: Mapping[str, Any] = field(factory=dict, repr=False)
    extra_body: Mapping[str, Any] = field(factory=dict, repr=False)

    @property
    def user_agent(self) -> str:
        return f"webwork-tracker-python/{VERSION}"


def options(
    token: str | None,
    *,
    workspace_id: int | None,
    project_id: int | None,
    base_url: str | None,
    timeout: float | None = TIMEOUT,
) -> Options:
    """Raises `ConfigurationError`, one sentence that says what to set."""
    return Options(
        token=_token(token if token is not None else os.environ.get("WEBWORK_TOKEN")),
        base_url=_base_url(base_url or os.environ.get("WEBWORK_BASE_URL") or BASE_URL),
        workspace_id=_id("workspace_id", workspace_id, "WEBWORK_WORKSPACE_ID"),
        project_id=_id("project_id", project_id, "WEBWORK_PROJECT_ID"),
        timeout=positive("timeout", timeout),
    )


def positive(name: str, seconds: float | None) -> float | None:
    """A number of seconds above zero, or None for no limit."""
    if seconds is not None and not (isinstance(seconds, (int, float)) and seconds > 0):
        raise ConfigurationError(f"{name} must be a number of seconds above 0, or None for no limit, not {seconds!r}.")
    return seconds


def _token(token: str | None) -> str:
    token = token.strip() if token else None
    if not token:
        raise ConfigurationError(f"No token: pass token=… or set WEBWORK_TOKEN; a token is made in {TOKEN_PLACE}.")
    # It becomes a header: a line break in it would end that header, other letters cannot be sent.
    if not token.isascii() or not token.isprintable() or " " in token:
        raise ConfigurationError(
            "The token (token=… or WEBWORK_TOKEN) has characters that no token has: was it copied whole, and alone?"
        )
    return token


def _base_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigurationError(f"The base URL must begin with https:// or http:// and name a host, not {url!r}.")
    if parts.query or parts.fragment or parts.username or parts.password:
        raise ConfigurationError("The base URL must have no query, no fragment, no user name and no password.")
    return url.rstrip("/")


def _id(name: str, value: int | None, variable: str) -> int | None:
    if value is not None:
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise ConfigurationError(f"{name} must be an integer of at least 1, not {value!r}.")
        return value
    text = os.environ.get(variable, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text) >= 1):
        raise ConfigurationError(f"{variable} must be an integer of at least 1, not {text!r}.")
    return int(text)
