"""Which order of rows a statement asks for."""

from __future__ import annotations

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError


def order_keys(sql: str, dialect: str) -> tuple[int, ...] | None:
    """Positions of the columns that the rows are ordered by, from 0; None where there is no order.

    Empty where the order is by something that is not among the columns: then it is that of whole rows.
    """
    try:
        tree = sqlglot.parse_one(sql, read=dialect)
    except (SqlglotError, RecursionError):
        return None
    order = tree.args.get("order")
    if not isinstance(tree, exp.Query) or order is None:
        return None
    columns = tree.selects
    found = [_position(ordered.this, columns) for ordered in order.expressions]
    return () if None in found else tuple(place for place in found if place is not None)


def _position(key: exp.Expr, columns: list[exp.Expr]) -> int | None:
    if any(column.is_star for column in columns):
        return None
    if isinstance(key, exp.Literal) and key.is_int:
        return int(key.name) - 1 if int(key.name) <= len(columns) else None
    names = [column.alias_or_name.casefold() for column in columns]
    if isinstance(key, exp.Column) and key.name.casefold() in names:
        return names.index(key.name.casefold())
    plain = [column.unalias() for column in columns]
    return plain.index(key) if key in plain else None
