"""Answers that are to the letter what the contract has: from bytes to records in C, from these to models.

Whatever else a server may send is left to the tolerant decoders, which make the same of such answers, and take longer.
Imported only where msgspec reads.
"""

from __future__ import annotations

from functools import cache
from types import GenericAlias
from typing import Any

from msgspec import MsgspecError, ValidationError, defstruct
from msgspec.json import Decoder

from webwork_tracker_api.records import RECORDS

# What a server has sent otherwise once, it mostly does: that is not tried again.
_given_up: set[Any] = set()


def read(body: bytes, decode: Any, many: bool) -> dict[str, Any] | None:
    """The envelope with its data as models; None if it is for the tolerant decoders."""
    if decode not in RECORDS or (decode, many) in _given_up:
        return None
    try:
        envelope = _decoder(decode, many).decode(body)
    except ValidationError:
        _given_up.add((decode, many))
        return None
    except (MsgspecError, ValueError, RecursionError):
        return None
    data = envelope.data
    if not envelope.success or data is None:
        return None
    model = RECORDS[decode][1]
    return {
        "data": [model(record) for record in data] if many else model(data),
        "message": envelope.message,
        "meta": envelope.meta,
        "pagination": envelope.pagination,
    }


@cache
def _decoder(decode: Any, many: bool) -> Decoder[Any]:
    record, _ = RECORDS[decode]
    data = GenericAlias(list, record) if many else record
    fields: list[Any] = [("success", bool), ("data", data | None, None)]
    # One that is none of the envelope's is refused too: what msgspec passes over, it does not check. A refusal's are
    # known, or the first of them would be taken for a server that sends otherwise.
    fields += [(name, Any, None) for name in ("message", "meta", "pagination", "error", "errors")]
    return Decoder(defstruct("Envelope", fields, forbid_unknown_fields=True))
