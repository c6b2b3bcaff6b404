"""`--propose` prints a patch that touches what has to change and nothing else, and that makes `verify` pass."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from difflib import unified_diff
from pathlib import Path
from typing import Any

import generate
import pytest
import yaml

from webwork_tracker.contract._drift import Drift
from webwork_tracker.contract._propose import _Proposal
from webwork_tracker.contract._shape import Shape
from webwork_tracker.contract._yaml_edit import NoEdit, YamlText

from .conftest import Run

ROOT = Path(__file__).resolve().parents[2]
LATER = ("--against", "sandbox", "--edition", "later")


def test_with_it_applied_the_later_edition_passes(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(ROOT / "openapi.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    status, patch, complaints = run(*LATER, "--propose")
    assert status == 1
    assert "Not proposed" not in complaints
    assert "Of 5 operations that only read: 1 verified, 4 drift." in complaints
    subprocess.run(["git", "apply", "-p1"], input=patch, text=True, check=True)

    generate.run(tmp_path / "openapi.yaml", tmp_path / "generated")
    again = subprocess.run(
        [sys.executable, "-m", "webwork_tracker.contract", "verify", *LATER],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "generated")},
        capture_output=True,
        text=True,
    )
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout.endswith("Of 5 operations that only read: 5 verified.\n")


def test_only_what_differs_is_in_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    _, patch, _ = run(*LATER, "--propose")
    lines = patch.splitlines()
    assert lines[:2] == ["--- a/openapi.yaml", "+++ b/openapi.yaml"]
    assert sorted(line for line in lines[2:] if line.startswith("-")) == sorted(
        [
            "-      enum: [0, 10, 20, 30]",
            "-      x-enum-varnames: [INCOMPLETE, DOING, DONE, COMPLETED]",
            "-      x-evidence: later-docs",
            "-        - assignees",
            "-        - has_details",
            "-          format: date-time",
            "-          type: integer",
        ]
    )


def test_where_both_agree_it_is_empty(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    status, patch, _ = run("--against", "sandbox", "--propose")
    assert (status, patch) == (0, "")


def test_without_the_document_nothing_is_asked(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    status, said, complaints = run(*LATER, "--propose")
    assert (status, said) == (2, "")
    assert "no openapi.yaml to propose edits for" in complaints


def test_what_is_no_yaml_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("paths: {\n")
    status, said, complaints = run(*LATER, "--propose", "--document", str(tmp_path / "broken.yaml"))
    assert (status, said) == (2, "")
    assert "broken.yaml is no YAML: line 2" in complaints


def test_what_the_document_does_not_have_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("openapi: 3.1.0\n")
    status, patch, complaints = run(*LATER, "--propose", "--document", str(tmp_path / "other.yaml"))
    assert (status, patch) == (1, "")
    assert complaints.count("\nNot proposed: ") == 22
    assert "the document has no such operation" in complaints


# A document that is written in as many ways as YAML has, with something in each place that must stay.
DOCUMENT = """\
# The beginning stays.
openapi: 3.1.0
paths:
  /viewers/{viewerId}:
    get:
      operationId: getProjectViewer   # so does this
      responses:
        '200':
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Answer'}
components:
  schemas:
    Answer:
      type: object
      properties:
        data: {$ref: "#/components/schemas/Viewer"}
        meta:
          $ref: '#/components/schemas/Meta'

    # Between two schemas.
    Viewer:
      type: object
      required: [id,   email]  # what is promised
      properties:
        id:
          type: integer # a number
        email:
          description: |
            Where mail goes.

            In two paragraphs.
          type:
            - string
          format: email

        # Of the account.
        status:
          $ref: '#/components/schemas/Status'

    Meta:
      type: object
      required:
        # why it is
        - api_version
        - timestamp
      properties:
        api_version: {type: string}
        timestamp: {type: string, format: date-time}
    Status:
      type: string
      enum:
        - active
        - left   # gone
      x-enum-varnames: [ACTIVE, LEFT]
# The end stays."""


def proposed(body: Any, *drifts: tuple[str, str]) -> list[str]:
    """The lines that go (-) and come (+) if an answer had these findings."""
    shape = Shape()
    shape.add("getProjectViewer", 200, body)
    document = YamlText(DOCUMENT)
    proposal = _Proposal(document, shape)
    for kind, pointer in drifts:
        proposal.take(Drift("getProjectViewer", pointer, kind, ""))
    edited = proposal.edited()
    yaml.safe_load(edited)
    # Without lines around it, a diff has nothing but what is different.
    lines = list(unified_diff(DOCUMENT.splitlines(), edited.splitlines(), n=0, lineterm=""))[2:]
    return [line for line in lines if not line.startswith("@@")]


