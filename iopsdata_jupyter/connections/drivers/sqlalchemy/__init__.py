"""Every other engine that SQLAlchemy knows: Snowflake, BigQuery, Trino, SQL Server, Oracle and more.

Read-only: every statement runs in a transaction that is rolled back, made read-only where the engine has such
a mode (`engines.py`). Where it has none, an engine that commits by itself, as most warehouses do
with DDL, is held back by the guard alone; give such a connection an account that may only read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iopsdata_jupyter.connections.models import ConnectionConfig

if TYPE_CHECKING:
    from iopsdata_jupyter.connections.drivers.sqlalchemy.connection import SQLAlchemyConnection


def connect(config: ConnectionConfig) -> SQLAlchemyConnection:
    """Opens any URL of an engine that `engines.py` lists.

    Raises:
        ConnectionFailed: a package is missing, or the server is not there or refuses.
        UsageError: an engine whose statements the guard could not read.
    """
    from iopsdata_jupyter.connections.drivers.sqlalchemy.connection import open_connection

    return open_connection(config)
