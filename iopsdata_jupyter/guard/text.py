"""What can be told of a text before it is parsed: how long it is, how deep it nests, what stands in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_CHARACTERS = 1_000_000
MAX_NESTING = 100
"""Brackets inside brackets; each level costs the parser up to thirty frames of its stack."""

MAX_PREFIXES = 50
"""Unary operators or CASEs in a row, which nest without brackets."""

_OPENING = re.compile(r"[()\[\]{}]|\b(?:CASE|END)\b", re.IGNORECASE)
_PREFIXES = re.compile(rf"(?:(?:\bNOT\b|\bPRIOR\b|[-+~!@])\s*){{{MAX_PREFIXES},}}", re.IGNORECASE)
_EXECUTABLE = re.compile(r"/\*M?!")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the text cannot be trusted to mean what its tree says."""

    rule: str
    reason: str
    hint: str | None = None
    position: int | None = None
    """0-based offset into the text, where known."""


def text_problem(sql: str, *, executable_comments: bool) -> Problem | None:
    """What speaks against parsing `sql` at all."""
    if len(sql) > MAX_CHARACTERS:
        return Problem(
            "text-length", f"the statement has {len(sql):,} characters; {MAX_CHARACTERS:,} are allowed"
        )
    if "\x00" in sql:
        return Problem("text-nul", "the statement holds a NUL character", position=sql.index("\x00"))
    if executable_comments and (found := _EXECUTABLE.search(sql)):
        reason = "a comment of the form /*! ... */ is run by the server"
        return Problem("executable-comment", reason, position=found.start())
    if found := re.search(r"\bU&\"", sql, re.IGNORECASE):
        return Problem("unicode-escape", 'a U&"..." identifier can hide a name', position=found.start())
    return _nesting_problem(sql)


def _nesting_problem(sql: str) -> Problem | None:
    depth = deepest = 0
    for found in _OPENING.finditer(sql):
        depth += 1 if found[0] in "([{" or found[0].upper() == "CASE" else -1
        deepest = max(deepest, depth)
    if deepest > MAX_NESTING:
        return Problem("nesting", f"the statement nests {deepest} levels deep; {MAX_NESTING} are allowed")
    if _PREFIXES.search(sql):
        return Problem("nesting", f"more than {MAX_PREFIXES} operators stand in a row")
    return None
