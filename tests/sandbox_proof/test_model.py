"""Random valid operations, each in a role, hold the sandbox and a model of it equal: after each, and in all that is read."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from hypothesis import assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from webwork_tracker._wire import HTTPRequest
from webwork_tracker.sandbox import Sandbox
from webwork_tracker.sandbox._roles import token_of_role

from .model import ALL, MEMBERS, PEOPLE, PROJECTS, Model, may, page_of

PAGES = {"page": st.none() | st.integers(1, 4), "per_page": st.none() | st.integers(1, 3)}
# Those who may do everything more often: else too little happens.
ROLES = st.sampled_from([*MEMBERS, *ALL])
FORBIDDEN = object()
"""Stands for the answer to who may not do it."""
USERS = st.sampled_from(list(PEOPLE))
PROJECT_IDS = st.sampled_from(list(PROJECTS))
STATUSES = st.sampled_from([0, 10, 20, 30])
PRIORITIES = st.sampled_from([10, 20, 30, 40])
DAYS = st.sampled_from(["2024-01-15", "2024-01-30", "2024-02-29"])
TEXTS = st.text(max_size=8)
CREATED = st.fixed_dictionaries(
    {"title": st.text(min_size=1, max_size=8)},
    optional={
        "description": TEXTS,
        "status": STATUSES,
        "priority": PRIORITIES,
        "start_date": DAYS,
        "end_date": DAYS,
        "assignees": st.lists(USERS, max_size=4),
    },
)
CHANGED = st.fixed_dictionaries(
    {},
    optional={
        "title": st.text(min_size=1, max_size=8),
        "description": st.none() | TEXTS,
        "status": STATUSES,
        "priority": PRIORITIES,
        "start_date": st.none() | DAYS,
        "end_date": st.none() | DAYS,
    },
)
NAMES = st.text(min_size=1, max_size=5)
EMAILS = st.sampled_from([f"{letter}@example.com" for letter in "abcdeF"])


def in_order(fields: dict[str, Any]) -> bool:
    """Whether the two dates, as far as they are there, may stand together."""
    start, end = fields.get("start_date"), fields.get("end_date")
    return start is None or end is None or start <= end


class Journey(RuleBasedStateMachine):
    """Does to the model what it does to the sandbox."""

    sandbox: Sandbox

    @initialize()
    def begin(self) -> None:
        self.sandbox = Sandbox(clock=datetime(2026, 3, 1, 12, 0, tzinfo=UTC))
        self.sandbox.add_project("App", id=101)
        self.seconds = 0
        self.model = Model("2026-03-01T12:00:00Z")
        # What the sandbox begins with is read, not said a second time.
        for task in self.get("/tasks", workspace_id=1, project_id=100)["data"]:
            self.model.tasks[task["id"]] = task
            for person in task["assignees"]:
                self.model.assigners[task["id"], person["id"]] = 101
        for viewer in self.get("/project-viewers", workspace_id=1)["data"]:
            self.model.viewers[viewer["id"]] = viewer
        self.model.next_task, self.model.next_viewer = 501, 101

    def teardown(self) -> None:
        if hasattr(self, "sandbox"):
            self.sandbox.close()

    def get(self, path: str, *, role: str = "Owner", **query: Any) -> Any:
        """The whole answer."""
        sent = {name: value for name, value in query.items() if value is not None}
        return self.send(role, "GET", f"{path}?{urlencode(sent)}", None, 200)

    def write(self, role: str, method: str, path: str, *, created: bool = False, **fields: Any) -> Any:
        """The data of the answer."""
        body = json.dumps({"workspace_id": 1, **fields}).encode()
        answer = self.send(role, method, path, body, 201 if created else 200)
        return answer if answer is FORBIDDEN else answer["data"]

    def done(self, role: str, method: str, path: str, **fields: Any) -> bool:
        """Whether what is answered without data was allowed."""
        answered = self.write(role, method, path, **fields)
        assert answered is None or answered is FORBIDDEN
        return answered is None

    def send(self, role: str, method: str, path: str, body: bytes | None, status: int) -> Any:
        headers = {"Authorization": f"Bearer {token_of_role(role)}"}
        reply = self.sandbox.handle(HTTPRequest(method, "/api/v2" + path, headers, body))
        assert reply.status == (status if may(role, method, path) else 403), reply.body
        return json.loads(reply.body) if reply.status == status else FORBIDDEN

    def a_task(self, data: st.DataObject) -> dict[str, Any]:
        return data.draw(st.sampled_from(self.model.live_tasks()), "task")

    def a_viewer(self, data: st.DataObject) -> int:
        return int(data.draw(st.sampled_from(self.model.live_viewers()), "viewer")["id"])

    @rule(seconds=st.integers(0, 59))
    def wait(self, seconds: int) -> None:
        assume(self.seconds + seconds < 3600)
        self.seconds += seconds
        self.sandbox.clock.tick(seconds)
        self.model.now = f"2026-03-01T12:{self.seconds // 60:02}:{self.seconds % 60:02}Z"

    @rule(role=ROLES, project_id=PROJECT_IDS, fields=CREATED.filter(in_order))
    def create_task(self, role: str, project_id: int, fields: dict[str, Any]) -> None:
        created = self.write(role, "POST", "/tasks", created=True, project_id=project_id, **fields)
        if created is not FORBIDDEN:
            assert created == self.model.create_task(role, project_id, fields)

    @precondition(lambda self: self.model.live_tasks())
    @rule(role=ROLES, data=st.data(), fields=CHANGED)
    def update_task(self, role: str, data: st.DataObject, fields: dict[str, Any]) -> None:
        task = self.a_task(data)
        assume(in_order({**task, **fields}))
        answered = self.write(role, "PUT", f"/tasks/{task['id']}", project_id=task["project_id"], **fields)
        if answered is not FORBIDDEN:
            assert answered == self.model.update_task(task["id"], fields)

    @precondition(lambda self: self.model.live_tasks())
    @rule(role=ROLES, data=st.data(), user_id=USERS)
    def assign(self, role: str, data: st.DataObject, user_id: int) -> None:
        task = self.a_task(data)
        answered = self.write(role, "POST", f"/tasks/{task['id']}/assign/{user_id}", project_id=task["project_id"])
        if answered is not FORBIDDEN:
            assert answered == self.model.assign(role, task["id"], user_id)

    @precondition(lambda self: self.model.live_tasks())
    @rule(role=ROLES, data=st.data())
    def unassign(self, role: str, data: st.DataObject) -> None:
        task = self.a_task(data)
        assume(task["assignees"])
        user_id = data.draw(st.sampled_from(task["assignees"]), "assignee")["id"]
        path = f"/tasks/{task['id']}/unassign/{user_id}"
        if self.done(role, "DELETE", path, project_id=task["project_id"]):
            self.model.unassign(task["id"], user_id)

    @precondition(lambda self: self.model.live_tasks())
    @rule(role=ROLES, data=st.data())
    def delete_task(self, role: str, data: st.DataObject) -> None:
        task = self.a_task(data)
        if self.done(role, "DELETE", f"/tasks/{task['id']}", project_id=task["project_id"]):
            self.model.delete_task(task["id"])

    @rule(role=ROLES, project_id=PROJECT_IDS, status=st.none() | STATUSES, priority=st.none() | PRIORITIES, **PAGES)
    def list_tasks(
        self,
        role: str,
        project_id: int,
        status: int | None,
        priority: int | None,
        page: int | None,
        per_page: int | None,
    ) -> None:
        filters = {"status": status, "priority": priority}
        wanted = {name: value for name, value in filters.items() if value is not None}
        paging = {"page": page, "per_page": per_page}
        answered = self.get("/tasks", role=role, workspace_id=1, project_id=project_id, **wanted, **paging)
        if answered is not FORBIDDEN:
            rows = self.model.live_tasks(project_id, **wanted)
            assert (answered["data"], answered["meta"]["pagination"]) == page_of(rows, page, per_page)

    @rule(role=ROLES, email=EMAILS, firstname=NAMES, lastname=NAMES)
    def create_viewer(self, role: str, email: str, firstname: str, lastname: str) -> None:
        assume(all(viewer["email"] != email for viewer in self.model.viewers.values()))
        fields = {"email": email, "firstname": firstname, "lastname": lastname}
        created = self.write(role, "POST", "/project-viewers", created=True, **fields)
        if created is not FORBIDDEN:
            assert created == self.model.create_viewer(fields)

    @precondition(lambda self: self.model.live_viewers())
    @rule(role=ROLES, data=st.data())
    def delete_viewer(self, role: str, data: st.DataObject) -> None:
        viewer_id = self.a_viewer(data)
        if self.done(role, "DELETE", f"/project-viewers/{viewer_id}"):
            self.model.archived.add(viewer_id)

    @rule(role=ROLES, data=st.data())
    def restore_viewer(self, role: str, data: st.DataObject) -> None:
        viewer_id = data.draw(st.sampled_from(list(self.model.viewers)), "viewer")
        if self.done(role, "POST", f"/project-viewers/{viewer_id}/restore"):
            self.model.archived.discard(viewer_id)

    @precondition(lambda self: self.model.live_viewers())
    @rule(role=ROLES, data=st.data(), project_id=PROJECT_IDS)
    def show_project(self, role: str, data: st.DataObject, project_id: int) -> None:
        viewer_id = self.a_viewer(data)
        if self.done(role, "POST", f"/project-viewers/{viewer_id}/assign-project", project_id=project_id):
            self.model.show_project(viewer_id, project_id)

    @precondition(lambda self: any(viewer["projects"] for viewer in self.model.live_viewers()))
    @rule(role=ROLES, data=st.data())
    def hide_project(self, role: str, data: st.DataObject) -> None:
        viewer = data.draw(st.sampled_from([v for v in self.model.live_viewers() if v["projects"]]), "viewer")
        project_id = data.draw(st.sampled_from(viewer["projects"]), "project")["project_id"]
        path = f"/project-viewers/{viewer['id']}/unassign-project"
        if self.done(role, "DELETE", path, project_id=project_id):
            self.model.hide_project(viewer["id"], project_id)

    @rule(role=ROLES, email=st.none() | EMAILS | EMAILS.map(str.upper), **PAGES)
    def list_viewers(self, role: str, email: str | None, page: int | None, per_page: int | None) -> None:
        answered = self.get("/project-viewers", role=role, workspace_id=1, email=email, page=page, per_page=per_page)
        if answered is not FORBIDDEN:
            shown = page_of(self.model.live_viewers(email), page, per_page)
            assert (answered["data"], answered["meta"]["pagination"]) == shown

    @invariant()
    def everything_is_equal(self) -> None:
        if not hasattr(self, "sandbox"):
            return
        for project_id in PROJECTS:
            listed = self.get("/tasks", workspace_id=1, project_id=project_id, per_page=100)["data"]
            assert listed == self.model.live_tasks(project_id)
        assert self.get("/project-viewers", workspace_id=1, per_page=100)["data"] == self.model.live_viewers()
        for task_id, task in self.model.tasks.items():
            for path in (f"/tasks/{task_id}", f"/tasks/{task_id}/assignees"):
                scope = {"workspace_id": 1, "project_id": task["project_id"]}
                gone = task_id in self.model.deleted
                answer = self.send("Owner", "GET", f"{path}?{urlencode(scope)}", None, 404 if gone else 200)
                if not gone:
                    assert answer["data"] == (task["assignees"] if path.endswith("s") else task)
        for viewer_id, viewer in self.model.viewers.items():
            gone = viewer_id in self.model.archived
            answer = self.send(
                "Owner", "GET", f"/project-viewers/{viewer_id}?workspace_id=1", None, 404 if gone else 200
            )
            assert gone or answer["data"] == viewer


TestJourney = Journey.TestCase
TestJourney.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
