"""A world to sign in to: an API that knows which tokens are good, a token endpoint, a clock, and a look at all that is said."""

from __future__ import annotations

import asyncio
import json
import pickle
import threading
import traceback
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, quote_plus

from attrs import define, field

from tests.fakes import Script, refusal, reply, task
from webwork_tracker._runtime import Runtime
from webwork_tracker._wire import HTTPReply, HTTPRequest, Limits

TOKEN_URL = "https://sign-in.example.com/oauth/token"
CLIENT_SECRET = "cl1ent/s3cret+of~the.app="
REFRESH = "refr3sh/token+number~one="
CODE = "c0de/of+the~redirect="
SECRETS = (CLIENT_SECRET, REFRESH, CODE)
PATIENCE = 20.0
"""Seconds after which a test that hangs fails; none takes them."""


@define
class Clock:
    """Time that passes only when somebody waits, or when it is told to."""

    now: float = 1_000_000.0
    slept: list[float] = field(factory=list)

    def sleep(self, seconds: float) -> None:
        assert len(self.slept) < 10_000, "it waits for ever"
        self.slept.append(seconds)
        self.now += seconds

    async def sleep_async(self, seconds: float) -> None:
        self.sleep(seconds)

    def runtime(self) -> Runtime:
        return Runtime(lambda: self.now, lambda: self.now, lambda: 0.5, self.sleep, self.sleep_async)


class Tokens:
    """A function that gives one token after the other, and then the last for ever; errors are raised."""

    def __init__(self, *tokens: Any) -> None:
        self._tokens = list(tokens)
        self.asked = 0

    def __call__(self) -> Any:
        token = self._tokens[min(self.asked, len(self._tokens) - 1)]
        self.asked += 1
        if isinstance(token, BaseException):
            raise token
        return token


class AsyncTokens(Tokens):
    async def __call__(self) -> Any:
        await asyncio.sleep(0)
        return super().__call__()


class World(Script):
    """The API takes the tokens that are `good`; `endpoint` answers what is sent to the token URL."""

    def __init__(self, *good: str, endpoint: Callable[[dict[str, str]], HTTPReply] | None = None) -> None:
        super().__init__()
        self.good = set(good)
        self.endpoint = endpoint
        self.asked: list[dict[str, str]] = []
        self.posts: list[HTTPRequest] = []
        self.lock = threading.Lock()

    def answer(self, request: HTTPRequest, limits: Limits) -> HTTPReply:
        with self.lock:
            if request.url == TOKEN_URL:
                self.posts.append(request)
                form = {name: value for name, (value,) in parse_qs((request.body or b"").decode()).items()}
                self.asked.append(form)
                assert self.endpoint is not None, "no token should have been asked for"
                return self.endpoint(form)
            self.requests.append(request)
            return reply(task()) if self.bearer(request) in self.good else refusal(401)

    @staticmethod
    def bearer(request: HTTPRequest) -> str:
        return request.headers["Authorization"].removeprefix("Bearer ")

    @property
    def bearers(self) -> list[str]:
        """The tokens that came with requests to the API, in their order."""
        return [self.bearer(request) for request in self.requests]


def json_reply(body: Any, status: int = 200, **headers: str) -> HTTPReply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HTTPReply(status, {"Content-Type": "application/json", **named}, json.dumps(body).encode())


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and all that hangs on it, shown in a traceback or not."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def everything(error: BaseException) -> str:
    """All that an error says, to whoever asks."""
    parts = ["".join(traceback.format_exception(error)), pickle.dumps(error).decode("latin-1")]
    parts += [f"{each!s} {each!r} {vars(each)!r}" for each in chain(error)]
    return " ".join(parts)


def assert_hidden(text: str, *more: str, of: tuple[str, ...] = SECRETS) -> None:
    """That no secret is in the text, as it is or as a form spells it."""
    for secret in (*of, *map(quote_plus, of), *more):
        assert secret not in text, f"{secret} is in {text}"
