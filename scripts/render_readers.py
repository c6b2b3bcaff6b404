"""Writes decoders.py and records.py: what reads answers into the models, the tolerant way and the strict one."""

from __future__ import annotations

from contract import Field, Operation, class_name, module_name, received
from docstrings import docstring
from schemas import Schema

DECODERS = {"date": "date", "date-time": "date_time"}


def decoder(schema: Schema) -> str:
    """The function that reads one value of this schema, by name."""
    return f"decoders.{module_name(str(schema.component))}" if is_model(schema) else "decoders.as_it_is"


def is_model(schema: Schema) -> bool:
    """Whether the generator makes a class of it."""
    return schema.component is not None and "properties" in schema.body


def item_of(schema: Schema) -> Schema:
    """What a list is made of; of anything else, that itself."""
    return schema.child("items") if schema.kind == "array" and "items" in schema.body else schema


def _ordered(schema: Schema) -> list[str]:
    """The properties as the generator's models have them: what is required stands first."""
    required = schema.body.get("required", ())
    return sorted(schema.body["properties"], key=lambda name: name not in required)


# decoders.py


def decoders(operations: list[Operation]) -> str:
    """The text of decoders.py."""
    parts = [
        '"""Reads answers into models: open to fields, codes and spellings that the contract does not know.'
        "\n\nA promised value that is missing reads as None (an empty list for a list); one that cannot be read, and"
        '\nwhat should be an object and is none, is handed over as it came. No item is lost.\n"""',
        "from __future__ import annotations",
        "from operator import itemgetter\nfrom typing import Any",
        "from webwork_tracker._decode import as_it_is, date, date_time, enum, integer, many, others",
        "from . import models",
        '__all__ = ["as_it_is"]',
    ]
    parts += [_model_decoder(schema) for schema in received(operations)]
    return "\n\n".join(parts) + "\n"


def _model_decoder(schema: Schema) -> str:
    """All values in one go, then those that are not yet what they should be: a page is a hundred of these."""
    name = str(schema.component)
    model, function = class_name(name), module_name(name)
    ordered = _ordered(schema)
    properties = [Field(p, "answer", True, schema.child("properties", p), "", None) for p in ordered]
    reading = "".join(_read(field.schema, f"item.{field.argument}") for field in properties)
    known = f"_{function.upper()}"
    # Of one name, itemgetter does not make a tuple; of none, nothing.
    getter = f"itemgetter(*{known})" if len(ordered) > 1 else f"lambda data: [data[name] for name in {known}]"
    return f"""
{known} = dict.fromkeys({ordered!r})
{known}_VALUES = {getter}

def {function}(data: Any) -> Any:
    {docstring(f"Read a `{model}`.")}
    if not isinstance(data, dict):
        return data
    try:
        values = {known}_VALUES(data)
    except KeyError:
        data = {known} | data
        values = {known}_VALUES(data)
    item = models.{model}(*values)
{reading}
    if len(data) > {len(ordered)}:
        item.additional_properties = others(data, {known})
    return item
"""


def _read(schema: Schema, value: str) -> str:
    """The statement that reads one property, whose value stands in the item as it came; nothing if it can stay so."""
    as_integer = f"    if type({value}) is not int:\n        {value} = integer({value})\n"
    if schema.enum is not None:
        enum = f"    {value} = enum(models.{class_name(str(schema.enum.component))}, {value})\n"
        return (as_integer if "integer" in schema.types else "") + enum
    if schema.kind == "array":
        return f"    {value} = many({decoder(item_of(schema)).removeprefix('decoders.')}, {value})\n"
    if is_model(schema):
        return f"    {value} = {module_name(str(schema.component))}({value})\n"
    if schema.kind == "integer":
        return as_integer
    if schema.kind in DECODERS:
        return f"    if {value} is not None:\n        {value} = {DECODERS[schema.kind]}({value})\n"
    return ""


# records.py


