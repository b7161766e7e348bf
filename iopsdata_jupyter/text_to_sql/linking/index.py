"""What the tables of one catalog say, as an inverted index that scores them for a question's words.

BM25F: BM25 (Robertson and Zaragoza 2009) over fields of unlike weight, with the weighted counts summed
before they saturate. A word of the question that no table has is compared by runs of letters instead.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field

from iopsdata_jupyter.catalog.models import Catalog, Table
from iopsdata_jupyter.text_to_sql.linking.words import grams, likeness, words_of

SCHEMA_WEIGHT = 0.6
TABLE_WEIGHT = 4.0
COLUMN_WEIGHT = 1.0
COMMENT_WEIGHT = 0.5
SATURATION = 1.2
LENGTH_SHARE = 0.4
"""How much a table with many columns is held back: BM25's k1 and b."""
LEAST_LIKENESS = 0.45
MOST_ALIKE = 3


@dataclass(frozen=True, slots=True)
class Posting:
    """A word in one table."""

    table: int
    """Its place in the catalog."""
    weight: float
    """The word's count there, each time by the weight of its field."""


@dataclass(frozen=True, eq=False)
class TextIndex:
    """The words of a catalog."""

    postings: dict[str, tuple[Posting, ...]]
    lengths: tuple[float, ...]
    """Weighted words of each table, over the average of all."""
    by_gram: dict[str, frozenset[str]] = field(repr=False)
    """Words by the runs of letters that they have."""

    def gains(self, meanings: list[tuple[str, float]]) -> dict[int, float]:
        """What one word adds to the score of each table that has one of its meanings; always above 0."""
        totals: defaultdict[int, float] = defaultdict(float)
        for known, share in meanings:
            rarity = share * self.rarity(known)
            for posting in self.postings[known]:
                totals[posting.table] += rarity * self._saturated(posting)
        return totals

    def meanings(self, word: str) -> list[tuple[str, float]]:
        """The index's words for `word`, and how far (0..1) each is the same."""
        if word in self.postings:
            return [(word, 1.0)]
        near = {other for gram in grams(word) for other in self.by_gram.get(gram, ())}
        alike = [(other, likeness(word, other)) for other in near if len(other) > 2]
        kept = sorted(
            (pair for pair in alike if pair[1] >= LEAST_LIKENESS), key=lambda pair: (-pair[1], pair[0])
        )
        return [(other, share * share) for other, share in kept[:MOST_ALIKE]]

    def rarity(self, word: str) -> float:
        """BM25's weight of a word: the fewer tables have it, the more it tells."""
        found = len(self.postings.get(word, ()))
        return math.log(1 + (len(self.lengths) - found + 0.5) / (found + 0.5))

    def _saturated(self, posting: Posting) -> float:
        length = 1 - LENGTH_SHARE + LENGTH_SHARE * self.lengths[posting.table]
        return posting.weight * (SATURATION + 1) / (posting.weight + SATURATION * length)


def build_index(catalog: Catalog) -> TextIndex:
    """The index of a catalog's names and comments."""
    postings: defaultdict[str, list[Posting]] = defaultdict(list)
    lengths: list[float] = []
    for place, table in enumerate(catalog.tables):
        counts = _weighted_words(table)
        lengths.append(sum(counts.values()))
        for word, weight in counts.items():
            postings[word].append(Posting(place, weight))
    average = sum(lengths) / len(lengths) if lengths else 1.0
    by_gram: defaultdict[str, set[str]] = defaultdict(set)
    for word in postings:
        for gram in grams(word):
            by_gram[gram].add(word)
    return TextIndex(
        {word: tuple(found) for word, found in postings.items()},
        tuple(length / (average or 1.0) for length in lengths),
        {gram: frozenset(found) for gram, found in by_gram.items()},
    )


def _weighted_words(table: Table) -> dict[str, float]:
    counts: defaultdict[str, float] = defaultdict(float)
    texts = [(table.schema, SCHEMA_WEIGHT), (table.name, TABLE_WEIGHT), (table.comment, COMMENT_WEIGHT)]
    for column in table.columns:
        texts += [(column.name, COLUMN_WEIGHT), (column.comment, COMMENT_WEIGHT)]
    for text, weight in texts:
        for word in words_of(text or ""):
            counts[word] += weight
    return counts
