"""Figures of things: the highest one, one against a number, and one against that of another thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iopsdata_jupyter.text_to_sql.offline.lexicon import MEASURES, SUPERLATIVES
from iopsdata_jupyter.text_to_sql.offline.references.found import Found, extreme, homed, within
from iopsdata_jupyter.text_to_sql.offline.references.speech import (
    AMOUNT_SUPERLATIVES,
    ARTICLES,
    BE,
    HAVE,
    MORE_THAN,
    TAILS,
)
from iopsdata_jupyter.text_to_sql.offline.sketch import Condition, Item, Query

if TYPE_CHECKING:
    from iopsdata_jupyter.text_to_sql.offline.references.phrases import Phrases

Step = tuple[int, Found]


def attributes(phrases: Phrases, at: int, table: int | None) -> Iterator[tuple[int, int, float]]:
    """(place after, column, cost) of columns that words name, of one table where given."""
    words = phrases.words
    place = words.skip(at, ARTICLES)
    for end, option in words.columns(place):
        if table is None or phrases.schema.columns[option.index].table == table:
            yield end, option.index, option.cost
            if words.word(end) in TAILS:
                yield end + 1, option.index, option.cost + 0.05
    if table is not None:
        for rank, column in enumerate(
            words.figures(table, words.tokens[place].lemma if place < words.end else "")
        ):
            yield place + 1, column, 0.1 + 0.1 * rank


def subjects(phrases: Phrases, base: Found) -> Iterator[tuple[Found, float]]:
    """The things as rows of the table about them, then, where that differs, as rows that mention them."""
    home = homed(phrases.domains, base)
    yield home, 0.0
    if home != base:
        yield base, 0.3


def superlative_figure(phrases: Phrases, at: int, base: Found) -> Iterator[Step]:
    """`the highest population`, `the most people`; of the thing itself or of rows about it."""
    words = phrases.words
    place = words.skip(at, ARTICLES)
    end = AMOUNT_SUPERLATIVES.get(words.word(place))
    if end is None:
        return
    for subject, aside in subjects(phrases, base):
        for after, column, cost in attributes(phrases, place + 1, subject.table):
            if words.is_figure(column):
                yield after, subject.having(extreme(subject, column, end), cost + aside)
    for start in (place, place + 1):
        for after, column, cost in attributes(phrases, start, None):
            found = _elsewhere(phrases, base, column, end)
            if found is not None:
                yield after, base.having(found, cost + 0.2)


def _elsewhere(phrases: Phrases, base: Found, column: int, end: str) -> Condition | None:
    """The figure of another table that is about the same things."""
    domains = phrases.domains
    own = domains.identity[base.table]
    info = phrases.schema.columns[column]
    if own is None or info.table == base.table or not phrases.words.is_figure(column):
        return None
    same = domains.columns_in(info.table, domains.of(own))
    if not same:
        return None
    other = Found(info.table, same[0])
    inner = other.having(extreme(other, column, end))
    return within(own, inner)


def compared(phrases: Phrases, at: int, base: Found) -> Iterator[Step]:
    """`larger than texas`, `with a population over 5000`, `whose area is greater than that of ohio`."""
    words = phrases.words
    place = words.skip(at, BE)
    word = words.word(place)
    if word in SUPERLATIVES and SUPERLATIVES[word][1] in ("more", "less") and words.word(place + 1) == "than":
        operator = ">" if SUPERLATIVES[word][1] == "more" else "<"
        for subject, aside in subjects(phrases, base):
            for rank, column in enumerate(words.figures(subject.table, SUPERLATIVES[word][0])[:2]):
                yield from _against(phrases, place + 2, subject, column, operator, 0.1 * rank + aside)
    if word in HAVE or word == "whose":
        for subject, aside in subjects(phrases, base):
            for after, column, cost in attributes(phrases, place + 1, subject.table):
                yield from _figure_compared(phrases, after, subject, column, cost + aside)


def _figure_compared(phrases: Phrases, at: int, base: Found, column: int, cost: float) -> Iterator[Step]:
    words = phrases.words
    place = words.skip(at, BE)
    sup = words.skip(place, ARTICLES)
    if words.word(place - 1) in BE and words.word(sup) in AMOUNT_SUPERLATIVES:
        yield sup + 1, base.having(extreme(base, column, AMOUNT_SUPERLATIVES[words.word(sup)]), cost)
    for text, operator in MORE_THAN:
        end = words.phrase(place, text)
        if end > place:
            yield from _against(phrases, end, base, column, operator, cost)
            break
    else:
        number = words.tokens[place].number if place < words.end else None
        exact = words.word(place - 1) in BE | {"of"}
        if number is not None and exact:
            yield place + 1, base.having(Condition(Item(column), "=", (number,)), cost)
    if words.word(place) == "of" and place + 1 < words.end:
        yield from _figure_compared(phrases, place + 1, base, column, cost)


def _against(
    phrases: Phrases, at: int, base: Found, column: int, operator: str, cost: float
) -> Iterator[Step]:
    words = phrases.words
    number = words.tokens[at].number if at < words.end else None
    if number is not None:
        yield at + 1, base.having(Condition(Item(column), operator, (number,)), cost)
        return
    place = words.phrase(words.skip(at, ARTICLES), "average", "mean")
    if words.word(place - 1) in ("average", "mean"):
        yield from _average(phrases, place, base, column, operator, cost)
        return
    start = words.phrase(at, "that of", "the one of")
    for after, named, _ in [*attributes(phrases, at, base.table)]:
        if named == column and words.word(after) in ("of", "in", "for"):
            start = after + 1
    for end, target in phrases.at(start):
        inner = _figure_of(phrases, base, column, target, operator)
        if inner is not None:
            yield end, base.having(Condition(Item(column), operator, query=inner), cost + target.cost + 0.05)


def _average(
    phrases: Phrases, at: int, base: Found, column: int, operator: str, cost: float
) -> Iterator[Step]:
    inner = Query((Item(column, "avg"),), tables=(base.table,))
    condition = Condition(Item(column), operator, query=inner)
    yield at, base.having(condition, cost)
    for end, named, extra in attributes(phrases, at, base.table):
        if named == column:
            yield end, base.having(condition, cost + extra)


def _figure_of(phrases: Phrases, base: Found, column: int, target: Found, operator: str) -> Query | None:
    """The same figure of another thing of the same kind; of several things, the one to be surpassed."""
    item = Item(column, "max" if operator == ">" else "min")
    if target.table == base.table:
        return Query((item,), where=target.where)
    own = phrases.domains.identity[base.table]
    if own is None or phrases.domains.of(own) != phrases.domains.of(target.out):
        return None
    return Query((item,), where=(within(own, target),))


def measured(phrases: Phrases, word: str, found: Found) -> Iterator[tuple[int, float]]:
    """Columns that say how large, long or old a thing is, of its own table or another about the same."""
    words, domains = phrases.words, phrases.domains
    found = homed(domains, found)
    for rank, column in enumerate(words.figures(found.table, word)):
        yield column, 0.1 * rank
    if word in MEASURES:
        for table in phrases.schema.tables:
            if table.index != found.table and domains.columns_in(table.index, domains.of(found.out)):
                for rank, column in enumerate(words.figures(table.index, word)):
                    yield column, 0.2 + 0.1 * rank
