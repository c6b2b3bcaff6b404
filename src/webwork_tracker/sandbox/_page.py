"""The sandbox's web page: which files it has, where they come from, and the headers that keep it to itself."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from importlib.util import find_spec
from pathlib import Path

from webwork_tracker._wire import HTTPReply

PREFIX = "/__sandbox/page/"
"""Where the files of the page are; the page itself is at `/`."""

_PAGE = "index.html"
_CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
# The package of the extra [sandbox] that carries Swagger UI's files, and what they are called in there.
_PACKAGE = "offapi"
_SWAGGER_UI = {"swagger-ui.js": "swagger_bundle.js", "swagger-ui.css": "swagger_style.css"}

_HEADERS = {
    # Nothing from elsewhere, nothing inline. Swagger UI's style sheet has its icons as data: URLs.
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    # Other versions of the sandbox, and other programs, have been and will be at the same address.
    "cache-control": "no-store",
}


def page_reply(path: str) -> HTTPReply | None:
    """The page, or a file of it; None if the path is none of these."""
    if path == "/":
        return _reply(_PAGE, _index())
    if not path.startswith(PREFIX):
        return None
    # The name is looked up, never joined to a folder: no path leads out of here.
    name = path.removeprefix(PREFIX)
    file = (_ours() | _swagger_ui()).get(name)
    return None if file is None or name == _PAGE else _reply(name, file.read_bytes())


def _reply(name: str, body: bytes) -> HTTPReply:
    return HTTPReply(200, {"content-type": _CONTENT_TYPES[Path(name).suffix], **_HEADERS}, body)


def _index() -> bytes:
    html = _ours()[_PAGE].read_bytes()
    return html.replace(b'data-swagger-ui="missing"', b'data-swagger-ui="installed"', 1) if _swagger_ui() else html


@cache
def _ours() -> dict[str, Traversable]:
    folder = files("webwork_tracker.sandbox") / "assets"
    return {file.name: file for file in folder.iterdir() if Path(file.name).suffix in _CONTENT_TYPES}


def _swagger_ui() -> dict[str, Traversable]:
    """Swagger UI's files by our names, all of them or none."""
    found: dict[str, Traversable] = {
        name: folder / theirs
        for folder in _package_folders()
        for name, theirs in _SWAGGER_UI.items()
        if (folder / theirs).is_file()
    }
    return found if len(found) == len(_SWAGGER_UI) else {}


def _package_folders() -> Iterator[Path]:
    # Found, not imported: importing it would read its megabytes into templates that nobody asked for.
    spec = find_spec(_PACKAGE)
    if spec is not None:
        yield from map(Path, spec.submodule_search_locations or ())
