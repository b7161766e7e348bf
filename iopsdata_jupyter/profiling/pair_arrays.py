"""Some rows of several columns as arrays, of an engine in this process: one statement for all their pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from iopsdata_jupyter.errors import ExecutionError, StatementRejected
from iopsdata_jupyter.profiling.queries.pairs import arrays_of_pairs_query
from iopsdata_jupyter.profiling.scan import Scan
from iopsdata_jupyter.profiling.source import SourceColumn

if TYPE_CHECKING:
    import pyarrow as pa

Numbers = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class PairArrays:
    """Rows of a table, column by column; positions are those of the source."""

    numbers: dict[int, Numbers]
    """NaN where there is no finite number."""
    codes: dict[int, Codes]
    """The same number for the same value; null is the value 0."""
    _ranks: dict[int, Numbers] = field(default_factory=dict)

    def correlation(self, left: int, right: int, *, ranks: bool = False) -> tuple[float | None, int]:
        """Pearson's coefficient of two columns or of their ranks, and the rows in which both are numbers."""
        a, b = self.numbers[left], self.numbers[right]
        both = ~(np.isnan(a) | np.isnan(b))
        if ranks:
            return _pearson(self._ranked(left, both), self._ranked(right, both)), int(both.sum())
        return _pearson(a[both], b[both]), int(both.sum())

    def _ranked(self, at: int, rows: npt.NDArray[np.bool_]) -> Numbers:
        """Ranks among the chosen rows, kept where they are all in which the column has a number."""
        values = self.numbers[at]
        if int(rows.sum()) < int(np.count_nonzero(~np.isnan(values))):
            return ranks_of(values[rows])
        if at not in self._ranks:
            self._ranks[at] = ranks_of(values[rows])
        return self._ranks[at]

    def cells(self, left: int, right: int) -> Iterator[tuple[int, int, int]]:
        """How often two values go together, nulls left out, as (left, right, rows)."""
        a, b = self.codes[left], self.codes[right]
        both = (a > 0) & (b > 0)
        width = int(b.max(initial=0)) + 1
        pairs, counts = np.unique(a[both] * width + b[both], return_counts=True)
        for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
            yield pair // width, pair % width, count

    def determines(self, left: int, right: int) -> bool:
        """Whether each value of the left column goes with one of the right, null being a value."""
        a, b = self.codes[left], self.codes[right]
        pairs = a * (int(b.max(initial=0)) + 1) + b
        return len(np.unique(pairs)) == len(np.unique(a))


def ranks_of(values: Numbers) -> Numbers:
    """The rank of each number from 1; ties share their mean rank."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[places]


def _pearson(a: Numbers, b: Numbers) -> float | None:
    if len(a) < 2:
        return None
    with np.errstate(over="ignore", invalid="ignore"):
        x, y = (side - side.mean() for side in (a, b))
        x, y = (side / (np.abs(side).max() or 1.0) for side in (x, y))
        spread = float(np.sqrt((x * x).sum() * (y * y).sum()))
        value = float((x * y).sum()) / spread if spread > 0 else np.nan
    return max(-1.0, min(1.0, value)) if np.isfinite(value) else None


def read_pairs(
    scan: Scan, relation: str, numbers: Sequence[SourceColumn], coded: Sequence[SourceColumn]
) -> PairArrays | None:
    """The columns of the relation; None where the engine is elsewhere, or fails."""
    if scan.dialect != "duckdb" or not (numbers or coded):
        return None
    try:
        table = scan.table(arrays_of_pairs_query(numbers, coded, relation))
    except (ExecutionError, StatementRejected):
        return None
    return PairArrays(
        {one.position: _numbers(table.column(f"x{one.position}")) for one in numbers},
        {one.position: _codes(table.column(f"c{one.position}")) for one in coded},
    )


def _numbers(column: pa.ChunkedArray) -> Numbers:
    found: Any = column.to_numpy()
    return np.asarray(found, dtype="float64")


def _codes(column: pa.ChunkedArray) -> Codes:
    encoded = column.combine_chunks().dictionary_encode()
    indices: Any = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return np.asarray(indices, dtype="int64") + 1
