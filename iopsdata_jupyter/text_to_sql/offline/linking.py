"""Schema linking: which words may name which column, table or value, and how well."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from iopsdata_jupyter.text_to_sql.offline.lexicon import (
    MEASURES,
    PHRASES,
    SUPERLATIVES,
    SYNONYMS,
    UNLINKABLE,
    VALUE_WORDS,
)
from iopsdata_jupyter.text_to_sql.offline.schema import SchemaIndex
from iopsdata_jupyter.text_to_sql.offline.stemming import root, singular
from iopsdata_jupyter.text_to_sql.offline.values import ValueIndex
from iopsdata_jupyter.text_to_sql.offline.words import Token

_GENERIC = {
    "id": 0.6,
    "name": 0.6,
    "code": 0.6,
    "number": 0.6,
    "title": 0.8,
    "type": 0.8,
    "of": 0.1,
    "the": 0.1,
}
_LONGEST_VALUE = 7
_PHRASE = 0.92
"""The weight of a word that one token says together with others; it marks them, see `_mention`."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that may name a table or column."""

    start: int
    """First token."""
    end: int
    """After the last token."""
    index: int
    """Of the table or column."""
    cover: float
    """0..1: how much of the name the words say, weak matches counted less."""
    strength: float
    """0..1: how well the matched words match, without regard to what is missing."""
    hits: int
    """Words of the name that were said."""


@dataclass(frozen=True, slots=True)
class ValueLink:
    """Words that are, or may be, a value of a column."""

    start: int
    end: int
    column: int
    value: str
    how: str
    """exact (as in the data, case included), folded, alias or stem."""


@dataclass(frozen=True)
class Links:
    """Everything the words of a question may stand for."""

    tokens: tuple[Token, ...]
    columns: tuple[tuple[Mention, ...], ...]
    """Mentions by column index, best first."""
    tables: tuple[tuple[Mention, ...], ...]
    values: tuple[ValueLink, ...]
    tags: tuple[str, ...] = field(default=())
    """Per token what it most likely is: V, N, D, C (with a kind), T, or empty."""


class Linker:
    """Links questions to one schema; holds what depends on the schema only."""

    def __init__(
        self, schema: SchemaIndex, values: ValueIndex, learned: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self.schema = schema
        self.values = values
        self._learned = learned or {}
        self._words: dict[str, list[tuple[str, float]]] = {}
        self._roots: dict[str, list[str]] = {}
        self._short: dict[str, list[str]] = {}
        self._columns: dict[str, list[int]] = {}
        self._tables: dict[str, list[int]] = {}
        self._weighted: dict[tuple[tuple[str, ...], tuple[str, ...]], dict[str, float]] = {}
        self._column_weights = [self._weights(c.words, schema.tables[c.table].words) for c in schema.columns]
        self._table_weights = [self._weights(t.words, ()) for t in schema.tables]
        self._index_names()

    def _index_names(self) -> None:
        for index, weights in enumerate(self._column_weights):
            for word in weights:
                self._columns.setdefault(word, []).append(index)
        for index, weights in enumerate(self._table_weights):
            for word in weights:
                self._tables.setdefault(word, []).append(index)
        for word in dict.fromkeys([*self._columns, *self._tables]):
            self._roots.setdefault(root(word), []).append(word)
            if 3 <= len(word) <= 5:
                self._short.setdefault(word[:3], []).append(word)

    def _weights(self, words: tuple[str, ...], table_words: tuple[str, ...]) -> dict[str, float]:
        """What each word of a name counts; columns of the same name share what they weigh."""
        said = tuple(word for word in words if word in table_words)
        found = self._weighted.get((words, said))
        if found is None:
            found = {word: _GENERIC.get(word, 1.0) * (0.35 if word in said else 1.0) for word in words}
            self._weighted[words, said] = found
        return found

    def link(self, tokens: tuple[Token, ...]) -> Links:
        """All links of a question."""
        said = [self._said(token) for token in tokens]
        columns = self._mentions(said, self._columns, self._column_weights)
        tables = self._mentions(said, self._tables, self._table_weights)
        values = tuple(self._values(tokens))
        links = Links(tokens, columns, tables, values)
        return Links(tokens, columns, tables, values, tag_tokens(links, self.schema))

    def _said(self, token: Token) -> list[tuple[str, float]]:
        """Words of the schema that a token may stand for, with how well."""
        if token.kind in ("mark", "number", "date"):
            return []
        found = self._words.get(token.lower)
        if found is None:
            if len(self._words) > 20_000:
                self._words.clear()
            found = self._words[token.lower] = self._forms(token)
        return found

    def _forms(self, token: Token) -> list[tuple[str, float]]:
        best: dict[str, float] = {}

        def add(word: str, weight: float) -> None:
            if word in self._columns or word in self._tables:
                best[word] = max(best.get(word, 0.0), weight)

        self._name_forms(token, add)
        base = SUPERLATIVES.get(token.lower, (token.lemma, ""))[0]
        for key in dict.fromkeys((token.lower, base)):
            for word in MEASURES.get(key, ()):
                add(word, 0.6)
        for part in token.lower.replace("_", "-").split("-"):
            if part != token.lower and part not in UNLINKABLE:
                add(singular(part), 0.9)
        return sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))

    def _name_forms(self, token: Token, add: Callable[[str, float], None]) -> None:
        """The word itself, its stem, synonyms and abbreviations."""
        if token.lower not in UNLINKABLE:
            add(token.lemma, 1.0)
            add(token.lower, 1.0)
            for word in self._roots.get(token.root, ()):
                add(word, 0.85)
            for word in (*SYNONYMS.get(token.lemma, ()), *self._learned.get(token.lemma, ())):
                add(word, 0.7)
            for word in PHRASES.get(token.lemma, ()):
                add(word, _PHRASE)
            for word in self._short.get(token.lemma[:3], ()):
                if len(token.lemma) >= len(word) + 2 and token.lemma.startswith(word):
                    add(word, 0.5)

    def _mentions(
        self,
        said: list[list[tuple[str, float]]],
        holders: dict[str, list[int]],
        weights: list[dict[str, float]],
    ) -> tuple[tuple[Mention, ...], ...]:
        hits: dict[int, list[tuple[int, str, float]]] = {}
        for position, forms in enumerate(said):
            for word, weight in forms:
                for index in holders.get(word, ()):
                    hits.setdefault(index, []).append((position, word, weight))
        found: list[tuple[Mention, ...]] = [()] * len(weights)
        for index, places in hits.items():
            mentions = [_mention(index, cluster, weights[index]) for cluster in _clusters(places)]
            found[index] = tuple(sorted(mentions, key=lambda m: (-m.cover, -m.strength, m.start)))
        return tuple(found)

    def _values(self, tokens: tuple[Token, ...]) -> Iterable[ValueLink]:
        taken: list[tuple[int, int]] = []
        for length in range(min(_LONGEST_VALUE, len(tokens)), 0, -1):
            for start in range(len(tokens) - length + 1):
                end = start + length
                if any(s <= start and end <= e for s, e in taken):
                    continue
                found = list(self._span_values(tokens, start, end))
                if found:
                    yield from found
                    if any(link.how in ("exact", "folded") for link in found):
                        taken.append((start, end))

    def _span_values(self, tokens: tuple[Token, ...], start: int, end: int) -> Iterable[ValueLink]:
        first, last = tokens[start], tokens[end - 1]
        if "mark" in (first.kind, last.kind):
            return
        if (
            end - start == 1
            and first.kind != "quoted"
            and (first.lower in UNLINKABLE or len(first.lower) < 2)
        ):
            return
        if (
            end - start > 1
            and first.kind != "quoted"
            and first.lower in ("the", "a", "of", "is", "in")
            and first.text[0].islower()
        ):
            return
        words = [*(token.text for token in tokens[start : end - 1]), last.owner]
        for column, value, how in self.values.find(words, quoted=first.kind == "quoted"):
            yield ValueLink(start, end, column, value, how)
        if end - start == 1:
            for alias in VALUE_WORDS.get(first.lemma, ()) + VALUE_WORDS.get(first.lower, ()):
                for column, value, how in self.values.find([alias], quoted=False):
                    if how in ("exact", "folded"):
                        yield ValueLink(start, end, column, value, "alias")


