"""From request to response: find the operation, know who asks, check, answer. No socket, no clock of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from webwork_tracker._operation import Operation
from webwork_tracker._wire import Headers, HTTPReply, HTTPRequest
from webwork_tracker_api.operations import OPERATIONS

from . import _tasks, _viewers  # noqa: F401  # they enter their functions in HANDLERS.
from ._access import bearer_token
from ._arguments import arguments
from ._call import Answer, Call, Refusal
from ._database import Database
from ._envelope import answer_reply, refusal_reply, timestamp
from ._registry import HANDLERS
from ._routes import Routes, split

_log = logging.getLogger("webwork_tracker.sandbox")


class Core:
    """Answers one request at a time, from whichever thread it comes."""

    def __init__(
        self, db: Database, clock: Callable[[], datetime], operations: Mapping[str, Operation[Any]] = OPERATIONS
    ) -> None:
        self._db = db
        self._clock = clock
        self._routes = Routes(operations.values())

    def handle(self, request: HTTPRequest) -> HTTPReply:
        """The reply to a request, whatever is wrong with it."""
        now = timestamp(self._clock())
        try:
            return answer_reply(self._answer(request, now), now)
        except Refusal as refusal:
            return refusal_reply(refusal, now)
        except Exception:
            # The one who asked is not told: that is what a server does, and the log has it all.
            _log.exception("the sandbox failed at %s %s", request.method, split(request.url)[0])
            return refusal_reply(Refusal(500, "Server Error"), now)

    def refuse(self, status: int, message: str, error: str) -> HTTPReply:
        """The reply to what could not even be read as a request."""
        return refusal_reply(Refusal(status, message, error=error), timestamp(self._clock()))

    def _answer(self, request: HTTPRequest, now: str) -> Answer:
        path, query = split(request.url)
        headers = Headers(request.headers.items())
        operation, in_path = self._routes.find(request.method, path)
        token = bearer_token(headers)
        values = arguments(operation, in_path, query, headers, request.body)
        handler = HANDLERS.get(operation.id)
        if handler is None:
            raise Refusal(501, "Not implemented", error=f"The sandbox does not know {operation.id} yet.")
        with self._db.transaction():
            return handler(Call(operation, values, token, now, self._db))
