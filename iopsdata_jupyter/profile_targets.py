"""From what a person names to a source that can be profiled: a frame, a file, a table, a query."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.connections.models import Connection
from iopsdata_jupyter.errors import UsageError, did_you_mean
from iopsdata_jupyter.notebook_frames import frames_in, is_frame
from iopsdata_jupyter.profiling.query_source import query_columns
from iopsdata_jupyter.profiling.source import (
    Run,
    Source,
    as_columns,
    quoted,
    read_columns,
    table_relation,
)

if TYPE_CHECKING:
    from iopsdata_jupyter.catalog.models import Catalog, Table

_QUERY = re.compile(r"\s*(?:\(|--|/\*|(?:SELECT|WITH|FROM|VALUES|TABLE)\b)", re.IGNORECASE)

PREVIEWED_BYTES = 250 * 2**20
"""Size of a frame up to which its exact figures stand within a second or so, so that no sample is shown."""

RunOn = Callable[[Connection], Run]
"""Makes the checked and audited way to ask a connection."""


@dataclass(frozen=True)
class Target:
    """A source and the catalog that its foreign keys may point into."""

    source: Source
    catalog: Catalog | None = None
    frame: Any = None
    """The DataFrame that it was made of."""
    connection: Connection | None = None
    """The connection of the session that it stands on; None: one that is closed with the target."""


@dataclass(frozen=True)
class Targets:
    """What names may mean."""

    variables: Mapping[str, Any]
    connection: Callable[[], Connection]
    """The connection that is meant where a name is neither a frame nor a file."""
    catalog: Callable[[Connection], Catalog]
    run_on: RunOn

    @contextmanager
    def open(self, given: Any, *, on_connection: bool = False, sheet: str | None = None) -> Iterator[Target]:
        """The source meant; what was opened for it is closed again.

        A string is the name of a frame (a cell's value as IPython calls it, `_12`, too), a path or glob, a
        query or a table, in this order; with `on_connection` only the latter two.

        Raises:
            UsageError: nothing has that name.
            ConnectionFailed: a file cannot be read.
            ExecutionError: the engine refuses the query or table.
        """
        if is_frame(given):
            with self._frame(given, self._name_of(given)) as target:
                yield target
        elif isinstance(given, Path) or (not on_connection and self._is_file(given)):
            with self._files(str(given), sheet) as target:
                yield target
        elif not on_connection and is_frame(self.variables.get(given)):
            with self._frame(self.variables[given], given) as target:
                yield target
        elif _QUERY.match(given) and not re.fullmatch(r"\w+", given.strip()):
            yield self._query(given)
        else:
            yield self._table(given)

    def _name_of(self, frame: Any) -> str:
        """The variable that holds it, so that the queries of its insights run as they are."""
        frames = frames_in(self.variables).items()
        return next((name for name, value in frames if value is frame), "DataFrame")

    def _is_file(self, text: str) -> bool:
        from iopsdata_jupyter.connections.urls import FILE_SUFFIXES

        return text not in self.variables and text.lower().endswith(FILE_SUFFIXES) and not _QUERY.match(text)

    @contextmanager
    def _frame(self, frame: Any, name: str) -> Iterator[Target]:
        from iopsdata_jupyter.connections.drivers.duckdb import open_for_frames
        from iopsdata_jupyter.frame_references import frame_catalog
        from iopsdata_jupyter.profiling.files import SAMPLE_ROWS, registered_sample, spread_rows
        from iopsdata_jupyter.profiling.frames import frame_table

        table, notes = frame_table(frame)
        connection = open_for_frames()
        try:
            connection.register(name, table if table.num_columns else _nothing(table.num_rows))
            run = self.run_on(connection)
            relation = quoted(name, "duckdb")
            columns = read_columns(run, relation, "duckdb") if table.num_columns else ()
            source = Source(
                name,
                "duckdb",
                relation,
                run,
                columns,
                "notebook",
                table.num_rows,
                table.nbytes,
                notes=notes,
                table=table,
            )
            if table.num_rows > SAMPLE_ROWS and table.num_columns:
                method = f"{SAMPLE_ROWS:,} rows at even distances"
                sample = registered_sample(connection, spread_rows(table), method)
                sample = replace(sample, shown=table.nbytes > PREVIEWED_BYTES)
                source = replace(source, sample=sample)
            catalog = frame_catalog(name, frame, self.variables, connection) if table.num_rows else None
            yield Target(source, catalog, frame=frame)
        finally:
            connection.close()

    def _files(self, text: str, sheet: str | None) -> AbstractContextManager[Target]:
        from iopsdata_jupyter.connections.urls import parse_target

        return self.files(parse_target(text).files, sheet)

    @contextmanager
    def files(self, paths: tuple[Path, ...], sheet: str | None) -> Iterator[Target]:
        """Data files of one format as one source; closed again.

        Raises:
            ConnectionFailed: a file cannot be read.
        """
        from iopsdata_jupyter.connections.drivers.data_files import open_files
        from iopsdata_jupyter.profiling.files import file_source

        opened = open_files(paths, sheet=sheet)
        try:
            yield Target(file_source(opened, paths, self.run_on(opened.connection)))
        finally:
            opened.connection.close()

    def _query(self, sql: str) -> Target:
        connection = self.connection()
        run = self.run_on(connection)
        relation, columns, notes = query_columns(run, sql, connection.dialect)
        name = connection.config.name
        return Target(
            Source("query", connection.dialect, relation, run, columns, name, notes=notes),
            self.catalog(connection),
            connection=connection,
        )

    def _table(self, name: str) -> Target:
        connection = self.connection()
        catalog = self.catalog(connection)
        table = catalog.table(name)
        if table is None:
            raise self._unknown(name, connection, catalog)
        run = self.run_on(connection)
        relation = table_relation(table.name, table.schema, connection.dialect, table.database)
        columns = as_columns(((column.name, column.type) for column in table.columns), connection.dialect)
        source = Source(
            name=table.qualified_name,
            dialect=connection.dialect,
            relation=relation,
            run=run,
            columns=columns or read_columns(run, relation, connection.dialect),
            connection=connection.config.name,
            primary_key=table.primary_key,
            sample=_sample_of(table, relation, connection.dialect),
        )
        return Target(source, catalog, connection=connection)

    def _unknown(self, name: str, connection: Connection, catalog: Catalog) -> UsageError:
        known = [*frames_in(self.variables), *(table.qualified_name for table in catalog.tables)]
        return UsageError(
            f"There is no DataFrame, file or table of {connection.config.name} named {name!r}.",
            hint=did_you_mean(name, known)
            or "Give a DataFrame, a path such as orders.parquet, a table or a query.",
        )


def _nothing(rows: int) -> Any:
    import pyarrow as pa

    return pa.table({"nothing": pa.nulls(rows, pa.string())})


def _sample_of(table: Table, relation: str, dialect: str) -> Any:
    from iopsdata_jupyter.profiling.files import SAMPLE_ROWS
    from iopsdata_jupyter.profiling.models import Sampling
    from iopsdata_jupyter.profiling.source import LARGE, Sample

    if (table.row_estimate or 0) <= LARGE:
        return None
    if dialect == "postgres" and table.kind == "table" and table.row_estimate:
        share = 100 * SAMPLE_ROWS / table.row_estimate
        sampled = f"(SELECT * FROM {relation} TABLESAMPLE SYSTEM ({share:.6f}) REPEATABLE (1))"
        return Sample(sampled, Sampling(SAMPLE_ROWS, f"about {SAMPLE_ROWS:,} rows of pages chosen at random"))
    limited = f"(SELECT * FROM {relation} LIMIT {SAMPLE_ROWS})"
    return Sample(limited, Sampling(SAMPLE_ROWS, f"the first {SAMPLE_ROWS:,} rows that the engine gives"))
