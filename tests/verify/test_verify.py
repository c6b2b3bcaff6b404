"""`verify` finds what is different and nothing else, says what it could not ask, and never writes."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.fakes import Script, SyncTransport
from webwork_tracker._runtime import Runtime
from webwork_tracker._wire import HTTPReply, HTTPRequest, Limits
from webwork_tracker.contract._read_only import ReadOnly
from webwork_tracker.contract._report import table
from webwork_tracker.contract._seeded import seeded, settings
from webwork_tracker.contract._verify import verify
from webwork_tracker.errors import ConfigurationError
from webwork_tracker.sandbox import Sandbox
from webwork_tracker_api.operations import OPERATIONS

from .conftest import Run

READS = ["getTasks", "getTask", "getTaskAssignees", "getProjectViewers", "getProjectViewer"]

# What facts.md lists as L, as far as a call that reads can show it, and timestamps without a T, which it has as P.
OF_A_TASK = {
    ("unknown field", "parent_id"),
    ("unknown field", "status_name"),
    ("unknown field", "status_color"),
    ("unknown field", "priority_name"),
    ("missing field", "assignees"),
    ("missing field", "has_details"),
    ("enum", "status"),  # custom codes
    ("type", "priority"),  # null
    ("format", "completed_at"),
}
PAGINATION_BESIDE_META = ("unknown field", "/pagination")
LATER = {
    "getTasks": {(kind, f"/data/*/{name}") for kind, name in OF_A_TASK} | {PAGINATION_BESIDE_META},
    "getTask": {(kind, f"/data/{name}") for kind, name in OF_A_TASK},
    "getTaskAssignees": set(),
    "getProjectViewers": {("type", "/data/*/id"), PAGINATION_BESIDE_META},  # ids as strings
    "getProjectViewer": {("type", "/data/id")},
}


def test_the_later_edition_shows_all_its_differences_and_no_other() -> None:
    with seeded("later") as sandbox:
        found = verify(10, **settings(sandbox))
    told = {
        result.operation.id: {(drift.kind, drift.pointer) for drift in result.findings}
        for result in found.results
        if result.operation.method == "GET"
    }
    assert told == LATER


def test_the_reference_edition_shows_none(run: Run) -> None:
    status, said, _ = run("--against", "sandbox")
    assert status == 0
    assert said.endswith("Of 5 operations that only read: 5 verified.\n")


def test_findings_are_counted_by_answer() -> None:
    with seeded("later") as sandbox:
        found = verify(10, **settings(sandbox))
    counts = {
        drift.pointer: count
        for result in found.results
        if result.operation.id == "getTask"
        for drift, count in result.findings.items()
    }
    assert counts["/data/parent_id"] == 5
    assert counts["/data/priority"] == 1


def test_every_operation_is_in_the_table_and_no_line_is_wider_than_a_terminal(run: Run) -> None:
    status, said, _ = run("--against", "sandbox", "--edition", "later", "--limit", "2")
    assert status == 1
    rows = dict(line.split(maxsplit=1) for line in said.splitlines() if line.startswith(tuple(OPERATIONS)))
    assert rows.keys() >= OPERATIONS.keys()
    assert {name for name in OPERATIONS if not rows[name].startswith("not asked")} == set(READS)
    assert max(map(len, said.splitlines())) < 80


def test_nothing_but_gets_is_sent(run: Run, served: Sandbox) -> None:
    status, _, _ = run()
    assert status == 0
    assert {request.operation_id for request in served.requests} == set(READS)
    assert {request.method for request in served.requests} == {"GET"}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "HEAD", "get"])
def test_anything_but_a_get_is_refused_before_it_is_sent(method: str) -> None:
    nobody = Script()
    with pytest.raises(ConfigurationError, match=f"{method} was not sent"):
        ReadOnly(SyncTransport(nobody)).send(HTTPRequest(method, "https://api.example.com/tasks", {}), Limits())
    assert nobody.requests == []


def test_it_says_what_it_did_not_look_at(run: Run, served: Sandbox) -> None:
    for number in range(104):
        served.add_task(f"Task {number}")
    status, said, _ = run("--limit", "3")
    assert status == 0
    assert "getTasks: of 105 items 100 were read in the list, 3 one by one" in said
    assert "getProjectViewers" not in said.partition("Not looked at")[2]
    assert [served.requests.count(name) for name in READS] == [1, 3, 3, 1, 1]


def test_it_reads_as_many_pages_as_the_limit_needs() -> None:
    # Not by the command, which would keep to 60 requests a minute.
    with Sandbox() as sandbox:
        for number in range(104):
            sandbox.add_task(f"Task {number}")
        found = verify(105, **settings(sandbox))
        assert not found.has_drift
        assert found.not_looked_at == []
        assert [sandbox.requests.count(name) for name in READS] == [2, 105, 105, 1, 1]


def test_it_keeps_to_60_requests_a_minute() -> None:
    now, waits = 0.0, []

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds
        waits.append(seconds)

    with seeded("reference") as sandbox:
        for number in range(40):
            sandbox.add_task(f"Task {number}")
        options = {name: value for name, value in settings(sandbox).items() if name != "rate_limit"}
        runtime = Runtime(monotonic=lambda: now, sleep=sleep)
        found = verify(40, **{**options, "token": "of-this-test-alone", "runtime": runtime})
    asked = sum(result.asked for result in found.results)
    assert 60 < asked <= 120
    assert 60 <= sum(waits) < 62


def test_whoever_may_not_is_told_so(run: Run, served: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBWORK_TOKEN", served.token("Regular User"))
    status, said, _ = run()
    assert status == 2
    assert "403 Forbidden" in said
    assert "Access denied" not in said  # The server's own words may have a name in them.
    assert said.endswith("Of 5 operations that only read: 5 not reachable.\n")


def test_an_empty_list_leaves_something_unasked(run: Run, served: Sandbox) -> None:
    with served.client() as ww:
        ww.project_viewers.delete(100)
    served.requests.clear()
    status, said, _ = run()
    assert status == 2
    assert "getProjectViewer           not reachable           no list shows an id for it" in said


def test_one_refusal_among_answers_is_no_end(run: Run, served: Sandbox) -> None:
    served.add_task("Another")
    served.faults.add("getTask", nth=1, status=404)
    status, said, _ = run()
    assert status == 0
    assert "getTask                    verified         2  404 Not Found" in said


def test_nobody_there() -> None:
    nobody = Script(HTTPReply(502, {"content-type": "text/html"}, b"<h1>Bad Gateway</h1>"))
    found = verify(
        10,
        SyncTransport(nobody),
        token="t",
        base_url="https://api.example.com",
        workspace_id=1,
        project_id=1,
        max_retries=0,
    )
    assert not found.has_drift
    assert not found.is_whole
    assert "502 Bad Gateway" in table(found)


@pytest.mark.parametrize(
    ("variable", "sentence"),
    [
        ("WEBWORK_TOKEN", "No token"),
        ("WEBWORK_WORKSPACE_ID", "workspace_id is not set"),
        ("WEBWORK_PROJECT_ID", "project_id is not set"),
    ],
)
@pytest.mark.usefixtures("served")
def test_a_setting_that_is_missing_is_named(
    variable: str, sentence: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(variable)
    status, said, complaints = run()
    assert (status, said) == (2, "")
    assert sentence in complaints
    assert len(complaints.splitlines()) == 1


@pytest.mark.parametrize(
    "options",
    [
        ["--edition", "later"],
        ["--against", "sandbox", "--workspace-id", "1"],
        ["--limit", "0"],
        ["--limit", "many"],
        ["--json", "/nowhere/report.json"],
        ["--token", "secret"],
    ],
    ids=" ".join,
)
def test_wrong_options_are_refused(options: list[str], run: Run) -> None:
    status, said, complaints = run(*options)
    assert (status, said) == (2, "")
    assert "error: " in complaints


def test_options_win_over_the_environment(run: Run, served: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = served.add_workspace("Another")
    project = served.add_project("Its", workspace_id=workspace)
    served.add_task("Of it", project_id=project)
    monkeypatch.setenv("WEBWORK_PROJECT_ID", "4711")
    _, said, _ = run("--workspace-id", str(workspace), "--project-id", str(project))
    assert {request.query.split("&")[0] for request in served.requests} == {f"workspace_id={workspace}"}
    assert "getTask                    verified" in said


def test_json_and_junit(run: Run, tmp_path: Path) -> None:
    report, junit = tmp_path / "report.json", tmp_path / "junit.xml"
    run("--against", "sandbox", "--edition", "later", "--json", str(report), "--junit", str(junit))

    operations = {each["operation_id"]: each for each in json.loads(report.read_text())["operations"]}
    assert list(operations) == list(OPERATIONS)
    assert {name for name, each in operations.items() if each["state"] == "drift"} == {
        name for name, findings in LATER.items() if findings
    }
    told = {(each["kind"], each["pointer"]) for each in operations["getTask"]["findings"]}
    assert told == LATER["getTask"]

    suite = ElementTree.parse(junit).getroot()
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors"), suite.get("skipped")) == (
        "15",
        "4",
        "0",
        "10",
    )
    failed = {case.get("name"): case.findtext("failure") for case in suite if case.find("failure") is not None}
    assert failed["getProjectViewer"] == "3× type /data/id (string, where the contract has integer)"


def test_in_junit_what_could_not_be_asked_is_an_error(
    run: Run, served: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WEBWORK_TOKEN", served.token("Regular User"))
    run("--junit", str(tmp_path / "junit.xml"))
    suite = ElementTree.parse(tmp_path / "junit.xml").getroot()
    assert (suite.get("failures"), suite.get("errors")) == ("0", "5")


def test_no_value_is_in_any_output(run: Run, tmp_path: Path) -> None:
    files = {name: tmp_path / name for name in ("--json", "--junit", "--shape")}
    options = [part for name, file in files.items() for part in (name, str(file))]
    _, said, complaints = run("--against", "sandbox", "--edition", "later", *options)
    written = "".join([said, complaints, *(file.read_text() for file in files.values())]).lower()
    for value in (
        "john",
        "olivia",
        "@",
        "implement",
        "oauth",
        "website",
        "2024-",
        "#9e9e9e",
        "in review",
        "sandbox-owner",
    ):
        assert value not in written