def test_a_type_beside_another() -> None:
    assert proposed({"data": {"id": "7"}}, ("type", "/data/id")) == [
        "-          type: integer # a number",
        "+          type: [integer, string] # a number",
    ]


def test_null_beside_a_type_that_is_a_list() -> None:
    assert proposed({"data": {"email": None}}, ("type", "/data/email")) == ["+            - 'null'"]


def test_a_field_that_is_no_longer_promised() -> None:
    assert proposed({"data": {}}, ("missing field", "/data/email")) == [
        "-      required: [id,   email]  # what is promised",
        "+      required: [id]  # what is promised",
    ]
    assert proposed({"meta": {}}, ("missing field", "/meta/timestamp")) == ["-        - timestamp"]


def test_a_list_of_promises_that_is_empty_then_goes() -> None:
    # Its comment goes with it: there is nothing left that it speaks of.
    assert proposed({"meta": {}}, ("missing field", "/meta/timestamp"), ("missing field", "/meta/api_version")) == [
        "-      required:",
        "-        # why it is",
        "-        - api_version",
        "-        - timestamp",
    ]


def test_a_format_that_is_not_kept() -> None:
    assert proposed({"data": {"email": "?"}}, ("format", "/data/email")) == ["-          format: email"]


def test_a_code_that_was_added() -> None:
    assert proposed({"data": {"status": "left"}}) == []
    with pytest.raises(NoEdit, match="does not look like a code"):
        proposed({"data": {"status": "Somebody's Name"}}, ("enum", "/data/status"))


def test_new_fields() -> None:
    body = {"data": {"phone": None, "no": "x", "size": 1.5, "tags": ["a", None], "id": 7}}
    drifts = [("unknown field", f"/data/{name}") for name in ("phone", "no", "size", "tags")]
    seen = ["+          description: Seen in answers, documented nowhere.", "+          x-evidence: seen"]
    assert proposed(body, *drifts) == [
        "+        phone:",
        *seen,
        "+        'no':",
        "+          type: string",
        *seen,
        "+        size:",
        "+          type: number",
        *seen,
        "+        tags:",
        "+          type: array",
        "+          items:",
        "+            type: [string, 'null']",
        *seen,
    ]


def test_a_new_object_is_a_schema_of_its_own_or_one_that_is_there() -> None:
    lines = proposed({"data": {"home_address": {"city": "Ghent"}}}, ("unknown field", "/data/home_address"))
    assert "+          $ref: '#/components/schemas/HomeAddress'" in lines
    assert "+    HomeAddress:" in lines
    lines = proposed({"data": {"about": {"timestamp": "x", "api_version": "1"}}}, ("unknown field", "/data/about"))
    assert lines[1] == "+          $ref: '#/components/schemas/Meta'"


@pytest.mark.parametrize(
    ("body", "kind", "pointer"),
    [
        ({"data": {}}, "undocumented status", ""),
        ({"data": {}}, "envelope", "/success"),
        ({"data": {"list": []}}, "unknown field", "/data/list"),
        ({"data": {"map": {}}}, "unknown field", "/data/map"),
        ({"data": {"a b": 1}}, "unknown field", "/data/*"),
        # A token that was a field's name.
        ({"data": {"***": 1}}, "unknown field", "/data/***"),
        ({"data": {"map": {"of_***": 1}}}, "unknown field", "/data/map"),
        ({"data": None}, "type", "/data"),
        ({"data": [1]}, "type", "/data"),
        ({"data": {"id": {"a": 1}}}, "type", "/data/id"),
        ({"meta": {"timestamp": "?"}}, "format", "/meta/timestamp"),
        ({"data": {}}, "type", "/data/nothing"),
    ],
)
def test_what_takes_a_decision_is_left_out(body: Any, kind: str, pointer: str) -> None:
    with pytest.raises(NoEdit):
        proposed(body, (kind, pointer))


@pytest.mark.parametrize(
    "end", ["  c: *it", "  c:\n    d: *it", "  c:\n    d:\n      e: |\n        text\n\n        more"]
)
def test_an_alias_is_not_where_it_stands(end: str) -> None:
    document = YamlText(f"one: &it\n  a: 1\ntwo:\n  b: 1\n{end}\n\n# three\nthree: 3\n")
    document.append_key(document.get(document.root, "two"), ["z: 4"])
    assert document.edited() == f"one: &it\n  a: 1\ntwo:\n  b: 1\n{end}\n  z: 4\n\n# three\nthree: 3\n"


def test_a_list_that_ends_with_an_alias_is_left_alone() -> None:
    document = YamlText("one: &it\n  a: 1\ntwo:\n  b:\n    - *it\nthree: 3\n")
    with pytest.raises(NoEdit, match="alias"):
        document.append_key(document.get(document.root, "two"), ["z: 4"])
