"""A typed client for the WebWork Tracker REST API: tasks and project viewers, sync and async."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ._constants import VERSION as __version__

if TYPE_CHECKING:
    from webwork_tracker_api.models import (
        Assignee,
        Assignment,
        Pagination,
        ProjectViewer,
        ProjectViewerStatus,
        Task,
        TaskPriority,
        TaskStatus,
        ViewerProject,
    )
    from webwork_tracker_api.types import UNSET, Unset

    from ._client import AsyncWebWork, WebWork
    from ._pager import AsyncPager, Page, Pager
    from ._policy import RateLimit
    from ._reply import Meta, RawResponse
    from .errors import (
        APIConnectionError,
        APIStatusError,
        APITimeoutError,
        AuthenticationError,
        BadRequestError,
        ConfigurationError,
        ConflictError,
        ContractDriftError,
        DeadlineExceededError,
        DeadlineOutcomeUnknownError,
        InvalidArgumentError,
        NotFoundError,
        OutcomeUnknownError,
        PermissionDeniedError,
        RateLimitError,
        RateLimitStoreError,
        ResponseDecodeError,
        ServerError,
        ValidationError,
        WebWorkError,
    )
    from .oauth import OAuth2

__all__ = [
    "UNSET",
    "APIConnectionError",
    "APIStatusError",
    "APITimeoutError",
    "Assignee",
    "Assignment",
    "AsyncPager",
    "AsyncWebWork",
    "AuthenticationError",
    "BadRequestError",
    "ConfigurationError",
    "ConflictError",
    "ContractDriftError",
    "DeadlineExceededError",
    "DeadlineOutcomeUnknownError",
    "InvalidArgumentError",
    "Meta",
    "NotFoundError",
    "OAuth2",
    "OutcomeUnknownError",
    "Page",
    "Pager",
    "Pagination",
    "PermissionDeniedError",
    "ProjectViewer",
    "ProjectViewerStatus",
    "RateLimit",
    "RateLimitError",
    "RateLimitStoreError",
    "RawResponse",
    "ResponseDecodeError",
    "ServerError",
    "Task",
    "TaskPriority",
    "TaskStatus",
    "Unset",
    "ValidationError",
    "ViewerProject",
    "WebWork",
    "WebWorkError",
    "__version__",
]

# Where each public name is found when it is first asked for (PEP 562): an import of this package loads nothing else.
_HOMES = {
    "._client": ("AsyncWebWork", "WebWork"),
    "._pager": ("AsyncPager", "Page", "Pager"),
    "._policy": ("RateLimit",),
    "._reply": ("Meta", "RawResponse"),
    ".oauth": ("OAuth2",),
    "webwork_tracker_api.types": ("UNSET", "Unset"),
    "webwork_tracker_api.models": (
        "Assignee",
        "Assignment",
        "Pagination",
        "ProjectViewer",
        "ProjectViewerStatus",
        "Task",
        "TaskPriority",
        "TaskStatus",
        "ViewerProject",
    ),
}


_MODULES = ("contract", "errors", "events", "oauth", "sandbox")


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f".{name}", __name__)
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = next((module for module, names in _HOMES.items() if name in names), ".errors")
    value = globals()[name] = getattr(import_module(home, __name__), name)
    return value


def __dir__() -> list[str]:
    return sorted({*__all__, *_MODULES})
