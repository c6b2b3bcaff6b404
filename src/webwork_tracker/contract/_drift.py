"""What differs between a reply and the contract, and who is told: `on_drift=`."""

from __future__ import annotations

import logging
import sys
import threading
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from inspect import iscoroutinefunction
from typing import Any, Literal, get_args

from attrs import evolve, frozen

from webwork_tracker.errors import ConfigurationError

Kind = Literal["undocumented status", "unknown field", "missing field", "type", "enum", "format", "envelope"]
Mode = Literal["collect", "log", "warn", "raise"]

_log = logging.getLogger("webwork_tracker")
_MANY = 1000


class ContractDriftWarning(UserWarning):
    """A reply is not what the contract says."""


@frozen
class Drift:
    """One way in which a reply is not what the contract says. It holds names and types, never a value of the reply."""

    operation_id: str | None
    pointer: str
    """JSON pointer into the body, `*` for each index of a list and each key of a map: `/data/*/status`. Empty: the whole.

    A field that is unknown or missing is pointed at itself: `/data/*/parent_id`. An unknown one whose name does not look
    like a field's (an address, an id) is `*` as well.
    """
    kind: Kind
    detail: str
    """What came and what the contract has, in types; begins with the status where that is a refusal's."""

    def __str__(self) -> str:
        return f"{self.operation_id}: {self.kind}{f' {self.pointer}' if self.pointer else ''} ({self.detail})"


class Drifts:
    """Counts each distinct finding; iterating gives them in the order in which they were first seen.

        drifts = Drifts()
        with WebWork(on_drift=drifts) as ww:
            ...
        for drift, count in drifts.counts.items():
            print(count, drift)

    Safe to share between threads and clients.

    Args:
        mode: What happens beside. `collect`: nothing. `log`: the first of its kind is logged as a warning, to the logger
            `webwork_tracker`. `warn`: it is a `ContractDriftWarning`. `raise`: a call whose reply has any raises a
            `ContractDriftError`. Or a function that is called with the first of its kind; what it raises is logged.

    Raises:
        ConfigurationError: There is no such mode.
    """

    def __init__(self, mode: Mode | Callable[[Drift], object] = "collect") -> None:
        if iscoroutinefunction(mode) or not (callable(mode) or mode in get_args(Mode)):
            raise ConfigurationError(
                f"on_drift must be one of {', '.join(get_args(Mode))}, a Drifts, or a plain function (not an async one) "
                f"that takes a Drift, not {mode!r}."
            )
        self.raises = mode == "raise"
        self._tell = _guarded(mode) if callable(mode) else _TELL[mode]
        self._counts: Counter[Drift] = Counter()
        self._lock = threading.Lock()

    @property
    def counts(self) -> dict[Drift, int]:
        """In how many replies each finding was seen: a copy."""
        with self._lock:
            return dict(self._counts)

    def add(self, found: Iterable[Drift]) -> None:
        """Count the findings of one reply, from `check` for one, and tell of those that were not seen before."""
        new = []
        with self._lock:
            for drift in map(self._kept, found):
                self._counts[drift] += 1
                if self._counts[drift] == 1:
                    new.append(drift)
        # All are counted by then: a warning may be turned into an error.
        for drift in new:
            self._tell(drift)

    def _kept(self, drift: Drift) -> Drift:
        """The finding; once there are many, without the name of a new field: a server may make up new ones for ever."""
        if drift.kind != "unknown field" or drift in self._counts or len(self._counts) < _MANY:
            return drift
        return evolve(drift, pointer=f"{drift.pointer.rpartition('/')[0]}/*")

    def __iter__(self) -> Iterator[Drift]:
        return iter(self.counts)

    def __len__(self) -> int:
        return len(self._counts)

    def __repr__(self) -> str:
        return f"<Drifts: {len(self)} findings>"


def drifts_for(on_drift: Any) -> Drifts:
    """What a client was given as `on_drift=`. Raises `ConfigurationError`, also if the extra is not installed."""
    from ._document import library

    library()
    return on_drift if isinstance(on_drift, Drifts) else Drifts(on_drift)


def _guarded(hook: Callable[[Drift], object]) -> Callable[[Drift], object]:
    """The hook, whose own errors are not the call's."""

    def tell(drift: Drift) -> None:
        try:
            hook(drift)
        except Exception:
            _log.exception("on_drift raised; the call goes on")

    return tell


def _silent(_drift: Drift) -> None:
    """It is counted, that is all."""


def _to_log(drift: Drift) -> None:
    _log.warning("not what the contract says: %s", drift)


def _to_warning(drift: Drift) -> None:
    warnings.warn(f"not what the contract says: {drift}", ContractDriftWarning, stacklevel=_caller())


def _caller() -> int:
    """How far up the stack the user's code is."""
    level, frame = 0, sys._getframe()
    while frame.f_back and frame.f_globals.get("__name__", "").split(".")[0] in (
        "webwork_tracker",
        "webwork_tracker_api",
    ):
        level, frame = level + 1, frame.f_back
    return level


_TELL: dict[str, Callable[[Drift], object]] = {
    "collect": _silent,
    "log": _to_log,
    "warn": _to_warning,
    "raise": _silent,
}
