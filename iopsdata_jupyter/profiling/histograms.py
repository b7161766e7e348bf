"""Spread: moments and outliers, where bins lie, and the counts that fall into them."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from iopsdata_jupyter.errors import ExecutionError, StatementRejected
from iopsdata_jupyter.profiling.models import ColumnProfile, Histogram, NumberFacts
from iopsdata_jupyter.profiling.queries.shapes import (
    BIN_BASE,
    MAX_BINS,
    NO_BIN,
    OUTLYING,
    SPREADS,
    Spread,
    spreads_query,
)
from iopsdata_jupyter.profiling.scan import Scan, chunks, is_timeout
from iopsdata_jupyter.profiling.source import SourceColumn

if TYPE_CHECKING:
    import pyarrow as pa

_WHISKER = 1.5
"""Interquartile ranges outside the quartiles from which a value is an outlier (Tukey 1977)."""

_COMBINED_ROWS = 500_000
"""Rows from which three columns of bins are far fewer than them."""


def spread_of(column: SourceColumn, profile: ColumnProfile) -> Spread | None:
    """What the second scan needs; None for columns that are not numbers or hold none that is finite."""
    if profile.number is None or profile.mean is None or not profile.quantiles:
        return None
    least, greatest = float(profile.min), float(profile.max)
    scale = max(abs(greatest - profile.mean), abs(profile.mean - least))
    if not math.isfinite(scale) or not math.isfinite(greatest - least):
        return None
    whole = column.kind == "integer"
    bins, width = _bins(least, greatest, whole=whole)
    reach = _WHISKER * (profile.quantiles["p75"] - profile.quantiles["p25"])
    bounds = (profile.quantiles["p25"] - reach, profile.quantiles["p75"] + reach)
    exact = int(profile.min) if whole else None
    return Spread(column, profile.mean, scale or 1.0, bounds, least, exact, width, bins)


def _bins(least: float, greatest: float, *, whole: bool) -> tuple[int, float]:
    """How many bins and how wide: whole numbers get bins of a whole width."""
    reach = greatest - least
    if whole:
        width = float(max(1, math.ceil((reach + 1) / MAX_BINS)))
        return max(1, math.ceil((reach + 1) / width)), width
    return (MAX_BINS, reach / MAX_BINS) if reach / MAX_BINS > 0 else (1, 1.0)


def with_moments(
    profile: ColumnProfile, spread: Spread, squares: float, cubes: float, outliers: int
) -> ColumnProfile:
    """Standard deviation and skew from sums of distances in units of `spread.scale`."""
    number = profile.number or NumberFacts()
    count = (profile.count or 0) - number.infinite_count
    std = spread.scale * math.sqrt(squares / (count - 1)) if count > 1 else None
    skew = None
    if count > 2 and squares > 0:
        plain = (cubes / count) / (squares / count) ** 1.5
        skew = plain * math.sqrt(count * (count - 1)) / (count - 2)
    number = dataclasses.replace(number, outlier_count=outliers, outlier_bounds=spread.bounds, skew=skew)
    return dataclasses.replace(profile, std=std, number=number)


def spread_tables(scan: Scan, spreads: Sequence[Spread]) -> Iterator[tuple[Spread, int, pa.Table]]:
    """Each column with its place in `bins` of a table; several to a statement, one that fails gets a note.

    Raises:
        ExecutionError: the time limit was reached.
    """
    few_rows = scan.rows is not None and scan.rows < _COMBINED_ROWS
    for batch in chunks(spreads, SPREADS - few_rows):
        try:
            table = scan.table(spreads_query(batch, scan.relation, scan.dialect))
        except (ExecutionError, StatementRejected) as error:
            if is_timeout(error):
                raise
            if len(batch) == 1:
                scan.note(batch[0].column, "Spread", error)
                continue
            for spread in batch:
                yield from spread_tables(scan, [spread])
            continue
        yield from ((spread, place, table) for place, spread in enumerate(batch))


def with_spread(profile: ColumnProfile, spread: Spread, place: int, table: pa.Table) -> ColumnProfile:
    """The profile with moments, outliers and histogram from the counts of combined bins."""
    counts, outliers = [0] * spread.bins, 0
    pairs = zip(table.column("bins").to_pylist(), table.column("n").to_pylist(), strict=True)
    for bins, count in pairs:
        found = int(bins) // BIN_BASE**place % BIN_BASE
        if found == NO_BIN:
            continue
        outlying, own = divmod(found, OUTLYING)
        outliers += int(count) if outlying else 0
        counts[min(own, spread.bins - 1)] += int(count)
    at = spread.column.position
    squares, cubes = (_total(table, f"{name}_{at}") for name in ("squares", "cubes"))
    profile = with_moments(profile, spread, squares, cubes, outliers)
    return dataclasses.replace(profile, histogram=Histogram(edges_of(spread), tuple(counts)))


def _total(table: pa.Table, name: str) -> float:
    return math.fsum(float(value) for value in table.column(name).to_pylist() if value is not None)


def edges_of(spread: Spread) -> tuple[float | int, ...]:
    """Where the bins begin, and the end of the last one."""
    if spread.least is not None:
        return tuple(spread.least + int(spread.width) * number for number in range(spread.bins + 1))
    return tuple(spread.low + spread.width * number for number in range(spread.bins + 1))


def numeric_histogram(counts: Mapping[int, int], least: int, greatest: int) -> Histogram:
    """The histogram of whole numbers of which every single count is known."""
    bins, width = _bins(least, greatest, whole=True)
    filled = [0] * bins
    for value, count in counts.items():
        filled[min(int((value - least) // width), bins - 1)] += count
    return Histogram(tuple(int(least + width * number) for number in range(bins + 1)), tuple(filled))
