"""Finds the operation that a method and a path mean, by the contract's path templates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote, urlsplit

from webwork_tracker._operation import Operation

from ._call import Refusal
from ._registry import behaviour

PREFIX = "/api/v2"
"""Where the API lives on its host, as in the documented base URL."""


class Routes:
    """The paths of the contract, ready to be matched."""

    def __init__(self, operations: Iterable[Operation[Any]]) -> None:
        paths: dict[str, dict[str, Operation[Any]]] = {}
        for operation in operations:
            paths.setdefault(operation.path, {})[operation.method] = operation
        # Sorted, a literal segment comes before a `{name}` in its place.
        self._routes = [(_pattern(path), methods) for path, methods in sorted(paths.items())]

    @behaviour("An unknown path answers 404, before anything else is looked at.", "assumed")
    @behaviour("A known path with another method answers 405, with Allow.", "assumed")
    def find(self, method: str, path: str) -> tuple[Operation[Any], dict[str, str]]:
        """The operation, and the values of the names in its path."""
        for pattern, methods in self._routes:
            match = pattern.fullmatch(path)
            if match is None:
                continue
            if method not in methods:
                raise Refusal(405, "Method not allowed", headers={"allow": ", ".join(sorted(methods))})
            return methods[method], {name: unquote(value) for name, value in match.groupdict().items()}
        raise Refusal(404, "Not found", error="No operation has this path.")


def split(url: str) -> tuple[str, str]:
    """Path and query string of a URL, which may be absolute or begin with its path."""
    if url.startswith("/"):
        # urlsplit() would take the beginning of //tasks for a host.
        path, _, query = url.partition("#")[0].partition("?")
        return path, query
    try:
        parts = urlsplit(url)
    except ValueError:
        raise Refusal(400, "Bad request", error="The URL cannot be read.") from None
    return parts.path, parts.query


def _pattern(path: str) -> re.Pattern[str]:
    literal_and_names = re.split(r"\{(\w+)\}", path)
    parts = [re.escape(part) if i % 2 == 0 else f"(?P<{part}>[^/]+)" for i, part in enumerate(literal_and_names)]
    return re.compile(re.escape(PREFIX) + "".join(parts), re.DOTALL)
