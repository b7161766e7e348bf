"""Which tables and columns a phrase may name, and at what cost; values by way of the data's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from iopsdata_jupyter.text_to_sql.offline.analytic.draft import Option
from iopsdata_jupyter.text_to_sql.offline.analytic.ground import Ground, stem
from iopsdata_jupyter.text_to_sql.offline.analytic.vocabulary import ALIASES, GENERIC
from iopsdata_jupyter.text_to_sql.offline.lexicon import SYNONYMS
from iopsdata_jupyter.text_to_sql.offline.words import Token

MOST_COST = 0.75
"""Looser readings than this are none."""
_MOST_KNOWN = 5_000
"""Phrases whose tables are remembered."""
_LOOSER = 0.2
"""How much looser than the best reading of a phrase another may be."""
_PART_OF = 0.1
"""How much nearer `lines` is to `order_lines` where there are orders."""
_CATEGORIES = 60
"""Distinct values up to which a text column counts as categories rather than names."""
_FIGURES = frozenset({"amount", "total", "number", "count", "quantity", "value", "price", "cost"})
"""Words of figures, which plain English uses for one another and a figure must not."""
_GIVEN = ("give", "name")
"""A given name, which no verb `gave` means."""
_LINKERS = frozenset(
    {"of", "the", "and", "in", "a", "by", "per", "for", "to", "with", "on", "or", "at", "is", "are"}
)


class Names:
    """The names of one schema, looked up by phrases."""

    def __init__(self, ground: Ground, counts: dict[int, int]) -> None:
        """`counts` holds the number of known distinct values of text columns."""
        self.ground = ground
        self._counts = counts
        schema = ground.schema
        self._columns: dict[str, list[int]] = {}
        for info in schema.real_columns:
            for word in info.words:
                self._columns.setdefault(word, []).append(info.index)
                self._columns.setdefault(stem(word), []).append(info.index)
        self._literal: dict[str, list[int]] = {c.name.casefold(): [] for c in schema.real_columns}
        for info in schema.real_columns:
            self._literal[info.name.casefold()].append(info.index)
        self._tables = [ground.table_words(t.index) for t in schema.tables]
        self._known_tables = set(self._tables)
        self._by_word: dict[str, list[int]] = {}
        for index, words in enumerate(self._tables):
            for word in words:
                self._by_word.setdefault(word, []).append(index)
                self._by_word.setdefault(stem(word), []).append(index)
        self._known: dict[tuple[str, ...], list[Option]] = {}

    def categorical(self, column: int) -> bool:
        """Whether a column's values are a few categories."""
        return self._counts.get(column, 0) <= _CATEGORIES

    def values(self, words: Sequence[str], *, quoted: bool) -> list[tuple[int, str, str]]:
        """(column, value, how) of values that the words are; a stem only where it names a category."""
        found = self.ground.values.find(words, quoted=quoted)
        return [entry for entry in found if entry[2] != "stem" or self.categorical(entry[0])]

    def tables(self, tokens: tuple[Token, ...]) -> list[Option]:
        """The tables that a whole phrase names."""
        if tokens[0].lower in _LINKERS or tokens[-1].lower in _LINKERS:
            return []
        said = tuple(part for token in tokens for part in _parts(token))
        if said not in self._known:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            self._known[said] = self._tables_said(said)
        return list(self._known[said])

    def _tables_said(self, said: tuple[str, ...]) -> list[Option]:
        forms = (form for part in said for form in (part, stem(part), *_meanings(part)))
        found = []
        for index in dict.fromkeys(index for form in forms for index in self._by_word.get(form, ())):
            cost = _table_cost(said, self._tables[index])
            if cost is not None:
                cost -= _PART_OF * (len(said) == 1 and self._tables[index][:-1] in self._known_tables)
                found.append(Option(index, cost + 0.3 * (self.ground.reversal(index) and cost > 0)))
        best = min((option.cost for option in found), default=0.0)
        return sorted(
            (o for o in found if o.cost <= best + _LOOSER), key=lambda option: (option.cost, option.index)
        )

    def columns(self, tokens: tuple[Token, ...]) -> list[Option]:
        """The columns that a whole phrase names."""
        if len(tokens) == 1 and tokens[0].text.casefold() in self._literal:
            literal = self._literal[tokens[0].text.casefold()]
            return [Option(index, 0.0) for index in literal]
        if tokens[0].lower in _LINKERS or tokens[-1].lower in _LINKERS:
            return []
        if len(tokens) > 1 and self._plural_table(tokens[0]):
            return []
        inner = [token.lower for token in tokens if token.lower in _LINKERS]
        if inner and inner != ["of"]:
            return []
        said = [part for token in tokens for part in _parts(token) if part not in _LINKERS]
        most = MOST_COST
        near = dict.fromkeys(index for part in said for index in self._near(part))
        found = [Option(i, cost) for i in near if (cost := self._column_cost(said, i)) is not None]
        if inner:
            columns = self.ground.schema.columns
            found = [option for option in found if set(said) <= set(columns[option.index].words)]
        if any(option.cost < 0.05 for option in self.tables(tokens)):
            found = [option for option in found if option.cost <= 0.1]
        if len(tokens) == 1 and tokens[0].lower != tokens[0].lemma and self.tables(tokens):
            found = [option for option in found if not self.ground.is_date(option.index)]
        best = min((option.cost for option in found), default=0.0)
        most = min(most, best + _LOOSER)
        return sorted((o for o in found if o.cost <= most), key=lambda option: (option.cost, option.index))

    def _plural_table(self, token: Token) -> bool:
        """Whether a word is an entity in the plural: `patients born` names no column."""
        return token.lower != token.lemma and any(token.lemma == words[-1] for words in self._tables)

    def _near(self, word: str) -> Iterable[int]:
        for other in (word, stem(word), *_meanings(word)):
            yield from self._columns.get(other, ())

    def _column_cost(self, said: list[str], column: int) -> float | None:
        info = self.ground.schema.columns[column]
        own = info.words
        table = set(self._tables[info.table])
        matched: set[str] = set()
        cost = 0.0
        for word in said:
            hit = _match(word, own)
            owner = None if hit or matched else _match(word, tuple(table))
            if owner is not None:
                cost += 0.0 if word in table else 0.2
                continue
            if hit is None:
                return None
            if hit[0] in matched:
                return None
            matched.add(hit[0])
            cost += hit[1]
        if own == _GIVEN and "name" not in matched:
            return None
        if not matched or (matched <= table and len(matched) < len(own)):
            return None
        cost += _missing(own, matched, table)
        return cost if cost <= MOST_COST else None


