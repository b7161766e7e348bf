"""Bounds on dates and numbers that lie outside of what a column holds; asked only when nothing was found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from iopsdata_jupyter.catalog.models import Catalog, Column, Table
from iopsdata_jupyter.text_to_sql.key_paths import name_node, table_node
from iopsdata_jupyter.text_to_sql.resolving import Resolver

MOST = 2
"""Columns whose range is asked at most: each takes a scan."""


@dataclass(frozen=True)
class RangeCheck:
    """A column that is compared with bounds, and the statement that tells its range."""

    table: Table
    column: Column
    bounds: tuple[tuple[str, str], ...]
    """Operator (`>`, `<`, `=`) and literal."""
    sql: str
    """Gives one row: the smallest and the largest value."""


def range_checks(tree: exp.Expr, catalog: Catalog) -> tuple[RangeCheck, ...]:
    """The columns that a statement compares with dates or numbers."""
    resolver = Resolver(catalog)
    bounds: dict[tuple[Table, Column], list[tuple[str, str]]] = {}
    for column, operator, literal in _bounds(tree):
        home = resolver.column(column)
        if home:
            bounds.setdefault(home, []).append((operator, literal))
    return tuple(
        RangeCheck(table, column, tuple(found), _range_sql(table, column, catalog.dialect))
        for (table, column), found in list(bounds.items())[:MOST]
    )


def _bounds(tree: exp.Expr) -> Iterator[tuple[exp.Column, str, str]]:
    signs = {exp.GT: ">", exp.GTE: ">", exp.LT: "<", exp.LTE: "<", exp.EQ: "="}
    for node in tree.find_all(*signs):
        literal = node.expression.this if isinstance(node.expression, exp.Cast) else node.expression
        is_bound = isinstance(literal, exp.Literal) and (not literal.is_string or literal.this[:4].isdigit())
        if isinstance(node.this, exp.Column) and is_bound and isinstance(node.parent, exp.And | exp.Where):
            yield node.this, signs[type(node)], str(literal.this)


def _range_sql(table: Table, column: Column, dialect: str) -> str:
    plain = exp.column(name_node(column.name, dialect))
    query = exp.select(exp.Min(this=plain).as_("lowest"), exp.Max(this=plain.copy()).as_("highest"))
    return query.from_(table_node(table, dialect)).sql(dialect=dialect)


def out_of_range(check: RangeCheck, row: Sequence[Any]) -> str | None:
    """A sentence where a bound lies outside of the range that was found; None where none does."""
    lowest, highest = row
    if lowest is None or highest is None:
        return f"{check.table.name}.{check.column.name} holds no values."
    for operator, literal in check.bounds:
        low, high, bound = _comparable(lowest, highest, literal)
        if (operator in ">=" and bound > high) or (operator in "<=" and bound < low):
            return f"{check.table.name}.{check.column.name} runs from {_text(lowest)} to {_text(highest)}."
    return None


def _comparable(lowest: Any, highest: Any, literal: str) -> tuple[Any, Any, Any]:
    try:
        return float(lowest), float(highest), float(literal)
    except (TypeError, ValueError):
        size = len(literal)
        return str(lowest)[:size], str(highest)[:size], literal


def _text(value: Any) -> str:
    text = str(value)
    return text.removesuffix(" 00:00:00")
