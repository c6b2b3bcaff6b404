"""In process and over a socket, the same requests have the same answers, byte for byte."""

from __future__ import annotations

import http.client
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from webwork_tracker._wire import HTTPRequest
from webwork_tracker.sandbox import Sandbox
from webwork_tracker.sandbox._edition import EDITIONS

from .requests_at_random import requests

# Hypothesis would be traced as well: twice as long, for lines that other tests reach.
pytestmark = pytest.mark.no_cover

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
Answer = tuple[int, dict[str, str], bytes]
# What belongs to the connection and not to the answer.
OF_THE_SOCKET = {"server", "date", "content-length", "connection"}


class Socket:
    """A sandbox behind a server, asked over one connection."""

    def __init__(self, sandbox: Sandbox, port: int) -> None:
        self.sandbox = sandbox
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)

    def ask(self, request: HTTPRequest) -> Answer:
        self._connection.request(request.method, request.url, request.body, dict(request.headers))
        response = self._connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return response.status, {n: v for n, v in headers.items() if n not in OF_THE_SOCKET}, response.read()

    def close(self) -> None:
        self._connection.close()


@pytest.fixture(params=EDITIONS)
def sandboxes(request: pytest.FixtureRequest) -> Iterator[tuple[Sandbox, Socket]]:
    """One in process and one behind a socket, of each edition; each example begins with both as new."""
    with (
        Sandbox(clock=NOON, rate_limit=4, edition=request.param) as inside,
        Sandbox(clock=NOON, rate_limit=4, edition=request.param) as outside,
        outside.serve() as server,
    ):
        socket = Socket(outside, server.port)
        yield inside, socket
        socket.close()


def in_process(sandbox: Sandbox, request: HTTPRequest) -> Answer:
    reply = sandbox.handle(request)
    return reply.status, dict(reply.headers.items()), reply.body


def test_the_same_answers(sandboxes: tuple[Sandbox, Socket]) -> None:
    inside, socket = sandboxes
    seen: Counter[int] = Counter()
    operations = EDITIONS[inside.edition]().operations

    @settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.tuples(requests(operations), st.sampled_from([0, 0, 0, 1, 61])), min_size=8, max_size=40))
    def the_same(steps: list[tuple[HTTPRequest, int]]) -> None:
        inside.reset()
        socket.sandbox.reset()
        for request, pause in steps:
            expected = in_process(inside, request)
            assert socket.ask(request) == expected
            seen[expected[0]] += 1
            inside.clock.tick(pause)
            socket.sandbox.clock.tick(pause)

    the_same()
    # Else this says less than it seems to.
    assert set(seen) >= {200, 201, 400, 401, 403, 404, 405, 422, 429}, seen
