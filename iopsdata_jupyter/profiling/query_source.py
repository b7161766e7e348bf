"""A query as a relation whose columns have names of their own, on engines that do not see to that.

`SELECT o.*, c.*` may give two columns named `id`: MySQL then refuses it behind FROM, PostgreSQL and Spark
refuse to name the column, and SQLite makes up names. A CTE with a list of columns works on all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iopsdata_jupyter.errors import ExecutionError, StatementRejected
from iopsdata_jupyter.profiling.frames import unique_names
from iopsdata_jupyter.profiling.kinds import arrow_type
from iopsdata_jupyter.profiling.source import (
    Run,
    SourceColumn,
    as_columns,
    query_relation,
    quoted,
    read_columns,
)

if TYPE_CHECKING:
    import pyarrow as pa

_NAME = "iopsdata query"
_CASE_MATTERS = frozenset({"postgres"})
"""Dialects in which quoted names that differ but for case are two."""
_READ_ROWS = 100
"""Rows of which SQLite's types are told."""


def query_columns(run: Run, sql: str, dialect: str) -> tuple[str, tuple[SourceColumn, ...], tuple[str, ...]]:
    """What stands behind FROM for the query, its columns, and a note for each that was renamed.

    Raises:
        ExecutionError: the engine cannot run the query.
    """
    relation = query_relation(sql)
    limited = None if dialect == "duckdb" else _limited(sql, dialect)
    schema = _schema(run, limited) if limited is not None else None
    if schema is None:
        return relation, read_columns(run, relation, dialect), ()
    names = tuple(schema.names)
    renamed, notes = unique_names(names)
    if dialect in _CASE_MATTERS and len(set(names)) == len(names):
        renamed, notes = list(names), ()
    if tuple(renamed) != names:
        relation = _with_names(sql, renamed, dialect)
    types = (arrow_type(kind) for kind in schema.types)
    return relation, as_columns(zip(renamed, types, strict=True), dialect), notes


def _schema(run: Run, limited: str) -> pa.Schema | None:
    """Names and types of a statement's rows; None where the engine does not take it as it was rewritten."""
    try:
        return run(limited).schema
    except (ExecutionError, StatementRejected):
        return None


def _limited(sql: str, dialect: str) -> str | None:
    """The query with a small limit and nothing around it; None where it cannot be given one."""
    import sqlglot
    from sqlglot import exp

    try:
        tree = sqlglot.parse_one(sql, read=dialect)
    except sqlglot.errors.SqlglotError:
        return None
    if not isinstance(tree, exp.Query) or isinstance(tree.args.get("limit"), exp.Fetch):
        return None
    return tree.limit(_READ_ROWS if dialect == "sqlite" else 1).sql(dialect)


def _with_names(sql: str, names: list[str], dialect: str) -> str:
    listed = ", ".join(quoted(name, dialect) for name in names)
    own = quoted(_NAME, dialect)
    return f"(WITH {own} ({listed}) AS {query_relation(sql)} SELECT * FROM {own})"
