"""Reads a Catalog from an open connection: one small reader a dialect, a constant number of queries each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from iopsdata_jupyter.catalog.keys import with_inferred_keys
from iopsdata_jupyter.catalog.models import Catalog, Column, ForeignKey, Table, TableKind
from iopsdata_jupyter.connections.models import Connection

Row = dict[str, Any]


def read_catalog(connection: Connection) -> Catalog:
    """Every table and view that the connection shows, with keys and comments.

    Raises:
        ExecutionError: the engine refused a catalog query.
    """
    reader = _READERS[connection.dialect]
    return Catalog(connection.dialect, with_inferred_keys(reader(connection)))


def _rows(connection: Connection, sql: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
    stream = connection.execute(sql, parameters or {})
    return [row for batch in stream.batches for row in batch.to_pylist()]


def _duckdb_tables(connection: Connection) -> tuple[Table, ...]:
    where = "WHERE NOT internal AND database_name IN (current_database(), 'temp')"
    columns = _grouped(
        _rows(
            connection,
            "SELECT schema_name, table_name, column_name, data_type, is_nullable, comment "
            f"FROM duckdb_columns() {where} ORDER BY schema_name, table_name, column_index",
        )
    )
    keys = _grouped(
        _rows(
            connection,
            "SELECT schema_name, table_name, constraint_type, constraint_column_names, "
            "referenced_table, referenced_column_names "
            "FROM duckdb_constraints() WHERE database_name = current_database() "
            "AND constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY')",
        )
    )
    found = _rows(
        connection,
        "SELECT schema_name, table_name, comment, estimated_size AS size, 'table' AS kind "
        f"FROM duckdb_tables() {where} UNION ALL "
        "SELECT schema_name, view_name, comment, NULL, "
        "CASE WHEN temporary THEN 'dataframe' WHEN sql LIKE '%FROM read\\_%' ESCAPE '\\' THEN 'file' "
        "ELSE 'view' END "
        f"FROM duckdb_views() {where} ORDER BY 1, 2",
    )
    return tuple(_duckdb_table(row, columns, keys) for row in found)


def _duckdb_table(row: Row, columns: _Groups, keys: _Groups) -> Table:
    place = (row["schema_name"], row["table_name"])
    primary: tuple[str, ...] = ()
    foreign: list[ForeignKey] = []
    for key in keys[place]:
        names = tuple(key["constraint_column_names"])
        if key["constraint_type"] == "PRIMARY KEY":
            primary = names
        else:
            foreign.append(ForeignKey(names, key["referenced_table"], tuple(key["referenced_column_names"])))
    kind: TableKind = row["kind"]
    return Table(
        name=row["table_name"],
        schema=None if row["schema_name"] == "main" else row["schema_name"],
        columns=tuple(
            Column(entry["column_name"], entry["data_type"], bool(entry["is_nullable"]), entry["comment"])
            for entry in columns[place]
        ),
        kind=kind,
        primary_key=primary,
        foreign_keys=tuple(foreign),
        comment=row["comment"],
        row_estimate=row["size"],
    )


_Groups = defaultdict[tuple[str, str], list[Row]]


def _grouped(rows: list[Row]) -> _Groups:
    groups: _Groups = defaultdict(list)
    for row in rows:
        groups[(row.get("schema_name", ""), row["table_name"])].append(row)
    return groups


def _sqlite_tables(connection: Connection) -> tuple[Table, ...]:
    tables = (
        "(SELECT name AS table_name, type AS kind FROM sqlite_schema "
        "WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\') AS t"
    )
    columns = _grouped(
        _rows(
            connection,
            'SELECT t.table_name, c.name, c.type, c."notnull", c.pk '
            f"FROM {tables}, pragma_table_info(t.table_name) AS c ORDER BY t.table_name, c.cid",
        )
    )
    keys = _grouped(
        _rows(
            connection,
            'SELECT t.table_name, k.id, k."table" AS target, k."from" AS source, k."to" AS target_column '
            f"FROM {tables}, pragma_foreign_key_list(t.table_name) AS k ORDER BY t.table_name, k.id, k.seq",
        )
    )
    kinds = _rows(connection, f"SELECT table_name, kind FROM {tables} ORDER BY table_name")
    return tuple(
        _sqlite_table(row, columns[("", row["table_name"])], keys[("", row["table_name"])]) for row in kinds
    )


def _sqlite_table(row: Row, columns: list[Row], keys: list[Row]) -> Table:
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


_READERS: dict[str, Callable[[Connection], tuple[Table, ...]]] = {
    "duckdb": _duckdb_tables,
    "sqlite": _sqlite_tables,
}
