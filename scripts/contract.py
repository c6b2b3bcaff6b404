"""What the other scripts need of openapi.yaml: operations, their fields, what they answer, and every name.

Names of modules, classes and attributes are the generator's own (its `strings` module), so that both halves agree.
"""

from __future__ import annotations

import builtins
import keyword
import re
from functools import cached_property
from typing import Any

from attrs import define, frozen
from openapi_python_client.strings import ClassName, PythonIdentifier, pascal_case, snake_case
from schemas import ContractError, Schema, resolve

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
WRITES = ("put", "post", "patch", "delete")
# Methods of the client, beside which its resources stand.
CLIENT_NAMES = ("close", "request", "with_options", "with_raw_response")


@frozen
class Field:
    """A parameter or a body field."""

    name: str
    where: str
    required: bool
    schema: Schema
    description: str
    evidence: str | None

    @property
    def argument(self) -> str:
        """Its name in Python."""
        return str(PythonIdentifier(self.name, "field_"))


@define(slots=False)
class Operation:
    """One operation, as the document has it."""

    document: dict[str, Any]
    path: str
    method: str
    raw: dict[str, Any]
    shared: list[Any]

    @property
    def place(self) -> str:
        return f"paths.{self.path}.{self.method}"

    @property
    def id(self) -> str:
        return str(self.raw["operationId"])

    @property
    def tag(self) -> str:
        return str(self.raw["tags"][0])

    @property
    def summary(self) -> str:
        return str(self.raw.get("summary", "")).strip()

    @property
    def description(self) -> str:
        return str(self.raw.get("description", "")).strip()

    @property
    def constant(self) -> str:
        return snake_case(self.id).upper()

    @property
    def stock_module(self) -> str:
        return f"api/{PythonIdentifier(self.tag, 'tag')}/{PythonIdentifier(self.id, 'field_')}.py"

    @property
    def idempotent(self) -> bool | None:
        """May it be sent again after its answer was lost? None: nobody knows."""
        if self.method in WRITES and "x-idempotent" not in self.raw:
            raise ContractError(f"{self.place}: x-idempotent is missing: true, false or unknown")
        said = self.raw.get("x-idempotent", True)
        if said not in (True, False, None, "unknown"):
            raise ContractError(f"{self.place}: x-idempotent is {said!r}, not true, false or unknown")
        return None if said == "unknown" else said

    @cached_property
    def fields(self) -> list[Field]:
        """Path parameters in the order of the path, then query parameters, then body fields."""
        found: dict[tuple[str, str], Field] = {}
        for raw in [*self.shared, *self.raw.get("parameters", [])]:
            body = resolve(self.document, f"{self.place}.parameters", raw)
            name, where = body.get("name"), body.get("in")
            if where not in ("path", "query") or not isinstance(name, str) or "schema" not in body:
                raise ContractError(f"{self.place}: parameter {name!r} needs a schema, and to be in path or query")
            schema = Schema(self.document, f"{self.place}.parameters.{name}", body["schema"])
            text = body.get("description") or schema.body.get("description", "")
            evidence = body.get("x-evidence") or schema.body.get("x-evidence")
            found[where, name] = Field(name, where, body.get("required", False), schema, text, evidence)
        named = re.findall(r"{(.*?)}", self.path)
        in_path = [name for where, name in found if where == "path"]
        if sorted(named) != sorted(in_path):
            raise ContractError(f"{self.place}: the path names {named}, the path parameters are {in_path}")
        fields = [found["path", name] for name in named]
        fields += [field for (where, _), field in found.items() if where == "query"]
        return fields + self._body_fields()

    @property
    def body_schema(self) -> Schema | None:
        """Schema of the JSON body, None without one."""
        if "requestBody" not in self.raw:
            return None
        body = resolve(self.document, f"{self.place}.requestBody", self.raw["requestBody"])
        try:
            raw = body["content"]["application/json"]["schema"]
        except (KeyError, TypeError):
            raise ContractError(f"{self.place}.requestBody: no schema for application/json") from None
        return Schema(self.document, f"{self.place}.requestBody", raw)

    def _body_fields(self) -> list[Field]:
        schema = self.body_schema
        if schema is None:
            return []
        required = schema.body.get("required", [])
        fields = []
        for name in schema.body.get("properties", {}):
            child = schema.child("properties", name)
            said = child.body
            fields.append(
                Field(name, "body", name in required, child, said.get("description", ""), said.get("x-evidence"))
            )
        return fields

    @cached_property
    def data(self) -> Schema | None:
        """Schema of `data` in the answer's envelope; None if it is always null."""
        for status, raw in self.raw.get("responses", {}).items():
            if not str(status).startswith("2"):
                continue
            place = f"{self.place}.responses.{status}"
            content = resolve(self.document, place, raw).get("content", {})
            if "application/json" not in content:
                return None
            schema = Schema(self.document, place, content["application/json"]["schema"])
            if "data" not in schema.body.get("properties", {}):
                raise ContractError(f"{place}: the schema has no `data`: every answer stands in the envelope")
            data = schema.child("properties", "data")
            return None if data.types == {"null"} or data.component == "NoData" else data
        raise ContractError(f"{self.place}: no 2xx response")

    @property
    def paged(self) -> bool:
        query = {field.name for field in self.fields if field.where == "query"}
        return self.data is not None and self.data.kind == "array" and {"page", "per_page"} <= query

    @property
    def verb(self) -> str:
        """The method's name: the operationId less the resource's own name; `get` of a list is `list`."""
        words = snake_case(self.id).split("_")
        resource = snake_case(self.tag).split("_")
        singular = [*resource[:-1], resource[-1].removesuffix("s")]
        for name in (resource, singular, [singular[-1]]):
            at = next((n for n in range(1, len(words)) if words[n : n + len(name)] == name), None)
            if at is not None:
                # "assign project to viewer": the preposition goes with the resource.
                start = at - 1 if words[at - 1] in ("to", "from", "of", "for") else at
                words = words[:start] + words[at + len(name) :]
                break
        if words[0] == "get" and self.data is not None and self.data.kind == "array":
            words[0] = "list"
        return "_".join(words)


