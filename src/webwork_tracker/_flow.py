"""The way of one call, written once for sync and async: a generator that wishes (`_wishes`) and is told what came.

It does no I/O and has no clock of its own. What is retried stands in `_judge`, how long is waited in `_policy`, how
many requests may go out in `_budget`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from math import inf
from typing import Any, Literal, NoReturn

from attrs import define

from . import events
from ._budget import Budget
from ._call import Call
from ._constants import RATE_WINDOW
from ._judge import asked_to_wait, final, may_have_happened, tries
from ._options import Options
from ._policy import RateLimit
from ._reply import RawResponse, deleted_before, read
from ._runtime import Runtime
from ._scrub import scrub_error
from ._wire import HTTPReply, HTTPRequest, Limits
from ._wishes import Send, Sleep, Wish
from .errors import (
    APIConnectionError,
    AuthenticationError,
    DeadlineExceededError,
    NotFoundError,
    RateLimitError,
    WebWorkError,
)

Flow = Generator[Wish, Any, RawResponse[Any]]
Budgets = Callable[[str, RateLimit, float | None], Generator[Wish, Any, Budget]]
"""Finds the budget of a token; may open its store, and waits so many seconds for somebody else who does."""


def flow(call: Call, options: Options, budgets: Budgets, runtime: Runtime) -> Flow:
    """Make the call. Returns what was answered or raises a `WebWorkError`."""
    return _Way(call, options, budgets, runtime).run()


@define
class _Way:
    """One call on its way: what it is, and how far it has come."""

    call: Call
    options: Options
    budgets: Budgets
    runtime: Runtime
    attempts: int = 0
    retries: int = 0
    """Attempts that followed a failure; one with a renewed token is none."""
    started: float = 0.0
    lost: bool = False
    """An earlier attempt may have been carried out."""
    doubtful: int = 0
    """Attempts that failed in a way that is worth only so many."""
    held: float | None = None
    """Seconds that the last reply has everybody wait, as the budget took it."""
    tokens: tuple[str, ...] = ()
    """Those that it was sent with: one that was refused may be good elsewhere, and is as secret as the next."""

    def run(self) -> Flow:
        self.started = self.runtime.monotonic()
        token = yield from self._token(None)
        renewed = False
        while True:
            try:
                return (yield from self._attempt(token))
            except AuthenticationError as error:
                if renewed or not self.options.auth.renewable:
                    self._give_up(error)
                renewed = True
                token = yield from self._token(token)
            except NotFoundError as error:
                if self.lost and self.call.request.method == "DELETE":
                    return deleted_before(error, self.attempts)
                self._give_up(error)
            except WebWorkError as error:
                yield from self._retry_or_raise(error)

    def _token(self, rejected: str | None) -> Generator[Wish, Any, str]:
        """A token, or the error of getting one, which ends the call: `oauth` says why it is not tried again."""
        until = inf if self.options.deadline is None else self.started + self.options.deadline
        try:
            token = yield from self.options.auth.token(rejected, self.runtime, until)
            self._must_fit(0.0, "the token came too late")
            return token
        except WebWorkError as error:
            if isinstance(error, APIConnectionError):
                # The token endpoint may have been reached; with this call's request nothing has happened, or an attempt ago.
                error.sent = self.lost
            self._told(error)
            raise

    def _attempt(self, token: str) -> Flow:
        budget = yield from self._budgeted(token)
        limits = Limits(self.options.timeout, self._left(), self.options.max_response_bytes)
        if limits.expires_in is not None and limits.expires_in <= 0:
            raise DeadlineExceededError(self._deadline_text("before the request was sent"), sent=False)
        asked = self.call.request
        headers = {**asked.headers, "Authorization": f"Bearer {token}"}
        self.attempts += 1
        begun = self.runtime.monotonic()
        self._tell(events.AttemptStarted)
        if token not in self.tokens:
            self.tokens = (*self.tokens, token)
        secrets = (*self.tokens, *self.options.auth.secrets)
        try:
            reply: HTTPReply = yield Send(HTTPRequest(asked.method, asked.url, headers, asked.body), limits)
        except WebWorkError as error:
            scrub_error(error, secrets)
            raise
        self._tell(events.ResponseReceived, status_code=reply.status, seconds=self.runtime.monotonic() - begun)
        if budget is not None and (lesson := budget.lesson(reply, self.runtime.wall())):
            yield lesson
            self.held = budget.held()
        if self.options.on_drift is not None:
            from .contract._watch import watch

            watch(self.options.on_drift, self.call, reply, secrets)
        return read(self.call, reply, attempts=self.attempts, secrets=secrets, now=self.runtime.wall())

    def _budgeted(self, token: str) -> Generator[Wish, Any, Budget | None]:
        """Wait for a place in the rate budget; that it waits is told once, however often it has to ask again."""
        limit = self.options.rate_limit
        if limit is None:
            return None
        budget = yield from self.budgets(token, limit, self._left())
        self._must_fit(0.0, "the rate budget's store was opened too late")
        if budget.take_at_once(limit.requests):
            return budget
        told = False
        place = budget.line_up(limit.requests)
        try:
            while wait := (yield place.ask()):
                self._must_not_be_held(budget.held())
                self._must_fit(wait, "the rate budget has no room in time")
                if not told:
                    self._tell(events.Waiting, attempt=self.attempts + 1, reason="rate budget", seconds=wait)
                    told = True
                yield Sleep(min(wait, place.patience))
        finally:
            place.leave()
        return budget

    def _retry_or_raise(self, error: WebWorkError) -> Generator[Wish, Any, None]:
        self.lost = self.lost or may_have_happened(error)
        policy = self.options.retry
        worth = tries(error, self.call)
        self.doubtful += worth != inf
        if self.doubtful >= worth or self.retries >= policy.max_retries:
            self._give_up(error)
        self.retries += 1
        wait = policy.wait(self.retries, self.runtime.chance())
        reason: Literal["retry-after", "backoff"] = "backoff"
        if asked_to_wait(error):
            # Where it names no time: what the budget made of it, else the documented window, the one thing known. Jitter
            # goes on top, so that those who were sent away together do not come back together.
            asked = getattr(error, "retry_after", None)
            if asked is None:
                asked = self.held if self.held is not None and self.held > 0 else RATE_WINDOW
            if asked > policy.max_wait:
                error.add_note(f"Not retried: the server asks to wait {asked:g} s, max_wait is {policy.max_wait:g} s.")
                self._give_up(error)
            wait, reason = asked + wait, "retry-after"
        left = self._left()
        if left is not None and wait >= left:
            error.add_note(
                f"Not retried: a wait of {wait:.1f} s does not fit in the deadline, of which {left:.1f} s is left."
            )
            self._give_up(error)
        self._tell(events.Retrying, error=type(error).__name__)
        self._tell(events.Waiting, attempt=self.attempts + 1, reason=reason, seconds=wait)
        yield Sleep(wait)

    def _give_up(self, error: WebWorkError) -> NoReturn:
        if isinstance(error, APIConnectionError):
            # The last attempt may not have reached the server; one before it may have.
            error.sent = error.sent or self.lost
        error = final(error, self.call)
        self._told(error)
        raise error from error.__cause__

    def _told(self, error: WebWorkError) -> None:
        if self.lost and self.call.request.method != "GET" and not may_have_happened(error):
            error.add_note("An earlier attempt of this call may have been carried out.")
        error.operation_id, error.call, error.attempts = self.call.operation_id, self.call.name, self.attempts
        self._tell(events.GaveUp, error=type(error).__name__)

    def _left(self) -> float | None:
        """Seconds left of the deadline."""
        if self.options.deadline is None:
            return None
        return self.options.deadline - (self.runtime.monotonic() - self.started)

    def _must_fit(self, wait: float, problem: str) -> None:
        left = self._left()
        if left is not None and wait >= left:
            raise DeadlineExceededError(self._deadline_text(problem), sent=False)

    def _must_not_be_held(self, seconds: float) -> None:
        """Raises what the call would be told that was sent now: the server has told another one already."""
        if seconds > self.options.retry.max_wait:
            text = "Not sent: the server has told another call with this token to wait."
            raise RateLimitError(text, status_code=429, retry_after=seconds)

    def _deadline_text(self, what: str) -> str:
        return f"{self.call.name}: the deadline of {self.options.deadline:g} seconds is over or cannot be met: {what}"

    def _tell(self, kind: type[events.Event], *, attempt: int | None = None, **details: Any) -> None:
        if not events.heard(kind, self.options.on_event):
            return
        event = kind(self.call.name, self.attempts if attempt is None else attempt, **details)
        events.tell(event, self.options.on_event)
