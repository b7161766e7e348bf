"""Snowflake Cortex Analyst's semantic model, as far as its verified queries need it.

Their SQL names the model's logical tables, two underscores before the name, and logical columns; both are
put in front of the statement as CTEs over the tables and expressions that the model gives for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from iopsdata_jupyter.errors import UsageError

SNOWFLAKE = "snowflake"
_COLUMNS = ("dimensions", "time_dimensions", "facts", "measures")


def with_logical_tables(sql: str, model: Mapping[Any, Any], where: str) -> str:
    """The statement on the tables that the logical ones stand for.

    Raises:
        UsageError: the statement, or what the model says of a table that it reads, does not parse.
    """
    try:
        tree = sqlglot.parse_one(sql, read=SNOWFLAKE)
        if not isinstance(tree, exp.Query):
            return sql
        named = {table.name.casefold() for table in tree.find_all(exp.Table) if not table.db}
        found = [
            (f"__{table['name']}", _base(table))
            for table in _entries(model, "tables")
            if f"__{table['name']}".casefold() in named
        ]
        # The tables go in front: the statement's own CTEs may read them.
        with_ = tree.args.get("with_") or tree.args.get("with")
        own = list(with_.expressions) if with_ else []
        for name, query in found:
            tree = tree.with_(name, as_=query, copy=False)
        if found and own:
            ctes = (tree.args.get("with_") or tree.args["with"]).expressions
            ctes[:] = [*(cte for cte in ctes if cte not in own), *own]
        return tree.sql(SNOWFLAKE)
    except (SqlglotError, RecursionError):
        raise UsageError(f"{where} does not parse as Snowflake's SQL.") from None


def _base(table: Mapping[str, Any]) -> exp.Select:
    base = table.get("base_table")
    parts = [base.get(part) for part in ("database", "schema", "table")] if isinstance(base, Mapping) else []
    source = ".".join(str(part) for part in parts if part) or str(table["name"])
    found = [
        (sqlglot.parse_one(str(column.get("expr") or column["name"]), read=SNOWFLAKE), column["name"])
        for kind in _COLUMNS
        for column in _entries(table, kind)
    ]
    # An expression that sums rows up is no column of them.
    columns = [exp.alias_(tree, name) for tree, name in found if tree.find(exp.AggFunc) is None]
    return exp.select(*(columns or [exp.Star()])).from_(source, dialect=SNOWFLAKE)


def _entries(holder: Mapping[Any, Any], key: str) -> Iterator[Mapping[str, Any]]:
    entries = holder.get(key)
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, Mapping) and isinstance(entry.get("name"), str):
            yield entry
