"""From arguments to a request: every value is checked against the contract and put where the reference has it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote, unquote, urlencode, urlsplit

from attrs import field, frozen

from webwork_tracker_api.types import UNSET

from ._check import check, check_order
from ._decode import as_it_is
from ._operation import Field, Operation
from ._options import Options
from ._wire import HTTPRequest
from .errors import ConfigurationError, InvalidArgumentError

# Client options that stand in for an argument of the same name.
_DEFAULTS = {"workspace_id": "WEBWORK_WORKSPACE_ID", "project_id": "WEBWORK_PROJECT_ID"}


@frozen
class Call:
    """A request that is ready but for its token, and how its answer is read."""

    operation_id: str | None
    request: HTTPRequest
    idempotent: bool | None
    """May it be sent again when its answer was lost? None: nobody knows."""
    decode: Callable[[Any], Any] | None
    """Reads `data`, or each item of it; None where an answer has no data."""
    many: bool = False
    ids: Mapping[str, int] = field(factory=dict)
    """The ids that the call names, for errors that say what to look at."""

    look: str = "Look with a GET at what is there before you send it again."
    """What to do when nobody knows whether it was carried out; `{ids}` are the call's."""

    @property
    def name(self) -> str:
        """What it is called in events and errors."""
        return self.operation_id or f"{self.request.method} {urlsplit(self.request.url).path}"

    @property
    def advice(self) -> str:
        """What to do when nobody knows whether it was carried out."""
        return self.look.replace("{ids}", ", ".join(f"{name}={value}" for name, value in self.ids.items()))

    @property
    def is_model(self) -> bool:
        """Whether `data` has to be an object."""
        return self.decode is not None and self.decode is not as_it_is


def prepare(operation: Operation[Any], arguments: Mapping[str, Any], options: Options) -> Call:
    """Raises `InvalidArgumentError` or `ConfigurationError` if the call cannot be made as it is meant."""
    path = operation.path
    values = _collect(operation.path_params, arguments, options)
    for name, value in values.items():
        path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
    query = _collect(operation.query, arguments, options)
    body = None
    if operation.body is not None:
        body = _collect(operation.body, arguments, options)
        check_order(operation.body, body)
    elif options.extra_body:
        raise InvalidArgumentError(f"extra_body: {operation.id} sends no body", field="extra_body")
    return Call(
        operation_id=operation.id,
        request=_request(operation.method, path, {**query, **options.extra_query}, body, options),
        idempotent=operation.idempotent,
        decode=operation.decode,
        many=operation.many,
        ids={k: v for k, v in {**query, **(body or {}), **values}.items() if k[-2:].lower() == "id"},
        look=_look(operation),
    )


def _look(operation: Operation[Any]) -> str:
    """Where to look before an unsafe call is made again."""
    if operation.idempotent:
        return ""
    look = "list()" if operation.verb.startswith("create") else "get()"
    return f"Look with {operation.tag.replace('-', '_')}.{look} ({{ids}}) before you call it again."


def prepare_plain(method: str, path: str, query: Mapping[str, Any] | None, body: Any, options: Options) -> Call:
    """A call that the contract does not know. Raises `InvalidArgumentError` for a path that leaves the API."""
    method = method.upper()
    if not re.fullmatch("[A-Z]+", method):
        raise InvalidArgumentError(f"method must be one of HTTP's, not {method!r}", field="method", value=method)
    # An absolute URL would take the token to whoever wrote it.
    if not isinstance(path, str):
        raise InvalidArgumentError(f"path must be a string, not {path!r}", field="path", value=path)
    segments = unquote(path).split("/")
    if "://" in path or path.startswith("//") or "?" in path or "#" in path or ".." in segments or "." in segments:
        problem = "must be a path within the API, its query given apart as `query`"
        raise InvalidArgumentError(f"path {problem}, not {path!r}", field="path", value=path, problem=problem)
    if isinstance(body, Mapping) or (body is None and options.extra_body):
        body = {**(body or {})}
    elif options.extra_body:
        raise InvalidArgumentError("extra_body can be added to an object only", field="extra_body")
    path = quote("/" + path.lstrip("/"), safe="/%:@!$&'()*+,;=~")
    return Call(
        operation_id=None,
        request=_request(method, path, {**(query or {}), **options.extra_query}, body, options),
        idempotent=True if method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE") else None,
        decode=as_it_is,
    )


def _collect(fields: Iterable[Field], arguments: Mapping[str, Any], options: Options) -> dict[str, Any]:
    """The values of these fields as they go on the wire, in the order of the contract."""
    values = {}
    for spec in fields:
        value = arguments.get(spec.name, UNSET)
        if value is UNSET and spec.name in _DEFAULTS:
            value = getattr(options, spec.name)
            if value is None:
                value = UNSET
        if value is not UNSET:
            values[spec.name] = check(spec, value)
        elif spec.required:
            raise _missing(spec.name)
    return values


def _missing(name: str) -> ConfigurationError | InvalidArgumentError:
    if name in _DEFAULTS:
        return ConfigurationError(
            f"{name} is not set: pass {name}=… to the call or to the client, or set {_DEFAULTS[name]}."
        )
    return InvalidArgumentError(f"{name} is missing", field=name, problem="is missing")


def _request(method: str, path: str, query: Mapping[str, Any], body: Any, options: Options) -> HTTPRequest:
    headers = {"Accept": "application/json", "User-Agent": options.user_agent}
    content = None
    if isinstance(body, dict):
        body = {**body, **options.extra_body}
    if body is not None:
        headers["Content-Type"] = "application/json"
        content = _encode(body)
    text = _query(query)
    url = f"{options.base_url}{path}" + (f"?{text}" if text else "")
    return HTTPRequest(method, url, {**headers, **options.headers}, content)


def _query(query: Mapping[str, Any]) -> str:
    if all(type(value) is int and name.isidentifier() and name.isascii() for name, value in query.items()):
        # Most have ids only, and nothing in those has to be escaped.
        return "&".join([f"{name}={value}" for name, value in query.items()])
    return urlencode({name: _query_text(value) for name, value in query.items() if value is not None}, doseq=True)


def _query_text(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return [_query_text(item) for item in value] if isinstance(value, (list, tuple)) else str(value)


def _encode(body: Any) -> bytes:
    try:
        return json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidArgumentError(f"the body cannot be written as JSON: {error}", field="json") from None
