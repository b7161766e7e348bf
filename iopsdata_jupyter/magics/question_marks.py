"""Lets a line end as questions do: IPython reads `%ask how many orders?` as a call for help on `orders`."""

from __future__ import annotations

import re

_ASKING = re.compile(r"(?P<before>\s*(?:[\w.]+\s*=\s*)?)%ask\s(?P<line>.*\?)\s*$", re.DOTALL)


def keep_question_marks(lines: list[str]) -> list[str]:
    """A cell's lines, those of `%ask` that end in `?` as plain calls; the lines of a cell magic stay."""
    if lines and lines[0].startswith("%%"):
        return lines
    return [_as_call(line) for line in lines]


def _as_call(line: str) -> str:
    found = _ASKING.match(line)
    if found is None:
        return line
    return f"{found['before']}get_ipython().run_line_magic('ask', {found['line']!r})\n"
