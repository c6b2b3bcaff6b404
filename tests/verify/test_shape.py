"""A shape holds types, counts and codes, and two shapes are compared by what is new."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from webwork_tracker.contract._seeded import seeded, settings
from webwork_tracker.contract._shape import Shape, differences
from webwork_tracker.contract._verify import verify
from webwork_tracker.errors import ConfigurationError

from .conftest import Run

VIEWER = {
    "id": 7,
    "email": "planted@example.com",
    "firstname": "Planted",
    "lastname": None,
    "status": "active",
    "member_since": "2001-02-03T04:05:06Z",
    "projects": [{"project_id": 1, "project_name": "Planted"}],
}


def shape_of(*viewers: dict[str, Any]) -> Shape:
    """The shape of answers to getProjectViewer."""
    shape = Shape()
    for viewer in viewers:
        shape.add("getProjectViewer", 200, {"success": True, "data": viewer})
    return shape


def test_types_are_counted() -> None:
    shape = shape_of(VIEWER, {**VIEWER, "lastname": "Planted", "projects": []})
    places = shape.places["getProjectViewer", 200]
    assert places["/data/lastname"].types == {"null": 1, "string": 1}
    assert places["/data/projects"].types == {"array": 2}
    assert places["/data/projects/*/project_id"].types == {"integer": 1}


def test_it_survives_its_file(tmp_path: Path) -> None:
    shape = shape_of(VIEWER, {**VIEWER, "lastname": "Planted"})
    shape.save(tmp_path / "shape.json")
    assert Shape.load(tmp_path / "shape.json").places == shape.places


def test_the_same_answers_in_another_order_are_the_same_file(tmp_path: Path) -> None:
    other = {**VIEWER, "status": "left", "lastname": "Planted"}
    shape_of(VIEWER, other).save(tmp_path / "one.json")
    shape_of(other, dict(reversed(VIEWER.items()))).save(tmp_path / "two.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()


@pytest.mark.parametrize(
    "planted",
    [
        {"status": "Planted Name"},
        {"status": "planted@example.com"},
        {"status": "x" * 200 + "planted"},
        {"status": ["planted"]},
        {"status": {"planted@example.com": "planted"}},
        {"planted@example.com": 1},
        {"Planted Name": 1},
        {"email": {"planted name": {"planted/deep": "planted"}}},
        {"projects": ["planted", {"planted ü": 1}]},
    ],
    ids=str,
)
def test_no_value_is_in_it(planted: dict[str, Any], tmp_path: Path) -> None:
    shape_of({**VIEWER, **planted}).save(tmp_path / "shape.json")
    assert "planted" not in (tmp_path / "shape.json").read_text().lower()


def test_the_keys_of_a_map_are_values(tmp_path: Path) -> None:
    shape = Shape()
    shape.add("getTasks", 422, {"success": False, "errors": {"planted": ["planted"]}})
    shape.save(tmp_path / "shape.json")
    assert shape.places["getTasks", 422]["/errors/*/*"].types == {"string": 1}
    assert "planted" not in (tmp_path / "shape.json").read_text()


def test_codes_are_kept_where_the_contract_has_an_enum() -> None:
    shape = shape_of({**VIEWER, "status": "suspended"}, VIEWER)
    assert shape.at("getProjectViewer", "/data/status").codes == {"active", "suspended"}
    assert not shape.at("getProjectViewer", "/data/id").codes


def test_of_what_did_not_change_nothing_is_told() -> None:
    fewer = {**VIEWER, "status": "active", "projects": []}
    before = shape_of(VIEWER, {**VIEWER, "lastname": "A name", "status": "left"})
    assert list(differences(before, shape_of(fewer))) == []


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ({**VIEWER, "id": "7"}, "/data/id: also string, was integer"),
        ({**VIEWER, "email": None}, "/data/email: also null, was string"),
        ({**VIEWER, "phone": None}, "/data/phone: new, null"),
        ({**VIEWER, "status": "suspended"}, "/data/status: new code suspended"),
        ({name: VIEWER[name] for name in VIEWER if name != "email"}, "/data/email: gone"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_new_is_told(now: dict[str, Any], told: str) -> None:
    assert list(differences(shape_of(VIEWER), shape_of(now))) == [f"getProjectViewer 200 {told}"]


def test_a_field_that_some_lack_is_told() -> None:
    without = {name: VIEWER[name] for name in VIEWER if name != "email"}
    (told,) = differences(shape_of(VIEWER, VIEWER), shape_of(VIEWER, without))
    assert told == "getProjectViewer 200 /data/email: not always there any more"


def test_below_a_list_that_was_empty_nothing_is_gone() -> None:
    assert list(differences(shape_of(VIEWER), shape_of({**VIEWER, "projects": []}))) == []


def test_the_command_writes_and_compares(run: Run, tmp_path: Path) -> None:
    file = str(tmp_path / "shape.json")
    run("--against", "sandbox", "--shape", file)
    status, said, _ = run("--against", "sandbox", "--compare", file)
    assert status == 0
    assert said.endswith(f"\n\nNothing is different from {file}.\n")


def test_a_difference_alone_is_drift_too(run: Run, tmp_path: Path) -> None:
    # As the contract says, and yet another than before: no task had been completed then.
    with seeded("reference") as sandbox:
        shape = verify(10, **settings(sandbox)).shape
    for places in shape.places.values():
        places.pop("/data/description", None)
    shape.save(tmp_path / "before.json")
    status, said, _ = run("--against", "sandbox", "--compare", str(tmp_path / "before.json"))
    assert status == 1
    assert said.endswith("\n  getTask 200 /data/description: new, null or string\n")


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "null", '{"webwork_shape": 99, "operations": {}}', '{"webwork_shape": 1, "operations": 3}'],
)
def test_a_file_that_is_no_shape_is_refused(text: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "shape.json").write_text(text)
    with pytest.raises(ConfigurationError, match="is no shape"):
        Shape.load(tmp_path / "shape.json")
    status, said, complaints = run("--against", "sandbox", "--compare", str(tmp_path / "shape.json"))
    assert (status, said) == (2, "")
    assert "is no shape" in complaints


def test_a_file_that_is_not_there_is_named(run: Run, tmp_path: Path) -> None:
    status, _, complaints = run("--against", "sandbox", "--compare", str(tmp_path / "shape.json"))
    assert (status, complaints) == (2, f"Cannot use {tmp_path / 'shape.json'}: No such file or directory.\n")