def _clusters(places: list[tuple[int, str, float]]) -> list[list[tuple[int, str, float]]]:
    """Hits that stand at most two tokens apart and do not repeat a word."""
    clusters: list[list[tuple[int, str, float]]] = []
    for place in places:
        last = clusters[-1] if clusters else None
        if last and place[0] - last[-1][0] <= 2 and all(place[1] != other[1] for other in last):
            last.append(place)
        else:
            clusters.append([place])
    return clusters


def _mention(index: int, cluster: list[tuple[int, str, float]], weights: dict[str, float]) -> Mention:
    total = sum(weights.values()) or 1.0
    best: dict[str, float] = {}
    by_position: dict[int, tuple[str, float]] = {}
    for position, word, weight in cluster:
        if weight == _PHRASE:
            best[word] = max(best.get(word, 0.0), weight)
        elif (
            position not in by_position
            or by_position[position][1] * weights[by_position[position][0]] < weight * weights[word]
        ):
            by_position[position] = (word, weight)
    for word, weight in by_position.values():
        best[word] = max(best.get(word, 0.0), weight)
    cover = sum(weights[word] * weight for word, weight in best.items()) / total
    return Mention(cluster[0][0], cluster[-1][0] + 1, index, cover, sum(best.values()) / len(best), len(best))


def tag_tokens(links: Links, schema: SchemaIndex) -> tuple[str, ...]:
    """What each token most likely is; the strongest reading of overlapping spans wins."""
    spans = [*_value_spans(links), *_name_spans(links, schema)]
    tags = [
        "N" if t.kind == "number" else "D" if t.kind == "date" else "V" if t.kind == "quoted" else ""
        for t in links.tokens
    ]
    taken = [t.kind in ("number", "date", "quoted", "mark") for t in links.tokens]
    for score, start, end, tag in sorted(spans, key=lambda s: (-s[0], s[1], s[2], s[3])):
        if score < 0.55:
            break
        if (any(taken[start:end]) and tag != "V") or all(taken[start:end]):
            continue
        for position in range(start, end):
            if tag == "V" or links.tokens[position].kind != "mark":
                tags[position], taken[position] = tag, True
    return tuple(tags)


_Span = tuple[float, int, int, str]
"""Score, first token, end and tag."""


def _value_spans(links: Links) -> Iterable[_Span]:
    worth = {"exact": 1.2, "folded": 1.0, "alias": 0.7, "stem": 0.6}
    for value in links.values:
        size = value.end - value.start
        yield worth[value.how] + 0.3 * size, value.start, value.end, "V"


def _name_spans(links: Links, schema: SchemaIndex) -> Iterable[_Span]:
    for group in links.columns:
        for mention in group:
            kind = schema.columns[mention.index].kind[0].upper()
            yield _worth(mention) - 0.1, mention.start, mention.end, "C" + kind
    for group in links.tables:
        for mention in group:
            yield _worth(mention), mention.start, mention.end, "T"


def _worth(mention: Mention) -> float:
    return mention.cover * 0.6 + mention.strength * 0.4 + 0.2 * mention.hits
