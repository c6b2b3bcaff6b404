"""`WebWork` and `AsyncWebWork`: settings, a transport that is opened when it is first used, and the generated resources.

What a call needs is imported by the first call, so that to make a client costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, cast
from urllib.parse import urlsplit

from attrs import evolve

from webwork_tracker_api.resources import (
    AsyncResources,
    AsyncResourcesWithRawResponse,
    Resources,
    ResourcesWithRawResponse,
)
from webwork_tracker_api.types import UNSET, Unset

from ._constants import DEADLINE, MAX_RESPONSE_BYTES, MAX_RETRIES, MAX_WAIT, RATE_LIMIT, TIMEOUT
from ._options import changed, options
from ._runtime import SYSTEM, Runtime
from ._shared import Shared
from .errors import ConfigurationError

if TYPE_CHECKING:
    from ._auth import TokenSource
    from ._call import Call
    from ._flow import Flow
    from ._operation import Operation
    from ._policy import RateLimit
    from ._reply import RawResponse
    from ._wire import AsyncTransport, Transport
    from .contract import Drift, Drifts, Mode
    from .events import Event

T = TypeVar("T")


class _BaseClient(Generic[T]):
    """What the two clients have in common: all but the sending."""

    _is_async = False

    def __init__(
        self,
        token: str | Callable[[], Any] | TokenSource | None = None,
        *,
        workspace_id: int | None = None,
        project_id: int | None = None,
        base_url: str | None = None,
        timeout: float | None = TIMEOUT,
        deadline: float | None = DEADLINE,
        max_retries: int = MAX_RETRIES,
        max_wait: float = MAX_WAIT,
        rate_limit: RateLimit | int | None = RATE_LIMIT,
        max_response_bytes: int | None = MAX_RESPONSE_BYTES,
        on_event: Callable[[Event], object] | None = None,
        on_drift: Drifts | Mode | Callable[[Drift], object] | None = None,
        headers: Mapping[str, str] | None = None,
        transport: Any = None,
        runtime: Runtime = SYSTEM,
    ) -> None:
        self._options = options(
            token,
            base_url,
            workspace_id=workspace_id,
            project_id=project_id,
            timeout=timeout,
            deadline=deadline,
            max_retries=max_retries,
            max_wait=max_wait,
            rate_limit=rate_limit,
            max_response_bytes=max_response_bytes,
            on_event=on_event,
            on_drift=on_drift,
            headers=dict(headers or {}),
        )
        if not self._is_async and getattr(self._options.auth, "is_async", False):
            raise ConfigurationError("An async function was given to WebWork; it goes with AsyncWebWork.")
        host = urlsplit(self._options.base_url).netloc
        self._shared: Shared[T] = Shared(transport, self._make_transport, host, runtime)
        self._runtime = runtime
        self._owner = True

    @staticmethod
    def _make_transport(given: Any) -> T:
        raise NotImplementedError

    def with_options(
        self,
        *,
        timeout: float | Unset | None = UNSET,
        deadline: float | Unset | None = UNSET,
        max_retries: int | Unset = UNSET,
        max_wait: float | Unset = UNSET,
        on_event: Callable[[Event], object] | Unset | None = UNSET,
        on_drift: Drifts | Mode | Callable[[Drift], object] | Unset | None = UNSET,
        headers: Mapping[str, str] | Unset = UNSET,
        extra_query: Mapping[str, Any] | Unset = UNSET,
        extra_body: Mapping[str, Any] | Unset = UNSET,
        workspace_id: int | Unset = UNSET,
        project_id: int | Unset = UNSET,
    ) -> Self:
        """A copy with other settings that shares connections and rate budget; closing the copy does not close them.

        Args:
            timeout: Seconds for each step of one attempt; None for no limit.
            deadline: Seconds for a whole call with its waits; None for no limit.
            max_retries: Attempts after the first.
            max_wait: Seconds that a server may ask to wait.
            on_event: Called with each event of a call; None for nobody.
            on_drift: What happens with a reply that is not what the contract says; None: replies are not looked at.
            headers: Sent with every request, beside the client's own.
            extra_query: Query parameters that the contract does not know, for the calls of the copy.
            extra_body: Body fields that the contract does not know, likewise.
            workspace_id: Another default workspace.
            project_id: Another default project.

        Raises:
            ConfigurationError: A setting that cannot be used.
        """
        given = changed(
            {
                "timeout": timeout,
                "deadline": deadline,
                "max_retries": max_retries,
                "max_wait": max_wait,
                "on_event": on_event,
                "on_drift": on_drift,
                "headers": headers if isinstance(headers, Unset) else {**self._options.headers, **headers},
                "extra_query": extra_query,
                "extra_body": extra_body,
                "workspace_id": workspace_id,
                "project_id": project_id,
            },
            self._options.retry,
        )
        copy = self.__class__.__new__(self.__class__)
        copy._options = evolve(self._options, **given)
        copy._shared, copy._runtime, copy._owner = self._shared, self._runtime, False
        return copy

    @property
    def drifts(self) -> Drifts | None:
        """What was found so far with `on_drift=`, counted; None without it. Copies of the client count together."""
        return self._options.on_drift

    def _prepare(self, operation: Operation[Any], arguments: Mapping[str, Any]) -> Call:
        from ._call import prepare

        return prepare(operation, arguments, self._options)

    def _prepare_plain(self, method: str, path: str, query: Mapping[str, Any] | None, json: Any) -> Call:
        from ._call import prepare_plain

        return prepare_plain(method, path, query, json, self._options)

    def _flow(self, call: Call) -> Flow:
        from ._flow import flow

        return flow(call, self._options, self._shared.budget, self._runtime)

    def __repr__(self) -> str:
        known = self._options
        return (
            f"{type(self).__name__}(base_url={known.base_url!r}, workspace_id={known.workspace_id}, "
            f"project_id={known.project_id})"
        )


class WebWork(_BaseClient["Transport"], Resources):
    """A client of the WebWork Tracker REST API. Safe to share between threads; opens nothing before its first call.

    Args:
        token: A personal access token or an OAuth2 access token, else WEBWORK_TOKEN; or a function that returns one and
            is asked again after a 401; or a `webwork_tracker.oauth.OAuth2`. Tokens are made in WebWork under
            Settings > REST API.
        workspace_id: The workspace of every call that names no other; else WEBWORK_WORKSPACE_ID.
        project_id: The project of every call that names no other; else WEBWORK_PROJECT_ID.
        base_url: Where the API is; else WEBWORK_BASE_URL, else `https://api.webwork-tracker.com/api/v2`.
        timeout: Seconds for each step of one attempt: to connect, to write, to wait for the next bytes. None: no limit.
        deadline: Seconds for a whole call: all attempts and all waits. It holds against a server that sends a byte now
            and then. None: no limit.
        max_retries: Attempts after the first.
        max_wait: Seconds that a server may ask to wait; above it the call fails at once, with `.retry_after`.
        rate_limit: Requests per minute, or a `RateLimit`; None to send without a budget.
        max_response_bytes: Bytes of a reply, unpacked, above which it is not read. None: no limit.
        on_event: Called with each `webwork_tracker.events.Event` of a call.
        on_drift: Hold each reply against the contract (extra `[contract]`) and collect, log, warn or raise where they
            differ, or call a function with it; see `webwork_tracker.contract.Drifts`. None: replies are not looked at.
        headers: Sent with every request.
        transport: An `httpx.Client` (yours to close), an httpx transport (which has its own proxy or none: HTTP_PROXY is
            heeded by httpx's clients), or a sandbox's, in place of the client's own.
        runtime: Clock, sleep and chance, for tests.

    Raises:
        ConfigurationError: No token, or a setting that cannot be used.

    What is tried again:

    - A request that certainly did not reach the server: always, `max_retries` times.
    - One whose answer was lost (connection reset, no answer in time, 500, 502, 503, 504, 520 to 529): if to repeat it
      does no harm. That is so for GET, PUT and DELETE; `x-idempotent` in the contract says so for each operation.
      Otherwise `OutcomeUnknownError` says what to look at: nothing is ever created twice.
    - 429, and 503 with Retry-After: always, after the time that the server asks for (a 429 that names none: a minute).
    - A reply that broke on the way (cut JSON, bad gzip, a garbled head): once, if to repeat it does no harm.
    - 401: once, if the token can be renewed.
    - A DELETE that was tried again and then finds nothing counts as done.
    - Anything else, never: other 4xx, redirects, certificates that are not trusted, replies that make no sense.

    Before a retry the client waits, at random up to 0.5 s, then 1 s, 2 s … 8 s; on top of what the server asked for, if
    it did. A wait that does not fit in the deadline is not begun: the call fails at once. The rate budget (60 per
    minute and token, shared by all clients of the process) is spent before each attempt; who has to wait, waits its turn.
    """

    @staticmethod
    def _make_transport(given: Any) -> Transport:
        from ._wire import is_ours

        if is_ours(given):
            return cast("Transport", given)
        from ._direct import DirectTransport, needs_proxy

        if given is None and not needs_proxy():
            return DirectTransport()
        from ._http import transport_for

        return transport_for(given)

    @property
    def with_raw_response(self) -> ResourcesWithRawResponse:
        """The same resources, each method answering with a `RawResponse`: status, headers, message beside the data."""
        return ResourcesWithRawResponse(self)

    def request(self, method: str, path: str, *, query: Mapping[str, Any] | None = None, json: Any = None) -> Any:
        """Call what the contract does not have yet, `/workspaces` for one. GET, PUT and DELETE count as safe to repeat.

        Args:
            method: HTTP method.
            path: Path within the API, without its query.
            query: Query parameters; one that is None is left out.
            json: Body.

        Returns:
            The envelope's `data`, as plain JSON.

        Raises:
            InvalidArgumentError: A path that leads out of the API, or a body that is no JSON.
            APIStatusError, APIConnectionError, ResponseDecodeError: As of any other call.
        """
        return self._perform(self._prepare_plain(method, path, query, json)).data

    def _perform(self, call: Call) -> RawResponse[Any]:
        from ._drive import drive

        return drive(self._flow(call), self._shared.transport(), self._runtime)

    def close(self) -> None:
        """Close the connections; a copy made by `with_options` leaves them open."""
        if self._owner and (transport := self._shared.opened()) is not None:
            transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncWebWork(_BaseClient["AsyncTransport"], AsyncResources):
    """`WebWork` for async code: the same arguments, settings and resources, each method awaited, lists by `async for`."""

    _is_async = True

    @staticmethod
    def _make_transport(given: Any) -> AsyncTransport:
        from ._wire import is_ours

        if is_ours(given):
            return cast("AsyncTransport", given)
        from ._direct import AsyncDirectTransport, needs_proxy

        if given is None and not needs_proxy():
            return AsyncDirectTransport()
        from ._http import async_transport_for

        return async_transport_for(given)

    @property
    def with_raw_response(self) -> AsyncResourcesWithRawResponse:
        """The same resources, each method answering with a `RawResponse`: status, headers, message beside the data."""
        return AsyncResourcesWithRawResponse(self)

    async def request(self, method: str, path: str, *, query: Mapping[str, Any] | None = None, json: Any = None) -> Any:
        """See `WebWork.request`."""
        return (await self._perform(self._prepare_plain(method, path, query, json))).data

    async def _perform(self, call: Call) -> RawResponse[Any]:
        from ._drive import drive_async

        return await drive_async(self._flow(call), self._shared.transport(), self._runtime)

    async def close(self) -> None:
        """Close the connections; a copy made by `with_options` leaves them open."""
        if self._owner and (transport := self._shared.opened()) is not None:
            await transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
