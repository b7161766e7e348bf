"""Noun phrases: a table, column or value of the data, with adjectives before and any conditions after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from iopsdata_jupyter.text_to_sql.offline.lexicon import MEASURES, SUPERLATIVES
from iopsdata_jupyter.text_to_sql.offline.references import modifiers, relating
from iopsdata_jupyter.text_to_sql.offline.references.found import Found, extreme, homed
from iopsdata_jupyter.text_to_sql.offline.references.speech import AMOUNT_SUPERLATIVES, ARTICLES, MOST
from iopsdata_jupyter.text_to_sql.offline.references.words import Words
from iopsdata_jupyter.text_to_sql.offline.sketch import Condition, Item

_DEPTH = 4
_MOST_STATES = 40
_PER_END = 4
_SURE = 0.4
_OBSCURE = 0.05
"""What it costs that few columns hold such things: of two kinds of that name, the more used one is meant."""
Superlative = tuple[str, str]
"""Adjective and which end: largest is (large, max)."""


class Phrases:
    """The references of one question by the place where they start, each found once."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.domains = words.domains
        self.schema = words.schema
        self._known: dict[int, list[tuple[int, Found]]] = {}
        self.leading = ""
        """The preposition that the question begins with: `in which state is x`."""

    def at(self, place: int) -> list[tuple[int, Found]]:
        """(place after, reference) for every reference that starts at a place, the cheaper first."""
        if place >= self.words.end:
            return []
        if place not in self._known:
            self._known[place] = []
            self._known[place] = _pruned(self._read(place))
        return self._known[place]

    def _read(self, place: int) -> Iterator[tuple[int, Found]]:
        start = self.words.skip(place, ARTICLES)
        yield from self._values(start)
        for after, sup in self.superlatives(start):
            for end, base in self.nouns(after):
                yield from self._modified(end, base, sup)

    def superlatives(self, at: int) -> Iterator[tuple[int, Superlative | None]]:
        """A superlative before a noun, or none."""
        yield at, None
        found = self.superlative(at)
        if found is not None:
            yield found

    def superlative(self, at: int) -> tuple[int, Superlative] | None:
        """`largest`, `most populous`."""
        word, following = self.words.word(at), self.words.word(at + 1)
        if word in SUPERLATIVES and SUPERLATIVES[word][1] in ("max", "min"):
            return at + 1, SUPERLATIVES[word]
        if word in ("most", "least") and following in MEASURES:
            return at + 2, (following, MOST[word])
        return None

    def _values(self, at: int) -> Iterator[tuple[int, Found]]:
        """A value, alone or beside the noun that says what it is: `ohio`, `ohio state`, `state of ohio`."""
        for end, base in self._value(at):
            yield end, base
            yield from self._more_values(end, base)
            for after, option in self.words.tables(end):
                if self._is_about(option.index, base):
                    yield after, replace(base, cost=base.cost - 0.05)
        for after, option in self.words.tables(at):
            place = self.words.phrase(after, "of", "called", "named")
            for end, base in self._value(place):
                if self._is_about(option.index, base):
                    yield end, replace(base, cost=base.cost - 0.1)

    def _more_values(self, at: int, base: Found) -> Iterator[tuple[int, Found]]:
        """`texas, ohio and utah`."""
        found = base
        while self.words.word(at) in ("and", "or") or self.words.comma(at):
            place = at + 1 + (self.words.comma(at) and self.words.word(at + 1) in ("and", "or"))
            more = [(end, v) for end, c, v, _ in self.words.values(place) if c == base.out]
            if not more:
                return
            at, value = more[0]
            condition = Condition(Item(base.out), "in", (*found.where[0].values, value))
            found = replace(found, where=(condition,))
            yield at, found

    def _is_about(self, table: int, base: Found) -> bool:
        own = self.domains.identity[table]
        return own is not None and self.domains.of(own) == self.domains.of(base.out)

    def _value(self, at: int) -> Iterator[tuple[int, Found]]:
        """One reference for each domain in which the words are a value, over the table that is about it."""
        best: dict[tuple[int, int], Found] = {}
        for end, column, value, cost in self.words.values(at):
            domain = self.domains.of(column)
            table = self.schema.columns[column].table
            strain = cost + (0.0 if self.domains.home(domain) == table else 0.1)
            strain += 0.0 if self.domains.identity[table] == column else 0.15
            strain += _OBSCURE / len(self.domains.members(domain) or (column,))
            found = Found(table, column, (Condition(Item(column), "=", (value,)),), strain, plain=True)
            if (end, domain) not in best or strain < best[end, domain].cost:
                best[end, domain] = found
        for (end, _), found in best.items():
            yield end, found

    def nouns(self, at: int) -> Iterator[tuple[int, Found]]:
        """A table, a column that holds things, or either with a value before it as an adjective."""
        yield from self._noun(at)
        for end, column, value, cost in self.words.values(at):
            for after, base in self._noun(end):
                if self.schema.columns[column].table == base.table and column != base.out:
                    condition = Condition(Item(column), "=", (value,))
                    yield after, base.having(condition, cost + 0.05)
        yield from self._related_adjective(at)
        yield from self._neighbouring(at)

    def _related_adjective(self, at: int) -> Iterator[tuple[int, Found]]:
        """`texas cities`: a thing before a noun that its rows belong to."""
        for end, owner in self._value(at):
            for after, base in self._noun(end):
                if not self._is_about(base.table, owner):
                    yield from ((after, linked) for linked in relating.related(self, base, owner, "of", 0.05))

    def _neighbouring(self, at: int) -> Iterator[tuple[int, Found]]:
        """`neighbouring states of x`: a verb as an adjective, and its object after the noun."""
        verb = self.words.word(at)
        for end, base in self._noun(at + 1) if not self.words.tables(at) else ():
            if self.words.word(end) in ("of", "to", "for"):
                for after, owner in self.at(end + 1):
                    linked = relating.related(self, base, owner, verb, 0.05)
                    yield from ((after, found) for found in linked if found.cost < _SURE)

    def _noun(self, at: int) -> Iterator[tuple[int, Found]]:
        for end, option in self.words.tables(at):
            out = self._out(option.index)
            if out is not None:
                yield end, Found(option.index, out, cost=option.cost, noun=True)
        sure = any(option.cost < 0.05 for _, option in self.words.tables(at))
        for end, option in self.words.columns(at) if not sure else ():
            info = self.schema.columns[option.index]
            domain = self.domains.of(option.index)
            named = info.words[0] in AMOUNT_SUPERLATIVES
            if (info.kind != "text" and not named) or (info.foreign and domain not in self.domains.shared):
                continue
            found = Found(
                info.table, option.index, cost=option.cost + 0.15, single=self.words.single(end - 1)
            )
            yield end, found
            yield from (
                (after, found) for after, o in self.words.tables(end) if o.index == self.domains.home(domain)
            )

    def _out(self, table: int) -> int | None:
        """The column by which rows of a table are referred to."""
        own = self.domains.identity[table]
        if own is not None:
            return own
        columns = self.schema.tables[table].columns
        return next((c for c in columns if self.domains.of(c) in self.domains.shared), None)

    def _modified(
        self, end: int, base: Found, superlative: Superlative | None
    ) -> Iterator[tuple[int, Found]]:
        states = [(end, base)]
        for _ in range(_DEPTH):
            for place, found in states:
                yield from self._extreme(place, found, superlative)
            states = [grown for place, found in states for grown in modifiers.modifiers(self, place, found)]
            states = sorted(states, key=lambda state: (state[1].cost, -state[0]))[:_MOST_STATES]

    def _extreme(
        self, place: int, found: Found, superlative: Superlative | None
    ) -> Iterator[tuple[int, Found]]:
        if superlative is None:
            yield place, self._first_of_its_name(found)
            return
        adjective, end = superlative
        found = homed(self.domains, found)
        for rank, column in enumerate(self.words.figures(found.table, adjective)[:2]):
            yield place, found.having(extreme(found, column, end), 0.1 * rank)

    def _first_of_its_name(self, found: Found) -> Found:
        """`the highest point` where each row has a column of that name, and another for how high it is."""
        words = self.schema.columns[found.out].words
        end = AMOUNT_SUPERLATIVES.get(words[0])
        if end is None or not found.single:
            return found
        if self.words.is_figure(found.out):
            return found.having(extreme(found, found.out, end))
        for column in self.schema.tables[found.table].columns:
            info = self.schema.columns[column]
            if info.words[0] == words[0] and column != found.out and self.words.is_figure(column):
                return found.having(extreme(found, column, end))
        return found


def _pruned(found: Iterator[tuple[int, Found]]) -> list[tuple[int, Found]]:
    """The cheapest few for each end."""
    by_end: dict[int, list[Found]] = {}
    for end, one in found:
        if one not in by_end.setdefault(end, []):
            by_end[end].append(one)
    kept = []
    for end in sorted(by_end, reverse=True):
        kept += [(end, one) for one in sorted(by_end[end], key=lambda f: f.cost)[:_PER_END]]
    return kept
