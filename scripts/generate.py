"""`make generate`: openapi.yaml becomes generated/webwork_tracker_api.

Everything is written into a fresh folder, checked there, and only then put in the place of the old one: a mistake in
the document stops with a message that names its place, and leaves what is there as it was.

    python scripts/generate.py [--document FILE] [--output FOLDER]
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from importlib.metadata import version
from pathlib import Path
from typing import Any

import contract
import count
import render
import rules
import schemas
import validate
from openapi_python_client import generate
from openapi_python_client.config import Config, ConfigFile, MetaType

ROOT = Path(__file__).resolve().parent.parent
HEADER = "# Generated from openapi.yaml by `make generate`. Do not edit.\n"
PINNED = ("openapi-python-client", "ruff")


class GenerationError(Exception):
    """Why nothing was generated."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Generate the client package from the contract.")
    parser.add_argument("--document", type=Path, default=ROOT / "openapi.yaml", help="the OpenAPI document")
    parser.add_argument("--output", type=Path, default=ROOT / "generated", help="folder of the generated package")
    options = parser.parse_args()
    try:
        operations = run(options.document, options.output)
    except (schemas.ContractError, GenerationError) as error:
        sys.exit(f"{options.document.name}: {error}\nNothing was generated; {options.output.name}/ is as it was.")
    counts = Counter(field.where for operation in operations for field in operation.fields)
    print(
        f"{options.output.name}/webwork_tracker_api: {len(operations)} operations, sync and async, with "
        f"{counts['path']} path parameters, {counts['query']} query parameters and {counts['body']} body fields."
    )


def run(document: Path, output: Path) -> list[contract.Operation]:
    """Generate the package below `output`; return the operations that are in it."""
    _check_pins()
    with tempfile.TemporaryDirectory(prefix="webwork-generate-") as folder:
        fresh = Path(folder) / "webwork_tracker_api"
        with _validation(document):
            operations = _make(document, fresh)
        staged = output / ".webwork_tracker_api"
        output.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(staged, ignore_errors=True)
        shutil.copytree(fresh, staged)
    _swap(staged, output / "webwork_tracker_api")
    return operations


def write(document: Path, fresh: Path) -> list[contract.Operation]:
    """Write the package into `fresh`, its code not yet formatted and not held against the document."""
    contents = schemas.load(document)
    rules.check(contents)
    operations = contract.operations(contents)
    rules.check_links(contents, {operation.id for operation in operations})
    # The contract as data: for the generator, to which reading YAML is a third of its work, and for who installs the
    # package and has no YAML reader.
    data = fresh.with_suffix(".json")
    data.write_text(json.dumps(contents, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    _run_generator(data, fresh, _settings())
    data.replace(fresh / "openapi.json")
    for name, text in render.files(operations).items():
        path = fresh / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return operations


def _make(document: Path, fresh: Path) -> list[contract.Operation]:
    """Write the whole package into `fresh`."""
    operations = write(document, fresh)
    _finish(fresh, _settings())
    missing = count.missing(operations, fresh)
    if missing:
        raise GenerationError("the generated code lacks\n  " + "\n  ".join(missing))
    return operations


def _check_pins() -> None:
    pins = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
    for package in PINNED:
        pinned = re.search(rf"^{package}==(\S+)", pins, re.MULTILINE)
        if pinned is None or pinned[1] != version(package):
            wanted = pinned[1] if pinned else "no version"
            raise GenerationError(f"{package} {version(package)} is installed, requirements-dev.txt pins {wanted}")


@contextmanager
def _validation(document: Path) -> Iterator[None]:
    """Raise what openapi-spec-validator finds when the block is left."""
    try:
        yield
    except schemas.ContractError:
        # Says more than the validator would.
        raise
    except Exception:
        # The generator's own complaint names no place.
        _validate(document)
        raise
    _validate(document)


def _validate(document: Path) -> None:
    if wrong := list(validate.problems(schemas.load(document))):
        raise GenerationError("\n".join(wrong)) from None


def _settings() -> dict[str, Any]:
    settings = schemas.load(ROOT / "generator-config.yaml")
    unknown = settings.keys() - ConfigFile.model_fields.keys()
    if unknown:
        raise GenerationError(f"generator-config.yaml: the generator has no setting {', '.join(sorted(unknown))}")
    return settings


def _run_generator(document: Path, fresh: Path, settings: dict[str, Any]) -> None:
    config = Config.from_sources(
        # The formatter runs once, at the end, over these files and ours.
        ConfigFile(**{**settings, "post_hooks": []}),
        meta_type=MetaType.NONE,
        document_source=document.resolve(),
        file_encoding="utf-8",
        overwrite=False,
        output_path=fresh,
    )
    with redirect_stdout(io.StringIO()):
        findings = generate(config=config, custom_template_path=ROOT / "templates")
    if findings:
        texts = [" ".join(filter(None, (finding.header, finding.detail))) for finding in findings]
        raise GenerationError("the generator says\n  " + "\n  ".join(texts))


def _finish(fresh: Path, settings: dict[str, Any]) -> None:
    """Format, mark as generated, mark as typed."""
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    for hook in settings["post_hooks"]:
        done = subprocess.run(hook, shell=True, cwd=fresh, env=environment, capture_output=True, text=True)
        if done.returncode:
            raise GenerationError(f"{hook}: {done.stdout}{done.stderr}")
    for path in fresh.rglob("*.py"):
        path.write_text(HEADER + path.read_text(encoding="utf-8"), encoding="utf-8")
    (fresh / "py.typed").touch()


def _swap(fresh: Path, place: Path) -> None:
    """Two renames, so that an import never meets half a package for longer than that takes."""
    old = place.with_name(".webwork_tracker_api.old")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    fresh.rename(place)
    shutil.rmtree(old, ignore_errors=True)


if __name__ == "__main__":
    main()
