"""The things that a phrase refers to, and how two sets of things are related over domains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from iopsdata_jupyter.text_to_sql.offline.references.domains import Domains
from iopsdata_jupyter.text_to_sql.offline.sketch import STAR, Condition, Item, Query

_NEGATED = {"=": "!=", "in": "not in"}


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of one table, and the column that says which thing each is."""

    table: int
    out: int
    where: tuple[Condition, ...] = ()
    cost: float = 0.0
    plain: bool = False
    """Whether it is a value that the question names, so that `where` is `out = value` alone."""
    noun: bool = False
    """Whether the table itself was named."""
    single: bool = False
    """Whether a column was named in the singular."""

    def having(self, condition: Condition, cost: float = 0.0) -> Found:
        """The rows for which a condition holds too."""
        kept = [c for c in self.where if not _is_extreme(c)]
        last = [c for c in self.where if _is_extreme(c)]
        if _is_extreme(condition):
            kept, last = list(self.where), [condition]
        else:
            kept.append(condition)
            last = [_among(c, tuple(kept), self.table) for c in last]
        return replace(self, where=(*kept, *last), cost=self.cost + cost, plain=False)

    def query(self, column: int | None = None) -> Query:
        """A query for one column of the rows."""
        return Query((Item(self.out if column is None else column),), where=self.where)


def _is_extreme(condition: Condition) -> bool:
    """Whether a condition keeps the rows with the highest or lowest figure, which is asked last of all."""
    inner = condition.query
    return inner is not None and condition.operator == "=" and inner.select[0].aggregate in ("max", "min")


def _among(condition: Condition, where: tuple[Condition, ...], table: int) -> Condition:
    """The extreme among the rows for which further conditions hold."""
    assert condition.query is not None  # noqa: S101 - by `_is_extreme`
    inner = replace(condition.query, where=where, tables=() if where else (table,))
    return replace(condition, query=inner)


def within(column: int, found: Found, output: int | None = None, *, negated: bool = False) -> Condition:
    """The condition that a column is among the found things (or their `output` column)."""
    wanted = found.out if output is None else output
    if found.plain and wanted == found.out:
        named = found.where[0]
        operator = _NEGATED[named.operator] if negated else named.operator
        return Condition(Item(column), operator, named.values)
    return Condition(Item(column), "not in" if negated else "in", query=found.query(wanted))


_ROLE = 0.15
"""What it costs that a column is named for a part that things play: a capital is not just any city."""


@dataclass(frozen=True, slots=True)
class Link:
    """A way to say that rows of a table stand in relation to given things."""

    condition: Condition
    cost: float
    tables: tuple[int, ...]
    columns: tuple[int, ...]
    """What it goes over, to be held against the verb of the question."""


def links(domains: Domains, base: Found, target: Found) -> Iterator[Link]:
    """The ways in which rows of `base` may be related to the things of `target`."""
    table, own = base.table, domains.identity[base.table]
    wanted = domains.of(target.out)
    for column in domains.columns_in(table, wanted):
        if column != own or base.out != own:
            yield Link(within(column, target), _ROLE * (not _named_for(domains, column)), (table,), (column,))
        elif target.table != table:
            yield Link(within(column, target), 0.15, (target.table,), (target.out,))
    if own is None:
        return
    for column in domains.columns_in(target.table, domains.of(own)):
        if column != target.out:
            condition = Condition(Item(own), "in", query=_rows_of(domains, target, column))
            yield Link(condition, 0.1, (target.table,), (column,))
    for bridge in domains.tables_with(domains.of(own)):
        if bridge not in (table, target.table) or domains.of(own) == wanted:
            yield from _over(domains, own, bridge, target)


def _named_for(domains: Domains, column: int) -> bool:
    """Whether a column is named for the things it holds, and not for the part that they play."""
    home = domains.home(domains.of(column))
    words = set(domains.schema.columns[column].words)
    return home is None or bool(words & set(domains.schema.tables[home].words)) or "id" in words


def _rows_of(domains: Domains, target: Found, column: int) -> Query:
    """A column of the target's rows; of all rows about the same thing where it stands in several."""
    of = domains.of(column)
    narrowed = any(domains.of(c.item.column) == of for c in target.where if c.item.column != STAR)
    if not narrowed or domains.ground.key(target.table) is not None:
        return target.query(column)
    return Query((Item(column),), where=(Condition(Item(target.out), "in", query=target.query()),))


def _over(domains: Domains, own: int, bridge: int, target: Found) -> Iterator[Link]:
    """Relations that a table of pairs holds, such as which states border which."""
    near = domains.columns_in(bridge, domains.of(own))
    far = domains.columns_in(bridge, domains.of(target.out))
    same = domains.of(own) == domains.of(target.out)
    for first in near:
        for second in far:
            if first == second or (same and first == domains.identity[bridge]):
                continue
            if same and second != far[0]:
                continue
            inner = Query((Item(first),), where=(within(second, target),))
            yield Link(Condition(Item(own), "in", query=inner), 0.1, (bridge,), (first, second))


def homed(domains: Domains, found: Found) -> Found:
    """The same things as rows of the table that is about them: the capitals of states as rows of cities."""
    home = domains.home(domains.of(found.out))
    own = domains.identity[home] if home is not None else None
    if home is None or own is None or home == found.table or found.out == domains.identity[found.table]:
        return found
    return Found(home, own, (within(own, found),), found.cost, noun=found.noun)


def counted(domains: Domains, table: int, things: Found) -> Iterator[Query]:
    """Queries that give, for each thing of `table`, a group of the rows of `things` that belong to it."""
    own = domains.identity[table]
    if own is None:
        return
    domain = domains.of(own)
    columns = [
        c for c in domains.columns_in(things.table, domain) if c != things.out or things.table != table
    ]
    if things.table != table:
        for column in columns:
            yield Query((Item(column),), where=things.where, group=(column,), tables=(things.table,))
    for bridge in (t for t in domains.tables_with(domain) if t != things.table):
        for first in domains.columns_in(bridge, domain):
            for second in domains.columns_in(bridge, domains.of(things.out)):
                if first != second and not (things.table == table and first > second):
                    where = (within(second, things),) if things.where else ()
                    yield Query((Item(first),), where=where, group=(first,), tables=(bridge,))


def extreme(found: Found, column: int, end: str) -> Condition:
    """The rows of `found` with the highest (`max`) or lowest (`min`) figure."""
    inner = Query((Item(column, end),), where=found.where, tables=() if found.where else (found.table,))
    return Condition(Item(column), "=", query=inner)


def most_rows(domains: Domains, found: Found, groups: Query, *, descending: bool) -> Condition:
    """The thing of `found` with the most (or fewest) rows among the groups."""
    own = domains.identity[found.table]
    count = Item(STAR, "count", table=groups.tables[0])
    among = (Condition(Item(groups.group[0]), "in", query=found.query(own)),) if found.where else ()
    inner = replace(groups, where=(*groups.where, *among), order=(count,), descending=descending, limit=1)
    return Condition(Item(own if own is not None else found.out), "=", query=inner)
