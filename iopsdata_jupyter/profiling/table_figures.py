"""What is true of the table as a whole: copies of rows, keys, quality."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from itertools import combinations

from iopsdata_jupyter.errors import ExecutionError, StatementRejected
from iopsdata_jupyter.profiling.models import ColumnProfile, Quality, TableProfile
from iopsdata_jupyter.profiling.queries.expressions import selected
from iopsdata_jupyter.profiling.scan import Scan
from iopsdata_jupyter.profiling.source import SourceColumn

MOST_CELLS = 60_000_000
"""Cells up to which whole rows are compared, on other engines than DuckDB."""
HASHED_ROWS = 1_000_000
"""Rows from which DuckDB compares 64-bit hashes of rows: two of ten million collide with p = 3e-6."""
_PAIR_ROWS = 1_000_000
_PAIRS = 6
_MOST_PARTS = 60
"""Columns that are paired, those of most different values: 2,000 columns have two million pairs."""
_NO_KEYS = frozenset(
    {"float", "decimal", "boolean", "binary", "list", "struct", "map", "json", "other", "interval"}
)


def candidate_keys(scan: Scan, profile: TableProfile) -> tuple[tuple[str, ...], ...]:
    """Single columns that are keys, else the table's primary key, else pairs, as far as the budget goes."""
    single = tuple((column.name,) for column in profile.columns.values() if column.is_key)
    declared = scan.source.primary_key
    if single or declared:
        return single if not declared or declared in single else (declared, *single)
    return tuple(_pairs(scan, profile))


def _pairs(scan: Scan, profile: TableProfile) -> Iterator[tuple[str, ...]]:
    rows = profile.row_count or 0
    usable = [column for column in profile.columns.values() if _can_be_part(column)]
    usable = heapq.nlargest(_MOST_PARTS, usable, key=lambda column: column.distinct_count or 0)
    usable.sort(key=lambda column: column.position)
    pairs = [
        (left, right)
        for left, right in combinations(usable, 2)
        if (left.distinct_count or 0) * (right.distinct_count or 0) >= rows
    ]
    if not 1 < rows <= _PAIR_ROWS:
        return
    for pair in sorted(pairs, key=lambda pair: -sum(column.distinct_count or 0 for column in pair))[:_PAIRS]:
        columns = [scan.source.columns[column.position] for column in pair]
        if _groups(scan, columns) == rows:
            yield tuple(column.name for column in pair)


def _can_be_part(column: ColumnProfile) -> bool:
    return column.kind not in _NO_KEYS and column.null_count == 0 and (column.distinct_count or 0) > 1


def _groups(scan: Scan, columns: Iterable[SourceColumn]) -> int | None:
    listed = list(columns)
    names = ", ".join(f"c{column.position}" for column in listed)
    source = selected(listed, scan.relation, scan.dialect)
    sql = f"SELECT count(*) AS d FROM (SELECT count(*) AS n FROM {source} GROUP BY {names}) AS g"
    rows = scan.rows_of(listed[0], sql, "Keys of two columns")
    return int(rows[0]["d"]) if rows else None


def duplicate_rows(scan: Scan, profile: TableProfile) -> tuple[int | None, str | None]:
    """Rows that equal an earlier one, or why that was not counted."""
    rows, columns = profile.row_count or 0, scan.source.columns
    if profile.candidate_keys or rows < 2:
        return 0, None
    if not columns:
        return rows - 1, None
    if scan.dialect != "duckdb" and rows * len(columns) > MOST_CELLS:
        return None, f"Copies of rows were not counted: {rows:,} x {len(columns):,} cells would be compared."
    try:
        found = scan.table(_duplicates_query(scan, hashed=rows > HASHED_ROWS)).to_pylist()
    except (ExecutionError, StatementRejected) as error:
        return None, f"Copies of rows were not counted: {error.message.splitlines()[0]}"
    return rows - int(found[0]["d"]), None


def _duplicates_query(scan: Scan, *, hashed: bool) -> str:
    names = ", ".join(f"c{column.position}" for column in scan.source.columns)
    source = selected(scan.source.columns, scan.relation, scan.dialect)
    if scan.dialect == "duckdb" and hashed:
        return f"SELECT count(DISTINCT hash({names})) AS d FROM {source}"
    return f"SELECT count(*) AS d FROM (SELECT 1 AS one FROM {source} GROUP BY {names}) AS g"


def quality(profile: TableProfile) -> Quality:
    """The parts of the score, each a share; `Quality` says what they mean."""
    columns = list(profile.columns.values())
    rows = profile.row_count or 0
    if not rows or not columns:
        return Quality()
    empty = sum(column.text.empty_count for column in columns if column.text)
    nulls = sum(column.null_count or 0 for column in columns)
    copies = profile.duplicate_row_count
    return Quality(
        completeness=1 - (nulls + empty) / (rows * len(columns)),
        uniqueness=None if copies is None else 1 - copies / rows,
        validity=_mean(_validity(columns)),
        consistency=_mean(_consistency(columns)),
    )


def _validity(columns: Iterable[ColumnProfile]) -> Iterator[float]:
    for column in columns:
        if column.semantic is not None and column.semantic.share is not None:
            yield column.semantic.share
        if column.kind == "float" and column.number is not None and column.count:
            yield 1 - column.number.infinite_count / column.count


def _consistency(columns: Iterable[ColumnProfile]) -> Iterator[float]:
    for column in columns:
        if column.text is not None and column.count:
            variants = (column.text.case_variant_count or 0) / (column.distinct_count or 1)
            yield max(0.0, 1 - column.text.padded_count / column.count - variants)


def _mean(shares: Iterable[float]) -> float | None:
    known = list(shares)
    return sum(known) / len(known) if known else None
