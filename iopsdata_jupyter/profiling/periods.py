"""Dates and timestamps: histogram over time, gaps and granularity, from counts of hours, days or months."""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from iopsdata_jupyter.profiling.models import TEMPORAL, ColumnProfile, Histogram, Kind, TemporalFacts
from iopsdata_jupyter.profiling.queries.shapes import periods_query
from iopsdata_jupyter.profiling.scan import Row, Scan
from iopsdata_jupyter.profiling.source import SourceColumn

MAX_BARS = 24
HOURLY_DAYS = 3
"""Days that timestamps may span to be counted by the hour."""
DAILY_DAYS = 4_000
"""Days that a column may span to be counted by the day; above, by the month."""


def granularity(kind: Kind, parts: dict[str, Any]) -> str:
    """The coarsest unit that loses nothing, from the greatest month, day, hour, minute and second."""
    second = float(parts.get("second") or 0)
    if kind == "timestamp":
        if second:
            return "subsecond" if second % 1 else "second"
        for unit in ("minute", "hour"):
            if parts.get(unit):
                return unit
    if int(parts.get("day") or 0) != 1:
        return "day"
    return "year" if int(parts.get("month") or 0) == 1 else "month"


def with_periods(scan: Scan, column: SourceColumn, profile: ColumnProfile) -> ColumnProfile:
    """The profile with what the counts of periods tell."""
    least, greatest = as_moment(profile.min), as_moment(profile.max)
    if column.kind not in TEMPORAL or least is None or greatest is None:
        return profile
    unit = period_unit(column.kind, least, greatest)
    gaps = scan.prior.gaps if column.name == scan.prior.moment else ()
    sql = periods_query(column, scan.relation, scan.dialect, unit, gaps)
    rows = scan.rows_of(column, sql, "The histogram")
    if not rows:
        return profile
    scan.periods[column.position] = (unit, rows)
    counts = numbered_periods(rows, unit)
    return with_period_counts(profile, counts, unit) if counts else profile


def numbered_periods(rows: Iterable[Row], unit: str) -> Counter[int]:
    """The rows (b, n) of an engine by the number of each hour, day or month."""
    counts: Counter[int] = Counter()
    for row in rows:
        moment = as_moment(row["b"])
        if moment is not None:
            counts[_index(moment, unit)] += int(row["n"])
    return counts


def with_period_counts(profile: ColumnProfile, counts: Counter[int], unit: str) -> ColumnProfile:
    """The profile with histogram and gaps from the rows of each period, numbered from the year 0 or 1 on."""
    facts = _with_gaps(profile.temporal or TemporalFacts(), counts, unit)
    return dataclasses.replace(profile, histogram=_histogram(counts, unit), temporal=facts)


def period_unit(kind: Kind, least: datetime, greatest: datetime) -> str:
    """By what the rows are counted: hour, day or month."""
    days = (greatest - least).days
    if kind == "timestamp" and days <= HOURLY_DAYS:
        return "hour"
    return "day" if days <= DAILY_DAYS else "month"


def as_moment(value: Any) -> datetime | None:
    """A value of any engine as a timestamp without a zone; None where it is none."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            return None
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    return datetime(value.year, value.month, value.day) if isinstance(value, date) else None  # noqa: DTZ001


def _index(moment: datetime, unit: str) -> int:
    if unit == "month":
        return moment.year * 12 + moment.month - 1
    return moment.toordinal() if unit == "day" else moment.toordinal() * 24 + moment.hour


def _moment(index: int, unit: str) -> date | datetime:
    """The period's beginning; beyond the calendar's end, its end."""
    if unit == "month":
        return date(min(index // 12, 9999), index % 12 + 1, 1)
    last = date.max.toordinal()
    if unit == "day":
        return date.fromordinal(min(index, last))
    return datetime.fromordinal(min(index // 24, last)) + timedelta(hours=index % 24)


def _histogram(counts: Counter[int], unit: str) -> Histogram:
    first, last = min(counts), max(counts)
    width = -(-(last - first + 1) // MAX_BARS)
    bars = -(-(last - first + 1) // width)
    filled = [0] * bars
    for index, count in counts.items():
        filled[(index - first) // width] += count
    edges = tuple(_moment(first + width * number, unit) for number in range(bars + 1))
    return Histogram(edges, tuple(filled))


def _with_gaps(facts: TemporalFacts, counts: Counter[int], unit: str) -> TemporalFacts:
    indexes = sorted(counts)
    empty = (indexes[-1] - indexes[0] + 1) - len(indexes)
    steps = [(after - before, before) for before, after in itertools.pairwise(indexes)]
    longest = max(steps, default=(1, 0))
    gap = None
    if longest[0] > 1:
        gap = (_moment(longest[1] + 1, unit), _moment(longest[1] + longest[0] - 1, unit))
    return dataclasses.replace(facts, gap_count=empty, gap_unit=unit, longest_gap=gap)
