"""What a client is told, by arguments or by the environment, and what it says if that cannot be used."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.fakes import TOKEN, Mode, Script, client, reply, task
from webwork_tracker import AsyncWebWork, ConfigurationError, WebWork

NO_TOKEN = "No token: pass token=… or set WEBWORK_TOKEN; a token is made in Settings > REST API in WebWork."
NOT_A_TOKEN = "The token (token=… or WEBWORK_TOKEN) has characters that no token has: was it copied whole, and alone?"
BAD_PARTS = "The base URL must have no query, no fragment, no user name and no password."


def bad_url(url: str) -> str:
    return f"The base URL must begin with https:// or http:// and name a host, not {url!r}."


def bad_timeout(value: Any) -> str:
    return f"timeout must be a number of seconds above 0, or None for no limit, not {value!r}."


@pytest.mark.parametrize(
    ("token", "in_environment", "message"),
    [
        (None, None, NO_TOKEN),
        (None, "", NO_TOKEN),
        (None, "  ", NO_TOKEN),
        ("", None, NO_TOKEN),
        ("", "another", NO_TOKEN),
        (" \n", None, NO_TOKEN),
        ("two words", None, NOT_A_TOKEN),
        ("line\nbreak", None, NOT_A_TOKEN),
        ("tök", None, NOT_A_TOKEN),
        ("nul\0", None, NOT_A_TOKEN),
        (None, "Bearer abc", NOT_A_TOKEN),
    ],
)
def test_no_client_without_a_token(
    mode: Mode, monkeypatch: pytest.MonkeyPatch, token: str | None, in_environment: str | None, message: str
) -> None:
    if in_environment is not None:
        monkeypatch.setenv("WEBWORK_TOKEN", in_environment)
    with pytest.raises(ConfigurationError) as caught:
        mode.client_class(token)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"base_url": "api.webwork-tracker.com"}, bad_url("api.webwork-tracker.com")),
        ({"base_url": "ftp://example.com"}, bad_url("ftp://example.com")),
        ({"base_url": "https://"}, bad_url("https://")),
        ({"base_url": "https:///api"}, bad_url("https:///api")),
        ({"base_url": "https://example.com/api?x=1"}, BAD_PARTS),
        ({"base_url": "https://example.com/api#top"}, BAD_PARTS),
        ({"base_url": "https://me@example.com/api"}, BAD_PARTS),
        ({"base_url": "https://me:secret@example.com/api"}, BAD_PARTS),
        ({"base_url": "https://example.com/api?"}, BAD_PARTS),
        ({"base_url": "https://example.com/api#"}, BAD_PARTS),
        ({"timeout": 0}, bad_timeout(0)),
        ({"timeout": True}, bad_timeout(True)),
        ({"timeout": math.inf}, bad_timeout(math.inf)),
        ({"timeout": -1.5}, bad_timeout(-1.5)),
        ({"timeout": math.nan}, bad_timeout(math.nan)),
        ({"timeout": "30"}, bad_timeout("30")),
        ({"workspace_id": 0}, "workspace_id must be an integer of at least 1, not 0."),
        ({"workspace_id": True}, "workspace_id must be an integer of at least 1, not True."),
        ({"workspace_id": "1"}, "workspace_id must be an integer of at least 1, not '1'."),
        ({"project_id": -1}, "project_id must be an integer of at least 1, not -1."),
        ({"project_id": 1.0}, "project_id must be an integer of at least 1, not 1.0."),
    ],
)
def test_setting_that_cannot_be_used_is_refused(mode: Mode, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        mode.client(Script(), **options)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "options",
    [
        {"base_url": "http://[::1"},
        {"base_url": "http://localhost:port"},
        {"base_url": "http://localhost:99999"},
        {"base_url": "http://local\nhost/api"},
        {"base_url": "https://example.com/a b"},
        {"base_url": 5},
        {"token": 123},
        {"token": b"token"},
        {"deadline": 0},
        {"max_retries": -1},
        {"max_retries": "2"},
        {"max_wait": -1},
        {"rate_limit": 0},
    ],
    ids=repr,
)
def test_whatever_cannot_be_used_is_one_kind_of_error(mode: Mode, options: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        mode.client(Script(), **options)


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("WEBWORK_WORKSPACE_ID", "one", "WEBWORK_WORKSPACE_ID must be an integer of at least 1, not 'one'."),
        ("WEBWORK_WORKSPACE_ID", "0", "WEBWORK_WORKSPACE_ID must be an integer of at least 1, not '0'."),
        ("WEBWORK_PROJECT_ID", "-5", "WEBWORK_PROJECT_ID must be an integer of at least 1, not '-5'."),
        ("WEBWORK_PROJECT_ID", "1.0", "WEBWORK_PROJECT_ID must be an integer of at least 1, not '1.0'."),
        ("WEBWORK_PROJECT_ID", "٣", "WEBWORK_PROJECT_ID must be an integer of at least 1, not '٣'."),
        ("WEBWORK_BASE_URL", "nowhere", bad_url("nowhere")),
    ],
)
def test_environment_that_cannot_be_used_is_refused(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, message: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigurationError) as caught:
        WebWork(TOKEN)
    assert str(caught.value) == message


def test_everything_may_come_from_the_environment(mode: Mode, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBWORK_TOKEN", " from-environment\n")
    monkeypatch.setenv("WEBWORK_WORKSPACE_ID", " 7 ")
    monkeypatch.setenv("WEBWORK_PROJECT_ID", "8")
    monkeypatch.setenv("WEBWORK_BASE_URL", "http://localhost:1/v2/")
    script = Script(reply(task()))
    made = mode.client(script, token=None, workspace_id=None, project_id=None)
    mode.call(made.tasks.get, 5)
    assert script.request.url == "http://localhost:1/v2/tasks/5?workspace_id=7&project_id=8"
    assert script.request.headers["Authorization"] == "Bearer from-environment"


def test_arguments_win_over_the_client_and_the_client_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBWORK_TOKEN", "unused")
    monkeypatch.setenv("WEBWORK_WORKSPACE_ID", "70")
    monkeypatch.setenv("WEBWORK_PROJECT_ID", "80")
    monkeypatch.setenv("WEBWORK_BASE_URL", "http://unused")
    script = Script(reply(task()))
    made = client(script, workspace_id=7, project_id=8, base_url="http://used")
    made.tasks.get(5, workspace_id=6)
    assert script.request.url == "http://used/tasks/5?workspace_id=6&project_id=8"
    assert script.request.headers["Authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    ("missing", "variable"), [("workspace_id", "WEBWORK_WORKSPACE_ID"), ("project_id", "WEBWORK_PROJECT_ID")]
)
def test_an_id_that_nobody_gave_is_named_with_the_ways_to_give_it(mode: Mode, missing: str, variable: str) -> None:
    script = Script()
    made = mode.client(script, **{missing: None})
    with pytest.raises(ConfigurationError) as caught:
        mode.call(made.tasks.get, 5)
    assert (
        str(caught.value) == f"{missing} is not set: pass {missing}=… to the call or to the client, or set {variable}."
    )
    with pytest.raises(ConfigurationError, match=missing):
        made.tasks.list()
    assert script.requests == []


def test_a_project_is_asked_for_only_where_one_is_meant(mode: Mode) -> None:
    script = Script(reply())
    mode.call(mode.client(script, project_id=None).project_viewers.delete, 100)
    assert script.body == {"workspace_id": 1}


@pytest.mark.parametrize(("given", "used"), [({}, 30.0), ({"timeout": 5}, 5), ({"timeout": None}, None)])
def test_timeout_reaches_the_transport(mode: Mode, given: dict[str, Any], used: float | None) -> None:
    script = Script(reply(task()))
    mode.call(mode.client(script, **given).tasks.get, 5)
    assert script.timeouts == [used]


def test_user_agent_names_the_package_and_its_version(mode: Mode) -> None:
    script = Script(reply(task()))
    mode.call(mode.client(script).tasks.get, 5)
    assert script.request.headers["User-Agent"].startswith("webwork-tracker-python/0.")


def test_repr_says_where_calls_go(mode: Mode) -> None:
    text = repr(mode.client(Script(), base_url="http://localhost/", project_id=None))
    assert text == f"{mode.client_class.__name__}(base_url='http://localhost', workspace_id=1, project_id=None)"


def test_closing_closes_the_transport(mode: Mode) -> None:
    script = Script()
    made = mode.client(script)
    mode.call(made.close)
    assert script.closed == 1


def test_a_client_that_was_closed_says_so(mode: Mode) -> None:
    script = Script(reply(task()))
    made = mode.client(script)
    mode.call(made.close)
    mode.call(made.close)
    assert script.closed == 1
    with pytest.raises(ConfigurationError, match="closed"):
        mode.call(made.tasks.get, 5)


def test_client_is_a_context_manager() -> None:
    script = Script(reply(task()))
    with client(script) as made:
        assert made.tasks.get(5).id == 500
        assert script.closed == 0
    assert script.closed == 1


def test_async_client_is_a_context_manager() -> None:
    mode, script = Mode(is_async=True), Script(reply(task()))
    made = mode.client(script)

    async def use() -> None:
        async with made as same:
            assert same is made
            assert (await same.tasks.get(5)).id == 500
            assert script.closed == 0

    mode.call(use)
    assert script.closed == 1


def test_nothing_is_opened_before_the_first_call() -> None:
    # With a base URL that leads nowhere, anything that connects would fail.
    with WebWork(TOKEN, base_url="http://127.0.0.1:1"):
        pass
    Mode(is_async=True).call(AsyncWebWork(TOKEN, base_url="http://127.0.0.1:1").close)
