"""A mistake in the document stops generation with a message that names its place, and leaves what is there as it was."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import generate
import pytest

from .conftest import write

Document = dict[str, Any]


def operation(document: Document, path: str = "/tasks", method: str = "get") -> Document:
    found: Document = document["paths"][path][method]
    return found


def schema(document: Document, name: str) -> Document:
    found: Document = document["components"]["schemas"][name]
    return found


def properties(document: Document, name: str) -> Document:
    found: Document = schema(document, name)["properties"]
    return found


def answer(document: Document) -> Document:
    found: Document = operation(document)["responses"]["200"]["content"]["application/json"]
    return found


def header_parameter(document: Document) -> None:
    operation(document)["parameters"].append({"name": "X-Trace", "in": "header", "schema": {"type": "string"}})


def parameter_with_content(document: Document) -> None:
    content = {"application/json": {"schema": {"type": "string"}}}
    operation(document)["parameters"].append({"name": "filter", "in": "query", "content": content})


def same_argument_twice(document: Document) -> None:
    operation(document)["parameters"].append({"name": "perPage", "in": "query", "schema": {"type": "integer"}})


def path_item_reference(document: Document) -> None:
    document["components"]["pathItems"] = {"Tasks": document["paths"]["/tasks"]}
    document["paths"]["/tasks"] = {"$ref": "#/components/pathItems/Tasks"}


def reference_in_a_circle(document: Document) -> None:
    document["components"]["schemas"]["TaskId"] = {"$ref": "#/components/schemas/TaskId"}
    properties(document, "Task")["id"] = {"$ref": "#/components/schemas/TaskId"}


def no_data(document: Document) -> None:
    del properties(document, "TaskResponse")["data"]
    schema(document, "TaskResponse")["required"].remove("data")


def second_class_of_a_name(document: Document) -> None:
    document["components"]["schemas"]["task"] = schema(document, "Assignee")


TASKS = r"paths\./tasks\.get: "
STATUS = r"components\.schemas\.TaskStatus: "
TITLE = r"components\.schemas\.TaskCreate\.properties\.title: "
END = r"components\.schemas\.TaskCreate\.properties\.end_date: "

# What is changed, and what the message has to say.
MISTAKES: dict[str, tuple[Callable[[Document], object], str]] = {
    "a write that does not say whether it may be repeated": (
        lambda d: operation(d, method="post").pop("x-idempotent"),
        r"paths\./tasks\.post: x-idempotent is missing",
    ),
    "a request that is open": (
        lambda d: schema(d, "TaskCreate").pop("additionalProperties"),
        r"paths\./tasks\.post\.requestBody: a request is closed",
    ),
    "an answer that is closed": (
        lambda d: schema(d, "Task").update(additionalProperties=False),
        r"components\.schemas\.Task: an answer is open",
    ),
    "an object without a name": (
        lambda d: properties(d, "Task").update(extra={"type": "object"}),
        r"components\.schemas\.Task\.properties\.extra: an object needs a name",
    ),
    "a field that a model has already": (
        lambda d: properties(d, "Task").update(toDict={"type": "string"}),
        r"components\.schemas\.Task: a model has its own to_dict",
    ),
    "two fields, one attribute": (
        lambda d: properties(d, "Task").update(projectId={"type": "integer"}),
        r"components\.schemas\.Task: 2 properties would be called project_id",
    ),
    "a keyword that is none": (
        lambda d: properties(d, "TaskCreate")["title"].update(minLenght=1),
        TITLE + r"there is no keyword 'minLenght'",
    ),
    "a link that leads nowhere": (
        lambda d: operation(d, method="post")["responses"]["201"]["links"].update(next={"operationId": "getNothing"}),
        r"links\.next: there is no operation 'getNothing'",
    ),
    "a name that only the validator refuses": (
        lambda d: d["components"]["schemas"].update({"Foo Bar": {"type": "string"}}),
        r"Foo Bar",
    ),
    "no operation": (lambda d: d.update(paths={}), r"paths: there is no operation"),
    "no info": (lambda d: d.pop("info"), r'"info" is a required property'),
    "empty path": (lambda d: d["paths"].update({"/x": None}), r"paths\./x: expected a mapping, found None"),
    "empty operation": (lambda d: d["paths"].update({"/x": {"get": None}}), r"paths\./x\.get: expected a mapping"),
    "broken $ref to a schema": (
        lambda d: properties(d, "Task").update(id={"$ref": "#/components/schemas/TaskId"}),
        r"components\.schemas\.Task\.properties\.id: \$ref '#/components/schemas/TaskId' leads nowhere",
    ),
    "broken $ref to a response": (
        lambda d: operation(d)["responses"].update({"400": {"$ref": "#/components/responses/Bad"}}),
        r"paths\./tasks\.get\.responses\.400: \$ref '#/components/responses/Bad' leads nowhere",
    ),
    "$ref to another file": (
        lambda d: properties(d, "Task").update(id={"$ref": "ids.yaml#/TaskId"}),
        r"components\.schemas\.Task\.properties\.id: \$ref 'ids\.yaml#/TaskId' does not lead to a place",
    ),
    "$ref in a circle": (reference_in_a_circle, r"components\.schemas\.TaskId: \$ref .* does not lead to a place"),
    "$ref for a path": (path_item_reference, r"paths\./tasks: the generator drops a path that is a \$ref"),
    "duplicate operationId": (
        lambda d: operation(d, "/tasks/{taskId}").update(operationId="getTasks"),
        r"paths\./tasks/{taskId}\.get: operationId getTasks is taken by paths\./tasks\.get",
    ),
    "two operations, one method": (
        lambda d: operation(d, "/tasks/{taskId}").update(operationId="listTasks"),
        r"paths\./tasks/{taskId}\.get: tasks list is taken by paths\./tasks\.get",
    ),
    "no operationId": (lambda d: operation(d).pop("operationId"), TASKS + "operationId is missing"),
    "operationId that begins with a digit": (
        lambda d: operation(d).update(operationId="1stTasks"),
        TASKS + "'1_ST_TASKS' cannot be a name in Python",
    ),
    "method that would be a keyword": (
        lambda d: operation(d, "/tasks", "post").update(operationId="importTasks"),
        r"paths\./tasks\.post: 'import' cannot be a name in Python",
    ),
    "no tag": (lambda d: operation(d).pop("tags"), TASKS + "tags is missing"),
    "two tags": (lambda d: operation(d).update(tags=["tasks", "work"]), TASKS + "one tag, not 2"),
    "a tag that is no list": (lambda d: operation(d).update(tags="tasks"), TASKS + "tags is 'tasks'"),
    "a tag like a client's method": (
        lambda d: operation(d).update(tags=["request"]),
        TASKS + "the tag 'request' would hide a method of the client",
    ),
    "no security": (lambda d: operation(d).pop("security"), TASKS + "security is missing"),
    "no success": (lambda d: operation(d)["responses"].pop("200"), TASKS + "no 2xx response"),
    "path parameter not in the path": (
        lambda d: d["paths"].update({"/tasks/{id}": d["paths"].pop("/tasks/{taskId}")}),
        r"paths\./tasks/{id}\.get: the path names \['id'\], the path parameters are \['taskId'\]",
    ),
    "header parameter": (header_parameter, TASKS + "parameter 'X-Trace' needs a schema, and to be in path or query"),
    "parameter with content": (parameter_with_content, TASKS + "parameter 'filter' needs a schema"),
    "same argument twice": (same_argument_twice, TASKS + "two of its fields would be the same argument"),
    "body that is no JSON": (
        lambda d: operation(d, "/tasks", "post").update(requestBody={"content": {"text/plain": {}}}),
        r"paths\./tasks\.post\.requestBody: no schema for application/json",
    ),
    "no data in the envelope": (no_data, r"paths\./tasks\.post\.responses\.201: the schema has no `data`"),
    "unknown type": (
        lambda d: properties(d, "TaskCreate")["title"].update(type="text"),
        TITLE + "there is no type 'text'",
    ),
    "wrong bound": (
        lambda d: properties(d, "TaskCreate")["title"].update(minLength="1"),
        r'components\.schemas\.TaskCreate\.properties\.title\.minLength: "1" is not of type "integer"',
    ),
    "property that is no schema": (
        lambda d: properties(d, "TaskCreate").update(title=5),
        r"components\.schemas\.TaskCreate\.properties\.title: 5 is not of type",
    ),
    "required, and no property": (
        lambda d: schema(d, "TaskCreate")["required"].append("titel"),
        r"components\.schemas\.TaskCreate: 'titel' is required, and no property",
    ),
    "default, which would be sent": (
        lambda d: properties(d, "TaskCreate")["title"].update(default="New task"),
        TITLE + "the generated code would send the default",
    ),
    "object without a name": (
        lambda d: answer(d).update(schema={"type": "object", "properties": {"data": {"type": "array"}}}),
        r"paths\./tasks\.get\.responses\.200\.content\.application/json\.schema: what has properties needs a name",
    ),
    "enum without a name": (
        lambda d: properties(d, "TaskCreate")["title"].update(enum=["a"], **{"x-enum-varnames": ["A"]}),
        TITLE + "what has enum needs a name",
    ),
    "oneOf": (
        lambda d: properties(d, "TaskCreate").update(title={"oneOf": [{"type": "string"}]}),
        TITLE + "oneOf is read by no script here",
    ),
    "enum of both kinds": (
        lambda d: schema(d, "TaskStatus").update(enum=[0, 10, 20, "30"]),
        STATUS + "an enum has integers, or strings",
    ),
    "enum with a value twice": (
        lambda d: schema(d, "TaskStatus").update(enum=[0, 10, 20, 20]),
        STATUS + "a value stands in the enum more than once",
    ),
    "too few enum names": (
        lambda d: schema(d, "TaskStatus").update({"x-enum-varnames": ["OPEN", "CLOSED"]}),
        STATUS + "x-enum-varnames must be 4 names",
    ),
    "no enum names": (lambda d: schema(d, "TaskStatus").pop("x-enum-varnames"), STATUS + "x-enum-varnames must be"),
    "enum names that are the same in Python": (
        lambda d: schema(d, "TaskStatus").update({"x-enum-varnames": ["OPEN", "DOING", "IN_REVIEW", "in review"]}),
        STATUS + "x-enum-varnames has 2 names that would both be IN_REVIEW",
    ),
    "enum name that is none": (
        lambda d: schema(d, "TaskStatus").update({"x-enum-varnames": ["OPEN", "DOING", "DONE", "100 %"]}),
        STATUS + "x-enum-varnames has '100 %', which cannot be a name in Python",
    ),
    "two schemas, one class": (second_class_of_a_name, r'schema /components/schemas/task .* with name "Task"'),
    "x-idempotent that says nothing": (
        lambda d: operation(d, "/tasks", "post").update({"x-idempotent": "maybe"}),
        r"paths\./tasks\.post: x-idempotent is 'maybe', not true, false or unknown",
    ),
    "misspelt extension": (
        lambda d: operation(d, "/tasks", "post").update({"x-idempotnet": True}),
        r"paths\./tasks\.post: x-idempotnet is none of our extensions",
    ),
    "unknown evidence": (
        lambda d: operation(d).update({"x-evidence": "rumour"}),
        TASKS + "x-evidence is 'rumour', not one of reference, docs, later-docs, assumed, seen",
    ),
    "x-not-before a field that is not there": (
        lambda d: properties(d, "TaskCreate")["end_date"].update({"x-not-before": "begin_date"}),
        END + "x-not-before names 'begin_date', which is no property beside it",
    ),
    "x-not-before a field that is no date": (
        lambda d: properties(d, "TaskCreate")["end_date"].update({"x-not-before": "title"}),
        END + "x-not-before is for a date and a date",
    ),
}
# Mistakes in the text itself.
MISSPELT = {
    "YAML syntax": ("tags: [tasks]", "tags: [tasks", r"line \d+, column \d+: "),
    "key that stands twice": ("  title: WebWork", "  version: 1.0.0\n  title: WebWork", r"line \d+: the key 'version'"),
    "tab": ("  title: WebWork", "\ttitle: WebWork", r"line \d+, column 1: .*character"),
    "no mapping": (None, "- one\n- two\n", r"line 1: no mapping"),
    "nothing": (None, "", r"line 1: no mapping"),
}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A folder in which something was generated once: two files of it are enough to see whether they stay."""
    package = tmp_path / "generated" / "webwork_tracker_api"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("# as it was\n")
    (package / "left_over.py").write_text("# as it was, too\n")
    return package.parent


