"""Text of the document as docstrings of Python, none of which can be executed."""

from __future__ import annotations

import textwrap


def docstring(*paragraphs: str, indent: int = 4) -> str:
    """The paragraphs as one literal, for code that is indented by so many spaces."""
    text = "\n\n".join(paragraph.strip() for paragraph in paragraphs if paragraph.strip())
    text = text.replace("\\", "\\\\").replace('"""', r"\"\"\"")
    lines = [
        wrapped
        for line in text.splitlines()
        # A long word is left whole: a break within it could fall between a backslash and what it escapes.
        for wrapped in textwrap.wrap(
            line, 96 - indent, break_long_words=False, subsequent_indent="        " if line.startswith(" ") else ""
        )
        or [""]
    ]
    text = ("\n" + " " * indent).join(lines) if len(lines) > 1 else lines[0]
    end = "\n" + " " * indent if len(lines) > 1 else ""
    # A quote or a backslash at the end would swallow the closing quotes.
    return f'"""{text}{" " if text.endswith(chr(34)) and not end else ""}{end}"""'
