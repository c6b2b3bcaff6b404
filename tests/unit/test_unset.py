"""`UNSET` is one object, whatever is done to it."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from tests.fakes import Script, client, reply, task
from webwork_tracker import UNSET, Unset


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickled_it_stays_itself(protocol: int) -> None:
    assert pickle.loads(pickle.dumps({"a": UNSET}, protocol))["a"] is UNSET


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy])
def test_copied_it_stays_itself(duplicate: Any) -> None:
    assert duplicate(UNSET) is UNSET
    assert duplicate([UNSET])[0] is UNSET


def test_it_is_false_and_says_what_it_is() -> None:
    assert not UNSET
    assert repr(UNSET) == "UNSET"
    assert isinstance(UNSET, Unset)
    assert UNSET is not None


def test_arguments_that_were_copied_are_still_not_sent() -> None:
    script = Script(reply(task()))
    client(script).tasks.update(500, **copy.deepcopy({"title": UNSET, "description": None}))
    assert script.body == {"workspace_id": 1, "project_id": 100, "description": None}
