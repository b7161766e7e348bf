"""MySQL and MariaDB through PyMySQL.

PyMySQL, because it is pure Python under the MIT licence: it installs wherever Python does. mysqlclient has
no wheels for Linux and is GPL, MySQL Connector is GPL, MariaDB Connector is LGPL and wraps a C library,
asyncmy is for asyncio. Its slow part, making a Python object of every value, is left out: values stay bytes
until Arrow reads a column of them (`columns.py`), and rows stream from the server.

Read-only: each statement runs inside START TRANSACTION READ ONLY and is rolled back; several statements in
one text and LOAD DATA LOCAL are off. What a read-only transaction lets through (INTO OUTFILE, LOAD_FILE,
SLEEP, GET_LOCK, user variables) is left to the guard; an account that may only SELECT closes it in the
server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iopsdata_jupyter.connections.models import ConnectionConfig
from iopsdata_jupyter.errors import ConnectionFailed

if TYPE_CHECKING:
    from iopsdata_jupyter.connections.drivers.mysql.connection import MySQLConnection


def connect(config: ConnectionConfig) -> MySQLConnection:
    """Opens `mysql://user@host:port/database`.

    Raises:
        ConnectionFailed: PyMySQL is not installed, or the server is not there or refuses.
        UsageError: an option that this driver does not know.
    """
    try:
        import pymysql  # noqa: F401
    except ImportError:
        raise ConnectionFailed(
            "MySQL and MariaDB need the package pymysql, which is not installed.",
            hint='Install it with `%pip install "iopsdata-jupyter[mysql]"`, then run the cell again.',
        ) from None
    from iopsdata_jupyter.connections.drivers.mysql.connection import open_connection

    return open_connection(config)
