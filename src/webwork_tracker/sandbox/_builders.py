"""Puts people, projects and tasks into a sandbox: for tests, and for seeds, which are the same calls as data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from sqlite3 import IntegrityError, InterfaceError, ProgrammingError
from typing import Any

from ._database import Database
from ._envelope import timestamp
from ._roles import ROLES

WORKSPACE_ID = 1
PROJECT_ID = 100
OWNER_ID = 10

_VIEWER_STATUSES = ("active", "inactive", "left")


class Builders:
    """The `add_…` methods of a sandbox. Each returns the id of what it made, and takes one with `id=`.

    They raise `ValueError` for what contradicts the rest: an id that is taken, a user or project that does not exist.
    """

    def __init__(self, db: Database, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._clock = clock

    def add_user(
        self,
        firstname: str = "Sam",
        lastname: str = "Sample",
        email: str | None = None,
        *,
        role: str | None = "Regular User",
        workspace_id: int = WORKSPACE_ID,
        id: int | None = None,
    ) -> int:
        """A user, member of a workspace with a role: one of `ROLES`, or None for no member of it."""
        if role is not None:
            _one_of("role", role, ROLES)
        address = email or f"{firstname}.{lastname}@example.com".lower().replace(" ", "-")
        with self._building("user"):
            user_id = _insert(self._db, "users", id=id, firstname=firstname, lastname=lastname, email=address)
            if role is not None:
                self._db.insert("members", workspace_id=workspace_id, user_id=user_id, role=role)
        return user_id

    def add_workspace(self, name: str = "Workspace", *, owner_id: int = OWNER_ID, id: int | None = None) -> int:
        """A workspace of a user that exists, who becomes its owner."""
        with self._building("workspace"):
            workspace_id = _insert(self._db, "workspaces", id=id, name=name, owner_id=owner_id)
            self._db.insert("members", workspace_id=workspace_id, user_id=owner_id, role="Owner")
        return workspace_id

    def add_member(self, user_id: int, role: str = "Regular User", *, workspace_id: int = WORKSPACE_ID) -> int:
        """A user that exists becomes a member of a workspace; returns the user's id."""
        _one_of("role", role, ROLES)
        with self._building("member"):
            self._db.insert("members", workspace_id=workspace_id, user_id=user_id, role=role)
        return user_id

    def add_project(self, name: str = "Project", *, workspace_id: int = WORKSPACE_ID, id: int | None = None) -> int:
        """A project of a workspace."""
        with self._building("project"):
            return _insert(self._db, "projects", id=id, workspace_id=workspace_id, name=name)

    def add_task(
        self,
        title: str = "Task",
        *,
        project_id: int = PROJECT_ID,
        description: str | None = None,
        status: int = 0,
        priority: int | None = 30,
        start_date: date | str | None = None,
        end_date: date | str | None = None,
        completed_at: datetime | str | None = None,
        assignees: Iterable[int] = (),
        creator_id: int = OWNER_ID,
        assigner_id: int | None = None,
        parent_id: int | None = None,
        created_at: datetime | str | None = None,
        updated_at: datetime | str | None = None,
        deleted_at: datetime | str | None = None,
        id: int | None = None,
    ) -> int:
        """A task. Times are the sandbox's now if left out; statuses and priorities may be any code."""
        created = _moment(created_at) or timestamp(self._clock())
        with self._building("task"):
            task_id = _insert(
                self._db,
                "tasks",
                id=id,
                project_id=project_id,
                title=title,
                description=description,
                status=status,
                priority=priority,
                start_date=_day(start_date),
                end_date=_day(end_date),
                completed_at=_moment(completed_at),
                creator_id=creator_id,
                parent_id=parent_id,
                created_at=created,
                updated_at=_moment(updated_at) or created,
                deleted_at=_moment(deleted_at),
            )
            for user_id in assignees:
                assigner = creator_id if assigner_id is None else assigner_id
                self._db.insert("assignments", task_id=task_id, user_id=user_id, assigner_id=assigner)
        return task_id

    def add_viewer(
        self,
        email: str | None = None,
        firstname: str = "Vera",
        lastname: str = "Viewer",
        *,
        status: str = "active",
        projects: Iterable[int] = (),
        member_since: datetime | str | None = None,
        deleted_at: datetime | str | None = None,
        workspace_id: int = WORKSPACE_ID,
        id: int | None = None,
    ) -> int:
        """A project viewer; with `deleted_at`, an archived one."""
        _one_of("status", status, _VIEWER_STATUSES)
        with self._building("viewer"):
            viewer_id = _insert(
                self._db,
                "viewers",
                id=id,
                workspace_id=workspace_id,
                email=email or f"{firstname}.{lastname}@client.example.com".lower().replace(" ", "-"),
                firstname=firstname,
                lastname=lastname,
                status=status,
                member_since=_moment(member_since) or timestamp(self._clock()),
                deleted_at=_moment(deleted_at),
            )
            for project_id in projects:
                self._db.insert("viewer_projects", viewer_id=viewer_id, project_id=project_id)
        return viewer_id

    @contextmanager
    def _building(self, what: str) -> Iterator[None]:
        try:
            with self._db.transaction():
                yield
        # The latter two: a value of a type that no column has.
        except (IntegrityError, InterfaceError, ProgrammingError) as error:
            raise ValueError(f"this {what} contradicts what is there: {error}") from None


def _insert(db: Database, table: str, **columns: Any) -> int:
    """Put a row in; an id that is None is counted up."""
    for name, value in columns.items():
        is_number = name.endswith("id") or (table == "tasks" and name in ("status", "priority"))
        if value is not None and type(value) is not (int if is_number else str):
            raise ValueError(f"{name} must be {'an integer' if is_number else 'a string'}, not {value!r}")
    return db.insert(table, **{name: value for name, value in columns.items() if name != "id" or value is not None})


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(allowed)}, not {value!r}")


def _day(value: date | str | None) -> str | None:
    day = date.fromisoformat(value) if isinstance(value, str) else value
    return None if day is None else day.isoformat()


def _moment(value: datetime | str | None) -> str | None:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return None if moment is None else timestamp(moment)


def build(builders: Builders, rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> dict[str, list[int]]:
    """Make what a seed says; returns the ids of it, kind by kind. Raises `ValueError` that names the place."""
    makers: dict[str, Callable[..., int]] = {
        "users": builders.add_user,
        "workspaces": builders.add_workspace,
        "members": builders.add_member,
        "projects": builders.add_project,
        "tasks": builders.add_task,
        "viewers": builders.add_viewer,
    }
    if not isinstance(rows, Mapping) or set(rows) - set(makers):
        raise ValueError(f"a seed has lists called {', '.join(makers)}, and nothing else")
    made: dict[str, list[int]] = {kind: [] for kind in rows}
    for kind, make in makers.items():
        for position, row in enumerate(_listed(kind, rows.get(kind))):
            if not isinstance(row, Mapping):
                raise ValueError(f"{kind}[{position}]: must be a mapping")
            try:
                made[kind].append(make(**row))
            except (TypeError, ValueError, AttributeError) as error:
                reason = str(error).replace(f"{make.__qualname__}()", "it")
                raise ValueError(f"{kind}[{position}]: {reason}") from None
    return made


def _listed(kind: str, rows: Any) -> list[Any]:
    if not isinstance(rows, (list, tuple, type(None))):
        raise ValueError(f"{kind} must be a list")
    return list(rows or ())
