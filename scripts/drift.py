"""`make drift`: is generated/ what openapi.yaml says, byte for byte, with no file missing and none too many?

It generates into a folder of its own and changes nothing.

    python scripts/drift.py [--document FILE] [--output FOLDER]
"""

from __future__ import annotations

import argparse
import difflib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import generate
from schemas import ContractError

# Of a file that differs, how much of the difference is shown; of many such files, how many.
DIFF_LINES = 20
DIFFS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare the generated code with the contract.")
    parser.add_argument("--document", type=Path, default=generate.ROOT / "openapi.yaml", help="the OpenAPI document")
    parser.add_argument("--output", type=Path, default=generate.ROOT / "generated", help="folder to be compared")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="webwork-drift-") as folder:
        try:
            generate.run(options.document, Path(folder))
        except (ContractError, generate.GenerationError) as error:
            sys.exit(f"{options.document.name}: {error}")
        found = list(differences(Path(folder), options.output))
    if found:
        print(*found, sep="\n")
        sys.exit(f"{options.output.name}/ is not what {options.document.name} says: run `make generate`.")
    print(f"{options.output.name}/ is what {options.document.name} says, byte for byte.")


def differences(wanted: Path, present: Path) -> Iterator[str]:
    """What is missing in `present`, what is too much, and what differs, by name; the first few with a diff."""
    want, have = _files(wanted), _files(present)
    diffs = 0
    for name in sorted(want | have):
        if name not in have:
            yield f"missing    {name}"
        elif name not in want:
            yield f"unexpected {name}"
        elif (wanted / name).read_bytes() != (present / name).read_bytes():
            yield f"different  {name}"
            diffs += 1
            if diffs <= DIFFS:
                yield from _diff(present / name, wanted / name)


def _files(folder: Path) -> set[str]:
    paths = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix() for path in paths}


def _diff(present: Path, wanted: Path) -> Iterator[str]:
    before, after = (path.read_text("utf-8", errors="replace").splitlines() for path in (present, wanted))
    lines = list(difflib.unified_diff(before, after, "present", "from the contract", lineterm="", n=1))
    # Line ends and bytes that are no text do not show in a diff by lines.
    yield from (f"    {line}" for line in lines[:DIFF_LINES] or ["(in its line ends, or in what is no text)"])
    if len(lines) > DIFF_LINES:
        yield f"    … and {len(lines) - DIFF_LINES} lines more"


if __name__ == "__main__":
    main()
