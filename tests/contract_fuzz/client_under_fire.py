"""Whatever comes, the client gives what it promises: data, a typed error, or a finding that says what is wrong.

Part of `make contract`, which has Schemathesis; by its name, pytest does not collect it by itself.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies
from schemathesis.core import NOT_SET

from tests.contract_fuzz.bodies import Answered, all_answers, as_known, as_published, wrong
from tests.fakes import META, Script, client, raw_reply
from webwork_tracker import APIStatusError, OutcomeUnknownError, ResponseDecodeError, WebWorkError
from webwork_tracker._wire import HTTPReply
from webwork_tracker.contract import Drift, Drifts
from webwork_tracker_api.operations import OPERATIONS

# The same bodies in each run: what is found here is not to come and go. Made slowly, so not many.
FIRE = settings(max_examples=25, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
ANSWERED = all_answers()
NO_MORE = raw_reply(json.dumps({"success": True, "data": [], "meta": META}))
SAMPLES = {"email": "a@example.com", "title": "t", "firstname": "f", "lastname": "l"}

Calls = tuple[tuple[str, int], ...]
each = pytest.mark.parametrize("answered", ANSWERED, ids=[answered.name for answered in ANSWERED])


def test_all_operations_are_under_fire() -> None:
    assert {operation for answered in ANSWERED for operation, _ in answered.calls} == set(OPERATIONS)


@each
def test_a_body_that_holds_what_the_contract_names_is_read_and_no_drift(answered: Answered) -> None:
    @FIRE
    @given(as_known(answered), strategies.sampled_from(answered.turns))
    def fire(body: Any, calls: Calls) -> None:
        for operation, status in calls:
            error, found = fed(operation, status, body)
            assert found == []
            is_as_promised(error, status)

    fire()


@each
def test_a_body_with_more_in_it_is_read_all_the_same(answered: Answered) -> None:
    @FIRE
    @given(as_published(answered), strategies.sampled_from(answered.turns))
    def fire(body: Any, calls: Calls) -> None:
        for operation, status in calls:
            error, _ = fed(operation, status, body)
            is_as_promised(error, status)

    fire()


@each
def test_a_wrong_body_is_reported_and_never_more_than_an_error_of_ours(answered: Answered) -> None:
    @FIRE
    @given(wrong(answered), strategies.sampled_from(answered.turns))
    def fire(body: Any, calls: Calls) -> None:
        for operation, status in calls:
            error, found = fed(operation, status, body)
            assert found
            if status >= 400:
                is_as_promised(error, status)
            else:
                assert error is None or isinstance(error, (ResponseDecodeError, APIStatusError)), error

    fire()


def is_as_promised(error: WebWorkError | None, status: int) -> None:
    """Whether a call ended as it should with an answer that can be read."""
    if status < 400:
        assert error is None, error
    else:
        refusal = error.__cause__ if isinstance(error, OutcomeUnknownError) else error
        assert isinstance(refusal, APIStatusError), error
        assert refusal.status_code == status


def fed(operation_id: str, status: int, body: Any) -> tuple[WebWorkError | None, list[Drift]]:
    """How a call of the operation ends that is answered with this body, and what was found in it."""
    drifts = Drifts()
    made = client(Script(_reply(status, body), NO_MORE), on_drift=drifts)
    operation = OPERATIONS[operation_id]
    fields = (*operation.path_params, *operation.query, *(operation.body or ()))
    arguments = {field.name: SAMPLES.get(field.name, 1) for field in fields if field.required}
    method = getattr(getattr(made, operation.tag.replace("-", "_")), operation.verb)
    ids = {field.argument or field.name for field in operation.path_params}
    try:
        result = method(*(1 for _ in ids), **{name: one for name, one in arguments.items() if name in SAMPLES})
        if operation.paged:
            list(result)
    except WebWorkError as error:
        return error, list(drifts)
    return None, list(drifts)


def _reply(status: int, body: Any) -> HTTPReply:
    if body is NOT_SET:
        body = b""
    return raw_reply(body if isinstance(body, bytes) else json.dumps(body), status)
