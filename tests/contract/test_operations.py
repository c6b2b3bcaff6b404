"""No operation without a test, and no method that only one of the two clients has."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.fakes import Mode, Script, client
from webwork_tracker_api import resources
from webwork_tracker_api.operations import OPERATIONS
from webwork_tracker_api.resources import project_viewers, tasks

if TYPE_CHECKING:
    from tests.contract.conftest import DocumentedCall

PAIRS = [
    (resources.Resources, resources.AsyncResources),
    (resources.ResourcesWithRawResponse, resources.AsyncResourcesWithRawResponse),
    (tasks.Tasks, tasks.AsyncTasks),
    (tasks.TasksWithRawResponse, tasks.AsyncTasksWithRawResponse),
    (project_viewers.ProjectViewers, project_viewers.AsyncProjectViewers),
    (project_viewers.ProjectViewersWithRawResponse, project_viewers.AsyncProjectViewersWithRawResponse),
]
RESOURCES = ["tasks", "project_viewers"]


def methods(thing: Any) -> dict[str, Callable[..., Any]]:
    """The public methods of a resource, by name; those of a raw resource stand in the object."""
    return {name: member for name, member in inspect.getmembers(thing, callable) if not name.startswith("_")}


def test_every_operation_of_the_document_is_in_the_client(document: Any) -> None:
    verbs = {"get", "put", "post", "delete", "patch", "head", "options", "trace"}
    told = [op["operationId"] for path in document["paths"].values() for verb, op in path.items() if verb in verbs]
    assert told == list(OPERATIONS)


def test_every_operation_has_a_documented_call(documented_calls: list[DocumentedCall]) -> None:
    assert [call.operation_id for call in documented_calls] == list(OPERATIONS)


def test_every_documented_call_is_the_method_of_its_operation(documented: DocumentedCall) -> None:
    operation = OPERATIONS[documented.operation_id]
    assert (operation.tag.replace("-", "_"), operation.verb) == (documented.resource, documented.name)


@pytest.mark.parametrize("resource", RESOURCES)
def test_resources_have_the_methods_of_their_operations_and_no_other(mode: Mode, resource: str) -> None:
    verbs = {operation.verb for operation in OPERATIONS.values() if operation.tag.replace("-", "_") == resource}
    made = mode.client(Script())
    assert set(methods(getattr(made, resource))) == verbs
    assert set(methods(getattr(made.with_raw_response, resource))) == verbs


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=[pair[0].__name__ for pair in PAIRS])
def test_sync_and_async_resources_have_the_same_members(one: type, other: type) -> None:
    def names(kind: type) -> list[str]:
        return [name for name in vars(kind) if not name.startswith("_")]

    assert names(one) == names(other)


@pytest.mark.parametrize("resource", RESOURCES)
@pytest.mark.parametrize("raw", [False, True], ids=["plain", "raw"])
def test_sync_and_async_signatures_are_equal(resource: str, raw: bool) -> None:
    sync, async_ = client(Script()), Mode(is_async=True).client(Script())
    one = methods(getattr(sync.with_raw_response if raw else sync, resource))
    other = methods(getattr(async_.with_raw_response if raw else async_, resource))
    assert list(one) == list(other)
    for name in one:
        mine, its = inspect.signature(one[name]), inspect.signature(other[name])
        assert mine.parameters == its.parameters, name
        answer = str(its.return_annotation)
        assert str(mine.return_annotation) == answer.replace("AsyncPager", "Pager"), name
        assert inspect.iscoroutinefunction(other[name]) == (name != "list"), name
        assert not inspect.iscoroutinefunction(one[name]), name
        assert inspect.getdoc(one[name]) == inspect.getdoc(other[name]), name


@pytest.mark.parametrize("name", ["__init__", "with_options", "request", "close"])
def test_sync_and_async_clients_have_the_same_signatures(name: str) -> None:
    one, other = (getattr(Mode(is_async=is_async).client_class, name) for is_async in (False, True))
    assert inspect.signature(one) == inspect.signature(other)


def test_sync_and_async_clients_have_the_same_members() -> None:
    one, other = (set(methods(Mode(is_async=is_async).client_class)) for is_async in (False, True))
    assert one == other
