"""Join trees: the cheapest way to connect a set of tables over foreign keys."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

from iopsdata_jupyter.text_to_sql.offline.schema import Edge, SchemaIndex

_FARTHEST, _FARTHEST_IN_MANY = 8.0, 5.0
"""Paths that cost more join things that no question means together; it bounds the search in wide schemas."""
_MANY = 200
"""Tables from which on a catalog is wide."""
_MOST_REACHED = 64


@dataclass(frozen=True, slots=True)
class JoinTree:
    """Tables in join order; `edges[i]` joins `tables[i + 1]` to an earlier table."""

    tables: tuple[int, ...]
    edges: tuple[Edge, ...]
    cost: float


class JoinGraph:
    """The foreign-key graph of a schema, with the trees found so far."""

    def __init__(self, schema: SchemaIndex) -> None:
        self._schema = schema
        self._near: dict[int, list[tuple[int, Edge]]] = {}
        self._reached: dict[int, dict[int, tuple[float, int, Edge]]] = {}
        self._farthest = _FARTHEST if len(schema.tables) < _MANY else _FARTHEST_IN_MANY
        self._trees: dict[tuple[tuple[int, ...], tuple[int, ...]], JoinTree | None] = {}
        pairs: dict[frozenset[int], list[Edge]] = {}
        for edge in schema.edges:
            pairs.setdefault(
                frozenset((schema.columns[edge.left].table, schema.columns[edge.right].table)), []
            ).append(edge)
        self.parallel = tuple(tuple(edges) for edges in pairs.values() if len(edges) > 1)
        """Edges that join the same two tables, such as a home and an away team."""
        for edge in schema.edges:
            left, right = schema.columns[edge.left].table, schema.columns[edge.right].table
            if left != right:
                self._near.setdefault(left, []).append((right, edge))
                self._near.setdefault(right, []).append((left, edge))

    def tree(self, tables: tuple[int, ...], prefer: tuple[int, ...] = ()) -> JoinTree | None:
        """The cheapest tree over `tables` (sorted indexes), or None where they do not connect.

        Of parallel edges, one whose referring column is in `prefer` is taken.
        """
        key = (tables, prefer)
        if key not in self._trees:
            if len(self._trees) > 5_000:
                self._trees.clear()
            self._trees[key] = self._preferring(self.tree(tables), prefer) if prefer else self._grow(tables)
        return self._trees[key]

    def _preferring(self, tree: JoinTree | None, prefer: tuple[int, ...]) -> JoinTree | None:
        if tree is None or not prefer:
            return tree
        edges = tuple(self._alternative(edge, prefer) for edge in tree.edges)
        return JoinTree(tree.tables, edges, tree.cost)

    def _alternative(self, edge: Edge, prefer: tuple[int, ...]) -> Edge:
        for edges in self.parallel:
            if edge in edges:
                return next((other for other in edges if other.left in prefer), edge)
        return edge

    def neighbours(self, table: int) -> list[int]:
        """Tables one join away."""
        return [other for other, _ in self._near.get(table, ())]

    def _grow(self, tables: tuple[int, ...]) -> JoinTree | None:
        grown = [tree for start in tables if (tree := self._grow_from(start, tables)) is not None]
        return min(grown, key=lambda tree: (tree.cost, -self._bridges(tree), tree.tables)) if grown else None

    def _bridges(self, tree: JoinTree) -> int:
        """Tables of the tree whose keys refer to several others: at equal cost, a bridge is the meant way."""
        holders = [self._schema.columns[edge.left].table for edge in tree.edges]
        return sum(holders.count(table) > 1 for table in set(holders))

    def _grow_from(self, start: int, tables: tuple[int, ...]) -> JoinTree | None:
        inside, edges, cost = [start], [], 0.0
        missing = set(tables) - {start}
        while missing:
            path = self._path(inside, missing)
            if path is None:
                return None
            for table, edge in path:
                if table not in inside:
                    inside.append(table)
                    edges.append(edge)
                    cost += edge.cost
            missing -= set(inside)
        return JoinTree(tuple(inside), tuple(edges), cost)

    def _path(self, inside: list[int], missing: set[int]) -> list[tuple[int, Edge]] | None:
        """The cheapest path from the tree to a missing table, as steps."""
        reached = [
            (self._reach(start)[table][0], order, table)
            for order, start in enumerate(inside)
            for table in missing
            if table in self._reach(start)
        ]
        if not reached:
            return None
        _, order, table = min(reached)
        steps, back = [], self._reach(inside[order])
        while table != inside[order]:
            _, before, edge = back[table]
            steps.append((table, edge))
            table = before
        return steps[::-1]

    def _reach(self, start: int) -> dict[int, tuple[float, int, Edge]]:
        """The tables within reach of one: what they cost, the table before them and the edge from there.

        Kept for the tables asked for last: in a catalog of 1,000 tables a search costs a millisecond or two,
        and the candidates of a question ask for the same few tables hundreds of times.
        """
        if start not in self._reached:
            while len(self._reached) >= _MOST_REACHED:
                del self._reached[next(iter(self._reached))]
            self._reached[start] = self._search(start)
        return self._reached[start]

    def _search(self, start: int) -> dict[int, tuple[float, int, Edge]]:
        queue: list[tuple[float, int, int]] = [(0.0, 0, start)]
        found: dict[int, tuple[float, int, Edge]] = {}
        best, count = {start: 0.0}, 0
        while queue:
            cost, _, table = heapq.heappop(queue)
            if cost > best[table]:
                continue
            for other, edge in self._near.get(table, ()):
                reached = cost + edge.cost
                if reached <= self._farthest and reached < best.get(other, 1e9):
                    best[other] = reached
                    found[other] = (reached, table, edge)
                    count += 1
                    heapq.heappush(queue, (reached, count, other))
        return found
