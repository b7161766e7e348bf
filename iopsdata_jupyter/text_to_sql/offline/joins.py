"""Join trees: the cheapest way to connect a set of tables over foreign keys."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass

from iopsdata_jupyter.text_to_sql.offline.schema import Edge, SchemaIndex

_FARTHEST, _FARTHEST_IN_MANY = 8.0, 5.0
"""Paths that cost more join things that no question means together; it bounds the search in wide schemas."""
_MANY = 200
"""Tables from which on a catalog is wide."""
_MOST_SEARCHES = 64


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
        self._searches: dict[int, _Search] = {}
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
            (cost, order, table)
            for order, start in enumerate(inside)
            for table in missing
            if (cost := self._search(start).cost(table)) is not None
        ]
        if not reached:
            return None
        _, order, table = min(reached)
        return self._search(inside[order]).steps(table)

    def _search(self, start: int) -> _Search:
        """The search from one table; kept for the tables asked for last, since candidates ask again."""
        if start not in self._searches:
            while len(self._searches) >= _MOST_SEARCHES:
                del self._searches[next(iter(self._searches))]
            self._searches[start] = _Search(start, self._near, self._farthest)
        return self._searches[start]


class _Search:
    """Dijkstra's search from one table, taken only as far as the table asked for.

    In a catalog of 1,000 tables a whole search costs 3 ms, and the tables of a question mostly join directly.
    """

    def __init__(self, start: int, near: dict[int, list[tuple[int, Edge]]], farthest: float) -> None:
        self._start = start
        self._near = near
        self._farthest = farthest
        self._queue: list[tuple[float, int, int]] = [(0.0, 0, start)]
        self._best = {start: 0.0}
        self._back: dict[int, tuple[int, Edge]] = {}
        self._settled: set[int] = set()
        self._pushed = 0

    def cost(self, table: int) -> float | None:
        """What the way to a table costs; None where it is out of reach."""
        while table not in self._settled and self._queue:
            self._advance()
        return self._best[table] if table in self._settled else None

    def steps(self, table: int) -> list[tuple[int, Edge]]:
        """The way to a table within reach, from the start on."""
        found = []
        while table != self._start:
            before, edge = self._back[table]
            found.append((table, edge))
            table = before
        return found[::-1]

    def _advance(self) -> None:
        cost, _, table = heapq.heappop(self._queue)
        if table in self._settled:
            return
        self._settled.add(table)
        for other, edge in self._near.get(table, ()):
            reached = cost + edge.cost
            if reached <= self._farthest and reached < self._best.get(other, math.inf):
                self._best[other] = reached
                self._back[other] = (table, edge)
                self._pushed += 1
                heapq.heappush(self._queue, (reached, self._pushed, other))
