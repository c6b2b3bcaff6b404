"""Faults on purpose: rules that say which request goes wrong, and how."""

from __future__ import annotations

import json
import random
import re
import threading
from collections.abc import Collection, Iterator, Mapping
from http import HTTPStatus
from typing import Any, Literal

from attrs import asdict, define, field, fields, frozen

from webwork_tracker._wire import HTTPReply

from ._call import Refusal
from ._envelope import refusal_reply

_UNKNOWN_CODE = 99
_UNKNOWN_WORD = "unheard-of"
_NAME = re.compile(r"[A-Za-z0-9-]+")
_FRAMING = ("content-length", "transfer-encoding", "connection")
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
        given = {kind: getattr(self, kind) for kind in _KINDS if getattr(self, kind) not in (None, False)}
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
_KINDS = ("status", "body", "rate_limited", "latency", "reset", "cut_body", "malformed_json", "unknown_enum")


@define
class _Rule:
    fault: Fault
    chance: random.Random
    seen: int = 0
    struck: int = 0

    def strikes(self) -> bool:
        """Whether it strikes the request that comes now."""
        self.seen += 1
        wish = self.fault
        if wish.nth not in (None, self.seen) or (wish.times is not None and self.struck >= wish.times):
            return False
        if wish.probability is not None and self.chance.random() >= wish.probability:
            return False
        self.struck += 1
        return True


class Faults:
    """The rules of a sandbox. Of those that would strike a request, the first made does."""

    def __init__(self, operation_ids: Collection[str]) -> None:
        self._operation_ids = operation_ids
        self._lock = threading.Lock()
        self._rules: dict[int, _Rule] = {}
        self._made = 0

    def add(self, operation: str | None = None, **wish: Any) -> Fault:
        """Make a rule: `faults.add("createTask", nth=2, status=503, headers={"Retry-After": "1"})`.

        Args:
            operation: operationId that it strikes; None for every operation.
            wish: Fields of `Fault`.

        Raises:
            ValueError: An operation, a field or a value that does not exist, or no kind of fault at all.
        """
        fault = _checked(operation, wish, self._operation_ids)
        with self._lock:
            self._made += 1
            made = Fault(**{**asdict(fault), "id": self._made})
            self._rules[made.id] = _Rule(made, random.Random(made.seed))
        return made

    def due(self, operation_id: str) -> Fault | None:
        """The fault that strikes a request, if any does."""
        if not self._rules:
            return None
        with self._lock:
            # All of them, so that each counts what it sees.
            mine = [rule for rule in self._rules.values() if rule.fault.operation in (None, operation_id)]
            struck = [rule.fault for rule in mine if rule.strikes()]
        return struck[0] if struck else None

    def struck(self, fault: Fault) -> int:
        """How many requests a rule has struck: a test that counts on it sees whether it was met."""
        with self._lock:
            rule = self._rules.get(fault.id)
        return rule.struck if rule else 0

    def remove(self, fault: Fault | int) -> None:
        """Take a rule away. Raises `KeyError` if it is not there."""
        with self._lock:
            del self._rules[fault if isinstance(fault, int) else fault.id]

    def clear(self) -> None:
        """Take all rules away."""
        with self._lock:
            self._rules.clear()

    def __iter__(self) -> Iterator[Fault]:
        with self._lock:
            return iter([rule.fault for rule in self._rules.values()])

    def __len__(self) -> int:
        return len(self._rules)


def _checked(operation: str | None, wish: Mapping[str, Any], operation_ids: Collection[str]) -> Fault:
    if operation is not None and operation not in operation_ids:
        raise ValueError(f"no operation {operation!r}: there are {', '.join(operation_ids)}")
    known = {attribute.name for attribute in fields(Fault)} - {"id", "operation"}
    if unknown := wish.keys() - known:
        raise ValueError(f"a fault has no {', '.join(sorted(unknown))}; it has {', '.join(sorted(known))}")
    if not any(wish.get(kind) not in (None, False) for kind in _KINDS):
        raise ValueError(f"a fault needs one of {', '.join(_KINDS)}")
    for name, allowed in _ALLOWED.items():
        if wish.get(name) is not None and not allowed(wish[name]):
            raise ValueError(f"a fault cannot have {name}={wish[name]!r}")
    return Fault(operation=operation, **wish)


def _is_whole(value: Any, low: int, high: int = 2**63) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _is_number(value: Any, high: float) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= high


def _is_headers(value: Any) -> bool:
    if not isinstance(value, Mapping):
        return False
    # Where a body ends is told by the server alone.
    names_are_right = all(_NAME.fullmatch(str(name)) and str(name).lower() not in _FRAMING for name in value)
    return names_are_right and all(
        isinstance(text, str) and text.isascii() and text.isprintable() for text in value.values()
    )


_ALLOWED: dict[str, Any] = {
    "nth": lambda value: _is_whole(value, 1),
    "times": lambda value: _is_whole(value, 1),
    "seed": lambda value: _is_whole(value, -(2**63)),
    "status": lambda value: _is_whole(value, 200, 599),
    "probability": lambda value: _is_number(value, 1),
    "latency": lambda value: _is_number(value, 3600),
    "headers": _is_headers,
    "body": lambda value: isinstance(value, str),
    "reset": lambda value: value in ("before", "after"),
    **dict.fromkeys(
        ("after_work", "rate_limited", "cut_body", "malformed_json", "unknown_enum"),
        lambda value: isinstance(value, bool),
    ),
}


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
