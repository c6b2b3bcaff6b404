"""What was made fast gives what the plain way gives: JSON, URLs and lengths on the wire."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from webwork_tracker import _direct, _json
from webwork_tracker._reply import parse
from webwork_tracker._wire import HTTPRequest, Limits

# Hypothesis would be traced as well: twice as long, for lines that other tests reach.
pytestmark = pytest.mark.no_cover

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


def both(body: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """What is made of a body before msgspec is used, and then."""
    said = []
    for read in (-(10**9), 10**9):
        monkeypatch.setattr(_json, "_read", read)
        value, problem = parse(body)
        said.append(f"{value!r} {type(problem).__name__} {problem}")
    return said[0], said[1]


@given(value=JSON, is_ascii=st.booleans())
def test_json_of_any_kind(value: Any, is_ascii: bool) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        early, late = both(json.dumps(value, ensure_ascii=is_ascii).encode("utf-8", "surrogatepass"), monkeypatch)
    assert early == late


@given(
    body=st.binary(max_size=20)
    | st.text(alphabet='{}[]",:0123456789.eE+-\\untrefalsNI \n', max_size=20).map(str.encode)
)
@example(b'"\\ud800"')
@example(b"1e999")
@example(b"\xef\xbb\xbf1")
@example(b"NaN")
@example(b"-Infinity")
@example(b'{"a": 1, "a": 2}')
@example(b"9" * 5000)
@example(b"99999999999999999999999")
@example(b"[" * 100_000)
@example(b'"a\nb"')
@example(b'"cut')
@example(b"")
def test_bytes_of_any_kind(body: bytes) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        early, late = both(body, monkeypatch)
    assert early == late


def test_msgspec_is_what_reads_after_the_first_megabyte(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_json, "_read", 10**9)
    monkeypatch.setattr(_json, "json", None)
    assert _json.loads(b'{"a": [1]}') == {"a": [1]}


PATHS = st.text(alphabet="aZ09/.~-_%2fF?&=+ ä€{}\"'<>;:@!$*,()[]|^`\\", max_size=12)
HOSTS = ["h", "127.0.0.1", "h.example:8080", "H.Example", "h:80", "h:443", "h:080", "[::1]:9", "bücher.example"]


@given(scheme=st.sampled_from(["http", "https"]), host=st.sampled_from(HOSTS), path=PATHS)
@example("http", "h", "/api/../v2/./tasks")
@example("http", "h", "/a%zz")
@example("http", "h", "/a?b=c?d=/e")
def test_urls_go_on_the_wire_as_httpx_has_them(scheme: str, host: str, path: str) -> None:
    url = f"{scheme}://{host}/{path}"
    sent = _direct._outgoing(HTTPRequest("GET", url, {}), Limits())
    expected = httpx.Request("GET", url)
    usual = {"http": 80, "https": 443}[scheme]
    assert (sent.url.scheme, sent.url.host, sent.url.port or usual, sent.url.target) == (
        expected.url.raw_scheme,
        expected.url.raw_host,
        expected.url.port or usual,
        expected.url.raw_path,
    )
    assert dict(sent.headers)[b"Host"] == expected.headers["host"].encode()


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("body", [None, b"", b"{}"])
def test_lengths_are_told_as_httpx_tells_them(method: str, body: bytes | None) -> None:
    sent = dict(_direct._outgoing(HTTPRequest(method, "http://h/p", {}, body), Limits()).headers)
    length = sent.get(b"Content-Length")
    expected = httpx.Request(method, "http://h/p", content=body).headers.get("content-length")
    assert (length and length.decode()) == expected
