"""What the API keeps, answers and forbids, in the plainest Python: no database, no HTTP, no checks. Valid calls only."""

from __future__ import annotations

from typing import Any

from attrs import define, field

Row = dict[str, Any]

OWNER_ID = 10
MEMBERS = {
    "Owner": OWNER_ID,
    "Executive manager": 102,
    "Project manager": 101,
    "Team manager": 103,
    "Regular User": 100,
}
PEOPLE: dict[int, Row] = {
    row[0]: dict(zip(("id", "firstname", "lastname", "email"), row, strict=True))
    for row in [
        (10, "Olivia", "Owner", "olivia.owner@example.com"),
        (100, "John", "Doe", "john.doe@example.com"),
        (101, "Jane", "Roe", "jane.roe@example.com"),
        (102, "Emil", "Executive", "emil.executive@example.com"),
        (103, "Tara", "Team", "tara.team@example.com"),
    ]
}
ALL = ("Owner", "Executive manager")
TASK_WRITERS = (*ALL, "Project manager", "Team manager")
PROJECTS = {100: "Website", 101: "App"}


def may(role: str, method: str, path: str) -> bool:
    """Whether the docs allow it: everything to owners and executive managers, changes of tasks to other managers too."""
    return role in (TASK_WRITERS if method != "GET" and path.startswith("/tasks") else ALL)


@define
class Model:
    """The workspace with two projects, one task and one viewer, as a sandbox of the tests begins."""

    now: str
    tasks: dict[int, Row] = field(factory=dict)
    assigners: dict[tuple[int, int], int] = field(factory=dict)
    viewers: dict[int, Row] = field(factory=dict)
    archived: set[int] = field(factory=set)
    deleted: set[int] = field(factory=set)
    next_task: int = 500
    next_viewer: int = 100

    def create_task(self, role: str, project_id: int, fields: Row) -> Row:
        people = list(dict.fromkeys(fields.get("assignees", ())))
        task = {
            "id": self.next_task,
            "title": fields["title"],
            "description": fields.get("description"),
            "project_id": project_id,
            "owner_id": OWNER_ID,
            "creator_id": MEMBERS[role],
            "status": fields.get("status", 0),
            "priority": fields.get("priority", 30),
            "start_date": fields.get("start_date"),
            "end_date": fields.get("end_date"),
            "completed_at": self.now if fields.get("status", 0) in (20, 30) else None,
            "assignees": [PEOPLE[user_id] for user_id in people],
            "has_details": False,
            "created_at": self.now,
            "updated_at": self.now,
            "deleted_at": None,
        }
        self.tasks[self.next_task] = task
        self.assigners |= {(self.next_task, user_id): MEMBERS[role] for user_id in people}
        self.next_task += 1
        return task

    def update_task(self, task_id: int, fields: Row) -> Row:
        task = self.tasks[task_id]
        task.update(fields)
        task["updated_at"] = self.now
        task["completed_at"] = (task["completed_at"] or self.now) if task["status"] in (20, 30) else None
        return task

    def assign(self, role: str, task_id: int, user_id: int) -> Row:
        people = self.tasks[task_id]["assignees"]
        if PEOPLE[user_id] not in people:
            people.append(PEOPLE[user_id])
            self.assigners[task_id, user_id] = MEMBERS[role]
        return {
            **PEOPLE[user_id],
            "user_id": user_id,
            "task_id": task_id,
            "assigner_id": self.assigners[task_id, user_id],
        }

    def unassign(self, task_id: int, user_id: int) -> None:
        self.tasks[task_id]["assignees"].remove(PEOPLE[user_id])
        del self.assigners[task_id, user_id]

    def delete_task(self, task_id: int) -> None:
        self.deleted.add(task_id)

    def live_tasks(self, project_id: int | None = None, **wanted: Any) -> list[Row]:
        live = [task for task_id, task in self.tasks.items() if task_id not in self.deleted]
        if project_id is not None:
            wanted["project_id"] = project_id
        return [task for task in live if all(task[name] == value for name, value in wanted.items())]

    def create_viewer(self, fields: Row) -> Row:
        viewer = {
            "id": self.next_viewer,
            **{name: fields[name] for name in ("email", "firstname", "lastname")},
            "status": "active",
            "member_since": self.now,
            "projects": [],
        }
        self.viewers[self.next_viewer] = viewer
        self.next_viewer += 1
        return viewer

    def live_viewers(self, email: str | None = None) -> list[Row]:
        live = [viewer for viewer_id, viewer in self.viewers.items() if viewer_id not in self.archived]
        return [viewer for viewer in live if email is None or viewer["email"].lower() == email.lower()]

    def show_project(self, viewer_id: int, project_id: int) -> None:
        shown = {project["project_id"] for project in self.viewers[viewer_id]["projects"]} | {project_id}
        self._set_projects(viewer_id, shown)

    def hide_project(self, viewer_id: int, project_id: int) -> None:
        shown = {project["project_id"] for project in self.viewers[viewer_id]["projects"]} - {project_id}
        self._set_projects(viewer_id, shown)

    def _set_projects(self, viewer_id: int, shown: set[int]) -> None:
        projects = [{"project_id": number, "project_name": PROJECTS[number]} for number in sorted(shown)]
        self.viewers[viewer_id]["projects"] = projects


def page_of(rows: list[Row], page: int | None, per_page: int | None) -> tuple[list[Row], Row]:
    """The rows of a page, and what `meta.pagination` says about it."""
    number, size = page or 1, per_page or 20
    pages = [rows[start : start + size] for start in range(0, len(rows), size)] or [[]]
    shown = pages[number - 1] if number <= len(pages) else []
    before = (number - 1) * size
    return shown, {
        "total": len(rows),
        "per_page": size,
        "current_page": number,
        "last_page": len(pages),
        "from": before + 1 if shown else None,
        "to": before + len(shown) if shown else None,
    }
