"""Rows of a catalog query, and rows by the table they belong to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from iopsdata_jupyter.connections.models import Connection

Row = dict[str, Any]
Groups = defaultdict[tuple[str, str], list[Row]]
"""Rows by (schema_name, table_name); the schema is empty for an engine without schemas."""


def rows(connection: Connection, sql: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
    """The rows of a query as dicts by column name.

    Raises:
        ExecutionError: the engine refused or failed it.
    """
    stream = connection.execute(sql, parameters or {})
    return [row for batch in stream.batches for row in batch.to_pylist()]


def grouped(found: list[Row]) -> Groups:
    """`found` by its columns schema_name (where it has one) and table_name."""
    groups: Groups = defaultdict(list)
    for row in found:
        groups[(row.get("schema_name", ""), row["table_name"])].append(row)
    return groups
