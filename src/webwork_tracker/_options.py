"""What a client is told: from its arguments, else from the environment, else a default."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from inspect import iscoroutinefunction
from math import inf
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from attrs import evolve, field, frozen

from webwork_tracker_api.types import UNSET

from ._auth import TokenSource, token_source
from ._constants import BASE_URL, DEADLINE, MAX_RESPONSE_BYTES, TIMEOUT, VERSION
from ._policy import RateLimit, RetryPolicy
from .errors import ConfigurationError

if TYPE_CHECKING:
    from .contract import Drifts
    from .events import Event

_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")


@frozen
class Options:
    """Settings of a client, already checked."""

    auth: TokenSource = field(repr=False)
    base_url: str
    workspace_id: int | None = None
    project_id: int | None = None
    timeout: float | None = TIMEOUT
    deadline: float | None = DEADLINE
    retry: RetryPolicy = field(factory=RetryPolicy)
    rate_limit: RateLimit | None = field(factory=RateLimit)
    max_response_bytes: int | None = MAX_RESPONSE_BYTES
    on_event: Callable[[Event], object] | None = field(default=None, repr=False)
    on_drift: Drifts | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(factory=dict, repr=False)
    extra_query: Mapping[str, Any] = field(factory=dict, repr=False)
    extra_body: Mapping[str, Any] = field(factory=dict, repr=False)

    @property
    def user_agent(self) -> str:
        return f"webwork-tracker-python/{VERSION}"


def options(token: str | Callable[[], Any] | TokenSource | None, base_url: str | None, **settings: Any) -> Options:
    """Raises `ConfigurationError`, one sentence that says what to set."""
    given = changed(settings, RetryPolicy())
    for name in ("workspace_id", "project_id"):
        if given[name] is None:
            given[name] = _id_from_environment(f"WEBWORK_{name.upper()}")
    return Options(
        auth=token_source(token if token is not None else os.environ.get("WEBWORK_TOKEN")),
        base_url=_base_url(base_url if base_url is not None else os.environ.get("WEBWORK_BASE_URL") or BASE_URL),
        **given,
    )


def changed(settings: Mapping[str, Any], before: RetryPolicy) -> dict[str, Any]:
    """The settings as `Options` has them, checked; those that are `UNSET` are left out."""
    given = {name: value for name, value in settings.items() if value is not UNSET}
    for name in ("timeout", "deadline"):
        if name in given:
            given[name] = positive(name, given[name])
    for name in ("workspace_id", "project_id"):
        if given.get(name) is not None:
            given[name] = _id(name, given[name])
    if "headers" in given:
        given["headers"] = _headers(given["headers"])
    if isinstance(given.get("max_retries"), float):
        raise ConfigurationError(f"max_retries must be an integer of 0 or more, not {given['max_retries']!r}.")
    policy: dict[str, Any] = {
        name: _at_least_0(name, given.pop(name)) for name in ("max_retries", "max_wait") if name in given
    }
    if policy:
        given["retry"] = evolve(before, **policy)
    limit = given.get("rate_limit")
    if limit is not None and not isinstance(limit, RateLimit):
        given["rate_limit"] = RateLimit(_count("rate_limit", limit))
    if given.get("max_response_bytes") is not None:
        given["max_response_bytes"] = _count("max_response_bytes", given["max_response_bytes"])
    hook = given.get("on_event")
    if hook is not None and (not callable(hook) or iscoroutinefunction(hook)):
        raise ConfigurationError("on_event must be a plain function (not an async one) that takes an event, or None.")
    if given.get("on_drift") is not None:
        from .contract._drift import drifts_for

        given["on_drift"] = drifts_for(given["on_drift"])
    return given


def positive(name: str, seconds: float | None) -> float | None:
    """A number of seconds above zero, or None for no limit."""
    if seconds is not None and (
        isinstance(seconds, bool) or not (isinstance(seconds, (int, float)) and 0 < seconds < inf)
    ):
        raise ConfigurationError(f"{name} must be a number of seconds above 0, or None for no limit, not {seconds!r}.")
    return seconds


def _count(name: str, figure: Any) -> int:
    if isinstance(figure, bool) or not isinstance(figure, int) or figure < 1:
        raise ConfigurationError(f"{name} must be an integer of at least 1, or None for no limit, not {figure!r}.")
    return figure


def _at_least_0(name: str, figure: Any) -> float:
    if isinstance(figure, bool) or not isinstance(figure, (int, float)) or not 0 <= figure < inf:
        raise ConfigurationError(f"{name} must be 0 or more, not {figure!r}.")
    return figure


def _base_url(url: Any) -> str:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except (ValueError, TypeError, AttributeError):
        raise ConfigurationError(f"The base URL is not a URL: {url!r}.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigurationError(f"The base URL must begin with https:// or http:// and name a host, not {url!r}.")
    if not url.isprintable() or " " in url:
        raise ConfigurationError(f"The base URL must have no white space, not {url!r}.")
    if "?" in url or "#" in url or "@" in parts.netloc:
        raise ConfigurationError("The base URL must have no query, no fragment, no user name and no password.")
    return str(url.rstrip("/"))


def _headers(given: Mapping[str, str]) -> dict[str, str]:
    """Headers in one spelling, so that one of the user's takes the place of ours and does not go beside it."""
    for name, value in given.items():
        texts = isinstance(name, str) and isinstance(value, str)
        if not texts or not _HEADER_NAME.fullmatch(name) or not (value.isascii() and value.isprintable()):
            # Not repeated: it may be a secret.
            raise ConfigurationError(f"The header {name!r} cannot be sent: name and value must be plain text.")
        if name.lower() == "authorization":
            raise ConfigurationError("The header Authorization is made from the token: give it as token=….")
    return {name.title(): value for name, value in given.items()}


def _id(name: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ConfigurationError(f"{name} must be an integer of at least 1, not {value!r}.")
    return value


def _id_from_environment(variable: str) -> int | None:
    text = os.environ.get(variable, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text) >= 1):
        raise ConfigurationError(f"{variable} must be an integer of at least 1, not {text!r}.")
    return int(text)
