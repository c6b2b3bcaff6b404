"""An operation that is added to the document is there, sync and async, with nothing written by hand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import generate
import pytest

from .conftest import write

SCRIPT = Path(__file__).parent / "added_operations.py"


def reference(kind: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}


def envelope(item: str) -> dict[str, Any]:
    return {
        "type": "object",
        "description": f"A list of {item} in its envelope.",
        "required": ["success", "data", "meta"],
        "properties": {
            "success": reference("schemas", "Success"),
            "data": {"type": "array", "items": reference("schemas", item)},
            "message": reference("schemas", "Message"),
            "meta": reference("schemas", "Meta"),
        },
    }


def listing(operation_id: str, tag: str, answer: str, *parameters: str) -> dict[str, Any]:
    errors = {"400": "BadRequest", "401": "Unauthorized", "403": "Forbidden", "404": "NotFound", "500": "ServerError"}
    content = {"application/json": {"schema": reference("schemas", answer)}}
    return {
        "operationId": operation_id,
        "tags": [tag],
        "summary": "List something new",
        "security": [{"bearerAuth": []}],
        "parameters": [reference("parameters", name) for name in parameters],
        "responses": {
            "200": {"description": "A page.", "content": content},
            **{status: reference("responses", name) for status, name in errors.items()},
        },
    }


@pytest.fixture
def extended(document: dict[str, Any], tmp_path: Path) -> Path:
    """Two operations more: a paged one of a resource that is there, and one that makes a resource of its own."""
    comments = listing("getTaskComments", "tasks", "CommentListResponse", "WorkspaceId", "ProjectId", "Page", "PerPage")
    document["paths"]["/tasks/{taskId}/comments"] = {"parameters": [reference("parameters", "TaskId")], "get": comments}
    document["paths"]["/labels"] = {"get": listing("getLabels", "labels", "LabelListResponse", "WorkspaceId")}
    document["components"]["schemas"] |= {
        "Comment": {
            "type": "object",
            "required": ["id", "text", "author", "created_at"],
            "properties": {
                "id": {"type": "integer"},
                "text": {"type": ["string", "null"]},
                "author": reference("schemas", "Assignee"),
                "created_at": {"type": "string", "format": "date-time"},
            },
        },
        "CommentListResponse": envelope("Comment"),
        "Label": {
            "type": "object",
            "required": ["name"],
            "properties": {
                "colorCode": {"type": ["string", "null"]},
                "class": {"type": "integer"},
                "name": {"type": "string"},
                "owner": reference("schemas", "Assignee"),
                "priority": reference("schemas", "TaskPriority"),
                "since": {"type": "string", "format": "date"},
                "tags": {"type": "array", "items": {"type": "string"}},
                "watchers": {"type": "array", "items": reference("schemas", "Assignee")},
                "weight": {"type": "number"},
            },
        },
        "LabelListResponse": envelope("Label"),
    }
    output = tmp_path / "generated"
    assert len(generate.run(write(document, tmp_path), output)) == 17
    return output


def test_it_works_with_nothing_written_by_hand(extended: Path) -> None:
    # Ahead of what is installed; in a process of its own, because this one has the usual package already.
    path = os.pathsep.join([str(generate.ROOT / "src"), str(extended)])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONWARNINGS": "error"}
    done = subprocess.run([sys.executable, str(SCRIPT)], env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    said = json.loads(done.stdout)
    assert said["generated"] == str(extended)
    comments = [[1, "First", "Ann", "2024-01-15T09:00:00+00:00"], [2, None, None, None], [3, "Third", "Ann", None]]
    for mode in ("sync", "async"):
        assert said[mode]["comments"] == comments
        assert said[mode]["labels"] == ["urgent", "full"]
        assert said[mode]["paths"] == [
            "/tasks/500/comments?workspace_id=1&project_id=100",
            "/tasks/500/comments?workspace_id=1&project_id=100&page=2",
            "/labels?workspace_id=1",
        ]
    assert said["annotations"] == ["Pager[models.Comment]", "AsyncPager[models.Comment]"]
    assert said["raw"] == ["Comment", 200]
    tolerant, strict = said["read"]
    assert tolerant == strict
    assert "color_code='red', class_=1" in tolerant
    assert said["given_up"] == []
    assert "List something new." in said["doc"]
    assert "GET /tasks/{taskId}/comments" in said["doc"]
