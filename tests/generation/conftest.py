"""What the tests of generation share: the document, a package made from it once, and a way to have another one made."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import generate
import pytest
import schemas


@pytest.fixture(scope="session")
def _document() -> dict[str, Any]:
    return schemas.load(generate.ROOT / "openapi.yaml")


@pytest.fixture
def document(_document: dict[str, Any]) -> dict[str, Any]:
    """The document, for a test to change as it likes."""
    return copy.deepcopy(_document)


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that openapi.yaml was generated into. Not to be changed."""
    folder = tmp_path_factory.mktemp("generated")
    generate.run(generate.ROOT / "openapi.yaml", folder)
    return folder


def write(document: dict[str, Any], folder: Path) -> Path:
    """The document as a file: JSON is YAML, and read faster."""
    path = folder / "openapi.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path
