"""Some rows of a profiled source as they are shown: each cell a number, a truth value or short text.

| column | Arrow type | text |
|---|---|---|
| integer, float, boolean, decimal | as the engine gave it, exact | |
| text | utf8 | at most `LONGEST_TEXT` characters |
| date, timestamp, time, interval, UUID | utf8 | as Arrow writes it, without zeros behind the seconds |
| list, struct, map | utf8 | JSON, cut like text |
| binary | utf8 | `0x`, the first `SHOWN_BYTES` bytes, and how many there are |
| flagged as personal | utf8 | masked as samples are |
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.errors import ResultTooLarge
from iopsdata_jupyter.profiling.filtering import rows_left
from iopsdata_jupyter.profiling.filters import Filter
from iopsdata_jupyter.profiling.models import ColumnProfile, TableProfile
from iopsdata_jupyter.profiling.plain import shortened
from iopsdata_jupyter.profiling.queries.expressions import is_textual
from iopsdata_jupyter.profiling.semantic_types import masked
from iopsdata_jupyter.profiling.source import Source, SourceColumn

if TYPE_CHECKING:
    import pyarrow as pa

MOST_ROWS = 1_000
MOST_CELLS = 200_000
"""Cells that are held: of a wide table fewer rows."""
FEWER_ROWS = (100, 10)
"""What is tried where that many rows take more than the memory bound."""
LONGEST_TEXT = 500
SHOWN_BYTES = 32
_ZONE = r"(Z|[+-]\d{4})?$"
_WITHOUT_ZEROS = (rf"(\.\d*?)0+{_ZONE}", r"\1\2"), (rf"\.{_ZONE}", r"\1")


@dataclass(frozen=True)
class FirstRows:
    """Rows that are held, so that every page comes of the same ones."""

    table: pa.Table
    """One column a column of the profile, named by its position."""
    is_whole: bool
    """Whether there are no more rows than these."""

    def page(self, offset: int, limit: int) -> bytes:
        """Rows `offset` to `offset + limit` as an Arrow IPC stream."""
        import pyarrow as pa

        rows = self.table.slice(offset, limit).combine_chunks()
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, rows.schema) as writer:
            writer.write_table(rows)
        return bytes(sink.getvalue())


def first_rows(source: Source, profile: TableProfile, filters: Sequence[Filter]) -> FirstRows:
    """The first rows that the engine gives of those that filters leave.

    Raises:
        ExecutionError: the engine cannot give them.
        ResultTooLarge: not even ten of them fit.
    """
    columns = list(profile.columns.values())
    most = max(1, min(MOST_ROWS, MOST_CELLS // max(1, len(columns))))
    for rows in (most, *(fewer for fewer in FEWER_ROWS if fewer < most)):
        try:
            # One more tells whether there are more.
            found = source.run(_query(source, profile, filters, rows + 1))
        except ResultTooLarge as error:
            failure = error
            continue
        return FirstRows(_shown(found.slice(0, rows), columns), found.num_rows <= rows)
    raise failure


def _query(source: Source, profile: TableProfile, filters: Sequence[Filter], rows: int) -> str:
    columns = list(profile.columns.values())
    listed = ", ".join(_read(source.columns[column.position], source.dialect) for column in columns)
    return f"SELECT {listed or '1'} FROM {rows_left(source, profile, columns, filters)} LIMIT {rows}"


def _read(column: SourceColumn, dialect: str) -> str:
    name = f"c{column.position}"
    return f"substr({name}, 1, {LONGEST_TEXT + 1}) AS {name}" if is_textual(column, dialect) else name


def _shown(found: pa.Table, columns: Sequence[ColumnProfile]) -> pa.Table:
    import pyarrow as pa

    arrays = [_shown_column(found.column(at), column) for at, column in enumerate(columns)]
    return pa.table(arrays, names=[str(column.position) for column in columns])


def _shown_column(values: pa.ChunkedArray, column: ColumnProfile) -> pa.ChunkedArray:
    import pyarrow as pa

    kind = values.type
    if column.semantic is not None and column.semantic.personal:
        return _each(values, masked)
    if pa.types.is_float16(kind):
        return values.cast(pa.float32())
    numeric = (pa.types.is_integer, pa.types.is_floating, pa.types.is_boolean, pa.types.is_decimal)
    if any(is_kind(kind) for is_kind in numeric):
        return values
    if pa.types.is_temporal(kind) and not pa.types.is_interval(kind) and not pa.types.is_duration(kind):
        return _moments(values)
    return _each(values, _cell)


def _moments(values: pa.ChunkedArray) -> pa.ChunkedArray:
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = values.cast(pa.string())
    for pattern, kept in _WITHOUT_ZEROS:
        texts = pc.replace_substring_regex(texts, pattern, kept)
    return texts


def _each(values: pa.ChunkedArray, write: Any) -> pa.ChunkedArray:
    import pyarrow as pa

    texts = [None if value is None else write(value) for value in values.to_pylist()]
    return pa.chunked_array([pa.array(texts, pa.string())])


def _cell(value: Any) -> str:
    if isinstance(value, (bytes, bytearray, memoryview)):
        held = bytes(value)
        more = f"… ({len(held):,} bytes)" if len(held) > SHOWN_BYTES else ""
        return f"0x{held[:SHOWN_BYTES].hex()}{more}"
    if isinstance(value, (list, dict, tuple)):
        value = json.dumps(value, default=str, ensure_ascii=False)
    return shortened(str(value), LONGEST_TEXT)
