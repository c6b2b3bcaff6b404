"""A client of httpx that somebody brings along, and bodies that are packed, cut or too large."""

from __future__ import annotations

import asyncio
import gzip
from typing import Any

import httpx
import pytest

from tests.fakes import ONCE, TOKEN, Mode
from tests.unit.raw_server import envelope
from webwork_tracker import (
    APIStatusError,
    AsyncWebWork,
    ConfigurationError,
    NotFoundError,
    ResponseDecodeError,
    Task,
    WebWork,
)

# No time in it: what a test is called must not change from run to run.
CUT_SHORT = gzip.compress(b"{}" * 50, mtime=0)[:-8]


def made(mode: Mode, transport: Any, **options: Any) -> Any:
    return mode.client_class(TOKEN, workspace_id=1, project_id=100, transport=transport, **ONCE, **options)


class Pieces(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body as it comes from a network: in pieces, packed or not."""

    def __init__(self, body: bytes, size: int) -> None:
        self._pieces = [body[start : start + size] for start in range(0, len(body), size)]

    def __iter__(self) -> Any:
        return iter(self._pieces)

    async def __aiter__(self) -> Any:
        for piece in self._pieces:
            yield piece


def serving(body: bytes, encoding: str | None = None, size: int = 100) -> httpx.MockTransport:
    headers = {"Content-Type": "application/json", **({"Content-Encoding": encoding} if encoding else {})}
    return httpx.MockTransport(lambda _: httpx.Response(200, headers=headers, stream=Pieces(body, size)))


@pytest.mark.parametrize("encoding", [None, "gzip"])
def test_a_response_that_a_mock_made_whole_is_read_too(mode: Mode, encoding: str | None) -> None:
    headers = {"Content-Encoding": encoding} if encoding else {}
    content = gzip.compress(envelope()) if encoding else envelope()
    mock = httpx.MockTransport(lambda _: httpx.Response(200, headers=headers, content=content))
    assert isinstance(mode.call(made(mode, mock).tasks.get, 500), Task)


@pytest.mark.parametrize("size", [1, 7, 100_000], ids="pieces of {}".format)
@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        (None, bytes),
        ("identity", bytes),
        ("gzip", gzip.compress),
        ("GZIP", gzip.compress),
        ("x-gzip", gzip.compress),
        ("gzip", lambda body: gzip.compress(body[:10]) + gzip.compress(body[10:])),
    ],
)
def test_packed_bodies_are_unpacked(mode: Mode, encoding: str | None, pack: Any, size: int) -> None:
    client = made(mode, serving(pack(envelope()), encoding, size))
    assert isinstance(mode.call(client.tasks.get, 500), Task)


@pytest.mark.parametrize(
    ("encoding", "body", "problem"),
    [
        ("gzip", envelope(), "is packed and cannot be unpacked"),
        ("gzip", CUT_SHORT, "is packed and cut short"),
        ("br", b"anything", "is packed as 'br', which nobody asked for"),
        ("gzip, gzip", b"anything", "is packed as 'gzip, gzip', which nobody asked for"),
    ],
)
def test_body_that_cannot_be_unpacked(mode: Mode, encoding: str, body: bytes, problem: str) -> None:
    with pytest.raises(ResponseDecodeError, match=problem) as caught:
        mode.call(made(mode, serving(body, encoding)).tasks.get, 500)
    assert (caught.value.status_code, caught.value.content_type) == (200, "application/json")
    assert (caught.value.operation_id, caught.value.attempts) == ("getTask", 1)


@pytest.mark.parametrize("encoding", [None, "gzip"])
def test_body_that_is_too_large_is_not_read_to_its_end(mode: Mode, encoding: str | None) -> None:
    body = envelope(5_000_000)
    packed = gzip.compress(body) if encoding else body
    with pytest.raises(ResponseDecodeError, match=r"is larger than max_response_bytes \(100000\)"):
        mode.call(made(mode, serving(packed, encoding), max_response_bytes=100_000).tasks.get, 500)


@pytest.mark.parametrize(("limit", "size"), [(None, 1_000_000), (2_000_000, 1_000_000)])
def test_body_within_the_limit_is_read(mode: Mode, limit: int | None, size: int) -> None:
    client = made(mode, serving(gzip.compress(envelope(size)), "gzip"), max_response_bytes=limit)
    assert len(mode.call(client.with_raw_response.tasks.get, 500).message) == size


def test_a_client_of_httpx_s_own_is_used_and_left_open() -> None:
    with httpx.Client(transport=serving(envelope()), headers={"X-Mine": "1"}) as theirs:
        with WebWork(TOKEN, workspace_id=1, project_id=100, transport=theirs, **ONCE) as client:
            assert client.tasks.get(500).id == 500
        assert not theirs.is_closed


def test_an_async_client_of_httpx_s_own_is_used_and_left_open() -> None:
    async def main() -> None:
        async with httpx.AsyncClient(transport=serving(envelope())) as theirs:
            async with AsyncWebWork(TOKEN, workspace_id=1, project_id=100, transport=theirs, **ONCE) as client:
                assert (await client.tasks.get(500)).id == 500
            assert not theirs.is_closed

    asyncio.run(main())


def test_a_client_that_follows_redirects_does_not_for_ours() -> None:
    asked = []

    def redirect(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        return httpx.Response(302, headers={"Location": "https://elsewhere.example.com/"})

    with httpx.Client(transport=httpx.MockTransport(redirect), follow_redirects=True) as theirs:
        client = WebWork(TOKEN, workspace_id=1, project_id=100, transport=theirs, **ONCE)
        with pytest.raises(APIStatusError, match=r"elsewhere\.example\.com"):
            client.tasks.get(500)
    assert asked == ["api.webwork-tracker.com"]


def test_a_transport_for_the_other_kind_of_client_is_refused() -> None:
    with httpx.Client() as theirs, pytest.raises(ConfigurationError, match="goes with WebWork"):
        mode = Mode(is_async=True)
        mode.call(made(mode, theirs).tasks.get, 500)
    with pytest.raises(ConfigurationError, match="goes with AsyncWebWork"):
        made(Mode(is_async=False), httpx.AsyncHTTPTransport()).tasks.get(500)


@pytest.mark.parametrize("encoding", ["gzip", "br"])
@pytest.mark.parametrize("body", [b"no gzip", CUT_SHORT], ids=["no gzip", "cut short"])
def test_a_refusal_is_told_by_its_status_when_its_body_cannot_be_unpacked(
    mode: Mode, encoding: str, body: bytes
) -> None:
    headers = {"Content-Encoding": encoding}
    mock = httpx.MockTransport(lambda _: httpx.Response(404, headers=headers, stream=Pieces(body, 7)))
    with pytest.raises(NotFoundError):
        mode.call(made(mode, mock).tasks.get, 500)
