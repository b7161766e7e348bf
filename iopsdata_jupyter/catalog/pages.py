"""A catalog as JSON, a level and a page at a time, for whoever draws it as a tree. Never values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from iopsdata_jupyter.catalog.models import Catalog, Column, ForeignKey, Table
from iopsdata_jupyter.errors import UsageError, did_you_mean

MOST_CHARACTERS = 1000
"""Of a comment or a type."""


def schemas_page(catalog: Catalog) -> list[dict[str, Any]]:
    """The schemas, with how many tables each has; the name None is the default one."""
    return [{"name": schema, "tables": len(tables)} for schema, tables in catalog.schemas.items()]


def tables_page(
    catalog: Catalog, schema: str | None, search: str, *, limit: int, offset: int
) -> dict[str, Any]:
    """Tables of one schema (empty: the default one) or of all (None) whose name holds `search`."""
    wanted = search.casefold()
    chosen = [
        table
        for table in catalog.tables
        if (schema is None or (table.schema or "") == schema) and wanted in table.name.casefold()
    ]
    return {"tables": [_table(table) for table in chosen[offset : offset + limit]], "total": len(chosen)}


def columns_page(table: Table, *, limit: int, offset: int) -> dict[str, Any]:
    """Columns of a table, with the keys that they are part of."""
    columns = [_column(column, table) for column in table.columns[offset : offset + limit]]
    return {"table": _table(table), "columns": columns, "total": len(table.columns)}


def find_table(tables: Sequence[Table], schema: str, name: str) -> Table:
    """The table of exactly that name and schema; the empty schema is the default one.

    Raises:
        UsageError: there is none.
    """
    for table in tables:
        if table.name == name and (table.schema or "") == schema:
            return table
    names = [table.qualified_name for table in tables]
    raise UsageError(
        f"There is no table named {name!r}" + (f" in the schema {schema!r}." if schema else "."),
        hint=did_you_mean(f"{schema}.{name}" if schema else name, names),
    )


def _table(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "schema": table.schema,
        "kind": table.kind,
        "columns": len(table.columns),
        "comment": _cut(table.comment),
        "row_estimate": table.row_estimate,
    }


def _column(column: Column, table: Table) -> dict[str, Any]:
    key = next((key for key in table.foreign_keys if column.name in key.columns), None)
    return {
        "name": column.name,
        "type": _cut(column.type) or "",
        "nullable": column.nullable,
        "comment": _cut(column.comment),
        "in_primary_key": column.name in table.primary_key,
        "references": None if key is None else _reference(column, key),
    }


def _reference(column: Column, key: ForeignKey) -> dict[str, Any]:
    place = key.columns.index(column.name)
    target = key.target_columns[place] if place < len(key.target_columns) else None
    return {
        "schema": key.target_schema,
        "table": key.target_table,
        "column": target,
        "inferred": key.inferred,
    }


def _cut(text: str | None) -> str | None:
    return text[:MOST_CHARACTERS] if text else None
