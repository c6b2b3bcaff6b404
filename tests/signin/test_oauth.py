"""`OAuth2` as a token source: when it renews, for whom, and that no refresh token is lost on the way."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.fakes import Mode
from tests.signin.world import CLIENT_SECRET, PATIENCE, REFRESH, TOKEN_URL, Clock, World, json_reply
from webwork_tracker import AuthenticationError, ConfigurationError
from webwork_tracker._runtime import Runtime
from webwork_tracker._wire import HTTPReply
from webwork_tracker.oauth import OAuth2, Tokens

pytest.importorskip("oauthlib")

THREADS, TASKS = 16, 50


class Endpoint:
    """Gives access-1, access-2 …; a refresh token works once, and with each access token comes a new one."""

    def __init__(self, **more: Any) -> None:
        self.more = {"expires_in": 3600, "token_type": "Bearer", **more}
        self.given = 0
        self.works = REFRESH

    def __call__(self, form: dict[str, str]) -> HTTPReply:
        if form["refresh_token"] != self.works:
            return json_reply({"error": "invalid_grant"}, 400)
        self.given += 1
        body = {"access_token": f"access-{self.given}", "refresh_token": f"refresh-{self.given}", **self.more}
        self.works = body["refresh_token"] or self.works
        return json_reply({name: value for name, value in body.items() if value is not None})


def source(**options: Any) -> OAuth2:
    return OAuth2("app", CLIENT_SECRET, **{"token_url": TOKEN_URL, "refresh_token": REFRESH, **options})


def signed_in(mode: Mode, world: World, auth: OAuth2, clock: Clock, **options: Any) -> Callable[[], Any]:
    """A call of a client's: the task 500."""
    client = mode.client(world, token=auth, runtime=clock.runtime(), **options)
    return lambda: mode.call(client.tasks.get, 500)


@pytest.mark.parametrize(("left", "renewals"), [(None, 0), (3600, 0), (60.5, 0), (60, 1), (1, 1), (0, 1), (-1e6, 1)])
def test_token_is_renewed_shortly_before_its_end(mode: Mode, left: float | None, renewals: int) -> None:
    clock, world = Clock(), World("old", "access-1", endpoint=Endpoint())
    expires_at = None if left is None else clock.now + left
    get = signed_in(mode, world, source(access_token="old", expires_at=expires_at), clock)
    assert get().id == get().id == 500
    assert world.bearers == (["access-1"] if renewals else ["old"]) * 2
    assert len(world.asked) == renewals


@pytest.mark.parametrize(
    ("said", "good_for"),
    [(3600, 3539), ("3600", 3539), (120, 59), (100, 49), (10, 4), (None, 1e9), ("soon", 1e9), (0, 1e9), (True, 0.4)],
)
def test_renewed_token_is_used_until_shortly_before_its_end(mode: Mode, said: Any, good_for: float) -> None:
    clock, world = Clock(), World("access-1", "access-2", endpoint=Endpoint(expires_in=said))
    get = signed_in(mode, world, source(), clock)
    get()
    clock.now += good_for
    get()
    assert world.bearers == ["access-1"] * 2
    if good_for < 1e9:
        clock.now += 2
        get()
        assert world.bearers[2:] == ["access-2"]


def test_renewal_asks_as_the_protocol_says(mode: Mode) -> None:
    world = World("access-1", endpoint=Endpoint())
    signed_in(mode, world, source(), Clock())()
    assert world.asked == [
        {
            "grant_type": "refresh_token",
            "refresh_token": REFRESH,
            "client_id": "app",
            "client_secret": CLIENT_SECRET,
        }
    ]
    (post,) = world.posts
    assert (post.method, post.headers["Content-Type"]) == ("POST", "application/x-www-form-urlencoded")
    assert "Authorization" not in post.headers


def test_token_is_renewed_after_a_401_and_once_per_call(mode: Mode) -> None:
    world = World("access-1", endpoint=Endpoint())
    get = signed_in(mode, world, source(access_token="old"), Clock(), max_retries=5)
    assert get().id == 500
    assert world.bearers == ["old", "access-1"]
    world.good.clear()
    with pytest.raises(AuthenticationError):
        get()
    assert world.bearers[2:] == ["access-1", "access-2"]
    assert [form["refresh_token"] for form in world.asked] == [REFRESH, "refresh-1"]


