"""Ways from one table to another over keys, and whether they multiply rows."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator
from dataclasses import dataclass

from iopsdata_jupyter.text_to_sql.offline.analytic.ground import Ground
from iopsdata_jupyter.text_to_sql.offline.analytic.vocabulary import TRANSACTIONS
from iopsdata_jupyter.text_to_sql.offline.schema import Edge

_SAFE, _MANY = 0.3, 0.8
_EVENT = 0.01
"""By how much a way over an order or payment is shorter: of equal ways, the supplier of an order line is that
of its order rather than that of its part."""
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
        self._spreads: dict[int, _Spread] = {}
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
            cost -= _EVENT if TRANSACTIONS & set(self._ground.table_words(target)) else 0.0
            more = edge.more if near == edge.left else tuple((far_, near_) for near_, far_ in edge.more)
            hop = Hop(source, target, near, far, many, doubtful, more)
            self._hops.setdefault(source, []).append((cost, hop))

    def path(self, source: int, target: int) -> tuple[Hop, ...] | None:
        """The joins from one table to another; empty for the same table, None where nothing connects them."""
        found = self._spread(source).to(target)
        return found[1] if found and not any(hop.doubtful for hop in found[1]) else None

    def cost(self, source: int, target: int) -> float:
        """What the joins cost; infinite where nothing connects the tables."""
        found = self._spread(source).to(target)
        return found[0] if found and self.path(source, target) is not None else float("inf")

    def multiplies(self, source: int, target: int) -> bool:
        """Whether a row of `source` may come out several times once joined to `target`."""
        found = self._spread(source).to(target)
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

    def near(self, source: int) -> Iterator[tuple[float, int]]:
        """The tables within reach with what the way costs, nearest first; found as they are asked for."""
        return self._spread(source).nearest()

    def _spread(self, source: int) -> _Spread:
        if source not in self._spreads:
            self._spreads[source] = _Spread(source, self._hops, self._most_hops)
        return self._spreads[source]


class _Spread:
    """The ways from one table, found no farther than they are asked for.

    A whole search of 1,000 tables costs 20 ms, and most tables of a question join directly.
    """

    def __init__(self, source: int, hops: dict[int, list[tuple[float, Hop]]], most_hops: int) -> None:
        self._hops = hops
        self._most_hops = most_hops
        self._found: dict[int, tuple[float, tuple[Hop, ...]]] = {}
        self._queue: list[tuple[float, int, int, tuple[Hop, ...]]] = [(0.0, 0, source, ())]
        self._pushed = 0

    def to(self, target: int) -> tuple[float, tuple[Hop, ...]] | None:
        """What the cheapest way to a table costs, and its joins; None where there is none."""
        while target not in self._found and self._queue:
            self._advance()
        return self._found.get(target)

    def nearest(self) -> Iterator[tuple[float, int]]:
        """Costs and tables, nearest first, then in the order of the tables."""
        given: set[int] = set()
        while len(given) < len(self._found) or self._queue:
            cost = self._next(given)
            equal = sorted(t for t, (c, _) in self._found.items() if t not in given and c <= cost)
            given.update(equal)
            yield from ((self._found[table][0], table) for table in equal)

    def _next(self, given: set[int]) -> float:
        """The next cost at which tables lie that were not given, all of them found."""
        waiting = [cost for table, (cost, _) in self._found.items() if table not in given]
        while not waiting and self._queue:
            waiting = [cost for cost in (self._advance(),) if cost is not None]
        cost = min(waiting, default=math.inf)
        while self._queue and self._queue[0][0] <= cost:
            self._advance()
        return cost

    def _advance(self) -> float | None:
        """Settles the nearest table in sight; its cost, or None where it was settled or is too far."""
        cost, _, table, hops = heapq.heappop(self._queue)
        if table in self._found:
            return None
        self._found[table] = (cost, hops)
        if len(hops) < self._most_hops:
            for extra, hop in self._hops.get(table, ()):
                if hop.target not in self._found:
                    self._pushed += 1
                    heapq.heappush(self._queue, (cost + extra, self._pushed, hop.target, (*hops, hop)))
        return cost
