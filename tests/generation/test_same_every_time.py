"""What is generated depends on the document and on nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import generate
import pytest
from drift import differences


def test_what_is_committed_is_what_the_document_says(fresh: Path) -> None:
    assert list(differences(fresh, generate.ROOT / "generated")) == []


def test_a_second_time_is_the_same_and_takes_the_place_of_the_first(fresh: Path, tmp_path: Path) -> None:
    shutil.copytree(fresh, tmp_path, dirs_exist_ok=True)
    (tmp_path / "webwork_tracker_api" / "left_over.py").touch()
    generate.run(generate.ROOT / "openapi.yaml", tmp_path)
    assert list(differences(fresh, tmp_path)) == []
    assert [path.name for path in tmp_path.iterdir()] == ["webwork_tracker_api"], "nothing is left lying about"


@pytest.mark.parametrize("seed", ["1", "4242"])
def test_from_any_folder_with_any_hash_seed_and_any_ruff_settings_around(
    seed: str, fresh: Path, tmp_path: Path
) -> None:
    (tmp_path / "ruff.toml").write_text('line-length = 40\ntarget-version = "py39"\n[format]\nquote-style = "single"\n')
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TMPDIR": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    script = generate.ROOT / "scripts" / "generate.py"
    done = subprocess.run(
        [sys.executable, str(script), "--output", "here"], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        done.stdout == "here/webwork_tracker_api: 15 operations, sync and async, "
        "with 13 path parameters, 15 query parameters and 33 body fields.\n"
    )
    assert list(differences(fresh, tmp_path / "here")) == []
