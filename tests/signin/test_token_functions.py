"""`token=` a function: when it is asked, how often, by whom, and what comes of one that fails."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from math import inf
from typing import Any

import pytest

from tests.fakes import Mode, Script, refusal
from tests.signin.world import AsyncTokens, Clock, Tokens, World, assert_hidden, everything
from webwork_tracker import AuthenticationError, ConfigurationError, DeadlineExceededError, ServerError, WebWork
from webwork_tracker._auth import AskedToken
from webwork_tracker._wishes import Sleep

WAYS = [
    pytest.param(False, Tokens, id="sync"),
    pytest.param(True, Tokens, id="async, sync function"),
    pytest.param(True, AsyncTokens, id="async, async function"),
]
ways = pytest.mark.parametrize(("is_async", "kind"), WAYS)


def made(is_async: bool, world: World, token: Any, **options: Any) -> Callable[..., Any]:
    """A call of a client's: the task 500."""
    mode = Mode(is_async=is_async)
    client = mode.client(world, **{"token": token, "runtime": Clock().runtime(), **options})
    return lambda: mode.call(client.tasks.get, 500)


@ways
def test_function_is_asked_once_for_many_calls(is_async: bool, kind: type[Tokens]) -> None:
    tokens, world = kind("first", "second"), World("first")
    get = made(is_async, world, tokens)
    assert tokens.asked == 0
    assert [get().id for _ in range(3)] == [500] * 3
    assert (tokens.asked, world.bearers) == (1, ["first"] * 3)


@ways
@pytest.mark.parametrize("max_retries", [0, 2])
def test_function_is_asked_again_after_a_401(is_async: bool, kind: type[Tokens], max_retries: int) -> None:
    tokens, world = kind("first", "second"), World("second")
    get = made(is_async, world, tokens, max_retries=max_retries)
    assert get().id == get().id == 500
    assert (tokens.asked, world.bearers) == (2, ["first", "second", "second"])


@ways
def test_function_is_asked_again_only_once_per_call(is_async: bool, kind: type[Tokens]) -> None:
    tokens, world = kind("first", "second", "third", "fourth"), World()
    get = made(is_async, world, tokens, max_retries=5)
    with pytest.raises(AuthenticationError) as caught:
        get()
    assert (tokens.asked, world.bearers, caught.value.attempts) == (2, ["first", "second"], 2)
    with pytest.raises(AuthenticationError):
        get()
    assert (tokens.asked, world.bearers[2:]) == (3, ["second", "third"])


def test_token_that_is_a_string_is_sent_once_only(mode: Mode) -> None:
    world = World()
    with pytest.raises(AuthenticationError):
        mode.call(mode.client(world, token="first", max_retries=5).tasks.get, 500)
    assert world.bearers == ["first"]


def test_async_function_is_refused_before_it_is_needed() -> None:
    async def token() -> str:
        return "first"

    with pytest.raises(ConfigurationError, match="goes with AsyncWebWork"):
        WebWork(token)


def test_async_function_does_not_go_with_the_sync_client() -> None:
    world = World("first")
    get = made(False, world, AsyncTokens("first"))
    for _ in range(2):  # Nor is anybody kept waiting by the one that failed.
        with pytest.raises(ConfigurationError, match="goes with AsyncWebWork"):
            get()
    assert not world.requests


@ways
@pytest.mark.parametrize(
    "wrong", ["t0ken with spaces", "t0ken\nX-Evil: 1", "t0kén", "", None, 707070707, b"t0ken-bytes"]
)
def test_token_that_cannot_be_one_is_refused_and_not_shown(is_async: bool, kind: type[Tokens], wrong: Any) -> None:
    tokens, world = kind(wrong, "second"), World("second")
    get = made(is_async, world, tokens)
    with pytest.raises(ConfigurationError) as caught:
        get()
    assert not world.requests
    assert not wrong or str(wrong) not in everything(caught.value)
    assert_hidden(everything(caught.value), "t0k")
    assert get().id == 500


@ways
def test_error_of_the_function_reaches_the_caller_and_the_next_call_asks_again(
    is_async: bool, kind: type[Tokens]
) -> None:
    error, world = OSError("the vault is sealed"), World("first")
    tokens = kind(error, "first", error, "second")
    get = made(is_async, world, tokens)
    with pytest.raises(OSError) as caught:
        get()
    assert (caught.value, world.bearers) == (error, [])
    assert get().id == 500
    world.good = {"second"}
    with pytest.raises(OSError) as caught:
        get()
    assert (caught.value, world.bearers) == (error, ["first", "first"])
    assert get().id == 500
    assert (tokens.asked, world.bearers[2:]) == (4, ["first", "second"])


@ways
def test_function_that_raises_stop_iteration_is_no_answer(is_async: bool, kind: type[Tokens]) -> None:
    with pytest.raises(RuntimeError, match="raised StopIteration"):
        made(is_async, World("first"), kind(StopIteration()))()


def test_what_is_noted_on_one_callers_error_is_on_no_others() -> None:
    source, runtime = AskedToken(lambda: "never asked"), Clock().runtime()
    first, second = (source.token(None, runtime, inf) for _ in range(2))
    next(first)
    assert isinstance(next(second), Sleep)
    with pytest.raises(ServerError) as caught:
        first.throw(ServerError("the vault is sealed"))
    caught.value.add_note("An earlier attempt of this call may have been carried out.")
    with pytest.raises(ServerError, match="the vault is sealed") as also:
        second.send(None)
    assert not hasattr(also.value, "__notes__")


def test_token_that_was_refused_is_as_secret_as_the_next(mode: Mode) -> None:
    first, second = (f"token-{number}" for number in range(2))
    script = Script(refusal(401), refusal(401, message=f"neither {first} nor {second}"))
    with pytest.raises(AuthenticationError, match=r"neither \*\*\* nor \*\*\*$") as caught:
        mode.call(mode.client(script, token=Tokens(first, second), rate_limit=None).tasks.get, 500)
    assert_hidden(everything(caught.value), first, second)


@pytest.mark.parametrize("deadline", [0.01, 1.0, 30.0])
def test_waiting_for_another_renewal_ends_with_the_deadline(mode: Mode, deadline: float) -> None:
    clock, world, failures = Clock(), World("new"), list[DeadlineExceededError]()
    began = clock.now

    def wait_for_me() -> Any:
        """Asks for a task itself, while the token is being renewed: nobody can have one before it returns."""
        return client.with_options(deadline=deadline).tasks.get(500)

    def ask() -> str:
        with pytest.raises(DeadlineExceededError) as caught:
            wait_for_me()
        failures.append(caught.value)
        return "new"

    async def ask_async() -> str:
        coroutine: Coroutine[Any, Any, Any] = wait_for_me()
        with pytest.raises(DeadlineExceededError) as caught:
            await coroutine
        failures.append(caught.value)
        return "new"

    client = mode.client(world, token=ask_async if mode.is_async else ask, runtime=clock.runtime())
    assert mode.call(client.tasks.get, 500).id == 500
    (failure,) = failures
    assert (failure.sent, failure.attempts, failure.operation_id) == (False, 0, "getTask")
    assert clock.now - began <= deadline
    assert world.bearers == ["new"]
