"""Asks every GET of the contract that can be asked, over the ids that its lists show, and keeps what was found."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Literal

from attrs import define, field, frozen

from webwork_tracker import WebWork
from webwork_tracker._operation import Operation
from webwork_tracker._pager import Page, Pager
from webwork_tracker._reply import parse
from webwork_tracker._scrub import scrubbed
from webwork_tracker.errors import APIStatusError, ConfigurationError, ResponseDecodeError, WebWorkError
from webwork_tracker_api.operations import OPERATIONS
from webwork_tracker_api.types import UNSET

from ._drift import Drift, Drifts
from ._read_only import ReadOnly
from ._shape import Shape

State = Literal["verified", "drift", "not reachable", "not asked"]

_PER_PAGE = 100


@define
class Result:
    """What came of one operation."""

    operation: Operation[Any]
    asked: int = 0
    """Requests that were answered, whatever the answer."""
    succeeded: int = 0
    reason: str = ""
    """Why it was not asked, or was not answered with a success."""
    findings: Mapping[Drift, int] = field(factory=dict)
    """Each with the number of answers that showed it."""

    @property
    def state(self) -> State:
        """In a word."""
        if self.operation.method != "GET":
            return "not asked"
        if not self.succeeded:
            return "not reachable"
        return "drift" if self.findings else "verified"


@frozen
class Verification:
    """What came of all of it."""

    server: str
    results: list[Result]
    not_looked_at: list[str]
    """What there was and was left alone, in sentences."""
    shape: Shape = field(repr=False)

    @property
    def has_drift(self) -> bool:
        """Whether any answer was not as the contract has it."""
        return any(result.findings for result in self.results)

    @property
    def is_whole(self) -> bool:
        """Whether every operation that only reads was answered."""
        return all(result.state != "not reachable" for result in self.results)


def verify(limit: int, transport: Any = None, **options: Any) -> Verification:
    """Ask. `limit` is how many items of each list are asked for one by one; `options` are those of `WebWork`.

    Raises:
        ConfigurationError: No token, no workspace, a setting that cannot be used, or the extra `[contract]` is missing.
    """
    drifts, guard = Drifts(), ReadOnly(WebWork._make_transport(transport))
    with WebWork(on_drift=drifts, transport=guard, **options) as client:
        walk = _Walk(client, guard, limit)
        results = [walk.result(operation) for operation in sorted(OPERATIONS.values(), key=_after_its_list)]
    for result in results:
        counts = drifts.counts.items()
        result.findings = {drift: count for drift, count in counts if drift.operation_id == result.operation.id}
    results.sort(key=lambda result: list(OPERATIONS).index(result.operation.id))
    return Verification(client._options.base_url, results, walk.not_looked_at, walk.shape)


def _after_its_list(operation: Operation[Any]) -> tuple[int, bool]:
    return len(operation.path_params), not operation.many


class _Walk:
    """Goes from lists to their items, by the contract's paths: `/tasks` shows the ids for `/tasks/{taskId}`."""

    def __init__(self, client: WebWork, guard: ReadOnly, limit: int) -> None:
        self._client, self._guard, self._limit = client, guard, limit
        self._found: dict[str, list[tuple[Mapping[str, int], int]]] = {}
        """By the path of a list: the path parameters that led to it, and the id of an item."""
        self.not_looked_at: list[str] = []
        self.shape = Shape()

    def result(self, operation: Operation[Any]) -> Result:
        """Ask for one operation, as often as there is something to ask for."""
        if operation.method != "GET":
            return Result(operation, reason="it writes")
        found = self._arguments(operation)
        result = Result(operation, reason="" if found else "no list shows an id for it")
        for arguments in found:
            self._ask(result, arguments)
        return result

    def _arguments(self, operation: Operation[Any]) -> list[dict[str, int]]:
        if not operation.path_params:
            return [{}]
        collection, _, _ = operation.path.rpartition("/{")
        name = operation.path_params[-1].name
        return [{**before, name: item_id} for before, item_id in self._found.get(collection, ())]

    def _ask(self, result: Result, arguments: Mapping[str, int]) -> None:
        operation = result.operation
        try:
            if operation.paged:
                self._read_pages(operation, arguments)
            else:
                answer = self._client._perform(self._client._prepare(operation, arguments))
                if operation.many:
                    self._remember(operation, arguments, answer.data)
        except ConfigurationError:
            raise
        except APIStatusError as error:
            # Not in the server's words: there may be a name in them.
            result.reason = f"{error.status_code} {_phrase(error.status_code)}".strip()
        except WebWorkError as error:
            result.reason = type(error).__name__ if isinstance(error, ResponseDecodeError) else str(error)
        finally:
            self._take_replies(result)

    def _take_replies(self, result: Result) -> None:
        for reply in self._guard.take():
            result.asked += 1
            result.succeeded += 200 <= reply.status < 300
            body, problem = parse(reply.body)
            if problem is None:
                # A server may use anything as the name of a field.
                self.shape.add(result.operation.id, reply.status, scrubbed(body, self._guard.secrets))

    def _read_pages(self, operation: Operation[Any], arguments: Mapping[str, int]) -> None:
        """As many pages as it takes to have `limit` items."""
        pager: Pager[Any] = Pager(self._client, operation, {**arguments, "page": UNSET, "per_page": _PER_PAGE})
        items: list[Any] = []
        last: Page[Any] | None = None
        for last in pager.pages():
            items += last.items
            if len(items) >= self._limit:
                break
        self._remember(operation, arguments, items)
        if last is not None:
            self._tell_rest(operation, len(items), last)

    def _remember(self, operation: Operation[Any], arguments: Mapping[str, int], items: list[Any]) -> None:
        ids = [item_id for item in items[: self._limit] if (item_id := _id(item)) is not None]
        self._found.setdefault(operation.path, []).extend((arguments, item_id) for item_id in ids)

    def _tell_rest(self, operation: Operation[Any], read: int, last: Page[Any]) -> None:
        total = last.pagination.total if last.pagination else None
        more = read < total if isinstance(total, int) else len(last) == _PER_PAGE
        if read > self._limit or more:
            of = total if isinstance(total, int) else f"{read} or more"
            self.not_looked_at.append(
                f"{operation.id}: of {of} items {read} were read in the list, {min(read, self._limit)} one by one"
            )


def _id(item: Any) -> int | None:
    found = getattr(item, "id", None)
    # A later edition has ids as strings.
    return int(found) if isinstance(found, (int, str)) and str(found).isascii() and str(found).isdigit() else None


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
