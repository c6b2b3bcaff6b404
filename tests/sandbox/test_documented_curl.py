"""The documented commands, letter by letter, against a server with a fresh seed; only the host is another one."""

from __future__ import annotations

import http.client
import json
import shlex
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from webwork_tracker.sandbox import Sandbox
from webwork_tracker_api.operations import OPERATIONS

HOST = "https://api.webwork-tracker.com/api/v2"
COMMANDS = Path(__file__).with_name("documented-curl.txt").read_text(encoding="utf-8").strip().split("\n\n")

TASK = [
    *("id", "title", "description", "project_id", "owner_id", "creator_id", "status", "priority"),
    *("start_date", "end_date", "completed_at", "assignees", "has_details", "created_at", "updated_at", "deleted_at"),
]
PERSON = ["id", "firstname", "lastname", "email"]
ASSIGNMENT = [*PERSON, "user_id", "task_id", "assigner_id"]
VIEWER = ["id", "email", "firstname", "lastname", "status", "member_since", "projects"]

# In the order of the commands: status, keys of `data` (of its items, if a list), message.
DOCUMENTED: list[tuple[int, list[str] | None, str | None]] = [
    (200, TASK, None),
    (201, TASK, "Task created successfully"),
    (200, TASK, "Task retrieved successfully"),
    (200, TASK, "Task updated successfully"),
    (200, None, "Task deleted successfully"),
    (200, PERSON, "Task assignees retrieved successfully"),
    (200, ASSIGNMENT, "Task assigned successfully"),
    (200, None, "Task unassigned successfully"),
    (200, VIEWER, None),
    (201, VIEWER, "Project viewer created successfully"),
    (200, VIEWER, "Project viewer retrieved successfully"),
    (200, None, "Project viewer deleted successfully"),
    (200, None, "Project viewer restored successfully"),
    (200, None, "Project assigned to viewer successfully"),
    (200, None, "Project unassigned from viewer successfully"),
]


def run(command: str, base_url: str) -> tuple[int, str | None, dict[str, Any]]:
    """Do what curl would do: -X, -H and -d are all that the commands use."""
    # A shell joins continued lines before it looks at words; shlex leaves that to us.
    words = shlex.split(command.replace(HOST, base_url).replace("\\\n", " "))
    assert words[:3] == ["curl", "-i", "-X"]
    method, url, *options = words[3:]
    pairs = list(zip(options[::2], options[1::2], strict=True))
    headers = dict(value.split(": ", 1) for option, value in pairs if option == "-H")
    body = next((value for option, value in pairs if option == "-d"), None)
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    connection.request(method, f"{parts.path}?{parts.query}" if parts.query else parts.path, body, headers)
    response = connection.getresponse()
    answer = response.status, response.headers["Content-Type"], json.loads(response.read())
    connection.close()
    return answer


def test_all_operations_are_here() -> None:
    assert len(COMMANDS) == len(DOCUMENTED) == len(OPERATIONS) == 15


@pytest.mark.parametrize(("command", "documented"), list(zip(COMMANDS, DOCUMENTED, strict=True)), ids=list(OPERATIONS))
def test_documented_command(command: str, documented: tuple[int, list[str] | None, str | None]) -> None:
    status, data_keys, message = documented
    with Sandbox() as sandbox, sandbox.serve() as server:
        answered, content_type, envelope = run(command, server.base_url)

    assert (answered, content_type) == (status, "application/json"), envelope
    assert list(envelope) == ["success", "data", *(["message"] if message else []), "meta"]
    assert envelope["success"] is True
    assert envelope.get("message") == message
    # A list has `pagination` as well, after the two that the example shows.
    assert list(envelope["meta"])[:2] == ["api_version", "timestamp"]
    assert envelope["meta"]["api_version"] == "2.0.0"
    check_data(envelope["data"], data_keys)


def check_data(data: Any, keys: list[str] | None) -> None:
    if keys is None:
        assert data is None
        return
    items = data if isinstance(data, list) else [data]
    assert items
    for item in items:
        assert list(item) == keys
        assert all(list(person) == PERSON for person in item.get("assignees", []))
        assert all(list(project) == ["project_id", "project_name"] for project in item.get("projects", []))
    if keys == TASK:
        assert items[0]["assignees"]


def test_the_documented_assignment_is_the_seeds() -> None:
    with Sandbox() as sandbox, sandbox.serve() as server:
        _, _, envelope = run(COMMANDS[6], server.base_url)
    assert envelope["data"] == {
        "id": 100,
        "firstname": "John",
        "lastname": "Doe",
        "email": "john.doe@example.com",
        "user_id": 100,
        "task_id": 500,
        "assigner_id": 101,
    }
