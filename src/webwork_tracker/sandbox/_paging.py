"""One page of a query, and where it stands in the whole."""

from __future__ import annotations

import sqlite3
from typing import Any

from ._call import Call
from ._registry import behaviour

DEFAULT_PER_PAGE = 20


@behaviour("Without page and per_page a list answers with its first 20 items.", "docs", "getTasks", "getProjectViewers")
@behaviour("Items are listed in the order of their ids.", "assumed", "getTasks", "getProjectViewers")
@behaviour("A page after the last one is empty; from and to are null then.", "assumed", "getTasks", "getProjectViewers")
@behaviour("An empty list has one page.", "assumed", "getTasks", "getProjectViewers")
def page_of(call: Call, sql: str, *values: Any) -> tuple[list[sqlite3.Row], dict[str, int | None]]:
    """The rows of the page that is asked for, and `meta.pagination`. `sql` selects all rows, with an `id`."""
    page: int = call.arguments.get("page", 1)
    per_page: int = call.arguments.get("per_page", DEFAULT_PER_PAGE)
    skipped = (page - 1) * per_page
    total = int(call.db.all(f"SELECT count(*) FROM ({sql})", *values)[0][0])
    order = "DESC" if call.arguments.get("order_by") == "desc" else "ASC"
    rows = call.db.all(f"{sql} ORDER BY id {order} LIMIT ? OFFSET ?", *values, per_page, skipped)
    return rows, {
        "total": total,
        "per_page": per_page,
        "current_page": page,
        "last_page": max(1, -(-total // per_page)),
        "from": skipped + 1 if rows else None,
        "to": skipped + len(rows) if rows else None,
    }
