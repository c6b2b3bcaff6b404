"""What is in a fresh sandbox: as much of the documented examples as fits together, or what a seed of one's own says."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ._builders import OWNER_ID, PROJECT_ID, WORKSPACE_ID, Builders, build
from ._edition import Edition
from ._registry import behaviour

Seed = Mapping[str, Iterable[Mapping[str, Any]]]
"""users, workspaces, members, projects, tasks and viewers: for each a list of what the builder of it takes."""


@behaviour(
    "The first viewer has another e-mail than the documented one, so that the documented create succeeds.", "assumed"
)
@behaviour("Ids of viewers and ids of users are counted separately: both have a 100.", "assumed")
def documented(edition: Edition) -> Seed:
    """The seed of a sandbox that is given none."""
    return {
        "users": [
            {"id": OWNER_ID, "firstname": "Olivia", "lastname": "Owner", "role": None},
            {"id": 100, "firstname": "John", "lastname": "Doe", "role": None},
            {"id": 101, "firstname": "Jane", "lastname": "Roe", "role": None},
            {"id": 102, "firstname": "Emil", "lastname": "Executive", "role": None},
            {"id": 103, "firstname": "Tara", "lastname": "Team", "role": None},
        ],
        "workspaces": [{"id": WORKSPACE_ID, "name": "Example workspace", "owner_id": OWNER_ID}],
        "members": [
            {"user_id": 100, "role": "Regular User"},
            {"user_id": 101, "role": "Project manager"},
            {"user_id": 102, "role": "Executive manager"},
            {"user_id": 103, "role": "Team manager"},
        ],
        "projects": [{"id": PROJECT_ID, "name": "Website"}],
        "tasks": [{**_TASK, **edition.first_task}],
        "viewers": [_VIEWER],
    }


_TASK = {
    "id": 500,
    "title": "Implement user authentication",
    "description": "Add OAuth2 authentication support",
    "creator_id": 100,
    "start_date": "2024-01-15",
    "end_date": "2024-01-30",
    # The documented example has a completed_at, although its status is Incomplete; this one has none.
    "created_at": "2024-01-15T09:00:00Z",
    "updated_at": "2024-01-20T14:30:00Z",
    "assignees": (100, 101),
    "assigner_id": 101,
}
_VIEWER = {
    "id": 100,
    "email": "john.doe@client.example.com",
    "firstname": "John",
    "lastname": "Doe",
    "member_since": "2024-01-15T09:00:00Z",
    "projects": (PROJECT_ID,),
}


def sow(builders: Builders, seed: Seed | str | os.PathLike[str] | None, edition: Edition) -> None:
    """Fill empty tables. Raises `ValueError` for a seed that cannot be used, `OSError` for a file that cannot be read."""
    if isinstance(seed, (str, os.PathLike)):
        try:
            build(builders, _read(Path(seed)))
        except ValueError as error:
            raise ValueError(f"{os.fspath(seed)}: {error}") from None
    else:
        build(builders, documented(edition) if seed is None else seed)


def _read(path: Path) -> Any:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        return json.loads(text)
    try:
        import yaml
    except ImportError:
        raise ValueError("a seed in YAML needs an extra: pip install 'webwork-tracker[sandbox]'") from None
    try:
        return yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        raise ValueError(f"no YAML: {error}") from None
