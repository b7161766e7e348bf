"""Distinct and most frequent values: exact wherever that is affordable, and labelled where it is not."""

from __future__ import annotations

import dataclasses

from iopsdata_jupyter.profiling.models import ColumnProfile, ValueCount
from iopsdata_jupyter.profiling.queries.expressions import is_textual
from iopsdata_jupyter.profiling.queries.frequencies import (
    dense_distinct_query,
    distinct_query,
    frequencies_query,
    part_distinct_query,
    rising_query,
    variants_query,
)
from iopsdata_jupyter.profiling.scan import Scan
from iopsdata_jupyter.profiling.source import SourceColumn

SMALL = 200_000
"""Rows up to which everything is counted exactly."""
MANY_DISTINCT = 200_000
"""Estimated distinct values from which DuckDB does not group by a column (3-4 s CPU for ten million)."""
NEARLY_UNIQUE = 0.9
"""Share of distinct values from which it is counted exactly whether a column is a key; estimates err by 5 %."""
PARTS = 64
"""A part of this many is counted first: of ten million rows 156,000, of which one copy disproves a key."""
DENSE_RANGE = 200_000_000
"""Widest range of whole numbers that are counted with a bit each: 25 MB."""
MOST_VARIANTS = 20_000
"""Distinct values up to which variants of case are looked for."""

_GROUPABLE = frozenset(
    {"integer", "decimal", "float", "text", "date", "timestamp", "uuid", "time", "interval", "json"}
)


def with_frequencies(scan: Scan, column: SourceColumn, profile: ColumnProfile) -> ColumnProfile:
    """The profile with distinct and top values; all of them where grouping the column is affordable."""
    if not profile.count or column.kind not in _GROUPABLE:
        return profile
    if _affordable(scan, profile):
        return _with_variants(scan, column, _grouped(scan, column, profile))
    return _with_exact_distinct(scan, column, profile)


def _affordable(scan: Scan, profile: ColumnProfile) -> bool:
    """Other engines than DuckDB have no cheap estimate that is as good, so they group in any case."""
    if scan.dialect != "duckdb" or (profile.count or 0) <= SMALL:
        return True
    return (profile.distinct_count or 0) <= MANY_DISTINCT


def _grouped(scan: Scan, column: SourceColumn, profile: ColumnProfile) -> ColumnProfile:
    sql = frequencies_query(column, scan.relation, scan.dialect)
    rows = scan.rows_of(column, sql, "The most frequent values")
    if not rows:
        return profile
    total = profile.row_count or 1
    return dataclasses.replace(
        profile,
        distinct_count=int(rows[0]["d"]),
        distinct_is_exact=True,
        top_values=tuple(ValueCount(row["v"], int(row["n"]), int(row["n"]) / total) for row in rows),
        top_is_exact=scan.stage == "exact",
        top_rows=total,
    )


def _with_variants(scan: Scan, column: SourceColumn, profile: ColumnProfile) -> ColumnProfile:
    distinct = profile.distinct_count or 0
    few = 1 < distinct <= min(MOST_VARIANTS, (profile.count or 0) * 0.8)
    if profile.text is None or not is_textual(column, scan.dialect) or not few:
        return profile
    rows = scan.rows_of(column, variants_query(column, scan.relation, scan.dialect), "Variants of case")
    if not rows:
        return profile
    text = dataclasses.replace(profile.text, case_variant_count=int(rows[0]["d"] or 0))
    return dataclasses.replace(profile, text=text)


def _with_exact_distinct(scan: Scan, column: SourceColumn, profile: ColumnProfile) -> ColumnProfile:
    """DuckDB, many values: counted by bits, proved by order, or by grouping where a key is likely."""
    if column.kind == "integer" and profile.max - profile.min < DENSE_RANGE:
        sql = dense_distinct_query(column, scan.relation, profile.min, profile.max)
        return _counted(scan, column, profile, sql)
    likely = (profile.distinct_count or 0) >= NEARLY_UNIQUE * (profile.count or 0)
    if not likely or column.kind in ("float", "decimal", "interval", "time") or profile.null_count:
        return profile
    rows = scan.rows_of(column, rising_query(column, scan.relation), "Distinct values")
    if rows and rows[0]["rising"]:
        return dataclasses.replace(profile, distinct_count=profile.count, distinct_is_exact=True)
    part = scan.rows_of(column, part_distinct_query(column, scan.relation, PARTS), "Distinct values")
    if part and part[0]["d"] < part[0]["n"]:
        share = part[0]["d"] / part[0]["n"]
        return dataclasses.replace(profile, distinct_count=round(share * (profile.count or 0)))
    return _counted(scan, column, profile, distinct_query(column, scan.relation, scan.dialect))


def _counted(scan: Scan, column: SourceColumn, profile: ColumnProfile, sql: str) -> ColumnProfile:
    rows = scan.rows_of(column, sql, "Distinct values")
    if not rows:
        return profile
    return dataclasses.replace(profile, distinct_count=int(rows[0]["d"]), distinct_is_exact=True)
