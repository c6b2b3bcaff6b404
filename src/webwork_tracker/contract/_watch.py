"""Where a call's reply meets the contract: what `_flow` calls if a client has `on_drift=`."""

from __future__ import annotations

from attrs import evolve

from webwork_tracker._call import Call
from webwork_tracker._scrub import Secrets, scrub
from webwork_tracker._wire import HTTPReply
from webwork_tracker.errors import ContractDriftError

from ._check import check
from ._drift import Drift, Drifts

_SHOWN = 20


def watch(drifts: Drifts, call: Call, reply: HTTPReply, secrets: Secrets) -> None:
    """Hold the reply against the contract. Raises `ContractDriftError` if the mode is `raise` and anything was found."""
    if call.operation_id is None:
        return
    content_type = reply.headers.get("content-type")
    found = check(call.operation_id, reply.status, reply.body, content_type=content_type)
    # A server may use anything as the name of a field.
    found = [evolve(drift, pointer=scrub(drift.pointer, secrets)) for drift in found]
    drifts.add(found)
    if found and drifts.raises:
        raise ContractDriftError(_text(call, reply.status, found), drifts=tuple(found), status_code=reply.status)


def _text(call: Call, status: int, found: list[Drift]) -> str:
    lines = [f"the reply ({status}) to {call.name} is not what the contract says{_outcome(call, status, found)}:"]
    lines += [
        f"{drift.kind}{f' {drift.pointer}' if drift.pointer else ''} ({drift.detail})" for drift in found[:_SHOWN]
    ]
    if len(found) > _SHOWN:
        lines.append(f"and {len(found) - _SHOWN} more")
    return "\n  ".join(lines)


def _outcome(call: Call, status: int, found: list[Drift]) -> str:
    """Whoever is told that a write failed would else make it again."""
    if call.request.method == "GET" or 300 <= status < 500:
        return ""
    doubtful = status >= 500 or any(drift.pointer in ("", "/success") for drift in found)
    return f"; the call itself {'may have been' if doubtful else 'was'} carried out"
