"""Which columns of a schema hold the same things, whether or not a key says so.

A domain is a set of columns: a key, the columns that refer to it, and text columns whose values are those of
a column that names the rows of another table. References are composed over domains, so that `rivers in states
that border x` needs no declared key.
"""

from __future__ import annotations

from collections.abc import Sequence

from iopsdata_jupyter.catalog.lookup import ValueLookup
from iopsdata_jupyter.text_to_sql.offline.analytic.ground import Ground

_LEAST_VALUES = 8
"""Fewer distinct values say nothing about what a column holds."""
_MOST_COMPARED = 400
_SHARE = 0.7
"""Of a column's values, how many must name rows of the other table."""


class Domains:
    """The domains of one catalog; state that depends on no question."""

    def __init__(self, ground: Ground, lookup: ValueLookup) -> None:
        self.ground = ground
        self.schema = ground.schema
        self.identity = [self._identity(table.index) for table in self.schema.tables]
        self._parent = list(range(len(self.schema.columns)))
        for edge in self.schema.edges:
            if not edge.more:
                self._join(edge.left, edge.right)
        self.constant: frozenset[int] = frozenset()
        self._by_values(lookup)
        members: dict[int, list[int]] = {}
        for info in self.schema.real_columns:
            members.setdefault(self.of(info.index), []).append(info.index)
        self._members = {root: tuple(columns) for root, columns in members.items()}
        self.shared = frozenset(root for root, members in self._members.items() if len(members) > 1)

    def _identity(self, table: int) -> int | None:
        """The column that says which thing a row is: its key, else its name."""
        key = self.ground.key(table)
        if key is not None:
            return key
        shown = self.ground.shown(table)
        return shown[0] if len(shown) == 1 and not self.schema.tables[table].keys else None

    def _by_values(self, lookup: ValueLookup) -> None:
        held = self._held(lookup)
        self.constant = frozenset(column for column, values in held.items() if len(values) == 1)
        names = {i for i in self.identity if i is not None and i in held}
        homes: dict[str, list[int]] = {}
        for column in sorted(names):
            if len(held[column]) >= _LEAST_VALUES:
                for value in held[column]:
                    homes.setdefault(value.casefold(), []).append(column)
        for column, values in held.items():
            home = self._home(column, values, homes)
            if home is not None and self.of(home) != self.of(column):
                self._join(column, home)

    def _held(self, lookup: ValueLookup) -> dict[int, Sequence[str]]:
        held = {}
        for table, name in lookup.columns():
            column = self.schema.column_ids.get((table.casefold(), name.casefold()))
            if column is not None:
                held[column] = lookup.values(table, name)
        return held

    def _home(self, column: int, values: Sequence[str], homes: dict[str, list[int]]) -> int | None:
        """The naming column of another table that holds (nearly) all values of a column."""
        if len(values) < _LEAST_VALUES:
            return None
        own = self.schema.columns[column].table
        counts: dict[int, int] = {}
        sample = values[:_MOST_COMPARED]
        for value in sample:
            for home in homes.get(value.casefold(), ()):
                if self.schema.columns[home].table != own:
                    counts[home] = counts.get(home, 0) + 1
        best = min(counts, key=lambda home: (-counts[home], home), default=None)
        return best if best is not None and counts[best] >= _SHARE * len(sample) else None

    def _join(self, left: int, right: int) -> None:
        first, second = sorted((self.of(left), self.of(right)))
        self._parent[second] = first

    def of(self, column: int) -> int:
        """The domain of a column."""
        while self._parent[column] != column:
            self._parent[column] = column = self._parent[self._parent[column]]
        return column

    def members(self, domain: int) -> tuple[int, ...]:
        """The columns of a domain."""
        return self._members.get(domain, ())

    def columns_in(self, table: int, domain: int) -> list[int]:
        """The columns of a table that belong to a domain, in order."""
        columns = self.schema.columns
        return [c for c in self._members.get(domain, ()) if columns[c].table == table]

    def tables_with(self, domain: int) -> list[int]:
        """Tables that have a column of a domain, in order."""
        return sorted({self.schema.columns[c].table for c in self.members(domain)})

    def home(self, domain: int) -> int | None:
        """The table whose rows the things of a domain are; None where no table is about them."""
        columns = self.schema.columns
        own = [c for c in self.members(domain) if self.identity[columns[c].table] == c]
        described = [c for c in own if self._named_for_it(c)]
        best = (described or own)[:1]
        return columns[best[0]].table if best else None

    def _named_for_it(self, column: int) -> bool:
        info = self.schema.columns[column]
        return bool(set(info.words) & set(self.schema.tables[info.table].words)) or info.primary
