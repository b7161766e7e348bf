"""One file a dialect, each with a function `connect(config) -> Connection`."""

from __future__ import annotations

import importlib

from iopsdata_jupyter.connections.models import Connection, ConnectionConfig


def open_connection(config: ConnectionConfig) -> Connection:
    """Opens `config` with its driver.

    Raises:
        ConnectionFailed: the database is missing, unreadable or refuses.
    """
    driver = importlib.import_module(f"{__name__}.{config.driver}")
    connection: Connection = driver.connect(config)
    return connection
