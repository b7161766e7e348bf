"""What the search between columns has at hand: the scan, the profile, the time that is left, and arrays."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from itertools import islice, permutations
from typing import TYPE_CHECKING

from iopsdata_jupyter.errors import ExecutionError, StatementRejected
from iopsdata_jupyter.profiling.models import NUMERIC, ColumnProfile, TableProfile
from iopsdata_jupyter.profiling.scan import Row, Scan
from iopsdata_jupyter.profiling.source import SourceColumn

if TYPE_CHECKING:
    from iopsdata_jupyter.profiling.pair_arrays import PairArrays

MOST_NUMBERS = 12
MOST_CATEGORIES = 8
MOST_VALUES = 50
"""Distinct values of a category."""
MOST_DEPENDENCIES = 40
CORRELATED_ROWS = 50_000
_DEPENDENT = frozenset({"integer", "text", "boolean", "date", "uuid"})


@dataclass
class PairWork:
    """One search, within its budget of time."""

    scan: Scan
    profile: TableProfile
    deadline: float
    late: list[str] = field(default_factory=list)
    arrays: PairArrays | None = None
    """Some rows of the columns that matter, where the engine is in this process."""

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

    def some_rows(self) -> tuple[str, int]:
        """What stands behind FROM for the rows that are looked at, and how many they are."""
        rows, source = self.profile.row_count or 0, self.scan.source
        if rows <= CORRELATED_ROWS:
            return self.scan.relation, rows
        if source.sample is not None:
            return source.sample.relation, source.sample.sampling.rows
        return f"(SELECT * FROM {self.scan.relation} AS a LIMIT {CORRELATED_ROWS})", CORRELATED_ROWS

    def numbers(self) -> list[ColumnProfile]:
        """Columns of numbers that vary."""
        columns = self.profile.columns.values()
        found = [one for one in columns if (one.distinct_count or 0) > 1 and one.kind in NUMERIC]
        return found[:MOST_NUMBERS]

    def categories(self) -> list[ColumnProfile]:
        """Columns of few values that are no numbers."""
        columns = self.profile.columns.values()
        found = [
            one
            for one in columns
            if one.kind in ("text", "boolean") and 1 < (one.distinct_count or 0) <= MOST_VALUES
        ]
        return found[:MOST_CATEGORIES]

    def determining(self) -> list[tuple[ColumnProfile, ColumnProfile]]:
        """Pairs of which the first might determine the second: few enough values to mean something."""
        rows = self.profile.row_count or 0
        columns = self.profile.columns.values()
        usable = [
            one for one in columns if one.kind in _DEPENDENT and 1 < (one.distinct_count or 0) <= rows / 2
        ]
        pairs = (
            (left, right)
            for left, right in permutations(usable, 2)
            if (left.distinct_count or 0) >= (right.distinct_count or 0) and not _is_flag(left)
        )
        return list(islice(pairs, MOST_DEPENDENCIES))


def _is_flag(column: ColumnProfile) -> bool:
    """Two values determine something by chance too often."""
    return (column.distinct_count or 0) < 3
