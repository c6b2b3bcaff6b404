"""A sandbox with something to see in each place that an answer can have."""

from __future__ import annotations

from typing import Any

from webwork_tracker.sandbox import Sandbox
from webwork_tracker.sandbox._builders import PROJECT_ID, WORKSPACE_ID
from webwork_tracker.sandbox._edition import EditionName
from webwork_tracker.sandbox._transport import InProcessTransport


def seeded(edition: EditionName) -> Sandbox:
    """The documented examples; each status and priority; tasks with and without dates, people and an end; each viewer."""
    sandbox = Sandbox(edition=edition)
    sandbox.add_task("Without anything", priority=10)
    for status, priority in ((10, 20), (20, 40)):
        sandbox.add_task("With a parent", status=status, priority=priority, assignees=[101], parent_id=500)
    sandbox.add_task("Completed", status=30, start_date="2024-02-01", completed_at="2024-02-02T10:00:00Z")
    for account in ("inactive", "left"):
        sandbox.add_viewer(f"{account}@client.example.com", status=account)
    return sandbox


def settings(sandbox: Sandbox) -> dict[str, Any]:
    """What a client needs to ask a sandbox of this process."""
    return {
        "token": sandbox.token(),
        "base_url": "http://sandbox.invalid/api/v2",
        "workspace_id": WORKSPACE_ID,
        "project_id": PROJECT_ID,
        "transport": InProcessTransport(sandbox._exchange),
        # No server is spared by waiting.
        "rate_limit": None,
    }
