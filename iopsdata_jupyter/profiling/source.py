"""What is profiled: a relation in one engine, and the one way to ask it something."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from iopsdata_jupyter.profiling.kinds import arrow_type, kind_of
from iopsdata_jupyter.profiling.models import FileReport, Kind, Sampling

if TYPE_CHECKING:
    import pyarrow as pa

LARGE = 200_000
"""Rows from which a sample is shown first."""

Run = Callable[[str], "pa.Table"]
"""Runs one statement, checked and audited, and returns its rows.

Raises:
    StatementRejected: the guard refused it.
    ExecutionError: the engine refused or failed it.
    KeyboardInterrupt: the user stopped it.
"""


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """A column before anything is computed."""

    name: str
    type: str
    kind: Kind
    position: int


@dataclass(frozen=True, slots=True)
class Sample:
    """Some of the rows."""

    relation: str
    """What stands behind FROM, as `Source.relation`."""
    sampling: Sampling
    shown: bool = True
    """Whether its figures are shown before the exact ones, which is not worth while where those are quick."""


@dataclass(frozen=True, slots=True)
class Source:
    """A table, a query, a file or a DataFrame that can be profiled."""

    name: str
    dialect: str
    relation: str
    """What stands behind FROM: a quoted name, or a query in brackets."""
    run: Run = field(repr=False)
    columns: tuple[SourceColumn, ...]
    connection: str = ""
    row_count: int | None = None
    """Where it is known without counting."""
    size_bytes: int | None = None
    sample: Sample | None = None
    """For the first picture of a large source; None: it is small, or nothing is known of its size."""
    primary_key: tuple[str, ...] = ()
    """Columns that the engine itself keeps unique and not null."""
    file: FileReport | None = None
    ranges: dict[str, tuple[object, object]] = field(default_factory=dict, repr=False)
    """Least and greatest values that a parquet file's statistics tell, by column."""
    notes: tuple[str, ...] = ()
    table: pa.Table | None = field(default=None, repr=False)
    """All rows, where they are in this process: a DataFrame, column by column as in `columns`."""


def quoted(name: str, dialect: str) -> str:
    """A name as an identifier of the dialect, whatever is in it."""
    from sqlglot import exp

    return exp.to_identifier(name, quoted=True).sql(dialect)


def table_relation(name: str, schema: str | None, dialect: str, database: str | None = None) -> str:
    """A table's name for use behind FROM."""
    return ".".join(quoted(part, dialect) for part in (database, schema, name) if part)


def query_relation(sql: str) -> str:
    """A query for use behind FROM; a comment at its end cannot swallow the bracket."""
    return f"({sql.strip().rstrip(';').rstrip()}\n)"


def read_columns(run: Run, relation: str, dialect: str) -> tuple[SourceColumn, ...]:
    """The columns of a relation of which no catalog tells.

    Raises:
        ExecutionError: the engine cannot read the relation.
    """
    if dialect == "duckdb":
        described = run(f"DESCRIBE SELECT * FROM {relation} AS s").to_pydict()
        return as_columns(zip(described["column_name"], described["column_type"], strict=True), dialect)
    # SQLite tells a column's type by its values only.
    rows = run(f"SELECT * FROM {relation} AS s LIMIT {100 if dialect == 'sqlite' else 1}")
    return as_columns(((column.name, arrow_type(column.type)) for column in rows.schema), dialect)


def as_columns(named: Iterable[tuple[str, str]], dialect: str) -> tuple[SourceColumn, ...]:
    """Columns of (name, type) pairs."""
    return tuple(
        SourceColumn(name, type_name, kind_of(type_name, dialect), position)
        for position, (name, type_name) in enumerate(named)
    )
