"""The fidelity table: what the sandbox does, operation by operation, and how well it is known that the API does so."""

from __future__ import annotations

from collections.abc import Iterator

from webwork_tracker_api.operations import OPERATIONS

from ._registry import Behaviour, behaviours

_KNOWN_FROM = {"reference": "reference", "docs": "docs", "later-docs": "later docs", "assumed": "assumed"}
_EVERYWHERE = "every operation"


def fidelity_table() -> str:
    """One row per operation and behaviour, as Markdown; made from the marks beside the code."""
    rows = [
        f"| {operation} | {mark.text} | {_KNOWN_FROM[mark.evidence]} | never |"
        for operation, mark in sorted(_rows(), key=_order)
    ]
    return "\n".join(["| operation | what the sandbox does | known from | verified live |", "|---|---|---|---|", *rows])


def _rows() -> Iterator[tuple[str, Behaviour]]:
    for mark in behaviours():
        for operation in mark.operations or (_EVERYWHERE,):
            yield operation, mark


def _order(row: tuple[str, Behaviour]) -> tuple[int, str, int, str]:
    """As the contract has the operations, what holds everywhere before them, sign-in after; best known first."""
    operation, mark = row
    known = [_EVERYWHERE, *OPERATIONS]
    place = known.index(operation) if operation in known else len(known)
    return place, operation, list(_KNOWN_FROM).index(mark.evidence), mark.text
