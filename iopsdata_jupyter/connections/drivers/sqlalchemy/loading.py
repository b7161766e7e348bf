"""Writes Arrow tables through SQLAlchemy, in the column types that its dialects translate."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from iopsdata_jupyter.connections.models import LoadMode

ROWS_A_STATEMENT = 5_000

_TYPES: dict[pa.DataType, Any] = {
    pa.bool_(): sa.Boolean(),
    pa.int8(): sa.SmallInteger(),
    pa.int16(): sa.SmallInteger(),
    pa.int32(): sa.Integer(),
    pa.uint8(): sa.SmallInteger(),
    pa.uint16(): sa.Integer(),
    pa.date32(): sa.Date(),
    pa.date64(): sa.Date(),
}


def load(native: sa.Connection, table: str, rows: pa.Table, mode: LoadMode) -> None:
    """Creates the table or appends to it; the caller commits.

    Raises:
        SQLAlchemyError: the engine refused.
    """
    schema, _, name = table.rpartition(".")
    columns = [sa.Column(field.name, column_type(field.type)) for field in rows.schema]
    target = sa.Table(name, sa.MetaData(), *columns, schema=schema or None)
    with warnings.catch_warnings():
        # SQLite has no decimals, and SQLAlchemy says so at every value.
        warnings.simplefilter("ignore", sa.exc.SAWarning)
        if mode == "replace":
            target.drop(native, checkfirst=True)
        if mode != "append":
            target.create(native, checkfirst=False)
        for batch in rows.to_batches(max_chunksize=ROWS_A_STATEMENT):
            native.execute(target.insert(), [_row(row) for row in batch.to_pylist()])


def column_type(kind: pa.DataType) -> Any:
    """SQLAlchemy's type that holds every value of an Arrow type."""
    if pa.types.is_dictionary(kind):
        return column_type(kind.value_type)
    if pa.types.is_decimal(kind):
        return sa.Numeric(kind.precision, kind.scale)
    if pa.types.is_timestamp(kind):
        return sa.DateTime(timezone=kind.tz is not None)
    for belongs, found in _FAMILIES:
        if belongs(kind):
            return found
    return _TYPES.get(kind, sa.Text())


_FAMILIES: tuple[tuple[Callable[[pa.DataType], bool], Any], ...] = (
    (pa.types.is_time, sa.Time()),
    (pa.types.is_floating, sa.Double()),
    (pa.types.is_binary, sa.LargeBinary()),
    (pa.types.is_large_binary, sa.LargeBinary()),
    (lambda kind: kind in (pa.int64(), pa.uint32(), pa.uint64()), sa.BigInteger()),
)


def _row(row: dict[str, Any]) -> dict[str, Any]:
    """Nested values as JSON text."""
    return {
        name: json.dumps(value, default=str) if isinstance(value, (dict, list)) else value
        for name, value in row.items()
    }
