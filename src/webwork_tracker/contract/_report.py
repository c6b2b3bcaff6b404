"""What a verification has found: as a table to read, as JSON, and as JUnit XML for CI."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from xml.etree import ElementTree

from ._drift import Drift
from ._verify import Result, Verification

_WIDTH = 79


def table(verification: Verification) -> str:
    """Operations with their states, findings beneath; no line longer than 79 letters, unless a name is."""
    return "\n".join(_lines(verification))


def _lines(verification: Verification) -> Iterator[str]:
    rows = [("Operation", "State", "Answers", "")]
    rows += [
        (result.operation.id, result.state, str(result.asked or ""), result.reason) for result in verification.results
    ]
    name, state, answers = (max(len(row[column]) for row in rows) for column in range(3))
    yield verification.server
    yield ""
    for row in rows:
        start = f"{row[0]:{name}}  {row[1]:{state}}  {row[2]:>{answers}}  "
        first, *rest = wrap(row[3], _WIDTH - len(start)) or [""]
        yield (start + first).rstrip()
        yield from (" " * len(start) + line for line in rest)
    for result in verification.results:
        yield from _findings(result)
    if verification.not_looked_at:
        yield ""
        yield "Not looked at (--limit)"
        yield from _indented(verification.not_looked_at)
    yield ""
    yield from wrap(_summary(verification), _WIDTH)


def _findings(result: Result) -> Iterator[str]:
    if not result.findings:
        return
    yield ""
    yield f"{result.operation.id} ({result.asked} answer{'s' if result.asked > 1 else ''})"
    digits = max(len(str(count)) for count in result.findings.values())
    for drift, count in result.findings.items():
        start = f"  {count:>{digits}}× "
        yield from wrap(told(drift), _WIDTH, initial_indent=start, subsequent_indent=" " * len(start))


def told(drift: Drift) -> str:
    """A finding in a line."""
    return " ".join(filter(None, (drift.kind, drift.pointer, f"({drift.detail})")))


def comparison(file: Path, new: list[str]) -> str:
    """What is different from a shape that was written to a file."""
    if not new:
        return f"Nothing is different from {file}."
    return "\n".join((f"Different from {file}", *_indented(new)))


def _indented(sentences: list[str]) -> Iterator[str]:
    for sentence in sentences:
        yield from wrap(sentence, _WIDTH, initial_indent="  ", subsequent_indent="  ")


def _summary(verification: Verification) -> str:
    states = [result.state for result in verification.results]
    counts = [(states.count(state), state) for state in ("verified", "drift", "not reachable")]
    told = ", ".join(f"{count} {state}" for count, state in counts if count)
    return f"Of {len(states) - states.count('not asked')} operations that only read: {told}."


def to_json(verification: Verification, file: Path) -> None:
    """Write it as JSON. Raises `OSError`."""
    operations = [
        {
            "operation_id": result.operation.id,
            "method": result.operation.method,
            "path": result.operation.path,
            "state": result.state,
            "answers": result.asked,
            "reason": result.reason or None,
            "findings": [
                {"kind": drift.kind, "pointer": drift.pointer, "detail": drift.detail, "answers": count}
                for drift, count in result.findings.items()
            ],
        }
        for result in verification.results
    ]
    report = {
        "server": verification.server,
        "operations": operations,
        "not_looked_at": verification.not_looked_at,
    }
    file.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def to_junit(verification: Verification, file: Path) -> None:
    """Write it as JUnit XML: drift is a failure, what could not be reached an error, a write skipped. Raises `OSError`."""
    results = verification.results
    suite = ElementTree.Element(
        "testsuite",
        name="webwork contract verify",
        tests=str(len(results)),
        failures=str(sum(bool(result.findings) for result in results)),
        errors=str(sum(result.state == "not reachable" and not result.findings for result in results)),
        skipped=str(sum(result.state == "not asked" for result in results)),
    )
    for result in results:
        case = ElementTree.SubElement(suite, "testcase", classname="contract", name=result.operation.id)
        if result.findings:
            lines = [f"{count}× {told(drift)}" for drift, count in result.findings.items()]
            failure = ElementTree.SubElement(case, "failure", message=f"{len(lines)} findings")
            failure.text = "\n".join(lines)
        elif result.state == "not reachable":
            ElementTree.SubElement(case, "error", message=result.reason)
        elif result.state == "not asked":
            ElementTree.SubElement(case, "skipped", message=result.reason)
    ElementTree.indent(suite)
    ElementTree.ElementTree(suite).write(file, encoding="utf-8", xml_declaration=True)
