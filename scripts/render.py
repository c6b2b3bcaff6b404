"""Writes what the generator cannot: operations.py, decoders.py, records.py and resources/, from the contract alone.

Text from the document reaches the code only through `repr` or `docstring`, so that none of it can be executed.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any

from contract import Field, Operation, class_name, resource_class
from contract import is_builtin as hides_builtin
from docstrings import docstring
from openapi_python_client.strings import snake_case
from render_readers import decoder, decoders, is_model, item_of, records
from schemas import Schema

PYTHON_TYPES = {
    "integer": "int",
    "number": "float",
    "string": "str",
    "boolean": "bool",
    "date": "date | str",
    "date-time": "datetime | str",
    "array": "Iterable[Any]",
    "object": "Mapping[str, Any]",
    "any": "Any",
}
EVIDENCE = {
    "docs": "Source: the vendor's docs, beyond the reference.",
    "later-docs": "Source: a later edition of the vendor's docs.",
    "assumed": "Source: assumed.",
}
# Ids that a client may carry as defaults, so that no call needs them.
CLIENT_DEFAULTS = ("project_id", "workspace_id")


def files(operations: list[Operation]) -> dict[str, str]:
    """Every file of ours, by its path within the package."""
    tags = list(dict.fromkeys(operation.tag for operation in operations))
    made = {
        "operations.py": _operations(operations),
        "decoders.py": decoders(operations),
        "records.py": records(operations),
        "resources/__init__.py": _clients(tags, operations[0].document) if operations else "",
    }
    for tag in tags:
        made[f"resources/{snake_case(tag)}.py"] = _resource(tag, [o for o in operations if o.tag == tag])
    return made


# operations.py


def _operations(operations: list[Operation]) -> str:
    parts = [
        '"""Every operation of the contract as data: what it takes, and how its answer is read."""',
        "from __future__ import annotations",
        "from typing import Any, Final",
        "from webwork_tracker._operation import Field, Operation",
        "from . import decoders, models",
    ]
    for operation in operations:
        parts.append(f"{operation.constant}: Final[Operation[{_answer(operation)}]] = {_operation(operation)}")
    entries = "".join(f"{operation.id!r}: {operation.constant}," for operation in operations)
    parts.append(f"OPERATIONS: Final[dict[str, Operation[Any]]] = {{{entries}}}\n" + docstring("By operationId."))
    return "\n".join(parts) + "\n"


def _operation(operation: Operation) -> str:
    arguments = [
        f"id={operation.id!r}",
        f"tag={operation.tag!r}",
        f"verb={operation.verb!r}",
        f"method={operation.method.upper()!r}",
        f"path={operation.path!r}",
    ]
    for where, name in (("path", "path_params"), ("query", "query"), ("body", "body")):
        fields = [_own_field(field) for field in operation.fields if field.where == where]
        if fields or (where == "body" and operation.body_schema):
            arguments.append(f"{name}=({''.join(f'{field},' for field in fields)})")
    if operation.idempotent is not None:
        arguments.append(f"idempotent={operation.idempotent}")
    if operation.paged:
        arguments.append("paged=True")
    data = operation.data
    if data is not None:
        many = data.kind == "array"
        arguments.append(f"decode={decoder(item_of(data))}")
        if many:
            arguments.append("many=True")
    return f"Operation({', '.join(arguments)})"


def _own_field(field: Field) -> str:
    text = _field(field.name, field.required, field.schema)
    return text if field.argument == field.name else f"{text[:-1]}, argument={field.argument!r})"


def _field(name: str, required: bool, schema: Schema) -> str:
    arguments = [repr(name), repr(schema.kind)]
    arguments += [f"{key}=True" for key, yes in (("required", required), ("nullable", schema.nullable)) if yes]
    if schema.enum is not None:
        arguments.append(f"enum_name={class_name(str(schema.enum.component))!r}")
    if schema.enum is not None and schema.closed:
        body = schema.enum.body
        labels = tuple(body.get("x-enum-varnames", ()))
        arguments += [f"enum={tuple(body['enum'])!r}", f"enum_labels={labels!r}"]
    if schema.kind == "string" and schema.body.get("format"):
        arguments.append(f"format={schema.body['format']!r}")
    for key in ("minimum", "maximum", "minLength", "maxLength"):
        bound = next((branch.body[key] for branch in schema.branches if key in branch.body), None)
        if bound is not None:
            arguments.append(f"{snake_case(key)}={bound!r}")
    if schema.kind == "array" and "items" in schema.body:
        arguments.append(f"items={_field(name, True, schema.child('items'))}")
    if "x-not-before" in schema.body:
        arguments.append(f"not_before={schema.body['x-not-before']!r}")
    return f"Field({', '.join(arguments)})"


# resources/


def _model(schema: Schema) -> str:
    """The type of a received value."""
    if schema.kind == "array":
        items = schema.child("items") if "items" in schema.body else None
        return f"builtins.list[{_model(items) if items else 'Any'}]"
    if is_model(schema):
        return f"models.{class_name(str(schema.component))}"
    return {"integer": "int", "string": "str", "boolean": "bool"}.get(schema.kind, "Any")


def _answer(operation: Operation) -> str:
    if operation.data is None:
        return "None"
    # `list` is a builtin here, and a method in a resource.
    return _model(operation.data).replace("builtins.", "")


def _argument_type(schema: Schema) -> str:
    if schema.enum is not None:
        kind = f"models.{class_name(str(schema.enum.component))} | {'str' if 'string' in schema.types else 'int'}"
    elif schema.kind == "array" and "items" in schema.body:
        kind = f"Iterable[{_argument_type(schema.child('items'))}]"
    else:
        kind = PYTHON_TYPES[schema.kind]
    return f"{kind} | None" if schema.nullable else kind


def _parameters(operation: Operation) -> list[Field]:
    """In the order of the signature: path, then required, then optional, then what a client has defaults for."""
    return sorted(operation.fields, key=lambda f: (f.where != "path", f.name in CLIENT_DEFAULTS, not f.required))


def _signature(operation: Operation) -> str:
    parts, keyword_only = ["self"], False
    for field in _parameters(operation):
        if field.where != "path" and not keyword_only:
            parts.append("*")
            keyword_only = True
        kind = _argument_type(field.schema)
        if field.required and (field.where == "path" or field.name not in CLIENT_DEFAULTS):
            parts.append(f"{field.argument}: {kind}")
        else:
            parts.append(f"{field.argument}: {kind} | Unset = UNSET")
    return ", ".join(parts)


def _method_docstring(operation: Operation, answer: str) -> str:
    lines = []
    for field in _parameters(operation):
        text = " ".join(field.description.split())
        if field.name in CLIENT_DEFAULTS:
            text += " The client's own if left out."
        lines.append(f"    {field.argument}: {' '.join((text, EVIDENCE.get(field.evidence or '', ''))).strip()}")
    return docstring(
        operation.summary.rstrip(".") + ".",
        operation.description,
        "Args:\n" + "\n".join(lines) if lines else "",
        answer,
        "Raises:\n    InvalidArgumentError: An argument that the contract does not allow; nothing was sent.\n"
        "    ConfigurationError: An id is neither given here nor known to the client.\n"
        "    APIStatusError: The server said no.\n"
        "    APIConnectionError: No usable reply came.\n"
        "    ResponseDecodeError: The reply cannot be read.",
        f"`{operation.method.upper()} {operation.path}`, operationId `{operation.id}`.",
        indent=8,
    )


def _method(operation: Operation, is_async: bool) -> str:
    values = "".join(f"{field.name!r}: {field.argument}," for field in operation.fields)
    call = f"(operations.{operation.constant}, {{{values}}})"
    if operation.paged and operation.data is not None:
        item = _model(operation.data.child("items"))
        kind = "AsyncPager" if is_async else "Pager"
        doc = _method_docstring(operation, "Returns the items of all pages, each page read when it is reached.")
        return (
            f"def {operation.verb}({_signature(operation)}) -> {kind}[{item}]:\n    {doc}\n    return self._pages{call}"
        )
    answer = _model(operation.data) if operation.data is not None else "None"
    head, send = ("async def", "await self._call") if is_async else ("def", "self._call")
    return (
        f"{head} {operation.verb}({_signature(operation)}) -> {answer}:\n"
        f"    {_method_docstring(operation, '')}\n    return {send}{call}"
    )


def _class(tag: str, operations: list[Operation], description: str, is_async: bool) -> str:
    prefix = "Async" if is_async else ""
    methods = "\n\n".join(_method(operation, is_async) for operation in operations)
    return (
        f"class {prefix}{resource_class(tag)}({prefix}Resource):\n    {docstring(description)}\n\n"
        + textwrap.indent(methods, "    ")
    )


def _raw_class(tag: str, operations: list[Operation], is_async: bool) -> str:
    prefix = "Async" if is_async else ""
    name = f"{prefix}{resource_class(tag)}"
    client = f"{prefix}WebWork"
    lines = "".join(
        f"        self.{o.verb} = {prefix.lower()}{'_' if prefix else ''}raw{'_page' if o.paged else ''}(resource.{o.verb})\n"
        for o in operations
    )
    doc = docstring(f"The methods of `{name}`, each answering with a `RawResponse`; of a list, the first page.")
    return (
        f"class {name}WithRawResponse:\n    {doc}\n\n    def __init__(self, client: {client}) -> None:\n"
        f"        resource = {name}(client, raw=True)\n{lines}"
    )


def _description(tag: str, document: dict[str, Any]) -> str:
    said = (str(known.get("description", "")) for known in document.get("tags", []) if known.get("name") == tag)
    return next(said, "") or f"{tag}."


def _resource(tag: str, operations: list[Operation]) -> str:
    description = _description(tag, operations[0].document)
    builtins_ = any(hides_builtin(o.verb) for o in operations)
    body = "\n\n\n".join(
        make
        for is_async in (False, True)
        for make in (_class(tag, operations, description, is_async), _raw_class(tag, operations, is_async))
    )
    paged = any(operation.paged for operation in operations)
    return f'''
"""`client.{snake_case(tag)}`: {docstring(description).strip('"')}"""
from __future__ import annotations

{"import builtins" if builtins_ or "builtins." in body else ""}
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from webwork_tracker._resource import AsyncResource, Resource, async_raw, async_raw_page, raw, raw_page

from .. import models, operations
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from webwork_tracker._client import AsyncWebWork, WebWork
{"    from webwork_tracker._pager import AsyncPager, Pager" if paged else ""}

{body}
'''


def _clients(tags: list[str], document: dict[str, Any]) -> str:
    descriptions = {snake_case(tag): _description(tag, document) for tag in tags}
    names = [(snake_case(tag), resource_class(tag)) for tag in tags]
    imports = "".join(
        f"    from .{module} import {', '.join(f'{p}{name}{s}' for p in ('', 'Async') for s in ('', 'WithRawResponse'))}\n"
        for module, name in names
    )

    def holder(prefix: str, suffix: str, doc: str) -> str:
        members = "".join(_member(module, f"{prefix}{name}{suffix}") for module, name in names)
        client = f"{prefix}WebWork"
        make = f"    def __init__(self, client: {client}) -> None:\n        self._client = client\n" if suffix else ""
        return f"class {prefix}Resources{suffix}:\n    {docstring(doc)}\n\n{make}{members}"

    def _member(module: str, name: str) -> str:
        client = "AsyncWebWork" if name.startswith("Async") else "WebWork"
        target = "self._client" if name.endswith("WithRawResponse") else f'cast("{client}", self)'
        return (
            f"\n    @cached_property\n    def {module}(self) -> {name}:\n"
            f"        {docstring(descriptions[module], indent=8)}\n"
            f"        from .{module} import {name}\n\n        return {name}({target})\n"
        )

    parts: Iterable[str] = (
        '"""The resources of a client, one for each tag of the contract, made when they are first used."""',
        "from __future__ import annotations",
        "from functools import cached_property\nfrom typing import TYPE_CHECKING, cast",
        f"if TYPE_CHECKING:\n    from webwork_tracker._client import AsyncWebWork, WebWork\n{imports}",
        holder("", "", "What `WebWork` inherits."),
        holder("Async", "", "What `AsyncWebWork` inherits."),
        holder("", "WithRawResponse", "`WebWork.with_raw_response`."),
        holder("Async", "WithRawResponse", "`AsyncWebWork.with_raw_response`."),
    )
    return "\n\n".join(parts) + "\n"
