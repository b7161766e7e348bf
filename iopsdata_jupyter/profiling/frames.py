"""DataFrames as Arrow tables that an engine can read: every column has one type and a name of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

_HIDING = re.compile(r'\x00|(?<=\bU)&(?=")', re.IGNORECASE)


def frame_table(frame: Any) -> tuple[pa.Table, tuple[str, ...]]:
    """The frame (pandas, polars, Arrow) as a table, and notes on what had to be changed.

    The index of a pandas frame is left out; NaN of pandas is null, as pandas counts it.
    """
    table, notes = _arrow(frame)
    names, renamed = unique_names([str(name) for name in table.column_names])
    columns = [_readable(table.column(number)) for number in range(table.num_columns)]
    return _table(columns, names, table.num_rows), (*notes, *renamed)


def _table(columns: list[Any], names: list[str], rows: int) -> pa.Table:
    import pyarrow as pa

    return (
        pa.Table.from_arrays(columns, names=names) if columns else pa.table({"": pa.nulls(rows)}).select([])
    )


def _arrow(frame: Any) -> tuple[pa.Table, tuple[str, ...]]:
    import pyarrow as pa

    if isinstance(frame, pa.Table):
        return frame, ()
    if hasattr(frame, "collect"):
        frame = frame.collect()
    if hasattr(frame, "to_arrow"):
        return frame.to_arrow(), ()
    return _pandas(frame)


def _pandas(frame: Any) -> tuple[pa.Table, tuple[str, ...]]:
    import pyarrow as pa

    columns, notes = [], []
    names = [str(name) for name in frame.columns]
    for number, name in enumerate(names):
        series = frame.iloc[:, number]
        try:
            column = pa.Array.from_pandas(series)
        except (
            pa.ArrowInvalid,
            pa.ArrowTypeError,
            pa.ArrowNotImplementedError,
            OverflowError,
            TypeError,
            ValueError,
        ):
            column = pa.array(
                [None if null else str(value) for value, null in _with_nulls(series)], pa.string()
            )
            notes.append(
                f"{name} mixes types or has one that no database knows; its values are read as text."
            )
        columns.append(column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column]))
    if not columns:
        return pa.table({"": pa.nulls(len(frame))}).select([]), ()
    return pa.Table.from_arrays(columns, names=names), tuple(notes)


def _with_nulls(series: Any) -> Sequence[tuple[Any, bool]]:
    return list(zip(series, series.isna(), strict=True))


def _readable(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column in a type that DuckDB reads: no bare nulls, no dictionary of anything but text."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_null(kind):
        return column.cast(pa.string())
    if pa.types.is_dictionary(kind):
        return column.cast(kind.value_type)
    if pa.types.is_float16(kind):
        return column.cast(pa.float32())
    return column


def unique_names(names: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """The names, numbered where one repeats but for case, and a note for each that was changed."""
    taken: set[str] = set()
    kept, notes = [], []
    for name in names:
        # Engines know no empty name, and the guard refuses NUL and what could hide a name (U&").
        wanted = _HIDING.sub("\ufffd", name) or "column"
        made, number = wanted, 1
        while made.casefold() in taken:
            made, number = f"{wanted}_{number}", number + 1
        taken.add(made.casefold())
        kept.append(made)
        if made != name:
            notes.append(
                f"A column named {name!r} is shown as {made!r}, since names must differ but for case."
            )
    return kept, tuple(notes)
