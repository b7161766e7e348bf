"""MySQL's text protocol to Arrow, a whole column at a time, with the types that the server declares.

| MySQL | Arrow |
|---|---|
| TINYINT(1) | bool, where the first batch holds nothing but 0 and 1, else int8 |
| integers, YEAR | int8 .. int64, uint8 .. uint64 |
| DECIMAL(p, s) | decimal128(p, s), from 39 digits on decimal256: exact |
| FLOAT, DOUBLE | float32, float64 |
| DATE; DATETIME, TIMESTAMP | date32; timestamp[us] as the session's time zone shows it; zero dates are null |
| TIME | time64[us], or text where the first batch leaves the 24 hours of a day |
| BIT(1), BIT(n) | bool, uint64 |
| CHAR, TEXT, ENUM, SET, JSON | string |
| BINARY, BLOB, GEOMETRY | binary |
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pymysql.constants import FIELD_TYPE, FLAG

from iopsdata_jupyter.errors import ExecutionError

Row = tuple[bytes | None, ...]

_BINARY_CHARSET = 63
_ZERO_DATE = r"^(0000|\d{4}-00|\d{4}-\d\d-00)"
_INTEGERS = {
    FIELD_TYPE.TINY: 8,
    FIELD_TYPE.SHORT: 16,
    FIELD_TYPE.INT24: 32,
    FIELD_TYPE.LONG: 32,
    FIELD_TYPE.LONGLONG: 64,
}
_PLAIN = {
    FIELD_TYPE.FLOAT: pa.float32(),
    FIELD_TYPE.DOUBLE: pa.float64(),
    FIELD_TYPE.YEAR: pa.int16(),
    FIELD_TYPE.DATE: pa.date32(),
    FIELD_TYPE.NEWDATE: pa.date32(),
    FIELD_TYPE.DATETIME: pa.timestamp("us"),
    FIELD_TYPE.TIMESTAMP: pa.timestamp("us"),
    FIELD_TYPE.TIME: pa.time64("us"),
    FIELD_TYPE.NULL: pa.null(),
    FIELD_TYPE.JSON: pa.string(),
    FIELD_TYPE.GEOMETRY: pa.binary(),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a result and the type that it is read as."""

    name: str
    type: pa.DataType
    is_bit: bool = False


def settled(fields: Sequence[Any], first: Sequence[Row]) -> tuple[Column, ...]:
    """The columns of a result, from the protocol's field descriptors and the first batch of rows."""
    return tuple(_column(field, [row[number] for row in first]) for number, field in enumerate(fields))


def schema(columns: Sequence[Column]) -> pa.Schema:
    """The Arrow schema of the columns; names may repeat."""
    return pa.schema([pa.field(column.name, column.type) for column in columns])


def record_batch(columns: Sequence[Column], rows: Sequence[Row]) -> pa.RecordBatch:
    """Rows of the text protocol as a batch.

    Raises:
        ExecutionError: a value does not fit the type that the first batch had settled.
    """
    values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    arrays = [_array(column, column_values) for column, column_values in zip(columns, values, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema(columns))


def _column(field: Any, values: list[bytes | None]) -> Column:
    kind = _declared(field)
    if field.type_code == FIELD_TYPE.TINY and field.length == 1 and set(values) <= {b"0", b"1", None}:
        kind = pa.bool_()
    elif field.type_code == FIELD_TYPE.TIME and not _fits(values, kind):
        kind = pa.string()
    return Column(field.name, kind, field.type_code == FIELD_TYPE.BIT)


def _declared(field: Any) -> pa.DataType:
    if field.type_code in _INTEGERS:
        sign = "u" if field.flags & FLAG.UNSIGNED else ""
        return pa.type_for_alias(f"{sign}int{_INTEGERS[field.type_code]}")
    if field.type_code in (FIELD_TYPE.DECIMAL, FIELD_TYPE.NEWDECIMAL):
        return _decimal(field)
    if field.type_code == FIELD_TYPE.BIT:
        return pa.bool_() if field.length == 1 else pa.uint64()
    if field.type_code in _PLAIN:
        return _PLAIN[field.type_code]
    return pa.binary() if field.charsetnr == _BINARY_CHARSET else pa.string()


def _decimal(field: Any) -> pa.DataType:
    """The display width counts the sign and the point."""
    width = field.length - bool(field.scale) - (not field.flags & FLAG.UNSIGNED)
    precision = min(max(width, field.scale, 1), 76)
    return pa.decimal128(precision, field.scale) if precision <= 38 else pa.decimal256(precision, field.scale)


def _fits(values: list[bytes | None], kind: pa.DataType) -> bool:
    try:
        _cast(_text(values), kind)
    except pa.ArrowInvalid:
        return False
    return True


def _text(values: Sequence[bytes | None]) -> pa.Array:
    return pa.array(values, pa.binary()).cast(pa.string())


def _array(column: Column, values: Sequence[bytes | None]) -> pa.Array:
    if column.is_bit:
        numbers = [None if value is None else int.from_bytes(value, "big") for value in values]
        return pa.array(numbers, pa.uint64()).cast(column.type)
    if pa.types.is_null(column.type) or pa.types.is_binary(column.type):
        return pa.array(values, column.type)
    try:
        return _cast(_text(values), column.type)
    except pa.ArrowInvalid:
        raise ExecutionError(
            f"The column {column.name} holds a value that is no {column.type}, as its first rows are.",
            hint=f"Read it as text: CAST({column.name} AS CHAR).",
        ) from None


def _cast(text: pa.Array, kind: pa.DataType) -> pa.Array:
    if pa.types.is_time(kind):
        # Arrow reads times only as a part of timestamps.
        return pc.binary_join_element_wise("1970-01-01", text, " ").cast(pa.timestamp("us")).cast(kind)
    try:
        return text.cast(kind)
    except pa.ArrowInvalid:
        if not (pa.types.is_date(kind) or pa.types.is_timestamp(kind)):
            raise
    zero = pc.match_substring_regex(text, _ZERO_DATE)
    return pc.if_else(zero, pa.scalar(None, pa.string()), text).cast(kind)
