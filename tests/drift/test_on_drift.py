"""`on_drift=`: what a client does with a reply that is not what the contract says."""

from __future__ import annotations

import json
import logging
import pickle
import subprocess
import sys
import threading
import warnings
from typing import Any

import pytest

from tests.fakes import TOKEN, Mode, Script, client, raw_reply, refusal, reply, task, tasks
from webwork_tracker import ConfigurationError, ContractDriftError, NotFoundError, ResponseDecodeError, WebWorkError
from webwork_tracker.contract import ContractDriftWarning, Drift, Drifts
from webwork_tracker.sandbox import Sandbox

MORE = Drift("getTask", "/data/parent_id", "unknown field", "the contract does not have it")
LINE = "not what the contract says: getTask: unknown field /data/parent_id (the contract does not have it)"


def drifting(status: int = 200) -> Any:
    return reply(task(parent_id=3), status, message="Done")


def test_collect(mode: Mode) -> None:
    drifts = Drifts()
    made = mode.client(Script(drifting()), on_drift=drifts)
    assert mode.call(made.tasks.get, 500).additional_properties == {"parent_id": 3}
    mode.call(made.tasks.get, 500)
    assert drifts.counts == {MORE: 2}
    assert (list(drifts), len(drifts), repr(drifts)) == ([MORE], 1, "<Drifts: 1 findings>")
    assert made.drifts is drifts


def test_nothing_is_found_where_nothing_differs(mode: Mode) -> None:
    script = Script(reply(task(), message="Done"), refusal(404), reply(tasks(range(3))))
    made = mode.client(script, on_drift="raise")
    mode.call(made.tasks.get, 500)
    with pytest.raises(NotFoundError):
        mode.call(made.tasks.get, 500)
    assert len(mode.collect(made.tasks.list())) == 3
    assert not made.drifts


def test_log_tells_each_finding_once_and_counts_on(mode: Mode, caplog: pytest.LogCaptureFixture) -> None:
    made = mode.client(Script(drifting()), on_drift="log")
    for _ in range(3):
        mode.call(made.tasks.get, 500)
    assert [record.getMessage() for record in caplog.records] == [LINE]
    assert (caplog.records[0].name, caplog.records[0].levelno) == ("webwork_tracker", logging.WARNING)
    assert made.drifts.counts == {MORE: 3}


def test_warn_points_at_the_callers_line() -> None:
    made = client(Script(drifting()), on_drift="warn")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(3):
            made.tasks.get(500)
    assert [str(warning.message) for warning in caught] == [LINE]
    assert (caught[0].category, caught[0].filename) == (ContractDriftWarning, __file__)


def test_a_warning_that_is_an_error_reaches_the_caller(mode: Mode) -> None:
    made = mode.client(Script(drifting()), on_drift="warn")
    with pytest.raises(ContractDriftWarning, match="parent_id"):
        mode.call(made.tasks.get, 500)


def test_raise(mode: Mode) -> None:
    made = mode.client(Script(drifting()), on_drift="raise")
    for count in (1, 2):
        with pytest.raises(ContractDriftError) as caught:
            mode.call(made.tasks.get, 500)
        assert made.drifts.counts == {MORE: count}
    error = caught.value
    assert str(error) == (
        "the reply (200) to getTask is not what the contract says:\n"
        "  unknown field /data/parent_id (the contract does not have it)"
    )
    assert (error.drifts, error.status_code, error.operation_id, error.attempts) == ((MORE,), 200, "getTask", 1)
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.drifts) == (str(error), error.drifts)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (drifting(201), "; the call itself was carried out:\n"),
        (drifting(200), "; the call itself may have been carried out:\n"),  # not the status of a success as documented
        (raw_reply("<html>", 201), "; the call itself may have been carried out:\n"),
        (refusal(201), "; the call itself may have been carried out:\n"),
        (refusal(500, error=1), "; the call itself may have been carried out:\n"),
        (refusal(422, error=1), "the contract says:\n"),
    ],
)
def test_raise_says_what_became_of_a_write(mode: Mode, answer: Any, said: str) -> None:
    script = Script(answer)
    with pytest.raises(ContractDriftError) as caught:
        mode.call(mode.client(script, on_drift="raise", max_retries=2).tasks.create, title="t")
    assert said in str(caught.value)
    assert len(script.requests) == 1


