"""The basic figures of columns, computed by the engine: counts, ranges, means, lengths."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from iopsdata_jupyter.profiling.histograms import numeric_histogram
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
from iopsdata_jupyter.profiling.periods import granularity
from iopsdata_jupyter.profiling.queries.basics import (
    QUANTILES,
    all_lengths_query,
    basics_query,
    counts_only_query,
    has_range,
    ranges_query,
    struct_fields,
)
from iopsdata_jupyter.profiling.queries.expressions import is_textual
from iopsdata_jupyter.profiling.scan import OwnFigures, Row, Scan
from iopsdata_jupyter.profiling.source import SourceColumn
from iopsdata_jupyter.profiling.text_arrays import held_text_rows


def basic_profiles(scan: Scan, columns: Sequence[SourceColumn]) -> dict[str, ColumnProfile]:
    """What one scan over the columns tells of each, by name; those that fail are left out, with a note."""
    profiles = {}
    for column, row in held_text_rows(scan, columns):
        profiles[column.name] = _basic_profile(scan, column, row)
    columns = [column for column in columns if column.name not in profiles]
    ranges, lengths = _ranges(scan, columns), _all_lengths(scan, columns)
    for column, row in _basics(scan, columns):
        known = ranges.get(column.name, {}) | lengths.get(column.name, {})
        profiles[column.name] = _basic_profile(scan, column, known | row)
    return profiles


def blank(column: SourceColumn) -> ColumnProfile:
    """A column of which only name and type are known."""
    return ColumnProfile(column.name, column.position, column.type, column.kind)


def _has_statistics(scan: Scan) -> bool:
    file = scan.source.file
    return file is not None and file.format == "parquet" and scan.relation == scan.source.relation


def _ranges(scan: Scan, columns: Sequence[SourceColumn]) -> dict[str, Row]:
    """Least and greatest values by column, where the statistics of parquet files mostly tell them."""
    if not _has_statistics(scan):
        return {}
    ranged = [column for column in columns if has_range(column)]

    def writer(*, finite_only: bool) -> Callable[[Sequence[SourceColumn]], str]:
        return lambda batch: ranges_query(batch, scan.relation, scan.dialect, finite_only=finite_only)

    found = {column.name: row for column, row in scan.batch(ranged, writer(finite_only=False), "The range")}
    unbounded = [
        column
        for column in ranged
        if not _is_bounded(OwnFigures(found.get(column.name, {}), column.position))
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


def _is_bounded(own: OwnFigures) -> bool:
    """Whether both edges are values that one can compute with; infinite dates come out as year 1 or 9999."""
    edges = (own.get("min"), own.get("max"))
    if any(isinstance(edge, float) and not math.isfinite(edge) for edge in edges):
        return False
    return not any(isinstance(edge, date) and edge.year in (1, 9999) for edge in edges)


def _basics(scan: Scan, columns: Sequence[SourceColumn]) -> Iterator[tuple[SourceColumn, Row]]:
    """The basic figures; a column whose figures fail is at least counted."""

    def figures(batch: Sequence[SourceColumn]) -> str:
        return basics_query(
            batch,
            scan.relation,
            scan.dialect,
            now=scan.now,
            ranged=not _has_statistics(scan),
            many=scan.prior.many,
            grains=scan.prior.grains,
        )

    def counts(batch: Sequence[SourceColumn]) -> str:
        return counts_only_query(batch, scan.relation, scan.dialect)

    answered = set()
    for column, row in scan.batch(columns, figures, "Some figures"):
        answered.add(column.position)
        yield column, row
    left = [column for column in columns if column.position not in answered]
    yield from scan.batch(left, counts, "Counts")


def _basic_profile(scan: Scan, column: SourceColumn, row: Row) -> ColumnProfile:
    own = OwnFigures(row, column.position)
    count = own.whole("count")
    profile = dataclasses.replace(
        blank(column),
        count=count,
        null_count=int(row["n"]) - count,
        distinct_count=_distinct(own, count),
        distinct_is_exact=count == 0 or "exactly" in own,
        min=own.get("min"),
        max=own.get("max"),
    )
    if column.kind in NUMERIC:
        return _numbers(profile, own)
    if column.kind in TEMPORAL:
        return _temporal(profile, own, scan.prior.grains.get(column.name, ""))
    if column.kind == "boolean":
        return _boolean(profile, own, scan)
    if is_textual(column, scan.dialect) and column.kind != "uuid":
        return dataclasses.replace(profile, text=_text(own))
    return dataclasses.replace(profile, nested=_nested(column, own, int(row["n"])))


def _nested(column: SourceColumn, own: OwnFigures, rows: int) -> NestedFacts | None:
    if "field0" in own:
        return NestedFacts(fields=_field_nulls(column, own, rows))
    if "shortest" not in own:
        return None
    lengths = (own.optional("shortest"), own.optional("longest"), own.real("meanlength"))
    return NestedFacts(*lengths, own.whole("empty"))


def _field_nulls(column: SourceColumn, own: OwnFigures, rows: int) -> dict[str, float]:
    fields = enumerate(struct_fields(column))
    return {name: 1 - own.whole(f"field{number}") / rows if rows else 0.0 for number, name in fields}


def _distinct(own: OwnFigures, count: int) -> int | None:
    """The estimate, which may be over: never more than there are values, and never none where there are."""
    if count == 0:
        return 0
    if "exactly" in own:
        return own.whole("exactly")
    return min(max(own.whole("distinct"), 1), count) if "distinct" in own else None


def _numbers(profile: ColumnProfile, own: OwnFigures) -> ColumnProfile:
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


_PROVED: Mapping[str, dict[str, float]] = {
    "day": {"day": 2}, "hour": {"hour": 1}, "minute": {"minute": 1}, "subsecond": {"second": 0.5},
}  # fmt: skip
"""Parts of a moment that occur where values are known to be as fine as that."""


def _temporal(profile: ColumnProfile, own: OwnFigures, grain: str) -> ColumnProfile:
    found = {name: own.get(name) for name in ("month", "day", "hour", "minute", "second") if name in own}
    parts = found | _PROVED.get(grain, {})
    unit = granularity(profile.kind, parts) if "day" in parts or grain else None
    unit = unit if profile.count else None
    return dataclasses.replace(
        profile, temporal=TemporalFacts(granularity=unit, future_count=own.whole("future"))
    )


def _boolean(profile: ColumnProfile, own: OwnFigures, scan: Scan) -> ColumnProfile:
    true, count, rows = own.whole("true"), profile.count or 0, (profile.row_count or 0)
    pairs = sorted(((True, true), (False, count - true)), key=lambda pair: -pair[1])
    top = tuple(ValueCount(value, times, times / rows) for value, times in pairs if times)
    return dataclasses.replace(
        profile, distinct_count=len(top), distinct_is_exact=True, top_values=top,
        top_is_exact=scan.stage == "exact", top_rows=rows, mean=true / count if count else None,
        min=min((item.value for item in top), default=None),
        max=max((item.value for item in top), default=None),
    )  # fmt: skip


def _text(own: OwnFigures) -> TextFacts:
    counts = own.get("lengths")
    if counts:
        return text_of_lengths(dict(counts), own.whole("padded"))
    return TextFacts(
        empty_count=own.whole("empty"),
        padded_count=own.whole("padded"),
        min_length=own.optional("shortest"),
        max_length=own.optional("longest"),
        mean_length=own.real("meanlength"),
    )


def text_of_lengths(counts: Mapping[int, int], padded: int) -> TextFacts:
    """What follows from how often each length occurs."""
    least, greatest = min(counts), max(counts)
    mean = sum(length * count for length, count in counts.items()) / sum(counts.values())
    lengths = numeric_histogram(counts, least, greatest)
    return TextFacts(counts.get(0, 0), padded, least, greatest, mean, lengths)
