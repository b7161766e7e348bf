"""What an accepted statement is made of: the rows of the tables by construct."""

from __future__ import annotations

from collections.abc import Iterator

import sqlglot
from sqlglot import exp

_AGGREGATES = (exp.Sum, exp.Avg, exp.Min, exp.Max)


def constructs(sql: str) -> list[str]:
    """The constructs of a statement in SQLite's dialect; a statement has several."""
    try:
        tree = sqlglot.parse_one(sql, read="sqlite")
    except sqlglot.errors.SqlglotError:
        return ["other"]
    return list(_found(tree))


def _found(tree: exp.Expression) -> Iterator[str]:
    yield "join" if tree.find(exp.Join) else "one table"
    combined = tree.find(exp.SetOperation) is not None
    if combined:
        yield "set operation"
    elif len(list(tree.find_all(exp.Select))) > 1:
        yield "nested"
    if tree.find(exp.Group):
        yield "group"
    if tree.find(exp.Having):
        yield "having"
    if tree.find(exp.Order):
        yield "order"
    if tree.find(exp.Count):
        yield "count"
    if tree.find(*_AGGREGATES):
        yield "sum, avg, min, max"
    if tree.find(exp.Where):
        yield "condition"
