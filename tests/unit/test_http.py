"""What httpx makes of a network becomes one of our errors, which hold nothing of httpx and nothing of the token."""

from __future__ import annotations

import asyncio
import json
import socket
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.fakes import ONCE, TOKEN, Mode
from tests.unit import raw_server
from tests.unit.raw_server import RawServer, answering, closing, dripping, envelope, http, resetting, silent
from webwork_tracker import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AsyncWebWork,
    DeadlineExceededError,
    WebWork,
    WebWorkError,
)

Use = Callable[[Any], Any]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def use(mode: Mode, base_url: str, *uses: Use, **options: Any) -> list[Any]:
    """The results of some calls of one client, which is closed afterwards, all in one event loop."""
    given = {"token": TOKEN, "workspace_id": 1, "project_id": 100, "base_url": base_url, **ONCE, **options}
    if not mode.is_async:
        with WebWork(**given) as client:
            return [step(client) for step in uses]

    async def main() -> list[Any]:
        async with AsyncWebWork(**given) as client:
            return [await step(client) for step in uses]

    return asyncio.run(main())


def get(client: Any) -> Any:
    return client.with_raw_response.tasks.get(500)


def failure(mode: Mode, base_url: str, **options: Any) -> WebWorkError:
    with pytest.raises(WebWorkError) as caught:
        use(mode, base_url, get, **options)
    return caught.value


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_request_and_reply_over_a_socket(mode: Mode) -> None:
    with RawServer(answering(http(envelope(), X_Request_Id="r-1"))) as server:
        (raw,) = use(mode, server.base_url, get)
    (received,) = server.received
    assert received.line == "GET /api/v2/tasks/500?workspace_id=1&project_id=100 HTTP/1.1"
    assert received.headers["authorization"] == f"Bearer {TOKEN}"
    assert received.headers["accept"] == "application/json"
    assert received.headers["user-agent"].startswith("webwork-tracker-python/")
    assert received.body == b""
    assert "content-type" not in received.headers
    assert (raw.data.id, raw.status_code, raw.request_id) == (500, 200, "r-1")


def test_delete_carries_its_body(mode: Mode) -> None:
    with RawServer(answering(http(b'{"success": true, "data": null}'))) as server:
        use(mode, server.base_url, lambda client: client.tasks.delete(500))
    (received,) = server.received
    assert received.line == "DELETE /api/v2/tasks/500 HTTP/1.1"
    assert received.headers["content-type"] == "application/json"
    assert json.loads(received.body) == {"workspace_id": 1, "project_id": 100}


def test_calls_of_a_client_and_of_its_copies_share_one_connection(mode: Mode) -> None:
    with RawServer(answering(http(envelope()))) as server:
        use(mode, server.base_url, lambda client: get(client.with_options(timeout=3)), get, get)
    assert (server.connections, len(server.received)) == (1, 3)


def test_connection_refused_was_certainly_not_sent(mode: Mode) -> None:
    error = failure(mode, f"http://127.0.0.1:{free_port()}")
    assert type(error) is APIConnectionError
    assert error.sent is False
    assert (error.operation_id, error.attempts) == ("getTask", 1)
    assert "ConnectError" in str(error)


@pytest.mark.parametrize(
    "behaviour",
    [silent, answering(b"HTTP/1.1 200 OK\r\n"), answering(http(b"{", length=10))],
    ids=["nothing", "half a head", "half a body"],
)
def test_no_reply_in_time(mode: Mode, behaviour: raw_server.Behaviour) -> None:
    # The first call opens the connection, which may take its time on a busy machine.
    with RawServer(answering(http(envelope())), behaviour) as server, pytest.raises(WebWorkError) as caught:
        use(mode, server.base_url, get, lambda client: get(client.with_options(timeout=0.3)))
    error = caught.value
    assert type(error) is APITimeoutError
    assert error.sent is True
    assert "0.3 seconds" in str(error)


@pytest.mark.parametrize(
    "behaviour",
    [
        resetting,
        closing(),
        closing(b"HTTP/1.1 200 OK\r\n"),
        closing(http(envelope(), length=99_999)),
        closing(b"SSH-2.0-OpenSSH_9.6\r\n"),
    ],
    ids=["reset", "closed", "cut in the head", "cut in the body", "no HTTP"],
)
def test_connection_that_ends_too_early_may_have_been_sent(mode: Mode, behaviour: raw_server.Behaviour) -> None:
    with RawServer(behaviour) as server:
        error = failure(mode, server.base_url)
    assert type(error) is APIConnectionError
    assert error.sent is True
    assert len(server.received) == 1