def _parts(token: Token) -> tuple[str, ...]:
    if "-" in token.lower or "_" in token.lower or "." in token.lower:
        from iopsdata_jupyter.text_to_sql.offline.stemming import singular

        return tuple(
            singular(part) for part in token.lower.replace("_", "-").replace(".", "-").split("-") if part
        )
    return (token.lemma,)


def _meanings(word: str) -> tuple[str, ...]:
    if word in _FIGURES:
        return ALIASES.get(word, ())
    return (*ALIASES.get(word, ()), *sorted(SYNONYMS.get(word, ())))


def _match(word: str, own: tuple[str, ...]) -> tuple[str, float] | None:
    """The word of a name that a word stands for, with the cost of that."""
    if word in own:
        return word, 0.0
    for other in own:
        if len(word) > 3 and stem(word) == stem(other):
            return other, 0.1
    for other in _meanings(word):
        if other in own:
            return other, 0.25
    return None


def _missing(own: tuple[str, ...], matched: set[str], table: set[str]) -> float:
    """What it costs that some words of a name were not said."""
    cost = 0.0
    for place, word in enumerate(own):
        if word in matched or word in table:
            continue
        generic = word in GENERIC or word.isdigit()
        cost += 0.12 if generic else 0.35
        if place == len(own) - 1 and not generic:
            cost += 0.25
        if word == "id":
            cost += 0.3
    return cost


def _table_cost(said: tuple[str, ...], words: tuple[str, ...]) -> float | None:
    if said == words:
        return 0.0
    if len(said) == len(words):
        pairs = [_match(one, (other,)) for one, other in zip(said, words, strict=True)]
        if all(pairs):
            return 0.1 + sum(pair[1] for pair in pairs if pair)
    if len(said) == 1 and len(words) > 1:
        hit = _match(said[0], words[-1:])
        return None if hit is None else 0.4 + hit[1]
    return None
