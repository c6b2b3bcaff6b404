"""60 requests per minute and token, by the sandbox's clock."""

from __future__ import annotations

import http.client
from typing import Any
from urllib.parse import urlsplit

import pytest

from webwork_tracker import RateLimitError
from webwork_tracker.sandbox import Sandbox

from .calls import Caller, Clock, in_process


def test_in_process_there_is_no_limit_unless_asked_for(ask: Caller) -> None:
    replies = [ask.get("/tasks") for _ in range(61)]
    assert {reply.status for reply in replies} == {200}
    assert "x-ratelimit-limit" not in replies[0].headers


def test_what_is_over_the_limit_is_refused(clock: Clock) -> None:
    with Sandbox(clock=clock, rate_limit=3) as sandbox:
        call = in_process(sandbox)
        left = [call.get("/tasks").headers["x-ratelimit-remaining"] for _ in range(3)]
        assert left == ["2", "1", "0"]
        clock.tick(20)
        refused = call.write("POST", "/tasks", title="one too many")
        assert (refused.status, refused.json["message"]) == (429, "Too Many Attempts.")
        ends = int(clock.now.timestamp()) + 40
        told = {name: refused.headers[name] for name in refused.headers if name.startswith(("x-rate", "retry"))}
        assert told == {
            "x-ratelimit-limit": "3",
            "x-ratelimit-remaining": "0",
            "retry-after": "40",
            "x-ratelimit-reset": str(ends),
        }
        clock.tick(40)
        assert len(call.get("/tasks").data) == 1


def test_each_token_has_its_own(clock: Clock) -> None:
    with Sandbox(clock=clock, rate_limit=1) as sandbox:
        call = in_process(sandbox)
        for token in ("Bearer one", "Bearer other"):
            path = "/tasks?workspace_id=1&project_id=100"
            assert [call("GET", path, headers={"Authorization": token}).status for _ in range(2)] == [200, 429]
        # Errors count, and have the headers too; requests without a token do neither.
        assert call("GET", "/tasks", headers={"Authorization": "Bearer third"}).headers["x-ratelimit-remaining"] == "0"
        assert "x-ratelimit-remaining" not in call("GET", "/tasks", headers={}).headers


def test_many_tokens_are_forgotten_when_their_minute_is_over(clock: Clock) -> None:
    with Sandbox(clock=clock, rate_limit=1) as sandbox:
        call = in_process(sandbox)
        for number in range(1001):
            call("GET", "/tasks", headers={"Authorization": f"Bearer {number}"})
        clock.tick(61)
        call.get("/tasks")
        assert sandbox._limiter
        assert len(sandbox._limiter._windows) == 1


@pytest.mark.parametrize(("settings", "status"), [({}, 429), ({"rate_limit": None}, 200), ({"rate_limit": 61}, 200)])
def test_over_a_socket_it_is_on(clock: Clock, settings: dict[str, Any], status: int) -> None:
    with Sandbox(clock=clock, **settings) as sandbox, sandbox.serve() as server:
        connection = http.client.HTTPConnection(urlsplit(server.base_url).netloc, timeout=10)
        for _ in range(61):
            connection.request("GET", "/api/v2/project-viewers?workspace_id=1", headers={"Authorization": "Bearer x"})
            response = connection.getresponse()
            response.read()
        assert response.status == status
        connection.close()


def test_the_client_is_told_how_long_to_wait(clock: Clock) -> None:
    with Sandbox(clock=clock, rate_limit=1) as sandbox, sandbox.client(max_wait=0) as ww:
        ww.tasks.get(500)
        with pytest.raises(RateLimitError) as refused:
            ww.tasks.get(500)
    assert refused.value.retry_after == 60


@pytest.mark.parametrize("value", [0, -1, "60", 1.5])
def test_limits_that_are_none(value: Any) -> None:
    with pytest.raises(ValueError, match="rate_limit must be"):
        Sandbox(rate_limit=value)
