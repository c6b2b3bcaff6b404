"""What the page is made of, without a browser: headers, no way out of its folder, and a missing extra."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from webwork_tracker.sandbox import _page
from webwork_tracker.sandbox._page import PREFIX, page_reply

ASSETS = Path(_page.__file__).parent / "assets"
OURS = sorted(path.name for path in ASSETS.iterdir() if path.name != "index.html")


def test_the_page_is_html_and_says_that_swagger_ui_is_there() -> None:
    reply = page_reply("/")
    assert reply is not None and reply.status == 200
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert b'<html lang="en" data-swagger-ui="installed">' in reply.body


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("page.js", "text/javascript; charset=utf-8"),
        ("page.css", "text/css; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
        ("swagger-ui.js", "text/javascript; charset=utf-8"),
        ("swagger-ui.css", "text/css; charset=utf-8"),
    ],
)
def test_a_file_comes_with_its_type(name: str, content_type: str) -> None:
    reply = page_reply(PREFIX + name)
    assert reply is not None and reply.body
    assert reply.headers["content-type"] == content_type


@pytest.mark.parametrize("path", ["/", *(PREFIX + name for name in OURS)])
def test_every_file_is_kept_to_itself(path: str) -> None:
    reply = page_reply(path)
    assert reply is not None
    policy = dict(rule.split(" ", 1) for rule in reply.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["form-action"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "//",
        "/index.html",
        "/tasks",
        PREFIX,
        PREFIX + "index.html",
        PREFIX + "nothing.js",
        PREFIX + "../_page.py",
        PREFIX + "../../py.typed",
        PREFIX + "%2e%2e/_page.py",
        PREFIX + "..\\_page.py",
        PREFIX + "/etc/passwd",
        PREFIX + "./page.js",
        PREFIX + "page.js/",
        PREFIX + "page.js\0",
        PREFIX + "PAGE.JS",
        PREFIX + "swagger_bundle.js",
        PREFIX + "__init__.py",
    ],
)
def test_nothing_else_has_an_answer(path: str) -> None:
    assert page_reply(path) is None


@pytest.mark.parametrize("missing", ["the package", "one of its files"])
def test_without_the_extra_the_page_says_what_to_install(
    missing: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if missing == "the package":
        monkeypatch.setattr(_page, "_PACKAGE", "no_such_package_anywhere")
    else:
        (tmp_path / "half_a_package").mkdir()
        (tmp_path / "half_a_package" / "swagger_bundle.js").touch()
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.setattr(_page, "_PACKAGE", "half_a_package")
    index = page_reply("/")
    assert index is not None
    assert b'data-swagger-ui="missing"' in index.body
    assert b"pip install 'webwork-tracker[sandbox]'" in index.body
    assert page_reply(PREFIX + "swagger-ui.js") is page_reply(PREFIX + "swagger-ui.css") is None
    assert page_reply(PREFIX + "page.js") is not None


def test_what_the_page_names_is_there() -> None:
    for file in ASSETS.iterdir():
        text = file.read_text("utf-8")
        named = set(re.findall(r'"/__sandbox/page/([\w.-]+)"', text)) | set(re.findall(r'from "\./([\w.-]+)"', text))
        assert {name for name in named if page_reply(PREFIX + name) is None} == set(), file.name


def test_nothing_is_inline_or_from_elsewhere() -> None:
    for file in ASSETS.iterdir():
        text = file.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", text), file.name
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b", text), file.name
        assert len(text.splitlines()) < 250, file.name
