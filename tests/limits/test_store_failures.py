"""What happens when the budget's store fails, or cannot be opened: a clear error or memory, and no password anywhere."""

from __future__ import annotations

import logging
import pickle
import sqlite3
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest

from tests.fakes import Mode, Script, reply
from tests.limits.conftest import RedisServer, free_port
from tests.limits.simulation import fresh_token
from webwork_tracker import ConfigurationError, DeadlineExceededError, RateLimit, RateLimitStoreError, WebWork


def client(script: Script, store: str, on_store_error: Literal["raise", "memory"] = "raise", **options: Any) -> WebWork:
    """A sync client with a budget of its own in that store."""
    limit = RateLimit(2, 30, store, on_store_error)
    made: WebWork = Mode(is_async=False).client(script, **{"token": fresh_token(), "rate_limit": limit, **options})
    return made


@pytest.fixture(params=["no folder", "no database", "table lost", "no server", "server lost"])
def failing(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Callable[[], None]]:
    """A store's URL, and what makes it fail; those that fail from the start need nothing more."""
    path = tmp_path / "budget.db"
    if request.param == "no folder":
        # A folder that is merely missing is made.
        (tmp_path / "nowhere").touch()
        return f"sqlite:///{tmp_path}/nowhere/budget.db", lambda: None
    if request.param == "no database":
        path.write_bytes(b"no database at all " * 1000)
        return f"sqlite:///{path}", lambda: None
    if request.param == "no server":
        return f"redis://:pa55word@127.0.0.1:{free_port()}/0", lambda: None
    if request.param == "server lost":
        server: RedisServer = request.getfixturevalue("own_redis")
        return server.url, server.stop

    def lose_tables() -> None:
        connection = sqlite3.connect(path)
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            connection.execute(f'DROP TABLE "{name}"')
        connection.commit()
        connection.close()

    return f"sqlite:///{path}", lose_tables


def test_a_store_that_fails_is_an_error_and_nothing_is_sent(failing: tuple[str, Callable[[], None]]) -> None:
    url, fail = failing
    # One that works to begin with takes one call.
    works = fail.__name__ != "<lambda>"
    script = Script(reply([]))
    webwork = client(script, url)
    if works:
        webwork.request("GET", "/workspaces")
    fail()
    for _ in range(2):
        with pytest.raises(RateLimitStoreError) as caught:
            webwork.request("GET", "/workspaces")
        assert type(pickle.loads(pickle.dumps(caught.value))) is RateLimitStoreError
    assert len(script.requests) == works


def test_a_store_that_fails_can_be_replaced_by_memory(
    failing: tuple[str, Callable[[], None]], caplog: pytest.LogCaptureFixture
) -> None:
    url, fail = failing
    works = fail.__name__ != "<lambda>"
    script = Script(reply([]))
    webwork = client(script, url, "memory", deadline=20)
    if works:
        webwork.request("GET", "/workspaces")
        assert not caplog.records
    fail()
    for _ in range(2):
        webwork.request("GET", "/workspaces")
    (record,) = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert record.name == "webwork_tracker"
    assert "counts alone" in record.getMessage()
    # The budget goes on in memory.
    with pytest.raises(DeadlineExceededError):
        webwork.request("GET", "/workspaces")
    assert len(script.requests) == 2 + works


def test_a_reply_is_not_lost_to_a_store_that_fails_after_it(
    own_redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    def answer(request: object) -> Any:
        own_redis.stop()
        return reply([{"id": 1}], headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "20"})

    assert client(Script(answer), own_redis.url).request("GET", "/workspaces") == [{"id": 1}]
    assert [record.levelno for record in caplog.records if record.name == "webwork_tracker"] == [logging.WARNING]


@pytest.mark.parametrize("on_store_error", ["raise", "memory"])
@pytest.mark.parametrize(
    ("store", "missing", "extra"),
    [
        ("sqlite:///{here}/budget.db", "pyrate_limiter", "sqlite"),
        ("sqlite:///{here}/budget.db", "filelock", "sqlite"),
        ("redis://127.0.0.1:1/0", "pyrate_limiter", "redis"),
        ("redis://127.0.0.1:1/0", "redis", "redis"),
    ],
)
def test_a_missing_extra_is_named(
    store: str,
    missing: str,
    extra: str,
    on_store_error: Literal["raise", "memory"],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ConfigurationError, match=rf"pip install 'webwork-tracker\[{extra}\]'"):
        client(Script(), store.format(here=tmp_path), on_store_error).request("GET", "/workspaces")


@pytest.mark.parametrize("on_store_error", ["raise", "memory"])
@pytest.mark.parametrize("reachable", [False, True], ids=["no server", "refused by the server"])
def test_a_password_is_shown_nowhere(
    reachable: bool,
    on_store_error: Literal["raise", "memory"],
    redis_server: RedisServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The server that is there knows no such user."""
    caplog.set_level(logging.DEBUG)
    port = redis_server.port if reachable else free_port()
    url = f"redis://somebody:pa55word@127.0.0.1:{port}/0"
    webwork = client(Script(reply([])), url, on_store_error)
    shown = [repr(webwork), repr(webwork._options), repr(webwork._options.rate_limit), str(webwork._options.rate_limit)]
    try:
        webwork.request("GET", "/workspaces")
    except RateLimitStoreError as error:
        shown += [str(error), repr(error), repr(vars(error)), "".join(traceback.format_exception(error))]
        shown += [repr(error.__context__), repr(error.__cause__), repr(pickle.dumps(error))]
        assert on_store_error == "raise"
    else:
        assert on_store_error == "memory"
    shown += [record.getMessage() + repr(vars(record)) for record in caplog.records]
    assert "pa55word" not in "\n".join(shown)


def test_a_store_that_makes_no_sense_does_not_repeat_its_url() -> None:
    with pytest.raises(ValueError) as caught:
        RateLimit(store="rediss+odd://:pa55word@host")
    assert "pa55word" not in str(caught.value)
