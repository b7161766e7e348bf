"""Two profiles beside each other: schema, rows, and how far each column's values have moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from iopsdata_jupyter.profiling.drift import ColumnDrift, column_drift
from iopsdata_jupyter.profiling.models import Insight, TableProfile
from iopsdata_jupyter.profiling.plain import plain
from iopsdata_jupyter.profiling.source import Source, quoted
from iopsdata_jupyter.profiling.wording import count_text, share_text, value_text

NOTICEABLE, STRONG = 0.1, 0.25
"""Population stability index from which a change is noticeable, and large (Siddiqi 2006, p. 137)."""


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
        name: column_drift(left.columns[name], left_source, right.columns[name], right_source)
        for name in common
    }
    added = tuple(name for name in right.columns if name not in left.columns)
    removed = tuple(name for name in left.columns if name not in right.columns)
    insights = tuple(
        sorted(_insights(left, right, added, removed, drifts), key=lambda insight: -insight.weight)
    )
    return ProfileComparison(left, right, added, removed, drifts, insights)


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
