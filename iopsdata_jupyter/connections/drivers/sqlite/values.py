"""SQLite's values as Arrow's, and columns as they were declared.

SQLite types values, not columns: a declaration is no promise. A column becomes what it was declared as when
every value of it agrees, and keeps its values as they are otherwise.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

_LAST_BITS = 1e-15
Convert = Callable[[pa.ChunkedArray], pa.ChunkedArray]


def record_batch(names: list[str], rows: Sequence[tuple[Any, ...]]) -> pa.RecordBatch:
    """Rows as sqlite3 gives them."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return pa.RecordBatch.from_arrays([_array(column) for column in columns], names=names)


def _array(values: Sequence[Any]) -> pa.Array:
    """One type a column: numbers of both kinds become floats, any other mixture becomes text."""
    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        kinds = {type(value) for value in values if value is not None}
        if kinds == {int, float}:
            return pa.array([None if value is None else float(value) for value in values])
        return pa.array([None if value is None else _as_text(value) for value in values])


def _as_text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def declared_types(native: sqlite3.Connection, sql: str) -> list[str]:
    """The declared type of each column of a query, upper case; empty for an expression or where unknown.

    The standard library does not tell them, but a view over the query has columns that do. It is made in the
    temporary schema and dropped again; the query does not run.
    """
    # Inside a quoted text the replacement does no harm: only the types of the view's columns are looked at.
    unbound = re.sub(r":\w+", "NULL", sql)
    try:
        native.execute(f"CREATE TEMP VIEW __iopsdata_types AS {unbound}")
        try:
            return [row[2].upper() for row in native.execute("PRAGMA temp.table_info(__iopsdata_types)")]
        finally:
            native.execute("DROP VIEW temp.__iopsdata_types")
    except (sqlite3.Error, sqlite3.Warning):
        return []


def as_declared(types: list[str], table: pa.Table) -> pa.Table:
    """The table with each column of the type it was declared as, where all its values agree."""
    if len(types) != table.num_columns:
        types = [""] * table.num_columns
    columns = [_converted(column, kind) for column, kind in zip(table.columns, types, strict=True)]
    return pa.table(columns, names=table.column_names)


def _converted(column: pa.ChunkedArray, declared: str) -> pa.ChunkedArray:
    if column.null_count == len(column):
        return pa.chunked_array([pa.nulls(len(column), _kind_of_nothing(declared))])
    convert = _conversion(declared)
    if convert is None:
        return column
    try:
        return convert(column)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return column


def _conversion(declared: str) -> Convert | None:
    if declared.startswith("BOOL"):
        return _booleans
    if declared == "DATE":
        return lambda column: _texts(column).cast(pa.date32())
    if declared.startswith(("DATETIME", "TIMESTAMP")):
        zone = "UTC" if declared in ("TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE") else None
        return lambda column: _texts(column).cast(pa.timestamp("us", zone))
    if found := re.fullmatch(r"(?:DECIMAL|NUMERIC|DEC)\s*\((\d+)(?:\s*,\s*(\d+))?\s*\)", declared):
        precision, scale = int(found[1]), int(found[2] or 0)
        return partial(_decimals, kind=pa.decimal128(precision, scale)) if scale <= precision <= 38 else None
    if re.match(r"REAL|FLOA|DOUB", declared):
        return lambda column: column.cast(pa.float64()) if pa.types.is_integer(column.type) else column
    return None


def _kind_of_nothing(declared: str) -> pa.DataType:
    """The type of a column without a value, by SQLite's own rules of affinity."""
    if declared.startswith("BOOL"):
        return pa.bool_()
    convert = _conversion(declared)
    if convert is not None:
        return convert(
            pa.chunked_array([pa.array([], pa.string() if declared[:1] in "DT" else pa.int64())])
        ).type
    return pa.int64() if "INT" in declared else pa.string()


def _booleans(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not pa.types.is_integer(column.type) or not pc.all(pc.is_in(column, pa.array([0, 1, None]))).as_py():
        raise pa.ArrowInvalid("other numbers than 0 and 1")
    return column.cast(pa.bool_())


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Texts alone: a number in a column of dates is a count of seconds or days, and nobody knows which."""
    if not pa.types.is_string(column.type):
        raise pa.ArrowInvalid("no text")
    return column


def _decimals(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    """Exact decimals, unless a stored value has more digits than were declared."""
    made = column.cast(kind)
    if pa.types.is_floating(column.type):
        # Arrow's way back to floats may err in the last bit.
        error = pc.abs(pc.subtract(made.cast(pa.float64()), column))
        if not pc.all(pc.less_equal(error, pc.multiply(pc.abs(column), _LAST_BITS))).as_py():
            raise pa.ArrowInvalid("digits would be lost")
    return made
