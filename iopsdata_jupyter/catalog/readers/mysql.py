"""What a MySQL or MariaDB connection shows: the current database, from `information_schema`."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from iopsdata_jupyter.catalog.models import Column, ForeignKey, Table
from iopsdata_jupyter.catalog.readers.rows import Groups, Row, grouped, rows
from iopsdata_jupyter.connections.models import Connection

_SYSTEM = "('information_schema', 'performance_schema', 'mysql', 'sys')"
_SCOPE = f"table_schema = COALESCE(DATABASE(), table_schema) AND table_schema NOT IN {_SYSTEM}"
"""The database of the URL; without one, every database that is not the server's own."""


def tables(connection: Connection) -> tuple[Table, ...]:
    """Every table and view, with columns, keys, comments and the server's row estimates."""
    found = rows(
        connection,
        "SELECT table_schema AS schema_name, table_name AS table_name, table_type AS kind, "
        "table_rows AS size, table_comment AS comment, table_schema = DATABASE() AS is_current "
        f"FROM information_schema.tables WHERE {_SCOPE} ORDER BY table_schema, table_name",
    )
    columns = grouped(
        rows(
            connection,
            "SELECT table_schema AS schema_name, table_name AS table_name, column_name AS name, "
            "column_type AS type, is_nullable AS nullable, column_comment AS comment "
            f"FROM information_schema.columns WHERE {_SCOPE} "
            "ORDER BY table_schema, table_name, ordinal_position",
        )
    )
    keys = grouped(
        rows(
            connection,
            "SELECT table_schema AS schema_name, table_name AS table_name, constraint_name AS name, "
            "column_name AS source, referenced_table_schema AS target_schema, "
            "referenced_table_name AS target, referenced_column_name AS target_column "
            f"FROM information_schema.key_column_usage WHERE {_SCOPE} "
            "AND (constraint_name = 'PRIMARY' OR referenced_table_name IS NOT NULL) "
            "ORDER BY table_schema, table_name, constraint_name, ordinal_position",
        )
    )
    return tuple(_table(row, columns, keys) for row in found)


def _table(row: Row, columns: Groups, keys: Groups) -> Table:
    place = (row["schema_name"], row["table_name"])
    is_view = "VIEW" in row["kind"]
    return Table(
        name=row["table_name"],
        schema=None if row["is_current"] else row["schema_name"],
        columns=tuple(
            Column(entry["name"], _type(entry["type"]), entry["nullable"] == "YES", entry["comment"] or None)
            for entry in columns[place]
        ),
        kind="view" if is_view else "table",
        primary_key=tuple(key["source"] for key in keys[place] if key["target"] is None),
        foreign_keys=_foreign_keys(keys[place], row["schema_name"]),
        # MySQL puts the word VIEW where a view's comment would be.
        comment=None if is_view else row["comment"] or None,
        row_estimate=row["size"],
    )


def _foreign_keys(keys: list[Row], own_schema: str) -> tuple[ForeignKey, ...]:
    named: defaultdict[Any, list[Row]] = defaultdict(list)
    for key in keys:
        if key["target"] is not None:
            named[key["name"]].append(key)
    return tuple(
        ForeignKey(
            tuple(key["source"] for key in group),
            group[0]["target"],
            tuple(key["target_column"] for key in group),
            None if group[0]["target_schema"] == own_schema else group[0]["target_schema"],
        )
        for group in named.values()
    )


def _type(name: str) -> str:
    """Upper case, but for the values of an ENUM or SET."""
    head, bracket, rest = name.partition("(")
    return head.upper() + bracket + (rest if head in ("enum", "set") else rest.upper())
