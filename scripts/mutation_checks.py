"""`make mutations`: does the gate of `make breaking` notice every edit that breaks somebody, and no other?

Each edit of scripts/mutations/ is made to a copy of openapi.yaml, which must still keep all its rules; the package is
generated from it, and both are compared with what they were.
"""

from __future__ import annotations

import json
import multiprocessing
import shutil
import sys
import tempfile
from functools import cache, partial
from pathlib import Path
from typing import Any

import generate
import jsonpatch  # type: ignore[import-untyped]  # it has no types
import yaml
from attrs import field, frozen
from changes import Level
from document import DOCUMENT, ROOT
from document_changes import document_changes
from python_changes import exports, generated_changes, read
from schemas import ContractError, load
from validate import problems

FOLDER = Path(__file__).parent / "mutations"


@frozen
class Mutation:
    """An edit of the document, and what the gate must say of it."""

    name: str
    why: str
    edits: list[dict[str, Any]]
    breaks: list[str] = field(factory=list)
    """Empty if it is harmless."""

    def of(self, document: dict[str, Any]) -> dict[str, Any]:
        """The document with the edit. Raises `jsonpatch.JsonPatchException` where there is nothing to edit."""
        edited: dict[str, Any] = jsonpatch.apply_patch(document, self.edits)
        return edited


def mutations() -> list[Mutation]:
    """All of them."""
    files = (FOLDER / "breaking.yaml", FOLDER / "harmless.yaml")
    return [Mutation(**raw) for path in files for raw in yaml.safe_load(path.read_text("utf-8"))]


def main() -> None:
    tried = mutations()
    with tempfile.TemporaryDirectory(prefix="webwork-mutations-") as folder:
        write_edition(load(DOCUMENT), Path(folder))
        # Processes, because the generator has a global state of its own.
        with multiprocessing.get_context("spawn").Pool(2) as pool:
            found = pool.map(partial(complaint, Path(folder)), tried, chunksize=1)
    failed = [f"FAILED {mutation.name}: {text}" for mutation, text in zip(tried, found, strict=True) if text]
    print(*failed, sep="\n", end="\n" if failed else "")
    harmless = sum(not mutation.breaks for mutation in tried)
    print(
        f"{len(tried) - harmless} breaking and {harmless} harmless edits of {DOCUMENT.name} tried, {len(failed)} misjudged."
    )
    sys.exit(bool(failed))


def complaint(before: Path, mutation: Mutation) -> str:
    """What is wrong with a mutation, or with what the gate says of it; nothing if nothing."""
    document = load(DOCUMENT)
    try:
        edited = mutation.of(document)
        if edited == document:
            return "it changes nothing"
        with tempfile.TemporaryDirectory(prefix="webwork-mutation-") as folder:
            after = Path(folder)
            write_edition(edited, after)
            changes = document_changes(before / "openapi.json", after / "openapi.json")
            changes += generated_changes(_read(before), read(after), _exports())
    except (jsonpatch.JsonPatchException, ContractError, generate.GenerationError) as error:
        return f"the document cannot be edited so: {error}"
    said = sorted({who.value for change in changes for who in change.who})
    if said == sorted(mutation.breaks):
        return ""
    found = "".join(f"\n    {change}" for change in changes if change.level == Level.BREAKING)
    return f"breaks {mutation.breaks or 'nobody'}, the gate says {said or 'nobody'}{found}"


def write_edition(document: dict[str, Any], folder: Path) -> None:
    """Write a document, and the package that is generated from it. Raises where it is not valid, or breaks our rules."""
    if wrong := list(problems(document)):
        raise ContractError("\n".join(wrong))
    path = folder / "openapi.json"
    path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    package = folder / "webwork_tracker_api"
    generate.write(path, package)
    # Nobody's but the generator's, and most of what there is to be read.
    shutil.rmtree(package / "api")


_read = cache(read)


@cache
def _exports() -> set[str]:
    return exports(read(ROOT / "src"))


if __name__ == "__main__":
    main()
