"""Spark, and whatever else speaks Spark Connect, through pyspark's own client; results come as Arrow.

Read-only: the engine has no read-only mode. Before a statement runs, the server is asked for the schema of
`WITH name AS (statement) SELECT`, which runs nothing and in which only a query can stand: INSERT, CREATE,
DROP, SET and the like are syntax errors there. SHOW, DESCRIBE and EXPLAIN are let through. What functions do
inside a query (`reflect`, `java_method`, user-defined ones) is left to the guard.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iopsdata_jupyter.connections.models import ConnectionConfig
from iopsdata_jupyter.errors import ConnectionFailed

if TYPE_CHECKING:
    from iopsdata_jupyter.connections.drivers.spark.connection import SparkConnection


def connect(config: ConnectionConfig) -> SparkConnection:
    """Opens `sc://host:port`, with a token where the configuration holds one.

    Raises:
        ConnectionFailed: the client is not installed, or no server answers, or it refuses.
    """
    try:
        import pyspark.sql.connect.session  # noqa: F401
    except ImportError:
        raise ConnectionFailed(
            "Spark needs the package pyspark-client, which is not installed.",
            hint='Install it with `%pip install "iopsdata-jupyter[spark]"`, then run the cell again.',
        ) from None
    from iopsdata_jupyter.connections.drivers.spark.connection import open_connection

    return open_connection(config)
