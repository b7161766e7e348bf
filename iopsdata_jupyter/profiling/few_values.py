"""Text of few different values: all figures follow from the values and how often each occurs."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence

from iopsdata_jupyter.errors import ExecutionError, StatementRejected
from iopsdata_jupyter.profiling.basic_figures import blank, text_of_lengths
from iopsdata_jupyter.profiling.models import ColumnProfile, TextFacts, ValueCount
from iopsdata_jupyter.profiling.queries.expressions import LONGEST_VALUE
from iopsdata_jupyter.profiling.queries.frequencies import TOP, estimates_query, values_query
from iopsdata_jupyter.profiling.scan import Scan, is_timeout
from iopsdata_jupyter.profiling.source import SourceColumn

MOST_VALUES = 2_000
"""Values that are fetched with their counts."""
FEW_ROWS = 50_000
"""Rows up to which DuckDB gives the values of many columns in one statement instead."""
_EXPECTED = 1_500
"""Values in a sample from which a column is taken to have many."""
_REPEATED = 0.25
"""Distinct values for each value, in a sample, from which most values of a column are not in it."""
_LONGEST = 1_000
"""Characters of a value from which not all values are fetched."""
_EQUAL_BY_BYTES = frozenset({"duckdb", "postgres", "spark"})
"""Dialects whose groups hold one spelling; others group by a collation."""


def expected_few(scan: Scan, columns: Sequence[SourceColumn]) -> frozenset[str]:
    """Columns of text with few values by DuckDB's estimate over the scan's relation."""
    texts = [column for column in columns if column.kind == "text"]
    if scan.dialect != "duckdb" or not scan.rows:
        return frozenset()
    most = min(_EXPECTED, scan.rows * _REPEATED)
    found = scan.batch(texts, lambda batch: estimates_query(batch, scan.relation), "An estimate")
    return frozenset(
        column.name for column, row in found if int(row[f"distinct_{column.position}"] or 0) <= most
    )


def few_by_sample(sampled: Mapping[str, ColumnProfile], dialect: str) -> frozenset[str]:
    """The same by the figures of a sample."""
    if dialect not in _EQUAL_BY_BYTES:
        return frozenset()
    return frozenset(name for name, column in sampled.items() if _has_few(column))


def _has_few(column: ColumnProfile) -> bool:
    if column.text is None or column.kind != "text" or (column.text.max_length or 0) > _LONGEST:
        return False
    return (column.distinct_count or 0) <= min(_EXPECTED, (column.count or 0) * _REPEATED)


def few_value_figures(scan: Scan, columns: Sequence[SourceColumn]) -> dict[str, ColumnProfile]:
    """The columns that are expected to have few values, each by one grouping; others are left out."""
    found = {}
    for column in columns:
        counts = _counts(scan, column) if column.name in scan.few else None
        if counts is not None:
            found[column.name] = _profile(scan, column, counts)
    return found


def _counts(scan: Scan, column: SourceColumn) -> dict[str | None, int] | None:
    """Every value with its count; None where there are too many after all, or the engine fails."""
    sql = values_query(column, scan.relation, scan.dialect, MOST_VALUES + 2)
    try:
        rows = scan.table(sql).to_pylist()
    except (ExecutionError, StatementRejected) as error:
        if is_timeout(error):
            raise
        return None  # the other statements about the column will say why
    return {row["v"]: int(row["n"]) for row in rows} if len(rows) <= MOST_VALUES + 1 else None


def _profile(scan: Scan, column: SourceColumn, counts: Mapping[str | None, int]) -> ColumnProfile:
    known = {value: count for value, count in counts.items() if value is not None}
    rows, count = sum(counts.values()), sum(known.values())
    profile = dataclasses.replace(
        blank(column),
        count=count,
        null_count=rows - count,
        distinct_count=len(known),
        distinct_is_exact=True,
        top_is_exact=scan.stage == "exact",
        top_rows=rows,
    )
    return _with_text(profile, known, rows) if known else dataclasses.replace(profile, text=TextFacts())


def _with_text(profile: ColumnProfile, known: Mapping[str, int], rows: int) -> ColumnProfile:
    lengths: Counter[int] = Counter()
    padded = 0
    for value, count in known.items():
        lengths[len(value)] += count
        padded += count * (value[:1] == " " or value[-1:] == " ")
    ordered = sorted(known, key=lambda value: (-known[value], value.encode()))[:TOP]
    text = dataclasses.replace(text_of_lengths(lengths, padded), case_variant_count=variants(known))
    return dataclasses.replace(
        profile,
        min=min(known, key=str.encode)[:LONGEST_VALUE],
        max=max(known, key=str.encode)[:LONGEST_VALUE],
        top_values=tuple(
            ValueCount(value[:LONGEST_VALUE], known[value], known[value] / rows) for value in ordered
        ),
        text=text,
    )


def variants(values: Mapping[str, int] | Sequence[str]) -> int | None:
    """How many of all values another one equals but for case; None for a single one."""
    spellings = Counter(value.lower() for value in values)
    return sum(times for times in spellings.values() if times > 1) if len(values) > 1 else None