def test_an_error_with_many_findings_names_the_first_twenty() -> None:
    names = {f"field_{number}": 1 for number in range(30)}
    with pytest.raises(ContractDriftError) as caught:
        client(Script(reply(task(**names), message="Done")), on_drift="raise").tasks.get(500)
    assert str(caught.value).endswith("\n  and 10 more")
    assert len(str(caught.value).splitlines()) == 22
    assert len(caught.value.drifts) == 30


def test_a_function_is_called_with_each_finding_once(mode: Mode) -> None:
    told: list[Drift] = []
    made = mode.client(Script(drifting()), on_drift=told.append)
    for _ in range(2):
        mode.call(made.tasks.get, 500)
    assert told == [MORE]


def test_what_the_function_raises_is_logged(mode: Mode, caplog: pytest.LogCaptureFixture) -> None:
    def broken(_: Drift) -> None:
        raise KeyError("mine")

    mode.call(mode.client(Script(drifting()), on_drift=broken).tasks.get, 500)
    assert "on_drift raised; the call goes on" in caplog.text


def test_each_reply_is_looked_at_retries_too(mode: Mode) -> None:
    script = Script(refusal(429, {"retry-after": "0"}, more=1), raw_reply('{"success": tr'), drifting())
    made = mode.client(script, on_drift="collect", max_retries=2)
    mode.call(made.tasks.get, 500)
    assert [(drift.kind, drift.pointer) for drift in made.drifts] == [
        ("unknown field", "/more"),
        ("envelope", ""),
        ("unknown field", "/data/parent_id"),
    ]


def test_a_reply_that_cannot_be_read_is_reported_before_its_error(mode: Mode) -> None:
    made = mode.client(Script(reply([1])), on_drift="collect")
    with pytest.raises(ResponseDecodeError):
        mode.call(made.tasks.get, 500)
    assert ("type", "/data") in [(drift.kind, drift.pointer) for drift in made.drifts]


def test_a_plain_request_is_not_looked_at(mode: Mode) -> None:
    made = mode.client(Script(raw_reply('{"data": [], "whatever": 1}')), on_drift="raise")
    mode.call(made.request, "GET", "/workspaces")
    assert not made.drifts


def test_copies_count_together_unless_told_otherwise(mode: Mode) -> None:
    made = mode.client(Script(drifting()), on_drift="collect")
    mode.call(made.with_options(timeout=3).tasks.get, 500)
    mode.call(made.with_options(on_drift=None).tasks.get, 500)
    assert made.drifts.counts == {MORE: 1}
    assert made.with_options(on_drift=None).drifts is None
    assert mode.client(Script()).drifts is None


