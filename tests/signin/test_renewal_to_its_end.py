"""An OAuth2 renewal goes on when its caller is cancelled, and one that failed is not tried again by all who waited for it."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.fakes import reply, task
from tests.signin.world import CLIENT_SECRET, PATIENCE, REFRESH, TOKEN_URL, json_reply
from webwork_tracker import AsyncWebWork, AuthenticationError, OAuth2, WebWork
from webwork_tracker._wire import HTTPReply, HTTPRequest, Limits
from webwork_tracker.oauth import Tokens


class SlowEndpoint:
    """A token endpoint whose refresh tokens work once, and that answers when it is let; beside it the API."""

    def __init__(self) -> None:
        self.may_answer = asyncio.Event()
        self.asked = 0

    async def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        if request.url != TOKEN_URL:
            return reply(task())
        self.asked += 1
        await self.may_answer.wait()
        if self.asked > 1:
            return json_reply({"error": "invalid_grant"}, 400)
        return json_reply({"access_token": "fresh", "refresh_token": "next", "expires_in": 3600})

    async def close(self) -> None: ...


def test_cancelling_the_caller_does_not_lose_the_only_refresh_token() -> None:
    async def story() -> tuple[int, list[Tokens]]:
        endpoint, kept = SlowEndpoint(), list[Tokens]()
        auth = OAuth2("app", CLIENT_SECRET, token_url=TOKEN_URL, refresh_token=REFRESH, on_tokens=kept.append)
        async with AsyncWebWork(auth, workspace_id=1, project_id=100, transport=endpoint, rate_limit=None) as ww:
            caller = asyncio.create_task(ww.tasks.get(500))
            while not endpoint.asked:
                await asyncio.sleep(0)
            caller.cancel()
            with pytest.raises(asyncio.CancelledError):
                await caller
            endpoint.may_answer.set()
            assert (await ww.tasks.get(500)).id == 500
            return endpoint.asked, kept

    asked, kept = asyncio.run(story())
    assert asked == 1
    assert [tokens.refresh_token for tokens in kept] == ["next"]


def test_who_waited_for_a_renewal_that_failed_gets_its_error() -> None:
    asked, all_wait = [], threading.Event()

    class Refusing:
        def send(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
            assert request.url == TOKEN_URL
            asked.append(request)
            assert all_wait.wait(PATIENCE)
            return json_reply({"error": "invalid_grant"}, 400)

        def close(self) -> None: ...

    auth = OAuth2("app", CLIENT_SECRET, token_url=TOKEN_URL, refresh_token=REFRESH)
    started = threading.Barrier(9)

    def call(ww: WebWork) -> Any:
        started.wait(PATIENCE)
        return ww.tasks.get(500)

    with WebWork(auth, workspace_id=1, project_id=100, transport=Refusing(), rate_limit=None) as ww:
        with ThreadPoolExecutor(8) as pool:
            calls = [pool.submit(call, ww) for _ in range(8)]
            started.wait(PATIENCE)
            # Long enough for each of them to find that somebody else is at it; the endpoint answers after that only.
            threading.Event().wait(0.3)
            all_wait.set()
        errors = [each.exception() for each in calls]
        assert {type(error) for error in errors} == {AuthenticationError}
        assert len({id(error) for error in errors}) == 8
        assert len(asked) == 1
        with pytest.raises(AuthenticationError):
            ww.tasks.get(500)
        assert len(asked) == 2
