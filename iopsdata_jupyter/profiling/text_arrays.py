"""Columns of text that are in this process as Arrow arrays, which tell most without the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.profiling.queries.expressions import LONGEST_VALUE
from iopsdata_jupyter.profiling.queries.frequencies import FETCHED, estimates_query
from iopsdata_jupyter.profiling.scan import Row, Scan
from iopsdata_jupyter.profiling.source import SourceColumn

if TYPE_CHECKING:
    import pyarrow as pa

_BLANK = 0x20
_LAST_ASCII = 0x7F
_COUNTED_IN_PLACE = 100_000
"""Characters up to which lengths are counted without sorting them."""


def is_text(kind: pa.DataType) -> bool:
    """Whether the type has offsets into UTF-8, which the functions here read."""
    import pyarrow as pa

    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def counted_texts(values: pa.ChunkedArray | pa.Array) -> pa.Table:
    """Every value (v), null too, with its count (n)."""
    import pyarrow as pa
    import pyarrow.compute as pc

    counted = pc.value_counts(values)
    return pa.table({"v": counted.field("values"), "n": counted.field("counts")})


def held_frequencies(scan: Scan, column: SourceColumn) -> list[Row] | None:
    """Rows as `frequencies_query` gives them; None where the column is not held."""
    values = _held_text(scan, column)
    if values is None:
        return None
    import pyarrow.compute as pc

    counted = counted_texts(values.drop_null())
    order = [("n", "descending"), ("v", "ascending")]
    first = counted.take(pc.select_k_unstable(counted, min(FETCHED, len(counted)), order))
    try:
        pairs = list(zip(first["v"].to_pylist(), first["n"].to_pylist(), strict=True))
    except UnicodeDecodeError:
        return None  # the engine will say so
    return [{"v": value[:LONGEST_VALUE], "n": count, "d": len(counted)} for value, count in pairs]


def held_variants(scan: Scan, column: SourceColumn) -> int | None:
    """How many different values another one equals but for case; None where the column is not held."""
    values = _held_text(scan, column)
    if values is None:
        return None
    import pyarrow.compute as pc

    try:
        lowered = pc.utf8_lower(pc.unique(values.drop_null()))
    except ValueError:  # no UTF-8: the engine will say so
        return None
    spellings = counted_texts(lowered)["n"]
    return int(pc.sum(spellings.filter(pc.greater(spellings, 1))).as_py() or 0)


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
    lengths: Counter[int] = Counter()
    padded = 0
    for chunk in filled.chunks:
        offsets, signs = _buffers(chunk)
        lengths += _lengths(chunk, offsets, signs)
        padded += _padded(offsets, signs)
    own = {"count": len(filled), "lengths": lengths, "padded": padded}
    own |= {edge: text[:LONGEST_VALUE] for edge, text in edges.items() if text is not None}
    return {"n": len(values)} | {f"{name}_{column.position}": value for name, value in own.items()}


def _buffers(texts: pa.Array) -> tuple[Any, Any]:
    """Where each value begins and the last one ends, and the bytes of all; the array has no nulls."""
    import numpy as np
    import pyarrow as pa

    _, places, signs = texts.buffers()
    width = "int64" if pa.types.is_large_string(texts.type) else "int32"
    offsets = np.frombuffer(places or b"", width)[texts.offset : texts.offset + len(texts) + 1]
    return offsets, np.frombuffer(signs or b"", "uint8")


def _lengths(texts: pa.Array, offsets: Any, signs: Any) -> Counter[int]:
    """How often each number of characters occurs; that of bytes where every byte is one."""
    import numpy as np
    import pyarrow.compute as pc

    own = signs[offsets[0] : offsets[-1]] if len(texts) else signs
    is_ascii = own.max(initial=0) <= _LAST_ASCII
    lengths = np.diff(offsets) if is_ascii else pc.utf8_length(texts).to_numpy()
    if lengths.max(initial=0) <= _COUNTED_IN_PLACE:
        counts = np.bincount(lengths)
        found = np.flatnonzero(counts)
        counts = counts[found]
    else:
        found, counts = np.unique(lengths, return_counts=True)
    return Counter(dict(zip(found.tolist(), counts.tolist(), strict=True)))


def _padded(offsets: Any, signs: Any) -> int:
    """How many values begin or end with a blank."""
    import numpy as np

    starts, ends = offsets[:-1], offsets[1:]
    filled = ends > starts
    if not filled.all():
        starts, ends = starts[filled], ends[filled]
    return int(np.count_nonzero((signs[starts] == _BLANK) | (signs[ends - 1] == _BLANK)))
