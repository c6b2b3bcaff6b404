"""Keeps tokens out of whatever is shown."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from .errors import WebWorkError

Secrets = tuple[str, ...]

# How deep the body of an error goes: pickle, for one, fails on one that goes on for ever.
_DEPTH = 50


def scrub(text: str, secrets: Secrets) -> str:
    """`text` without any of the secrets."""
    for secret in filter(None, secrets):
        # JSON may write a slash with a backslash before it, a URL most signs as numbers.
        for spelling in (secret, secret.replace("/", r"\/"), quote(secret, safe=""), quote(secret)):
            text = re.sub(re.escape(spelling), "***", text, flags=re.IGNORECASE)
    return text


def scrub_error(error: WebWorkError, secrets: Secrets) -> None:
    """The same for an error of a transport's: what it could not read may be in it, in the server's own words."""
    error.args = tuple(scrub(str(text), secrets) for text in error.args)
    for name, value in vars(error).items():
        if isinstance(value, str):
            setattr(error, name, scrub(value, secrets))


def scrubbed(value: Any, secrets: Secrets, depth: int = _DEPTH) -> Any:
    """The same for parsed JSON, down to `depth`: on the wire it may have spelled any letter as a number."""
    if not depth:
        return "…"
    if isinstance(value, str):
        return scrub(value, secrets)
    if isinstance(value, list):
        return [scrubbed(item, secrets, depth - 1) for item in value]
    if isinstance(value, dict):
        return {scrub(name, secrets): scrubbed(item, secrets, depth - 1) for name, item in value.items()}
    return value