def operations(document: dict[str, Any]) -> list[Operation]:
    """Every operation of the document, in its order. Raises `ContractError` where a rule of ours is broken."""
    found = []
    for path, item in _mapping("paths", document.get("paths")).items():
        if "$ref" in _mapping(f"paths.{path}", item):
            raise ContractError(f"paths.{path}: the generator drops a path that is a $ref without a word")
        for method in METHODS:
            if method in item:
                raw = _mapping(f"paths.{path}.{method}", item[method])
                found.append(Operation(document, path, method, raw, item.get("parameters", [])))
    if not found:
        raise ContractError("paths: there is no operation")
    taken: dict[tuple[str, str], Operation] = {}
    for operation in found:
        _check(operation)
        for name in (("operationId", operation.id), (snake_case(operation.tag), operation.verb)):
            if name in taken:
                raise ContractError(f"{operation.place}: {' '.join(name)} is taken by {taken[name].place}")
            taken[name] = operation
    for schema in received(found):
        if schema.body.get("additionalProperties") is False:
            place = f"components.schemas.{schema.component}"
            raise ContractError(f"{place}: an answer is open; it may not have additionalProperties: false")
    return found


def _mapping(place: str, raw: Any) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise ContractError(f"{place}: expected a mapping, found {raw!r:.40}")
    return raw


def _check(operation: Operation) -> None:
    place = operation.place
    for key, kind in (("operationId", str), ("tags", list), ("security", list), ("responses", dict)):
        if not operation.raw.get(key):
            raise ContractError(f"{place}: {key} is missing")
        if not isinstance(operation.raw[key], kind):
            raise ContractError(f"{place}: {key} is {operation.raw[key]!r:.40}")
    for parameters in (operation.shared, operation.raw.get("parameters", [])):
        if not isinstance(parameters, list):
            raise ContractError(f"{place}: parameters must be a list, not {parameters!r:.40}")
    if len(operation.raw["tags"]) != 1:
        raise ContractError(f"{place}: one tag, not {len(operation.raw['tags'])}")
    if snake_case(operation.tag) in CLIENT_NAMES:
        raise ContractError(f"{place}: the tag {operation.tag!r} would hide a method of the client")
    arguments = [field.argument for field in operation.fields]
    for name in (operation.constant, operation.verb, snake_case(operation.tag), *arguments):
        if not name.isidentifier() or keyword.iskeyword(name):
            raise ContractError(f"{place}: {name!r} cannot be a name in Python")
    if len(set(arguments)) < len(arguments):
        raise ContractError(f"{place}: two of its fields would be the same argument: {', '.join(arguments)}")
    if operation.body_schema is not None and operation.body_schema.component is None:
        raise ContractError(f"{place}.requestBody: its schema needs a name, and stands under components.schemas")
    if operation.body_schema is not None and operation.body_schema.body.get("additionalProperties") is not False:
        raise ContractError(f"{place}.requestBody: a request is closed; its schema needs additionalProperties: false")
    # Read once, to find here what is wrong with them.
    _ = operation.data, operation.idempotent


def class_name(name: str) -> str:
    """The generator's class for a schema."""
    return str(ClassName(name, "field_"))


def module_name(name: str) -> str:
    """The generator's module for a schema; also the name of our decoder for it."""
    return str(snake_case(name))


def resource_class(tag: str) -> str:
    """The class of a tag's resource: `project-viewers` is `ProjectViewers`."""
    return str(pascal_case(tag))


def received(found: list[Operation]) -> list[Schema]:
    """The named object schemas within the answers, each once, what is used before what uses it."""
    ordered: dict[str, Schema] = {}

    def visit(schema: Schema, above: tuple[str, ...] = ()) -> None:
        if schema.kind == "array" and "items" in schema.body:
            return visit(schema.child("items"), above)
        for branch in schema.branches:
            name = branch.component
            if name and "properties" in branch.body and name not in ordered and name not in above:
                for child in branch.body["properties"]:
                    visit(branch.child("properties", child), (*above, name))
                ordered[name] = branch

    for operation in found:
        if operation.data is not None:
            visit(operation.data)
    # Not data, but the envelope of every page has it.
    if found and "Pagination" in found[0].document.get("components", {}).get("schemas", {}):
        visit(Schema(found[0].document, "components", {"$ref": "#/components/schemas/Pagination"}))
    return list(ordered.values())


def is_builtin(name: str) -> bool:
    """Whether a method of this name hides a builtin inside its class."""
    return hasattr(builtins, name)
