"""A list that is served page by page, and may change while it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.fakes import META, Script, reply, tasks
from webwork_tracker._wire import HTTPReply, HTTPRequest

SERVED = ["in meta", "beside meta", "nowhere"]


class ServedList:
    """Answers `GET /tasks` from `numbers`, the ids that there are; `before` is called ahead of each answer."""

    def __init__(
        self,
        numbers: Iterable[int],
        *,
        pagination: str = "in meta",
        largest: int = 100,
        overwrite: dict[str, Any] | None = None,
        extra: dict[str, Any] | None = None,
        before: Callable[[ServedList], None] | None = None,
    ) -> None:
        self.numbers = list(numbers)
        self.asked: list[int] = []
        self.script = Script(self._answer)
        self._where, self._largest, self._before = pagination, largest, before
        self.overwrite, self._extra = overwrite or {}, extra or {}

    def _answer(self, request: HTTPRequest) -> HTTPReply:
        query = parse_qs(urlsplit(request.url).query)
        page, size = int(query.get("page", ["1"])[0]), min(int(query.get("per_page", ["20"])[0]), self._largest)
        self.asked.append(page)
        assert len(self.asked) < 2000, "reads for ever"
        if self._before is not None:
            self._before(self)
        return reply(tasks(self.numbers[(page - 1) * size : page * size]), **self._envelope(page, size))

    def _envelope(self, page: int, size: int) -> dict[str, Any]:
        total = len(self.numbers)
        pagination = {
            "total": total,
            "per_page": size,
            "current_page": page,
            "last_page": max(1, -(-total // size)),
            "from": (page - 1) * size + 1,
            "to": min(page * size, total),
            **self.overwrite,
        }
        match self._where:
            case "in meta":
                return {"meta": {**META, "pagination": pagination}}
            case "beside meta":
                return {"pagination": pagination}
        return self._extra
