"""Columns of fixed width of an engine in this process, read as arrays by one short statement.

Their figures are exact however many rows there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.errors import ExecutionError, StatementRejected
from iopsdata_jupyter.profiling.models import TEMPORAL, ColumnProfile
from iopsdata_jupyter.profiling.queries.arrays import arrays_query, decimal_places, is_fixed_width
from iopsdata_jupyter.profiling.scan import Scan, chunks, is_timeout
from iopsdata_jupyter.profiling.source import SourceColumn

if TYPE_CHECKING:
    import pyarrow as pa

MOST_ROWS = 20_000_000
"""Rows up to which columns are read: one of eight bytes, its sorted copy and distances take 0.5 GB then."""
READ_BYTES = 160_000_000
"""Of the values that one statement reads."""


def array_figures(scan: Scan, columns: Sequence[SourceColumn]) -> dict[str, ColumnProfile]:
    """All figures of the columns that can be read; those that cannot are left to the engine."""
    readable = [column for column in columns if is_fixed_width(column)]
    if scan.dialect != "duckdb" or scan.rows is None or scan.rows > MOST_ROWS:
        return {}
    at_once = max(1, READ_BYTES // (8 * max(scan.rows, 1)))
    found = {}
    for batch in chunks(readable, at_once):
        for column, values in _read(scan, batch):
            profile = _profile(scan, column, values)
            if profile is not None:
                found[column.name] = profile
    return found


def _read(scan: Scan, columns: Sequence[SourceColumn]) -> Iterator[tuple[SourceColumn, pa.ChunkedArray]]:
    """The columns of a frame as they are, else what the engine gives."""
    held = [(column, values) for column in columns if (values := scan.held(column)) is not None]
    if held:
        yield from held
        return
    try:
        table = scan.table(arrays_query(columns, scan.relation))
    except (ExecutionError, StatementRejected) as error:
        if is_timeout(error):
            raise
        return  # the engine's own figures are asked for, which note what fails
    yield from zip(columns, table.columns, strict=True)


def _profile(scan: Scan, column: SourceColumn, values: pa.ChunkedArray) -> ColumnProfile | None:
    from iopsdata_jupyter.profiling.sorted_moments import with_moments_in_time
    from iopsdata_jupyter.profiling.sorted_numbers import with_numbers
    from iopsdata_jupyter.profiling.sorted_values import in_order

    plain = plain_values(column, values)
    if plain is None:
        return None
    profile = ColumnProfile(
        column.name,
        column.position,
        column.type,
        column.kind,
        count=len(plain),
        null_count=len(values) - len(plain),
        top_is_exact=scan.stage == "exact",
        top_rows=len(values),
    )
    ordered = in_order(plain)
    if column.kind in TEMPORAL:
        return with_moments_in_time(profile, ordered, values.type, scan.now)
    return with_numbers(column, profile, ordered)


def plain_values(column: SourceColumn, values: pa.ChunkedArray) -> Any:
    """The values that are not null as an array of numbers; None where the type is none after all."""
    import pyarrow as pa

    kind = values.type
    if pa.types.is_date32(kind):
        values = values.cast(pa.int32())
    elif pa.types.is_timestamp(kind):
        values = values.cast(pa.int64())
    elif pa.types.is_decimal(kind) and decimal_places(column) is not None:
        values = values.cast(pa.float64())
    if pa.types.is_temporal(kind) != (column.kind in TEMPORAL):
        return None
    if not (pa.types.is_integer(values.type) or pa.types.is_floating(values.type)):
        return None
    return values.drop_null().to_numpy()
