"""What differs between the editions of the vendor's docs: the reference, and later ones. All call themselves 2.0.0."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from attrs import evolve

from webwork_tracker._operation import Field, Operation
from webwork_tracker_api.operations import OPERATIONS

from ._call import Answer, Call, Refusal, invalid
from ._database import Database
from ._registry import behaviour

EditionName = Literal["reference", "later"]

_TASKS = ("getTasks", "createTask", "getTask", "updateTask")
_VIEWERS = ("getProjectViewers", "createProjectViewer", "getProjectViewer")
_STATUS_NAMES = {0: "Open", 10: "In Progress", 20: "Done", 30: "Closed"}
# Codes of a workspace's own; their names are ours.
_CUSTOM_NAMES = {1: "Waiting", 2: "Blocked", 11: "In Review", 21: "Released"}
_COLORS = {0: "#9e9e9e", 10: "#1e88e5", 20: "#43a047", 30: "#37474f"}
_PRIORITY_NAMES = {10: "Urgent", 20: "High", 30: "Normal", 40: "Low"}


class Edition:
    """The reference: the edition that the contract describes. Each method is where a later one differs."""

    name: EditionName = "reference"
    operations: Mapping[str, Operation[Any]] = OPERATIONS
    pagination_in_meta = True
    first_task: Mapping[str, Any] = {}
    """What is different in the task of a fresh sandbox."""

    def prepare(self, call: Call) -> Call:
        """The call as its handler shall see it, inside the transaction. Raises `Refusal`."""
        return call

    def shown(self, call: Call, answer: Answer) -> Answer:
        """The answer as this edition gives it."""
        return answer

    def stamp(self, timestamp: str) -> str:
        """`meta.timestamp` as this edition spells it."""
        return timestamp


@behaviour(
    "Later edition: pagination stands beside meta, not inside it.", "later-docs", "getTasks", "getProjectViewers"
)
@behaviour(
    "Later edition: the first task has a custom status (11) and no priority.", "later-docs", "getTasks", "getTask"
)
class LaterEdition(Edition):
    """The later editions, as far as they are known to differ."""

    name: EditionName = "later"
    pagination_in_meta = False
    first_task: Mapping[str, Any] = {"status": 11, "priority": None}

    def __init__(self) -> None:
        self.operations = _later_operations()

    @behaviour("Later edition: without a priority a task has none.", "later-docs", "createTask")
    def prepare(self, call: Call) -> Call:
        """Look at what only this edition knows."""
        if call.operation.id == "createTask":
            _check_parent(call)
            return evolve(call, arguments={"priority": None, **call.arguments})
        if call.operation.id == "getTasks":
            _check_contract(call)
        return call

    def shown(self, call: Call, answer: Answer) -> Answer:
        """Tasks, assignments and viewers with this edition's fields."""
        if call.operation.id in _TASKS:
            return evolve(answer, data=_each(answer.data, _later_task(call.db, answer.data)))
        change = _CHANGES.get(call.operation.id)
        return answer if change is None else evolve(answer, data=_each(answer.data, change))

    @behaviour("Later edition: meta.timestamp ends in +00:00.", "later-docs")
    def stamp(self, timestamp: str) -> str:
        """With an offset."""
        return timestamp.replace("Z", "+00:00")


EDITIONS: dict[str, Callable[[], Edition]] = {"reference": Edition, "later": LaterEdition}
"""Each edition by its name."""


@behaviour("Later edition: any integer may be a status, and priority may be null.", "later-docs", *_TASKS[1::2])
@behaviour("Later edition: order_by (asc, desc), parent_id and contract_id are known.", "later-docs", "getTasks")
@behaviour("Later edition: parent_id is known.", "later-docs", "createTask")
def _later_operations() -> dict[str, Operation[Any]]:
    parent = Field("parent_id", "integer", minimum=1)
    more = (Field("order_by", "string", enum=("asc", "desc")), parent, Field("contract_id", "integer", minimum=1))
    listed, created, updated = (OPERATIONS[name] for name in ("getTasks", "createTask", "updateTask"))
    query = tuple(evolve(field, required=False) if field.name == "project_id" else field for field in listed.query)
    return {
        **OPERATIONS,
        listed.id: evolve(listed, query=(*query, *more)),
        created.id: evolve(created, body=(*_opened(created), evolve(parent, nullable=True))),
        updated.id: evolve(updated, body=_opened(updated)),
    }


