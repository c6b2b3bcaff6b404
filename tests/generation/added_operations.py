"""Uses the two operations that test_new_operation.py adds, against a stub, and prints what came of it as JSON."""

from __future__ import annotations

import asyncio
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import webwork_tracker_api
from webwork_tracker import AsyncWebWork, WebWork, _json

ANN = {"id": 7, "firstname": "Ann", "lastname": "Other", "email": None}
COMMENTS = [
    {"id": 1, "text": "First", "author": ANN, "created_at": "2024-01-15T09:00:00Z"},
    {"id": 2},  # less than promised
    {"id": "3", "text": "Third", "author": ANN, "created_at": None, "mood": "fine"},
]
LABELS = [
    {"name": "urgent"},
    {
        "name": "full",
        "colorCode": "red",
        "class": 1,
        "owner": ANN,
        "priority": 10,
        "since": "2024-01-15",
        "tags": ["a"],
        "watchers": [ANN],
        "weight": 1.5,
    },
]
LAST_PAGE = 2


class Stub(BaseHTTPRequestHandler):
    """Two pages of comments, and two labels."""

    paths: list[str]

    def do_GET(self) -> None:
        path = self.path.removeprefix("/api/v2")
        self.paths.append(path)
        page = 2 if "&page=2" in path else 1
        numbers = {"total": 3, "per_page": 2, "current_page": page, "last_page": LAST_PAGE, "from": 1, "to": 2}
        data: list[Any] = LABELS if "labels" in path else COMMENTS[2:] if page == LAST_PAGE else COMMENTS[:2]
        meta = {"api_version": "2.0.0", "timestamp": "2024-01-15T09:00:00Z", "pagination": numbers}
        body = json.dumps({"success": True, "data": data, "meta": meta}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def row(comment: Any) -> list[Any]:
    created = comment.created_at.isoformat() if comment.created_at else None
    return [comment.id, comment.text, comment.author.firstname if comment.author else None, created]


def sync(**settings: Any) -> dict[str, Any]:
    with WebWork(**settings) as client:
        comments = [row(comment) for comment in client.tasks.list_comments(500)]
        return {"comments": comments, "labels": [label.name for label in client.labels.list()]}


async def in_async(**settings: Any) -> dict[str, Any]:
    async with AsyncWebWork(**settings) as client:
        comments = [row(comment) async for comment in client.tasks.list_comments(500)]
        return {"comments": comments, "labels": [label.name for label in await client.labels.list()]}


def main() -> None:
    said: dict[str, Any] = {"generated": str(Path(webwork_tracker_api.__file__).parent.parent)}
    with ThreadingHTTPServer(("127.0.0.1", 0), Stub) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/api/v2"
        settings = {"token": "t", "workspace_id": 1, "project_id": 100, "base_url": url}
        for mode, run in (("sync", sync), ("async", lambda **settings: asyncio.run(in_async(**settings)))):
            Stub.paths = []
            said[mode] = {**run(**settings), "paths": list(Stub.paths)}
        with WebWork(**settings) as client:
            raw = client.with_raw_response.tasks.list_comments(500)
            said["raw"] = [type(raw.data[0]).__name__, raw.status_code]
            method = type(client.tasks).list_comments
            said["doc"] = method.__doc__
            tolerant = repr(client.labels.list())
            # As in a process that has read a megabyte.
            _json._WORTH = 0
            said["read"] = [tolerant, repr(client.labels.list())]
            from webwork_tracker import _strict

            said["given_up"] = [decode.__name__ for decode, _ in _strict._given_up]
            asynchronous = type(AsyncWebWork(**settings).tasks).list_comments
            said["annotations"] = [one.__annotations__["return"] for one in (method, asynchronous)]
        server.shutdown()
    print(json.dumps(said))


if __name__ == "__main__":
    main()
