"""The fixtures that come with the package, in runs of pytest of their own."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import entry_points

import pytest

from webwork_tracker.sandbox import Sandbox

pytest_plugins = ["pytester"]


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], pytest.RunResult]:
    """A process of its own, in which the plugin is found as in anybody's project."""

    def run(code: str) -> pytest.RunResult:
        pytester.makepyfile(code)
        # Only ours: other plugins of this environment have opinions of their own.
        monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        return pytester.runpytest_subprocess("-p", "webwork_tracker.pytest_plugin", "-W", "error", "--strict-markers")

    return run


def test_pytest_finds_it() -> None:
    (entry,) = entry_points(group="pytest11", name="webwork_tracker")
    assert entry.value == "webwork_tracker.pytest_plugin"


def test_each_test_has_a_fresh_sandbox(run: Callable[[str], pytest.RunResult]) -> None:
    result = run(
        """
        import asyncio, pytest

        @pytest.mark.parametrize("time", [1, 2])
        def test_sync(webwork, webwork_sandbox, time):
            assert [task.id for task in webwork.tasks.list()] == [500]
            assert webwork.tasks.create(title="t").id == 501
            assert webwork_sandbox.requests.count("createTask") == 1
            assert len(webwork_sandbox.faults) == 0
            webwork_sandbox.faults.add(status=500)
            webwork_sandbox.clock.tick(1e9)
            webwork_sandbox.serve().start()

        def test_async(async_webwork):
            async def first():
                return (await async_webwork.tasks.get(500)).id
            assert asyncio.run(first()) == 500

        def test_closed(webwork_sandbox):
            webwork_sandbox.close()

        def test_after_closed(webwork):
            assert webwork.tasks.get(500).id == 500

        @pytest.mark.webwork_sandbox(edition="later", rate_limit=2)
        def test_settings(webwork_sandbox, webwork):
            assert webwork.tasks.get(500).status == 11
            assert webwork_sandbox.edition == "later"

        def test_settings_are_gone(webwork):
            assert webwork.tasks.get(500).status == 0
        """
    )
    result.assert_outcomes(passed=7)


def test_nothing_is_imported_when_nobody_asks(run: Callable[[str], pytest.RunResult]) -> None:
    result = run(
        """
        import sys

        def test_nothing():
            found = [name for name in sys.modules if name.startswith(("webwork", "httpx", "attrs", "sqlite3"))]
            assert set(found) <= {"webwork_tracker", "webwork_tracker._constants", "webwork_tracker.pytest_plugin"}
        """
    )
    result.assert_outcomes(passed=1)


def test_the_mark_is_known(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess("--markers")
    assert "@pytest.mark.webwork_sandbox(**settings)" in result.stdout.str()


def test_a_reset_takes_less_than_a_millisecond(sandbox: Sandbox) -> None:
    def reset() -> float:
        sandbox.add_task()
        begun = time.perf_counter()
        sandbox.reset()
        return time.perf_counter() - begun

    # The best of many: others use this machine too.
    assert min(reset() for _ in range(50)) < 0.001


def test_the_plugin_costs_next_to_nothing() -> None:
    script = (
        "import pytest, sys; before = set(sys.modules); import webwork_tracker.pytest_plugin;"
        "print(len(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert int(done.stdout) <= 4
