"""The tree of a connection, a level and a page at a time: schemas, tables, columns. Never values."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus

from tornado.web import authenticated

from iopsdata_jupyter.catalog.pages import columns_page, find_table, schemas_page, tables_page
from iopsdata_jupyter.config import Settings
from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.server.base import JSONHandler, Refusal
from iopsdata_jupyter.server.catalogs import Catalogs, Entry
from iopsdata_jupyter.server.connections import saved
from iopsdata_jupyter.server.work import bounded

CATALOGS_SETTING = "iopsdata_catalogs"
"""Key of the web application's settings under which the server keeps catalogs."""
READ_S = 60.0
"""Seconds that reading a catalog may take."""


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
        read_at = datetime.fromtimestamp(entry.at_s, UTC).isoformat()
        self.reply(
            {"dialect": entry.catalog.dialect, "read_at": read_at, "schemas": schemas_page(entry.catalog)}
        )


class TablesHandler(CatalogHandler):
    """A page of a connection's tables, of one schema or whose name holds a text."""

    @authenticated
    async def get(self, name: str) -> None:
        limit, offset = self.page()
        schema, search = self.text("schema"), self.text("search") or ""
        entry = await self.entry(name)
        self.reply(tables_page(entry.catalog, schema, search, limit=limit, offset=offset))


class ColumnsHandler(CatalogHandler):
    """A page of one table's columns, with the keys that they are part of."""

    @authenticated
    async def get(self, name: str) -> None:
        limit, offset = self.page()
        schema, wanted = self.text("schema") or "", self.text("table") or ""
        entry = await self.entry(name)
        try:
            table = find_table(entry.catalog.tables, schema, wanted)
        except UsageError as error:
            missing = UsageError(error.message, title=HTTPStatus.NOT_FOUND.phrase, hint=error.hint)
            raise Refusal(HTTPStatus.NOT_FOUND, missing) from None
        self.reply(columns_page(table, limit=limit, offset=offset))
