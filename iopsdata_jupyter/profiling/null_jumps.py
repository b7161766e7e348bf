"""Columns whose share of nulls changes from one day or month on."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

from iopsdata_jupyter.errors import ExecutionError, StatementRejected
from iopsdata_jupyter.profiling.held_periods import held_periods
from iopsdata_jupyter.profiling.models import ColumnProfile, TableProfile
from iopsdata_jupyter.profiling.periods import as_moment, period_unit
from iopsdata_jupyter.profiling.prior import gaps_of, moment_of
from iopsdata_jupyter.profiling.queries.shapes import periods_query
from iopsdata_jupyter.profiling.scan import Row, Scan

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
    moment = profile.columns.get(moment_of(profile.columns))
    gaps = gaps_of(profile.columns, moment.name) if moment is not None else []
    rows = _rows(scan, moment, gaps) if moment is not None and gaps else []
    return [found for column in gaps if moment is not None and (found := _greatest(rows, column, moment))]


def _rows(scan: Scan, moment: ColumnProfile, gaps: list[ColumnProfile]) -> list[Row]:
    """Rows and values of each period, in order; none where the engine fails or Python has no such dates."""
    least, greatest = as_moment(moment.min), as_moment(moment.max)
    if least is None or greatest is None:
        return []
    unit = period_unit(moment.kind, least, greatest)
    columns = scan.source.columns
    counted = [columns[column.position] for column in gaps]
    held = held_periods(scan, columns[moment.position], counted, unit)
    if held is not None:
        return held
    known, rows = scan.periods.get(moment.position, ("", []))
    if known != unit or not rows or any(f"count_{column.position}" not in rows[0] for column in gaps):
        sql = periods_query(columns[moment.position], scan.relation, scan.dialect, unit, counted)
        try:
            rows = scan.fetched(sql)
        except (ExecutionError, StatementRejected):
            return []
    return sorted((row for row in rows if row["b"] is not None), key=lambda row: str(row["b"]))


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
