"""Clients that are closed, forked, or taken into another event loop say so; nothing else breaks."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.fakes import Mode
from tests.reliability.fault_server import FaultServer
from tests.reliability.play import play
from webwork_tracker import AsyncWebWork, ConfigurationError, WebWork


def options(server: FaultServer) -> dict[str, Any]:
    return {"token": "t0ken", "base_url": server.base_url, "workspace_id": 1, "project_id": 100, "rate_limit": None}


@pytest.mark.parametrize("used_before", [False, True])
def test_closed_client(mode: Mode, used_before: bool) -> None:
    def close(client: Any) -> Any:
        return client.close()

    def use_copy(client: Any) -> Any:
        return client.with_options(timeout=1).tasks.get(500)

    with FaultServer() as server:
        uses = ["getTask"] if used_before else []
        played = play(mode, server, *uses, close, "getTask", use_copy, close)
        assert server.attempts == len(uses)
    *_, error, of_copy, closed_again = played.results
    for each in (error, of_copy):
        assert type(each) is ConfigurationError
        assert str(each) == "This client is closed; make another one."
    assert closed_again is None


def test_closing_a_copy_closes_nothing(mode: Mode) -> None:
    with FaultServer() as server:
        played = play(mode, server, "getTask", lambda client: client.with_options(timeout=1).close(), "getTask")
        assert server.connections == 1
    assert played.results[2].attempts == 1


def test_httpx_client_that_its_owner_closed() -> None:
    own = httpx.Client()
    own.close()
    with FaultServer() as server, WebWork(**options(server), transport=own) as client:
        with pytest.raises(ConfigurationError, match="httpx client .* is closed"):
            client.tasks.get(500)
        assert server.connections == 0


def test_httpx_client_that_its_owner_closed_async() -> None:
    async def main(server: FaultServer) -> None:
        own = httpx.AsyncClient()
        await own.aclose()
        with pytest.raises(ConfigurationError, match="httpx client .* is closed"):
            await AsyncWebWork(**options(server), transport=own).tasks.get(500)

    with FaultServer() as server:
        asyncio.run(main(server))
        assert server.connections == 0


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_client_in_a_second_event_loop() -> None:
    async def get(client: AsyncWebWork) -> Any:
        return await client.tasks.get(500)

    with FaultServer() as server:
        client = AsyncWebWork(**options(server))
        assert asyncio.run(get(client)).id == 500
        for use in (get(client), client.close()):
            with pytest.raises(ConfigurationError, match="another event loop"):
                asyncio.run(use)
        assert server.attempts == 1
        del client, use
        gc.collect()  # The first loop's connection was never closed, which Python now tells.


def test_client_that_is_made_outside_of_the_event_loop_and_used_in_one() -> None:
    async def get() -> Any:
        async with client:
            return (await client.tasks.get(500), await client.tasks.get(500))

    with FaultServer() as server:
        client = AsyncWebWork(**options(server))
        assert [task.id for task in asyncio.run(get())] == [500, 500]


FORK = """
import os, sys
from webwork_tracker import AsyncWebWork, ConfigurationError, WebWork

base_url, used = sys.argv[1], sys.argv[2] == "used"
client = WebWork("t0ken", base_url=base_url, workspace_id=1, project_id=100)
asynchronous = AsyncWebWork("t0ken", base_url=base_url, workspace_id=1, project_id=100)
if used:
    client.tasks.get(500)
child = os.fork()
if child == 0:
    import asyncio
    told = []
    for use in (
        lambda: client.tasks.get(500),
        lambda: client.with_options(timeout=1).tasks.get(500),
        lambda: asyncio.run(asynchronous.tasks.get(500)),
    ):
        try:
            use()
        except ConfigurationError as error:
            told.append(str(error))
    client.close()
    with WebWork("t0ken", base_url=base_url, workspace_id=1, project_id=100) as another:
        print(another.tasks.get(500).id, *told, sep="\\n", flush=True)
    os._exit(0)
os.waitpid(child, 0)
print("parent", client.tasks.get(500).id, flush=True)
client.close()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
@pytest.mark.parametrize("used", ["used", "unused"])
def test_forked_client(used: str) -> None:
    with FaultServer() as server:
        command = [sys.executable, "-W", "error", "-c", FORK, server.base_url, used]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
        assert done.stderr == ""
        # The parent's connection is as good as before, although the child closed its copy of the client.
        assert server.connections == 2
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert (lines[0], lines[-1]) == ("500", "parent 500")
    assert len(lines[1:-1]) == 3
    for line in lines[1:-1]:
        assert "before the process forked" in line
        assert "make one in each" in line


WRONG: list[tuple[bool, Callable[[], Any], str]] = [
    (False, httpx.AsyncClient, "it goes with AsyncWebWork."),
    (False, httpx.AsyncHTTPTransport, "it goes with AsyncWebWork."),
    (True, httpx.Client, "it goes with WebWork."),
    (True, httpx.HTTPTransport, "it goes with WebWork."),
    *[(is_async, lambda: "http://proxy:8080", "transport=… takes an httpx") for is_async in (False, True)],
    *[(is_async, lambda: httpx.HTTPTransport, "transport=… takes an httpx") for is_async in (False, True)],
]


@pytest.mark.parametrize(("is_async", "make", "text"), WRONG)
def test_transport_of_the_wrong_kind(is_async: bool, make: Callable[[], Any], text: str) -> None:
    mode = Mode(is_async=is_async)
    client = mode.client_class("t0ken", workspace_id=1, project_id=100, transport=make(), rate_limit=None)
    with pytest.raises(ConfigurationError) as caught:
        mode.call(client.tasks.get, 500)
    assert text in str(caught.value)