def _opened(operation: Operation[Any]) -> tuple[Field, ...]:
    """The body's fields with any status, and any priority or none."""
    open_fields: dict[str, dict[str, Any]] = {
        "status": {"enum": None, "enum_labels": ()},
        "priority": {"nullable": True},
    }
    return tuple(evolve(field, **open_fields.get(field.name, {})) for field in operation.body or ())


@behaviour("Later edition: a parent that is no task of the project answers 422.", "assumed", "createTask")
def _check_parent(call: Call) -> None:
    parent_id = call.arguments.get("parent_id")
    sql = "SELECT id FROM tasks WHERE id = ? AND project_id = ? AND deleted_at IS NULL"
    if parent_id is not None and call.db.first(sql, parent_id, call.arguments["project_id"]) is None:
        raise invalid({"parent_id": [f"Task {parent_id} is no task of the project."]})


@behaviour("Later edition: project_id may be left out if contract_id is given.", "later-docs", "getTasks")
@behaviour("Later edition: the sandbox has no contracts, so a contract_id answers 404.", "assumed", "getTasks")
def _check_contract(call: Call) -> None:
    if "contract_id" in call.arguments:
        raise Refusal(404, "Contract not found")
    if "project_id" not in call.arguments:
        raise invalid({"project_id": ["The project_id field is required without contract_id."]})


@behaviour("Later edition: a task has parent_id, status_name, status_color and priority_name.", "later-docs", *_TASKS)
@behaviour("Later edition: statuses are called Open, In Progress, Done and Closed.", "later-docs", *_TASKS)
@behaviour("Later edition: what custom statuses are called, and all colours.", "assumed", *_TASKS)
@behaviour("Later edition: a task has no assignees and no has_details.", "later-docs", *_TASKS)
@behaviour(
    "Later edition: created_at and updated_at have microseconds, completed_at no T and no Z.", "assumed", *_TASKS
)
def _later_task(db: Database, data: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    ids = [task["id"] for task in (data if isinstance(data, list) else [data])]
    rows = db.all("SELECT id, parent_id FROM tasks WHERE id IN (SELECT value FROM json_each(?))", json.dumps(ids))
    parents = {row["id"]: row["parent_id"] for row in rows}

    def later(task: dict[str, Any]) -> dict[str, Any]:
        kept = {name: value for name, value in task.items() if name not in ("assignees", "has_details")}
        spelled = {
            **{name: _with_microseconds(task[name]) for name in ("created_at", "updated_at")},
            "completed_at": _with_a_space(task["completed_at"]),
        }
        return {**kept, **spelled, "parent_id": parents[task["id"]], **_names(task["status"], task["priority"])}

    return later


def _names(status: int, priority: int | None) -> dict[str, str | None]:
    return {
        "status_name": (_STATUS_NAMES | _CUSTOM_NAMES).get(status, f"Status {status}"),
        "status_color": _COLORS.get(status, "#fb8c00"),
        "priority_name": None if priority is None else _PRIORITY_NAMES.get(priority, f"Priority {priority}"),
    }


@behaviour("Later edition: task_id and user_id of an assignment are strings.", "later-docs", "assignTask")
def _later_assignment(assignment: dict[str, Any]) -> dict[str, Any]:
    return {**assignment, **{name: str(assignment[name]) for name in ("user_id", "task_id")}}


@behaviour("Later edition: the id of a viewer is a string.", "later-docs", *_VIEWERS)
@behaviour("Later edition: member_since has microseconds.", "assumed", *_VIEWERS)
def _later_viewer(viewer: dict[str, Any]) -> dict[str, Any]:
    return {**viewer, "id": str(viewer["id"]), "member_since": _with_microseconds(viewer["member_since"])}


_CHANGES = {"assignTask": _later_assignment, **dict.fromkeys(_VIEWERS, _later_viewer)}


def _each(data: Any, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
    return [change(item) for item in data] if isinstance(data, list) else change(data)


def _with_microseconds(timestamp: str) -> str:
    return datetime.fromisoformat(timestamp).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _with_a_space(timestamp: str | None) -> str | None:
    return None if timestamp is None else timestamp.replace("T", " ").removesuffix("Z")
