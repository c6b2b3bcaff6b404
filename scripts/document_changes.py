"""What changed in openapi.yaml: `redocly diff`, and what it has no rule for.

It knows requests from answers. It does not know our extensions, that a code which the server adds is no news to an open
answer, or who it is that breaks. It names a shared component once, at the first place that uses it.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from changes import Change, Level, Who, breaking
from document import ENVIRONMENT, ROOT, VENV
from schemas import Schema, load, resolve

# Of rules that stand here the rule says who; of the others, whether it is in a request or in an answer.
_BREAKS = {
    "enum-values-added": Who.READER,
    "enum-values-removed": Who.CALLER,
    "operation-id-changed": Who.NAME,
    "required-properties-added": Who.CALLER,
    "required-properties-removed": Who.READER,
}


class DiffError(Exception):
    """redocly did not compare; in its own words."""


def document_changes(before: Path, after: Path) -> list[Change]:
    """Every change from one document to another. Raises `DiffError`."""
    documents = load(before), load(after)
    found = [change for raw in _diff(before, after) for change in _judged(raw, *documents)]
    return list(dict.fromkeys(found))


def _diff(before: Path, after: Path) -> list[dict[str, Any]]:
    redocly = VENV / "npm" / "node_modules" / ".bin" / "redocly"
    command = [str(redocly), "diff", str(before), str(after), "--config", str(ROOT / "redocly.diff.yaml")]
    done = subprocess.run(
        [*command, "--format", "json", "--fail-on", "none"],
        env=ENVIRONMENT,
        text=True,
        capture_output=True,
        check=False,
    )
    try:
        report = json.loads(done.stdout)
    except ValueError:
        report = {}
    if done.returncode or report.get("reportVersion") != "1":
        raise DiffError(f"redocly diff: {done.stderr}{done.stdout}")
    changes: list[dict[str, Any]] = report["changes"]
    return changes


def _judged(raw: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    pointer = (raw.get("revision") or raw["base"])["pointer"]
    place = _place(pointer)
    own = _extension(raw, place)
    if own is not None:
        yield own
    elif raw["verdicts"]:
        for verdict in raw["verdicts"]:
            yield _verdict(raw, verdict, place, before, after)
    elif raw["kind"] == "added" and raw["impact"] == "minor" and not raw["typeName"].startswith("Link"):
        yield Change(Level.ADDITION, place, f"{_kind(raw)} added")
    else:
        yield Change(Level.HARMLESS, place, f"`{raw.get('property') or _kind(raw)}` {raw['kind']}")


def _verdict(
    raw: dict[str, Any], verdict: dict[str, Any], place: str, before: dict[str, Any], after: dict[str, Any]
) -> Change:
    rule, what = verdict["ruleId"], verdict["message"].rstrip(".")
    component = _component((raw.get("base") or raw["revision"])["pointer"])
    if rule == "enum-values-added" and component and not _closed_in_answers(after, component):
        return Change(Level.ADDITION, place, what)
    if rule in _BREAKS:
        return breaking(place, what, _BREAKS[rule])
    who = {Who.READER if "/responses/" in raw["path"] else Who.CALLER}
    if component:
        # At whichever use redocly named it, there may be others.
        who |= {side for side, names in _users(before).items() if component in names}
    return breaking(place, what, *who)


def _extension(raw: dict[str, Any], place: str) -> Change | None:
    """What a change of one of our extensions means; None if it is none that has a meaning to users."""
    was, now = ((raw.get(side) or {}).get("value") for side in ("base", "revision"))
    match raw.get("property"):
        case "x-idempotent" if was in (True, None) and now is not True:
            return breaking(place, f"`x-idempotent` was true, is {_yaml(now)}: not sent again on its own", Who.CALLER)
        case "x-idempotent" if now is True:
            return Change(Level.ADDITION, place, f"`x-idempotent` was {_yaml(was)}, is true: sent again if in doubt")
        case "x-not-before" if now is None:
            return Change(Level.ADDITION, place, "`x-not-before` was removed")
        case "x-not-before":
            return breaking(place, f"`x-not-before` is now {now!r}: an earlier date is refused", Who.CALLER)
    return None


def _yaml(value: Any) -> str:
    return json.dumps(value) if isinstance(value, bool) or value is None else str(value)


def _kind(raw: dict[str, Any]) -> str:
    return str(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", raw["typeName"])).lower()


def _place(pointer: str) -> str:
    """A JSON pointer as people say it: `POST /tasks`, `GET /tasks 200`, `TaskCreate.title`."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.removeprefix("#/").split("/")]
    match steps:
        case ["components", _, name, *rest]:
            names = [after for before, after in pairwise(rest) if before == "properties"]
            return ".".join([name, *names])
        case ["paths", path] | ["paths", path, "parameters", *_]:
            return path
        case ["paths", path, method, "responses", status, *_]:
            return f"{method.upper()} {path} {status}"
        case ["paths", path, method, *_]:
            return f"{method.upper()} {path}"
    return " ".join(steps)


def _component(pointer: str) -> str | None:
    match = re.match(r"#/components/schemas/([^/]+)", pointer)
    return match[1] if match else None


def _users(document: dict[str, Any]) -> dict[Who, set[str | None]]:
    """The named schemas that requests use, and those that answers use."""
    sides = {Who.CALLER: _requests(document), Who.READER: _answers(document)}
    return {who: {schema.component for schema in _schemas(document, nodes)} for who, nodes in sides.items()}


def _requests(document: dict[str, Any]) -> list[Any]:
    operations = [part for item in document["paths"].values() for part in item.values()]
    return [
        {key: part for key, part in each.items() if key != "responses"} if isinstance(each, dict) else each
        for each in operations
    ]


def _answers(document: dict[str, Any]) -> list[Any]:
    return [part["responses"] for item in document["paths"].values() for part in item.values() if "responses" in part]


def _closed_in_answers(document: dict[str, Any], component: str) -> bool:
    """Whether an answer holds the enum without a way out for a value that it does not have."""
    schemas = list(_schemas(document, _answers(document), members=False))
    return any(s.closed and s.enum is not None and s.enum.component == component for s in schemas)


def _schemas(
    document: dict[str, Any], node: Any, seen: set[str] | None = None, members: bool = True
) -> Iterator[Schema]:
    """What is referred to below a node, references followed, each once; with or without the members of an `anyOf`."""
    seen = set() if seen is None else seen
    if isinstance(node, list):
        for item in node:
            yield from _schemas(document, item, seen, members)
    elif isinstance(node, dict):
        reference = node.get("$ref")
        if isinstance(reference, str) and reference not in seen:
            seen.add(reference)
            yield Schema(document, "", node)
            yield from _schemas(document, resolve(document, "", {"$ref": reference}), seen, members)
        for key, value in node.items():
            if members or key != "anyOf":
                yield from _schemas(document, value, seen, members)