def refuse(path: Path, output: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run the command, make sure that it changes nothing, and return what it says."""
    before = {file: file.read_bytes() for file in output.rglob("*") if file.is_file()}
    monkeypatch.setattr(sys, "argv", ["generate.py", "--document", str(path), "--output", str(output)])
    with pytest.raises(SystemExit) as stopped:
        generate.main()
    assert {file: file.read_bytes() for file in output.rglob("*") if file.is_file()} == before
    # A text as its code is printed to standard error, and makes the exit status 1.
    assert isinstance(stopped.value.code, str)
    first, *_, last = stopped.value.code.splitlines()
    assert first.startswith(f"{path.name}: ")
    assert last == "Nothing was generated; generated/ is as it was."
    return stopped.value.code


@pytest.mark.parametrize(("change", "message"), MISTAKES.values(), ids=MISTAKES)
def test_mistake(
    change: Callable[[Document], object],
    message: str,
    document: Document,
    output: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    change(document)
    said = refuse(write(document, tmp_path), output, monkeypatch)
    assert re.search(message, said), said


@pytest.mark.parametrize(("old", "new", "message"), MISSPELT.values(), ids=MISSPELT)
def test_mistake_in_the_text(
    old: str | None, new: str, message: str, output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (generate.ROOT / "openapi.yaml").read_text(encoding="utf-8")
    assert old is None or old in text
    path = tmp_path / "openapi.yaml"
    path.write_text(new if old is None else text.replace(old, new, 1), encoding="utf-8")
    said = refuse(path, output, monkeypatch)
    assert re.search(message, said), said
