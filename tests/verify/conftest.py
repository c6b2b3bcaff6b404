"""The command, run in this process; and a sandbox that it asks over HTTP, as it would ask the API."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from webwork_tracker.contract.__main__ import main
from webwork_tracker.sandbox import Sandbox

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `verify` with options; returns exit status, output and complaints."""

    def run(*options: str) -> tuple[int, str, str]:
        try:
            status = main(["verify", *options])
        except SystemExit as end:
            assert isinstance(end.code, int)
            status = end.code
        said, complaints = capsys.readouterr()
        return status, said, complaints

    return run


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """A sandbox that the environment points to."""
    with Sandbox(rate_limit=None) as sandbox, sandbox.serve() as server:
        monkeypatch.setenv("WEBWORK_TOKEN", sandbox.token())
        monkeypatch.setenv("WEBWORK_BASE_URL", server.base_url)
        monkeypatch.setenv("WEBWORK_WORKSPACE_ID", "1")
        monkeypatch.setenv("WEBWORK_PROJECT_ID", "100")
        yield sandbox
