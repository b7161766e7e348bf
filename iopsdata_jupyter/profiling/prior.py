"""What is known of all rows before they are read, by a sample or an estimate, so that less is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from iopsdata_jupyter.profiling.models import TEMPORAL, ColumnProfile, Kind
from iopsdata_jupyter.profiling.source import SourceColumn

GROUPABLE: frozenset[Kind] = frozenset(
    {"integer", "decimal", "float", "text", "date", "timestamp", "uuid", "time", "interval", "json"}
)
"""Kinds of columns whose values are counted one by one."""
_MANY = 0.5
"""Share of distinct values in a sample from which grouping all rows by a column tells little."""
_FEW = 1_500
"""Values in a sample up to which a column is taken to have few."""
_REPEATED = 0.25
"""Distinct values for each value, in a sample, from which most values of a column are not in it."""
_LONGEST = 1_000
"""Characters of a value from which not all values are fetched."""
_EQUAL_BY_BYTES = frozenset({"duckdb", "postgres", "spark"})
"""Dialects whose groups hold one spelling; others group by a collation."""
MOST_GAPS = 20
"""Columns of which nulls are counted over time."""


@dataclass(frozen=True, slots=True)
class Prior:
    """What is likely of the columns of a relation; wrong guesses cost time and are made good."""

    many: frozenset[str] = frozenset()
    """Columns whose distinct values are counted with their other figures."""
    few: frozenset[str] = frozenset()
    """Columns of which every value is fetched with its count."""
    grains: Mapping[str, str] = field(default_factory=dict)
    """How fine some dates and timestamps are, and so all of them at least, by column."""
    moment: str = ""
    """The column that orders the rows in time."""
    gaps: tuple[SourceColumn, ...] = ()
    """Columns of which nulls are counted over that time."""


def of_sample(sampled: Mapping[str, ColumnProfile], columns: Sequence[SourceColumn], dialect: str) -> Prior:
    """By the figures of a sample."""
    profiles = sampled.values()
    moment = moment_of(sampled)
    return Prior(
        many=frozenset(
            one.name for one in profiles if one.kind in GROUPABLE and (one.uniqueness or 0) >= _MANY
        ),
        few=frozenset(one.name for one in profiles if _has_few(one, dialect)),
        grains={
            one.name: one.temporal.granularity
            for one in profiles
            if one.temporal and one.temporal.granularity
        },
        moment=moment,
        gaps=tuple(columns[one.position] for one in gaps_of(sampled, moment)),
    )


def few_by_estimate(estimates: Mapping[str, int], rows: int) -> frozenset[str]:
    """By how many values are estimated to differ in that many rows."""
    return frozenset(name for name, count in estimates.items() if count <= min(_FEW, rows * _REPEATED))


def _has_few(column: ColumnProfile, dialect: str) -> bool:
    if column.kind == "text":
        readable = dialect in _EQUAL_BY_BYTES and ((column.text and column.text.max_length) or 0) <= _LONGEST
    else:
        readable = column.kind in ("integer", "float") and dialect != "duckdb"
    return readable and (column.distinct_count or 0) <= min(_FEW, (column.count or 0) * _REPEATED)


def moment_of(profiles: Mapping[str, ColumnProfile]) -> str:
    """The date or timestamp with the fewest nulls, the first of several; empty where there is none."""
    moments = [one for one in profiles.values() if one.kind in TEMPORAL and one.count]
    return max(moments, key=lambda one: (one.count or 0, -one.position)).name if moments else ""


def gaps_of(profiles: Mapping[str, ColumnProfile], moment: str) -> list[ColumnProfile]:
    """Columns with some nulls, but for the one that orders the rows."""
    found = [one for one in profiles.values() if one.null_share and 0.01 < one.null_share < 0.99]
    return [one for one in found[:MOST_GAPS] if one.name != moment]
