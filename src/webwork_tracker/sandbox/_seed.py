"""What is in a fresh sandbox: as much of the documented examples as fits together."""

from __future__ import annotations

from ._database import Database
from ._registry import behaviour

WORKSPACE_ID = 1
PROJECT_ID = 100
OWNER_ID = 10


@behaviour(
    "The first viewer has another e-mail than the documented one, so that the documented create succeeds.", "assumed"
)
@behaviour("Ids of viewers and ids of users are counted separately: both have a 100.", "assumed")
def seed(db: Database) -> None:
    """Fill empty tables, inside a transaction of the caller's."""
    _people(db)
    _work(db)
    _viewers(db)


def _people(db: Database) -> None:
    db.insert("users", id=OWNER_ID, firstname="Olivia", lastname="Owner", email="olivia.owner@example.com")
    db.insert("users", id=100, firstname="John", lastname="Doe", email="john.doe@example.com")
    db.insert("users", id=101, firstname="Jane", lastname="Roe", email="jane.roe@example.com")
    db.insert("workspaces", id=WORKSPACE_ID, name="Example workspace", owner_id=OWNER_ID)
    roles = {OWNER_ID: "Owner", 100: "Regular User", 101: "Project manager"}
    for user_id, role in roles.items():
        db.insert("members", workspace_id=WORKSPACE_ID, user_id=user_id, role=role)


def _work(db: Database) -> None:
    db.insert("projects", id=PROJECT_ID, workspace_id=WORKSPACE_ID, name="Website")
    db.insert(
        "tasks",
        id=500,
        project_id=PROJECT_ID,
        title="Implement user authentication",
        description="Add OAuth2 authentication support",
        creator_id=100,
        status=0,
        priority=30,
        start_date="2024-01-15",
        end_date="2024-01-30",
        # The documented example has a time here, although its status is Incomplete.
        completed_at=None,
        created_at="2024-01-15T09:00:00Z",
        updated_at="2024-01-20T14:30:00Z",
    )
    for user_id in (100, 101):
        db.insert("assignments", task_id=500, user_id=user_id, assigner_id=101)


def _viewers(db: Database) -> None:
    db.insert(
        "viewers",
        id=100,
        workspace_id=WORKSPACE_ID,
        email="john.doe@client.example.com",
        firstname="John",
        lastname="Doe",
        status="active",
        member_since="2024-01-15T09:00:00Z",
    )
    db.insert("viewer_projects", viewer_id=100, project_id=PROJECT_ID)
