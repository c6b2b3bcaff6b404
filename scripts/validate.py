"""Tells what openapi-spec-validator finds in a document, a line each with its place; exit status 1 if it finds any.

    python scripts/validate.py openapi.yaml

Its own command prints the whole document where a reference is broken, and a schema's place without the schema's name.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from contract import load
from openapi_spec_validator import OpenAPIV31SpecValidator


def problems(document: dict[str, Any]) -> Iterator[str]:
    """What is wrong, a line each."""
    try:
        for error in OpenAPIV31SpecValidator(document).iter_errors():
            place = ".".join(map(str, error.absolute_path)) or "the document"
            yield f"{place}: {error.message.splitlines()[0][:200]}"
    except Exception as error:  # It trips over what it has complained of.
        yield f"{type(error).__name__}: {str(error).partition(' within {')[0][:200]}"


if __name__ == "__main__":
    found = list(problems(load(Path(sys.argv[1]))))
    sys.exit("\n".join(found) if found else None)
