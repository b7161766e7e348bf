"""What a DuckDB connection shows: tables, views, files and DataFrames."""

from __future__ import annotations

from iopsdata_jupyter.catalog.models import Column, ForeignKey, Table, TableKind
from iopsdata_jupyter.catalog.readers.rows import Groups, Row, grouped, rows
from iopsdata_jupyter.connections.models import Connection


def tables(connection: Connection) -> tuple[Table, ...]:
    """Every table and view, with its columns and declared keys."""
    where = "WHERE NOT internal AND database_name IN (current_database(), 'temp')"
    columns = grouped(
        rows(
            connection,
            "SELECT schema_name, table_name, column_name, data_type, is_nullable, comment "
            f"FROM duckdb_columns() {where} ORDER BY schema_name, table_name, column_index",
        )
    )
    keys = grouped(
        rows(
            connection,
            "SELECT schema_name, table_name, constraint_type, constraint_column_names, "
            "referenced_table, referenced_column_names "
            "FROM duckdb_constraints() WHERE database_name = current_database() "
            "AND constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY')",
        )
    )
    found = rows(
        connection,
        "SELECT schema_name, table_name, comment, estimated_size AS size, 'table' AS kind "
        f"FROM duckdb_tables() {where} UNION ALL "
        "SELECT schema_name, view_name, comment, NULL, "
        "CASE WHEN temporary THEN 'dataframe' WHEN sql LIKE '%FROM read\\_%' ESCAPE '\\' THEN 'file' "
        "ELSE 'view' END "
        f"FROM duckdb_views() {where} ORDER BY 1, 2",
    )
    return tuple(_table(row, columns, keys) for row in found)


def _table(row: Row, columns: Groups, keys: Groups) -> Table:
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