def test_a_byte_now_and_then_does_not_outwit_the_deadline(mode: Mode) -> None:
    with RawServer(dripping(0.03)) as server:
        error = failure(mode, server.base_url, timeout=5, deadline=0.3)
    assert isinstance(error, DeadlineExceededError)


def test_https_against_a_port_that_does_not_speak_it(mode: Mode) -> None:
    with RawServer(closing()) as server:
        error = failure(mode, server.base_url.replace("http:", "https:"))
    assert type(error) is APIConnectionError
    assert error.sent is False
    assert "TLS" in str(error)


def test_redirects_are_not_followed(mode: Mode) -> None:
    with RawServer(answering(http(b"", "302 Found", Location="/elsewhere"))) as server:
        error = failure(mode, server.base_url)
    assert isinstance(error, APIStatusError)
    assert "/elsewhere" in str(error)
    assert len(server.received) == 1


NOT_SENT = {httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol}
TIMEOUTS = [httpx.ConnectTimeout, httpx.ReadTimeout, httpx.WriteTimeout, httpx.PoolTimeout]
BROKEN = [httpx.ConnectError, httpx.ReadError, httpx.WriteError, httpx.CloseError, httpx.RemoteProtocolError]
OTHERS = [httpx.ProxyError, httpx.UnsupportedProtocol]


def raising(kind: type[httpx.RequestError], text: str = "it broke") -> httpx.MockTransport:
    def fail(request: httpx.Request) -> httpx.Response:
        raise kind(text, request=request)

    return httpx.MockTransport(fail)


@pytest.mark.parametrize("kind", [*TIMEOUTS, *BROKEN, *OTHERS])
def test_each_error_of_httpx_is_one_of_ours(mode: Mode, kind: type[httpx.RequestError]) -> None:
    error = failure(mode, "http://localhost", transport=raising(kind), timeout=2)
    assert type(error) is (APITimeoutError if kind in TIMEOUTS else APIConnectionError)
    assert isinstance(error, APIConnectionError)
    assert error.sent is (kind not in NOT_SENT)
    assert kind.__name__ in str(error)


def test_an_error_without_words_gets_some(mode: Mode) -> None:
    error = failure(mode, "http://localhost", transport=raising(httpx.ReadError, ""))
    assert "the connection failed" in str(error)


@pytest.mark.parametrize("kind", TIMEOUTS)
def test_a_timeout_of_the_system_when_none_was_set(mode: Mode, kind: type[httpx.RequestError]) -> None:
    error = failure(mode, "http://localhost", transport=raising(kind), timeout=None, deadline=None)
    assert type(error) is APITimeoutError


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and all that hangs on it, also where a traceback would not show it."""
    if error is not None:
        yield error
        yield from chain(error.__cause__)
        yield from chain(error.__context__)


FAILURES: list[tuple[str, raw_server.Behaviour]] = [("timeout", silent), ("reset", resetting), ("cut short", closing())]


@pytest.mark.parametrize("behaviour", [failing[1] for failing in FAILURES], ids=[failing[0] for failing in FAILURES])
def test_traceback_of_an_error_shows_neither_httpx_s_error_nor_the_token(
    mode: Mode, behaviour: raw_server.Behaviour
) -> None:
    with RawServer(behaviour) as server:
        error = failure(mode, server.base_url, timeout=0.3)
    text = "".join(traceback.format_exception(error))
    assert TOKEN not in text
    assert "During handling of" not in text
    assert TOKEN not in repr(vars(error))


@pytest.mark.parametrize("behaviour", [failing[1] for failing in FAILURES], ids=[failing[0] for failing in FAILURES])
def test_no_error_of_httpx_with_its_request_hangs_on_ours(mode: Mode, behaviour: raw_server.Behaviour) -> None:
    with RawServer(behaviour) as server:
        error = failure(mode, server.base_url, timeout=0.3)
    assert [type(each) for each in chain(error) if isinstance(each, httpx.HTTPError)] == []
