"""The typed query that every stage after linking works on; columns and tables are indexes of a SchemaIndex.

A sketch says nothing about joins: `tables` and the tables of its columns are joined; `joins.py` finds how.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

STAR = -1
"""The column index of `count(*)`."""


@dataclass(frozen=True, slots=True)
class Item:
    """A column, or an aggregate over one."""

    column: int
    """Index of a column, or STAR."""
    aggregate: str = ""
    """count, sum, avg, min or max; empty for the plain column."""
    distinct: bool = False
    table: int = -1
    """The table whose rows are counted, for `count(*)` only."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison of an item with literals or with a nested query."""

    item: Item
    operator: str
    """=, !=, >, <, >=, <=, like, not like, between, null, not null, in, not in."""
    values: tuple[str | int | float, ...] = ()
    query: Query | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """A select statement without its joins."""

    select: tuple[Item, ...]
    distinct: bool = False
    where: tuple[Condition, ...] = ()
    either: bool = False
    """Whether one of the conditions is enough (or) in place of all of them (and)."""
    group: tuple[int, ...] = ()
    having: tuple[Condition, ...] = ()
    order: tuple[Item, ...] = ()
    descending: bool = False
    limit: int | None = None
    tables: tuple[int, ...] = ()
    """Tables that must be joined although none of their columns is named."""
    via: tuple[int, ...] = ()
    """Referring columns to join over where two tables have several keys between them."""
    combine: str = ""
    """intersect, union or except; empty where there is no second query."""
    other: Query | None = None

    def items(self) -> Iterator[Item]:
        """Every item of this query, without those of nested and combined ones."""
        yield from self.select
        yield from (condition.item for condition in self.where)
        yield from (Item(column) for column in self.group)
        yield from (condition.item for condition in self.having)
        yield from self.order

    def nested(self) -> Iterator[Query]:
        """The queries inside this one: of conditions, then the combined one."""
        for condition in (*self.where, *self.having):
            if condition.query is not None:
                yield condition.query
        if self.other is not None:
            yield self.other
