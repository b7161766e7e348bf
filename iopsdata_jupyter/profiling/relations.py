"""What columns tell of each other, within a budget of time: correlations, dependencies, foreign keys."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from iopsdata_jupyter.profiling.correlations import find_correlations
from iopsdata_jupyter.profiling.models import (
    ColumnProfile,
    Correlation,
    Dependency,
    ForeignKeyCandidate,
    TableProfile,
)
from iopsdata_jupyter.profiling.pair_work import PairWork
from iopsdata_jupyter.profiling.queries.pairs import orphans_query, violations_query
from iopsdata_jupyter.profiling.scan import Scan
from iopsdata_jupyter.profiling.source import table_relation

if TYPE_CHECKING:
    from iopsdata_jupyter.catalog.models import Catalog
    from iopsdata_jupyter.profiling.pair_arrays import PairArrays

BUDGET_S = 5.0
"""Wall seconds for everything between columns; what is left out then is named in the notes."""
ACCEPTED_ORPHANS = 0.2
"""Share of orphans up to which a key that only names suggest is one."""


@dataclass(frozen=True)
class Relations:
    """What was found."""

    correlations: tuple[Correlation, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    foreign_keys: tuple[ForeignKeyCandidate, ...] = ()
    notes: tuple[str, ...] = ()


def find_relations(scan: Scan, profile: TableProfile, catalog: Catalog | None) -> Relations:
    """Correlations on at most `CORRELATED_ROWS` rows; dependencies and foreign keys on all of them."""
    work = PairWork(scan, profile, time.monotonic() + BUDGET_S)
    work.arrays = _arrays(work)
    keys = tuple(_foreign_keys(work, catalog)) if catalog is not None else ()
    correlations = sorted(find_correlations(work), key=lambda found: -abs(found.value))
    dependencies = tuple(_dependencies(work))
    notes = (f"Not all {what} were looked for: {BUDGET_S:g} s were up." for what in work.late)
    return Relations(tuple(correlations), dependencies, keys, tuple(notes))


def _arrays(work: PairWork) -> PairArrays | None:
    """Some rows of all columns that will be looked at, where the engine is in this process."""
    if work.scan.dialect != "duckdb":
        return None
    from iopsdata_jupyter.profiling.pair_arrays import read_pairs

    pairs = [column for pair in work.determining() for column in pair]
    coded = {column.position: column for column in (*work.categories(), *pairs)}
    numbers = [work.column(column) for column in work.numbers()]
    relation, _ = work.some_rows()
    return read_pairs(work.scan, relation, numbers, [work.column(column) for column in coded.values()])


def _dependencies(work: PairWork) -> Iterator[Dependency]:
    """Some rows that contradict save the full scan."""
    for left, right in work.determining():
        if not work.in_time("dependencies"):
            return
        if _may_hold(work, left, right) and _holds(work, left, right, work.scan.relation):
            yield Dependency(left.name, right.name)


def _may_hold(work: PairWork, left: ColumnProfile, right: ColumnProfile) -> bool:
    if work.arrays is not None:
        return work.arrays.determines(left.position, right.position)
    sample = work.scan.source.sample
    return sample is None or _holds(work, left, right, sample.relation)


def _holds(work: PairWork, left: ColumnProfile, right: ColumnProfile, relation: str) -> bool:
    sql = violations_query(work.column(left), work.column(right), relation, work.scan.dialect)
    rows = work.rows(sql)
    return bool(rows) and int(rows[0]["d"]) == 0


def _foreign_keys(work: PairWork, catalog: Catalog | None) -> Iterator[ForeignKeyCandidate]:
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
