"""Where in a magic's text the cursor is, and who knows what may stand there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from iopsdata_jupyter.magics.completion.entries import Found, fitting

_MAGIC = re.compile(r"\s*%{1,2}(?P<name>sql|ask|connect|iops|profile|lineage)(?=\s|$)")
_WORD_OF_LINE = re.compile(r"[^\s=]*$")
_NAME = re.compile(r"[\w$]*$")
_QUOTED = re.compile(r"[\"`]?[\w$]*$")


@dataclass(frozen=True, slots=True)
class Cursor:
    """The text of one magic around the cursor."""

    magic: str
    is_cell: bool
    line: str
    """The magic's own line behind its name, up to the cursor where that is on it."""
    rest: str
    """The rest of that line behind the cursor."""
    body: str | None
    """The text below the line up to the cursor; None where the cursor is on the line."""
    after: str
    """The text below behind the cursor."""

    @property
    def whole_line(self) -> str:
        return self.line + self.rest


def complete(text: str, offset: int) -> Found | None:
    """The proposals at `offset` of a cell's text; None outside our magics."""
    cursor = cursor_in(text, offset)
    if cursor is None:
        return None
    from iopsdata_jupyter.magics.completion.lines import line_entries, takes_word

    if cursor.body is None and takes_word(cursor):
        fragment = _found(_WORD_OF_LINE, cursor.line)
        return fitting(line_entries(cursor, fragment), fragment)
    return _in_text(cursor)


def cursor_in(text: str, offset: int) -> Cursor | None:
    """The magic that the cursor is in."""
    is_cell = text.lstrip().startswith("%%")
    start = 0 if is_cell else text.rfind("\n", 0, offset) + 1
    found = _MAGIC.match(text, start)
    if found is None or offset < found.end():
        return None
    end = text.find("\n", found.end())
    end = len(text) if end < 0 else end
    if offset <= end:
        after = text[end + 1 :] if is_cell else ""
        return Cursor(found["name"], is_cell, text[found.end() : offset], text[offset:end], None, after)
    body, after = text[end + 1 : offset], text[offset:]
    return Cursor(found["name"], is_cell, text[found.end() : end], "", body, after)


def _in_text(cursor: Cursor) -> Found:
    """In SQL or in a question: below the magic's line, or on it where the magic has only one."""
    before = cursor.line if cursor.body is None else cursor.body
    after = cursor.rest if cursor.body is None else cursor.after
    if cursor.magic == "ask":
        from iopsdata_jupyter.magics.completion.questions import question_entries

        fragment = _found(_NAME, before)
        return fitting(question_entries(cursor), fragment)
    from iopsdata_jupyter.magics.completion.statements import statement_entries

    fragment = _found(_QUOTED, before)
    return fitting(
        statement_entries(cursor, before[: len(before) - len(fragment)], fragment, after), fragment
    )


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[0] if found else ""
