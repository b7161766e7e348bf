"""Joins that repeat rows below an aggregate, which then counts them several times.

A row of T is repeated where a table that refers to T by a foreign key is joined to it, unless the key's
columns are that table's own primary key. Only declared and inferred keys are judged, other joins are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from iopsdata_jupyter.catalog.models import Catalog, Table
from iopsdata_jupyter.text_to_sql.key_paths import steps_from
from iopsdata_jupyter.text_to_sql.relations import source_nodes
from iopsdata_jupyter.text_to_sql.resolving import Resolver


@dataclass(frozen=True, slots=True)
class Hop:
    """Two tables of a query that are joined."""

    source: str
    target: str
    many: bool
    """Whether a row of the source may meet several rows of the target."""


def repeated_rows(tree: exp.Expr, catalog: Catalog) -> tuple[str, ...]:
    """One sentence for each figure that counts rows more than once."""
    resolver = Resolver(catalog)
    found = []
    for select in tree.find_all(exp.Select):
        tables = resolver.tables(select)
        if len(tables) > 1:
            hops = _hops(select, tables, catalog, resolver)
            for figure in select.find_all(exp.Sum, exp.Avg, exp.Count):
                if figure.find_ancestor(exp.Select) is select:
                    found += _told(figure, tables, hops, resolver)
    return tuple(dict.fromkeys(found))


def _told(figure: exp.AggFunc, tables: Mapping[str, Table], hops: list[Hop], resolver: Resolver) -> list[str]:
    columns = list(figure.find_all(exp.Column))
    sources = {source for column in columns if (source := resolver.source(column)) and source in tables}
    select = figure.find_ancestor(exp.Select)
    # Counting a column beside groups is a common way to count the joined rows.
    counts_rows = isinstance(figure, exp.Count) and select is not None and bool(select.args.get("group"))
    if not sources or isinstance(figure.this, exp.Distinct) or counts_rows:
        return []
    repeaters = {source: _repeater(source, hops) for source in sorted(sources)}
    first = next(iter(repeaters))
    repeater = repeaters[first]
    if repeater is None or None in repeaters.values():
        return []
    told = f"{figure.sql()} may count rows of {tables[first].name} several times"
    return [f"{told}: the join repeats each for its rows in {tables[repeater].name}."]


def _repeater(source: str, hops: list[Hop]) -> str | None:
    """The table that repeats the rows of `source`, wherever in the joins it stands; None where none does."""
    queue, seen = [source], {source}
    while queue:
        place = queue.pop(0)
        for hop in hops:
            if hop.source == place and hop.target not in seen:
                if hop.many:
                    return hop.target
                seen.add(hop.target)
                queue.append(hop.target)
    return None


def _hops(select: exp.Select, tables: Mapping[str, Table], catalog: Catalog, resolver: Resolver) -> list[Hop]:
    pairs: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for left, right in _equal_columns(select, tables):
        first, second = resolver.source(left), resolver.source(right)
        if first in tables and second in tables and first and second and first != second:
            names = left.name.casefold(), right.name.casefold()
            pairs.setdefault((first, second), set()).add(names)
            pairs.setdefault((second, first), set()).add(names[::-1])
    return [
        Hop(source, target, _is_many(tables[source], tables[target], columns, catalog))
        for (source, target), columns in pairs.items()
    ]


def _equal_columns(select: exp.Select, tables: Mapping[str, Table]) -> list[tuple[exp.Column, exp.Column]]:
    clauses = [join.args.get("on") for join in select.args.get("joins") or []]
    where = select.args.get("where")
    trees = [clause for clause in (*clauses, where) if isinstance(clause, exp.Expr)]
    equal = [
        node for tree in trees for node in tree.find_all(exp.EQ) if node.find_ancestor(exp.Select) is select
    ]
    named = [
        (node.this, node.expression)
        for node in equal
        if isinstance(node.this, exp.Column) and isinstance(node.expression, exp.Column)
    ]
    return [*named, *_using(select, tables)]


def _using(select: exp.Select, tables: Mapping[str, Table]) -> list[tuple[exp.Column, exp.Column]]:
    """The pairs of `USING (name)`: the joined table with each earlier one that has the column."""
    sources = [node.alias_or_name.casefold() for node in source_nodes(select)]
    found = []
    for place, join in enumerate(select.args.get("joins") or [], 1):
        for name in join.args.get("using") or []:
            earlier = [source for source in sources[:place] if source in tables]
            holders = [source for source in earlier if tables[source].column(name.name)]
            for source in holders:
                pair = exp.column(name.name, table=source), exp.column(name.name, table=sources[place])
                for column in pair:
                    column.parent = select
                found.append(pair)
    return found


def _is_many(source: Table, target: Table, columns: set[tuple[str, str]], catalog: Catalog) -> bool:
    """Whether the target refers to the source by these columns, and they do not tell its rows apart."""
    theirs = {name for _, name in columns}
    refers = any(
        step.target == source and {near.casefold() for near, _ in step.pairs} <= theirs
        for step in steps_from(target, catalog)
    )
    key = {name.casefold() for name in target.primary_key}
    return refers and not (key and key <= theirs)
