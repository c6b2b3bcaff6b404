"""Whose budget it is: one for each token at each host, shared by all of a process that uses both."""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from concurrent.futures import Future
from copy import copy
from itertools import islice
from weakref import ref

from ._budget import Budget, MemoryStore, Store
from ._constants import RATE_MARGIN
from ._policy import RateLimit
from ._runtime import Runtime
from .errors import DeadlineExceededError, RateLimitStoreError, WebWorkError

_log = logging.getLogger("webwork_tracker")

_budgets: dict[tuple[object, ...], Budget] = {}
# Budgets whose stores are being opened, which takes its time: by one caller, for all who come meanwhile.
_openings: dict[tuple[object, ...], Future[Budget]] = {}
_lock = threading.Lock()
_inherited: list[Budget] = []


def budget_for(token: str, host: str, limit: RateLimit, runtime: Runtime, patience: float | None = None) -> Budget:
    """The budget that everybody in this process shares who uses this token at this host, and this store.

    Raises `RateLimitStoreError` or `ConfigurationError` if there is no getting at the store, `DeadlineExceededError` if
    somebody else is at it for longer than `patience` seconds.
    """
    key = hashlib.sha256(f"{host.lower().removesuffix(':443')} {token}".encode()).hexdigest()[:32]
    known: tuple[object, ...] = (key, limit.window)
    in_memory = limit.store.startswith("memory:")
    if not in_memory:
        known = (*known, limit.store, limit.on_store_error)
    with _lock:
        if known in _budgets:
            return _budgets[known]
        _drop_idle()
        if in_memory:
            store = MemoryStore(limit.window + RATE_MARGIN, runtime.monotonic)
            return _budgets.setdefault(known, Budget(limit, store, runtime.monotonic))
        mine = known not in _openings
        opening = _openings.setdefault(known, Future())
    if mine:
        return _opened(known, opening, key, limit, runtime)
    try:
        return opening.result(patience)
    except WebWorkError as error:
        raise copy(error) from None
    except TimeoutError:
        raise DeadlineExceededError("the rate budget's store was not opened in time", sent=False) from None


def _opened(known: tuple[object, ...], opening: Future[Budget], key: str, limit: RateLimit, runtime: Runtime) -> Budget:
    try:
        budget = Budget(limit, _open(key, limit, runtime), runtime.monotonic)
    except BaseException as error:
        with _lock:
            _openings.pop(known, None)
        ours = isinstance(error, WebWorkError)
        opening.set_exception(
            error if ours else RateLimitStoreError("The opening of the rate budget's store was ended.")
        )
        raise
    with _lock:
        _openings.pop(known, None)
        _budgets[known] = budget
    opening.set_result(budget)
    return budget


def _open(key: str, limit: RateLimit, runtime: Runtime) -> Store:
    from ._stores import open_store

    window = limit.window + RATE_MARGIN
    try:
        return open_store(limit.store, key, window, limit.requests)
    except RateLimitStoreError as error:
        if limit.on_store_error == "raise":
            raise
        _log.warning("%s This process counts alone.", error)
        return MemoryStore(window, runtime.monotonic)


def _drop_idle() -> None:
    """Look at the next two budgets, and drop those in which nothing is and that no client has any more.

    Two for each new one: so what is kept follows what is used, and no call has to look at all of them.
    """
    for known in list(islice(_budgets, 2)):
        kept: Budget | None = _budgets.pop(known)
        if kept is not None and kept.is_idle:
            seen, kept = ref(kept), None
            # There still if a client has it: whoever comes next with its token must get the same.
            kept = seen()
        if kept is not None:
            _budgets[known] = kept


def _forget_all() -> None:
    """After a fork: the parent's locks may be held by threads that are not here, its connections are not ours."""
    global _lock
    _lock = threading.Lock()
    # Kept, though never used: to close an SQLite connection of the parent's here could damage the file.
    _inherited.extend(_budgets.values())
    _budgets.clear()
    _openings.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
