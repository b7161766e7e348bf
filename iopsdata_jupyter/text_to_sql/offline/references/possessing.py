"""What things have: `with the highest x`, `that have no y`, `the most y`, `more than 3 y`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from iopsdata_jupyter.text_to_sql.offline.lexicon import SUPERLATIVES
from iopsdata_jupyter.text_to_sql.offline.references.figures import (
    subjects,
    superlative_figure,
)
from iopsdata_jupyter.text_to_sql.offline.references.found import (
    Found,
    Link,
    counted,
    most_rows,
)
from iopsdata_jupyter.text_to_sql.offline.references.relating import is_verb, related, strain_of
from iopsdata_jupyter.text_to_sql.offline.references.speech import (
    ARTICLES,
    BE,
    DO,
    HAVE,
    MORE_THAN,
    NEGATION,
    PEOPLE,
)
from iopsdata_jupyter.text_to_sql.offline.sketch import STAR, Condition, Item, Query

if TYPE_CHECKING:
    from iopsdata_jupyter.text_to_sql.offline.references.phrases import Phrases

Step = tuple[int, Found]


def having(phrases: Phrases, at: int, base: Found) -> Iterator[Step]:
    """`with the highest x`, `that have no y`, `with the most y`, `with more than 3 y`, `with capital z`."""
    words = phrases.words
    place = words.skip(at, DO)
    negated = words.word(place) in NEGATION and words.word(place + 1) in HAVE
    place += negated
    if words.word(place) not in HAVE and words.word(place) != "without":
        return
    negated = negated or words.word(place) == "without"
    place += 1
    if words.word(place) == "no":
        place, negated = place + 1, True
    verb, place = _adjective(phrases, place)
    for end, target in phrases.at(place):
        yield from ((end, f) for f in related(phrases, base, target, verb, 0.05, negated=negated))
    if not negated:
        yield from superlative_figure(phrases, place, base)
        yield from count_extreme(phrases, place, base, "have")
        yield from _count_compared(phrases, place, base)
        yield from _attribute_value(phrases, place, base)


def _adjective(phrases: Phrases, at: int) -> tuple[str, int]:
    """The verb of `bordering states`, and the noun's place."""
    words = phrases.words
    verbal = words.word(at).endswith(("ing", "ed")) and is_verb(phrases, at) and words.tables(at + 1)
    return (words.word(at), at + 1) if verbal else ("have", at)


def _attribute_value(phrases: Phrases, at: int, base: Found) -> Iterator[Step]:
    """`capital austin`, `the status open`."""
    words = phrases.words
    place = words.skip(at, ARTICLES)
    for end, option in words.columns(place):
        if phrases.schema.columns[option.index].table != base.table:
            continue
        start = words.skip(end, BE | {"of", "named", "called"})
        for after, column, value, cost in words.values(start):
            if column == option.index or phrases.domains.of(column) == phrases.domains.of(option.index):
                condition = Condition(Item(option.index), "=", (value,))
                yield after, base.having(condition, cost + option.cost)


def count_extreme(phrases: Phrases, at: int, base: Found, verb: str) -> Iterator[Step]:
    """`the most rivers`, `the fewest neighbours`, `the largest number of cities`."""
    words = phrases.words
    place = words.skip(at, ARTICLES)
    word = words.word(place)
    if word in ("most", "fewest", "least"):
        descending, place = word == "most", place + 1
    elif words.phrase(place + 1, "number of", "amount of") > place + 1 and word in SUPERLATIVES | {
        "most": ("", "max")
    }:
        descending = SUPERLATIVES.get(word, ("", "max"))[1] == "max"
        place = words.phrase(place + 1, "number of", "amount of")
    else:
        return
    for end, things in phrases.at(place):
        if not things.noun:
            continue
        for rank, groups in enumerate(counted(phrases.domains, base.table, things)):
            strain = _group_strain(phrases, verb, groups, base, things)
            condition = most_rows(phrases.domains, base, groups, descending=descending)
            yield end, base.having(condition, things.cost + 0.05 + 0.05 * rank + strain)


def _group_strain(phrases: Phrases, verb: str, groups: Query, base: Found, things: Found) -> float:
    tables, domains = groups.tables, phrases.domains
    held = tuple(c for c in phrases.schema.tables[tables[0]].columns if domains.of(c) in domains.shared)
    link = Link(Condition(Item(base.out), "="), 0.0, tables, held)
    return strain_of(phrases, verb, link, base, things)


def _count_compared(phrases: Phrases, at: int, base: Found) -> Iterator[Step]:
    """`more than 3 rivers`, `at least two cities`."""
    words = phrases.words
    after, operator = next(
        ((end, op) for text, op in MORE_THAN if (end := words.phrase(at, text)) > at), (at, "=")
    )
    number = words.tokens[after].number if after < words.end else None
    if number is None:
        return
    if after + 1 < words.end and words.tokens[after + 1].lemma in PEOPLE:
        for subject, aside in subjects(phrases, base):
            for column in words.figures(subject.table, "people")[:1]:
                yield after + 2, subject.having(Condition(Item(column), operator, (number,)), aside)
    for end, things in phrases.at(after + 1):
        if not things.noun:
            continue
        for rank, groups in enumerate(counted(phrases.domains, base.table, things)):
            count = Item(STAR, "count", table=groups.tables[0])
            inner = replace(groups, having=(Condition(count, operator, (number,)),))
            own = phrases.domains.identity[base.table]
            condition = Condition(Item(base.out if own is None else own), "in", query=inner)
            yield end, base.having(condition, things.cost + 0.1 + 0.05 * rank)
