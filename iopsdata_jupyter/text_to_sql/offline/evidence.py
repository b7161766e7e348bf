"""Scores of one question: how likely each column and table is to play each role, and its literals."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

from iopsdata_jupyter.text_to_sql.offline.column_features import COLUMN_ROLES, column_features
from iopsdata_jupyter.text_to_sql.offline.comparisons import expected_operator
from iopsdata_jupyter.text_to_sql.offline.joins import JoinGraph
from iopsdata_jupyter.text_to_sql.offline.linking import Links
from iopsdata_jupyter.text_to_sql.offline.models import RoleModel
from iopsdata_jupyter.text_to_sql.offline.schema import SchemaIndex
from iopsdata_jupyter.text_to_sql.offline.surroundings import Surroundings
from iopsdata_jupyter.text_to_sql.offline.table_features import TABLE_ROLES, table_features

_MOST_COLUMNS = 120
_ABSENT = -9.0


@dataclass(frozen=True, slots=True)
class Literal:
    """A value or number of the question, with the columns it may be compared with."""

    start: int
    end: int
    value: str | int | float
    options: tuple[tuple[int, str | int | float, str], ...] = ()
    """(column, value as the data holds it, how it was found); empty for numbers and free text."""
    kind: str = "value"
    """value, number, date or free."""
    expected: str = ""
    """For numbers and dates, the comparison that the words beside it ask for; empty where they do not say."""

    @property
    def mask(self) -> int:
        """The tokens of the literal as bits."""
        return ((1 << self.end) - 1) ^ ((1 << self.start) - 1)


@dataclass(frozen=True)
class Evidence:
    """All that the candidates of a question are made from."""

    links: Links
    schema: SchemaIndex
    graph: JoinGraph
    around: Surroundings
    columns: dict[str, dict[int, float]]
    """Log-odds by role and column; columns that were not looked at are missing."""
    tables: dict[str, dict[int, float]]
    literals: tuple[Literal, ...]
    preferred: tuple[int, ...] = ()
    """Of parallel foreign keys, those that the words name."""
    _ranked: dict[tuple[str, tuple[str, ...], bool], list[int]] = field(default_factory=dict)

    def column(self, role: str, index: int) -> float:
        """Log-odds of a column in a role."""
        return self.columns[role].get(index, _ABSENT)

    def table(self, role: str, index: int) -> float:
        """Log-odds of a table in a role."""
        return self.tables[role].get(index, _ABSENT)

    def best(self, role: str, most: int, kinds: tuple[str, ...] = (), *, stored: bool = False) -> list[int]:
        """The columns most likely in a role, best first, of some kinds where given.

        `stored` leaves time buckets out.
        """
        key = role, kinds, stored
        if key not in self._ranked:
            self._ranked[key] = self._rank(role, kinds, stored=stored)
        return self._ranked[key][:most]

    def _rank(self, role: str, kinds: tuple[str, ...], *, stored: bool) -> list[int]:
        scores, columns = self.columns[role], self.schema.columns
        wanted = [c for c in scores if not kinds or columns[c].kind in kinds]
        if stored:
            wanted = [c for c in wanted if columns[c].derived in ("", "product")]
        return sorted(wanted, key=lambda c: (-scores[c], c))

    def best_tables(self, role: str, most: int) -> list[int]:
        """The tables most likely in a role, best first."""
        scores = self.tables[role]
        return sorted(scores, key=lambda t: (-scores[t], t))[:most]


def gather(
    links: Links, schema: SchemaIndex, graph: JoinGraph, columns: RoleModel, tables: RoleModel
) -> Evidence:
    """The evidence for a linked question."""
    around = Surroundings(links, schema)
    column_scores: dict[str, dict[int, float]] = {role: {} for role in COLUMN_ROLES}
    for index in considered(links, schema, around):
        for role, score in zip(
            COLUMN_ROLES, columns.scores(column_features(schema.columns[index], around)), strict=True
        ):
            column_scores[role][index] = score
    table_scores: dict[str, dict[int, float]] = {role: {} for role in TABLE_ROLES}
    for index in considered_tables(links, schema, graph, around):
        for role, score in zip(TABLE_ROLES, tables.scores(table_features(index, around)), strict=True):
            table_scores[role][index] = score
    return Evidence(
        links,
        schema,
        graph,
        around,
        column_scores,
        table_scores,
        literals_of(links),
        preferred_keys(links, graph),
    )


def preferred_keys(links: Links, graph: JoinGraph) -> tuple[int, ...]:
    """Of each set of parallel foreign keys the one said best, where any is said better than the first."""
    chosen = []
    for edges in graph.parallel:
        scores = [
            max((m.cover * m.strength for m in links.columns[edge.left]), default=0.0) for edge in edges
        ]
        best = scores.index(max(scores))
        if best and scores[best] > scores[0]:
            chosen.append(edges[best].left)
    return tuple(chosen)


def considered(links: Links, schema: SchemaIndex, around: Surroundings) -> list[int]:
    """Columns worth a look: all of a small schema, else those said, with values, or of tables said."""
    spoken = {"year"} if any(is_year(token.number) for token in links.tokens) else set()
    if any(token.kind == "date" and len(token.text) == 7 for token in links.tokens):
        spoken.add("month")
    candidates = [
        c.index for c in schema.columns if not c.derived or links.columns[c.index] or c.derived in spoken
    ]
    if len(candidates) <= _MOST_COLUMNS:
        return candidates

    return sorted(
        heapq.nsmallest(_MOST_COLUMNS, candidates, key=lambda i: (-_weight(i, links, schema, around), i))
    )


def _weight(index: int, links: Links, schema: SchemaIndex, around: Surroundings) -> float:
    """How much a column of a large schema is worth a look."""
    mentions = links.columns[index]
    said = max([0.6 * m.cover + 0.4 * m.strength for m in mentions]) if mentions else 0.0
    valued = 0.8 if index in around.values else 0.0
    return said + valued + around.table_best[schema.columns[index].table]


def is_year(number: float | int | None) -> bool:
    """Whether a number reads as a calendar year."""
    return isinstance(number, int) and 1900 <= number <= 2100


def considered_tables(links: Links, schema: SchemaIndex, graph: JoinGraph, around: Surroundings) -> list[int]:
    """Tables worth a look: all of a small schema, else those said, with values, and their neighbours."""
    if len(schema.tables) <= 25:
        return [table.index for table in schema.tables]
    near = dict.fromkeys(around.linked_tables)
    for table in around.table_order:
        near[table] = None
        near.update(dict.fromkeys(graph.neighbours(table)))
    near.update(
        dict.fromkeys(t for t, mentions in enumerate(links.tables) if mentions and mentions[0].cover > 0.4)
    )
    return sorted(near)[:60]


def literals_of(links: Links) -> tuple[Literal, ...]:
    """The literals of a question in order: values of the data, numbers, dates, text that may be a value."""
    by_span: dict[tuple[int, int], list[tuple[int, str | int | float, str]]] = {}
    for link in links.values:
        by_span.setdefault((link.start, link.end), []).append((link.column, link.value, link.how))
    found = [Literal(s, e, str(options[0][1]), tuple(options)) for (s, e), options in by_span.items()]
    covered = {i for s, e in by_span for i in range(s, e)}
    for place, token in enumerate(links.tokens):
        if token.number is not None:
            asked = expected_operator(links.tokens, place, place + 1)
            found.append(Literal(place, place + 1, token.number, kind="number", expected=asked))
        elif token.kind == "date":
            asked = expected_operator(links.tokens, place, place + 1)
            found.append(Literal(place, place + 1, token.text, kind="date", expected=asked))
        elif token.kind == "quoted" and place not in covered:
            found.append(Literal(place, place + 1, token.text, kind="free"))
    found.extend(_capitalised(links, covered))
    return tuple(sorted(found, key=lambda literal: (literal.start, literal.end, literal.kind)))


def _inside(links: Links, place: int) -> bool:
    """Whether a token does not open a sentence, where a capital means nothing."""
    before = links.tokens[place - 1] if place else None
    return before is not None and before.text[-1] not in ".?!;:"


def _capitalised(links: Links, covered: set[int]) -> list[Literal]:
    """Runs of capitalised words that name nothing in the schema: names that the data may hold."""
    found, start = [], None
    for place in range(1, len(links.tokens) + 1):
        free = (
            place < len(links.tokens)
            and links.tokens[place].kind == "word"
            and links.tokens[place].text[0].isupper()
            and links.tokens[place].content
            and _inside(links, place)
            and not links.tags[place]
            and place not in covered
        )
        if free and start is None:
            start = place
        elif not free and start is not None:
            text = " ".join(token.owner for token in links.tokens[start:place])
            found.append(Literal(start, place, text, kind="free"))
            start = None
    return found
