"""What a PostgreSQL connection shows, in three queries on pg_catalog however many tables there are."""

from __future__ import annotations

from collections import defaultdict

from iopsdata_jupyter.catalog.models import Column, ForeignKey, Table, TableKind
from iopsdata_jupyter.catalog.readers.rows import Groups, Row, grouped, rows
from iopsdata_jupyter.connections.models import Connection

_SHOWN = (
    "c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition "
    "AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_toast' "
    "AND (n.nspname !~ '^pg_temp' OR n.oid = pg_catalog.pg_my_temp_schema()) "
    "AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') "
    "AND pg_catalog.has_any_column_privilege(c.oid, 'SELECT')"
)
"""Partitions are left out: their rows are those of the table that they are parts of."""

_RELATIONS = f"""
SELECT n.nspname::text AS schema_name, c.relname::text AS table_name, c.relkind::text AS kind,
  n.nspname = current_schema() AS is_default,
  pg_catalog.obj_description(c.oid, 'pg_class') AS comment,
  CASE WHEN c.relkind = 'p' THEN (
    SELECT sum(leaf.reltuples) FROM pg_catalog.pg_partition_tree(c.oid) AS part
    JOIN pg_catalog.pg_class AS leaf ON leaf.oid = part.relid WHERE part.isleaf AND leaf.reltuples >= 0)
  WHEN c.relkind <> 'v' AND c.reltuples >= 0 THEN c.reltuples END::bigint AS size
FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE {_SHOWN} ORDER BY 1, 2
"""

_COLUMNS = f"""
SELECT n.nspname::text AS schema_name, c.relname::text AS table_name, a.attname::text AS name,
  CASE WHEN t.typtype = 'e' THEN 'enum ' || t.typname
       WHEN t.typtype = 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod)
       ELSE pg_catalog.format_type(a.atttypid, a.atttypmod) END AS type,
  NOT (a.attnotnull OR t.typnotnull) AS nullable, d.description AS comment
FROM pg_catalog.pg_attribute AS a
JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_description AS d
  ON d.objoid = c.oid AND d.classoid = 'pg_catalog.pg_class'::regclass AND d.objsubid = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped AND {_SHOWN} ORDER BY 1, 2, a.attnum
"""

_KEYS = f"""
SELECT n.nspname::text AS schema_name, c.relname::text AS table_name, k.contype::text AS kind,
  k.conname::text AS name, pair.place, source.attname::text AS source,
  target_schema.nspname::text AS target_schema, target.relname::text AS target,
  target_column.attname::text AS target_column
FROM pg_catalog.pg_constraint AS k
JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS pair(source, target, place)
JOIN pg_catalog.pg_attribute AS source ON source.attrelid = k.conrelid AND source.attnum = pair.source
LEFT JOIN pg_catalog.pg_class AS target ON target.oid = k.confrelid
LEFT JOIN pg_catalog.pg_namespace AS target_schema ON target_schema.oid = target.relnamespace
LEFT JOIN pg_catalog.pg_attribute AS target_column
  ON target_column.attrelid = k.confrelid AND target_column.attnum = pair.target
WHERE k.contype IN ('p', 'f') AND k.conparentid = 0 AND {_SHOWN} ORDER BY 1, 2, 4, 5
"""

_PLAIN_RELATIONS = """
SELECT table_schema AS schema_name, table_name, CASE table_type WHEN 'VIEW' THEN 'v' ELSE 'r' END AS kind,
  table_schema = current_schema() AS is_default, NULL AS comment, NULL AS size
FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema', 'pg_internal')
ORDER BY 1, 2
"""
_PLAIN_COLUMNS = """
SELECT table_schema AS schema_name, table_name, column_name AS name, data_type AS type,
  is_nullable = 'YES' AS nullable, NULL AS comment
FROM information_schema.columns WHERE table_schema NOT IN ('pg_catalog', 'information_schema', 'pg_internal')
ORDER BY 1, 2, ordinal_position
"""
"""For Redshift, whose pg_catalog is that of PostgreSQL 8 and whose keys are not enforced."""


def tables(connection: Connection) -> tuple[Table, ...]:
    """Tables, partitioned tables, views, materialised and foreign ones, in every schema but the system's."""
    if connection.dialect == "redshift":
        relations, columns, keys = rows(connection, _PLAIN_RELATIONS), rows(connection, _PLAIN_COLUMNS), []
    else:
        relations, columns, keys = (rows(connection, query) for query in (_RELATIONS, _COLUMNS, _KEYS))
    by_table, keys_by_table = grouped(columns), grouped(keys)
    default = next((row["schema_name"] for row in relations if row["is_default"]), None)
    return tuple(_table(row, by_table, keys_by_table, default) for row in relations)


def _table(row: Row, columns: Groups, keys: Groups, default: str | None) -> Table:
    place = (row["schema_name"], row["table_name"])
    kind: TableKind = "view" if row["kind"] in ("v", "m") else "table"
    return Table(
        name=row["table_name"],
        schema=None if row["is_default"] else row["schema_name"],
        columns=tuple(
            Column(entry["name"], entry["type"].upper(), bool(entry["nullable"]), entry["comment"])
            for entry in columns[place]
        ),
        kind=kind,
        primary_key=tuple(key["source"] for key in keys[place] if key["kind"] == "p"),
        foreign_keys=_foreign_keys(keys[place], row["schema_name"], default),
        comment=row["comment"],
        row_estimate=row["size"],
    )


def _foreign_keys(keys: list[Row], schema: str, default: str | None) -> tuple[ForeignKey, ...]:
    pairs: defaultdict[str, list[Row]] = defaultdict(list)
    for key in keys:
        if key["kind"] == "f":
            pairs[key["name"]].append(key)
    return tuple(_foreign_key(group, schema, default) for group in pairs.values())


def _foreign_key(pairs: list[Row], schema: str, default: str | None) -> ForeignKey:
    first = pairs[0]
    elsewhere = first["target_schema"] not in (schema, default)
    return ForeignKey(
        tuple(pair["source"] for pair in pairs),
        first["target"],
        tuple(pair["target_column"] for pair in pairs),
        first["target_schema"] if elsewhere else None,
    )
