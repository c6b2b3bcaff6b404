"""Which function answers which operation, and how well each of its behaviours is known.

The marks stand on the functions that make the decisions. A table is made from `behaviours()`, never kept beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from attrs import evolve, frozen

if TYPE_CHECKING:
    from ._call import Answer, Call

Evidence = Literal["reference", "docs", "later-docs", "assumed"]
"""How well a behaviour is known; the words are those of `x-evidence` in the contract."""

_Function = TypeVar("_Function", bound=Callable[..., Any])


@frozen
class Behaviour:
    """One thing that the sandbox does, and why it believes that the API does so too."""

    text: str
    """What it does, in a sentence."""
    evidence: Evidence
    """How well that is known."""
    operations: tuple[str, ...]
    """The operationIds that do it; empty where every operation does."""
    decided_in: str
    """Module and function that make it so."""


HANDLERS: dict[str, Callable[[Call], Answer]] = {}
"""operationId to the function that answers it."""

_MARKS: list[tuple[Callable[..., Any], Behaviour]] = []


def handles(operation_id: str) -> Callable[[Callable[[Call], Answer]], Callable[[Call], Answer]]:
    """Decorate the function that answers an operation."""

    def register(function: Callable[[Call], Answer]) -> Callable[[Call], Answer]:
        HANDLERS[operation_id] = function
        return function

    return register


def behaviour(text: str, evidence: Evidence, *operations: str) -> Callable[[_Function], _Function]:
    """Decorate the function that decides something, with what it decides.

    Without `operations` it concerns the operation that the function handles, or all of them if it handles none.
    """

    def mark(function: _Function) -> _Function:
        decided_in = f"{function.__module__}.{function.__qualname__}"
        _MARKS.append((function, Behaviour(text, evidence, operations, decided_in)))
        return function

    return mark


def behaviours() -> list[Behaviour]:
    """Everything that the sandbox does, each with the operations that it concerns."""
    handled = {function: operation_id for operation_id, function in HANDLERS.items()}
    return [
        evolve(mark, operations=(handled[function],)) if function in handled and not mark.operations else mark
        for function, mark in _MARKS
    ]
