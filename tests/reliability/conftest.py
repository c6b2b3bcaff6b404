"""No test sees a proxy of whoever runs it, nor pays for what only a process's first call has to import."""

from __future__ import annotations

import pytest

from tests.fakes import Mode
from tests.reliability.fault_server import FaultServer
from tests.reliability.play import play


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(autouse=True, scope="session")
def _warm() -> None:
    for is_async in (False, True):
        with FaultServer() as server:
            play(Mode(is_async=is_async), server, "getTask")