def records(operations: list[Operation]) -> str:
    """The text of records.py."""
    answers = {item_of(operation.data).component for operation in operations if operation.data is not None}
    models = {str(schema.component): schema for schema in received(operations)}
    nested = {item_of(schema.child("properties", p)).component for schema in models.values() for p in _ordered(schema)}
    used = [schema for name, schema in models.items() if name in answers | nested]
    enums = [enum for schema in used for p in _ordered(schema) if (enum := schema.child("properties", p).enum)]
    tables = {_table(enum): class_name(str(enum.component)) for enum in enums}
    parts = [
        '"""Answers that are to the letter what the contract has: msgspec reads them in C, and refuses all others.'
        "\n\nThe models made of these are what `decoders` makes of the same answers. Imported only where msgspec reads."
        '\n"""',
        "from __future__ import annotations",
        "from typing import Annotated, Any, Final",
        "from msgspec import Meta, Struct",
        "from webwork_tracker._decode import date, date_time, shared",
        "from . import decoders, models",
        "Repeated = Annotated[str, Meta(max_length=255)]\n"
        + docstring("Text that many items may share; none that is too long to be kept for that."),
        "\n".join(f"{t}: dict[Any, Any] = {{each.value: each for each in models.{e}}}" for t, e in tables.items()),
    ]
    parts += [_record(schema, schema.component in nested) for schema in used]
    pairs = [(class_name(name), module_name(name)) for name in models if name in answers]
    entries = "".join(f"decoders.{function}: ({model}Record, make_{function})," for model, function in pairs)
    doc = docstring("By decoder: the record, and what makes the same model of it.")
    parts.append(f"RECORDS: Final[dict[Any, tuple[Any, Any]]] = {{{entries}}}\n{doc}")
    return "\n\n".join(parts) + "\n"


def _table(enum: Schema) -> str:
    """The name of an enum's members by code."""
    return f"_{module_name(str(enum.component)).upper()}"


def _record(schema: Schema, is_nested: bool) -> str:
    model, function = class_name(str(schema.component)), module_name(str(schema.component))
    names = _ordered(schema)
    required = schema.body.get("required", ())
    own = [Field(p, "answer", p in required, schema.child("properties", p), "", None) for p in names]
    rename = {field.argument: field.name for field in own if field.argument != field.name}
    settings = "forbid_unknown_fields=True, gc=False" + (f", rename={rename}" if rename else "")
    strict = [_strict(field, is_nested) for field in own]
    fields = "".join(f"    {field.argument}: {kind}\n" for field, (kind, _) in zip(own, strict, strict=True))
    return f"""
class {model}Record(Struct, {settings}):
{fields}

def make_{function}(record: {model}Record) -> models.{model}:
    {docstring(f"The `{model}` of a record.")}
    return models.{model}({", ".join(value for _, value in strict)})
"""


def _strict(field: Field, is_nested: bool) -> tuple[str, str]:
    """The type that a property has in a record, and the value that the model gets."""
    schema, value = field.schema, f"record.{field.argument}"
    item = item_of(schema)
    kind = {"integer": "int", "string": "str", "boolean": "bool"}.get(schema.kind, "Any")
    make = ""
    if is_model(item):
        kind, make = f"{class_name(str(item.component))}Record", f"make_{module_name(str(item.component))}"
    elif schema.kind in DECODERS:
        kind, make = "str", DECODERS[schema.kind]
    if schema.kind == "array":
        # null is none of these: the tolerant decoder makes an empty list of it.
        kind, value = f"list[{kind}]", f"[{make}(each) for each in {value}]" if make else value
        return kind if field.required else f"{kind} = []", value
    is_open = schema.nullable or not field.required
    if schema.enum is not None:
        kind, value = "int" if "integer" in schema.types else "str", f"{_table(schema.enum)}.get({value}, {value})"
    elif make:
        value = f"None if {value} is None else {make}({value})" if is_open else f"{make}({value})"
    elif kind == "str" and is_nested:
        kind, value = "Repeated", f"shared({value})"
    return kind + " | None" * (is_open and kind != "Any") + " = None" * (not field.required), value
