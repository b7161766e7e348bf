"""Data files as sources: what was found of them, and what a parquet file's own statistics tell at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from iopsdata_jupyter.profiling.models import BrokenRow, FileReport, Sampling
from iopsdata_jupyter.profiling.source import LARGE, Run, Sample, Source, quoted, read_columns

if TYPE_CHECKING:
    import pyarrow as pa

    from iopsdata_jupyter.connections.drivers.data_files import DataFiles
    from iopsdata_jupyter.connections.models import Connection

SAMPLE_ROWS = 20_000
"""Rows of the first picture of a large source."""
SAMPLE_TABLE = "iopsdata sample"
_BLOCKS = 10


def file_report(opened: DataFiles, paths: tuple[Path, ...]) -> FileReport:
    """What was found of the files."""
    csv = opened.csv
    return FileReport(
        paths=tuple(str(path) for path in paths),
        format=opened.format,
        size_bytes=sum(path.stat().st_size for path in paths),
        encoding=csv.encoding if csv else None,
        delimiter=csv.delimiter if csv else None,
        quote=csv.quote if csv else None,
        header=csv.header if csv else None,
        broken_count=csv.broken_count if csv else 0,
        broken=tuple(BrokenRow(*line) for line in csv.broken) if csv else (),
        sheet=opened.sheet,
        other_sheets=opened.other_sheets,
    )


def file_source(opened: DataFiles, paths: tuple[Path, ...], run: Run) -> Source:
    """The files as one source; of parquet the rows and ranges are known before anything is read."""
    relation = quoted(opened.table, "duckdb")
    report = file_report(opened, paths)
    rows = None
    if opened.format == "parquet":
        listed = _listed(paths)
        found = run(f"SELECT sum(num_rows) AS n FROM parquet_file_metadata({listed})").to_pylist()
        rows = int(found[0]["n"] or 0)
    notes: tuple[str, ...] = ()
    if report.broken_count:
        notes = (f"{report.broken_count:,} lines of the file are no rows and are not in the figures.",)
    return Source(
        name=paths[0].name if len(paths) == 1 else f"{len(paths)} files such as {paths[0].name}",
        dialect="duckdb",
        relation=relation,
        run=run,
        columns=read_columns(run, relation, "duckdb"),
        connection=opened.table,
        row_count=rows,
        size_bytes=report.size_bytes,
        sample=_sample(opened, paths, rows, run) if rows else None,
        file=report,
        notes=notes,
    )


def _listed(paths: tuple[Path, ...]) -> str:
    quoted_paths = ("'" + str(path.resolve()).replace("'", "''") + "'" for path in paths)
    return f"[{', '.join(quoted_paths)}]"


def _sample(opened: DataFiles, paths: tuple[Path, ...], rows: int, run: Run) -> Sample | None:
    """Blocks of rows spread over a large parquet file, read once; row groups outside them are not touched."""
    if rows <= LARGE:
        return None
    if len(paths) > 1:
        sql = f"SELECT * FROM read_parquet({_listed(paths)}, union_by_name = true) LIMIT {SAMPLE_ROWS}"
        method = f"the first {SAMPLE_ROWS:,} rows"
    else:
        size = SAMPLE_ROWS // _BLOCKS
        starts = [(rows - size) * block // (_BLOCKS - 1) for block in range(_BLOCKS)]
        ranges = " OR ".join(f"file_row_number BETWEEN {start} AND {start + size - 1}" for start in starts)
        sql = f"SELECT * FROM read_parquet({_listed(paths)}) WHERE {ranges}"
        method = f"{_BLOCKS} blocks of {size:,} rows, spread evenly over the file"
    return registered_sample(opened.connection, run(sql), method)


def registered_sample(connection: Connection, rows: pa.Table, method: str) -> Sample:
    """Rows of this process as a sample that the connection can read."""
    connection.register(SAMPLE_TABLE, rows)
    return Sample(quoted(SAMPLE_TABLE, "duckdb"), Sampling(rows.num_rows, method))


def spread_rows(table: pa.Table) -> pa.Table:
    """`SAMPLE_ROWS` rows at even distances."""
    import pyarrow as pa

    step = table.num_rows / SAMPLE_ROWS
    return table.take(pa.array([int(step * number) for number in range(SAMPLE_ROWS)]))
