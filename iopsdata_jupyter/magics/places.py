"""Tells the notebook where in a cell a statement went wrong, so that the place can be underlined there.

The place goes into the metadata of an output that holds no data: notebooks keep it, front ends that do not
know it show nothing, and nobody has to read it out of the error's text.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.errors import ExecutionError

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

METADATA_KEY = "iopsdata"

_MOST_TEXT = 50_000
"""Characters of a cell up to which a changed statement is looked for in it."""
_WORD = re.compile(r"\"(?:[^\"\n]|\"\")*\"|`[^`\n]*`|\w+(?:\.\w+)*|\S")
_TOKENS = re.compile(r"\w+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a cell's text; `js/src/cells/place.ts` reads the same fields."""

    to: int
    """Offsets count UTF-16 units, as JavaScript does."""
    length: int
    """Of the whole text; another length means another text."""
    text: str
    title: str
    message: str
    hint: str | None

    def metadata(self) -> dict[str, Any]:
        """The fields as JSON, `from` with them, which Python cannot have as a name."""
        return {"from": self.to - _utf16(self.text), **asdict(self)}


def register_places(shell: InteractiveShell) -> None:
    """Tells the place of every statement that fails from now on; once, and only in a kernel."""
    if not hasattr(shell, "kernel") or _tell in shell.events.callbacks["post_run_cell"]:
        return
    shell.events.register("post_run_cell", _tell)


def _tell(result: Any) -> None:
    """A cell ended; `result` is what IPython tells of it."""
    error = getattr(result, "error_in_exec", None)
    source = str(getattr(getattr(result, "info", None), "raw_cell", "") or "")
    if not isinstance(error, ExecutionError) or not source:
        return
    place = place_in(source, error)
    if place is not None:
        from IPython.core.interactiveshell import InteractiveShell

        publisher = InteractiveShell.instance().display_pub
        publisher.publish({}, {METADATA_KEY: place.metadata()})


def place_in(source: str, error: ExecutionError) -> Place | None:
    """Where in a cell's text the statement of `error` stopped; None where that is not told or not in it."""
    if error.sql is None or error.position is None:
        return None
    start = _offset(source, error.sql, min(error.position, len(error.sql)))
    if start is None:
        return None
    found = _WORD.search(source, start) or _last_word(source)
    if found is None:
        return None
    return Place(
        _utf16(source[: found.end()]),
        _utf16(source),
        found[0],
        error.title,
        error.message,
        error.hint,
    )


def _last_word(source: str) -> re.Match[str] | None:
    """For an engine that stopped at the end of the text."""
    return next(reversed(list(_WORD.finditer(source))), None)


def _offset(source: str, sql: str, position: int) -> int | None:
    """The offset into `source` of `position` in `sql`, which may have been changed on its way to an engine.

    Binds are spelled anew, saved statements and EXPLAIN stand before it: the parts that were left alone tell.
    """
    whole = source.find(sql)
    if whole >= 0:
        return whole + position
    if len(sql) > _MOST_TEXT or len(source) > _MOST_TEXT:
        return None
    from difflib import SequenceMatcher

    ours, theirs = _TOKENS.findall(source), _TOKENS.findall(sql)
    at, into = _token_at(theirs, position)
    blocks = SequenceMatcher(None, theirs, ours, autojunk=False).get_matching_blocks()
    alike = sum(not token.isspace() for block in blocks for token in theirs[block.a : block.a + block.size])
    if 2 * alike < min(sum(not token.isspace() for token in tokens) for tokens in (ours, theirs)):
        return None  # A question's SQL shares a few words with the question.
    for block in blocks:
        if block.a <= at < block.a + block.size:
            return sum(map(len, ours[: block.b + at - block.a])) + into
    return None


def _token_at(tokens: list[str], position: int) -> tuple[int, int]:
    """The token that holds the offset, and the rest of the offset in it."""
    for number, token in enumerate(tokens):
        if position < len(token):
            return number, position
        position -= len(token)
    return len(tokens), 0


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
