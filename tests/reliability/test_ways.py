"""Other ways to the server: proxies from the environment, and transports and clients of the user's own.

None of them loses anything: a case for each kind of outcome goes each way, with its attempts, waits, error and effects.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.fakes import TOKEN, Mode
from tests.reliability import proxy as proxies
from tests.reliability.fault_server import FaultServer, state
from tests.reliability.faults import Fault
from tests.reliability.play import SAFE, SELF_SIGNED, SLACK, as_if_carried_out, play, server_context, trusting
from webwork_tracker import (
    APIConnectionError,
    APIStatusError,
    DeadlineExceededError,
    DeadlineOutcomeUnknownError,
    OutcomeUnknownError,
    RateLimitError,
    ResponseDecodeError,
)

DEADLINE = 0.5
TLS = trusting()  # Made once: that takes longer than a whole story.
LOST = Fault("drop", "close", carry_out=True)
DRIPS = {"body drips": Fault("drip", "body", carry_out=True), "head drips": Fault("drip", "head", carry_out=True)}

Outcome = tuple[type[Exception] | None, int, list[float]]
"""Error, attempts, waits."""

REDIRECT = Fault("say", status=307, headers={"Location": "{same}/tasks"})
LONG_WAIT = Fault("say", status=429, headers={"Retry-After": "4320000"})
UNKNOWN: Outcome = (OutcomeUnknownError, 1, [])

STORIES: dict[str, tuple[list[Fault], Outcome, Outcome]] = {
    "well": ([], (None, 1, []), (None, 1, [])),
    "lost": ([LOST], (None, 2, [0.25]), UNKNOWN),
    "lost for good": ([LOST] * 3, (APIConnectionError, 3, [0.25, 0.5]), UNKNOWN),
    "cut": ([Fault("cut", "close", carry_out=True)], (None, 2, [0.25]), UNKNOWN),
    "cut JSON": ([Fault("cut", "json", carry_out=True)], (None, 2, [0.25]), (ResponseDecodeError, 1, [])),
    "asked to wait": (
        [Fault("say", status=429, headers={"Retry-After": "7"})],
        (None, 2, [7.25]),
        (None, 2, [7.25]),
    ),
    "fifty days": ([LONG_WAIT], (RateLimitError, 1, []), (RateLimitError, 1, [])),
    "redirected": ([REDIRECT], (APIStatusError, 1, []), (APIStatusError, 1, [])),
    "bomb": ([Fault("pack", "bomb", carry_out=True)], (ResponseDecodeError, 1, []), (ResponseDecodeError, 1, [])),
}


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[proxies.Proxy]:
    with proxies.Proxy() as server:
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"):
            monkeypatch.setenv(name, server.url)
        for name in ("NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy", "REQUEST_METHOD"):
            monkeypatch.delenv(name, raising=False)
        yield server


class Wrapper(httpx.BaseTransport):
    """A transport like those that caches and recorders are made of: it has no connections of its own."""

    def __init__(self) -> None:
        self._inner = httpx.HTTPTransport(verify=TLS)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._inner.handle_request(request)

    def close(self) -> None:
        self._inner.close()


class AsyncWrapper(httpx.AsyncBaseTransport):
    def __init__(self) -> None:
        self._inner = httpx.AsyncHTTPTransport(verify=TLS)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


OWN: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {
    "a transport": (lambda: httpx.HTTPTransport(verify=TLS), lambda: httpx.AsyncHTTPTransport(verify=TLS)),
    "a wrapped transport": (Wrapper, AsyncWrapper),
    "a client": (lambda: httpx.Client(verify=TLS), lambda: httpx.AsyncClient(verify=TLS)),
    "a client that follows redirects": (
        lambda: httpx.Client(verify=TLS, follow_redirects=True),
        lambda: httpx.AsyncClient(verify=TLS, follow_redirects=True),
    ),
    "a client without timeouts": (
        lambda: httpx.Client(verify=TLS, timeout=None),
        lambda: httpx.AsyncClient(verify=TLS, timeout=None),
    ),
}


def check(mode: Mode, story: str, operation_id: str, **options: Any) -> None:
    """Play a story and hold it against what is said above of it."""
    script, if_safe, if_not = STORIES[story]
    expected, attempts, waits = if_safe if operation_id in SAFE else if_not
    with FaultServer(script) as server:
        server.places = {"same": server.base_url}
        played = play(mode, server, operation_id, **options)
        assert server.attempts == attempts
        assert len(server.script) == max(0, len(script) - attempts)
        assert state(server.sandbox) == as_if_carried_out(operation_id, server.carried_out)
    assert played.waits == waits
    result = played.result if expected is None else played.failure
    assert result.attempts == attempts
    assert expected is None or type(result) is expected


def check_drip(mode: Mode, fault: Fault, operation_id: str, **options: Any) -> None:
    options = {"timeout": 5, "deadline": DEADLINE, **options}
    with FaultServer([fault], tls=options.pop("tls", None)) as server:
        played = play(mode, server, operation_id, **options)
        assert state(server.sandbox) == as_if_carried_out(operation_id, 1)
    kind = DeadlineExceededError if operation_id in SAFE else DeadlineOutcomeUnknownError
    assert type(played.failure) is kind
    assert played.seconds < DEADLINE + SLACK


OPERATIONS = pytest.mark.parametrize("operation_id", ["updateTask", "createTask"])


@pytest.mark.parametrize("story", STORIES)
@OPERATIONS
def test_story_through_a_proxy(mode: Mode, operation_id: str, story: str, proxy: proxies.Proxy) -> None:
    check(mode, story, operation_id)
    assert proxy.lines
    assert all(line.split()[1].startswith("http://127.0.0.1:") for line in proxy.lines)


@pytest.mark.parametrize("fault", DRIPS.values(), ids=DRIPS)
@OPERATIONS
def test_drip_through_a_proxy_ends_at_the_deadline(
    mode: Mode, operation_id: str, fault: Fault, proxy: proxies.Proxy
) -> None:
    check_drip(mode, fault, operation_id)
    assert len(proxy.lines) == 1


@OPERATIONS
def test_drip_through_a_tunnel_ends_at_the_deadline(
    mode: Mode, operation_id: str, proxy: proxies.Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    from webwork_tracker import _tls

    monkeypatch.setenv("SSL_CERT_FILE", str(SELF_SIGNED))
    _tls.context.cache_clear()
    try:
        check_drip(mode, DRIPS["body drips"], operation_id, tls=server_context())
    finally:
        _tls.context.cache_clear()
    (head,) = proxy.heads
    assert head.startswith("CONNECT 127.0.0.1:")
    assert TOKEN not in head


@OPERATIONS
def test_proxy_that_is_not_there(mode: Mode, operation_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with FaultServer([Fault("refuse")] * 3) as closed, FaultServer() as server:
        monkeypatch.setenv("HTTP_PROXY", f"http://{closed.address}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        played = play(mode, server, operation_id)
        assert server.connections == 0
    assert (type(played.failure), played.failure.sent, played.failure.attempts) == (APIConnectionError, False, 3)


@OPERATIONS
def test_hosts_that_need_no_proxy(
    mode: Mode, operation_id: str, proxy: proxies.Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    check(mode, "lost", operation_id)
    check_drip(mode, DRIPS["body drips"], operation_id)
    assert proxy.lines == []


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("own", OWN.values(), ids=OWN)
@OPERATIONS
def test_story_by_a_transport_of_ones_own(
    mode: Mode, operation_id: str, own: tuple[Callable[[], Any], ...], story: str
) -> None:
    check(mode, story, operation_id, own=own[mode.is_async])


# Sync code cannot look into a transport that it does not know: a head that drips there is not cut off in time.
DRIPS_BY_OWN = [
    pytest.param(own, fault, id=f"{name}-{where}")
    for name, own in OWN.items()
    for where, fault in DRIPS.items()
    if not (own[0] is Wrapper and fault.how == "head")
]


@pytest.mark.parametrize(("own", "fault"), DRIPS_BY_OWN)
def test_drip_by_a_transport_of_ones_own_ends_at_the_deadline(
    mode: Mode, own: tuple[Callable[[], Any], ...], fault: Fault
) -> None:
    check_drip(mode, fault, "createTask", own=own[mode.is_async])


def test_dripping_head_by_an_async_transport_that_nobody_knows_ends_at_the_deadline() -> None:
    check_drip(Mode(is_async=True), DRIPS["head drips"], "createTask", own=AsyncWrapper)


@pytest.mark.parametrize("fault", DRIPS.values(), ids=DRIPS)
def test_drip_on_a_connection_that_was_open_before_ends_at_the_deadline(fault: Fault) -> None:
    with FaultServer([Fault("answer"), fault]) as server, httpx.Client() as own:
        own.get(f"{server.base_url}/tasks")
        played = play(Mode(is_async=False), server, "getTask", own=lambda: own, timeout=5, deadline=DEADLINE)
        assert server.connections == 1
    assert type(played.failure) is DeadlineExceededError
    assert played.seconds < DEADLINE + SLACK


def test_proxies_are_for_a_client_s_own_transport_alone(mode: Mode, proxy: proxies.Proxy) -> None:
    """What httpx does, and what the docs of `transport=` have to say: a transport comes with its own proxy, or none."""
    assert os.environ["HTTP_PROXY"] == proxy.url
    check(mode, "well", "getTask", own=OWN["a transport"][mode.is_async])
    assert proxy.lines == []
    check(mode, "well", "getTask", own=OWN["a client"][mode.is_async])
    assert len(proxy.lines) == 1
