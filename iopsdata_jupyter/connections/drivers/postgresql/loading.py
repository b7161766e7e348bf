"""Arrow rows into a PostgreSQL table by COPY, on the connection itself and so inside its transaction."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pyarrow as pa
from psycopg import sql

from iopsdata_jupyter.connections.models import LoadMode

ROWS_AT_ONCE = 50_000
_PLAIN: tuple[tuple[Any, str], ...] = (
    (pa.types.is_boolean, "boolean"), (pa.types.is_int8, "smallint"), (pa.types.is_int16, "smallint"),
    (pa.types.is_uint8, "smallint"), (pa.types.is_int32, "integer"), (pa.types.is_uint16, "integer"),
    (pa.types.is_int64, "bigint"), (pa.types.is_uint32, "bigint"), (pa.types.is_uint64, "numeric(20)"),
    (pa.types.is_float16, "real"), (pa.types.is_float32, "real"), (pa.types.is_float64, "double precision"),
    (pa.types.is_date, "date"), (pa.types.is_time, "time"), (pa.types.is_duration, "interval"),
    (pa.types.is_interval, "interval"), (pa.types.is_binary, "bytea"), (pa.types.is_large_binary, "bytea"),
    (pa.types.is_fixed_size_binary, "bytea"),
)  # fmt: skip


def load(native: psycopg.Connection[Any], table: str, rows: pa.Table, mode: LoadMode) -> int:
    """Writes `rows`, all or none of them; the number written.

    Raises:
        psycopg.Error: the server refused.
    """
    name = sql.Identifier(*table.split("."))
    columns = sql.SQL(", ").join(map(sql.Identifier, rows.column_names))
    with native.transaction(), native.cursor() as cursor:
        if mode == "replace":
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(name))
        if mode != "append":
            cursor.execute(sql.SQL("CREATE TABLE {} ({})").format(name, _definitions(rows.schema)))
        target = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(name, columns)
        with cursor.copy(target) as copy:
            for piece in _pieces(rows):
                copy.write(piece)
    return int(rows.num_rows)


def _definitions(schema: pa.Schema) -> sql.Composable:
    return sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(field.name), sql.SQL(type_name(field.type)))
        for field in schema
    )


def type_name(kind: pa.DataType) -> str:
    """PostgreSQL's name of the type that holds every value of an Arrow type."""
    if pa.types.is_dictionary(kind):
        return type_name(kind.value_type)
    if pa.types.is_decimal(kind):
        return f"numeric({kind.precision}, {kind.scale})"
    if pa.types.is_timestamp(kind):
        return "timestamptz" if kind.tz else "timestamp"
    if pa.types.is_nested(kind):
        return _nested_name(kind)
    return next((name for test, name in _PLAIN if test(kind)), "text")


def _nested_name(kind: pa.DataType) -> str:
    if not (pa.types.is_list(kind) or pa.types.is_large_list(kind)):
        return "jsonb"
    inner = type_name(kind.value_type)
    return "jsonb" if inner in ("jsonb", "bytea") else f"{inner}[]"


def _pieces(rows: pa.Table) -> Iterator[bytes]:
    from pyarrow import csv

    written = pa.table(
        [_writable(column) for column in rows.columns], names=[str(at) for at in range(rows.num_columns)]
    )
    options = csv.WriteOptions(include_header=False, quoting_style="needed")
    for batch in written.to_batches(max_chunksize=ROWS_AT_ONCE):
        sink = io.BytesIO()
        csv.write_csv(batch, sink, options)
        yield sink.getvalue()


def _writable(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column as Arrow's CSV writer and PostgreSQL's reader both know it."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _writable(column.cast(kind.value_type))
    if pa.types.is_nested(kind):
        literal = _json if type_name(kind) == "jsonb" else _array
        return _texts(column, literal)
    if type_name(kind) == "bytea":
        return _texts(column, lambda value: "\\x" + value.hex())
    if pa.types.is_duration(kind) or pa.types.is_interval(kind):
        return _texts(column, _span)
    return column


def _texts(column: pa.ChunkedArray, written: Any) -> pa.ChunkedArray:
    values = column.to_pylist()
    return pa.chunked_array([[None if value is None else written(value) for value in values]], pa.string())


def _json(value: Any) -> str:
    return json.dumps(value, default=str)


def _array(value: list[Any]) -> str:
    """An array literal: every element quoted, so that no text can be taken for syntax."""
    return "{" + ",".join(_element(element) for element in value) + "}"


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, list):
        return _array(value)
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _span(value: Any) -> str:
    if isinstance(value, pa.MonthDayNano):
        return f"{value.months} months {value.days} days {value.nanoseconds // 1000} microseconds"
    return f"{value.days} days {value.seconds} seconds {value.microseconds} microseconds"
