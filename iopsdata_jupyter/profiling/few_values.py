"""Columns of few different values: all figures follow from the values and how often each occurs."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from iopsdata_jupyter.errors import ExecutionError, StatementRejected
from iopsdata_jupyter.profiling.basic_figures import blank, text_of_lengths
from iopsdata_jupyter.profiling.models import ColumnProfile, TextFacts, ValueCount
from iopsdata_jupyter.profiling.prior import Prior, few_by_estimate
from iopsdata_jupyter.profiling.queries.expressions import LONGEST_VALUE
from iopsdata_jupyter.profiling.queries.frequencies import TOP, estimates_query, values_query
from iopsdata_jupyter.profiling.scan import Scan, is_timeout
from iopsdata_jupyter.profiling.source import SourceColumn
from iopsdata_jupyter.profiling.text_arrays import counted_texts, is_text

if TYPE_CHECKING:
    import pyarrow as pa

MOST_VALUES = 2_000
"""Values that are fetched with their counts."""
FEW_ROWS = 50_000
"""Rows up to which DuckDB gives the values of many columns in one statement instead."""


def estimated_prior(scan: Scan) -> Prior:
    """Columns of text that have few values by DuckDB's estimate over the scan's relation."""
    texts = [column for column in scan.source.columns if column.kind == "text"]
    found = scan.batch(texts, lambda batch: estimates_query(batch, scan.relation), "An estimate")
    estimates = {column.name: int(row[f"distinct_{column.position}"] or 0) for column, row in found}
    return Prior(few=few_by_estimate(estimates, scan.rows or 0))


def few_value_figures(scan: Scan, columns: Sequence[SourceColumn]) -> dict[str, ColumnProfile]:
    """The columns that are expected to have few values, each by one grouping; others are left out."""
    found = {}
    for column in columns:
        table = _counted(scan, column) if column.name in scan.prior.few else None
        try:
            profile = _profile(scan, column, table) if table is not None else None
        except UnicodeDecodeError:
            continue  # the other statements about the column will say so
        if profile is not None:
            found[column.name] = profile
    return found


def _counted(scan: Scan, column: SourceColumn) -> pa.Table | None:
    """Every value (v) with its count (n); None where there are too many after all, or the engine fails."""
    held = scan.held(column)
    if held is not None and is_text(held.type):
        table = counted_texts(held)
        return table if table.num_rows <= MOST_VALUES + 1 else None
    sql = values_query(column, scan.relation, scan.dialect, MOST_VALUES + 2)
    try:
        table = scan.table(sql)
    except (ExecutionError, StatementRejected) as error:
        if is_timeout(error):
            raise
        return None  # the other statements about the column will say why
    return table if table.num_rows <= MOST_VALUES + 1 else None


def _profile(scan: Scan, column: SourceColumn, table: pa.Table) -> ColumnProfile | None:
    counts = [int(count) for count in table.column("n").to_pylist()]
    values = table.column("v").to_pylist()
    known = {value: count for value, count in zip(values, counts, strict=True) if value is not None}
    rows, count = sum(counts), sum(known.values())
    profile = dataclasses.replace(
        blank(column),
        count=count,
        null_count=rows - count,
        distinct_count=len(known),
        distinct_is_exact=True,
        top_is_exact=scan.stage == "exact",
        top_rows=rows,
    )
    if column.kind != "text":
        return _with_numbers(column, profile, table.column("v"), list(known.values()))
    return _with_text(profile, known, rows) if known else dataclasses.replace(profile, text=TextFacts())


def _with_numbers(
    column: SourceColumn, profile: ColumnProfile, values: pa.ChunkedArray, counts: list[int]
) -> ColumnProfile | None:
    """The figures of the sorted column, which each value repeated as often as it occurs is."""
    import numpy as np

    from iopsdata_jupyter.profiling.arrays import MOST_ROWS, plain_values
    from iopsdata_jupyter.profiling.sorted_numbers import with_numbers

    plain = plain_values(column, values)
    if plain is None or len(plain) != len(counts) or (profile.count or 0) > MOST_ROWS:
        return None
    order = np.argsort(plain)
    return with_numbers(column, profile, np.repeat(plain[order], np.array(counts, dtype="int64")[order]))


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
