"""The sandbox's memory: one SQLite database, one connection, one request at a time."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

SCHEMA_VERSION = 3
"""Raised with every change of the schema: a file of another version is refused, not guessed at."""

# AUTOINCREMENT: an id is never given twice, so ids are the same whatever was deleted before.
_SCHEMA = """
CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT, firstname TEXT NOT NULL, lastname TEXT NOT NULL, email TEXT NOT NULL);
CREATE TABLE workspaces (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, owner_id INTEGER NOT NULL REFERENCES users);
CREATE TABLE members (
    workspace_id INTEGER NOT NULL REFERENCES workspaces, user_id INTEGER NOT NULL REFERENCES users,
    role TEXT NOT NULL, PRIMARY KEY (workspace_id, user_id));
CREATE TABLE projects (
    id INTEGER PRIMARY KEY AUTOINCREMENT, workspace_id INTEGER NOT NULL REFERENCES workspaces, name TEXT NOT NULL);
CREATE TABLE tasks (
    id INTEGER PRIMARY KEY AUTOINCREMENT, project_id INTEGER NOT NULL REFERENCES projects, title TEXT NOT NULL,
    description TEXT, creator_id INTEGER NOT NULL REFERENCES users, status INTEGER NOT NULL, priority INTEGER,
    start_date TEXT, end_date TEXT, completed_at TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    deleted_at TEXT, parent_id INTEGER REFERENCES tasks);
CREATE INDEX tasks_of_project ON tasks (project_id);
CREATE TABLE assignments (
    task_id INTEGER NOT NULL REFERENCES tasks, user_id INTEGER NOT NULL REFERENCES users,
    assigner_id INTEGER NOT NULL REFERENCES users, PRIMARY KEY (task_id, user_id));
CREATE TABLE viewers (
    id INTEGER PRIMARY KEY AUTOINCREMENT, workspace_id INTEGER NOT NULL REFERENCES workspaces,
    email TEXT NOT NULL COLLATE NOCASE, firstname TEXT NOT NULL, lastname TEXT NOT NULL, status TEXT NOT NULL,
    member_since TEXT NOT NULL, deleted_at TEXT, UNIQUE (workspace_id, email));
CREATE TABLE viewer_projects (
    viewer_id INTEGER NOT NULL REFERENCES viewers, project_id INTEGER NOT NULL REFERENCES projects,
    PRIMARY KEY (viewer_id, project_id));
CREATE TABLE grants (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, user_id INTEGER NOT NULL REFERENCES users,
    client_id TEXT NOT NULL, scope TEXT NOT NULL, redirect_uri TEXT, challenge TEXT, expires_at INTEGER NOT NULL,
    spent INTEGER NOT NULL DEFAULT 0);
CREATE TABLE clock (stands_at TEXT, offset_us INTEGER NOT NULL);
INSERT INTO clock VALUES (NULL, 0)
"""
_INTEGERS = range(-(2**63), 2**63)
_JOURNAL_MODE = slice(18, 20)


class Database:
    """A connection that threads share by turns: what runs in `transaction()` runs alone, and whole or not at all."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._lock = threading.RLock()
        self._inside = False
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self.closed = False
        self.is_new = False
        """True if nothing was in there: the one who opened it may want to put a seed in."""
        try:
            self._prepare(os.fspath(path))
        except BaseException:
            self.close()
            raise

    def _prepare(self, name: str) -> None:
        self._connection.row_factory = sqlite3.Row
        # Write-ahead: a commit outlives the process without waiting for the disk each time. In memory it means nothing.
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.execute("PRAGMA foreign_keys = ON")
        version = self._value("PRAGMA user_version")
        self.is_new = version == 0 and not self._value("SELECT count(*) FROM sqlite_master")
        if not self.is_new and version != SCHEMA_VERSION:
            raise ValueError(f"{name} is no database of this version of the sandbox")

    def create(self) -> None:
        """Make the tables, inside a transaction of the caller's."""
        for statement in _SCHEMA.split(";"):
            self._connection.execute(statement)
        self._connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Wait for the others, then keep what happens inside, or nothing of it if an exception leaves the block.

        Inside another one of the same thread it is a part of that.
        """
        with self._lock:
            if self._inside:
                yield
                return
            # IMMEDIATE: another process on the same file is waited for here and not in the middle.
            self._connection.execute("BEGIN IMMEDIATE")
            self._inside = True
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            else:
                self._connection.execute("COMMIT")
            finally:
                self._inside = False

    def all(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """Every row of a query."""
        return self._connection.execute(sql, [_bound(value) for value in values]).fetchall()

    def first(self, sql: str, *values: Any) -> sqlite3.Row | None:
        """The first row of a query, None if there is none."""
        rows = self.all(sql, *values)
        return rows[0] if rows else None

    def run(self, sql: str, *values: Any) -> int:
        """Change something; returns how many rows were changed."""
        return self._connection.execute(sql, [_bound(value) for value in values]).rowcount

    def insert(self, table: str, **columns: Any) -> int:
        """Put one row into a table; returns its id. Names come from this package, never from a request."""
        names, places = ", ".join(columns), ", ".join("?" * len(columns))
        sql = f"INSERT INTO {table} ({names}) VALUES ({places})"
        row_id = self._connection.execute(sql, [_bound(value) for value in columns.values()]).lastrowid
        return row_id or 0

    def update(self, table: str, row_id: int, **columns: Any) -> None:
        """Change columns of the row with an id. Names come from this package, never from a request."""
        changes = ", ".join(f"{name} = ?" for name in columns)
        self.run(f"UPDATE {table} SET {changes} WHERE id = ?", *columns.values(), row_id)

    def image(self) -> bytes:
        """All that is in there, as the bytes of a database file."""
        with self._lock, closing(sqlite3.connect(":memory:")) as copy:
            self._connection.backup(copy)
            image = bytearray(copy.serialize())
        # A file's journal mode is written in its image, and write-ahead is none that memory can be read in.
        image[_JOURNAL_MODE] = b"\x01\x01"
        return bytes(image)

    def restore(self, image: bytes) -> None:
        """Put an image in the place of all that is in there."""
        with self._lock, closing(sqlite3.connect(":memory:")) as copy:
            copy.deserialize(image)
            copy.backup(self._connection)

    def close(self) -> None:
        """Close the connection, once whoever is in a transaction is out of it."""
        with self._lock:
            self.closed = True
            self._connection.close()

    def _value(self, sql: str) -> Any:
        return self._connection.execute(sql).fetchone()[0]


def _bound(value: Any) -> Any:
    # SQLite's integers have 64 bits, JSON's have no end. No id is that large: the nearest one finds nothing either.
    if isinstance(value, int) and value not in _INTEGERS:
        return _INTEGERS[0] if value < 0 else _INTEGERS[-1]
    return value
