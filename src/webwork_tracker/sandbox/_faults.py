"""The faults of a sandbox: rules that are checked when they are made, and asked about each request."""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from attrs import asdict, define, fields

from ._fault import KINDS, Fault

_NAME = re.compile(r"[A-Za-z0-9-]+")
_FRAMING = ("content-length", "transfer-encoding", "connection")


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
        return self._first(lambda fault: not fault.refused and fault.operation in (None, operation_id))

    def due_connection(self) -> Fault | None:
        """The fault that strikes a connection when it is opened, if any does."""
        return self._first(lambda fault: fault.refused)

    def _first(self, concerns: Callable[[Fault], bool]) -> Fault | None:
        if not self._rules:
            return None
        with self._lock:
            # All of them, so that each counts what it sees.
            mine = [rule for rule in self._rules.values() if concerns(rule.fault)]
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
    if not any(wish.get(kind) not in (None, False) for kind in KINDS):
        raise ValueError(f"a fault needs one of {', '.join(KINDS)}")
    if wish.get("refused") and (operation is not None or not (wish.get("nth") or wish.get("times"))):
        # Without an end it would refuse those too who come to take it away over HTTP.
        raise ValueError("a fault with refused has no operation, and needs nth or times")
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
        ("after_work", "rate_limited", "refused", "cut_body", "malformed_json", "unknown_enum"),
        lambda value: isinstance(value, bool),
    ),
}
