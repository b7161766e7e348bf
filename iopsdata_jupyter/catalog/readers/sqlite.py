"""What a SQLite connection shows. SQLite keeps neither comments nor row counts."""

from __future__ import annotations

from collections import defaultdict

from iopsdata_jupyter.catalog.models import Column, ForeignKey, Table
from iopsdata_jupyter.catalog.readers.rows import Row, grouped, rows
from iopsdata_jupyter.connections.models import Connection


def tables(connection: Connection) -> tuple[Table, ...]:
    """Every table and view, with its columns and declared keys."""
    named = (
        "(SELECT name AS table_name, type AS kind FROM sqlite_schema "
        "WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\') AS t"
    )
    columns = grouped(
        rows(
            connection,
            'SELECT t.table_name, c.name, c.type, c."notnull", c.pk '
            f"FROM {named}, pragma_table_info(t.table_name) AS c ORDER BY t.table_name, c.cid",
        )
    )
    keys = grouped(
        rows(
            connection,
            'SELECT t.table_name, k.id, k."table" AS target, k."from" AS source, k."to" AS target_column '
            f"FROM {named}, pragma_foreign_key_list(t.table_name) AS k ORDER BY t.table_name, k.id, k.seq",
        )
    )
    kinds = rows(connection, f"SELECT table_name, kind FROM {named} ORDER BY table_name")
    return tuple(
        _table(row, columns[("", row["table_name"])], keys[("", row["table_name"])]) for row in kinds
    )


def _table(row: Row, columns: list[Row], keys: list[Row]) -> Table:
    primary = sorted((column for column in columns if column["pk"]), key=lambda column: column["pk"])
    grouped: defaultdict[int, list[Row]] = defaultdict(list)
    for key in keys:
        grouped[key["id"]].append(key)
    return Table(
        name=row["table_name"],
        columns=tuple(
            Column(column["name"], (column["type"] or "").upper(), not column["notnull"])
            for column in columns
        ),
        kind="view" if row["kind"] == "view" else "table",
        primary_key=tuple(column["name"] for column in primary),
        foreign_keys=tuple(
            ForeignKey(
                tuple(key["source"] for key in group),
                group[0]["target"],
                tuple(key["target_column"] for key in group if key["target_column"]),
            )
            for group in grouped.values()
        ),
    )
