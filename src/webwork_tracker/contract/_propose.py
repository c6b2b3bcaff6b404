"""Makes of findings the edits to openapi.yaml after which document and answers agree: a patch to review.

Only what was met is written: a type or a code beside the others, a field that is not promised any more, a new one that is
not promised either. What takes a decision is told instead.
"""

from __future__ import annotations

from difflib import unified_diff
from pathlib import Path
from typing import Any

from attrs import define, field

from webwork_tracker.errors import ConfigurationError

from ._check import FIELD_NAME
from ._drift import Drift
from ._report import told
from ._shape import Shape
from ._verify import Verification
from ._yaml_edit import NoEdit, YamlText, quoted

_SEEN = ["description: Seen in answers, documented nowhere.", "x-evidence: seen"]
_SCHEMAS = "#/components/schemas/"
_WHOLE = {"object", "array"}


def read(file: Path) -> YamlText:
    """The document. Raises `ConfigurationError` if there is none, or if it is no YAML."""
    try:
        return YamlText(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigurationError(
            f"There is no {file} to propose edits for; --document names the openapi.yaml of a checkout."
        ) from None
    except ValueError as error:
        raise ConfigurationError(f"{file} is no YAML: {error}") from None


def propose(verification: Verification, document: YamlText, file: Path) -> tuple[str, list[str]]:
    """A unified diff of the document, which is in `file`, and what it leaves out, a line each."""
    proposal = _Proposal(document, verification.shape)
    left_out = []
    for result in verification.results:
        for drift in result.findings:
            try:
                proposal.take(drift)
            except NoEdit as why:
                left_out.append(f"{drift.operation_id}: {told(drift)}: {why}")
    name = file.name if file.is_absolute() else file.as_posix()
    lines = unified_diff(
        document.text.splitlines(keepends=True),
        proposal.edited().splitlines(keepends=True),
        f"a/{name}",
        f"b/{name}",
    )
    # diff(1) says so too where the last line has no end.
    patch = "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
    return patch, left_out


@define
class _List:
    """A list of the document's that shall have other items."""

    node: Any
    key: str
    added: dict[str, None] = field(factory=dict)
    dropped: set[str] = field(factory=set)


class _Proposal:
    """Edits of the document, gathered from one finding after the other."""

    def __init__(self, yaml: YamlText, shape: Shape) -> None:
        self._yaml, self._shape = yaml, shape
        self._lists: dict[tuple[int, str], _List] = {}
        self._added: set[tuple[int, str]] = set()
        self._components: dict[str, list[str]] = {}

    def edited(self) -> str:
        """The document with all edits."""
        for change in self._lists.values():
            kept = [each for each in self._yaml.list_of(change.node, change.key) if each.value not in change.dropped]
            texts = [*(self._yaml.source(each) for each in kept), *change.added]
            self._yaml.set_list(change.node, change.key, texts)
        return self._yaml.edited()

    def take(self, drift: Drift) -> None:
        """Make the edit that a finding asks for. Raises `NoEdit` if it takes a decision."""
        operation_id = drift.operation_id or ""
        if drift.kind in ("undocumented status", "envelope") or drift.detail.startswith("with "):
            raise NoEdit("what an answer is like as a whole takes a decision")
        parent, _, name = drift.pointer.rpartition("/")
        if drift.kind == "unknown field":
            return self._add_field(operation_id, self._node(operation_id, parent), parent, name)
        if drift.kind == "missing field":
            self._list(self._node(operation_id, parent), "required").dropped.add(name)
            return None
        node = self._node(operation_id, drift.pointer)
        if drift.kind == "format":
            return self._yaml.remove(node, "format")
        if drift.kind == "enum":
            return self._add_codes(node, self._shape.at(operation_id, drift.pointer).codes)
        return self._add_types(node, set(self._shape.at(operation_id, drift.pointer).types))

    def _node(self, operation_id: str, pointer: str) -> Any:
        """The schema at a place of an operation's success."""
        node = self._success(operation_id)
        for step in pointer.split("/")[1:]:
            keys = ("items",) if step == "*" else ("properties", step)
            node = self._yaml.get(node, *keys) or self._yaml.get(node, "additionalProperties")
        if node is None:
            raise NoEdit("the document has no such place")
        return node

    def _success(self, operation_id: str) -> Any:
        paths = self._yaml.get(self._yaml.root, "paths")
        for path in self._yaml.keys(paths):
            for method in self._yaml.keys(item := self._yaml.get(paths, path)):
                operation = self._yaml.get(item, method)
                said = self._yaml.get(operation, "operationId")
                if said is not None and said.value == operation_id:
                    responses = self._yaml.get(operation, "responses")
                    status = next(each for each in self._yaml.keys(responses) if each.startswith("2"))
                    return self._yaml.get(responses, status, "content", "application/json", "schema")
        raise NoEdit("the document has no such operation")

    def _add_codes(self, node: Any, codes: set[int | str]) -> None:
        """Codes that were met, with names to be made better ones."""
        enum = next(arm for arm in self._arms(node) if "enum" in self._yaml.keys(arm))
        known = [each.value for each in self._yaml.list_of(enum, "enum")]
        new = sorted((code for code in codes if str(code) not in known), key=str)
        if not new:
            raise NoEdit("the value that was met does not look like a code")
        self._extend(enum, "enum", [quoted(code) if isinstance(code, str) else str(code) for code in new])
        if "x-enum-varnames" in self._yaml.keys(enum):
            self._extend(enum, "x-enum-varnames", [f"CODE_{code}".upper().replace("-", "MINUS_") for code in new])

    def _add_types(self, node: Any, types: set[str]) -> None:
        arms = self._arms(node)
        known = {each.value for arm in arms for each in self._yaml.list_of(arm, "type")}
        new = sorted(types - known)
        evidence = self._yaml.get(node, "x-evidence")
        if not new and evidence is not None and evidence.value == "later-docs":
            # Taken already, for the sake of later editions: now it is no rumour any more.
            return self._yaml.replace(node, "x-evidence", "seen")
        open_arms = [arm for arm in arms if "type" in self._yaml.keys(arm) and "enum" not in self._yaml.keys(arm)]
        # Of an object a class is generated, and nothing can stand beside that; beside a list, null can.
        is_whole = not _WHOLE.isdisjoint({*known, *types})
        if not new or not open_arms or "object" in known or ((is_whole or len(arms) > 1) and new != ["null"]):
            raise NoEdit("which type is meant takes a decision")
        return self._extend(open_arms[0], "type", [quoted(each) for each in new])

    def _arms(self, node: Any) -> list[Any]:
        """The members of an `anyOf`, or the schema alone."""
        return [self._yaml.resolved(arm) for arm in self._yaml.list_of(node, "anyOf")] or [node]

    def _extend(self, node: Any, key: str, texts: list[str]) -> None:
        self._list(node, key).added.update(dict.fromkeys(texts))

    def _list(self, node: Any, key: str) -> _List:
        """What shall become of a list; several findings may have a say in it."""
        return self._lists.setdefault((id(node), key), _List(node, key))

    def _add_field(self, operation_id: str, node: Any, parent: str, name: str) -> None:
        if not FIELD_NAME.fullmatch(name):
            raise NoEdit("its name does not look like a field's")
        if (id(node), name) not in self._added:
            self._added.add((id(node), name))
            lines = self._field(operation_id, f"{parent}/{name}", name)
            self._yaml.append_key(self._yaml.get(node, "properties"), lines)

    def _field(self, operation_id: str, pointer: str, name: str) -> list[str]:
        """A property of what was met there."""
        return [f"{quoted(name)}:", *(f"  {line}" for line in (*self._schema(operation_id, pointer, name), *_SEEN))]

    def _schema(self, operation_id: str, pointer: str, name: str) -> list[str]:
        met = self._shape.at(operation_id, pointer).types
        kinds = sorted(met.keys() - {"null"} - ({"integer"} if "number" in met else set()))
        if len(kinds) > 1 and not _WHOLE.isdisjoint(kinds):
            raise NoEdit(f"it is {' or '.join(kinds)}, which takes a decision")
        if kinds == ["object"]:
            reference = f"$ref: '{_SCHEMAS}{self._component(operation_id, pointer, name)}'"
            return ["anyOf:", f"  - {reference}", "  - type: 'null'"] if "null" in met else [reference]
        types = [*kinds, "'null'"] if kinds and "null" in met else kinds
        # Of what was null each time, nothing is known but its name.
        lines = [f"type: {types[0]}" if len(types) == 1 else f"type: [{', '.join(types)}]"] if types else []
        if kinds == ["array"]:
            items = list(self._schema(operation_id, f"{pointer}/*", name))
            if not items:
                raise NoEdit("it is a list that was always empty")
            lines += ["items:", *(f"  {line}" for line in items)]
        return lines

    def _component(self, operation_id: str, pointer: str, name: str) -> str:
        """Name of the schema of an object: one that has the same fields, else a new one."""
        fields = self._shape.below(operation_id, pointer)
        if not fields or not all(map(FIELD_NAME.fullmatch, fields)):
            raise NoEdit("it is an object without fields that could be named")
        schemas = self._yaml.get(self._yaml.root, "components", "schemas")
        for component in self._yaml.keys(schemas):
            if set(self._yaml.keys(self._yaml.get(schemas, component, "properties"))) == set(fields):
                return component
        component = "".join(word[:1].upper() + word[1:] for word in name.replace("-", "_").split("_"))
        body = [line for each in fields for line in self._field(operation_id, f"{pointer}/{each}", each)]
        lines = [f"{component}:", "  type: object", *(f"  {line}" for line in _SEEN), "  properties:"]
        lines += (f"    {line}" for line in body)
        if component in self._yaml.keys(schemas) or self._components.setdefault(component, lines) != lines:
            raise NoEdit(f"it is an object, and the name {component} is taken")
        self._yaml.append_key(schemas, lines)
        return component
