"""A token that does not come in time: the call ends at its deadline, and nobody else is harmed by it."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from copy import copy
from typing import Any

import pytest

from tests.fakes import Mode
from tests.signin.world import CLIENT_SECRET, PATIENCE, REFRESH, TOKEN_URL, Clock, World, assert_hidden, json_reply
from webwork_tracker import AsyncWebWork, AuthenticationError, DeadlineExceededError, OAuth2
from webwork_tracker._wire import HTTPReply, HTTPRequest, Limits
from webwork_tracker.errors import APIConnectionError, APITimeoutError, WebWorkError

SOON = 0.05
"""Seconds of a deadline that a token does not meet."""


def test_async_function_is_cancelled_at_the_deadline_and_asked_again_by_others() -> None:
    world, ended = World("new"), list[str]()

    async def ask() -> str:
        try:
            if not ended:
                await asyncio.Event().wait()
        finally:
            ended.append("it ended")
        return "new"

    async def story() -> None:
        client: AsyncWebWork = Mode(is_async=True).client(world, token=ask)
        async with asyncio.timeout(PATIENCE):
            hasty = asyncio.create_task(client.with_options(deadline=SOON).tasks.get(500))
            await asyncio.sleep(0)
            # Waits for that one's renewal, and has more time.
            assert (await client.tasks.get(500)).id == 500
            with pytest.raises(DeadlineExceededError) as caught:
                await hasty
        assert (caught.value.sent, caught.value.attempts, caught.value.operation_id) == (False, 0, "getTask")

    asyncio.run(story())
    assert (len(ended), world.bearers) == (2, ["new"])


@pytest.mark.parametrize("gives", ["a token", "something to await"])
def test_sync_function_does_not_hold_up_an_event_loop(gives: str) -> None:
    world, loop_goes_on = World("new"), threading.Event()

    async def later() -> str:
        return "new"

    def ask() -> Any:
        assert loop_goes_on.wait(PATIENCE), "it holds up the loop"
        return "new" if gives == "a token" else later()

    async def story() -> None:
        client = Mode(is_async=True).client(world, token=ask)
        call = asyncio.create_task(client.tasks.get(500))
        await asyncio.sleep(0.01)
        loop_goes_on.set()
        assert (await call).id == 500

    asyncio.run(story())


def test_sync_function_is_left_alone_at_the_deadline() -> None:
    world, go_on, threads = World("new"), threading.Event(), set[int]()

    def ask() -> str:
        threads.add(threading.get_ident())
        go_on.wait(PATIENCE)
        return "new"

    async def story() -> None:
        client = Mode(is_async=True).client(world, token=ask)
        with pytest.raises(DeadlineExceededError) as caught:
            await client.with_options(deadline=SOON).tasks.get(500)
        assert (caught.value.sent, world.requests) == (False, [])
        go_on.set()
        assert (await client.tasks.get(500)).id == 500

    asyncio.run(story())
    assert threading.get_ident() not in threads


@pytest.mark.parametrize("source", ["function", "OAuth2"])
def test_sync_code_looks_at_the_deadline_when_a_token_has_come(source: str) -> None:
    clock, world, events = Clock(), World("new"), list[Any]()

    def slow(_: Any = None) -> Any:
        clock.now += 10
        return "new" if source == "function" else json_reply({"access_token": "new", "refresh_token": "next"})

    world.endpoint = slow
    token: Any = slow if source == "function" else OAuth2("app", CLIENT_SECRET, token_url=TOKEN_URL, refresh_token="r")
    client = Mode(is_async=False).client(world, token=token, runtime=clock.runtime(), on_event=events.append)
    with pytest.raises(DeadlineExceededError, match="the token came too late") as caught:
        client.with_options(deadline=5).tasks.get(500)
    assert (caught.value.sent, world.requests, [type(event).__name__ for event in events]) == (False, [], ["GaveUp"])
    # It is not lost.
    assert client.with_options(deadline=5).tasks.get(500).id == 500


class SlowEndpoint(World):
    """A token endpoint that answers when it is let, and each refresh token once."""

    def __init__(self) -> None:
        super().__init__("fresh", endpoint=self.give)
        self.may_answer = asyncio.Event()

    def give(self, form: dict[str, str]) -> HTTPReply:
        if len(self.asked) > 1:
            return json_reply({"error": "invalid_grant"}, 400)
        return json_reply({"access_token": "fresh", "refresh_token": "next", "expires_in": 3600})

    async def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        if request.url == TOKEN_URL:
            await self.may_answer.wait()
        return self.answer(request, limits)

    async def close(self) -> None: ...


def test_who_renews_waits_until_its_deadline_and_the_renewal_goes_on() -> None:
    async def story() -> None:
        world = SlowEndpoint()
        auth = OAuth2("app", CLIENT_SECRET, token_url=TOKEN_URL, refresh_token=REFRESH)
        options: dict[str, Any] = {"workspace_id": 1, "project_id": 100, "rate_limit": None}
        async with AsyncWebWork(auth, transport=world, **options) as client, asyncio.timeout(PATIENCE):
            with pytest.raises(DeadlineExceededError) as caught:
                await client.with_options(deadline=SOON).tasks.get(500)
            assert (caught.value.sent, caught.value.attempts, world.asked) == (False, 0, [])
            others = [asyncio.create_task(client.tasks.get(500)) for _ in range(3)]
            await asyncio.sleep(SOON)
            world.may_answer.set()
            assert [(await other).id for other in others] == [500] * 3
        assert (len(world.asked), world.bearers) == (1, ["fresh"] * 3)

    asyncio.run(story())


def fails(error: WebWorkError) -> Callable[[object], HTTPReply]:
    def endpoint(_: object) -> HTTPReply:
        raise copy(error)

    return endpoint


ENDPOINTS = {
    "refused": lambda _: json_reply({"error": "invalid_grant"}, 400),
    "out of order": lambda _: HTTPReply(502, {}, b"<h1>Bad Gateway</h1>"),
    "no answer": fails(APITimeoutError("late", sent=True)),
}


@pytest.mark.parametrize("endpoint", ENDPOINTS.values(), ids=ENDPOINTS)
def test_token_is_used_to_its_end_if_its_renewal_fails(
    mode: Mode, endpoint: Callable[[object], HTTPReply], caplog: pytest.LogCaptureFixture
) -> None:
    clock, world = Clock(), World("old", "new", endpoint=endpoint)
    auth = OAuth2(
        "app",
        CLIENT_SECRET,
        token_url=TOKEN_URL,
        refresh_token=REFRESH,
        access_token="old",
        expires_at=clock.now + 30,
    )
    client = mode.client(world, token=auth, runtime=clock.runtime())
    with caplog.at_level(logging.DEBUG):
        assert [mode.call(client.tasks.get, 500).id for _ in range(2)] == [500] * 2
    # Tried by each call, told without secrets.
    assert (len(world.asked), world.bearers) == (2, ["old"] * 2)
    assert caplog.text.count("The token was not renewed") == 2
    assert_hidden(caplog.text, "old ")
    # Nobody says that it is good any more.
    for over in (lambda: setattr(clock, "now", clock.now + 31), lambda: world.good.discard("old")):
        before = (len(world.asked), len(world.requests))
        over()
        with pytest.raises(WebWorkError):
            mode.call(client.tasks.get, 500)
        assert (len(world.asked), len(world.requests)) == (before[0] + 1, before[1])
    world.endpoint = lambda _: json_reply({"access_token": "new", "expires_in": 3600})
    assert mode.call(client.tasks.get, 500).id == 500
    assert world.bearers[-1] == "new"


def test_token_that_was_refused_is_not_used_again_whatever_its_end(mode: Mode) -> None:
    clock, world = Clock(), World(endpoint=ENDPOINTS["refused"])
    ends = {"access_token": "old", "expires_at": clock.now + 3600}
    auth = OAuth2("app", CLIENT_SECRET, token_url=TOKEN_URL, refresh_token=REFRESH, **ends)
    with pytest.raises(AuthenticationError, match="the token endpoint gave no token"):
        mode.call(mode.client(world, token=auth, runtime=clock.runtime()).tasks.get, 500)
    assert world.bearers == ["old"]


@pytest.mark.parametrize(
    ("error", "asked"),
    [
        (APIConnectionError("no route", sent=False), 2),
        (APIConnectionError("no route", sent=True), 1),
        (APIConnectionError("a bad certificate", sent=False, worth=1), 1),
    ],
    ids=lambda value: f"{value} sent={value.sent}" if isinstance(value, APIConnectionError) else "",
)
def test_renewal_that_never_got_there_is_tried_once_more(mode: Mode, error: APIConnectionError, asked: int) -> None:
    clock, world = Clock(), World("new")

    def endpoint(_: object) -> HTTPReply:
        if len(world.asked) == 1:
            raise copy(error)
        return json_reply({"access_token": "new"})

    world.endpoint = endpoint
    auth = OAuth2("app", CLIENT_SECRET, token_url=TOKEN_URL, refresh_token=REFRESH)
    client = mode.client(world, token=auth, runtime=clock.runtime())
    if asked == 2:
        assert mode.call(client.tasks.get, 500).id == 500
    else:
        with pytest.raises(APIConnectionError, match=str(error)):
            mode.call(client.tasks.get, 500)
    assert len(world.asked) == asked
