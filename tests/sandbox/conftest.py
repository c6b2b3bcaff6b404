"""A fresh sandbox per test, asked both in process and over a socket."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from webwork_tracker.sandbox import Sandbox

from .calls import Caller, Clock, in_process


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sandbox(clock: Clock) -> Iterator[Sandbox]:
    with Sandbox(clock=clock) as fresh:
        yield fresh


@pytest.fixture(params=["in process", "socket"])
def call(request: pytest.FixtureRequest, sandbox: Sandbox) -> Iterator[Caller]:
    """The sandbox, asked in both ways: each test with it runs twice."""
    if request.param == "in process":
        yield in_process(sandbox)
        return
    with sandbox.serve() as server:
        connection = http.client.HTTPConnection(urlsplit(server.base_url).netloc, timeout=10)

        def send(
            method: str, path: str, headers: dict[str, str], body: bytes | None
        ) -> tuple[int, dict[str, str], bytes]:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()

        yield Caller(send)
        connection.close()


@pytest.fixture
def ask(sandbox: Sandbox) -> Caller:
    """The sandbox, asked in process: for what has nothing to do with the way."""
    return in_process(sandbox)
