"""Answers the operations on project viewers."""

from __future__ import annotations

from typing import Any

from . import _present
from ._access import found, project_of, viewer_of, workspace_of
from ._call import Answer, Call, Refusal
from ._paging import page_of
from ._registry import behaviour, handles


@handles("getProjectViewers")
@behaviour("The list of viewers has no message.", "reference")
@behaviour("email filters the list of viewers.", "docs")
@behaviour("The email filter takes a whole address; large and small letters are the same.", "assumed")
@behaviour("Archived viewers are not listed.", "assumed")
def get_project_viewers(call: Call) -> Answer:
    """A page of the viewers of a workspace."""
    sql, values = "SELECT * FROM viewers WHERE workspace_id = ? AND deleted_at IS NULL", [workspace_of(call)["id"]]
    if "email" in call.arguments:
        sql += " AND email = ?"
        values.append(call.arguments["email"])
    rows, pagination = page_of(call, sql, *values)
    return Answer(_present.viewers(call.db, rows), pagination=pagination)


@handles("createProjectViewer")
@behaviour("A new viewer answers 201.", "docs")
@behaviour("A viewer is active from the start and may look at no project yet. No e-mail is sent.", "assumed")
@behaviour("An e-mail address that a viewer of the workspace has, archived or not, answers 409.", "assumed")
def create_project_viewer(call: Call) -> Answer:
    """A new viewer."""
    workspace = workspace_of(call)
    sql = "SELECT id FROM viewers WHERE workspace_id = ? AND email = ?"
    if call.db.first(sql, workspace["id"], call.arguments["email"]) is not None:
        raise Refusal(409, "A project viewer with this email already exists")
    viewer_id = call.db.insert(
        "viewers",
        workspace_id=workspace["id"],
        email=call.arguments["email"],
        firstname=call.arguments["firstname"],
        lastname=call.arguments["lastname"],
        status="active",
        member_since=call.now,
    )
    return Answer(_shown(call, viewer_id), "Project viewer created successfully", status=201)


@handles("getProjectViewer")
@behaviour(
    "A viewer is answered with their projects and the message Project viewer retrieved successfully.", "reference"
)
def get_project_viewer(call: Call) -> Answer:
    """One viewer."""
    viewer = viewer_of(call, workspace_of(call))
    return Answer(_present.viewers(call.db, [viewer])[0], "Project viewer retrieved successfully")


@handles("deleteProjectViewer")
@behaviour("A viewer is archived, with the projects that they may look at.", "assumed")
def delete_project_viewer(call: Call) -> Answer:
    """Nothing: the viewer is archived."""
    viewer = viewer_of(call, workspace_of(call))
    call.db.update("viewers", viewer["id"], deleted_at=call.now)
    return Answer(None, "Project viewer deleted successfully")


@handles("restoreProjectViewer")
@behaviour("A restored viewer is active and may look at the same projects as before.", "assumed")
@behaviour("Restoring a viewer who is not archived succeeds.", "assumed")
def restore_project_viewer(call: Call) -> Answer:
    """Nothing: the viewer is active again."""
    viewer = viewer_of(call, workspace_of(call), archived_too=True)
    call.db.update("viewers", viewer["id"], deleted_at=None, status="active")
    return Answer(None, "Project viewer restored successfully")


@handles("assignProjectToViewer")
@behaviour("Assigning a project that is assigned already succeeds.", "assumed")
def assign_project_to_viewer(call: Call) -> Answer:
    """Nothing: the viewer may look at the project."""
    workspace = workspace_of(call)
    viewer, project = viewer_of(call, workspace), project_of(call, workspace)
    call.db.run("INSERT OR IGNORE INTO viewer_projects VALUES (?, ?)", viewer["id"], project["id"])
    return Answer(None, "Project assigned to viewer successfully")


@handles("unassignProjectFromViewer")
@behaviour("Unassigning a project that is not assigned answers 404.", "assumed")
def unassign_project_from_viewer(call: Call) -> Answer:
    """Nothing: the viewer may not look at the project any more."""
    workspace = workspace_of(call)
    viewer, project = viewer_of(call, workspace), project_of(call, workspace)
    link = (viewer["id"], project["id"])
    sql = "SELECT * FROM viewer_projects WHERE viewer_id = ? AND project_id = ?"
    found("Assignment", call.db.first(sql, *link))
    call.db.run("DELETE FROM viewer_projects WHERE viewer_id = ? AND project_id = ?", *link)
    return Answer(None, "Project unassigned from viewer successfully")


def _shown(call: Call, viewer_id: int) -> dict[str, Any]:
    return _present.viewers(call.db, call.db.all("SELECT * FROM viewers WHERE id = ?", viewer_id))[0]
