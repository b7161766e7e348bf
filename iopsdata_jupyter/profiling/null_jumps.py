"""Columns whose share of nulls changes from one day or month on."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from iopsdata_jupyter.errors import ExecutionError, StatementRejected
from iopsdata_jupyter.profiling.models import TEMPORAL, ColumnProfile, TableProfile
from iopsdata_jupyter.profiling.periods import as_moment, period_unit
from iopsdata_jupyter.profiling.queries.pairs import nulls_over_time_query
from iopsdata_jupyter.profiling.scan import Row, Scan

MOST_COLUMNS = 20
JUMP = 0.5
"""Difference of the shares of nulls on both sides that is worth telling."""
SIDE = 0.05
"""Share of the rows that each side must have."""


@dataclass(frozen=True, slots=True)
class NullJump:
    """A change in the share of nulls."""

    column: str
    moment: str
    """The column that orders the rows in time."""
    since: Any
    """First period after the change."""
    before: float
    after: float


def find_null_jumps(scan: Scan, profile: TableProfile) -> list[NullJump]:
    """The greatest change of each column with nulls, over the first column of dates or timestamps."""
    moments = [column for column in profile.columns.values() if column.kind in TEMPORAL and column.count]
    gaps = [
        column for column in profile.columns.values() if column.null_share and 0.01 < column.null_share < 0.99
    ]
    if not moments or not gaps:
        return []
    moment = max(moments, key=lambda column: (column.count or 0, -column.position))
    return list(
        _jumps(scan, moment, [column for column in gaps[:MOST_COLUMNS] if column.name != moment.name])
    )


def _jumps(scan: Scan, moment: ColumnProfile, columns: list[ColumnProfile]) -> Iterator[NullJump]:
    least, greatest = as_moment(moment.min), as_moment(moment.max)
    if least is None or greatest is None or not columns:
        return
    source = scan.source.columns
    unit = period_unit(moment.kind, least, greatest)
    sql = nulls_over_time_query(
        source[moment.position],
        [source[column.position] for column in columns],
        scan.relation,
        scan.dialect,
        unit,
    )
    try:
        rows = scan.table(sql).to_pylist()
    except (ExecutionError, StatementRejected):
        return
    rows.sort(key=lambda row: str(row["b"]))
    for column in columns:
        if found := _greatest(rows, column, moment):
            yield found


def _greatest(rows: list[Row], column: ColumnProfile, moment: ColumnProfile) -> NullJump | None:
    total = sum(int(row["n"]) for row in rows)
    values = sum(int(row[f"count_{column.position}"]) for row in rows)
    best, seen, held = None, 0, 0
    for before, after in itertools.pairwise(rows):
        seen += int(before["n"])
        held += int(before[f"count_{column.position}"])
        if min(seen, total - seen) < SIDE * total:
            continue
        left, right = 1 - held / seen, 1 - (values - held) / (total - seen)
        if best is None or abs(right - left) > abs(best.after - best.before):
            best = NullJump(column.name, moment.name, after["b"], left, right)
    return best if best is not None and abs(best.after - best.before) >= JUMP else None
