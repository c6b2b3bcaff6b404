"""What a client and its copies have in common: the transport, made when it is first needed, and the rate budget."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Generator
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .errors import ConfigurationError

if TYPE_CHECKING:
    from ._budget import Budget
    from ._policy import RateLimit
    from ._runtime import Runtime
    from ._wishes import Wish

T = TypeVar("T")


class Shared(Generic[T]):
    """Held by a client and each of its copies."""

    def __init__(self, given: Any, make: Callable[[Any], T], host: str, runtime: Runtime) -> None:
        self._given = given
        self._make = make
        self._host = host
        self._runtime = runtime
        self._transport: T | None = None
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._budget: Budget | None = None
        self.closed = False

    def transport(self) -> T:
        """Raises `ConfigurationError` if the client was closed, or came here by a fork."""
        if os.getpid() != self._process:
            raise ConfigurationError(
                "This client was made before the process forked, and two processes cannot share its connections; "
                "make one in each."
            )
        with self._lock:
            if self.closed:
                raise ConfigurationError("This client is closed; make another one.")
            if self._transport is None:
                self._transport = self._make(self._given)
            return self._transport

    def opened(self) -> T | None:
        """The transport, if there is one to close: given, or made."""
        if os.getpid() != self._process:
            return None
        with self._lock:
            if self._transport is None and self._given is not None and not self.closed:
                self._transport = self._make(self._given)
            self.closed, transport, self._transport = True, self._transport, None
            return transport

    def budget(self, token: str, limit: RateLimit, patience: float | None) -> Generator[Wish, Any, Budget]:
        """The budget of the first token: one that is renewed is the same user's, whose requests are counted on.

        Raises `DeadlineExceededError` rather than wait `patience` seconds for another caller who opens its store.
        """
        budget = self._budget
        if budget is None:
            from ._registry import budget_for
            from ._wishes import Invoke

            find = partial(budget_for, token, self._host, limit, self._runtime, patience)
            budget = yield Invoke(find, blocks=not limit.store.startswith("memory:"))
            self._budget = budget
        return budget
