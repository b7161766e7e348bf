"""The tables of a catalog in order of how likely a question needs them, with the columns that it names.

A table's score is the sum of what its own words say (`index.py`), what the best table that it is joined to
says, what the whole group of joined tables says, and what is known from elsewhere: values of the question
that the data holds, SQL of the conversation, verified and recent queries. The weights were chosen on one half
of the databases of `tests/measures/linking.py`, which measures on the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from iopsdata_jupyter.catalog.models import Catalog, Table
from iopsdata_jupyter.text_to_sql.linking.evidence import similar, tables_of
from iopsdata_jupyter.text_to_sql.linking.index import TextIndex, build_index
from iopsdata_jupyter.text_to_sql.linking.neighbours import Neighbours, build_neighbours
from iopsdata_jupyter.text_to_sql.linking.words import question_words, words_of
from iopsdata_jupyter.text_to_sql.phrases import phrases
from iopsdata_jupyter.text_to_sql.translator import TranslationRequest

NEIGHBOUR_SHARE = 0.5
GROUP_SHARE = 0.6
VALUE_SCORE = 6.0
CONVERSATION_SCORE = 40.0
"""SQL of this conversation and the statement under repair: their tables stay, whatever the words say."""
EXAMPLE_SCORE = 12.0
RECENT_SCORE = 1.0
MAX_RECENT = 20
MOST_JOINED = 12
"""Tables among which those that join them are looked for."""
MAX_PLACES = 5
"""A value that more columns hold than this tells nothing about which is meant."""


@dataclass(frozen=True, slots=True)
class LinkedTable:
    """A table, and what of it the question names."""

    table: Table
    score: float
    """Above 0 where anything speaks for the table; comparable within one question only."""
    meant: frozenset[str] = frozenset()
    """Words of the catalog that the question means."""
    holding: frozenset[str] = frozenset()
    """Columns whose data holds a value of the question."""

    @property
    def named(self) -> frozenset[str]:
        """Columns whose name, comment or values the question names."""
        by_words = {
            column.name
            for column in self.table.columns
            if self.meant.intersection((*words_of(column.name), *words_of(column.comment or "")))
        }
        return self.holding | by_words


@dataclass(frozen=True, eq=False)
class Linker:
    """Links questions to one catalog; making it costs far more than using it."""

    catalog: Catalog
    index: TextIndex
    neighbours: Neighbours
    places: dict[str, int]
    """The place in the catalog of each table, by qualified name."""

    def link(self, request: TranslationRequest) -> tuple[LinkedTable, ...]:
        """Every table of the catalog, the likeliest first; those that nothing speaks for keep their order."""
        words = question_words(
            " ".join([*(turn.question for turn in request.history[-1:]), request.question])
        )
        named = self._named_by_values(request)
        meanings = [self.index.meanings(word) for word in words]
        scores = self._scored([self.index.gains(known) for known in meanings])
        for name, score in self._from_elsewhere(request, named):
            if name in self.places:
                scores[self.places[name]] += score
        self._close(scores)
        order = sorted(range(len(self.catalog.tables)), key=lambda place: (-scores.get(place, 0.0), place))
        meant = frozenset(known for found in meanings for known, _ in found)
        tables = ((self.catalog.tables[place], scores.get(place, 0.0)) for place in order)
        return tuple(
            LinkedTable(table, score, meant, frozenset(named.get(table.qualified_name, ())))
            for table, score in tables
        )

    def _close(self, scores: dict[int, float]) -> None:
        """Lifts the tables that join two of the likeliest ones, however little their own words say."""
        likeliest = sorted(scores, key=lambda place: -scores[place])[:MOST_JOINED]
        for first, second in combinations(likeliest, 2):
            for bridge in self.neighbours.between(first, second):
                scores[bridge] = max(scores[bridge], min(scores[first], scores[second]))

    # --- evidence

    def _named_by_values(self, request: TranslationRequest) -> dict[str, set[str]]:
        """Columns by table whose data holds a phrase of the question."""
        found: dict[str, set[str]] = {}
        for phrase in phrases(request.question):
            matches = request.values.find(phrase)
            for match in matches if len(matches) <= MAX_PLACES else ():
                found.setdefault(match.table, set()).add(match.column)
        return found

    def _from_elsewhere(
        self, request: TranslationRequest, named: Iterable[str]
    ) -> Iterator[tuple[str, float]]:
        """Qualified names of tables, and what is added to their score."""
        yield from ((name, VALUE_SCORE) for name in named)
        spoken = [turn.sql for turn in request.history[-1:]]
        if request.failed:
            spoken.append(request.failed.sql)
        examples = similar(request.question, request.evidence.examples)
        by_score = (
            (CONVERSATION_SCORE, spoken),
            (EXAMPLE_SCORE, [example.sql for example in examples]),
            (RECENT_SCORE, request.evidence.recent[:MAX_RECENT]),
        )
        for score, statements in by_score:
            yield from ((name, score) for name in set(tables_of(statements, self.catalog)))

    # --- words

    def _scored(self, gains: list[dict[int, float]]) -> defaultdict[int, float]:
        """What the words say: of a table itself, of those that it is joined to, and of its whole group."""
        own: defaultdict[int, float] = defaultdict(float)
        for gain in gains:
            for place, score in gain.items():
                own[place] += score
        scores = own.copy()
        for place, score in own.items():
            for other in self.neighbours.joined[place]:
                scores[other] = max(scores[other], own.get(other, 0.0) + NEIGHBOUR_SHARE * score)
        for group, total in self._group_totals(gains).items():
            for place in self.neighbours.groups[group]:
                scores[place] += GROUP_SHARE * total
        return scores

    def _group_totals(self, gains: list[dict[int, float]]) -> dict[int, float]:
        """Each word counts once for a group, by the table that has it best."""
        totals: defaultdict[int, float] = defaultdict(float)
        for gain in gains:
            best: dict[int, float] = {}
            for place, score in gain.items():
                group = self.neighbours.group_of.get(place)
                if group is not None and score > best.get(group, 0.0):
                    best[group] = score
            for group, score in best.items():
                totals[group] += score
        return totals


_KEPT: list[Linker] = []
_MOST_KEPT = 8


def linker_of(catalog: Catalog) -> Linker:
    """The catalog's linker; the latest ones are kept, by identity, since comparing catalogs takes longer."""
    found = next((linker for linker in _KEPT if linker.catalog is catalog), None)
    if found is None:
        found = build_linker(catalog)
        _KEPT[:] = [*_KEPT[1 - _MOST_KEPT :], found]
    return found


def build_linker(catalog: Catalog) -> Linker:
    """A linker for the catalog as it is now."""
    places = {table.qualified_name: place for place, table in enumerate(catalog.tables)}
    return Linker(catalog, build_index(catalog), build_neighbours(catalog), places)
