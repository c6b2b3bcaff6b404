"""`python -m webwork_tracker.contract verify`: is the contract what the server does?"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from webwork_tracker.errors import WebWorkError
from webwork_tracker.events import Event, Waiting

FINE, DRIFT, UNASKED = 0, 1, 2

_DESCRIPTION = """\
Asks the API everything that only reads, over the ids that its lists show, and
holds each answer against the contract. Nothing but GET is ever sent, and no
more than 60 requests a minute.

The token is taken from WEBWORK_TOKEN; WEBWORK_WORKSPACE_ID, WEBWORK_PROJECT_ID
and WEBWORK_BASE_URL stand in for the options of the same names."""

_STATUSES = """\
exit status:
  0  every operation that only reads was asked, and answers as the contract says
  1  an answer, or the shape given to --compare, is different
  2  something could not be asked: no token, no connection, no permission,
     nothing in a list to ask for; or a wrong option"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    _check(parser, options)
    try:
        return _verify(options)
    except WebWorkError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(f"Cannot use {error.filename}: {error.strerror}.", file=sys.stderr)
    return UNASKED


def _verify(options: argparse.Namespace) -> int:
    from . import _propose, _report, _shape, _verify

    # Whatever could be wrong with files is told before anything is asked.
    before = options.compare and _shape.Shape.load(options.compare)
    document = options.propose and _propose.read(options.document)
    with ExitStack() as stack:
        found = _verify.verify(options.limit, **_settings(options, stack))
    report = [_report.table(found)]
    new = list(_shape.differences(before, found.shape)) if before else []
    if before:
        report.append(_report.comparison(options.compare, new))
    print(*report, sep="\n\n", file=sys.stderr if document else sys.stdout)
    if options.json:
        _report.to_json(found, options.json)
    if options.junit:
        _report.to_junit(found, options.junit)
    if options.shape:
        found.shape.save(options.shape)
    if document:
        patch, left_out = _propose.propose(found, document, options.document)
        print(patch, end="")
        for line in left_out:
            print(f"Not proposed: {line}", file=sys.stderr)
    if found.has_drift or new:
        return DRIFT
    return FINE if found.is_whole else UNASKED


def _settings(options: argparse.Namespace, stack: ExitStack) -> dict[str, Any]:
    """Settings of the client that asks."""
    if options.against == "api":
        given = {name: getattr(options, name) for name in ("base_url", "workspace_id", "project_id")}
        return {**given, "on_event": _tell_wait}
    from ._seeded import seeded, settings

    return settings(stack.enter_context(seeded(options.edition or "reference")))


def _tell_wait(event: Event) -> None:
    if isinstance(event, Waiting) and event.seconds >= 1:
        print(f"Waiting {event.seconds:.0f} s ({event.reason}) ...", file=sys.stderr)


def _check(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """End the program if options contradict each other."""
    if options.against == "api" and options.edition:
        parser.error("--edition goes with --against sandbox")
    if options.against == "sandbox" and (options.base_url or options.workspace_id or options.project_id):
        parser.error("--base-url, --workspace-id and --project-id do not go with --against sandbox")
    for file in filter(None, (options.json, options.junit, options.shape)):
        if not file.absolute().parent.is_dir():
            parser.error(f"there is no folder {file.parent}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m webwork_tracker.contract", description="Is the contract what the server does?"
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    verify = commands.add_parser(
        "verify",
        help="ask the API everything that only reads, and compare",
        usage="%(prog)s [options]",
        description=_DESCRIPTION,
        epilog=_STATUSES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    asked = verify.add_argument_group("what is asked")
    asked.add_argument(
        "--against", choices=["api", "sandbox"], default="api", help="the API, or a sandbox (no account)"
    )
    asked.add_argument("--edition", choices=["reference", "later"], help="the sandbox's edition of the vendor's docs")
    asked.add_argument("--base-url", metavar="URL", help="where the API is")
    asked.add_argument("--workspace-id", type=_count, metavar="N", help="the workspace to look at")
    asked.add_argument("--project-id", type=_count, metavar="N", help="the project whose tasks to look at")
    asked.add_argument(
        "--limit", type=_count, default=10, metavar="N", help="items of each list to ask for one by one (10)"
    )
    told = verify.add_argument_group("what is told")
    told.add_argument("--json", type=Path, metavar="FILE", help="write the findings as JSON")
    told.add_argument("--junit", type=Path, metavar="FILE", help="write them as JUnit XML")
    told.add_argument("--shape", type=Path, metavar="FILE", help="write the shape of the answers: types, no values")
    told.add_argument("--compare", type=Path, metavar="FILE", help="tell what is different from that shape")
    told.add_argument(
        "--propose",
        action="store_true",
        help="print, as a patch, the edits of openapi.yaml that would make both agree (all else goes to stderr)",
    )
    told.add_argument(
        "--document",
        type=Path,
        default=Path("openapi.yaml"),
        metavar="FILE",
        help="the document that --propose edits (openapi.yaml)",
    )
    return parser


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"a whole number of at least 1, not {text!r}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
