"""What other processes run for test_processes.py: it has to stand in a module that they can import."""

from __future__ import annotations

import asyncio
from typing import Any

from webwork_tracker import AsyncWebWork, WebWork, errors


def made(name: str, attributes: dict[str, Any], note: str) -> errors.WebWorkError:
    """An error of that class with all these attributes, and a note."""
    error: errors.WebWorkError = getattr(errors, name)("It did not work", **attributes)
    error.add_note(note)
    return error


def raise_made(name: str, attributes: dict[str, Any], note: str) -> None:
    raise made(name, attributes, note)


def raise_from_a_call(base_url: str, is_async: bool, options: dict[str, Any], title: str) -> None:
    """Make a task at a server in the parent process, which does not let it."""
    given = {
        "token": "t0ken",
        "base_url": base_url,
        "workspace_id": 1,
        "project_id": 100,
        "rate_limit": None,
        **options,
    }
    if is_async:
        asyncio.run(_create(given, title))
    with WebWork(**given) as client:
        client.tasks.create(title=title)


async def _create(given: dict[str, Any], title: str) -> None:
    async with AsyncWebWork(**given) as client:
        await client.tasks.create(title=title)
