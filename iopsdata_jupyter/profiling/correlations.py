"""How columns go together: computed in this process where the engine is, else by the engine."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from iopsdata_jupyter.profiling.models import ColumnProfile, Correlation
from iopsdata_jupyter.profiling.pair_work import PairWork
from iopsdata_jupyter.profiling.queries.pairs import (
    Centre,
    contingency_query,
    pearson_query,
    spearman_query,
)
from iopsdata_jupyter.profiling.scan import Row
from iopsdata_jupyter.profiling.source import SourceColumn

if TYPE_CHECKING:
    from iopsdata_jupyter.profiling.pair_arrays import PairArrays

RANKED_ROWS = 10_000
"""Rows of which an engine ranks values: each column is sorted for it."""
_WORTH = 0.05
"""Correlations nearer to zero are left out."""
_Method = Literal["pearson", "spearman"]
_METHODS: tuple[_Method, ...] = ("pearson", "spearman")


def find_correlations(work: PairWork) -> Iterator[Correlation]:
    """Pearson and Spearman between numbers, Cramer's V between categories, on some rows."""
    chosen = [work.column(column) for column in work.numbers()]
    if len(chosen) > 1:
        yield from _of_arrays(work, chosen, work.arrays) if work.arrays else _of_engine(work, chosen)
    yield from _categories(work)


def _of_arrays(work: PairWork, columns: list[SourceColumn], arrays: PairArrays) -> Iterator[Correlation]:
    for method in _METHODS:
        for left, right in combinations(columns, 2):
            if not work.in_time("correlations"):
                return
            ranks = method == "spearman"
            value, count = arrays.correlation(left.position, right.position, ranks=ranks)
            if value is not None and abs(value) >= _WORTH:
                yield Correlation(left.name, right.name, method, value, count)


def _of_engine(work: PairWork, columns: list[SourceColumn]) -> Iterator[Correlation]:
    relation, rows = work.some_rows()
    dialect = work.scan.dialect
    if work.in_time("correlations"):
        centres = {column.position: _centre(column) for column in work.numbers()}
        found = work.rows(pearson_query(columns, relation, dialect, centres))
        yield from _values(columns, found, "pearson")
    if work.in_time("correlations"):
        few = relation if rows <= RANKED_ROWS else f"(SELECT * FROM {relation} AS a LIMIT {RANKED_ROWS})"
        found = work.rows(spearman_query(columns, few, dialect, min(rows, RANKED_ROWS)))
        yield from _values(columns, found, "spearman")


def _centre(column: ColumnProfile) -> Centre:
    mean = column.mean or 0.0
    if not isinstance(column.min, str) and column.min is not None:
        return mean, max(abs(float(column.max) - mean), abs(mean - float(column.min)))
    return mean, 1.0


def _values(columns: list[SourceColumn], rows: list[Row], method: _Method) -> Iterator[Correlation]:
    if not rows:
        return
    for left, right in combinations(columns, 2):
        suffix = f"_{left.position}_{right.position}"
        count = int(rows[0].get(f"n{suffix}") or 0)
        value = _coefficient(rows[0], suffix, count)
        if value is not None and abs(value) >= _WORTH:
            yield Correlation(left.name, right.name, method, value, count)


def _coefficient(row: Row, suffix: str, count: int) -> float | None:
    if f"r{suffix}" in row:
        value = row[f"r{suffix}"]
        return None if value is None or not math.isfinite(value) else max(-1.0, min(1.0, float(value)))
    x, y, xx, yy, xy = (float(row[f"{name}{suffix}"] or 0) for name in ("x", "y", "xx", "yy", "xy"))
    spread = (count * xx - x * x) * (count * yy - y * y)
    return max(-1.0, min(1.0, (count * xy - x * y) / math.sqrt(spread))) if spread > 0 else None


def _categories(work: PairWork) -> Iterator[Correlation]:
    relation, _ = work.some_rows()
    for left, right in combinations(work.categories(), 2):
        if not work.in_time("correlations"):
            return
        if work.arrays:
            value, count = cramers_v(work.arrays.cells(left.position, right.position))
        else:
            pair = (work.column(left), work.column(right))
            rows = work.rows(contingency_query(*pair, relation, work.scan.dialect))
            value, count = cramers_v((row["a"], row["b"], int(row["n"])) for row in rows)
        if value is not None and value >= _WORTH:
            yield Correlation(left.name, right.name, "cramers_v", value, count)


def cramers_v(cells: Iterable[tuple[object, object, int]]) -> tuple[float | None, int]:
    """Cramer's V (1946, without correction for bias) of a contingency table, and its total."""
    table = list(cells)
    lefts: Counter[object] = Counter()
    rights: Counter[object] = Counter()
    for left, right, count in table:
        lefts[left] += count
        rights[right] += count
    total, least = sum(lefts.values()), min(len(lefts), len(rights))
    if least < 2:
        return None, total
    # chi2 / n = sum(observed^2 / (row * column)) - 1, which needs no empty cells.
    squares = sum(count * count / (lefts[left] * rights[right]) for left, right, count in table) - 1
    return min(1.0, math.sqrt(max(squares, 0.0) / (least - 1))), total
