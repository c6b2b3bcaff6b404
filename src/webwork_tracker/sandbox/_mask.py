"""Takes secrets out of what the log of requests shows."""

from __future__ import annotations

import re
from collections.abc import Mapping

MASK = "***"
_SHORTEST = 8
_NAMES = "access_token|refresh_token|client_secret|code_verifier|code"
# As JSON has them, and as a form or a query string has them.
_IN_JSON = re.compile(rf'("(?:{_NAMES})"\s*:\s*")(?:[^"\\]|\\.)*')
_IN_FORM = re.compile(rf"(?:(?<=[?&])|^)({_NAMES})=[^&#\s]*", re.MULTILINE)
_HEADERS = ("authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key")


def masked(text: str, secret: str | None) -> str:
    """The text without the request's token, and without what stands where a secret stands."""
    if secret:
        text = text.replace(secret, MASK)
    return _IN_FORM.sub(rf"\1={MASK}", _IN_JSON.sub(rf"\g<1>{MASK}", text))


def masked_headers(headers: Mapping[str, str], secret: str | None) -> dict[str, str]:
    """Headers by their names in small letters; of a credential its scheme is left."""
    return {name.lower(): _header(name.lower(), value, secret) for name, value in headers.items()}


def secret_of(headers: Mapping[str, str]) -> str | None:
    """The credential in an Authorization header."""
    value = next((value for name, value in headers.items() if name.lower() == "authorization"), "")
    secret = value.strip().rpartition(" ")[2]
    # No real token is that short, and a common word would take half of the text with it.
    return secret if len(secret) >= _SHORTEST else None


def _header(name: str, value: str, secret: str | None) -> str:
    if name not in _HEADERS:
        return masked(value, secret)
    scheme, space, _ = value.strip().partition(" ")
    return f"{scheme} {MASK}" if space and name.endswith("authorization") else MASK
