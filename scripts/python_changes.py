"""What changed in the names of the Python package, by griffe, which reads code and does not run it.

Compared are the public names of `webwork_tracker`, the models that it exports, and the resources (`client.tasks`). The
rest of `webwork_tracker_api` is nobody's but ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import griffe
from changes import Change, Level, Who, breaking

_CALLER = {griffe.BreakageKind.PARAMETER_CHANGED_REQUIRED, griffe.BreakageKind.PARAMETER_ADDED_REQUIRED}
PACKAGES = ("webwork_tracker", "webwork_tracker_api")
# A module's name, not that of `__init__`.
_PRIVATE = re.compile("_[^_]")


def read(*folders: Path) -> griffe.ModulesCollection:
    """Read the packages that are in some folders, of the two."""
    loader = griffe.GriffeLoader(search_paths=folders, allow_inspection=False)
    for package in PACKAGES:
        if any((folder / package).is_dir() for folder in folders):
            loader.load(package)
    loader.resolve_aliases(external=True)
    return loader.modules_collection


def client_changes(before: griffe.ModulesCollection, after: griffe.ModulesCollection) -> list[Change]:
    """Every change of a public name of `webwork_tracker`."""
    was, now = before["webwork_tracker"], after["webwork_tracker"]
    found = [_broken(breakage) for breakage in griffe.find_breaking_changes(was, now)]
    # A name that is still there, but not in `__all__` any more, is nothing to griffe.
    removed = tuple(f"{change.place}." for change in found)
    hidden = (name for name in sorted(_names(was) - _names(now)) if not f"{name}.".startswith(removed))
    found += [breaking(name, "is not public any more", Who.NAME) for name in hidden]
    return found + [Change(Level.ADDITION, name, "name added") for name in sorted(_names(now) - _names(was))]


def generated_changes(
    before: griffe.ModulesCollection, after: griffe.ModulesCollection, exported: set[str]
) -> list[Change]:
    """Every change of a name of the models that are exported, and of the resources."""
    was, now = before["webwork_tracker_api"], after["webwork_tracker_api"]
    models = map(_broken, griffe.find_breaking_changes(was["models"], now["models"]))
    found = [change for change in models if change.place.partition(".")[0] in exported]
    found += map(_broken, griffe.find_breaking_changes(was["resources"], now["resources"]))
    return found + list(_returns(was["resources"], now["resources"]))


def exports(read: griffe.ModulesCollection) -> set[str]:
    """What `webwork_tracker` names in `__all__`."""
    return {str(name) for name in read["webwork_tracker"].exports or ()}


def python_changes(before: griffe.ModulesCollection, after: griffe.ModulesCollection) -> list[Change]:
    """Every change of a public name."""
    return client_changes(before, after) + generated_changes(before, after, exports(before))


def _broken(breakage: griffe.Breakage) -> Change:
    place = _place(breakage.obj)
    parameter = breakage.old_value or breakage.new_value
    if isinstance(parameter, griffe.Parameter):
        place += f"({parameter.name})"
    who = Who.CALLER if breakage.kind in _CALLER else Who.NAME
    return breaking(place, breakage.kind.value[0].lower() + breakage.kind.value[1:], who)


def _returns(before: griffe.Module, after: griffe.Module) -> Iterator[Change]:
    """Methods of resources that return a list for a pager, a model for None, …: griffe compares no annotations.

    Which model it is does not matter here: what becomes of its fields, the document's own comparison tells.
    """
    methods = {method.path: method for method in _methods(after)}
    for method in _methods(before):
        if method.path in methods:
            was, now = (
                re.sub(r"models\.\w+", "a model", re.sub(r"Async|builtins\.", "", str(m.returns)))
                for m in (method, methods[method.path])
            )
            if was != now:
                yield breaking(_place(method), f"returns {now}, not {was}", Who.READER)


def _methods(resources: griffe.Module) -> Iterator[griffe.Function]:
    for module in resources.modules.values():
        for resource in module.classes.values():
            yield from (method for method in resource.functions.values() if method.is_public)


def _names(client: griffe.Module) -> set[str]:
    """The public names of the package, and of its public modules, one level deep."""
    modules = [client, *(module for module in client.modules.values() if module.is_public)]
    return {_place(member) for module in modules for member in module.members.values() if member.is_public}


def _place(named: griffe.Object | griffe.Alias) -> str:
    """Its path as a user knows it: without private modules, sync for async, read for raw."""
    package, *steps = named.path.split(".")
    if package == "webwork_tracker_api":
        # A model is exported from where it is; a resource is known by its class.
        steps = [step for step in steps[1:] if step not in named.package.modules[steps[0]].modules]
        steps = [step.removeprefix("Async").removesuffix("WithRawResponse") for step in steps]
    return ".".join(step for step in steps if not _PRIVATE.match(step))
