"""Fixtures for pytest, which finds them by itself once this package is installed: a fresh sandbox for each test.

    def test_my_integration(webwork):               # a client of the sandbox, in process
        assert [task.id for task in webwork.tasks.list()] == [500]

    def test_when_it_fails(webwork_sandbox, webwork):
        webwork_sandbox.faults.add("createTask", status=503)
        ...

    @pytest.mark.webwork_sandbox(edition="later")   # settings of the sandbox of one test
    async def test_async(async_webwork): ...        # with the plugin for async tests that you use

One sandbox serves a whole run; before each test it is made as new in well under a millisecond. Nothing of the sandbox or
the client is imported before a test asks for one of these fixtures.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from webwork_tracker import AsyncWebWork, WebWork
    from webwork_tracker.sandbox import Sandbox

_SHARED: pytest.StashKey[Sandbox] = pytest.StashKey()


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known."""
    config.addinivalue_line("markers", "webwork_sandbox(**settings): settings of the `Sandbox` that the test is given")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Close the sandbox of the run."""
    shared = config.stash.get(_SHARED, None)
    if shared is not None:
        shared.close()


@pytest.fixture
def webwork_sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A `Sandbox` as new, in memory. What the test changes, adds, serves or breaks is gone after it."""
    mark = request.node.get_closest_marker("webwork_sandbox")
    if mark is not None:
        from webwork_tracker.sandbox import Sandbox

        with Sandbox(*mark.args, **mark.kwargs) as own:
            yield own
        return
    sandbox = _shared(request.config)
    yield sandbox
    sandbox.stop()


@pytest.fixture
def webwork(webwork_sandbox: Sandbox) -> Iterator[WebWork]:
    """A `WebWork` client of `webwork_sandbox`, in process, as the workspace's owner."""
    with webwork_sandbox.client() as client:
        yield client


@pytest.fixture
def async_webwork(webwork_sandbox: Sandbox) -> AsyncWebWork:
    """An `AsyncWebWork` client of `webwork_sandbox`. It holds nothing that would have to be closed."""
    return webwork_sandbox.async_client()


def _shared(config: pytest.Config) -> Sandbox:
    """The sandbox of the run, as new; another one if a test has closed it."""
    shared = config.stash.get(_SHARED, None)
    if shared is not None and not shared.closed:
        shared.reset()
        return shared
    from webwork_tracker.sandbox import Sandbox

    config.stash[_SHARED] = Sandbox()
    return config.stash[_SHARED]
