"""`make drift` finds whatever differs."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import drift
import generate
import pytest
from schemas import ContractError


@pytest.fixture
def present(fresh: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(fresh, tmp_path / "generated"))


def test_no_difference(fresh: Path, present: Path) -> None:
    cache = present / "webwork_tracker_api" / "__pycache__"
    cache.mkdir()
    (cache / "types.cpython-311.pyc").touch()
    assert list(drift.differences(fresh, present)) == []


def test_missing_unexpected_and_different_files_are_named(fresh: Path, present: Path) -> None:
    package = present / "webwork_tracker_api"
    (package / "py.typed").unlink()
    (package / "by_hand.py").touch()
    (package / "errors.py").write_bytes((package / "errors.py").read_bytes() + b"# by hand\n")
    (package / "types.py").write_bytes((package / "types.py").read_bytes().replace(b"\n", b"\r\n"))
    lines = list(drift.differences(fresh, present))
    assert [line for line in lines if not line.startswith("    ")] == [
        "unexpected webwork_tracker_api/by_hand.py",
        "different  webwork_tracker_api/errors.py",
        "missing    webwork_tracker_api/py.typed",
        "different  webwork_tracker_api/types.py",
    ]
    assert "    -# by hand" in lines


def test_a_long_diff_is_cut(fresh: Path, present: Path) -> None:
    (present / "webwork_tracker_api" / "operations.py").write_text("")
    lines = list(drift.differences(fresh, present))
    assert len(lines) == 1 + drift.DIFF_LINES + 1
    assert lines[-1].startswith("    … and ")


class TestCommand:
    @pytest.fixture(autouse=True)
    def _generates_the_usual(self, fresh: Path, present: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def run(document: Path, output: Path) -> int:
            if document.name == "wrong.yaml":
                raise ContractError("paths./tasks.get: tags is missing")
            shutil.copytree(fresh, output, dirs_exist_ok=True)
            return 15

        monkeypatch.setattr(generate, "run", run)
        monkeypatch.setattr(sys, "argv", ["drift.py", "--output", str(present)])

    def test_says_so_if_all_is_well(self, capsys: pytest.CaptureFixture[str]) -> None:
        drift.main()
        assert capsys.readouterr().out == "generated/ is what openapi.yaml says, byte for byte.\n"

    def test_fails_if_not(self, present: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (present / "new.py").touch()
        with pytest.raises(SystemExit, match="generated/ is not what openapi.yaml says: run `make generate`"):
            drift.main()
        assert capsys.readouterr().out == "unexpected new.py\n"

    def test_fails_if_nothing_can_be_generated(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "argv", ["drift.py", "--document", "wrong.yaml"])
        with pytest.raises(SystemExit, match=r"wrong.yaml: paths./tasks.get: tags is missing"):
            drift.main()
