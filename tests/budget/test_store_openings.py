"""Many need a store that is only being opened: it is opened once for all, and all hear of its failure."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal

import pytest

from tests.budget.simulation import World, fresh_token
from tests.fakes import Mode, Script, client, reply
from webwork_tracker import DeadlineExceededError, RateLimit, RateLimitStoreError, _budget, _registry, _stores


class Opening:
    """A store that is being opened until it is let; and those who wait for that."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, failure: Exception | None = None) -> None:
        self.begun = threading.Event()
        self.go_on = threading.Event()
        self.times = 0
        waiting = self.waiting = threading.Semaphore(0)

        class Noted(Future[Any]):
            def result(self, timeout: float | None = None) -> Any:
                waiting.release()
                return super().result(timeout)

        def open_store(*_: object) -> Any:
            self.times += 1
            self.begun.set()
            assert self.go_on.wait(10)
            if failure:
                raise failure
            return _budget.MemoryStore(1, World().runtime.monotonic)

        monkeypatch.setattr(_stores, "open_store", open_store)
        monkeypatch.setattr(_registry, "Future", Noted)


@pytest.mark.parametrize("on_error", ["raise", "memory"])
def test_who_waited_for_an_opening_that_failed_gets_its_failure(
    on_error: Literal["raise", "memory"], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    opening, script = Opening(monkeypatch, RateLimitStoreError("It is not there.")), Script(reply([]))
    token, limit = fresh_token(), RateLimit(9, store="redis://127.0.0.1", on_store_error=on_error)
    clients = [client(script, token=token, rate_limit=limit) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        calls = [pool.submit(each.request, "GET", "/x") for each in clients]
        for _ in range(7):
            assert opening.waiting.acquire(timeout=10)
        opening.go_on.set()
    assert opening.times == 1
    if on_error == "memory":
        assert [call.result() for call in calls] == [[]] * 8
        assert len({id(each._shared._budget) for each in clients}) == len(caplog.records) == 1
        return
    errors = [call.exception() for call in calls]
    assert {str(error) for error in errors} == {"It is not there."}
    assert len({id(error) for error in errors}) == 8
    # It is tried again by whoever comes next.
    with pytest.raises(RateLimitStoreError):
        clients[0].request("GET", "/x")
    assert (opening.times, script.requests) == (2, [])


def test_who_waits_for_an_opening_waits_no_longer_than_its_deadline(
    mode: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening, script = Opening(monkeypatch), Script(reply([]))
    token, limit = fresh_token(), RateLimit(9, store="redis://127.0.0.1")
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(client(script, token=token, rate_limit=limit).request, "GET", "/x")
        assert opening.begun.wait(10)
        with pytest.raises(DeadlineExceededError, match="store was not opened in time") as caught:
            mode.call(mode.client(script, token=token, rate_limit=limit, deadline=0.05).request, "GET", "/x")
        assert (caught.value.sent, caught.value.attempts) == (False, 0)
        # Nor does anybody wait who needs another store, or none.
        assert client(script, token=token, rate_limit=9).request("GET", "/x") == []
        assert not first.done()
        opening.go_on.set()
        assert first.result() == []


def test_one_fallback_for_all_who_meet_the_failure(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """What was sent since must not be forgotten by a second one."""
    limit = RateLimit(3, store=f"sqlite:///{tmp_path}/budget.db", on_store_error="memory")
    budget = _registry.budget_for(fresh_token(), "api.example.com", limit, World().runtime)
    broken, meeting = budget._store, threading.Barrier(2, timeout=5)

    def fail(requests: int) -> float:
        meeting.wait()
        raise RateLimitStoreError("broken")

    # Both must have failed before either falls back: no real store can be made to do that.
    broken.take = fail
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda _: budget._guarded("take", 3), range(2))) == [0.0, 0.0]
    assert [record.getMessage() for record in caplog.records] == ["broken From here on this process counts alone."]
    assert not budget.blocks
    assert budget._guarded("take", 3) == 0.0
    assert budget._guarded("take", 3) > 0