def test_threads_lose_no_count(mode: Mode) -> None:
    drifts = Drifts()
    threads = [threading.Thread(target=drifts.add, args=([MORE] * 2000,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert drifts.counts == {MORE: 8000}


def test_where_warnings_are_errors_all_is_counted_all_the_same() -> None:
    drifts = Drifts("warn")
    other = Drift("getTask", "/data/id", "type", "string, where the contract has integer")
    with pytest.raises(ContractDriftWarning, match="parent_id"), warnings.catch_warnings():
        warnings.simplefilter("error")
        drifts.add([MORE, other])
    assert drifts.counts == {MORE: 1, other: 1}


def test_a_server_that_makes_up_names_for_ever_does_not_fill_the_memory() -> None:
    drifts = Drifts()
    for number in range(3000):
        drifts.add([Drift("getTask", f"/data/new_{number}", "unknown field", "the contract does not have it"), MORE])
    assert len(drifts) == 1001
    assert drifts.counts[MORE] == 3000
    assert drifts.counts[Drift("getTask", "/data/*", "unknown field", "the contract does not have it")] == 2001


@pytest.mark.parametrize("given", ["rise", 3, True])
def test_a_mode_that_there_is_not(mode: Mode, given: Any) -> None:
    with pytest.raises(ConfigurationError, match="on_drift must be one of collect, log, warn, raise, a Drifts, or"):
        mode.client(Script(), on_drift=given)


def test_an_async_function_would_never_be_awaited(mode: Mode) -> None:
    async def told(_: Drift) -> None: ...

    with pytest.raises(ConfigurationError, match="not an async one"):
        mode.client(Script(), on_drift=told)


@pytest.mark.parametrize("given", ["log", Drifts()])
def test_without_the_extra_no_client_is_made(mode: Mode, monkeypatch: pytest.MonkeyPatch, given: Any) -> None:
    monkeypatch.setitem(sys.modules, "jsonschema_rs", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'webwork-tracker\[contract\]'"):
        mode.client(Script(), on_drift=given)


def test_a_client_without_it_needs_none_of_it() -> None:
    script = (
        "import sys\nsys.modules['jsonschema_rs'] = None\n"
        "from webwork_tracker.sandbox import Sandbox\n"
        "with Sandbox() as sandbox, sandbox.client() as ww:\n    ww.tasks.get(500)\n"
        "print([name for name in sys.modules if name.startswith('webwork_tracker.contract')])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("name", [TOKEN, "planted_token"])
def test_a_token_that_comes_back_as_the_name_of_a_field(
    mode: Mode, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    caplog.set_level(logging.DEBUG)
    made = mode.client(Script(reply(task(**{name: 1}), message="Done")), token=name, on_drift="log")
    mode.call(made.tasks.get, 500)
    with pytest.raises(ContractDriftError) as caught:
        mode.call(made.with_options(on_drift="raise").tasks.get, 500)
    assert len(made.drifts) == 1
    assert name not in f"{caught.value} {caught.value.drifts} {list(made.drifts)} {caplog.text}"


def test_no_value_reaches_log_or_error(caplog: pytest.LogCaptureFixture) -> None:
    planted: Any = {name: ["planted"] if name == "id" else {"planted@example.com": "planted"} for name in task()}
    answer = raw_reply(json.dumps({"success": "planted", "data": planted, "message": ["planted"], "meta": "planted"}))
    made = client(Script(answer), on_drift="log")
    made.tasks.get(500)
    with pytest.raises(WebWorkError) as caught:
        made.with_options(on_drift="raise").tasks.get(500)
    assert len(made.drifts or ()) >= len(planted)
    assert "planted" not in caplog.text + str(caught.value) + repr(vars(caught.value))


def everything(ww: Any) -> None:
    """All 15 operations, and some refusals."""
    task = ww.tasks.create(title="t", assignees=[100])
    list(ww.tasks.list())
    ww.tasks.update(task.id, status=30)
    ww.tasks.get(task.id)
    ww.tasks.assign(task.id, 101)
    ww.tasks.list_assignees(task.id)
    ww.tasks.unassign(task.id, 101)
    ww.tasks.delete(task.id)
    viewer = ww.project_viewers.create(email="v@example.com", firstname="V", lastname="W")
    list(ww.project_viewers.list())
    ww.project_viewers.assign_project(viewer.id)
    ww.project_viewers.get(viewer.id)
    ww.project_viewers.unassign_project(viewer.id)
    ww.project_viewers.delete(viewer.id)
    ww.project_viewers.restore(viewer.id)
    with pytest.raises(WebWorkError):
        ww.tasks.get(9999)
    with pytest.raises(WebWorkError):
        ww.tasks.create(title="t", assignees=[9999])


def test_a_sandbox_of_the_reference_shows_none() -> None:
    with Sandbox() as sandbox, sandbox.client(on_drift="collect") as ww:
        everything(ww)
        assert dict((ww.drifts or Drifts()).counts) == {}


def test_a_sandbox_of_a_later_edition_shows_what_the_facts_list() -> None:
    with Sandbox(edition="later") as sandbox, sandbox.client(on_drift="collect") as ww:
        everything(ww)
        found = {(drift.kind, drift.pointer.removeprefix("/data").removeprefix("/*")) for drift in ww.drifts or ()}
    names = {"parent_id", "status_name", "status_color", "priority_name", "pagination"}
    assert found == {
        *(("unknown field", f"/{name}") for name in names),
        ("missing field", "/assignees"),
        ("missing field", "/has_details"),
        ("enum", "/status"),
        ("type", "/priority"),
        ("format", "/completed_at"),
        *(("type", f"/{name}") for name in ("id", "task_id", "user_id")),
    }
