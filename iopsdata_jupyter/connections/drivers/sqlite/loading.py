"""Arrow rows into a SQLite table, declared so that the same types come back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from iopsdata_jupyter.connections.models import LoadMode

ROWS_AT_ONCE = 50_000
_LARGEST = 2**63 - 1


def load(native: sqlite3.Connection, table: str, rows: pa.Table, mode: LoadMode) -> int:
    """Writes `rows`, all or none of them; the number written.

    Raises:
        sqlite3.Error: SQLite refused.
    """
    # A savepoint is a transaction of its own, or part of the one that is open.
    native.execute("SAVEPOINT iopsdata_load")
    try:
        _write(native, table, rows, mode)
    except BaseException:
        native.execute("ROLLBACK TO iopsdata_load")
        raise
    finally:
        native.execute("RELEASE iopsdata_load")
    return int(rows.num_rows)


def _write(native: sqlite3.Connection, table: str, rows: pa.Table, mode: LoadMode) -> None:
    name, columns = quoted(table), [quoted(column) for column in rows.column_names]
    if mode == "replace":
        native.execute(f"DROP TABLE IF EXISTS {name}")
    if mode != "append":
        declared = [
            f"{column} {type_name(kind)}" for column, kind in zip(columns, rows.schema.types, strict=True)
        ]
        native.execute(f"CREATE TABLE {name} ({', '.join(declared)})")
    places = ", ".join("?" * len(columns))
    native.executemany(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({places})", _values(rows))


def quoted(name: str) -> str:
    """An identifier, with a schema before a point."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in name.split("."))


def type_name(kind: pa.DataType) -> str:
    """The declaration from which `values.as_declared` makes the type again."""
    if pa.types.is_dictionary(kind):
        return type_name(kind.value_type)
    if pa.types.is_decimal(kind):
        return f"DECIMAL({kind.precision}, {kind.scale})"
    if pa.types.is_timestamp(kind):
        return "TIMESTAMPTZ" if kind.tz else "TIMESTAMP"
    tests = (
        (pa.types.is_boolean, "BOOLEAN"), (pa.types.is_integer, "INTEGER"), (pa.types.is_floating, "REAL"),
        (pa.types.is_date, "DATE"), (pa.types.is_binary, "BLOB"), (pa.types.is_large_binary, "BLOB"),
        (pa.types.is_fixed_size_binary, "BLOB"),
    )  # fmt: skip
    return next((name for test, name in tests if test(kind)), "TEXT")


def _values(rows: pa.Table) -> Iterator[tuple[Any, ...]]:
    for start in range(0, rows.num_rows, ROWS_AT_ONCE):
        piece = rows.slice(start, ROWS_AT_ONCE)
        yield from zip(*(_plain(column) for column in piece.columns), strict=True)


def _plain(column: pa.ChunkedArray) -> list[Any]:
    """The column's values as sqlite3 takes them."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _plain(column.cast(kind.value_type))
    if pa.types.is_timestamp(kind):
        return _timestamps(column)
    if any(test(kind) for test in (pa.types.is_date, pa.types.is_decimal, pa.types.is_time)):
        column = column.cast(pa.string())
    values = list(column.to_pylist())
    written = _WRITTEN.get(kind.id)
    return values if written is None else [None if value is None else written(value) for value in values]


def _json(value: Any) -> str:
    return json.dumps(value, default=str)


def _bounded(value: int) -> int | str:
    return value if value <= _LARGEST else str(value)


_WRITTEN: dict[int, Callable[[Any], Any]] = {
    pa.struct([]).id: _json,
    pa.list_(pa.int8()).id: _json,
    pa.large_list(pa.int8()).id: _json,
    pa.map_(pa.int8(), pa.int8()).id: _json,
    pa.uint64().id: _bounded,
    pa.duration("s").id: str,
    pa.month_day_nano_interval().id: str,
}
"""What Python values become before sqlite3 takes them, by the id of their Arrow type."""


def _timestamps(column: pa.ChunkedArray) -> list[str | None]:
    """ISO texts to the microsecond, in UTC where there is a zone."""
    zone = "UTC" if column.type.tz else None
    micros = column.cast(pa.timestamp("us", zone), safe=False)
    texts = pc.strftime(micros, format="%Y-%m-%d %H:%M:%S")
    return list(pc.binary_join_element_wise(texts, "+00:00" if zone else "", "").to_pylist())
