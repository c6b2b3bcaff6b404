"""Counts operations, parameters and body fields of the document against the generated code.

The generator drops some things without a word; this names what is missing. It reads the code and does not import it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

from contract import Operation, class_name, module_name, resource_class, snake_case


def missing(operations: Iterable[Operation], package: Path) -> list[str]:
    """What the document has and the code has not, a line each."""
    lines: list[str] = []
    for operation in operations:
        lines += _missing_in_stock(operation, package)
        for prefix in ("", "Async"):
            lines += _missing_in_resource(operation, package, f"{prefix}{resource_class(operation.tag)}")
    return lines


def _missing_in_stock(operation: Operation, package: Path) -> list[str]:
    path = package / operation.stock_module
    if not path.exists():
        return [f"{operation.id}: {operation.stock_module}"]
    arguments = _arguments(_tree(path), "_get_kwargs")
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
    attributes = _attributes(_tree(path), class_name(component)) if path.exists() else set()
    return [
        f"{operation.id}: body field {field.name} in {path.relative_to(package)}"
        for field in operation.fields
        if field.where == "body" and field.argument not in attributes
    ]


def _missing_in_resource(operation: Operation, package: Path, name: str) -> list[str]:
    module = f"resources/{snake_case(operation.tag)}.py"
    arguments = _arguments(_tree(package / module), f"{name}.{operation.verb}")
    wanted = {"self", *(field.argument for field in operation.fields)}
    return [f"{operation.id}: {argument} of {name}.{operation.verb}" for argument in sorted(wanted - arguments)]


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _arguments(tree: ast.Module, dotted: str) -> set[str]:
    """Names of the arguments of a function or method; empty if it is not there."""
    body: list[ast.stmt] = tree.body
    for name in dotted.split("."):
        node = next((node for node in body if getattr(node, "name", None) == name), None)
        if node is None:
            return set()
        body = node.body  # type: ignore[attr-defined]  # a class or a function, both have one
    assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return {argument.arg for argument in every}


def _attributes(tree: ast.Module, name: str) -> set[str]:
    body = next(node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name)
    return {node.target.id for node in body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)}
