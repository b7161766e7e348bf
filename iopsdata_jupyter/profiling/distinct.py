"""Distinct and most frequent values: exact wherever that is affordable, and labelled where it is not."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from iopsdata_jupyter.profiling.few_values import FEW_ROWS
from iopsdata_jupyter.profiling.models import ColumnProfile, ValueCount
from iopsdata_jupyter.profiling.prior import GROUPABLE
from iopsdata_jupyter.profiling.queries.expressions import LONGEST_VALUE, is_textual
from iopsdata_jupyter.profiling.queries.frequencies import (
    TOP,
    count_distinct_query,
    counts_query,
    dense_distinct_query,
    distinct_query,
    frequencies_query,
    part_distinct_query,
    rising_query,
    variants_query,
)
from iopsdata_jupyter.profiling.scan import Scan
from iopsdata_jupyter.profiling.source import SourceColumn
from iopsdata_jupyter.profiling.text_arrays import held_frequencies, held_variants

SMALL = 200_000
"""Rows up to which everything is counted exactly."""
MANY_DISTINCT = 200_000
"""Estimated distinct values from which DuckDB does not group by a column (3-4 s CPU for ten million)."""
NEARLY_UNIQUE = 0.9
"""Share of distinct values from which keys are looked for exactly; estimates err by 5 %."""
PARTS = 64
"""A part of this many is counted first: of ten million rows 156,000, of which one copy disproves a key."""
DENSE_RANGE = 200_000_000
"""Widest range of whole numbers that are counted with a bit each: 25 MB."""
FEW_DISTINCT = 1_000
"""Estimated distinct values up to which, of `FEW_ROWS` rows, all values are fetched with their counts."""
MOST_VARIANTS = 20_000
"""Distinct values up to which variants of case are looked for."""

_MAPPABLE = frozenset({"integer", "text", "date", "timestamp", "uuid", "decimal"})

Counts = Mapping[str, Sequence[tuple[Any, int]]]
"""All values of a column with their counts, by its name."""


def all_counts(scan: Scan, columns: Sequence[SourceColumn], profiles: Mapping[str, ColumnProfile]) -> Counts:
    """Every value of the columns that have few, in one statement: what keeps a wide table fast in DuckDB."""
    chosen = [column for column in columns if _has_few(scan, column, profiles.get(column.name))]
    found = scan.batch(chosen, lambda batch: counts_query(batch, scan.relation), "Values")
    return {column.name: row[f"counts_{column.position}"] or [] for column, row in found}


def _has_few(scan: Scan, column: SourceColumn, profile: ColumnProfile | None) -> bool:
    if profile is None or scan.dialect != "duckdb" or column.kind not in _MAPPABLE:
        return False
    short = profile.text is None or (profile.text.max_length or 0) <= LONGEST_VALUE
    few = (profile.distinct_count or 0) <= FEW_DISTINCT and 0 < (profile.row_count or 0) <= FEW_ROWS
    return short and few and bool(profile.count)


def with_frequencies(
    scan: Scan, column: SourceColumn, profile: ColumnProfile, counts: Counts
) -> ColumnProfile:
    """The profile with distinct and top values; all of them where grouping the column is affordable."""
    if not profile.count or column.kind not in GROUPABLE:
        return profile
    if column.name in counts:
        return _mapped(scan, profile, counts[column.name])
    if profile.distinct_is_exact and (profile.uniqueness or 0) >= NEARLY_UNIQUE:
        return profile  # what is most frequent tells nothing
    if _affordable(scan, profile):
        return _with_variants(scan, column, _grouped(scan, column, profile))
    return profile if profile.distinct_is_exact else _with_exact_distinct(scan, column, profile)


def _mapped(scan: Scan, profile: ColumnProfile, counts: Sequence[tuple[Any, int]]) -> ColumnProfile:
    total = profile.row_count or 1
    ordered = sorted(counts, key=lambda pair: (-pair[1], pair[0]))
    found = dataclasses.replace(
        profile,
        distinct_count=len(ordered),
        distinct_is_exact=True,
        top_values=tuple(ValueCount(value, count, count / total) for value, count in ordered[:TOP]),
        top_is_exact=scan.stage == "exact",
        top_rows=total,
    )
    if len(ordered) < 2:
        return found
    return _with_spellings(found, [value for value, _ in ordered])


def _affordable(scan: Scan, profile: ColumnProfile) -> bool:
    """DuckDB has an estimate for all rows; of other engines a sample tells which columns have many values."""
    if (profile.count or 0) <= SMALL:
        return True
    if scan.dialect != "duckdb":
        return profile.name not in scan.prior.many
    return (profile.distinct_count or 0) <= MANY_DISTINCT


def _grouped(scan: Scan, column: SourceColumn, profile: ColumnProfile) -> ColumnProfile:
    rows = held_frequencies(scan, column)
    if rows is None:
        sql = frequencies_query(column, scan.relation, scan.dialect)
        rows = scan.rows_of(column, sql, "The most frequent values")
    if not rows:
        return profile
    total, distinct = profile.row_count or 1, int(rows[0]["d"])
    found = dataclasses.replace(
        profile,
        distinct_count=distinct,
        distinct_is_exact=True,
        top_values=tuple(ValueCount(row["v"], int(row["n"]), int(row["n"]) / total) for row in rows[:TOP]),
        top_is_exact=scan.stage == "exact",
        top_rows=total,
    )
    if len(rows) < distinct or len(rows) < 2:
        return found
    return _with_spellings(found, [row["v"] for row in rows])


def _with_spellings(profile: ColumnProfile, values: Sequence[Any]) -> ColumnProfile:
    """How many of all the values another one equals but for case."""
    if profile.text is None:
        return profile
    spellings = Counter(str(value).lower() for value in values)
    variants = sum(times for times in spellings.values() if times > 1)
    return dataclasses.replace(profile, text=dataclasses.replace(profile.text, case_variant_count=variants))


def _with_variants(scan: Scan, column: SourceColumn, profile: ColumnProfile) -> ColumnProfile:
    distinct = profile.distinct_count or 0
    few = 1 < distinct <= min(MOST_VARIANTS, (profile.count or 0) * 0.8)
    if profile.text is None or profile.text.case_variant_count is not None or not few:
        return profile
    if not is_textual(column, scan.dialect):
        return profile
    variants = held_variants(scan, column)
    if variants is None:
        rows = scan.rows_of(column, variants_query(column, scan.relation, scan.dialect), "Variants of case")
        if not rows:
            return profile
        variants = int(rows[0]["d"] or 0)
    return dataclasses.replace(profile, text=dataclasses.replace(profile.text, case_variant_count=variants))


def _with_exact_distinct(scan: Scan, column: SourceColumn, profile: ColumnProfile) -> ColumnProfile:
    """Many values: counted by the engine; in DuckDB by bits, proved by order, or where a key is likely."""
    if scan.dialect != "duckdb":
        return _counted(scan, column, profile, count_distinct_query(column, scan.relation, scan.dialect))
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
