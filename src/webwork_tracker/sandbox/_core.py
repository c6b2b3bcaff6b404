"""From request to response: find the operation, know who asks, check, answer. No socket, no clock of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from attrs import evolve, frozen

from webwork_tracker._operation import Operation
from webwork_tracker._wire import Headers, HTTPReply, HTTPRequest

from . import _tasks, _viewers  # noqa: F401  # they enter their functions in HANDLERS.
from ._access import bearer_token, workspace_of
from ._arguments import arguments
from ._call import Call, Refusal
from ._database import Database
from ._edition import Edition
from ._envelope import answer_reply, refusal_reply, timestamp
from ._fault import Fault
from ._faults import Faults
from ._limit import Limiter
from ._registry import HANDLERS
from ._roles import identity_of, permit
from ._routes import Routes, split

_log = logging.getLogger("webwork_tracker.sandbox")


@frozen
class Outcome:
    """What came of a request."""

    reply: HTTPReply | None
    """None if a fault took the request before anything was done."""
    operation_id: str | None = None
    fault: Fault | None = None
    """What shall happen to the reply on its way."""


@frozen
class _Asked:
    """A request whose operation is found."""

    operation: Operation[Any]
    in_path: Mapping[str, str]
    query: str
    headers: Headers
    body: bytes | None


class Core:
    """Answers one request at a time, from whichever thread it comes."""

    def __init__(
        self,
        db: Database,
        clock: Callable[[], datetime],
        operations: Mapping[str, Operation[Any]] | None = None,
        edition: Edition | None = None,
    ) -> None:
        self._db = db
        self._clock = clock
        self._edition = edition or Edition()
        known = self._edition.operations if operations is None else operations
        self._routes = Routes(known.values())
        self.faults = Faults(known)

    def handle(self, request: HTTPRequest) -> HTTPReply | None:
        """The reply to a request, whatever is wrong with it."""
        return self.exchange(request).reply

    def exchange(self, request: HTTPRequest, limiter: Limiter | None = None) -> Outcome:
        """What comes of a request: a reply, or a fault on purpose."""
        moment = self._clock()
        try:
            asked = self._asked(request)
        except Refusal as refusal:
            return Outcome(self._refused(refusal, moment))
        fault = self.faults.due(asked.operation.id)
        if fault is None:
            return Outcome(self._reply(asked, moment, limiter), asked.operation.id)
        reply = None if fault.instead_of_work else self._reply(asked, moment, limiter)
        if fault.reset != "before":
            reply = fault.reply(self._stamp(moment), reply)
        return Outcome(reply, asked.operation.id, fault)

    def refuse(self, status: int, message: str, error: str) -> HTTPReply:
        """The reply to what could not even be read as a request."""
        return self._refused(Refusal(status, message, error=error), self._clock())

    def _asked(self, request: HTTPRequest) -> _Asked:
        path, query = split(request.url)
        operation, in_path = self._routes.find(request.method, path)
        return _Asked(operation, in_path, query, Headers(request.headers.items()), request.body)

    def _reply(self, asked: _Asked, moment: datetime, limiter: Limiter | None) -> HTTPReply:
        told: Mapping[str, str] = {}
        try:
            token = bearer_token(asked.headers)
            identity = identity_of(self._db, token, moment)
            told = limiter.spend(token) if limiter else {}
            values = arguments(asked.operation, asked.in_path, asked.query, asked.headers, asked.body)
            reply = self._answered(Call(asked.operation, values, identity, timestamp(moment), self._db))
        except Refusal as refusal:
            reply = self._refused(refusal, moment)
        except Exception:
            # The one who asked is not told: that is what a server does, and the log has it all.
            _log.exception("the sandbox failed at %s", asked.operation.id)
            reply = self._refused(Refusal(500, "Server Error"), moment)
        return evolve(reply, headers={**reply.headers, **told}) if told else reply

    def _answered(self, call: Call) -> HTTPReply:
        handler = HANDLERS.get(call.operation.id)
        if handler is None:
            raise Refusal(501, "Not implemented", error=f"The sandbox does not know {call.operation.id} yet.")
        with self._db.transaction():
            if not call.identity.is_owner:
                permit(call, workspace_of(call))
            answer = self._edition.shown(call, handler(self._edition.prepare(call)))
        stamp, in_meta = self._edition.stamp(call.now), self._edition.pagination_in_meta
        return answer_reply(answer, stamp, pagination_in_meta=in_meta)

    def _refused(self, refusal: Refusal, moment: datetime) -> HTTPReply:
        return refusal_reply(refusal, self._stamp(moment))

    def _stamp(self, moment: datetime) -> str:
        return self._edition.stamp(timestamp(moment))
