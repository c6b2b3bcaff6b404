"""`make instructions` judges by ratios, with room for what a patch version of Python changes."""

from __future__ import annotations

import pytest

from bench import instructions


@pytest.mark.parametrize(("found", "status"), [(0.5, 0), (1.0, 0), (1.09, 0), (1.11, 1), (3.0, 1)])
def test_more_than_a_tenth_more_is_a_failure(found: float, status: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert instructions._judged({"get": found, "list": 2.0}, {"get": 1.0, "list": 2.0}) == status
    told = capsys.readouterr()
    assert "get" in told.out
    assert ("more instructions" in told.err) is bool(status)
    assert "list" not in told.err


def test_a_python_of_which_nothing_is_known_yet(capsys: pytest.CaptureFixture[str]) -> None:
    assert instructions._judged({"get": 1.0}, {}) == 0
    assert "nothing is expected of Python" in capsys.readouterr().out
