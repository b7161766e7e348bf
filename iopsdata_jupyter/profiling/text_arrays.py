"""Columns of text that are in this process as Arrow arrays: what the arrays themselves tell, without the engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.profiling.queries.expressions import LONGEST_VALUE
from iopsdata_jupyter.profiling.queries.frequencies import estimates_query
from iopsdata_jupyter.profiling.scan import Row, Scan
from iopsdata_jupyter.profiling.source import SourceColumn

if TYPE_CHECKING:
    import pyarrow as pa

_BLANK = 0x20


def is_text(kind: pa.DataType) -> bool:
    """Whether the type has offsets into UTF-8, which the functions here read."""
    import pyarrow as pa

    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def counted_texts(values: pa.ChunkedArray) -> pa.Table:
    """Every value (v), null too, with its count (n)."""
    import pyarrow as pa
    import pyarrow.compute as pc

    counted = pc.value_counts(values)
    return pa.table({"v": counted.field("values"), "n": counted.field("counts")})


def held_text_rows(scan: Scan, columns: Sequence[SourceColumn]) -> list[tuple[SourceColumn, Row]]:
    """Each column of text that is held, with a row as the engine's statements about it give; others are left.

    Distinct values are the engine's estimate.
    """
    held = [(column, values) for column in columns if (values := _held_text(scan, column)) is not None]
    estimates = scan.batch(
        [column for column, _ in held], lambda batch: estimates_query(batch, scan.relation), "An estimate"
    )
    found = {column.name: row for column, row in estimates}
    rows = ((column, _row(column, values)) for column, values in held)
    return [(column, row | found.get(column.name, {})) for column, row in rows if row is not None]


def _held_text(scan: Scan, column: SourceColumn) -> pa.ChunkedArray | None:
    values = scan.held(column) if column.kind == "text" else None
    return values if values is not None and is_text(values.type) else None


def _row(column: SourceColumn, values: pa.ChunkedArray) -> Row | None:
    import pyarrow.compute as pc

    filled = values.drop_null()
    try:
        edges = pc.min_max(filled).as_py()
    except UnicodeDecodeError:
        return None  # the engine will say so
    own = {
        "count": len(filled),
        "lengths": _lengths(filled),
        "padded": sum(map(_padded, filled.chunks)),
    }
    own |= {edge: text[:LONGEST_VALUE] for edge, text in edges.items() if text is not None}
    return {"n": len(values)} | {f"{name}_{column.position}": value for name, value in own.items()}


def _lengths(filled: pa.ChunkedArray) -> dict[int, int]:
    """How often each number of characters occurs."""
    import numpy as np
    import pyarrow.compute as pc

    lengths, counts = np.unique_counts(pc.utf8_length(filled).to_numpy())
    return dict(zip(lengths.tolist(), counts.tolist(), strict=True))


def _padded(texts: pa.Array) -> int:
    """How many values begin or end with a blank; the array has no nulls."""
    import numpy as np

    offsets, signs = _buffers(texts)
    starts, ends = offsets[:-1], offsets[1:]
    filled = ends > starts
    if not filled.all():
        starts, ends = starts[filled], ends[filled]
    return int(np.count_nonzero((signs[starts] == _BLANK) | (signs[ends - 1] == _BLANK)))


def _buffers(texts: pa.Array) -> tuple[Any, Any]:
    """Where each value begins and the last one ends, and the bytes of all."""
    import numpy as np
    import pyarrow as pa

    _, places, signs = texts.buffers()
    width = "int64" if pa.types.is_large_string(texts.type) else "int32"
    offsets = np.frombuffer(places, width)[texts.offset : texts.offset + len(texts) + 1] if places else []
    return np.asarray(offsets, width), np.frombuffer(signs or b"", "uint8")
