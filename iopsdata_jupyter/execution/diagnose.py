"""Turns an engine's complaint about a name into a hint with the nearest names of the catalog."""

from __future__ import annotations

import re

from iopsdata_jupyter.catalog.models import Catalog
from iopsdata_jupyter.errors import ExecutionError, did_you_mean

_TABLE = re.compile(
    r"no such table: (?P<sqlite>[\w.]+)|Table with name (?P<duckdb>\S+) does not exist|"
    r"relation \"(?P<postgres>[^\"]+)\" does not exist|Table '(?P<mysql>[^']+)' doesn't exist|"
    r"Table or view not found: (?P<sail>[\w.`]+)|table or view (?P<spark>[\w.`]+) cannot be found",
    re.IGNORECASE,
)
_COLUMN = re.compile(
    r"no such column: (?P<sqlite>[\w.]+)|Referenced column \"(?P<duckdb>[^\"]+)\"|"
    r"does not have a column named \"(?P<duckdb_table>[^\"]+)\"|"
    r"column (?:\"(?P<postgres>[^\"]+)\"|(?P<qualified>[\w.]+)) does not exist|"
    r"Unknown column '(?P<mysql>[^']+)'|There is no column (?P<sail>[\w.`]+)|"
    r"with name (?P<spark>[\w.`]+) cannot be resolved",
    re.IGNORECASE,
)


def with_near_names(error: ExecutionError, catalog: Catalog, tables: tuple[str, ...]) -> ExecutionError:
    """The error with a hint from the catalog, where it is about an unknown table or column.

    `tables` are the names that the statement reads; their columns are tried before all others.
    """
    if found := _TABLE.search(error.message):
        hint = _table_hint(_name(found), catalog)
    elif found := _COLUMN.search(error.message):
        hint = _column_hint(_name(found).rsplit(".", 1)[-1], catalog, tables)
    else:
        return error
    return ExecutionError(
        error.message,
        sql=error.sql,
        position=_place(error, _name(found)),
        hint=hint or error.hint,
        title=error.title,
    )


def _name(found: re.Match[str]) -> str:
    name: str = next(group for group in found.groups() if group)
    return name.rstrip(".").replace("`", "")


def _place(error: ExecutionError, name: str) -> int | None:
    """The engine's position, else that of the name where it stands once as a word."""
    if error.position is not None or error.sql is None:
        return error.position
    for spelled in (name, name.rsplit(".", 1)[-1]):
        places = [match.start() for match in re.finditer(rf"(?<!\w){re.escape(spelled)}(?!\w)", error.sql)]
        if len(places) == 1:
            return places[0]
    return None


def _table_hint(name: str, catalog: Catalog) -> str | None:
    names = [table.qualified_name for table in catalog.tables]
    if not names:
        return "The connection has no tables."
    near = did_you_mean(name, names) or did_you_mean(name.rsplit(".", 1)[-1], names)
    return near or f"Tables: {', '.join(names[:12])}{', ...' if len(names) > 12 else ''}."


def _column_hint(name: str, catalog: Catalog, tables: tuple[str, ...]) -> str | None:
    read = [table for table in map(catalog.table, tables) if table is not None]
    columns = [column.name for table in read for column in table.columns]
    if hint := did_you_mean(name, columns):
        return hint
    elsewhere = [f"{table.name}.{name}" for table in catalog.tables if table.column(name)]
    if elsewhere:
        return f"It stands in {', '.join(elsewhere[:5])}."
    return f"Columns: {', '.join(columns[:20])}{', ...' if len(columns) > 20 else ''}." if columns else None
