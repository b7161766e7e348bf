"""How far one column's values have moved from one source to another."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from iopsdata_jupyter.errors import ExecutionError, StatementRejected
from iopsdata_jupyter.profiling.models import NUMERIC, TEMPORAL, ColumnProfile
from iopsdata_jupyter.profiling.periods import as_moment, numbered_periods, period_unit
from iopsdata_jupyter.profiling.queries.drift import below_query, categories_query
from iopsdata_jupyter.profiling.queries.shapes import periods_query
from iopsdata_jupyter.profiling.source import Source

MOST_CATEGORIES = 1_000
_SMALLEST = 1e-4
"""Share that stands for none in the index, whose logarithm knows no zero."""
SHOWN_CATEGORIES = 10


@dataclass(frozen=True, slots=True)
class ColumnDrift:
    """How one column differs on the right side."""

    name: str
    left_type: str
    right_type: str
    null_change: float | None = None
    """Difference of the shares of nulls, right less left."""
    psi: float | None = None
    """Population stability index over ten bins of the left side, or over categories."""
    ks: float | None = None
    """Greatest distance of the two cumulative distributions, at the points where both were counted."""
    mean_change: float | None = None
    new_categories: tuple[str, ...] = ()
    vanished_categories: tuple[str, ...] = ()
    new_count: int = 0
    vanished_count: int = 0

    @property
    def type_changed(self) -> bool:
        return self.left_type != self.right_type


def column_drift(
    left: ColumnProfile, left_source: Source, right: ColumnProfile, right_source: Source
) -> ColumnDrift:
    """How a column's values differ between two sources that are still open: bins must be those of both."""
    drift: dict[str, Any] = {}
    if left.null_share is not None and right.null_share is not None:
        drift["null_change"] = right.null_share - left.null_share
    if left.mean is not None and right.mean is not None:
        drift["mean_change"] = right.mean - left.mean
    try:
        if left.kind in NUMERIC and right.kind in NUMERIC and left.quantiles and right.quantiles:
            drift |= _moved(left, left_source, right, right_source)
        elif left.kind in TEMPORAL and right.kind in TEMPORAL:
            drift |= _moved_in_time(left, left_source, right, right_source)
        elif _is_category(left) and _is_category(right):
            drift |= _recategorised(left, left_source, right, right_source)
    except (ExecutionError, StatementRejected):
        pass  # the figures stay None, as for columns of which a distribution means nothing
    return ColumnDrift(left.name, left.type, right.type, **drift)


def _is_category(column: ColumnProfile) -> bool:
    few = column.kind in ("text", "boolean") and 0 < (column.distinct_count or 0) <= MOST_CATEGORIES
    return few and not (column.semantic is not None and column.semantic.personal)


def _moved(
    left: ColumnProfile, left_source: Source, right: ColumnProfile, right_source: Source
) -> dict[str, float]:
    points = _points(left, right)
    below_left, below_right = (
        _below(source, column, points) for source, column in ((left_source, left), (right_source, right))
    )
    return _distances(below_left, below_right)


def _distances(left: Sequence[float], right: Sequence[float]) -> dict[str, float]:
    """KS and PSI from the shares of both sides that lie at or below the same points."""
    ks = max((abs(a - b) for a, b in zip(left, right, strict=True)), default=0.0)
    bins = _psi_bins(left)
    return {"ks": ks, "psi": psi(_bin_shares(left, bins), _bin_shares(right, bins))}


def _moved_in_time(
    left: ColumnProfile, left_source: Source, right: ColumnProfile, right_source: Source
) -> dict[str, float]:
    """The same for dates and timestamps, by the hour, day or month that suits the time of both."""
    edges = [as_moment(edge) for edge in (left.min, left.max, right.min, right.max)]
    known = [edge for edge in edges if edge is not None]
    if len(known) < len(edges):
        return {}
    unit = period_unit("timestamp", min(known), max(known))
    if unit == "hour" and "date" in (left.kind, right.kind):
        unit = "day"
    before, after = (
        _periods(source, column, unit) for source, column in ((left_source, left), (right_source, right))
    )
    periods = sorted({*before, *after})
    return _distances(_shares_until(before, periods), _shares_until(after, periods))


def _periods(source: Source, column: ColumnProfile, unit: str) -> Counter[int]:
    sql = periods_query(source.columns[column.position], source.relation, source.dialect, unit)
    return numbered_periods(source.run(sql).to_pylist(), unit)


def _shares_until(counts: Counter[int], periods: Sequence[int]) -> list[float]:
    total = sum(counts.values()) or 1
    return [below / total for below in itertools.accumulate(counts[period] for period in periods)]


def _points(left: ColumnProfile, right: ColumnProfile) -> list[float]:
    edges = {float(edge) for column in (left, right) if column.histogram for edge in column.histogram.edges}
    quantiles = {value for column in (left, right) for value in column.quantiles.values()}
    return sorted(point for point in edges | quantiles if math.isfinite(point))


def _below(source: Source, column: ColumnProfile, points: Sequence[float]) -> list[float]:
    row = source.run(
        below_query(source.columns[column.position], source.relation, source.dialect, points)
    ).to_pylist()[0]
    total = int(row["n"] or 0) or 1
    return [int(row[f"below_{number}"] or 0) / total for number in range(len(points))]


def _psi_bins(below: Sequence[float]) -> list[int]:
    """Indexes of the points that cut the left side into about ten bins of equal share."""
    kept, last = [], 0.0
    for number, share in enumerate(below):
        if share - last >= 0.1 and share < 1:
            kept.append(number)
            last = share
    return kept


def _bin_shares(below: Sequence[float], bins: Sequence[int]) -> list[float]:
    edges = [0.0, *(below[number] for number in bins), 1.0]
    return [after - before for before, after in itertools.pairwise(edges)]


def psi(left: Sequence[float], right: Sequence[float]) -> float:
    """The population stability index: sum of (right - left) * ln(right / left) over bins."""
    pairs = ((max(a, _SMALLEST), max(b, _SMALLEST)) for a, b in zip(left, right, strict=True))
    return sum((b - a) * math.log(b / a) for a, b in pairs)


def _recategorised(
    left: ColumnProfile, left_source: Source, right: ColumnProfile, right_source: Source
) -> dict[str, Any]:
    before, after = (
        _categories(source, column) for source, column in ((left_source, left), (right_source, right))
    )
    names = sorted({*before, *after})
    totals = sum(before.values()) or 1, sum(after.values()) or 1
    new = [name for name in names if name not in before]
    vanished = [name for name in names if name not in after]
    return {
        "psi": psi(
            [before.get(name, 0) / totals[0] for name in names],
            [after.get(name, 0) / totals[1] for name in names],
        ),
        "new_categories": tuple(new[:SHOWN_CATEGORIES]),
        "vanished_categories": tuple(vanished[:SHOWN_CATEGORIES]),
        "new_count": len(new),
        "vanished_count": len(vanished),
    }


def _categories(source: Source, column: ColumnProfile) -> dict[str, int]:
    sql = categories_query(source.columns[column.position], source.relation, source.dialect, MOST_CATEGORIES)
    return {_name(row["v"]): int(row["n"]) for row in source.run(sql).to_pylist()}


def _name(value: Any) -> str:
    """Booleans come as 0 and 1 from some engines."""
    return str(value).lower() if isinstance(value, bool) else str(value)
