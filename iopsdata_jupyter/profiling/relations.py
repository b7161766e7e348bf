"""What columns tell of each other, within a budget of time: correlations, dependencies, foreign keys."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations, permutations
from typing import TYPE_CHECKING

from iopsdata_jupyter.errors import ExecutionError, StatementRejected
from iopsdata_jupyter.profiling.models import (
    NUMERIC,
    ColumnProfile,
    Correlation,
    Dependency,
    ForeignKeyCandidate,
    TableProfile,
)
from iopsdata_jupyter.profiling.queries.pairs import (
    Centre,
    contingency_query,
    orphans_query,
    pearson_query,
    spearman_query,
    violations_query,
)
from iopsdata_jupyter.profiling.scan import Row, Scan
from iopsdata_jupyter.profiling.source import SourceColumn, table_relation

if TYPE_CHECKING:
    from iopsdata_jupyter.catalog.models import Catalog

BUDGET_S = 5.0
"""Wall seconds for everything between columns; what is left out then is named in the notes."""
MOST_NUMBERS = 12
MOST_CATEGORIES = 8
MOST_VALUES = 50
"""Distinct values of a category."""
CORRELATED_ROWS = 50_000
RANKED_ROWS = 10_000
"""Rows of which ranks are correlated: each column is sorted for it."""
MOST_DEPENDENCIES = 40
ACCEPTED_ORPHANS = 0.2
"""Share of orphans up to which a key that only names suggest is one."""
_WORTH = 0.05
"""Correlations nearer to zero are left out."""
_DEPENDENT = frozenset({"integer", "text", "boolean", "date", "uuid"})


@dataclass(frozen=True)
class Relations:
    """What was found."""

    correlations: tuple[Correlation, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    foreign_keys: tuple[ForeignKeyCandidate, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass
class _Work:
    scan: Scan
    profile: TableProfile
    deadline: float
    late: list[str] = field(default_factory=list)

    def in_time(self, what: str) -> bool:
        if time.monotonic() < self.deadline:
            return True
        if what not in self.late:
            self.late.append(what)
        return False

    def rows(self, sql: str) -> list[Row]:
        """The rows of a statement; none where the engine cannot run it."""
        try:
            return self.scan.fetched(sql)
        except (ExecutionError, StatementRejected):
            return []

    def column(self, profile: ColumnProfile) -> SourceColumn:
        return self.scan.source.columns[profile.position]


def find_relations(scan: Scan, profile: TableProfile, catalog: Catalog | None) -> Relations:
    """Correlations on at most `CORRELATED_ROWS` rows; dependencies and foreign keys on all of them."""
    work = _Work(scan, profile, time.monotonic() + BUDGET_S)
    keys = tuple(_foreign_keys(work, catalog)) if catalog is not None else ()
    correlations = sorted(_correlations(work), key=lambda found: -abs(found.value))
    dependencies = tuple(_dependencies(work))
    notes = (f"Not all {what} were looked for: {BUDGET_S:g} s were up." for what in work.late)
    return Relations(tuple(correlations), dependencies, keys, tuple(notes))


def _correlations(work: _Work) -> Iterator[Correlation]:
    relation, rows = _some_rows(work)
    numbers = [
        column for column in work.profile.columns.values() if _varies(column) and column.kind in NUMERIC
    ]
    chosen = [work.column(column) for column in numbers[:MOST_NUMBERS]]
    if len(chosen) > 1 and work.in_time("correlations"):
        centres = {column.position: _centre(column) for column in numbers}
        found = work.rows(pearson_query(chosen, relation, work.scan.dialect, centres))
        yield from _values(chosen, found, "pearson")
    if len(chosen) > 1 and work.in_time("correlations"):
        few, ranked = relation, min(rows, RANKED_ROWS)
        if rows > RANKED_ROWS:
            few = f"(SELECT * FROM {relation} AS a LIMIT {RANKED_ROWS})"
        found = work.rows(spearman_query(chosen, few, work.scan.dialect, ranked))
        yield from _values(chosen, found, "spearman")
    yield from _categories(work, relation)


def _some_rows(work: _Work) -> tuple[str, int]:
    rows, source = work.profile.row_count or 0, work.scan.source
    if rows <= CORRELATED_ROWS:
        return work.scan.relation, rows
    if source.sample is not None:
        return source.sample.relation, source.sample.sampling.rows
    return f"(SELECT * FROM {work.scan.relation} AS a LIMIT {CORRELATED_ROWS})", CORRELATED_ROWS


def _varies(column: ColumnProfile) -> bool:
    return (column.distinct_count or 0) > 1


def _centre(column: ColumnProfile) -> Centre:
    mean = column.mean or 0.0
    if not isinstance(column.min, str) and column.min is not None:
        return mean, max(abs(float(column.max) - mean), abs(mean - float(column.min)))
    return mean, 1.0


def _values(columns: list[SourceColumn], rows: list[Row], method: str) -> Iterator[Correlation]:
    if not rows:
        return
    for left, right in combinations(columns, 2):
        suffix = f"_{left.position}_{right.position}"
        count = int(rows[0].get(f"n{suffix}") or 0)
        value = _coefficient(rows[0], suffix, count)
        if value is not None and abs(value) >= _WORTH:
            yield Correlation(left.name, right.name, method, value, count)  # type: ignore[arg-type]


def _coefficient(row: Row, suffix: str, count: int) -> float | None:
    if f"r{suffix}" in row:
        value = row[f"r{suffix}"]
        return None if value is None or not math.isfinite(value) else max(-1.0, min(1.0, float(value)))
    x, y, xx, yy, xy = (float(row[f"{name}{suffix}"] or 0) for name in ("x", "y", "xx", "yy", "xy"))
    spread = (count * xx - x * x) * (count * yy - y * y)
    return max(-1.0, min(1.0, (count * xy - x * y) / math.sqrt(spread))) if spread > 0 else None


def _categories(work: _Work, relation: str) -> Iterator[Correlation]:
    usable = [
        column
        for column in work.profile.columns.values()
        if column.kind in ("text", "boolean") and 1 < (column.distinct_count or 0) <= MOST_VALUES
    ]
    for left, right in combinations(usable[:MOST_CATEGORIES], 2):
        if not work.in_time("correlations"):
            return
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


def _dependencies(work: _Work) -> Iterator[Dependency]:
    """Pairs with few enough values to mean something; a sample that contradicts saves the full scan."""
    rows = work.profile.row_count or 0
    usable = [
        column
        for column in work.profile.columns.values()
        if column.kind in _DEPENDENT and 1 < (column.distinct_count or 0) <= rows / 2
    ]
    pairs = [
        (left, right)
        for left, right in permutations(usable, 2)
        if (left.distinct_count or 0) >= (right.distinct_count or 0) and not _is_flag_pair(left)
    ]
    sample = work.scan.source.sample
    for left, right in pairs[:MOST_DEPENDENCIES]:
        if not work.in_time("dependencies"):
            return
        relations = [sample.relation] if sample is not None else []
        if all(_holds(work, left, right, relation) for relation in [*relations, work.scan.relation]):
            yield Dependency(left.name, right.name)


def _is_flag_pair(column: ColumnProfile) -> bool:
    """Two values determine something by chance too often."""
    return (column.distinct_count or 0) < 3


def _holds(work: _Work, left: ColumnProfile, right: ColumnProfile, relation: str) -> bool:
    sql = violations_query(work.column(left), work.column(right), relation, work.scan.dialect)
    rows = work.rows(sql)
    return bool(rows) and int(rows[0]["d"]) == 0


def _foreign_keys(work: _Work, catalog: Catalog | None) -> Iterator[ForeignKeyCandidate]:
    source = work.scan.source
    table = catalog.table(source.name) if catalog is not None else None
    if catalog is None or table is None:
        return
    for key in table.foreign_keys:
        target = catalog.table(
            f"{key.target_schema}.{key.target_table}" if key.target_schema else key.target_table
        )
        names = key.target_columns or (target.primary_key if target else ())
        if target is None or len(key.columns) != 1 or len(names) != 1 or not work.in_time("foreign keys"):
            continue
        relation = table_relation(target.name, target.schema, source.dialect, target.database)
        sql = orphans_query(key.columns[0], source.relation, relation, names[0], source.dialect)
        rows = work.rows(sql)
        column = work.profile.columns.get(key.columns[0])
        if not rows or column is None:
            continue
        orphans = int(rows[0]["orphans"])
        if not key.inferred or orphans <= ACCEPTED_ORPHANS * (column.count or 0):
            yield ForeignKeyCandidate(
                key.columns[0], target.qualified_name, names[0], not key.inferred, orphans, sql
            )
