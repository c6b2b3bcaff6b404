"""Tells what openapi-spec-validator finds in a document, a line each with its place.

Its own command prints the whole document where a reference is broken, and a schema's place without the schema's name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openapi_spec_validator import OpenAPIV31SpecValidator


def problems(document: dict[str, Any]) -> Iterator[str]:
    """What is wrong, a line each."""
    try:
        for error in OpenAPIV31SpecValidator(document).iter_errors():
            place = ".".join(map(str, error.absolute_path)) or "the document"
            yield f"{place}: {error.message.splitlines()[0][:200]}"
    except Exception as error:  # It trips over what it has complained of.
        yield f"{type(error).__name__}: {str(error).partition(' within {')[0][:200]}"
