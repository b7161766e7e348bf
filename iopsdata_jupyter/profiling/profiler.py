"""The stages of a profile: names and types, then a labelled sample, then every row in batches of columns."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from iopsdata_jupyter.errors import ExecutionError
from iopsdata_jupyter.profiling.basic_figures import blank
from iopsdata_jupyter.profiling.column_figures import column_figures
from iopsdata_jupyter.profiling.few_values import FEW_ROWS, estimated_prior
from iopsdata_jupyter.profiling.insights import find_insights
from iopsdata_jupyter.profiling.models import NUMERIC, ColumnProfile, TableProfile
from iopsdata_jupyter.profiling.null_jumps import find_null_jumps
from iopsdata_jupyter.profiling.prior import GROUPABLE, Prior, of_sample
from iopsdata_jupyter.profiling.relations import find_relations
from iopsdata_jupyter.profiling.scan import Scan, chunks, is_timeout
from iopsdata_jupyter.profiling.source import LARGE, Sample, Source, SourceColumn
from iopsdata_jupyter.profiling.table_figures import candidate_keys, duplicate_rows, quality
from iopsdata_jupyter.profiling.values import read_values, with_values
from iopsdata_jupyter.profiling.wording import count_text

if TYPE_CHECKING:
    from iopsdata_jupyter.catalog.models import Catalog

BATCH = 25
"""Columns of one statement: a statement over 20 costs the guard 10 ms."""
HEAVY_ROWS = 2_000_000
"""Rows from which fewer columns share a statement: exact quantiles take 8 bytes a value."""
HEAVY_BATCH = 4


def stages(source: Source, catalog: Catalog | None = None) -> Iterator[TableProfile]:
    """The profile as it becomes known; the last one is the whole. Each is complete in itself.

    Raises:
        ExecutionError: the engine cannot read the source at all.
        KeyboardInterrupt: the user stopped it; what was yielded before stands.
    """
    started = time.perf_counter()
    for profile in _stages(source, catalog):
        yield replace(profile, elapsed_s=time.perf_counter() - started)


def last_told(
    profiles: Iterator[TableProfile], on_update: Callable[[TableProfile], None] | None
) -> TableProfile:
    """The last of the stages, each of which `on_update` is told as it comes.

    Raises:
        KeyboardInterrupt: the user stopped it; `on_update` was told so, with what was known.
    """
    profile = next(profiles)
    tell = on_update or (lambda _: None)
    tell(profile)
    try:
        for profile in profiles:
            tell(profile)
    except KeyboardInterrupt:
        tell(stopped(profile, "It was interrupted"))
        raise
    return profile


def whole(source: Source, catalog: Catalog | None = None) -> TableProfile:
    """The last stage.

    Raises:
        ExecutionError: the engine cannot read the source at all.
        KeyboardInterrupt: the user stopped it.
    """
    *_, last = stages(source, catalog)
    return last


def _stages(source: Source, catalog: Catalog | None) -> Iterator[TableProfile]:
    now = datetime.now(UTC)
    profile = _schema(source, now)
    yield profile
    if source.sample is not None and source.sample.shown and (source.row_count or LARGE) >= LARGE:
        scan = _of_sample(source, source.sample, now)
        values = read_values(scan, source.columns)
        found: dict[str, ColumnProfile] = {}
        for batch in chunks(source.columns, BATCH):
            found |= column_figures(scan, batch)
        shown = {
            name: with_values(column, values.get(name, ()), source.name) for name, column in found.items()
        }
        profile = _with_columns(profile, shown, progress=0.1)
        profile = replace(profile, stage="sample", sampling=source.sample.sampling)
        yield profile
    yield from _exact(source, profile, now, catalog)


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


def _exact(
    source: Source, profile: TableProfile, now: datetime, catalog: Catalog | None
) -> Iterator[TableProfile]:
    scan = Scan(source, source.relation, "exact", now, source.row_count)
    sampled = profile.columns if profile.stage == "sample" else {}
    scan = replace(scan, rows=_rows_in_advance(scan))
    scan = replace(scan, prior=_prior(scan, sampled))
    values = read_values(_some(source, scan), source.columns)
    begun, done = profile.progress, 0
    for batch in _batches(source):
        try:
            found = column_figures(scan, batch)
        except ExecutionError as error:
            if not sampled or not is_timeout(error):
                raise
            yield stopped(profile, "The time limit was reached", "`--timeout 0` lets every row be counted.")
            return
        found = {
            name: with_values(_with_sampled_top(column, sampled), values.get(name, ()), source.name)
            for name, column in found.items()
        }
        done += len(batch)
        share = begun + (0.85 - begun) * done / len(source.columns)
        profile = _with_columns(profile, found, progress=share)
        if done < len(source.columns):
            yield profile
    profile = replace(
        profile, row_count=_row_count(scan, profile), stage="exact", sampling=None, progress=0.9
    )
    yield profile
    yield _whole(scan, profile, catalog)


def _of_sample(source: Source, sample: Sample, now: datetime) -> Scan:
    """Of a sample distinct values are always counted: they tell what to ask of all rows."""
    prior = Prior(many=frozenset(column.name for column in source.columns if column.kind in GROUPABLE))
    return Scan(source, sample.relation, "sample", now, sample.sampling.rows, prior)


def _rows_in_advance(scan: Scan) -> int | None:
    """The rows, counted where that decides whether columns are read into this process."""
    if scan.rows is not None or scan.dialect != "duckdb" or not scan.source.columns:
        return scan.rows
    return _counted_rows(scan)


def _prior(scan: Scan, sampled: Mapping[str, ColumnProfile]) -> Prior:
    """By the sample that was shown; else by DuckDB's estimates of distinct values."""
    if sampled:
        return of_sample(sampled, scan.source.columns, scan.dialect)
    if scan.dialect != "duckdb" or (scan.rows or 0) <= FEW_ROWS:
        return Prior()
    sample = scan.source.sample
    return estimated_prior(scan if sample is None else _of_sample(scan.source, sample, scan.now))


