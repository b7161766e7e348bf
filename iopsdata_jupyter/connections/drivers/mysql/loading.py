"""Writes Arrow tables into MySQL: INSERTs of many rows, whose text Arrow makes a column at a time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from pymysql.constants import SERVER_STATUS

from iopsdata_jupyter.connections.models import LoadMode

if TYPE_CHECKING:
    import pymysql

ROWS_A_STATEMENT = 2_000
"""Keeps a statement of ordinary rows far below the server's `max_allowed_packet` (16 MiB by default)."""

_TYPES = {
    pa.bool_(): "BOOLEAN", pa.int8(): "TINYINT", pa.int16(): "SMALLINT", pa.int32(): "INT",
    pa.int64(): "BIGINT",
    pa.uint8(): "TINYINT UNSIGNED", pa.uint16(): "SMALLINT UNSIGNED", pa.uint32(): "INT UNSIGNED",
    pa.uint64(): "BIGINT UNSIGNED", pa.float16(): "FLOAT", pa.float32(): "FLOAT", pa.float64(): "DOUBLE",
    pa.date32(): "DATE", pa.date64(): "DATE",
}  # fmt: skip

_FAMILIES = (
    (pa.types.is_timestamp, "DATETIME(6)"),
    (pa.types.is_time, "TIME(6)"),
    (pa.types.is_binary, "LONGBLOB"),
    (pa.types.is_large_binary, "LONGBLOB"),
    (pa.types.is_nested, "JSON"),
)


def load(native: pymysql.connections.Connection[Any], table: str, rows: pa.Table, mode: LoadMode) -> int:
    """Creates the table, replaces it or appends to it; the number of rows.

    The rows come or stay out together. CREATE TABLE itself cannot be rolled back in MySQL.
    """
    if mode == "replace":
        return _replace(native, table, rows)
    name = _place(table)
    if mode == "create":
        _create(native, name, rows.schema)
    try:
        _fill(native, name, rows)
    except BaseException:
        if mode == "create":
            native.query(f"DROP TABLE {name}")
        raise
    return int(rows.num_rows)


def _replace(native: pymysql.connections.Connection[Any], table: str, rows: pa.Table) -> int:
    """Loads beside the old table, which goes only when all rows are there."""
    beside = f"{table}__iopsdata"
    written = load(native, beside, rows, "create")
    native.query(f"DROP TABLE IF EXISTS {_place(table)}")
    native.query(f"RENAME TABLE {_place(beside)} TO {_place(table)}")
    return written


def _create(native: pymysql.connections.Connection[Any], name: str, schema: pa.Schema) -> None:
    columns = ", ".join(f"{quoted(field.name)} {column_type(field.type)}" for field in schema)
    native.query(f"CREATE TABLE {name} ({columns})")


def _fill(native: pymysql.connections.Connection[Any], name: str, rows: pa.Table) -> None:
    """Inserts in a transaction of its own, or in the one that is open."""
    inside = bool(native.server_status & SERVER_STATUS.SERVER_STATUS_IN_TRANS)
    escapes = not native.server_status & SERVER_STATUS.SERVER_STATUS_NO_BACKSLASH_ESCAPES
    if not inside:
        native.begin()
    try:
        for batch in rows.to_batches(max_chunksize=ROWS_A_STATEMENT):
            native.query(_insert(name, batch, backslash_escapes=escapes))
    except BaseException:
        native.rollback()
        raise
    if not inside:
        native.commit()


def _place(table: str) -> str:
    return ".".join(quoted(part) for part in table.split("."))


def quoted(name: str) -> str:
    """A name in backticks."""
    return "`" + name.replace("`", "``") + "`"


def column_type(kind: pa.DataType) -> str:
    """The MySQL type that holds every value of an Arrow type."""
    if pa.types.is_dictionary(kind):
        return column_type(kind.value_type)
    if pa.types.is_decimal(kind):
        return f"DECIMAL({min(kind.precision, 65)}, {min(kind.scale, 30)})"
    for belongs, name in _FAMILIES:
        if belongs(kind):
            return name
    return _TYPES.get(kind, "LONGTEXT")


def _insert(name: str, batch: pa.RecordBatch, *, backslash_escapes: bool) -> str:
    columns = ", ".join(quoted(column) for column in batch.schema.names)
    literals = [_literals(column, backslash_escapes=backslash_escapes) for column in batch.columns]
    rows = pc.binary_join_element_wise(*literals, ", ")
    return f"INSERT INTO {name} ({columns}) VALUES (" + "), (".join(rows.to_pylist()) + ")"


def _literals(values: pa.Array, *, backslash_escapes: bool) -> pa.Array:
    kind = values.type
    if pa.types.is_dictionary(kind):
        return _literals(values.cast(kind.value_type), backslash_escapes=backslash_escapes)
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pa.array(["NULL" if value is None else f"x'{value.hex()}'" for value in values.to_pylist()])
    if pa.types.is_nested(kind):
        texts = [None if value is None else json.dumps(value, default=str) for value in values.to_pylist()]
        return _quoted(pa.array(texts, pa.string()), backslash_escapes=backslash_escapes)
    if pa.types.is_boolean(kind):
        values = values.cast(pa.int8())
    elif pa.types.is_floating(kind):
        values = pc.if_else(pc.is_finite(values), values, pa.scalar(None, kind))
    elif pa.types.is_timestamp(kind):
        values = values.cast(pa.timestamp("us"), safe=False)
    text = values.cast(pa.string())
    if pa.types.is_integer(values.type) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return text.fill_null("NULL")
    return _quoted(text, backslash_escapes=backslash_escapes)


def _quoted(text: pa.Array, *, backslash_escapes: bool) -> pa.Array:
    if backslash_escapes:
        text = pc.replace_substring(text, "\\", "\\\\")
    text = pc.replace_substring(text, "'", "''")
    return pc.binary_join_element_wise("'", text, "'", "").fill_null("NULL")
