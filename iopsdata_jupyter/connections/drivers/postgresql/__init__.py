"""PostgreSQL, and servers that speak its protocol (Supabase, Redshift, CockroachDB), through psycopg 3.

Read-only is enforced by the server: each statement goes alone over the extended protocol into a READ ONLY
transaction that has already begun to read, and that is rolled back. Large results come through ADBC where
its driver is installed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iopsdata_jupyter.connections.models import ConnectionConfig
from iopsdata_jupyter.errors import ConnectionFailed

if TYPE_CHECKING:
    from iopsdata_jupyter.connections.drivers.postgresql.connection import PostgreSQLConnection


def connect(config: ConnectionConfig) -> PostgreSQLConnection:
    """Opens a server's database.

    Raises:
        ConnectionFailed: psycopg is not installed, or the server is not there or refuses.
    """
    try:
        import psycopg  # noqa: F401
    except ImportError:
        raise ConnectionFailed(
            "PostgreSQL needs the package psycopg, which is not installed.",
            hint='Install it with `%pip install "iopsdata-jupyter[postgresql]"`, then run the cell again.',
        ) from None
    from iopsdata_jupyter.connections.drivers.postgresql.connection import PostgreSQLConnection

    return PostgreSQLConnection(config)
