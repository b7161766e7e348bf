"""Which role each column and table plays in a query: what slot models learn and ranking compares."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from iopsdata_jupyter.text_to_sql.offline.build import tables_of
from iopsdata_jupyter.text_to_sql.offline.schema import SchemaIndex
from iopsdata_jupyter.text_to_sql.offline.sketch import STAR, Query


@dataclass(frozen=True)
class Roles:
    """Columns and tables of a query by role."""

    columns: dict[str, set[int]]
    tables: dict[str, set[int]]

    @cached_property
    def all_columns(self) -> set[int]:
        return set().union(*self.columns.values())

    @cached_property
    def all_tables(self) -> set[int]:
        return set().union(*self.tables.values())


def roles_of(query: Query, schema: SchemaIndex) -> Roles:
    """The roles of a query."""
    return Roles(column_roles(query, schema), table_roles(query, schema))


_MATCH = ("=", "!=", "like", "not like", "in", "not in")


def column_roles(query: Query, schema: SchemaIndex) -> dict[str, set[int]]:
    """Columns by role over the query and those inside it."""
    roles: dict[str, set[int]] = {
        role: set() for role in ("select", "aggregate", "match", "compare", "group", "order")
    }
    roles["select"].update(i.column for i in query.select if i.column != STAR and not i.aggregate)
    _clauses(query, schema, roles)
    return roles


def _clauses(query: Query, schema: SchemaIndex, roles: dict[str, set[int]]) -> None:
    roles["aggregate"].update(i.column for i in query.items() if i.column != STAR and i.aggregate)
    roles["order"].update(i.column for i in query.order if i.column != STAR and not i.aggregate)
    roles["group"].update(query.group)
    for condition in query.where:
        column = condition.item.column
        if condition.query is not None:
            if condition.query.select[0].aggregate in ("max", "min", "avg"):
                roles["order" if condition.operator == "=" else "compare"].add(column)
        elif column == STAR:
            continue
        elif condition.operator in _MATCH and schema.columns[column].kind != "number":
            roles["match"].add(column)
        else:
            roles["compare"].add(column)
    for inner in query.nested():
        _clauses(inner, schema, roles)


def table_roles(query: Query, schema: SchemaIndex) -> dict[str, set[int]]:
    """Tables by role: counted, in the main query, only in an excluded one."""
    counted = {i.table for i in query.items() if i.column == STAR}
    outer = set(tables_of(query, schema))
    excluded: set[int] = set()
    for condition in query.where:
        if condition.operator == "not in" and condition.query is not None:
            excluded.update(tables_of(condition.query, schema))
    if query.combine == "except" and query.other is not None:
        excluded.update(tables_of(query.other, schema))
    return {"count": counted, "from": outer, "exclude": excluded - outer}
