"""Lists that change while they are read: nothing twice, and nothing lost that was there all the time."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import Mode
from tests.unit.lists import ServedList
from webwork_tracker import Task

BOTH = [Mode(is_async=False), Mode(is_async=True)]


@pytest.mark.parametrize("per_page", [1, 2, 7, 20])
@pytest.mark.parametrize("length", [0, 1, 20, 41, 60])
def test_a_consumer_that_deletes_each_item_gets_them_all(mode: Mode, length: int, per_page: int) -> None:
    served = ServedList(range(1, length + 1))
    pager = mode.client(served.script).tasks.list(per_page=per_page)
    read = mode.collect(pager, visit=lambda item: served.numbers.remove(item.id))
    # In which order is not promised: what moved while it was read comes later.
    assert sorted(item.id for item in read) == list(range(1, length + 1))
    assert served.numbers == []


@pytest.mark.parametrize("keep", [2, 3, 5])
def test_a_consumer_that_deletes_some_items_gets_them_all(mode: Mode, keep: int) -> None:
    served = ServedList(range(1, 51))

    def finish(item: Task) -> None:
        if item.id % keep:
            served.numbers.remove(item.id)

    read = [item.id for item in mode.collect(mode.client(served.script).tasks.list(per_page=6), visit=finish)]
    assert sorted(read) == list(range(1, 51))


def test_a_consumer_that_deletes_whole_pages_gets_them_all(mode: Mode) -> None:
    served = ServedList(range(1, 51))
    pager = mode.client(served.script).tasks.list(per_page=8)
    pages = mode.collect(pager.pages(), visit=lambda page: [served.numbers.remove(item.id) for item in page])
    assert sorted(item.id for page in pages for item in page) == list(range(1, 51))


def test_items_that_arrive_at_the_front_are_no_reason_to_hand_others_out_twice(mode: Mode) -> None:
    fresh = iter(range(1000, 2000))
    served = ServedList(range(1, 61), before=lambda served: served.numbers.insert(0, next(fresh)))
    read = [item.id for item in mode.collect(mode.client(served.script).tasks.list())]
    assert len(read) == len(set(read))
    assert set(range(1, 61)) <= set(read)


def test_items_removed_from_pages_that_were_read_lose_none_of_the_others(mode: Mode) -> None:
    def shrink(served: ServedList) -> None:
        if len(served.asked) == 3:
            del served.numbers[:30]

    served = ServedList(range(1, 101), before=shrink)
    read = [item.id for item in mode.collect(mode.client(served.script).tasks.list())]
    assert sorted(read) == list(range(1, 101))


def test_a_page_that_is_read_again_and_has_nothing_new_is_no_page(mode: Mode) -> None:
    def shrink(served: ServedList) -> None:
        if len(served.asked) == 3:
            del served.numbers[-1:]

    served = ServedList(range(1, 31), before=shrink)
    pages = mode.collect(mode.client(served.script).tasks.list(per_page=10).pages())
    assert all(page.items for page in pages)
    assert [item.id for page in pages for item in page] == list(range(1, 30))


def test_a_list_that_starts_at_a_later_page_does_not_go_back_before_it(mode: Mode) -> None:
    def shrink(served: ServedList) -> None:
        if len(served.asked) == 2:
            del served.numbers[:15]

    served = ServedList(range(1, 61), before=shrink)
    mode.collect(mode.client(served.script).tasks.list(page=2, per_page=10))
    assert min(served.asked) == 2


@pytest.mark.parametrize("gone", [1, 9, 11, 12])
def test_a_list_that_shrinks_by_many_pages_is_read_to_its_end(mode: Mode, gone: int) -> None:
    def shrink(served: ServedList) -> None:
        if len(served.asked) == 16:
            del served.numbers[-gone:]

    served = ServedList(range(1, 31), before=shrink)
    read = [item.id for item in mode.collect(mode.client(served.script).tasks.list(per_page=1))]
    assert read == list(range(1, 31 - gone))


def test_a_list_that_grows_by_many_pages_at_the_front_is_read_to_its_end(mode: Mode) -> None:
    def grow(served: ServedList) -> None:
        if len(served.asked) == 15:
            served.numbers[:0] = range(100, 115)

    served = ServedList(range(1, 31), before=grow)
    read = [item.id for item in mode.collect(mode.client(served.script).tasks.list(per_page=1))]
    assert set(range(1, 31)) <= set(read)


@pytest.mark.parametrize("mode", BOTH, ids=["sync", "async"])
@given(length=st.integers(0, 40), per_page=st.integers(1, 9), seed=st.integers(0, 2**32), data=st.data())
def test_nothing_twice_and_no_survivor_lost_whatever_changes_between_pages(
    mode: Mode, length: int, per_page: int, seed: int, data: st.DataObject
) -> None:
    """Before each page some items go anywhere, and some come at the front, where new ones come in this API (assumed)."""
    chance = random.Random(seed)
    fresh = iter(range(1000, 100_000))
    changes = data.draw(
        st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4)), max_size=12), label="(removed, added)"
    )

    def change(served: ServedList) -> None:
        removed, added = changes.pop(0) if changes else (0, 0)
        for number in chance.sample(served.numbers, min(removed, len(served.numbers))):
            served.numbers.remove(number)
        served.numbers[:0] = [next(fresh) for _ in range(added)]

    served = ServedList(range(1, length + 1), before=change)
    before = set(served.numbers)
    read = [item.id for item in mode.collect(mode.client(served.script).tasks.list(per_page=per_page))]
    assert len(read) == len(set(read))
    assert before & set(served.numbers) <= set(read)
