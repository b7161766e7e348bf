"""The stages of a profile: names and types, then a labelled sample, then every row in batches of columns."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from iopsdata_jupyter.profiling.column_figures import blank, column_figures
from iopsdata_jupyter.profiling.models import NUMERIC, ColumnProfile, TableProfile
from iopsdata_jupyter.profiling.scan import Scan
from iopsdata_jupyter.profiling.source import Source, SourceColumn

if TYPE_CHECKING:
    from iopsdata_jupyter.catalog.models import Catalog

BATCH = 25
"""Columns of one statement: a statement over 20 costs the guard 10 ms."""
HEAVY_ROWS = 2_000_000
"""Rows from which exact quantiles take so much memory (8 bytes a value) that fewer columns share a statement."""
HEAVY_BATCH = 4


def stages(source: Source, catalog: Catalog | None = None) -> Iterator[TableProfile]:
    """The profile as it becomes known; the last one is the whole. Each is complete in itself.

    Raises:
        ExecutionError: the engine cannot read the source at all.
        KeyboardInterrupt: the user stopped it; what was yielded before stands.
    """
    started = time.perf_counter()
    for profile in _stages(source):
        yield replace(profile, elapsed_s=time.perf_counter() - started)


def _stages(source: Source) -> Iterator[TableProfile]:
    now = datetime.now(UTC)
    profile = _schema(source, now)
    yield profile
    if source.sample is not None:
        scan = Scan(source, source.sample.relation, "sample", now)
        found = column_figures(scan, source.columns)
        profile = _with_columns(profile, found, source, progress=0.1)
        profile = replace(profile, stage="sample", sampling=source.sample.sampling)
        yield profile
    yield from _exact(source, profile, now)


def _schema(source: Source, now: datetime) -> TableProfile:
    columns = {column.name: _known(source, column) for column in source.columns}
    return TableProfile(
        name=source.name,
        dialect=source.dialect,
        columns=columns,
        row_count=source.row_count,
        size_bytes=source.size_bytes,
        file=source.file,
        notes=source.notes,
        relation=source.relation,
        connection=source.connection,
        created_at=now,
    )


def _known(source: Source, column: SourceColumn) -> ColumnProfile:
    least, greatest = source.ranges.get(column.name, (None, None))
    return replace(blank(column), min=least, max=greatest)


def _exact(source: Source, profile: TableProfile, now: datetime) -> Iterator[TableProfile]:
    scan = Scan(source, source.relation, "exact", now, source.row_count)
    begun = profile.progress
    done = 0
    for batch in _batches(source):
        found = column_figures(scan, batch)
        done += len(batch)
        share = begun + (0.9 - begun) * done / len(source.columns)
        profile = _with_columns(profile, found, source, progress=share)
        if done < len(source.columns):
            yield profile
    rows = _row_count(scan, profile)
    yield replace(profile, row_count=rows, stage="exact", sampling=None, progress=1.0)


def _row_count(scan: Scan, profile: TableProfile) -> int:
    counted = next(
        (column.row_count for column in profile.columns.values() if column.row_count is not None), None
    )
    if counted is not None:
        return counted
    return int(scan.table(f"SELECT count(*) AS n FROM {scan.relation} AS r").column(0)[0].as_py())


def _batches(source: Source) -> Iterator[Sequence[SourceColumn]]:
    """Columns in their order, as many to a statement as memory and the guard bear."""
    heavy = (source.row_count or 0) > HEAVY_ROWS or source.dialect == "postgres"
    batch: list[SourceColumn] = []
    numbers = 0
    for column in source.columns:
        numbers += column.kind in NUMERIC
        batch.append(column)
        if len(batch) == BATCH or (heavy and numbers == HEAVY_BATCH):
            yield batch
            batch, numbers = [], 0
    if batch:
        yield batch


def _with_columns(
    profile: TableProfile, found: dict[str, ColumnProfile], source: Source, *, progress: float
) -> TableProfile:
    columns = {column.name: found.get(column.name, profile.columns[column.name]) for column in source.columns}
    return replace(profile, columns=columns, progress=progress)
