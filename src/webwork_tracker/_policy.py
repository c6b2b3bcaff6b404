"""What may be set about retries and the rate budget, as small values. The reasons stand beside the defaults' names."""

from __future__ import annotations

from typing import Literal

from attrs import field, frozen
from attrs.validators import ge, gt

from ._constants import BACKOFF, MAX_BACKOFF, MAX_RETRIES, MAX_WAIT, RATE_LIMIT, RATE_WINDOW


@frozen
class RetryPolicy:
    """How often, and how patiently, a call is tried again. *What* is tried again is not a matter of taste: see `WebWork`.

    Raises ValueError for a figure below zero.
    """

    max_retries: int = field(default=MAX_RETRIES, validator=ge(0))
    """Attempts after the first."""
    max_wait: float = field(default=MAX_WAIT, validator=ge(0))
    """Seconds that a server may ask to wait; above it the call fails at once, with `.retry_after`."""
    backoff: float = field(default=BACKOFF, validator=ge(0))
    """Seconds: upper bound of the first wait when the server asks for none; it doubles with each retry."""
    max_backoff: float = field(default=MAX_BACKOFF, validator=ge(0))
    """Seconds: where the doubling ends."""

    def wait(self, retry: int, chance: float) -> float:
        """Seconds before the `retry`-th retry (from 1): full jitter, `chance` being anywhere from 0 to 1."""
        # The exponent is capped because 2.0 ** 1024 is an error; the wait has long reached its end by then.
        return float(chance * min(self.max_backoff, self.backoff * 2.0 ** min(retry - 1, 60)))


@frozen
class RateLimit:
    """How many requests are sent in a window of time, by everybody who uses the same token at the same host.

    Raises ValueError for a figure that is not above zero.
    """

    requests: int = field(default=RATE_LIMIT, validator=ge(1))
    """Requests in a window."""
    window: float = field(default=RATE_WINDOW, validator=gt(0))
    """Seconds that a window has; it slides."""
    store: str = field(default="memory:")
    """Where the count is kept: `memory:` (this process), `sqlite:///path` (this machine; extra `[sqlite]`) or
    `redis://host` (any machine; extra `[redis]`)."""
    on_store_error: Literal["raise", "memory"] = "raise"
    """What happens when the store fails: `RateLimitStoreError`, or a warning in the log and a count in this process."""

    @store.validator
    def _known(self, _: object, store: str) -> None:
        if not store.startswith(("memory:", "sqlite:///", "redis://", "rediss://", "unix://")):
            # Not repeated: a Redis URL may hold a password.
            raise ValueError("store must begin with memory:, sqlite:///, redis://, rediss:// or unix://")

    def __repr__(self) -> str:
        return f"RateLimit(requests={self.requests}, window={self.window:g}, store={self.store.partition(':')[0]!r})"
