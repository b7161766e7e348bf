"""The figures of a batch of columns: each statement's rows are put into the columns' profiles."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from iopsdata_jupyter.profiling.distinct import all_counts, with_frequencies
from iopsdata_jupyter.profiling.histograms import bins_of, numeric_histogram, spread_of
from iopsdata_jupyter.profiling.models import (
    NUMERIC,
    TEMPORAL,
    ColumnProfile,
    NestedFacts,
    NumberFacts,
    TemporalFacts,
    TextFacts,
    ValueCount,
)
from iopsdata_jupyter.profiling.periods import granularity, with_periods
from iopsdata_jupyter.profiling.queries.basics import (
    LISTS_QUANTILES,
    QUANTILES,
    all_lengths_query,
    basics_query,
    has_range,
    ranges_query,
    struct_fields,
)
from iopsdata_jupyter.profiling.queries.expressions import finite, is_textual
from iopsdata_jupyter.profiling.queries.frequencies import quantile_rows_query
from iopsdata_jupyter.profiling.queries.shapes import Spread, lengths_query, moments_query
from iopsdata_jupyter.profiling.scan import Row, Scan
from iopsdata_jupyter.profiling.source import SourceColumn

Profiles = dict[str, ColumnProfile]


def column_figures(scan: Scan, columns: Sequence[SourceColumn]) -> Profiles:
    """Everything about the columns that one relation tells, by name."""
    profiles: Profiles = {}
    ranges, lengths = _ranges(scan, columns), _all_lengths(scan, columns)
    for column, row in _basics(scan, columns):
        known = ranges.get(column.name, {}) | lengths.get(column.name, {})
        profiles[column.name] = _basic_profile(scan, column, known | row)
    counts = all_counts(scan, columns, profiles)
    for column in columns:
        profile = profiles.get(column.name) or blank(column)
        profile = _with_quantiles(scan, column, profile)
        profile = _with_lengths(scan, column, profile)
        profile = with_frequencies(scan, column, profile, counts)
        profiles[column.name] = with_periods(scan, column, profile)
    _add_spreads(scan, columns, profiles)
    return {
        name: dataclasses.replace(profile, stage=scan.stage, notes=tuple(scan.notes.get(name, ())))
        for name, profile in profiles.items()
    }


def blank(column: SourceColumn) -> ColumnProfile:
    """A column of which only name and type are known."""
    return ColumnProfile(column.name, column.position, column.type, column.kind)


def _ranges(scan: Scan, columns: Sequence[SourceColumn]) -> dict[str, Row]:
    """In DuckDB least and greatest values by column, which it mostly knows without reading."""
    if scan.dialect != "duckdb":
        return {}
    ranged = [column for column in columns if has_range(column)]

    def writer(*, finite_only: bool) -> Callable[[Sequence[SourceColumn]], str]:
        return lambda batch: ranges_query(batch, scan.relation, scan.dialect, finite_only=finite_only)

    found = {column.name: row for column, row in scan.batch(ranged, writer(finite_only=False), "The range")}
    unbounded = [
        column for column in ranged if not _is_bounded(_Own(found.get(column.name, {}), column.position))
    ]
    found |= {
        column.name: row for column, row in scan.batch(unbounded, writer(finite_only=True), "The range")
    }
    return found


def _all_lengths(scan: Scan, columns: Sequence[SourceColumn]) -> dict[str, Row]:
    if scan.dialect != "duckdb":
        return {}
    texts = [column for column in columns if is_textual(column, scan.dialect)]
    found = scan.batch(texts, lambda batch: all_lengths_query(batch, scan.relation), "Lengths")
    return {column.name: row for column, row in found}


def _is_bounded(own: _Own) -> bool:
    """Whether both edges are values that one can compute with; infinite dates come out as year 1 or 9999."""
    edges = (own.get("min"), own.get("max"))
    if any(isinstance(edge, float) and not math.isfinite(edge) for edge in edges):
        return False
    return not any(isinstance(edge, date) and edge.year in (1, 9999) for edge in edges)


def _basics(scan: Scan, columns: Sequence[SourceColumn]) -> Iterator[tuple[SourceColumn, Row]]:
    """The basic figures; a column whose figures fail is at least counted."""

    def writer(*, minimal: bool) -> Callable[[Sequence[SourceColumn]], str]:
        return lambda batch: basics_query(batch, scan.relation, scan.dialect, now=scan.now, minimal=minimal)

    answered = set()
    for column, row in scan.batch(columns, writer(minimal=False), "Some figures"):
        answered.add(column.position)
        yield column, row
    left = [column for column in columns if column.position not in answered]
    yield from scan.batch(left, writer(minimal=True), "Counts")


def _basic_profile(scan: Scan, column: SourceColumn, row: Row) -> ColumnProfile:
    own = _Own(row, column.position)
    count = own.whole("count")
    profile = dataclasses.replace(
        blank(column),
        count=count,
        null_count=int(row["n"]) - count,
        distinct_count=_distinct(own, count),
        distinct_is_exact=count == 0,
        min=own.get("min"),
        max=own.get("max"),
    )
    if column.kind in NUMERIC:
        return _numbers(profile, own)
    if column.kind in TEMPORAL:
        return _temporal(profile, own)
    if column.kind == "boolean":
        return _boolean(profile, own, scan)
    if is_textual(column, scan.dialect) and column.kind != "uuid":
        return dataclasses.replace(profile, text=_text(own))
    return dataclasses.replace(profile, nested=_nested(column, own, int(row["n"])))


def _nested(column: SourceColumn, own: _Own, rows: int) -> NestedFacts | None:
    if "field0" in own:
        return NestedFacts(fields=_field_nulls(column, own, rows))
    if "shortest" not in own:
        return None
    lengths = (own.optional("shortest"), own.optional("longest"), own.real("meanlength"))
    return NestedFacts(*lengths, own.whole("empty"))


def _field_nulls(column: SourceColumn, own: _Own, rows: int) -> dict[str, float]:
    fields = enumerate(struct_fields(column))
    return {name: 1 - own.whole(f"field{number}") / rows if rows else 0.0 for number, name in fields}


def _distinct(own: _Own, count: int) -> int | None:
    """The estimate, which may be over: never more than there are values, and never none where there are."""
    if count == 0:
        return 0
    return min(max(own.whole("distinct"), 1), count) if "distinct" in own else None


def _numbers(profile: ColumnProfile, own: _Own) -> ColumnProfile:
    listed = own.get("quantiles")
    quantiles = dict(zip(QUANTILES, map(float, listed), strict=True)) if listed else {}
    return dataclasses.replace(
        profile,
        mean=own.real("mean"),
        quantiles=quantiles,
        number=NumberFacts(
            zero_count=own.whole("zeros"),
            negative_count=own.whole("negatives"),
            infinite_count=max((profile.count or 0) - own.whole("finite"), 0) if "finite" in own else 0,
        ),
    )


def _temporal(profile: ColumnProfile, own: _Own) -> ColumnProfile:
    parts = {name: own.get(name) for name in ("month", "day", "hour", "minute", "second")}
    unit = granularity(profile.kind, parts) if "day" in own and profile.count else None
    return dataclasses.replace(
        profile, temporal=TemporalFacts(granularity=unit, future_count=own.whole("future"))
    )


def _boolean(profile: ColumnProfile, own: _Own, scan: Scan) -> ColumnProfile:
    true, count, rows = own.whole("true"), profile.count or 0, (profile.row_count or 0)
    pairs = sorted(((True, true), (False, count - true)), key=lambda pair: -pair[1])
    top = tuple(ValueCount(value, times, times / rows) for value, times in pairs if times)
    return dataclasses.replace(
        profile, distinct_count=len(top), distinct_is_exact=True, top_values=top,
        top_is_exact=scan.stage == "exact", top_rows=rows, mean=true / count if count else None,
        min=min((item.value for item in top), default=None),
        max=max((item.value for item in top), default=None),
    )  # fmt: skip


def _text(own: _Own) -> TextFacts:
    counts = own.get("lengths")
    if counts:
        return _text_of_lengths(dict(counts), own.whole("padded"))
    return TextFacts(
        empty_count=own.whole("empty"),
        padded_count=own.whole("padded"),
        min_length=own.optional("shortest"),
        max_length=own.optional("longest"),
        mean_length=own.real("meanlength"),
    )


def _text_of_lengths(counts: dict[int, int], padded: int) -> TextFacts:
    least, greatest = min(counts), max(counts)
    mean = sum(length * count for length, count in counts.items()) / sum(counts.values())
    lengths = numeric_histogram(counts, least, greatest)
    return TextFacts(counts.get(0, 0), padded, least, greatest, mean, lengths)


def _with_quantiles(scan: Scan, column: SourceColumn, profile: ColumnProfile) -> ColumnProfile:
    """Exact quantiles by rank, where the engine has no aggregate for them."""
    if column.kind not in NUMERIC or scan.dialect in LISTS_QUANTILES or not profile.count:
        return profile
    count = profile.count - (profile.number.infinite_count if profile.number else 0)
    if not count:
        return profile
    places = {name: share * (count - 1) for name, share in QUANTILES.items()}
    ranks = sorted(
        {rank for place in places.values() for rank in (math.floor(place) + 1, math.ceil(place) + 1)}
    )
    sql = quantile_rows_query(column, finite(column, scan.dialect), scan.relation, scan.dialect, ranks)
    rows = scan.rows_of(column, sql, "Quantiles")
    if not rows:
        return profile
    values = {int(row["r"]): float(row["v"]) for row in rows}
    return dataclasses.replace(
        profile, quantiles={name: _between(values, place) for name, place in places.items()}
    )


def _between(values: dict[int, float], place: float) -> float:
    low, high = values[math.floor(place) + 1], values[math.ceil(place) + 1]
    return low + (high - low) * (place - math.floor(place))


def _with_lengths(scan: Scan, column: SourceColumn, profile: ColumnProfile) -> ColumnProfile:
    """Lengths of text by one grouping, from which least, greatest and mean follow, as in DuckDB's map."""
    text = profile.text
    if text is None or text.lengths or column.kind != "text" or not profile.count:
        return profile
    rows = scan.rows_of(column, lengths_query(column, scan.relation, scan.dialect), "Lengths")
    if not rows:
        return profile
    counts = {int(row["b"]): int(row["n"]) for row in rows}
    return dataclasses.replace(profile, text=_text_of_lengths(counts, text.padded_count))


