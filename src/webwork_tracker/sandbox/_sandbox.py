"""The `Sandbox`: a database, the core that answers from it, what a test controls it by, and the three ways to reach it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from time import perf_counter
from typing import TYPE_CHECKING, Any, Literal

from attrs import field, frozen

from webwork_tracker._wire import HTTPReply, HTTPRequest, Limits

from ._builders import PROJECT_ID, WORKSPACE_ID, Builders
from ._clock import SandboxClock
from ._core import Core, Outcome
from ._database import Database
from ._edition import EDITIONS, EditionName
from ._faults import Faults
from ._limit import Limiter
from ._replay import Replay
from ._requests import Requests
from ._roles import TOKEN, token_of_role, token_of_user
from ._routes import PREFIX
from ._seed import Seed, sow
from ._server import SandboxServer
from ._sign_in import SIGN_IN, SignIn
from ._site import Site
from ._transport import AsyncInProcessTransport, InProcessTransport, delivered

if TYPE_CHECKING:
    from typing import Self

    from webwork_tracker import AsyncWebWork, WebWork

# A name that no resolver knows (RFC 2606): should a request leave the process after all, it arrives nowhere.
_IN_PROCESS_URL = f"http://sandbox.invalid{PREFIX}"
_PER_MINUTE = 60
_NO_LIMITS = Limits()


@frozen
class Snapshot:
    """The state of a sandbox at one moment: its data and what its clock was told. It can be pickled."""

    image: bytes = field(repr=False)


class Sandbox(Builders):
    """A WebWork Tracker server of your own, with a workspace (1), a project (100), users, a task and a viewer in it.

    Args:
        db: A file to keep its state in; what is in there already is used as it is.
        clock: What time it is: a function, or a moment at which time stands still until `clock.tick(seconds=…)`; None
            for real time, or for the time that stands still in `db`. What was ticked is kept in `db` until another
            moment is given. With a clock of your own, and ids that are counted up, the same calls give the same answers.
        seed: What is in a new sandbox, instead of the documented examples: a YAML file (needs the extra `[sandbox]`), a
            JSON file, or the same as a mapping; `{}` for nothing.
        edition: "reference" answers as the contract says, "later" as the later editions of the vendor's docs do.
        rate_limit: Requests per minute and token; None for no limit. Left out it is 60 over a socket, and none in
            process: a test makes more than 60 calls a minute.
        replay: A file of `webwork_tracker.recorder.Recorder`: requests are answered from it, each recorded answer once,
            and from nothing else; one that was not recorded gets 501, which says so.

    Raises:
        ValueError: A file that is no database of a sandbox or no recording, or a seed or setting that cannot be used.
        OSError, sqlite3.Error: A file that cannot be used.
    """

    clock: SandboxClock
    """What time it is here; `sandbox.clock.tick(seconds=60)` puts it forward."""
    requests: Requests
    """What was asked and answered, the last 500; secrets are masked."""
    faults: Faults
    """Rules for what shall go wrong: `sandbox.faults.add("createTask", nth=2, status=503)`."""

    def __init__(
        self,
        db: str | os.PathLike[str] = ":memory:",
        *,
        clock: Callable[[], datetime] | datetime | None = None,
        seed: Seed | str | os.PathLike[str] | None = None,
        edition: EditionName = "reference",
        rate_limit: int | Literal["default"] | None = "default",
        replay: str | os.PathLike[str] | None = None,
    ) -> None:
        if edition not in EDITIONS:
            raise ValueError(f"edition must be one of {', '.join(EDITIONS)}, not {edition!r}")
        self.edition: EditionName = edition
        self.clock = SandboxClock(clock)
        self._limiter = (
            Limiter(_PER_MINUTE, self.clock) if rate_limit == "default" else _limiter(rate_limit, self.clock)
        )
        self._limits_calls = rate_limit != "default"
        self._replay = None if replay is None else Replay(replay)
        super().__init__(Database(db), self.clock)
        self._core = Core(self._db, self.clock, edition=EDITIONS[edition]())
        self._sign_in = SignIn(self._db, self.clock)
        self.requests, self.faults = Requests(), self._core.faults
        self._servers: list[SandboxServer] = []
        self._seed = seed
        self._prepare(seed)
        # Of a file, what was in it first may be much and long ago: `reset` makes it when it is asked for.
        self._first = self.snapshot() if os.fspath(db) == ":memory:" else None

    def _prepare(self, seed: Seed | str | os.PathLike[str] | None) -> None:
        try:
            with self._db.transaction():
                if self._db.is_new:
                    self._db.create()
                    sow(self, seed, EDITIONS[self.edition]())
                self.clock.keep_in(self._db)
        except BaseException:
            self._db.close()
            raise

    def handle(self, request: HTTPRequest, limits: Limits = _NO_LIMITS) -> HTTPReply:
        """Answer a request. Any number of threads may ask at the same time.

        Raises:
            APIConnectionError: A fault took the answer, or made it later than `limits` allow.
            RuntimeError: The sandbox is closed.
        """
        return delivered(self._exchange(request), limits)

    def _exchange(self, request: HTTPRequest, *, over_socket: bool = False) -> Outcome:
        """What comes of a request to the API or to sign-in; it goes into the log."""
        if self._db.closed:
            raise RuntimeError("this sandbox is closed")
        # No request comes over a connection that is refused: nothing to log.
        if not over_socket and (fault := self.faults.due_connection()):
            return Outcome(None, fault=fault)
        begun, at = perf_counter(), self.clock()
        outcome = self._outcome(request, over_socket)
        self.requests.add(request, outcome, at, (perf_counter() - begun) * 1000)
        return outcome

    def _outcome(self, request: HTTPRequest, over_socket: bool) -> Outcome:
        if self._replay is not None:
            return self._replay.exchange(request, self._core.refuse)
        if SIGN_IN in request.url and (reply := self._sign_in.reply(request)) is not None:
            return Outcome(reply)
        limiter = self._limiter if over_socket or self._limits_calls else None
        return self._core.exchange(request, limiter)

    def token(self, who: str | int = "Owner") -> str:
        """The token of a role ("Owner", "Executive manager", "Project manager", "Team manager", "Regular User") or user.

        A role means the first member who has it. Raises `ValueError` for a role that does not exist.
        """
        return token_of_user(who) if isinstance(who, int) else token_of_role(who)

    def snapshot(self) -> Snapshot:
        """The present state, for `restore`."""
        return Snapshot(self._db.image())

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a snapshot: data and clock. Log and faults stay, the rate limit counts from zero."""
        self._db.restore(snapshot.image)
        self.clock.reload()
        if self._limiter:
            self._limiter.clear()

    def reset(self) -> None:
        """Make it as a new one is: data as the seed has it, clock as it was given, no log, no faults. Takes 0.1 ms."""
        if self._first is None:
            with Sandbox(clock=self.clock.source, seed=self._seed, edition=self.edition) as fresh:
                self._first = fresh.snapshot()
        self.restore(self._first)
        self.faults.clear()
        self.requests.clear()
        if self._replay is not None:
            self._replay.rewind()

    def client(self, **options: Any) -> WebWork:
        """A client of this sandbox, in this process, without a socket. `options` are the client's own, and win."""
        from webwork_tracker import WebWork

        return WebWork(**_client_options(InProcessTransport(self._exchange), options))

    def async_client(self, **options: Any) -> AsyncWebWork:
        """The same for async code."""
        from webwork_tracker import AsyncWebWork

        return AsyncWebWork(**_client_options(AsyncInProcessTransport(self._exchange), options))

    def serve(self, port: int = 0, host: str = "127.0.0.1", *, control: bool | None = None) -> SandboxServer:
        """A server on a real socket: `with sandbox.serve() as server: … server.base_url`. Port 0 is any free one.

        `control` says whether it also has its web page and `/__sandbox/…`, by which anybody who reaches it can read and
        change everything; None: only if it listens on this machine alone.
        """
        site = Site(self, host, control)
        server = SandboxServer(site, self._core.refuse, self.faults.due_connection, host=host, port=port)
        self._servers = [*(running for running in self._servers if running.is_running), server]
        return server

    def stop(self) -> None:
        """Stop its servers."""
        for server in self._servers:
            server.stop()
        self._servers.clear()

    def close(self) -> None:
        """Stop its servers and let go of the database. What was in memory is gone."""
        self.stop()
        self._db.close()

    @property
    def closed(self) -> bool:
        """Whether it answers no more."""
        return self._db.closed

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _limiter(rate_limit: int | str | None, clock: SandboxClock) -> Limiter | None:
    if rate_limit is None:
        return None
    if not isinstance(rate_limit, int):
        raise ValueError(f"rate_limit must be a number of requests or None, not {rate_limit!r}")
    return Limiter(rate_limit, clock)


def _client_options(transport: object, options: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "token": TOKEN,
        "base_url": _IN_PROCESS_URL,
        "workspace_id": WORKSPACE_ID,
        "project_id": PROJECT_ID,
        "transport": transport,
        # No server is spared by waiting, and tests make more than 60 calls a minute.
        "rate_limit": None,
        **options,
    }
