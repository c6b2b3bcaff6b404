"""The page that asks a user whether an app may act for them. Plain HTML: no script, nothing from elsewhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from html import escape

from webwork_tracker._wire import HTTPReply

_HEADERS = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}
_STYLE = (
    ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:30rem;margin:4rem auto;padding:0 1rem}"
    "label,button{display:block;margin:.5rem 0}button{font:inherit;padding:.4rem 1rem}"
)


def consent_page(sent: Mapping[str, str], client_id: str, scope: str, users: Iterable[sqlite3.Row]) -> HTTPReply:
    """The question, with what the app sent hidden in its form."""
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in sent.items()
    )
    choices = "".join(_choice(user, first=position == 0) for position, user in enumerate(users))
    return _page(
        200,
        "Sign in to the sandbox",
        f"<p><strong>{escape(client_id)}</strong> asks for: {escape(scope)}</p>"
        f'<form method="post" action="/oauth/authorize">{hidden}'
        f"<fieldset><legend>Act as</legend>{choices}</fieldset>"
        '<button name="decision" value="grant">Allow</button>'
        '<button name="decision" value="decline">Decline</button></form>',
    )


def error_page(status: int, why: str) -> HTTPReply:
    """What is wrong with a request that can be sent back to nobody."""
    return _page(status, "This cannot be granted", f"<p>{escape(why)}</p>")


def _choice(user: sqlite3.Row, *, first: bool) -> str:
    name = f"{user['firstname']} {user['lastname']} ({user['role']})"
    checked = " checked" if first else ""
    return f'<label><input type="radio" name="user_id" value="{user["id"]}"{checked}> {escape(name)}</label>'


def _page(status: int, title: str, content: str) -> HTTPReply:
    html = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style><h1>{escape(title)}</h1>{content}</html>"
    )
    return HTTPReply(status, _HEADERS, html.encode("utf-8", "replace"))
