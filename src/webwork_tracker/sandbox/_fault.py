"""A fault on purpose: which requests go wrong, and how."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Literal

from attrs import field, frozen

from webwork_tracker._wire import HTTPReply

from ._call import Refusal
from ._envelope import refusal_reply

_UNKNOWN_CODE = 99
_UNKNOWN_WORD = "unheard-of"
_WITHOUT_BODY = (204, 304)


@frozen(kw_only=True)
class Fault:
    """A rule: which requests it strikes, and what happens to them. Seconds are seconds of real time."""

    id: int = 0
    operation: str | None = None
    """operationId; None strikes every operation."""
    nth: int | None = None
    """Strikes the n-th request since the rule was made, and no other."""
    times: int | None = None
    """Strikes so many requests at most."""
    probability: float | None = None
    """Strikes with this probability (0 to 1), by chance that `seed` determines."""
    seed: int = 0

    status: int | None = None
    """Answers with this status instead of doing the work (after it, with `after_work`)."""
    headers: Mapping[str, str] = field(factory=dict)
    """Headers that the answer gets on top."""
    body: str | None = None
    """Body of the answer in place of its own, an HTML page for one."""
    after_work: bool = False
    """Whether the work is done all the same, before `status` or `rate_limited` is answered."""
    rate_limited: bool = False
    """Answers 429 with Retry-After (60 seconds, unless `headers` says otherwise)."""
    latency: float | None = None
    """Seconds that the answer comes late; the work is done at once."""
    refused: bool = False
    """Refuses connections, whatever would be asked over them; `nth` and `times` count connections then.

    In process each request is a connection of its own. Over a socket one is closed as soon as it is opened, with nothing
    read; requests on connections that are open already go through.
    """
    reset: Literal["before", "after"] | None = None
    """Resets the connection in place of an answer, before or after the work is done."""
    cut_body: bool = False
    """Closes the connection in the middle of the body."""
    malformed_json: bool = False
    """Leaves half of the JSON out; its length is right."""
    unknown_enum: bool = False
    """Gives `status` and `priority` of what is answered a value that nobody has heard of."""

    @property
    def name(self) -> str:
        """What it does, in a few words."""
        given = {kind: getattr(self, kind) for kind in KINDS if getattr(self, kind) not in (None, False)}
        return ", ".join(f"{kind} {value}" if kind in _TOLD else kind for kind, value in given.items())

    @property
    def instead_of_work(self) -> bool:
        """Whether the request is not carried out."""
        return self.reset == "before" or ((self.status is not None or self.rate_limited) and not self.after_work)

    def reply(self, now: str, carried_out: HTTPReply | None) -> HTTPReply:
        """What is answered: the sandbox's own reply, spoiled, or another one in its place."""
        reply = carried_out
        if reply is None or self.rate_limited or self.status is not None:
            reply = refusal_reply(self._refusal(), now)
        body = reply.body if self.body is None else self.body.encode()
        if self.unknown_enum:
            body = _with_unknown_values(body)
        if self.malformed_json:
            body = body[: len(body) // 2]
        if reply.status in _WITHOUT_BODY:
            body = b""
        given = {name.lower(): value for name, value in self.headers.items()}
        return HTTPReply(reply.status, {**reply.headers, **given}, body)

    def _refusal(self) -> Refusal:
        if self.rate_limited:
            return Refusal(429, "Too Many Attempts.", headers={"retry-after": "60"})
        status = self.status or 500
        known = {int(known): known.phrase for known in HTTPStatus}
        return Refusal(status, known.get(status, "Fault"), error="A fault of the sandbox, made on purpose.")


_TOLD = ("status", "latency", "reset")
KINDS = ("status", "body", "rate_limited", "latency", "refused", "reset", "cut_body", "malformed_json", "unknown_enum")


def _with_unknown_values(body: bytes) -> bytes:
    try:
        envelope = json.loads(body)
    except ValueError:
        return body
    data = envelope.get("data") if isinstance(envelope, dict) else None
    for item in data if isinstance(data, list) else [data]:
        if isinstance(item, dict):
            unknown = {int: _UNKNOWN_CODE, str: _UNKNOWN_WORD, type(None): _UNKNOWN_CODE}
            item.update({name: unknown[type(item[name])] for name in ("status", "priority") if name in item})
    return json.dumps(envelope, separators=(",", ":")).encode("ascii")
