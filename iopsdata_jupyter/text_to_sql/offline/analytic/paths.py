"""Ways from one table to another over keys, and whether they multiply rows."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

from iopsdata_jupyter.text_to_sql.offline.analytic.ground import Ground
from iopsdata_jupyter.text_to_sql.offline.schema import Edge

_SAFE, _MANY = 0.3, 0.8
_MANY_TABLES = 200
"""Tables from which on longer ways are not looked for: a search would cost tens of milliseconds."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One join of a path."""

    source: int
    target: int
    near: int
    """The column of `source`."""
    far: int
    """The column of `target`."""
    many: bool
    """Whether one row of `source` may meet several of `target`."""
    doubtful: bool = False
    """Whether other keys connect the same two tables, or none that was declared does."""
    more: tuple[tuple[int, int], ...] = ()
    """The further (near, far) columns of a key of several columns."""


class Paths:
    """The cheapest path between any two tables; joins to one row are cheaper than joins to many."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._hops: dict[int, list[tuple[float, Hop]]] = {}
        self._from: dict[int, dict[int, tuple[float, tuple[Hop, ...]]]] = {}
        self._most_hops = 6 if len(ground.schema.tables) < _MANY_TABLES else 4
        pairs: dict[frozenset[int], int] = {}
        columns = ground.schema.columns
        for edge in ground.schema.edges:
            pair = frozenset((columns[edge.left].table, columns[edge.right].table))
            pairs[pair] = pairs.get(pair, 0) + 1
        for edge in ground.schema.edges:
            pair = frozenset((columns[edge.left].table, columns[edge.right].table))
            if len(pair) == 2:
                self._add(edge, doubtful=pairs[pair] > 1 or edge.cost > 2)

    def _add(self, edge: Edge, *, doubtful: bool) -> None:
        columns = self._ground.schema.columns
        for near, far in ((edge.left, edge.right), (edge.right, edge.left)):
            source, target = columns[near].table, columns[far].table
            many = not (self._ground.is_unique(far) or (edge.more and far == edge.right))
            cost = (_MANY if many else _SAFE) * edge.cost + (0.2 if doubtful else 0.0)
            more = edge.more if near == edge.left else tuple((far_, near_) for near_, far_ in edge.more)
            hop = Hop(source, target, near, far, many, doubtful, more)
            self._hops.setdefault(source, []).append((cost, hop))

    def path(self, source: int, target: int) -> tuple[Hop, ...] | None:
        """The joins from one table to another; empty for the same table, None where nothing connects them."""
        found = self._reach(source).get(target)
        return found[1] if found and not any(hop.doubtful for hop in found[1]) else None

    def cost(self, source: int, target: int) -> float:
        """What the joins cost; infinite where nothing connects the tables."""
        found = self._reach(source).get(target)
        return found[0] if found and self.path(source, target) is not None else float("inf")

    def multiplies(self, source: int, target: int) -> bool:
        """Whether a row of `source` may come out several times once joined to `target`."""
        found = self._reach(source).get(target)
        return any(hop.many for hop in found[1]) if found else False

    def belongs(self, source: int, target: int) -> bool:
        """Whether rows of `target` are what a row of `source` has or had, not what it shares with others."""
        hops = self.path(source, target) or ()
        seen_one = False
        for hop in hops:
            if hop.many and seen_one:
                return False
            seen_one = seen_one or not hop.many
        return bool(hops) and hops[0].many

    def near(self, source: int) -> list[tuple[float, int]]:
        """Every table within reach, nearest first."""
        return sorted((cost, table) for table, (cost, _) in self._reach(source).items())

    def _reach(self, source: int) -> dict[int, tuple[float, tuple[Hop, ...]]]:
        if source not in self._from:
            self._from[source] = self._spread(source)
        return self._from[source]

    def _spread(self, source: int) -> dict[int, tuple[float, tuple[Hop, ...]]]:
        found: dict[int, tuple[float, tuple[Hop, ...]]] = {}
        queue: list[tuple[float, int, int, tuple[Hop, ...]]] = [(0.0, 0, source, ())]
        count = 0
        while queue:
            cost, _, table, hops = heapq.heappop(queue)
            if table in found or len(hops) > self._most_hops:
                continue
            found[table] = (cost, hops)
            for extra, hop in self._hops.get(table, ()):
                count += 1
                heapq.heappush(queue, (cost + extra, count, hop.target, (*hops, hop)))
        return found
