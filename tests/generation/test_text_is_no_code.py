"""Text from the document never becomes code: not from a description, not from a name."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import generate
import pytest
from schemas import ContractError

from .conftest import write

CODE = "__import__('pathlib').Path({!r}).touch()"
# Ways out of a docstring or a literal, with {} for the code that would then run.
ESCAPES = (
    '"""\n{}\n"""',
    '"""\n    {}\n    """',
    "'''\n{}\n'''",
    '\\"""\n{}\n"""',
    '\\\\"""\n{}\n"""',
    '" + {} + "',
    "' + {} + '",
    "{{{{ {} }}}}{{% set x = {} %}}",
    "{{{}}}",
    "\r\n{}\r\n",
    "\x0c{}",
    "\u2028{}\u2029",
    "ends with a backslash \\",
    'ends with a quote "',
    '"begins with one',
    "\\N{{BULLET}} \\u0041 \\x41 \\U " + 90 * "a" + "\\U" + 90 * "\\",
)
IMPORT_ALL = """
import importlib, pkgutil, sys, webwork_tracker_api
for module in pkgutil.walk_packages(webwork_tracker_api.__path__, "webwork_tracker_api."):
    importlib.import_module(module.name)
print(*(getattr(webwork_tracker_api.models, name) for name in webwork_tracker_api.models.__all__))
"""


def run_everything(output: Path) -> str:
    """Import every generated module, ours and the generator's, with warnings as errors."""
    path = os.pathsep.join([str(output), str(generate.ROOT / "src")])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONWARNINGS": "error", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", IMPORT_ALL], env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def describe_everything(node: Any, text: str) -> None:
    """Put `text` wherever the document has a text of that sort."""
    if isinstance(node, list):
        for item in node:
            describe_everything(item, text)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in ("description", "summary", "title") and isinstance(value, str):
                node[key] = text
            elif key not in ("example", "examples", "required", "enum", "x-enum-varnames"):
                describe_everything(value, text)


def test_descriptions(document: dict[str, Any], tmp_path: Path) -> None:
    proof = tmp_path / "proof"
    text = "\n\n".join(escape.format(*2 * [CODE.format(str(proof))]) for escape in ESCAPES)
    describe_everything(document, text)
    output = tmp_path / "generated"
    assert len(generate.run(write(document, tmp_path), output)) == 15
    run_everything(output)
    assert not proof.exists()
    assert calls_to_import(output) == []


@pytest.mark.parametrize("escape", [0, 12, 13, 14, 15])
def test_a_description_that_is_nothing_else(escape: int, document: dict[str, Any], tmp_path: Path) -> None:
    import docstrings

    proof = tmp_path / "proof"
    text = ESCAPES[escape].format(CODE.format(str(proof)))
    for indent in (4, 8):
        tree = ast.parse(f"def f():\n{indent * ' '}{docstrings.docstring(text, indent=indent)}\n")
        (function,) = tree.body
        assert isinstance(function, ast.FunctionDef)
        assert len(function.body) == 1
        said = ast.get_docstring(function)
        assert said is not None
        assert re.sub(r"\s", "", said) == re.sub(r"\s", "", text)


def calls_to_import(output: Path) -> list[str]:
    """The files whose code, and not only whose text, has an `__import__` in it. None of ours, none of the generator's."""
    trees = [(path, ast.parse(path.read_text())) for path in output.rglob("*.py")]
    return [
        path.name
        for path, tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id == "__import__"
    ]


def rename_property(document: dict[str, Any], name: str) -> None:
    schema = document["components"]["schemas"]["TaskCreate"]
    schema["properties"][name] = {"type": "string"}
    schema = document["components"]["schemas"]["Task"]
    schema["properties"][name] = {"type": "string"}
    schema["required"].append(name)


def rename_member(document: dict[str, Any], name: str) -> None:
    document["components"]["schemas"]["TaskStatus"]["x-enum-varnames"][0] = name


def rename_value(document: dict[str, Any], name: str) -> None:
    document["components"]["schemas"]["ProjectViewerStatus"]["enum"][0] = name


def rename_query(document: dict[str, Any], name: str) -> None:
    document["paths"]["/tasks"]["get"]["parameters"].append({"name": name, "in": "query", "schema": {"type": "string"}})


def rename_path(document: dict[str, Any], name: str) -> None:
    document["paths"]["/" + name.replace("{", "(").replace("}", ")")] = document["paths"].pop("/tasks")


def rename_operation(document: dict[str, Any], name: str) -> None:
    document["paths"]["/tasks"]["get"]["operationId"] = "getTasks" + name


def rename_tag(document: dict[str, Any], name: str) -> None:
    for operation in document["paths"]["/tasks"].values():
        operation["tags"] = [name]


RENAMES = [rename_property, rename_member, rename_value, rename_query, rename_path, rename_operation, rename_tag]


@pytest.mark.parametrize("rename", RENAMES)
@pytest.mark.parametrize(
    "escape", ['x"""\n{}\n"""', 'x" or {} or "', "x: int = {}"], ids=["docstring", "literal", "code"]
)
def test_names(
    escape: str,
    rename: Callable[[dict[str, Any], str], None],
    document: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # What openapi-spec-validator refuses must be harmless as well.
    monkeypatch.setattr(generate, "_validation", nullcontext)
    document["paths"] = {"/tasks": document["paths"]["/tasks"]}  # the rest would take time and show nothing else
    rename(document, escape.format("__import__('antigravity')"))
    output = tmp_path / "generated"
    try:
        generate.run(write(document, tmp_path), output)
    except (ContractError, generate.GenerationError):
        assert not output.exists()
    else:
        assert calls_to_import(output) == []
