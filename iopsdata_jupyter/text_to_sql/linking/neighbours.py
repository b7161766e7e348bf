"""Which tables are joined to which, by declared and by inferred keys."""

from __future__ import annotations

from dataclasses import dataclass

from iopsdata_jupyter.catalog.models import Catalog, ForeignKey, Table

MAX_GROUP = 60
"""Tables of a connected group up to which its members speak for each other; above that it is the database."""


@dataclass(frozen=True, eq=False)
class Neighbours:
    """The graph of a catalog's keys; tables by their place in the catalog."""

    joined: tuple[frozenset[int], ...]
    """The tables that a key leads to or comes from."""
    groups: tuple[tuple[int, ...], ...]
    """Tables that keys connect, directly or not: of two to `MAX_GROUP` tables."""
    group_of: dict[int, int]
    """The place in `groups` of each table that is in one."""

    def between(self, first: int, second: int) -> frozenset[int]:
        """The tables that are joined to both, as the bridge of a many-to-many relation is."""
        return self.joined[first] & self.joined[second]


def build_neighbours(catalog: Catalog) -> Neighbours:
    """The graph of the catalog's foreign keys; a key that leads nowhere is passed over."""
    places = {id(table): place for place, table in enumerate(catalog.tables)}
    joined: list[set[int]] = [set() for _ in catalog.tables]
    for place, table in enumerate(catalog.tables):
        for key in table.foreign_keys:
            target = target_of(key, table, catalog)
            other = places.get(id(target), place)
            if other != place:
                joined[place].add(other)
                joined[other].add(place)
    groups = _groups(joined)
    group_of = {place: number for number, group in enumerate(groups) for place in group}
    return Neighbours(tuple(map(frozenset, joined)), groups, group_of)


def target_of(key: ForeignKey, table: Table, catalog: Catalog) -> Table | None:
    """The table that a key of `table` leads to, in the catalog."""
    schema = key.target_schema or table.schema
    qualified = catalog.table(f"{schema}.{key.target_table}") if schema else None
    return qualified or catalog.table(key.target_table)


def _groups(joined: list[set[int]]) -> tuple[tuple[int, ...], ...]:
    groups: list[tuple[int, ...]] = []
    seen: set[int] = set()
    for start in range(len(joined)):
        if start in seen:
            continue
        group, waiting = [], [start]
        seen.add(start)
        while waiting:
            place = waiting.pop()
            group.append(place)
            waiting.extend(joined[place] - seen)
            seen |= joined[place]
        if 1 < len(group) <= MAX_GROUP:
            groups.append(tuple(sorted(group)))
    return tuple(groups)
