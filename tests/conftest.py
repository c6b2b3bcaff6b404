"""No test sees the settings of whoever runs it; a test that asks for `mode` runs with both clients."""

from __future__ import annotations

import os

import hypothesis
import pytest

from tests.fakes import Mode

# A slow machine is no bug.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("WEBWORK_")]:
        monkeypatch.delenv(name)


@pytest.fixture(params=["sync", "async"])
def mode(request: pytest.FixtureRequest) -> Mode:
    return Mode(is_async=request.param == "async")
