"""Every error of this package, each a `WebWorkError`, each safe to pickle, to log and to show: none carries a token.

WebWorkError
├── ConfigurationError             something to set is missing or wrong
├── InvalidArgumentError           an argument that the contract does not allow; nothing was sent
├── APIConnectionError             no usable reply came
│   ├── APITimeoutError            none within `timeout`
│   ├── DeadlineExceededError      none within `deadline`, waits and retries included
│   └── OutcomeUnknownError        sent, no reply: it may have been carried out
│       └── DeadlineOutcomeUnknownError  that, when the deadline is over: a DeadlineExceededError as well
├── RateLimitStoreError            the store of the rate budget failed; nothing was sent
├── ResponseDecodeError            a reply that cannot be read
├── ContractDriftError             a reply that is not what the contract says, with `on_drift="raise"`
└── APIStatusError                 a reply that says no
    ├── BadRequestError            400
    ├── AuthenticationError        401
    ├── PermissionDeniedError      403
    ├── NotFoundError              404
    ├── ConflictError              409
    ├── ValidationError            422
    ├── RateLimitError             429
    └── ServerError                5xx
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .contract import Drift

__all__ = [
    "APIConnectionError",
    "APIStatusError",
    "APITimeoutError",
    "AuthenticationError",
    "BadRequestError",
    "ConfigurationError",
    "ConflictError",
    "ContractDriftError",
    "DeadlineExceededError",
    "DeadlineOutcomeUnknownError",
    "InvalidArgumentError",
    "NotFoundError",
    "OutcomeUnknownError",
    "PermissionDeniedError",
    "RateLimitError",
    "RateLimitStoreError",
    "ResponseDecodeError",
    "ServerError",
    "ValidationError",
    "WebWorkError",
]


class WebWorkError(Exception):
    """Base of every error that this package raises.

    All but the message are plain attributes, because `pickle` calls the class with the message alone.
    """

    operation_id: str | None = None
    """operationId of the call, None for `request()` and before a call."""
    call: str | None = None
    """The call in words: its operationId, or method and path of a `request()`."""
    attempts: int = 0
    """How often the request was sent."""

    def __init__(self, message: str = "", **attributes: Any) -> None:
        super().__init__(message)
        self.__dict__.update(attributes)

    @property
    def message(self) -> str:
        """What went wrong, in words; the server's own where it gave some."""
        return str(self.args[0])

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self.args, {name: _portable(value) for name, value in self.__dict__.items()}


def _portable(value: Any) -> Any:
    """The value if it can be pickled, else a text in its place: the rest of the error must get through."""
    import pickle

    try:
        pickle.dumps(value)
    except Exception:
        return f"<{type(value).__name__} that cannot be pickled>"
    return value


class ConfigurationError(WebWorkError):
    """Something that the client needs is not set, or cannot be used."""


class InvalidArgumentError(WebWorkError, ValueError):
    """An argument that the contract does not allow. Nothing was sent."""

    field: str = ""
    """Name of the field."""
    value: Any = None
    """The value that was given for it."""
    problem: str = ""
    """What is wrong with it."""


class APIConnectionError(WebWorkError):
    """No usable reply came: connection refused, reset or cut short, a bad certificate, an unknown host."""

    sent: bool = True
    """False if the server certainly did not see the request."""
    worth: float = float("inf")
    """How many attempts such a failure is worth at most; 1 where another one cannot change it (a bad certificate)."""


class APITimeoutError(APIConnectionError):
    """No reply within `timeout` seconds."""


class DeadlineExceededError(APIConnectionError):
    """The call, with its waits and retries, did not end within `deadline` seconds."""


class OutcomeUnknownError(APIConnectionError):
    """The request was sent, no answer came, and to repeat it could do it twice: the server may have carried it out.

    The message says what to look at before it is tried again. What came instead of an answer is the `__cause__`.
    """

    ids: Mapping[str, int] = {}
    """The ids that the call named."""


class DeadlineOutcomeUnknownError(OutcomeUnknownError, DeadlineExceededError):
    """The deadline was over after a request was sent that is not safe to repeat."""


class RateLimitStoreError(WebWorkError):
    """The store that the rate budget is kept in cannot be used (`RateLimit.store`). Nothing was sent."""


class ResponseDecodeError(WebWorkError):
    """A reply that is not what the API documents: not JSON, no envelope, `data` of another shape."""

    status_code: int = 0
    """HTTP status of the reply."""
    content_type: str = ""
    """Its Content-Type."""
    excerpt: str = ""
    """The first 200 letters of its body, secrets taken out."""
    broken: bool = False
    """Whether it looks cut or damaged on the way, rather than wrong from the start."""


class ContractDriftError(WebWorkError):
    """A reply that is not what the contract says, of whatever status; only raised with `on_drift="raise"`.

    Of a write, the message says whether it was carried out all the same.
    """

    drifts: tuple[Drift, ...] = ()
    """Everything in which it differs."""
    status_code: int = 0
    """HTTP status of the reply."""


class APIStatusError(WebWorkError):
    """A reply that says no: any status that is not 2xx, or a 2xx whose envelope says `success: false`."""

    status_code: int = 0
    """HTTP status of the reply."""
    errors: Mapping[str, list[str]] = {}
    """What is wrong with each field, by its name; empty if the server did not say (assumed: it says so with 422)."""
    request_id: str | None = None
    """The reply's `X-Request-Id`, if it has one (assumed)."""
    retry_after: float | None = None
    """Seconds that the server asks to wait, if it does."""
    body: Any = None
    """The body: JSON as Python objects, otherwise text; None if empty."""

    def __str__(self) -> str:
        of = f" ({self.call})" if self.call else ""
        fields = "".join(f"; {name}: {' '.join(texts)}" for name, texts in self.errors.items())
        return f"{self.status_code}{of}: {self.message}{fields}"


class BadRequestError(APIStatusError):
    """400: the server cannot understand the request."""


class AuthenticationError(APIStatusError):
    """401: the token is missing, wrong or too old. Tokens are made in WebWork under Settings > REST API."""


class PermissionDeniedError(APIStatusError):
    """403: the token's user may not do this. The API is open to workspace owners and executive managers (reference); other
    pages of the docs let project and team managers change tasks."""


class NotFoundError(APIStatusError):
    """404: something that the request names does not exist."""


class ConflictError(APIStatusError):
    """409: the request contradicts what is there."""


class ValidationError(APIStatusError):
    """422: a value is missing or not allowed; `errors` says which."""


class RateLimitError(APIStatusError):
    """429: too many requests; `retry_after` says how long to wait, if the server does."""


class ServerError(APIStatusError):
    """5xx: the server, or something in front of it, failed."""
