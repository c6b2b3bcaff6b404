"""A host with several addresses: one after the other is tried, all within the time of one."""

from __future__ import annotations

import time
from typing import Any

import httpcore
import pytest

from webwork_tracker import _deadline


class Backend(httpcore.NetworkBackend):
    """Connects to the addresses that are `up`; for the others it takes all the time it is given."""

    def __init__(self, *up: str) -> None:
        self._up = up
        self.asked: list[tuple[str, float]] = []

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, *_: Any, **__: Any) -> Any:
        assert timeout is not None
        self.asked.append((host, timeout))
        if host in self._up:
            return httpcore.NetworkStream()
        time.sleep(timeout)
        raise httpcore.ConnectTimeout("nobody there")


@pytest.fixture
def three_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(None, None, None, "", (f"127.0.0.{number}", 80)) for number in (1, 2, 2, 3)]
    monkeypatch.setattr(_deadline.socket, "getaddrinfo", lambda *_, **__: found)


@pytest.mark.usefixtures("three_addresses")
def test_all_addresses_share_the_time_of_one() -> None:
    backend = Backend()
    started = time.monotonic()
    with pytest.raises(httpcore.ConnectTimeout):
        _deadline.Backend(backend).connect_tcp("host.example.com", 80, timeout=0.6)
    assert time.monotonic() - started < 1.5
    assert [host for host, _ in backend.asked] == ["127.0.0.1", "127.0.0.2", "127.0.0.3"]
    assert all(timeout <= 0.3 for _, timeout in backend.asked)


@pytest.mark.usefixtures("three_addresses")
def test_the_first_that_answers_is_taken() -> None:
    backend = Backend("127.0.0.1", "127.0.0.3")
    assert isinstance(_deadline.Backend(backend).connect_tcp("host.example.com", 80, timeout=1.0), _deadline._Stream)
    assert [host for host, _ in backend.asked] == ["127.0.0.1"]


@pytest.mark.usefixtures("three_addresses")
def test_a_dead_address_leaves_time_to_the_next() -> None:
    backend = Backend("127.0.0.2")
    _deadline.Backend(backend).connect_tcp("host.example.com", 80, timeout=0.6)
    assert [host for host, _ in backend.asked] == ["127.0.0.1", "127.0.0.2"]
    assert backend.asked[1][1] > 0.1


def test_a_host_that_nobody_knows_is_a_failure_to_connect(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise OSError("Name or service not known")

    monkeypatch.setattr(_deadline.socket, "getaddrinfo", unknown)
    with pytest.raises(httpcore.ConnectError, match="not known"):
        _deadline.Backend(Backend()).connect_tcp("host.example.com", 80, timeout=1.0)
