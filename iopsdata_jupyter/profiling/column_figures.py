"""The figures of a batch of columns: each statement's rows are put into the columns' profiles."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Sequence

from iopsdata_jupyter.profiling.arrays import array_figures
from iopsdata_jupyter.profiling.basic_figures import basic_profiles, blank, text_of_lengths
from iopsdata_jupyter.profiling.distinct import all_counts, with_frequencies
from iopsdata_jupyter.profiling.few_values import few_value_figures
from iopsdata_jupyter.profiling.histograms import spread_of, spread_tables, with_spread
from iopsdata_jupyter.profiling.models import NUMERIC, ColumnProfile
from iopsdata_jupyter.profiling.periods import with_periods
from iopsdata_jupyter.profiling.queries.basics import LISTS_QUANTILES, QUANTILES
from iopsdata_jupyter.profiling.queries.expressions import finite
from iopsdata_jupyter.profiling.queries.frequencies import quantile_rows_query
from iopsdata_jupyter.profiling.queries.shapes import lengths_query
from iopsdata_jupyter.profiling.scan import Scan
from iopsdata_jupyter.profiling.source import SourceColumn

Profiles = dict[str, ColumnProfile]


def column_figures(scan: Scan, columns: Sequence[SourceColumn]) -> Profiles:
    """Everything about the columns that one relation tells, by name."""
    profiles: Profiles = {}
    for find in (array_figures, few_value_figures, _scanned):
        profiles |= find(scan, [column for column in columns if column.name not in profiles])
    return {
        name: dataclasses.replace(profile, stage=scan.stage, notes=tuple(scan.notes.get(name, ())))
        for name, profile in profiles.items()
    }


def _scanned(scan: Scan, columns: Sequence[SourceColumn]) -> Profiles:
    """Columns whose figures the engine computes, by several scans."""
    profiles = basic_profiles(scan, columns)
    counts = all_counts(scan, columns, profiles)
    for column in columns:
        profile = profiles.get(column.name) or blank(column)
        profile = _with_quantiles(scan, column, profile)
        profile = _with_lengths(scan, column, profile)
        profile = with_frequencies(scan, column, profile, counts)
        profiles[column.name] = with_periods(scan, column, profile)
    _add_spreads(scan, columns, profiles)
    return profiles


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
    """Lengths and outer blanks of text by one grouping, from which least, greatest and mean follow."""
    text = profile.text
    if text is None or text.lengths or column.kind != "text" or not profile.count:
        return profile
    rows = scan.rows_of(column, lengths_query(column, scan.relation, scan.dialect), "Lengths") or []
    rows = [row for row in rows if row["b"] is not None]
    if not rows:
        return profile
    counts: Counter[int] = Counter()
    for row in rows:
        counts[int(row["b"]) // 2] += int(row["n"])
    padded = sum(int(row["n"]) for row in rows if int(row["b"]) % 2)
    return dataclasses.replace(profile, text=text_of_lengths(counts, padded))


def _add_spreads(scan: Scan, columns: Sequence[SourceColumn], profiles: Profiles) -> None:
    spreads = [spread for column in columns if (spread := spread_of(column, profiles[column.name]))]
    for spread, place, table in spread_tables(scan, spreads):
        name = spread.column.name
        profiles[name] = with_spread(profiles[name], spread, place, table)
