"""The tree of a connection, a level and a page at a time: schemas, tables, columns. Never values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from tornado.web import authenticated

from iopsdata_jupyter.catalog.models import Column, ForeignKey, Table
from iopsdata_jupyter.config import Settings
from iopsdata_jupyter.errors import did_you_mean
from iopsdata_jupyter.server.base import JSONHandler, refusal
from iopsdata_jupyter.server.catalogs import Catalogs, Entry
from iopsdata_jupyter.server.connections import saved
from iopsdata_jupyter.server.work import bounded

CATALOGS_SETTING = "iopsdata_catalogs"
"""Key of the web application's settings under which the server keeps catalogs."""
READ_S = 60.0
"""Seconds that reading a catalog may take."""
MOST_CHARACTERS = 1000
"""Of a comment or a type."""


class CatalogHandler(JSONHandler):
    """Base of the three levels."""

    async def entry(self, name: str) -> Entry:
        """The catalog of a saved connection; `refresh=true` in the query reads it anew."""
        refresh = self.choice("refresh", ("true", "false")) == "true"
        catalogs: Catalogs = self.application.settings.setdefault(CATALOGS_SETTING, Catalogs())
        store = self.store

        def read() -> Entry:
            record = saved(store, name)
            ttl_s = Settings.load(workspace=store.settings()).catalog_ttl_s
            return catalogs.entry(store, record, ttl_s, refresh=refresh)

        return await bounded(read, READ_S, what="Reading the catalog")


class SchemasHandler(CatalogHandler):
    """The schemas of a connection, with how many tables each has."""

    @authenticated
    async def get(self, name: str) -> None:
        entry = await self.entry(name)
        schemas = [
            {"name": schema, "tables": len(tables)} for schema, tables in entry.catalog.schemas.items()
        ]
        read_at = datetime.fromtimestamp(entry.at_s, UTC).isoformat()
        self.reply({"dialect": entry.catalog.dialect, "read_at": read_at, "schemas": schemas})


class TablesHandler(CatalogHandler):
    """A page of a connection's tables, of one schema or whose name holds a text."""

    @authenticated
    async def get(self, name: str) -> None:
        limit, offset = self.page()
        schema, search = self.text("schema"), (self.text("search") or "").casefold()
        entry = await self.entry(name)
        chosen = [
            table
            for table in entry.catalog.tables
            if (schema is None or (table.schema or "") == schema) and search in table.name.casefold()
        ]
        page = [table_body(table) for table in chosen[offset : offset + limit]]
        self.reply({"tables": page, "total": len(chosen)})


class ColumnsHandler(CatalogHandler):
    """A page of one table's columns, with the keys that they are part of."""

    @authenticated
    async def get(self, name: str) -> None:
        limit, offset = self.page()
        schema, wanted = self.text("schema") or "", self.text("table") or ""
        entry = await self.entry(name)
        table = find_table(entry.catalog.tables, schema, wanted)
        columns = [column_body(column, table) for column in table.columns[offset : offset + limit]]
        self.reply({"table": table_body(table), "columns": columns, "total": len(table.columns)})


def find_table(tables: Sequence[Table], schema: str, name: str) -> Table:
    """The table of exactly that name and schema; the empty schema is the default one.

    Raises:
        Refusal: there is none.
    """
    for table in tables:
        if table.name == name and (table.schema or "") == schema:
            return table
    names = [table.qualified_name for table in tables]
    raise refusal(
        HTTPStatus.NOT_FOUND,
        f"There is no table named {name!r}" + (f" in the schema {schema!r}." if schema else "."),
        did_you_mean(f"{schema}.{name}" if schema else name, names),
    )


def table_body(table: Table) -> dict[str, Any]:
    """A table without its columns."""
    return {
        "name": table.name,
        "schema": table.schema,
        "kind": table.kind,
        "columns": len(table.columns),
        "comment": _cut(table.comment),
        "row_estimate": table.row_estimate,
    }


def column_body(column: Column, table: Table) -> dict[str, Any]:
    """A column, and what it refers to."""
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
