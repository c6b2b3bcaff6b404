"""Lists that stand still while they are read: every item once, each page when it is reached, and always an end."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.fakes import META, Mode, Script, client, reply, task, tasks
from tests.unit.lists import SERVED, ServedList
from webwork_tracker import InvalidArgumentError, Page, Task
from webwork_tracker._wire import HTTPReply, HTTPRequest


def ids(items: list[Task]) -> list[Any]:
    return [item.id for item in items]


@pytest.mark.parametrize("where", SERVED)
@pytest.mark.parametrize("length", [0, 1, 19, 20, 21, 40, 41, 100])
def test_all_items_of_all_pages_in_order(mode: Mode, where: str, length: int) -> None:
    served = ServedList(range(1, length + 1), pagination=where)
    assert ids(mode.collect(mode.client(served.script).tasks.list())) == list(range(1, length + 1))


@pytest.mark.parametrize("where", SERVED)
@pytest.mark.parametrize("per_page", [1, 3, 20, 25, 50, 100])
def test_all_items_whatever_the_size_of_a_page(mode: Mode, where: str, per_page: int) -> None:
    served = ServedList(range(1, 61), pagination=where)
    assert ids(mode.collect(mode.client(served.script).tasks.list(per_page=per_page))) == list(range(1, 61))


@pytest.mark.parametrize("largest", [20, 50])
def test_all_items_when_the_server_makes_smaller_pages_than_it_was_asked_for(mode: Mode, largest: int) -> None:
    served = ServedList(range(1, 131), pagination="nowhere", largest=largest)
    assert ids(mode.collect(mode.client(served.script).tasks.list(per_page=100))) == list(range(1, 131))


def test_a_page_is_read_when_it_is_reached_and_not_before(mode: Mode) -> None:
    served = ServedList(range(1, 61))
    pager = mode.client(served.script).tasks.list()
    assert served.asked == []
    assert ids(mode.collect(pager, limit=20)) == list(range(1, 21))
    assert served.asked == [1]
    mode.collect(pager, limit=21)
    assert served.asked == [1, 1, 2]


def test_no_page_is_read_beyond_the_last_one_that_is_told(mode: Mode) -> None:
    served = ServedList(range(1, 61))
    mode.collect(mode.client(served.script).tasks.list())
    assert served.asked == [1, 2, 3]


def test_each_iteration_starts_anew(mode: Mode) -> None:
    served = ServedList(range(1, 26))
    pager = mode.client(served.script).tasks.list()
    assert ids(mode.collect(pager)) == list(range(1, 26))
    served.numbers.insert(0, 99)
    assert ids(mode.collect(pager)) == [99, *range(1, 26)]


def test_pages(mode: Mode) -> None:
    served = ServedList(range(1, 46))
    pages = mode.collect(mode.client(served.script).tasks.list(per_page=20).pages())
    assert [type(page) for page in pages] == [Page] * 3
    assert [page.number for page in pages] == [1, 2, 3]
    assert [len(page) for page in pages] == [20, 20, 5]
    assert [item.id for page in pages for item in page] == list(range(1, 46))
    assert ids(pages[2].items) == list(range(41, 46))
    assert [(page.pagination.total, page.pagination.from_, page.pagination.to) for page in pages] == [
        (45, 1, 20),
        (45, 21, 40),
        (45, 41, 45),
    ]


@pytest.mark.parametrize("where", SERVED)
def test_an_empty_list_is_one_empty_page(mode: Mode, where: str) -> None:
    served = ServedList([], pagination=where)
    (page,) = mode.collect(mode.client(served.script).tasks.list().pages())
    assert (page.items, page.number, page.pagination is None) == ([], 1, where == "nowhere")
    assert served.asked == [1]


def test_reading_may_start_at_a_later_page(mode: Mode) -> None:
    served = ServedList(range(1, 51))
    pages = mode.collect(mode.client(served.script).tasks.list(page=3, per_page=10).pages())
    assert [page.number for page in pages] == [3, 4, 5]
    assert [item.id for page in pages for item in page] == list(range(21, 51))


def test_a_page_beyond_the_end_is_empty(mode: Mode) -> None:
    served = ServedList(range(1, 6))
    assert mode.collect(mode.client(served.script).tasks.list(page=9)) == []
    assert served.asked == [9]


def test_filters_go_with_every_page(mode: Mode) -> None:
    served = ServedList(range(1, 31))
    mode.collect(mode.client(served.script).tasks.list(status=20, per_page=10, project_id=7))
    queries = [parse_qs(urlsplit(request.url).query) for request in served.script.requests]
    common = {"workspace_id": ["1"], "project_id": ["7"], "status": ["20"], "per_page": ["10"]}
    assert queries == [common, {**common, "page": ["2"]}, {**common, "page": ["3"]}]


def test_viewers_are_paged_too(mode: Mode) -> None:
    viewers = [{"id": n, "email": f"{n}@example.com"} for n in range(1, 26)]
    script = Script(reply(viewers[:20]), reply(viewers[20:]))
    read = mode.collect(mode.client(script).project_viewers.list())
    assert [viewer.email for viewer in read] == [f"{n}@example.com" for n in range(1, 26)]


def test_a_wrong_argument_is_told_where_it_is_written(mode: Mode) -> None:
    with pytest.raises(InvalidArgumentError, match="per_page"):
        mode.client(Script()).tasks.list(per_page=0)


@pytest.mark.parametrize("pagination", [None, {"total": 1000, "per_page": 20, "current_page": 1, "last_page": 50}])
def test_a_server_that_gives_the_same_page_for_ever_is_left(mode: Mode, pagination: dict[str, int] | None) -> None:
    envelope: dict[str, Any] = {"meta": {**META, "pagination": pagination}} if pagination else {}
    script = Script(reply(tasks(range(1, 21)), **envelope))
    assert ids(mode.collect(mode.client(script).tasks.list())) == list(range(1, 21))
    assert len(script.requests) == 2


def same_page(request: HTTPRequest) -> HTTPReply:
    """The same items on every page, each said to be the one that was asked for, of very many."""
    page = int(parse_qs(urlsplit(request.url).query).get("page", ["1"])[0])
    pagination = {"total": 10**9, "per_page": 20, "current_page": page, "last_page": 10**9}
    return reply(tasks(range(1, 21)), meta={**META, "pagination": pagination})


def test_a_server_that_promises_more_pages_and_gives_the_same_is_left_soon(mode: Mode) -> None:
    script = Script(same_page)
    assert ids(mode.collect(mode.client(script).tasks.list())) == list(range(1, 21))
    assert len(script.requests) < 30


@pytest.mark.parametrize("number", [None, "abc", 1.5, {"id": 1}, [1]])
def test_items_whose_id_cannot_be_compared_are_all_handed_out(mode: Mode, number: Any) -> None:
    script = Script(reply([task(number), task(number), task(1), task(1)]))
    expected = ["abc", 1] if number == "abc" else [number, number, 1]
    assert ids(mode.collect(mode.client(script).tasks.list())) == expected


def test_an_id_is_the_same_as_text_and_as_a_number(mode: Mode) -> None:
    script = Script(reply([task(n) for n in range(1, 21)]), reply([task(str(n)) for n in range(15, 25)]))
    assert ids(mode.collect(mode.client(script).tasks.list())) == list(range(1, 25))


def test_ids_may_be_negative_or_huge() -> None:
    numbers = [0, -1, -1024, 2**63, 10**30, 1023, 1024, 1025]
    script = Script(reply(tasks([*numbers, *numbers])))
    assert ids(list(client(script).tasks.list())) == numbers


HOSTILE: list[Any] = [None, 0, -1, 1, 2, 10**30, "", "x", "2", 1.5, True, [], {}, [2]]


@pytest.mark.parametrize("field", ["total", "per_page", "current_page", "last_page"])
@pytest.mark.parametrize("value", HOSTILE, ids=repr)
def test_hostile_pagination_neither_fails_nor_goes_on_for_ever(field: str, value: Any) -> None:
    served = ServedList(range(1, 46), overwrite={field: value})
    read = ids(list(client(served.script).tasks.list()))
    assert read == sorted(set(read))
    assert read[:20] == list(range(1, 21))
    assert len(served.asked) < 30


@pytest.mark.parametrize("pagination", [[], "x", 5, True, {}, {"total": None}, {"last_page": {}}], ids=repr)
def test_pagination_that_says_nothing_is_like_none(mode: Mode, pagination: Any) -> None:
    served = ServedList(range(1, 46), pagination="nowhere", extra={"meta": {**META, "pagination": pagination}})
    assert ids(mode.collect(mode.client(served.script).tasks.list())) == list(range(1, 46))


@pytest.mark.parametrize("missing", ["total", "per_page", "current_page", "last_page"])
def test_one_missing_figure_of_the_pagination_loses_nothing(mode: Mode, missing: str) -> None:
    served = ServedList(range(1, 46), overwrite={missing: None})
    assert ids(mode.collect(mode.client(served.script).tasks.list())) == list(range(1, 46))


@pytest.mark.parametrize("totals", [(1000, 10), (45, 44), (10**12, 0)], ids=repr)
def test_a_total_that_goes_up_and_down_ends_all_the_same(mode: Mode, totals: tuple[int, int]) -> None:
    served: ServedList

    def waver(_: ServedList) -> None:
        total = totals[len(served.asked) % 2]
        served.overwrite.update(total=total, last_page=max(1, -(-total // 20)))

    served = ServedList(range(1, 46), before=waver)
    read = ids(mode.collect(mode.client(served.script).tasks.list()))
    assert read[:20] == list(range(1, 21))
    assert len(read) == len(set(read))
    assert len(served.asked) < 200
