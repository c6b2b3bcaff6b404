"""Plays one call of a client against a server, in the same words for both clients, and tells how it went."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from attrs import Factory, define, frozen

from tests.fakes import TOKEN, Mode
from tests.reliability.fault_server import NOW, FaultServer, new_sandbox, state
from webwork_tracker import AsyncWebWork, NotFoundError, WebWork, WebWorkError
from webwork_tracker._runtime import Runtime
from webwork_tracker.events import AttemptStarted, Event
from webwork_tracker_api.operations import OPERATIONS

SLACK = 3.0
"""Seconds after its deadline by which a call has to be over: 0.02 on an idle machine, but CI's is seldom idle. Timeouts
beside a deadline are 5 s, and a fault that does not end goes on for 8, so that one is told from the other."""

Use = Callable[[Any], Any]
Timed = tuple[list[Any], float]

SELF_SIGNED = Path(__file__).parent / "self_signed.pem"
VIEWER = {"email": "new@client.example.com", "firstname": "New", "lastname": "Viewer"}

CALLS: dict[str, Use] = {
    "getTasks": lambda api: api.tasks.list(),
    "createTask": lambda api: api.tasks.create(title="New", assignees=[100]),
    "getTask": lambda api: api.tasks.get(500),
    "updateTask": lambda api: api.tasks.update(500, title="Changed"),
    "deleteTask": lambda api: api.tasks.delete(500),
    "getTaskAssignees": lambda api: api.tasks.list_assignees(500),
    "assignTask": lambda api: api.tasks.assign(500, 10),
    "unassignTask": lambda api: api.tasks.unassign(500, 100),
    "getProjectViewers": lambda api: api.project_viewers.list(),
    "createProjectViewer": lambda api: api.project_viewers.create(**VIEWER),
    "getProjectViewer": lambda api: api.project_viewers.get(100),
    "deleteProjectViewer": lambda api: api.project_viewers.delete(100),
    "restoreProjectViewer": lambda api: api.project_viewers.restore(101),
    "assignProjectToViewer": lambda api: api.project_viewers.assign_project(102),
    "unassignProjectFromViewer": lambda api: api.project_viewers.unassign_project(100),
}
"""Every operation, on what a fresh sandbox has in it."""

SAFE = {name for name, operation in OPERATIONS.items() if operation.idempotent}
WITH_DATA = {name for name, operation in OPERATIONS.items() if operation.decode is not None}


@define
class Waits:
    """Sleeps for nobody, and remembers how long it should have."""

    seconds: list[float] = Factory(list)

    def sleep(self, seconds: float) -> None:
        self.seconds.append(seconds)

    async def sleep_async(self, seconds: float) -> None:
        self.seconds.append(seconds)

    def runtime(self, chance: float) -> Runtime:
        """Real time for deadlines."""
        return Runtime(wall=lambda: NOW, chance=lambda: chance, sleep=self.sleep, sleep_async=self.sleep_async)


@frozen
class Played:
    """How a call went: what came of each use of the client, and what happened on the way."""

    results: list[Any]
    waits: list[float]
    events: list[Event]
    seconds: float
    """How long the uses took."""

    @property
    def result(self) -> Any:
        """What the only call gave. Raises its error, if it was one."""
        if self.error is not None:
            raise self.error
        (result,) = self.results
        return result

    @property
    def error(self) -> WebWorkError | None:
        """The error of the only call."""
        (result,) = self.results
        return result if isinstance(result, WebWorkError) else None

    @property
    def failure(self) -> Any:
        """The error of the only call, of which there must be one."""
        assert self.error is not None, self.results
        return self.error


def play(
    mode: Mode, server: FaultServer, *uses: Use | str, own: Callable[[], Any] | None = None, **options: Any
) -> Played:
    """Use a client of `server`, one use after the other; a use is a function, or an operationId.

    `own` makes an httpx client or transport of the user's own, which is closed afterwards if it is theirs to close.
    """
    waits, events = Waits(), list[Event]()
    hook = options.pop("on_event", None)

    def on_event(event: Event) -> None:
        events.append(event)
        if isinstance(event, AttemptStarted):
            server.prepare()
        if hook is not None:
            hook(event)

    settings = {
        "token": TOKEN,
        "base_url": server.base_url,
        "workspace_id": 1,
        "project_id": 100,
        "timeout": 2.0,
        "rate_limit": None,
        "runtime": waits.runtime(options.pop("chance", 0.5)),
        **options,
        "on_event": on_event,
    }
    calls = [use if callable(use) else raw(use) for use in uses]
    timed = asyncio.run(_played_async(calls, settings, own)) if mode.is_async else _played(calls, settings, own)
    results, seconds = timed
    return Played(results, waits.seconds, events, seconds)


def raw(operation_id: str) -> Use:
    """The call of an operation, answered with its `RawResponse`."""
    return lambda client: CALLS[operation_id](client.with_raw_response)


def _played(uses: list[Use], settings: Mapping[str, Any], own: Callable[[], Any] | None) -> Timed:
    given = own() if own else None
    with WebWork(**settings, transport=given) as client:
        started = time.monotonic()
        results = [_or_error(use, client) for use in uses]
        seconds = time.monotonic() - started
    if isinstance(given, httpx.Client):
        assert not given.is_closed, "a client of the user's own was closed"
        given.close()
    return results, seconds


async def _played_async(uses: list[Use], settings: Mapping[str, Any], own: Callable[[], Any] | None) -> Timed:
    given = own() if own else None
    async with AsyncWebWork(**settings, transport=given) as client:
        started = time.monotonic()
        results = [await _or_error_async(use, client) for use in uses]
        seconds = time.monotonic() - started
    if isinstance(given, httpx.AsyncClient):
        assert not given.is_closed, "a client of the user's own was closed"
        await given.aclose()
    return results, seconds


def _or_error(use: Use, client: WebWork) -> Any:
    try:
        return use(client)
    except WebWorkError as error:
        return error


async def _or_error_async(use: Use, client: AsyncWebWork) -> Any:
    try:
        return await use(client)
    except WebWorkError as error:
        return error


@cache
def server_context() -> ssl.SSLContext:
    """TLS with a certificate that nobody trusts."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(SELF_SIGNED)
    return context


def trusting() -> ssl.SSLContext:
    """What a client needs to trust that certificate after all."""
    return ssl.create_default_context(cafile=str(SELF_SIGNED))


@cache
def as_if_carried_out(operation_id: str, times: int) -> dict[str, Any]:
    """What the API shows after an operation was carried out so often."""
    with new_sandbox() as sandbox, sandbox.client(rate_limit=None, max_retries=0) as client:
        for _ in range(times):
            try:
                CALLS[operation_id](client)
            except NotFoundError:
                assert times > 1  # The second of two deletes.
        return state(sandbox)
