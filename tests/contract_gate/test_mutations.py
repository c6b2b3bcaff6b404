"""The edits are there, and say what they must; whether the gate notices them, `make mutations` tries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from changes import Who

FOLDER = Path(__file__).parents[2] / "scripts" / "mutations"


def read(name: str) -> list[dict[str, Any]]:
    edits: list[dict[str, Any]] = yaml.safe_load((FOLDER / name).read_text("utf-8"))
    return edits


def test_there_are_enough_and_each_says_who_breaks() -> None:
    breaking, harmless = read("breaking.yaml"), read("harmless.yaml")
    assert len(breaking) >= 25
    assert len(harmless) >= 6
    names = [each["name"] for each in breaking + harmless]
    assert len(set(names)) == len(names)
    assert {who for each in breaking for who in each["breaks"]} == {who.value for who in Who}
    assert all(each["breaks"] for each in breaking)
    assert not any("breaks" in each for each in harmless)
