"""A metric against a catalog: its expression as a tree, and the tables that it is computed over."""

from __future__ import annotations

from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from iopsdata_jupyter.catalog.models import Catalog, Table
from iopsdata_jupyter.errors import UsageError, did_you_mean
from iopsdata_jupyter.store.records import Metric
from iopsdata_jupyter.text_to_sql.key_paths import path


@dataclass(frozen=True)
class Definition:
    """A metric that the catalog's tables can hold."""

    metric: Metric
    base: Table
    """The table whose rows it is taken over; all others are one row away from each of them."""
    tables: tuple[Table, ...]
    """Every table of the expression and the filters."""
    expression: exp.Expr
    """Each column written with its table."""
    filters: tuple[exp.Expr, ...]


def define(metric: Metric, catalog: Catalog) -> Definition:
    """The metric, resolved.

    Raises:
        UsageError: it does not parse, names what is not there, is no aggregate, or its tables do not connect.
    """
    expression = _parsed(metric.expression, metric, catalog)
    filters = tuple(_parsed(text, metric, catalog) for text in metric.filters)
    _require_aggregate(expression, metric)
    grain = _grain(metric, catalog)
    named = [table for tree in (expression, *filters) for table in _named_tables(tree, metric, catalog)]
    named = [*([grain] if grain else []), *named]
    for tree in (expression, *filters):
        for column in tree.find_all(exp.Column):
            named.append(_settle(column, named, metric, catalog))
    tables = tuple(dict.fromkeys(named))
    base = grain or _base(tables, metric, catalog)
    _require_own_rows(expression, base, metric)
    return Definition(metric, base, tables, expression, filters)


def problem(metric: Metric, catalog: Catalog) -> str | None:
    """What is wrong with a metric on this catalog, in a sentence; None where nothing is."""
    try:
        definition = define(metric, catalog)
    except UsageError as error:
        return str(error)
    apart = [table for table in definition.tables if path(definition.base, table, catalog) is None]
    return _apart(metric, definition.base, apart[0]) if apart else None


def _parsed(text: str, metric: Metric, catalog: Catalog) -> exp.Expr:
    try:
        tree = sqlglot.parse_one(f"SELECT {text}", read=catalog.dialect)
    except (SqlglotError, RecursionError):
        raise UsageError(f"The metric {metric.name} does not parse: {text}") from None
    is_plain = (
        isinstance(tree, exp.Select) and len(tree.expressions) == 1 and set(_clauses(tree)) == {"expressions"}
    )
    if not is_plain or len(list(tree.find_all(exp.Query))) > 1:
        raise UsageError(
            f"The metric {metric.name} is more than one expression: {text}",
            hint="An expression is such as sum(order_items.quantity * order_items.unit_price).",
        )
    found: exp.Expr = tree.expressions[0].unalias()
    return found


def _clauses(tree: exp.Expr) -> list[str]:
    return [name for name, value in tree.args.items() if value and name not in ("kind", "hint")]


def _require_aggregate(expression: exp.Expr, metric: Metric) -> None:
    loose = [c for c in expression.find_all(exp.Column) if c.find_ancestor(exp.AggFunc) is None]
    if expression.find(exp.AggFunc) is None or loose:
        raise UsageError(
            f"The metric {metric.name} gives no single figure: {metric.expression}",
            hint="Each column stands inside sum, count, avg, min or max.",
        )


def _require_own_rows(expression: exp.Expr, base: Table, metric: Metric) -> None:
    """Passes aggregates that see each row once: over columns of the base, or indifferent to repeated rows."""
    for aggregate in expression.find_all(exp.Sum, exp.Avg, exp.Count):
        columns = list(aggregate.find_all(exp.Column))
        is_distinct = isinstance(aggregate.this, exp.Distinct)
        if columns and not is_distinct and all(column.table != base.name for column in columns):
            raise UsageError(
                f"The metric {metric.name} is taken over the rows of {base.name}, in which {aggregate.sql()} "
                f"would be counted twice.",
                hint=f"Use a column of {base.name} in it, or count(distinct ...).",
            )


def _grain(metric: Metric, catalog: Catalog) -> Table | None:
    if not metric.grain:
        return None
    table = catalog.table(metric.grain)
    if table is None:
        raise _unknown(metric, "table", metric.grain, [t.qualified_name for t in catalog.tables])
    return table


def _named_tables(tree: exp.Expr, metric: Metric, catalog: Catalog) -> list[Table]:
    names = dict.fromkeys(
        ".".join(part.name for part in column.parts[:-1])
        for column in tree.find_all(exp.Column)
        if column.table
    )
    found = []
    for name in names:
        table = catalog.table(name)
        if table is None:
            raise _unknown(metric, "table", name, [t.qualified_name for t in catalog.tables])
        found.append(table)
    return found


def _settle(column: exp.Column, named: list[Table], metric: Metric, catalog: Catalog) -> Table:
    """Writes the table before a column; a bare name belongs to a named table, else to the only holder."""
    if column.table:
        table = catalog.table(".".join(part.name for part in column.parts[:-1]))
        holders = [table] if table and table.column(column.name) else []
    else:
        near = [table for table in dict.fromkeys(named) if table.column(column.name)]
        holders = near or [table for table in catalog.tables if table.column(column.name)]
    if not holders:
        raise _unknown(metric, "column", column.sql(), _column_names(named or list(catalog.tables)))
    if len(holders) > 1:
        listed = ", ".join(f"{table.qualified_name}.{column.name}" for table in holders)
        raise UsageError(f"The metric {metric.name} leaves open which column is meant: {listed}.")
    column.set("table", exp.to_identifier(holders[0].name))
    column.set("db", None)
    return holders[0]


def _column_names(tables: list[Table]) -> list[str]:
    return [f"{table.name}.{column.name}" for table in tables for column in table.columns]


def _base(tables: tuple[Table, ...], metric: Metric, catalog: Catalog) -> Table:
    for table in tables:
        if all(path(table, other, catalog) is not None for other in tables):
            return table
    if not tables:
        raise UsageError(
            f"The metric {metric.name} names no table.",
            hint="Give it a `grain`: the table whose rows it counts.",
        )
    raise UsageError(_apart(metric, tables[0], tables[-1]))


def _apart(metric: Metric, first: Table, second: Table) -> str:
    return (
        f"The metric {metric.name} reads {first.qualified_name} and {second.qualified_name}, and no foreign "
        "key leads from the rows of one to a single row of the other: its figures would be counted twice."
    )


def _unknown(metric: Metric, kind: str, name: str, known: list[str]) -> UsageError:
    return UsageError(
        f"The metric {metric.name} names a {kind} that is not there: {name}.", hint=did_you_mean(name, known)
    )
