"""Changes single places of a YAML text and leaves every other letter of it as it is, comments included.

A parser says where things stand; what is written there is put in as text. A library that reads a document and writes it
again would set line breaks, quotes and indents of its own all over it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from webwork_tracker.errors import ConfigurationError


class NoEdit(Exception):
    """Why a place cannot be changed by itself."""


class YamlText:
    """A YAML document, the places in it, and the edits that are to be made. Raises `ValueError` if it is no YAML."""

    def __init__(self, text: str) -> None:
        yaml = _yaml()
        self.text = text
        try:
            self.root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            raise ValueError(f"line {mark.line + 1}: {error.problem}" if mark else str(error)) from None
        self._replaced: dict[tuple[int, int], str] = {}
        self._inserted: defaultdict[int, list[str]] = defaultdict(list)

    def edited(self) -> str:
        """The text with all edits made."""
        edits = [(start, end, text) for (start, end), text in self._replaced.items()]
        edits += [(at, at, "".join(dict.fromkeys(texts))) for at, texts in self._inserted.items()]
        text = self.text
        for start, end, new in sorted(edits, reverse=True):
            text = text[:start] + new + text[end:]
        return text

    def get(self, node: Any, *keys: str) -> Any:
        """The value below a node, references followed at each step; None if there is none."""
        for key in keys:
            node = next((value for name, value in self._pairs(node) if name.value == key), None)
        return None if node is None else self.resolved(node)

    def resolved(self, node: Any) -> Any:
        """What a node with a `$ref` stands for; any other as it is."""
        while (reference := self._raw(node, "$ref")) is not None:
            found = self.root
            for key in reference.value.removeprefix("#/").split("/"):
                found = self._raw(found, key)
            node = found
        return node

    def list_of(self, node: Any, key: str) -> list[Any]:
        """The nodes of a list below a node, as they stand there; a single value counts as a list of one."""
        found = self._raw(node, key)
        if found is None:
            return []
        return list(found.value) if isinstance(found.value, list) else [found]

    def keys(self, node: Any) -> list[str]:
        """The keys of a mapping."""
        return [name.value for name, _ in self._pairs(node)]

    def append_key(self, node: Any, lines: Iterable[str]) -> None:
        """Put lines at the end of a mapping, at the depth of its other keys."""
        pairs = self._pairs(node)
        if node is None or node.flow_style or not pairs:
            raise NoEdit("the mapping there is empty, or written in one line")
        indent = " " * pairs[0][0].start_mark.column
        self._inserted[self._end(*pairs[-1])].append("".join(f"{indent}{line}\n" for line in lines))

    def set_list(self, node: Any, key: str, texts: list[str]) -> None:
        """Give a list, or a single value, other items; each is written as `texts` has it. No items: the key goes too."""
        name, value = self._pair(node, key)
        if not texts:
            return self.remove(node, key)
        if not isinstance(value.value, list) or value.flow_style:
            self._replaced[value.start_mark.index, value.end_mark.index] = f"[{', '.join(texts)}]"
            return None
        before = [self.source(item) for item in value.value]
        for item, text in zip(value.value, before, strict=True):
            if text not in texts:
                self._replaced[self._line(item), self._line_end(item.end_mark.index)] = ""
        indent = " " * value.start_mark.column
        for text in texts:
            if text not in before:
                self._inserted[self._end(name, value)].append(f"{indent}- {text}\n")
        return None

    def replace(self, node: Any, key: str, text: str) -> None:
        """Write another value."""
        value = self._pair(node, key)[1]
        self._replaced[value.start_mark.index, value.end_mark.index] = text

    def remove(self, node: Any, key: str) -> None:
        """Take a key out with its value."""
        name, value = self._pair(node, key)
        if node.flow_style:
            raise NoEdit("the mapping there is written in one line")
        self._replaced[self._line(name), self._end(name, value)] = ""

    def source(self, node: Any) -> str:
        """A node as it is written."""
        return self.text[node.start_mark.index : node.end_mark.index]

    def _raw(self, node: Any, key: str) -> Any:
        return next((value for name, value in self._pairs(node) if name.value == key), None)

    def _pair(self, node: Any, key: str) -> tuple[Any, Any]:
        for name, value in self._pairs(node):
            if name.value == key:
                return name, value
        raise NoEdit(f"there is no {key}")

    @staticmethod
    def _pairs(node: Any) -> list[tuple[Any, Any]]:
        return node.value if node is not None and node.id == "mapping" else []

    def _end(self, name: Any, value: Any) -> int:
        """Where the line after a key's value begins. A block's own mark stands behind what follows it, comments and all."""
        end = name.end_mark.index
        # An alias is the very node that it stands for, somewhere above.
        while value.start_mark.index >= end:
            end = value.end_mark.index
            if not value.value or getattr(value, "flow_style", True):
                break
            last = value.value[-1]
            if isinstance(last, tuple):
                end, value = last[0].end_mark.index, last[1]
            elif last.start_mark.index < value.start_mark.index:
                raise NoEdit("a list there ends with an alias")
            else:
                end, value = last.start_mark.index, last
        return self._line_end(len(self.text[:end].rstrip()))

    def _line(self, node: Any) -> int:
        return int(node.start_mark.index - node.start_mark.column)

    def _line_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end + 1


def quoted(text: str) -> str:
    """A text as YAML takes it for one: `no`, `null` and figures in quotes."""
    return text if _yaml().safe_load(text) == text else f"'{text}'"


def _yaml() -> Any:
    try:
        import yaml
    except ImportError:
        raise ConfigurationError("--propose needs an extra: pip install 'webwork-tracker[contract]'.") from None
    return yaml
