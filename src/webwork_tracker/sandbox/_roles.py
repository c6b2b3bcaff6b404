"""Who may do what: the tokens of a sandbox, the roles behind them, and 403."""

from __future__ import annotations

import re
import sqlite3
from datetime import datetime

from ._call import OWNER, Call, Identity, Refusal
from ._database import Database
from ._registry import behaviour

ROLES = ("Owner", "Executive manager", "Project manager", "Team manager", "Regular User")
"""Role names. Source: the vendor's docs."""

_EVERYTHING = ("Owner", "Executive manager")
_TASK_WRITES = ("Project manager", "Team manager")


def token_of_role(role: str) -> str:
    """The well-known token of the first member with a role. Raises `ValueError` for a role that does not exist."""
    if role not in ROLES:
        raise ValueError(f"no role {role!r}: there are {', '.join(ROLES)}")
    return "sandbox-" + role.lower().replace(" ", "-")


def token_of_user(user_id: int) -> str:
    """The well-known token of a user."""
    return f"sandbox-user-{user_id}"


TOKEN = "sandbox-token"
"""What a configuration for a sandbox has for a token where roles do not matter: the owner's, like any other token."""
_WELL_KNOWN = {token_of_role(role): OWNER if role == "Owner" else Identity(role=role) for role in ROLES}
_USER = re.compile(r"sandbox-user-([0-9]{1,18})")
_ACCESS = re.compile(r"sandbox-access-([0-9]{1,18})")


def is_well_known(token: str) -> bool:
    """Whether a token is one that everybody knows, and so no secret: of a role, of a user."""
    return token == TOKEN or token in _WELL_KNOWN or _USER.fullmatch(token) is not None


@behaviour("Any bearer token that is not one of the sandbox's own is the workspace owner's.", "assumed")
@behaviour("An access token of OAuth works for 15 days, then it answers 401.", "docs")
@behaviour("An access token of OAuth that was never given answers 401.", "assumed")
def identity_of(db: Database, token: str, now: datetime) -> Identity:
    """Whom a token belongs to. Raises a 401 `Refusal` for one that is over."""
    known = _WELL_KNOWN.get(token)
    if known is not None or not token.startswith("sandbox-"):
        return known or OWNER
    if user := _USER.fullmatch(token):
        return Identity(user_id=int(user[1]))
    if access := _ACCESS.fullmatch(token):
        sql = "SELECT user_id FROM grants WHERE id = ? AND kind = 'access' AND NOT spent AND expires_at > ?"
        with db.transaction():
            grant = db.first(sql, int(access[1]), int(now.timestamp()))
        if grant is None:
            raise Refusal(401, "Unauthenticated", headers={"www-authenticate": 'Bearer error="invalid_token"'})
        return Identity(user_id=grant["user_id"])
    return OWNER


def acting_user(call: Call, workspace: sqlite3.Row) -> int:
    """Id of the user that the token belongs to."""
    if call.identity.is_owner:
        return int(workspace["owner_id"])
    found = member_of(call.db, call.identity, workspace["id"])
    return int(found["user_id"] if found else workspace["owner_id"])


def member_of(db: Database, identity: Identity, workspace_id: int) -> sqlite3.Row | None:
    """The membership behind a token: user and role."""
    if identity.user_id is not None:
        sql = "SELECT user_id, role FROM members WHERE workspace_id = ? AND user_id = ?"
        return db.first(sql, workspace_id, identity.user_id)
    sql = "SELECT user_id, role FROM members WHERE workspace_id = ? AND role = ? ORDER BY user_id"
    return db.first(sql, workspace_id, identity.role)


@behaviour("The API is open to workspace owners and executive managers; anybody else gets 403.", "reference")
@behaviour(
    "Project managers and team managers may write tasks all the same.",
    "docs",
    *("createTask", "updateTask", "deleteTask", "assignTask", "unassignTask"),
)
@behaviour(
    "Project managers and team managers may not read tasks, because nobody says that they may.",
    "assumed",
    *("getTasks", "getTask", "getTaskAssignees"),
)
@behaviour("Who is no member of the workspace gets 403. The message of a 403 is Access denied.", "assumed")
@behaviour("Roles are looked at after the fields of a request, and before what it is about.", "assumed")
def permit(call: Call, workspace: sqlite3.Row) -> None:
    """Refuse what the token's user may not do."""
    if call.identity.is_owner:
        return
    found = member_of(call.db, call.identity, workspace["id"])
    role = found["role"] if found else None
    writes_task = call.operation.tag == "tasks" and call.operation.method != "GET"
    if role not in _EVERYTHING and not (role in _TASK_WRITES and writes_task):
        raise Refusal(403, "Access denied")
