"""What users import: all of it is there, all of it is documented, and none of it costs before it is used."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import webwork_tracker
from webwork_tracker import errors

SOURCE = Path(webwork_tracker.__file__).parent
OWN = ("webwork_tracker", "webwork_tracker_api")
PUBLIC = {name: getattr(webwork_tracker, name) for name in webwork_tracker.__all__}
CLASSES = {name: thing for name, thing in PUBLIC.items() if inspect.isclass(thing)}


def test_every_name_of_all_is_there_and_listed_in_order() -> None:
    names = webwork_tracker.__all__
    assert len(set(names)) == len(names)
    assert [name for name in names if name.isupper()] == sorted(name for name in names if name.isupper())
    assert set(names) <= set(dir(webwork_tracker))


def test_all_names_everything_that_is_exposed() -> None:
    def is_ours(thing: Any) -> bool:
        home = getattr(thing, "__module__", type(thing).__module__)
        return not isinstance(thing, ModuleType) and home.split(".")[0] in OWN

    exposed = {name for name in dir(webwork_tracker) if not name.startswith("_")}
    ours = {name for name in exposed if is_ours(getattr(webwork_tracker, name))}
    assert ours == {name for name in webwork_tracker.__all__ if not name.startswith("_")}


def test_every_error_is_public() -> None:
    kinds = {name for name, thing in vars(errors).items() if inspect.isclass(thing) and issubclass(thing, Exception)}
    assert kinds == set(errors.__all__) <= set(webwork_tracker.__all__)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="^module 'webwork_tracker' has no attribute 'Webwork'$"):
        webwork_tracker.Webwork  # noqa: B018
    assert not hasattr(webwork_tracker, "TaskCreate")


def members(kind: type) -> dict[str, Any]:
    """The public methods and properties of a class that are written in this package, inherited ones too."""
    found: dict[str, Any] = {}
    for base in kind.__mro__:
        if base.__module__.split(".")[0] == "webwork_tracker":
            for name, member in vars(base).items():
                if not name.startswith("_") and (inspect.isroutine(member) or isinstance(member, property)):
                    found.setdefault(name, member)
    return found


@pytest.mark.parametrize("name", CLASSES)
def test_every_public_class_is_documented(name: str) -> None:
    assert (CLASSES[name].__doc__ or "").strip()


@pytest.mark.parametrize("name", [name for name in CLASSES if members(CLASSES[name])])
def test_every_public_method_is_documented(name: str) -> None:
    assert [member for member, thing in members(CLASSES[name]).items() if not (thing.__doc__ or "").strip()] == []


@pytest.mark.parametrize("resource", ["tasks", "project_viewers"])
@pytest.mark.parametrize("client", ["WebWork", "AsyncWebWork"])
def test_every_resource_and_its_methods_are_documented(client: str, resource: str) -> None:
    kind = type(getattr(getattr(webwork_tracker, client)("token"), resource))
    for thing in (kind, *(member for name, member in vars(kind).items() if not name.startswith("_"))):
        assert inspect.getdoc(thing), thing


def imports(path: Path) -> set[str]:
    """The packages that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").split(".")[0])
    return found


def test_one_module_alone_imports_httpx() -> None:
    assert [path.name for path in SOURCE.rglob("*.py") if "httpx" in imports(path)] == ["_http.py"]


@pytest.mark.parametrize(
    ("statement", "absent"),
    [
        ("import webwork_tracker", {"httpx", "attrs", "webwork_tracker_api", "asyncio"}),
        ("from webwork_tracker import WebWork, AsyncWebWork; WebWork('t'); AsyncWebWork('t')", {"httpx", "ssl"}),
        ("from webwork_tracker import WebWorkError", {"httpx", "attrs"}),
    ],
)
def test_what_is_heavy_is_imported_when_it_is_first_used(statement: str, absent: set[str]) -> None:
    script = f"{statement}\nimport sys\nprint(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert absent & set(run.stdout.split()) == set()
