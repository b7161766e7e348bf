"""The pictures of a profile over the rows that filters leave: the same edges and values, counted anew.

One pass counts rows by their place (`places.py`), so that nothing but counts is computed: no quantiles, no
distinct values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from iopsdata_jupyter.errors import ExecutionError, StatementRejected
from iopsdata_jupyter.profiling.filters import Filter, condition, places_of
from iopsdata_jupyter.profiling.models import ColumnProfile, TableProfile
from iopsdata_jupyter.profiling.places import FIRST, NULL, Picture, Places, nulls_of, shown_picture
from iopsdata_jupyter.profiling.queries.expressions import selected
from iopsdata_jupyter.profiling.scan import chunks, is_timeout
from iopsdata_jupyter.profiling.source import Source, SourceColumn

BATCH = 25
"""Columns of one statement of DuckDB, which counts them all in one scan; as in `profiler.BATCH`."""
SHARED = 4
"""Columns of one statement elsewhere, which scans once a column: few, so that the first come soon."""


@dataclass(frozen=True, slots=True)
class FilteredColumn:
    """One column over the rows that are left."""

    position: int
    count: int
    """Values that are not null."""
    null_count: int
    picture: Picture | None = None
    counts: tuple[int, ...] | None = None
    """By the places of the picture; None where it stands on a sample or its values are masked."""


@dataclass(frozen=True, slots=True)
class Filtered:
    """Some columns; a later batch brings others."""

    row_count: int
    columns: tuple[FilteredColumn, ...]
    progress: float
    """Share of the columns that are done, 0..1."""


def filtered_figures(source: Source, profile: TableProfile, filters: Sequence[Filter]) -> Iterator[Filtered]:
    """The columns in their order, a batch at a time; one that the engine fails is left out.

    Raises:
        ExecutionError: the time limit was reached, or the engine cannot filter the source at all.
    """
    size = BATCH if source.dialect == "duckdb" else SHARED
    work = _Work(source, profile, filters)
    done = 0
    for batch in chunks(list(profile.columns.values()), size):
        found = work.counted(batch)
        done += len(batch)
        if not found and work.row_count is None:
            continue
        yield Filtered(work.row_count or 0, tuple(found), done / len(profile.columns))
    if work.failure is not None and work.row_count is None:
        raise work.failure


@dataclass
class _Work:
    source: Source
    profile: TableProfile
    filters: Sequence[Filter]
    row_count: int | None = None
    failure: ExecutionError | StatementRejected | None = None

    def counted(self, batch: Sequence[ColumnProfile]) -> list[FilteredColumn]:
        """The columns of a batch; one that fails is asked in halves, so that it takes no other with it."""
        try:
            codes = self._codes(batch)
        except (ExecutionError, StatementRejected) as error:
            self.failure = error
            if is_timeout(error):
                raise
            half = len(batch) // 2
            return [*self.counted(batch[:half]), *self.counted(batch[half:])] if half else []
        return [self._column(column, codes.get(column.position, {})) for column in batch]

    def _codes(self, batch: Sequence[ColumnProfile]) -> Mapping[int, Mapping[int, int]]:
        """How many rows have each code, by column."""
        if self.source.dialect == "duckdb":
            row = self.source.run(self._one_scan(batch)).to_pylist()[0]
            return {column.position: dict(row[f"codes_{column.position}"] or ()) for column in batch}
        found: dict[int, dict[int, int]] = {}
        for row in self.source.run(self._scans(batch)).to_pylist():
            found.setdefault(int(row["p"]), {})[int(row["b"])] = int(row["n"])
        return found

    def _one_scan(self, batch: Sequence[ColumnProfile]) -> str:
        codes = (
            f"histogram(CAST({self._places(column).code} AS TINYINT)) AS codes_{column.position}"
            for column in batch
        )
        return f"SELECT {', '.join(codes)} FROM {rows_left(self.source, self.profile, batch, self.filters)}"

    def _scans(self, batch: Sequence[ColumnProfile]) -> str:
        scans = (
            f"SELECT {column.position} AS p, b, count(*) AS n FROM (SELECT {self._places(column).code} AS b "
            f"FROM {rows_left(self.source, self.profile, [column], self.filters)}) AS g GROUP BY b"
            for column in batch
        )
        return " UNION ALL ".join(scans)

    def _places(self, column: ColumnProfile) -> Places:
        return self._counted_places(column) or nulls_of(column)

    def _counted_places(self, column: ColumnProfile) -> Places | None:
        """The places of what is shown, where its counts are of all rows too."""
        picture = shown_picture(column)
        is_whole = column.stage == "exact" and (picture != "value" or column.top_is_exact)
        return places_of(column, picture, self.source.dialect) if picture and is_whole else None

    def _column(self, column: ColumnProfile, codes: Mapping[int, int]) -> FilteredColumn:
        rows, nulls = sum(codes.values()), codes.get(NULL, 0)
        self.row_count = rows
        places = self._counted_places(column)
        if places is None:
            return FilteredColumn(column.position, rows - nulls, nulls)
        counts = tuple(codes.get(FIRST + place, 0) for place in range(places.size))
        return FilteredColumn(column.position, rows - nulls, nulls, shown_picture(column), counts)


def rows_left(
    source: Source, profile: TableProfile, columns: Sequence[ColumnProfile], filters: Sequence[Filter]
) -> str:
    """The rows that filters leave as a derived table of `c0`, `c1`, ..., for use behind FROM."""
    asked = {one.column for one in filters}
    wanted = {column.position for column in columns} | {profile.columns[name].position for name in asked}
    listed: list[SourceColumn] = [source.columns[position] for position in sorted(wanted)]
    rows = selected(listed, source.relation, source.dialect)
    told = condition(filters, profile)
    if not told:
        return rows
    names = ", ".join(f"c{column.position}" for column in columns)
    return f"(SELECT {names} FROM {rows} WHERE {told}) AS f"
