"""Walks through everything that the client can do: all 15 operations, then the main ones once more in async code.

    WEBWORK_TOKEN=… WEBWORK_WORKSPACE_ID=1 WEBWORK_PROJECT_ID=100 python examples/quickstart.py

It creates a task and a project viewer, and deletes both again. Run it against a sandbox (`make demo` does): in a real
workspace, creating a viewer sends an invitation to the e-mail address below.
"""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

from webwork_tracker import AsyncWebWork, NotFoundError, Task, TaskPriority, TaskStatus, WebWork

VIEWER_EMAIL = "quickstart.viewer@example.com"


def main() -> None:
    with WebWork() as ww:
        tasks(ww)
        project_viewers(ww)
    asyncio.run(async_tasks())


def tasks(ww: WebWork) -> None:
    print("Tasks")
    today = date.today()
    task = ww.tasks.create(
        title="Write the release notes",
        description="One line for each change that a user notices.",
        priority=TaskPriority.HIGH,
        start_date=today,
        end_date=today + timedelta(days=7),
    )
    say("created", line(task))

    # A list is read page by page, while you iterate.
    for one in ww.tasks.list(status=TaskStatus.INCOMPLETE, per_page=50):
        say("listed", line(one))

    # None clears a field; what is left out stays as it is.
    task = ww.tasks.update(task.id, status=TaskStatus.DOING, description=None)
    say("updated", f"{line(task)}, description {task.description}")

    # Anybody in the project will do: here, whoever works on the oldest task.
    colleague = ww.tasks.list_assignees(next(iter(ww.tasks.list())).id)[0]
    assignment = ww.tasks.assign(task.id, colleague.id)
    say("assigned", f"task {assignment.task_id} to {assignment.firstname} {assignment.lastname}")
    say("fetched", f"{line(ww.tasks.get(task.id))}, assigned to {names(ww, task.id)}")
    ww.tasks.unassign(task.id, colleague.id)
    say("unassigned", f"task {task.id} is assigned to {names(ww, task.id)}")

    ww.tasks.delete(task.id)
    try:
        ww.tasks.get(task.id)
    except NotFoundError as error:
        say("deleted", f"and to ask for it again is a {type(error).__name__}: {error}")


def project_viewers(ww: WebWork) -> None:
    print("\nProject viewers")
    viewer = ww.project_viewers.create(email=VIEWER_EMAIL, firstname="Vera", lastname="Viewer")
    say("created", f"{viewer.firstname} {viewer.lastname} <{viewer.email}>, number {viewer.id}")
    ww.project_viewers.assign_project(viewer.id)
    viewer = ww.project_viewers.get(viewer.id)
    say("assigned", f"may look at {', '.join(project.project_name for project in viewer.projects)}")
    ww.project_viewers.unassign_project(viewer.id)
    say("unassigned", f"may look at {len(ww.project_viewers.get(viewer.id).projects)} projects")

    ww.project_viewers.delete(viewer.id)
    say("archived", f"listed with that address: {len(list(ww.project_viewers.list(email=VIEWER_EMAIL)))}")
    ww.project_viewers.restore(viewer.id)
    say("restored", f"listed with that address: {len(list(ww.project_viewers.list(email=VIEWER_EMAIL)))}")
    ww.project_viewers.delete(viewer.id)
    say("archived", "again")


async def async_tasks() -> None:
    print("\nThe same in async code, here three tasks at a time")
    async with AsyncWebWork() as ww:
        titles = ("Plan", "Build", "Celebrate")
        created = await asyncio.gather(*(ww.tasks.create(title=title) for title in titles))
        say("created", ", ".join(f"{task.id} {task.title}" for task in created))
        await asyncio.gather(*(ww.tasks.update(task.id, status=TaskStatus.DONE) for task in created))
        done = [task async for task in ww.tasks.list(status=TaskStatus.DONE)]
        say("done", ", ".join(f"{task.id} {task.title}" for task in done))
        await asyncio.gather(*(ww.tasks.delete(task.id) for task in created))
        say("deleted", "all three")


def line(task: Task) -> str:
    # A workspace may have codes of its own: then the status is a plain number.
    status = task.status.name if isinstance(task.status, TaskStatus) else task.status
    return f"{task.id} {task.title!r}, {status}, until {task.end_date}"


def names(ww: WebWork, task_id: int) -> str:
    return ", ".join(f"{who.firstname} {who.lastname}" for who in ww.tasks.list_assignees(task_id)) or "nobody"


def say(what: str, text: str) -> None:
    print(f"  {what:<11} {text}")


if __name__ == "__main__":
    main()
