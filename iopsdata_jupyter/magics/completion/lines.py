"""What may stand on a magic's own line: connections, options and their values, files, subcommands."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from iopsdata_jupyter.magics.completion import known
from iopsdata_jupyter.magics.completion.entries import Entry, Kind
from iopsdata_jupyter.magics.completion.targets import files, frames, urls

if TYPE_CHECKING:
    from iopsdata_jupyter.magics.completion.cells import Cursor
    from iopsdata_jupyter.magics.options import Option

_VALUES = {
    "as": ("pandas", "polars", "arrow"),
    "format": ("text", "json", "mermaid", "dot", "html", "openlineage"),
    "dialect": ("bigquery", "duckdb", "mysql", "oracle", "postgres", "snowflake", "spark", "sqlite", "tsql"),
}
"""Options whose values are known; `--as` of %connect names something new."""
_FRAMES = frozenset({"persist", "persist-replace", "append"})
_FILES = frozenset({"file", "folder", "ini", "expect", "html", "save-checks", "compare"})
_SNIPPETS = frozenset({"with"})


def takes_word(cursor: Cursor) -> bool:
    """Whether the cursor is at a word of the line's own, and not in the SQL or question of a line magic."""
    if cursor.is_cell or cursor.magic not in ("sql", "ask"):
        return True
    words = cursor.line.split()
    at = cursor.line.endswith((" ", "\t")) or not words
    before = words if at else words[:-1]
    typed = "" if at else words[-1]
    return typed.startswith("-") or not before or _option_before(cursor.magic, before) is not None


def line_entries(cursor: Cursor, fragment: str) -> Iterator[Entry]:
    """The proposals for the word at the cursor."""
    before = cursor.line[: len(cursor.line) - len(fragment)].split()
    option = _option_before(cursor.magic, before)
    if option is not None:
        yield from _values(cursor.magic, option)
        return
    if fragment.startswith("-"):
        yield from (Entry(f"--{option.name}", "option") for option in options_of(cursor.magic))
        return
    yield from _first_words(cursor, fragment, first=not before)


def _first_words(cursor: Cursor, fragment: str, *, first: bool) -> Iterator[Entry]:
    if cursor.magic == "iops":
        from iopsdata_jupyter.magics.iops import SUBCOMMANDS

        yield from _entries(SUBCOMMANDS if first else (), "option")
        return
    if cursor.magic == "profile":
        yield from frames()
        yield from _tables(cursor)
        yield from files(fragment)
    if first:
        yield from _entries(known.connection_names(), "connection")
    if cursor.magic == "lineage":
        yield from frames()
        yield from _tables(cursor)
    if cursor.magic == "connect" and first:
        yield from files(fragment)
        yield from urls()
    if not cursor.is_cell and cursor.magic == "sql":
        from iopsdata_jupyter.magics.completion.words import STATEMENT_STARTS, keyword

        yield from (keyword(word, fragment) for word in STATEMENT_STARTS)


def _tables(cursor: Cursor) -> Iterator[Entry]:
    catalog = known.catalog_of(known.connection_of(cursor.line))
    if catalog is not None:
        yield from (Entry(table.qualified_name, "table") for table in catalog.tables)


def options_of(magic: str) -> tuple[Option, ...]:
    """The options that a magic takes."""
    if magic == "iops":
        return ()
    module = importlib.import_module(f"iopsdata_jupyter.magics.{magic}")
    options: tuple[Option, ...] = module.SYNTAX.options
    return options


def _option_before(magic: str, words: list[str]) -> Option | None:
    """The option whose value stands at the cursor."""
    last = words[-1] if words else ""
    return next(
        (
            option
            for option in options_of(magic)
            if option.value is not None and last in (f"--{option.name}", f"-{option.short}")
        ),
        None,
    )


def _values(magic: str, option: Option) -> Iterator[Entry]:
    opened = known.session()
    if option.name in _VALUES and (magic, option.name) != ("connect", "as"):
        yield from _entries(_VALUES[option.name], "value")
    elif option.name in _FRAMES:
        yield from frames()
    elif option.name in _FILES:
        yield from files("")
    elif option.name in _SNIPPETS and opened is not None:
        yield from _entries(opened.snippets, "table")
    elif option.name in ("close", "connection"):
        yield from _entries(known.connection_names(), "connection")


def _entries(texts: Iterable[str], kind: Kind) -> Iterator[Entry]:
    return (Entry(text, kind) for text in texts if re.fullmatch(r"[\w.$+-]+", text))