@pytest.mark.parametrize("is_async_hook", [False, True], ids=["sync hook", "async hook"])
@pytest.mark.parametrize("rotates", [True, False])
def test_new_pair_is_handed_over_before_it_is_used(mode: Mode, is_async_hook: bool, rotates: bool) -> None:
    stored: list[Tokens] = []
    clock, world = (
        Clock(),
        World("access-1", "access-2", endpoint=Endpoint(**({} if rotates else {"refresh_token": None}))),
    )

    def store(tokens: Tokens) -> None:
        stored.append(tokens)
        assert tokens.access_token not in world.bearers

    async def store_async(tokens: Tokens) -> None:
        await asyncio.sleep(0)
        store(tokens)

    auth = source(on_tokens=store_async if is_async_hook else store)
    if is_async_hook and not mode.is_async:
        with pytest.raises(ConfigurationError, match="goes with AsyncWebWork"):
            signed_in(mode, world, auth, clock)
        assert not world.asked  # the refresh token, which may work only once, is not spent
        return
    get = signed_in(mode, world, auth, clock)
    get()
    clock.now += 3600
    get()
    assert world.bearers == [tokens.access_token for tokens in stored] == ["access-1", "access-2"]
    expected = ["refresh-1", "refresh-2"] if rotates else [REFRESH, REFRESH]
    assert [tokens.refresh_token for tokens in stored] == expected
    assert [form["refresh_token"] for form in world.asked] == [REFRESH, expected[0]]
    assert stored[1].expires_at == clock.now + 3600


def test_new_refresh_token_is_kept_if_storing_it_fails(mode: Mode) -> None:
    stored: list[str | None] = []

    def store(tokens: Tokens) -> None:
        stored.append(tokens.refresh_token)
        if len(stored) == 1:
            raise OSError("disk full")

    world = World("access-1", "access-2", endpoint=Endpoint())
    get = signed_in(mode, world, source(on_tokens=store), Clock())
    with pytest.raises(OSError, match="disk full"):
        get()
    assert not world.requests
    assert get().id == 500
    assert [form["refresh_token"] for form in world.asked] == [REFRESH, "refresh-1"]
    assert (stored, world.bearers) == (["refresh-1", "refresh-2"], ["access-2"])


def test_one_renewal_serves_all_threads() -> None:
    waiting, others_wait = set[int](), threading.Event()

    def sleep(_: float) -> None:
        waiting.add(threading.get_ident())
        if len(waiting) == THREADS - 1:
            others_wait.set()
        threading.Event().wait(0.0005)

    def store(_: Tokens) -> None:
        assert others_wait.wait(PATIENCE), "the others do not wait for this renewal"

    world = World("access-1", endpoint=Endpoint())
    client = Mode(is_async=False).client(world, token=source(on_tokens=store), runtime=Runtime(sleep=sleep))
    with ThreadPoolExecutor(THREADS) as pool:
        assert [task.id for task in pool.map(client.tasks.get, [500] * THREADS)] == [500] * THREADS
    assert (len(world.asked), world.bearers) == (1, ["access-1"] * THREADS)


def test_one_renewal_serves_all_tasks() -> None:
    waiting = set[Any]()
    world = World("access-1", endpoint=Endpoint())

    async def sleep_async(_: float) -> None:
        waiting.add(asyncio.current_task())
        await asyncio.sleep(0)

    async def store(_: Tokens) -> None:
        while len(waiting) < TASKS - 1:
            await asyncio.sleep(0)

    async def story() -> list[Any]:
        runtime = Runtime(sleep_async=sleep_async)
        client = Mode(is_async=True).client(world, token=source(access_token="old", on_tokens=store), runtime=runtime)
        async with asyncio.timeout(PATIENCE):
            return await asyncio.gather(*(client.tasks.get(500) for _ in range(TASKS)))

    assert [task.id for task in asyncio.run(story())] == [500] * TASKS
    assert len(world.asked) == 1
    assert world.bearers.count("access-1") == TASKS
