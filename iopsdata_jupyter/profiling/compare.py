"""Two profiles beside each other: schema, rows, and how far each column's values have moved."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from iopsdata_jupyter.errors import ExecutionError, StatementRejected
from iopsdata_jupyter.profiling.models import NUMERIC, ColumnProfile, Insight, TableProfile
from iopsdata_jupyter.profiling.plain import plain
from iopsdata_jupyter.profiling.queries.drift import below_query, categories_query
from iopsdata_jupyter.profiling.source import Source
from iopsdata_jupyter.profiling.wording import count_text, share_text, value_text

MOST_CATEGORIES = 1_000
NOTICEABLE, STRONG = 0.1, 0.25
"""Population stability index from which a change is noticeable, and large (Siddiqi 2006, p. 137)."""
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


@dataclass(frozen=True)
class ProfileComparison:
    """What changed from `left` to `right`."""

    left: TableProfile
    right: TableProfile
    added: tuple[str, ...]
    """Columns of the right side only."""
    removed: tuple[str, ...]
    columns: Mapping[str, ColumnDrift]
    insights: tuple[Insight, ...]

    @property
    def row_change(self) -> int:
        return (self.right.row_count or 0) - (self.left.row_count or 0)

    def to_dict(self) -> dict[str, Any]:
        """Only JSON values; the profiles are whole."""
        from dataclasses import asdict

        return {
            "left": self.left.to_dict(),
            "right": self.right.to_dict(),
            "added": list(self.added),
            "removed": list(self.removed),
            "row_change": self.row_change,
            "columns": [_plain(asdict(drift)) for drift in self.columns.values()],
            "insights": [_plain(asdict(insight)) for insight in self.insights],
        }

    def to_html(self) -> str:
        """A whole page without script."""
        from iopsdata_jupyter.profiling.comparison_page import to_html

        return to_html(self)

    def to_text(self) -> str:
        """Lines for a terminal."""
        from iopsdata_jupyter.profiling.comparison_page import to_text

        return to_text(self)

    def _repr_html_(self) -> str:
        from iopsdata_jupyter.profiling.comparison_page import html_fragment

        return html_fragment(self)


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    return {
        name: list(map(plain, value)) if isinstance(value, tuple) else plain(value)
        for name, value in record.items()
    }


def compare(
    left: TableProfile, left_source: Source, right: TableProfile, right_source: Source
) -> ProfileComparison:
    """The comparison of two whole profiles, whose sources are still open: bins must be those of both."""
    common = [name for name in left.columns if name in right.columns]
    drifts = {
        name: _drift(left.columns[name], left_source, right.columns[name], right_source) for name in common
    }
    added = tuple(name for name in right.columns if name not in left.columns)
    removed = tuple(name for name in left.columns if name not in right.columns)
    insights = tuple(
        sorted(_insights(left, right, added, removed, drifts), key=lambda insight: -insight.weight)
    )
    return ProfileComparison(left, right, added, removed, drifts, insights)


def _drift(
    left: ColumnProfile, left_source: Source, right: ColumnProfile, right_source: Source
) -> ColumnDrift:
    drift: dict[str, Any] = {}
    if left.null_share is not None and right.null_share is not None:
        drift["null_change"] = right.null_share - left.null_share
    if left.mean is not None and right.mean is not None:
        drift["mean_change"] = right.mean - left.mean
    try:
        if left.kind in NUMERIC and right.kind in NUMERIC and left.quantiles and right.quantiles:
            drift |= _moved(left, left_source, right, right_source)
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
    ks = max(abs(a - b) for a, b in zip(below_left, below_right, strict=True))
    bins = _psi_bins(below_left)
    return {"ks": ks, "psi": psi(_bin_shares(below_left, bins), _bin_shares(below_right, bins))}


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


def _insights(
    left: TableProfile,
    right: TableProfile,
    added: Sequence[str],
    removed: Sequence[str],
    drifts: Mapping[str, ColumnDrift],
) -> Iterator[Insight]:
    query = f"SELECT count(*) AS n FROM {right.relation} AS r"
    for names, verb in ((removed, "is gone"), (added, "is new")):
        for name in names:
            yield Insight(
                "schema", (name,), f"The column {name} {verb}.", query, 0.95 if verb == "is gone" else 0.85
            )
    before, after = left.row_count or 0, right.row_count or 0
    if before != after:
        share = f" ({(after - before) / before:+.1%})" if before else ""
        yield Insight("rows", (), f"{count_text(after, 'row')} instead of {before:,}{share}.", query, 0.6)
    for drift in drifts.values():
        yield from _column_insights(right, drift)


def _column_insights(right: TableProfile, drift: ColumnDrift) -> Iterator[Insight]:
    from iopsdata_jupyter.profiling.source import quoted

    name = quoted(drift.name, right.dialect)
    query = (
        f"SELECT {name}, count(*) AS n FROM {right.relation} AS r GROUP BY {name} ORDER BY n DESC LIMIT 20"
    )
    if drift.type_changed:
        text = f"{drift.name} was {drift.left_type} and is {drift.right_type}."
        yield Insight("type", (drift.name,), text, query, 0.9)
    if drift.null_change is not None and abs(drift.null_change) >= 0.05:
        nulls = f"SELECT count(*) AS n FROM {right.relation} AS r WHERE {name} IS NULL"
        more = "more" if drift.null_change > 0 else "fewer"
        text = f"{drift.name} has {more} nulls: {share_text(abs(drift.null_change))} of the rows."
        yield Insight("nulls", (drift.name,), text, nulls, 0.7)
    for names, count, verb in (
        (drift.new_categories, drift.new_count, "new"),
        (drift.vanished_categories, drift.vanished_count, "vanished"),
    ):
        if names:
            shown = ", ".join(value_text(value, 30) for value in names[:5]) + (", ..." if count > 5 else "")
            text = f"{drift.name}: {count_text(count, verb + ' value')}: {shown}."
            yield Insight("categories", (drift.name,), text, query, 0.65)
    if drift.psi is not None and drift.psi >= NOTICEABLE:
        how = "strongly" if drift.psi >= STRONG else "noticeably"
        ks = f", KS {drift.ks:.2f}" if drift.ks is not None else ""
        text = f"The values of {drift.name} have moved {how} (PSI {drift.psi:.2f}{ks})."
        yield Insight("drift", (drift.name,), text, query, 0.8 if drift.psi >= STRONG else 0.55)
