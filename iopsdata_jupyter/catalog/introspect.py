"""Reads a Catalog from an open connection, by the reader of its driver."""

from __future__ import annotations

import importlib

from iopsdata_jupyter.catalog.keys import with_inferred_keys
from iopsdata_jupyter.catalog.models import Catalog, Table
from iopsdata_jupyter.connections.models import Connection


def read_catalog(connection: Connection) -> Catalog:
    """Every table and view that the connection shows, with keys and comments.

    Raises:
        ExecutionError: the engine refused a catalog query.
    """
    # By driver, not by dialect: the SQLAlchemy driver speaks many dialects and has one reader.
    reader = importlib.import_module(f"iopsdata_jupyter.catalog.readers.{connection.config.driver}")
    tables: tuple[Table, ...] = reader.tables(connection)
    return Catalog(connection.dialect, with_inferred_keys(tables))
