"""The catalog of a connection that is open in this kernel; the server reads those that are saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from iopsdata_jupyter.catalog.models import Catalog
from iopsdata_jupyter.catalog.pages import columns_page, find_table, schemas_page, tables_page
from iopsdata_jupyter.connections.manager import NOTEBOOK
from iopsdata_jupyter.errors import ConnectionFailed
from iopsdata_jupyter.kernel_requests.arguments import page, text, text_or_none
from iopsdata_jupyter.session import current_session


def catalog(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The schemas of `connection`; `refresh` reads them anew.

    With `schema` or `search` a page of its tables, and with `table` a page of that table's columns: the same
    answers as the server's routes give.

    Raises:
        ConnectionFailed: it is not open here; no request opens one.
        ExecutionError: its engine refused a catalog query.
        UsageError: there is no such table, or an argument is of the wrong kind.
    """
    found = open_catalog(text(arguments, "connection"), refresh=arguments.get("refresh") is True)
    schema, search = text_or_none(arguments, "schema"), text_or_none(arguments, "search")
    if (table := text_or_none(arguments, "table")) is not None:
        return columns_page(find_table(found.tables, schema or "", table), **page(arguments))
    if schema is None and search is None:
        return {"dialect": found.dialect, "schemas": schemas_page(found)}
    return tables_page(found, schema, search or "", **page(arguments))


def open_catalog(connection: str, *, refresh: bool = False) -> Catalog:
    """The catalog of a connection that is open.

    Raises:
        ConnectionFailed: it is not open here.
        ExecutionError: its engine refused a catalog query.
    """
    session = current_session()
    if connection != NOTEBOOK and not session.connections.is_open(connection):
        raise ConnectionFailed(
            f"The connection {connection!r} is not open in this kernel.",
            hint=f"Run `%connect {connection}` in the notebook.",
        )
    return session.catalog(connection, refresh=refresh)