def stopped(profile: TableProfile, reason: str, advice: str = "") -> TableProfile:
    """The profile as far as it came; a note says why, and what its figures stand on."""
    left = [column for column in profile.columns.values() if column.stage != "exact"]
    unknown = sum(column.stage == "schema" for column in left)
    words = []
    if unknown:
        words.append(f"the figures of {count_text(unknown, 'column')} are not known")
    if len(left) > unknown:
        words.append(f"the figures of {count_text(len(left) - unknown, 'column')} stand on the sample")
    rest = " and ".join(words) or "what is true of the table as a whole was not looked for"
    note = f"{reason}: {rest}.{advice and ' ' + advice}"
    profile = replace(profile, notes=(*profile.notes, note), progress=1.0)
    return replace(profile, insights=find_insights(profile, ()))


def _with_sampled_top(column: ColumnProfile, sampled: Mapping[str, ColumnProfile]) -> ColumnProfile:
    """The most frequent values of the sample, labelled so, where those of all rows are not known."""
    known = sampled.get(column.name)
    if column.top_values or known is None or not known.top_values or known.top_values[0].count < 2:
        return column
    return replace(column, top_values=known.top_values, top_is_exact=False, top_rows=known.top_rows)


def _some(source: Source, scan: Scan) -> Scan:
    """Where values are read: the sample of a large source, since its first rows may be alike."""
    return replace(scan, relation=source.sample.relation) if source.sample is not None else scan


def _whole(scan: Scan, profile: TableProfile, catalog: Catalog | None) -> TableProfile:
    """The profile with what is known only once all columns are."""
    profile = replace(profile, candidate_keys=candidate_keys(scan, profile))
    copies, reason = duplicate_rows(scan, profile)
    profile = replace(profile, duplicate_row_count=copies)
    relations = find_relations(scan, profile, catalog)
    profile = replace(
        profile,
        quality=quality(profile),
        correlations=relations.correlations,
        dependencies=relations.dependencies,
        foreign_keys=relations.foreign_keys,
        notes=(*profile.notes, *([reason] if reason else []), *relations.notes),
    )
    insights = find_insights(profile, find_null_jumps(scan, profile))
    return replace(profile, insights=insights, progress=1.0)


def _row_count(scan: Scan, profile: TableProfile) -> int:
    counted = (column.row_count for column in profile.columns.values() if column.stage == "exact")
    known = next((rows for rows in counted if rows is not None), None)
    return known if known is not None else _counted_rows(scan)


def _counted_rows(scan: Scan) -> int:
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


def _with_columns(profile: TableProfile, found: dict[str, ColumnProfile], *, progress: float) -> TableProfile:
    columns = {name: found.get(name, column) for name, column in profile.columns.items()}
    return replace(profile, columns=columns, progress=progress)
