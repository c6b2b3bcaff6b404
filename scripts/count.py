"""Counts operations, parameters and body fields of the document against the generated code.

The generator drops some things without a word; this names what is missing. It reads the code and does not import it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from contract import Operation, class_name, module_name, resource_class
from openapi_python_client.strings import snake_case


def missing(operations: Iterable[Operation], package: Path) -> list[str]:
    """What the document has and the code has not, a line each."""
    # Each file is read once for all operations; by the next time it may be another one.
    _tree.cache_clear()
    lines: list[str] = []
    for operation in operations:
        lines += _missing_in_stock(operation, package)
        lines += _missing_in_operations(operation, package)
        for prefix in ("", "Async"):
            lines += _missing_in_resource(operation, package, f"{prefix}{resource_class(operation.tag)}")
    return lines


def _missing_in_stock(operation: Operation, package: Path) -> list[str]:
    tree = _tree(package / operation.stock_module)
    if not tree.body:
        return [f"{operation.id}: {operation.stock_module}"]
    arguments = _arguments(tree, "_get_kwargs")
    lines = [
        f"{operation.id}: parameter {field.name} in {operation.stock_module}"
        for field in operation.fields
        if field.where != "body" and field.argument not in arguments
    ]
    schema = operation.body_schema
    if schema is not None:
        if "body" not in arguments:
            lines.append(f"{operation.id}: the body in {operation.stock_module}")
        lines += _missing_in_model(operation, package, str(schema.component))
    return lines


def _missing_in_model(operation: Operation, package: Path, component: str) -> list[str]:
    path = package / "models" / f"{module_name(component)}.py"
    attributes = _attributes(_tree(path), class_name(component))
    return [
        f"{operation.id}: body field {field.name} in {path.relative_to(package)}"
        for field in operation.fields
        if field.where == "body" and field.argument not in attributes
    ]


def _missing_in_operations(operation: Operation, package: Path) -> list[str]:
    """operations.py is what requests are made from."""
    tree = _tree(package / "operations.py")
    node = next((n for n in tree.body if isinstance(n, ast.AnnAssign) and _name(n.target) == operation.constant), None)
    if node is None:
        return [f"{operation.id}: {operation.constant} in operations.py"]
    # `Field("name", …)`, those of items of an array included; they have the array's name.
    fields = [n for n in ast.walk(node) if isinstance(n, ast.Call) and _name(n.func) == "Field"]
    names = {n.args[0].value for n in fields if isinstance(n.args[0], ast.Constant)}
    return [f"{operation.id}: field {f.name} in operations.py" for f in operation.fields if f.name not in names]


def _name(node: ast.expr) -> str | None:
    return node.id if isinstance(node, ast.Name) else None


def _missing_in_resource(operation: Operation, package: Path, name: str) -> list[str]:
    arguments = _arguments(_tree(package / f"resources/{snake_case(operation.tag)}.py"), f"{name}.{operation.verb}")
    if not arguments:
        return [f"{operation.id}: method {name}.{operation.verb}"]
    missing = sorted({"self", *(field.argument for field in operation.fields)} - arguments)
    return [f"{operation.id}: argument {argument} of {name}.{operation.verb}" for argument in missing]


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8") if path.exists() else "")


def _arguments(tree: ast.Module, dotted: str) -> set[str]:
    """Names of the arguments of a function or method; empty if it is not there."""
    found: ast.AST | None = tree
    for name in dotted.split("."):
        body: list[ast.stmt] = getattr(found, "body", [])
        found = next((node for node in body if getattr(node, "name", None) == name), None)
    if not isinstance(found, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return set()
    every = [*found.args.posonlyargs, *found.args.args, *found.args.kwonlyargs]
    return {argument.arg for argument in every}


def _attributes(tree: ast.Module, name: str) -> set[str]:
    """Names of the attributes of a class; empty if it is not there."""
    body = next((node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name), [])
    return {node.target.id for node in body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)}
