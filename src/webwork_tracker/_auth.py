"""Where a token comes from: a string, a function that is asked again when a token is refused, or OAuth2."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Generator
from copy import copy
from inspect import iscoroutinefunction
from math import inf
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from ._constants import TOKEN_PLACE
from .errors import ConfigurationError, DeadlineExceededError, WebWorkError

if TYPE_CHECKING:
    from ._runtime import Runtime
    from ._wishes import Wish

_log = logging.getLogger("webwork_tracker")

# Seconds between looks at a renewal that another caller has under way: well below what a renewal takes.
_LOOK_AGAIN = 0.02


@runtime_checkable
class TokenSource(Protocol):
    """Gives the flow a token, by wishes, as everything that may need I/O."""

    @property
    def renewable(self) -> bool:
        """Whether it is worth asking again after a token was refused."""
        ...

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown, beside the token itself."""
        ...

    def token(self, rejected: str | None, runtime: Runtime, until: float) -> Generator[Wish, Any, str]:
        """A token; another one than `rejected`, if there is a way to get one.

        Raises `DeadlineExceededError` rather than wait for another caller beyond `until`, by the runtime's clock.
        """
        ...


def token_source(given: str | Callable[[], Any] | TokenSource | None) -> TokenSource:
    """Raises `ConfigurationError` for no token, or a text that cannot be one."""
    if isinstance(given, str) or given is None:
        return FixedToken(checked(given))
    if isinstance(given, TokenSource):
        return given
    if callable(given):
        return AskedToken(given)
    raise ConfigurationError(f"token must be a string, a function that returns one, or an OAuth2, not {type(given)}.")


def checked(token: object) -> str:
    """The token without white space around it. Raises `ConfigurationError` if it cannot be one."""
    text = token.strip() if isinstance(token, str) else None
    if not text:
        raise ConfigurationError(f"No token: pass token=… or set WEBWORK_TOKEN; a token is made in {TOKEN_PLACE}.")
    # It becomes a header: a line break in it would end that header, other letters cannot be sent.
    if not text.isascii() or not text.isprintable() or " " in text:
        raise ConfigurationError(
            "The token (token=… or WEBWORK_TOKEN) has characters that no token has: was it copied whole, and alone?"
        )
    return text


class FixedToken:
    """One token for the client's whole life."""

    renewable = False
    secrets: tuple[str, ...] = ()

    def __init__(self, token: str) -> None:
        self._token = token

    def token(self, rejected: str | None, runtime: Runtime, until: float) -> Generator[Wish, Any, str]:
        """The token."""
        return self._token
        yield


class RenewedToken:
    """A token that is renewed: by one caller at a time, while all others wait for what that one gets.

    Waiting is looking again every few milliseconds, which works among threads, tasks and event loops alike.
    """

    renewable = True
    _must_end = False
    """Whether a renewal goes on when its caller is cancelled, because its answer cannot be had twice."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown, beside the token itself."""
        return ()

    def __init__(self, token: str | None = None, function: Callable[..., Any] | None = None) -> None:
        self.is_async = iscoroutinefunction(function)
        """Whether a function of the user's in it is for async code."""
        self._current = token
        self._renewing = False
        self._lock = threading.Lock()
        self._process = os.getpid()
        self._failures = 0
        self._failure: WebWorkError | None = None

    def token(self, rejected: str | None, runtime: Runtime, until: float) -> Generator[Wish, Any, str]:
        """The token that is there, or, if that one was rejected or is about to end, the next."""
        from ._wishes import Sleep, Whole

        if os.getpid() != self._process:
            # After a fork: whoever was renewing, or held the lock, is not in this process.
            self._process, self._renewing, self._lock = os.getpid(), False, threading.Lock()
        seen = self._failures
        while True:
            with self._lock:
                if self._failures != seen and self._failure is not None:
                    # It failed while this caller waited for it: asked again at once, it would fail again.
                    return self._instead(copy(self._failure), rejected, runtime)
                # While it is being renewed nobody gets the one that is there: it was refused, or is at its end.
                if not self._renewing:
                    if self._current is not None and self._is_good(rejected, runtime):
                        return self._current
                    self._renewing = True
                    break
            if runtime.monotonic() + _LOOK_AGAIN >= until:
                raise DeadlineExceededError("another caller's renewal of the token did not end in time", sent=False)
            yield Sleep(_LOOK_AGAIN)
        within = None if until == inf else until - runtime.monotonic()
        try:
            if not self._must_end:
                return (yield from self._renewal(runtime, within))
            token: str = yield Whole(self._renewal(runtime, None), within)
            return token
        except WebWorkError as error:
            return self._instead(error, rejected, runtime)

    def _renewal(self, runtime: Runtime, within: float | None) -> Generator[Wish, Any, str]:
        try:
            self._current = yield from self._renew(runtime, within)
            return self._current
        except WebWorkError as error:
            # That its caller had no more time says nothing to those who have.
            if within is None or not isinstance(error, DeadlineExceededError):
                # A copy: what is noted on the caller's own is about that one's call.
                self._failure, self._failures = copy(error), self._failures + 1
            raise
        finally:
            # Also when the caller is cancelled: the next in line tries for itself.
            self._renewing = False

    def _instead(self, error: WebWorkError, rejected: str | None, runtime: Runtime) -> str:
        """The token that is there, if it was only about to end; else raises the error of its renewal."""
        if self._current is None or self._current == rejected or not self._lasts(runtime):
            raise error
        _log.info("The token was not renewed (%s). It lasts a little longer, and is used.", type(error).__name__)
        return self._current

    def _is_good(self, rejected: str | None, runtime: Runtime) -> bool:
        return self._current != rejected

    def _lasts(self, runtime: Runtime) -> bool:
        """Whether the token is known not to be at its end yet."""
        return False

    def _renew(self, runtime: Runtime, within: float | None) -> Generator[Wish, Any, str]:
        """Get a token within so many seconds, where that can be had."""
        raise NotImplementedError
        yield


class AskedToken(RenewedToken):
    """The token that a function, sync or async, returns."""

    def __init__(self, function: Callable[[], Any]) -> None:
        super().__init__(function=function)
        self._function = function

    def _renew(self, runtime: Runtime, within: float | None) -> Generator[Wish, Any, str]:
        from ._wishes import Invoke

        # One that blocks, to ask a vault, must not hold up an event loop.
        return checked((yield Invoke(self._function, not self.is_async, within)))