def _add_spreads(scan: Scan, columns: Sequence[SourceColumn], profiles: Profiles) -> None:
    spreads = {
        column.position: spread for column in columns if (spread := spread_of(column, profiles[column.name]))
    }
    chosen = [column for column in columns if column.position in spreads]

    def write(batch: Sequence[SourceColumn]) -> str:
        return moments_query([spreads[column.position] for column in batch], scan.relation, scan.dialect)

    for column, row in scan.batch(chosen, write, "Spread"):
        spread = spreads[column.position]
        profile = _with_moments(profiles[column.name], spread, _Own(row, column.position))
        profiles[column.name] = dataclasses.replace(profile, histogram=bins_of(scan, spread, row))


def _with_moments(profile: ColumnProfile, spread: Spread, own: _Own) -> ColumnProfile:
    """Standard deviation and skew from sums of distances in units of `spread.scale`."""
    number = profile.number or NumberFacts()
    count = (profile.count or 0) - number.infinite_count
    squares, cubes = own.real("squares") or 0.0, own.real("cubes") or 0.0
    std = spread.scale * math.sqrt(squares / (count - 1)) if count > 1 else None
    skew = None
    if count > 2 and squares > 0:
        plain = (cubes / count) / (squares / count) ** 1.5
        skew = plain * math.sqrt(count * (count - 1)) / (count - 2)
    number = dataclasses.replace(
        number, outlier_count=own.whole("outliers"), outlier_bounds=spread.bounds, skew=skew
    )
    return dataclasses.replace(profile, std=std, number=number)


class _Own:
    """The figures of one column in a row that holds those of many."""

    def __init__(self, row: Row, position: int) -> None:
        self._row = row
        self._suffix = f"_{position}"

    def __contains__(self, name: str) -> bool:
        return name + self._suffix in self._row

    def get(self, name: str) -> Any:
        return self._row.get(name + self._suffix)

    def whole(self, name: str) -> int:
        return int(self.get(name) or 0)

    def optional(self, name: str) -> int | None:
        value = self.get(name)
        return None if value is None else int(value)

    def real(self, name: str) -> float | None:
        value = self.get(name)
        return None if value is None or not math.isfinite(float(value)) else float(value)
