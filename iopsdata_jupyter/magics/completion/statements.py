"""What may stand at a cursor in SQL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from iopsdata_jupyter.catalog.models import Catalog
from iopsdata_jupyter.magics.completion import known
from iopsdata_jupyter.magics.completion.entries import Entry
from iopsdata_jupyter.magics.completion.scope import Scope, hidden, inside_text, scope_at, unquoted
from iopsdata_jupyter.magics.completion.targets import frames, parameters
from iopsdata_jupyter.magics.completion.words import functions, keywords, spelled

if TYPE_CHECKING:
    from iopsdata_jupyter.magics.completion.cells import Cursor

_BIND = re.compile(r"(?:(?<![\w:\])'\"]):|\{\{\s*)$")
_QUALIFIED = re.compile(
    r"((?:\"(?:[^\"]|\"\")+\"|`[^`]+`|[\w$]+)(?:\.(?:\"(?:[^\"]|\"\")+\"|`[^`]+`|[\w$]+))*)\.$"
)
_TABLE_FOLLOWS = re.compile(r"\b(?:from|join|update|into|table|describe|summarize)\s+$", re.IGNORECASE)
_CLAUSE = re.compile(
    r"\b(select|from|join|where|on|using|by|having|set|limit|values|qualify)\b", re.IGNORECASE
)
_EVERY_TABLE = 30
"""Tables of a catalog up to which their columns are proposed before FROM is written."""


@dataclass(frozen=True)
class _Place:
    """A cursor in SQL."""

    before: str
    """The SQL up to the letters that are being typed."""
    fragment: str
    scope: Scope
    catalog: Catalog

    @property
    def quoted(self) -> bool:
        return self.fragment.startswith(('"', "`"))

    @property
    def wants_table(self) -> bool:
        text = hidden(self.before)
        if _TABLE_FOLLOWS.search(text):
            return True
        clauses = _CLAUSE.findall(text[text.rfind("(") + 1 :])
        return text.rstrip().endswith(",") and bool(clauses) and clauses[-1].lower() == "from"


def statement_entries(cursor: Cursor, before: str, fragment: str, after: str) -> Iterator[Entry]:
    """The likely ones first: what the place asks for, then columns in scope, functions, keywords, tables."""
    if inside_text(before + fragment + after, len(before)):
        return
    if _BIND.search(before):
        yield from parameters()
        return
    connection = known.connection_of(cursor.line)
    catalog = known.catalog_of(connection)
    if connection is None or catalog is None:
        return
    place = _Place(before, fragment, scope_at(before + fragment + after, len(before), catalog), catalog)
    if qualifier := _QUALIFIED.search(before):
        yield from _qualified(unquoted(qualifier[1]), place)
        return
    tables = _reads_frames(connection.capabilities.reads_frames)
    yield from _unqualified(place, tables)


def _reads_frames(reads: bool) -> tuple[Entry, ...]:  # noqa: FBT001
    opened = known.session()
    saved = tuple(Entry(name, "table") for name in opened.snippets) if opened is not None else ()
    return (*saved, *frames()) if reads else saved


def _unqualified(place: _Place, others: tuple[Entry, ...]) -> Iterator[Entry]:
    dialect = place.catalog.dialect
    tables = (*_ctes(place), *_tables(place), *others)
    if place.wants_table:
        yield from tables
        return
    yield from _columns(place)
    yield from (spelled(one.alias, dialect, "alias") for one in place.scope.relations)
    if place.fragment and not place.quoted:
        yield from keywords(dialect, place.fragment)
        yield from functions(dialect)
    yield from tables


def _columns(place: _Place) -> Iterator[Entry]:
    """Those of the tables that are read; before anything is, those of a small catalog."""
    relations = place.scope.relations
    names = [name for one in relations for name in one.columns]
    if not relations and len(place.catalog.tables) <= _EVERY_TABLE:
        names = [column.name for table in place.catalog.tables for column in table.columns]
    yield from (spelled(name, place.catalog.dialect, "column", quoted=place.quoted) for name in names)


def _ctes(place: _Place) -> Iterator[Entry]:
    return (
        spelled(one.alias, place.catalog.dialect, "table", quoted=place.quoted) for one in place.scope.ctes
    )


def _tables(place: _Place) -> Iterator[Entry]:
    dialect = place.catalog.dialect
    for table in place.catalog.tables:
        parts = [
            spelled(part, dialect, "table", quoted=place.quoted)
            for part in (table.schema, table.name)
            if part
        ]
        text = ".".join(part.text for part in parts)
        yield Entry(text, "table", table.qualified_name)
        if table.schema:
            # Found by its own name too, which is what a person remembers.
            yield Entry(text, "table", table.name)


def _qualified(qualifier: str, place: _Place) -> Iterator[Entry]:
    """Columns behind `alias.` and `schema.table.`, tables behind `schema.`."""
    dialect, quoted = place.catalog.dialect, place.quoted
    relation = place.scope.relation(qualifier)
    table = place.catalog.table(qualifier)
    if relation is not None:
        names: tuple[str, ...] = relation.columns
    else:
        names = tuple(column.name for column in table.columns) if table is not None else ()
    yield from (spelled(name, dialect, "column", quoted=quoted) for name in names)
    for one in place.catalog.tables:
        if (one.schema or "").casefold() == qualifier.casefold() and one.schema:
            yield spelled(one.name, dialect, "table", quoted=quoted)
