"""What may follow a noun: `in texas`, `that border x`, `with the highest ..`, `larger than ..`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from iopsdata_jupyter.text_to_sql.offline.analytic.ground import stem
from iopsdata_jupyter.text_to_sql.offline.lexicon import SUPERLATIVES, SYNONYMS
from iopsdata_jupyter.text_to_sql.offline.references.figures import (
    attributes,
    compared,
    subjects,
    superlative_figure,
)
from iopsdata_jupyter.text_to_sql.offline.references.found import (
    Found,
    Link,
    counted,
    extreme,
    links,
    most_rows,
)
from iopsdata_jupyter.text_to_sql.offline.references.speech import (
    ARTICLES,
    BE,
    DO,
    HAVE,
    MORE_THAN,
    NEGATION,
    PEOPLE,
    PLACED,
    PREPOSITIONS,
    RELATIVE,
    TAILS,
    WHERE_ALL_IS,
)
from iopsdata_jupyter.text_to_sql.offline.sketch import STAR, Condition, Item, Query
from iopsdata_jupyter.text_to_sql.offline.stemming import root, singular

if TYPE_CHECKING:
    from iopsdata_jupyter.text_to_sql.offline.references.phrases import Phrases

Step = tuple[int, Found]
_EMPTY = 0.3
"""What it costs that the others are not said any closer: `phones of customers` is rarely a relation."""
_AUXILIARY = BE | DO | {"have", "has", "had"}


def modifiers(phrases: Phrases, at: int, base: Found) -> Iterator[Step]:
    """Every reading of a modifier that starts at a place."""
    words = phrases.words
    if at >= words.end:
        return
    start = at + (words.word(at) in ("and", ",") and bool(base.where))
    relative = words.word(start) in RELATIVE
    start += relative
    yield from _prepositional_which(phrases, start, base)
    yield from _placed(phrases, start, base)
    yield from _verbal(phrases, start, base)
    yield from _inverted(phrases, start, base, relative=relative)
    yield from _having(phrases, start, base)
    yield from _is_extreme(phrases, start, base)
    yield from compared(phrases, start, base)
    yield from _named(phrases, start, base)


def related(
    phrases: Phrases, base: Found, target: Found, verb: str, cost: float, *, negated: bool = False
) -> Iterator[Found]:
    """`base` kept to rows that stand in a relation to `target`, the verb choosing among the ways."""
    domains = phrases.domains
    if target.plain and target.out in domains.constant and not negated:
        yield base.having(target.where[0], cost) if target.table == base.table else _same(base, cost + 0.05)
        return
    for link in links(domains, base, target):
        strain = cost + target.cost + link.cost + _strain(phrases, verb, link, base, target)
        strain += _EMPTY * (not target.where and verb not in HAVE and not negated)
        if strain > 1.5:
            continue
        if not negated:
            yield base.having(link.condition, strain)
        else:
            inner = Query((Item(base.out),), where=(link.condition,))
            yield base.having(Condition(Item(base.out), "not in", query=inner), strain)


def _same(base: Found, cost: float) -> Found:
    return replace(base, cost=base.cost + cost)


def _strain(phrases: Phrases, verb: str, link: Link, base: Found, target: Found) -> float:
    """How badly a verb fits a way of relating: 0 where its words are those of the way's table or columns."""
    schema = phrases.schema
    names = {w for t in link.tables for w in schema.tables[t].words}
    names |= {w for c in link.columns for w in schema.columns[c].words}
    own = {singular(verb), verb, stem(verb)}
    if any(_says(word, name) for word in own for name in names):
        return 0.0
    domains = phrases.domains
    identity = domains.identity[base.table]
    same = identity == base.out and domains.of(base.out) == domains.of(target.out)
    if verb in PREPOSITIONS or verb in HAVE or verb in PLACED or not verb:
        return 0.6 if same else 0.02
    return 0.8 if same else 0.3


def _says(word: str, name: str) -> bool:
    if word == name or name in SYNONYMS.get(word, ()):
        return True
    return len(word) > 4 and (root(word) == root(name) or stem(word) == stem(name))


def _prepositional_which(phrases: Phrases, at: int, base: Found) -> Iterator[Step]:
    """`through which the colorado flows`."""
    words = phrases.words
    if words.word(at) in PREPOSITIONS and words.word(at + 1) in ("which", "whom"):
        yield from _object_verb(phrases, at + 2, base, words.word(at))


def _placed(phrases: Phrases, at: int, base: Found) -> Iterator[Step]:
    """`in texas`, `are located in texas`, `not in texas`."""
    words = phrases.words
    place = words.skip(at, BE)
    negated = words.word(place) in NEGATION
    place = words.skip(place, NEGATION)
    place = words.skip(place, PLACED)
    word = words.word(place)
    if word not in PREPOSITIONS or word == "with":
        return
    everywhere = words.phrase(place + 1, *WHERE_ALL_IS)
    if everywhere > place + 1:
        yield everywhere, _same(base, 0.02)
    for end, target in phrases.at(place + 1):
        yield from ((end, f) for f in related(phrases, base, target, word, 0.0, negated=negated))


def _verbal(phrases: Phrases, at: int, base: Found) -> Iterator[Step]:
    """`border texas`, `that run through ohio`, `do not border ohio`, `bordering ohio`."""
    words = phrases.words
    place = words.skip(at, _AUXILIARY) if words.word(at) in _AUXILIARY else at
    negated = words.word(place) in NEGATION
    place = words.skip(place, NEGATION)
    verb = words.word(place)
    if not _is_verb(phrases, place):
        return
    after = place + 1
    if words.word(after) in PREPOSITIONS or words.word(after) == "to":
        yield from _with_object(phrases, after + 1, base, verb, negated=negated)
    yield from _with_object(phrases, after, base, verb, negated=negated)


def _with_object(phrases: Phrases, at: int, base: Found, verb: str, *, negated: bool) -> Iterator[Step]:
    if phrases.words.word(at) == "no" and not negated:
        at, negated = at + 1, True
    for end, target in phrases.at(at):
        yield from ((end, f) for f in related(phrases, base, target, verb, 0.0, negated=negated))
    yield from _count_extreme(phrases, at, base, verb)


def _is_verb(phrases: Phrases, at: int) -> bool:
    """Whether the word may be a verb: an ordinary word that is no auxiliary, preposition or comparison."""
    words = phrases.words
    if at >= words.end or words.tokens[at].kind != "word":
        return False
    word = words.word(at)
    closed = (
        BE | DO | HAVE | PREPOSITIONS | RELATIVE | NEGATION | ARTICLES | {"and", "or", "than", "whose", "how"}
    )
    return word not in closed and word not in SUPERLATIVES and word not in TAILS


def _inverted(phrases: Phrases, at: int, base: Found, *, relative: bool) -> Iterator[Step]:
    """`does the missouri run through`, `is dallas in`, `that the missouri crosses`, `does colorado have`."""
    words = phrases.words
    if words.word(at) in DO | BE | {"have", "has"}:
        yield from _object_verb(phrases, at + 1, base, "")
    elif relative:
        yield from _object_verb(phrases, at, base, "")


def _object_verb(phrases: Phrases, at: int, base: Found, preposition: str) -> Iterator[Step]:
    words = phrases.words
    for said, target in phrases.at(at):
        negated = words.word(said) in NEGATION
        end = words.skip(said, NEGATION)
        verb = words.word(end)
        if end >= words.end:
            led = preposition or phrases.leading
            if led:
                yield from ((end, f) for f in related(phrases, base, target, led, 0.05))
            continue
        if not (_is_verb(phrases, end) or verb in HAVE or verb in PREPOSITIONS):
            continue
        after = end + 1
        if verb not in PREPOSITIONS and words.word(after) in PREPOSITIONS:
            found = related(phrases, base, target, verb, 0.0, negated=negated)
            yield from ((after + 1, f) for f in found)
        yield from ((after, f) for f in related(phrases, base, target, verb, 0.0, negated=negated))


def _having(phrases: Phrases, at: int, base: Found) -> Iterator[Step]:
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
        yield from _count_extreme(phrases, place, base, "have")
        yield from _count_compared(phrases, place, base)
        yield from _attribute_value(phrases, place, base)


def _adjective(phrases: Phrases, at: int) -> tuple[str, int]:
    """The verb of `bordering states`, and the noun's place."""
    words = phrases.words
    verbal = words.word(at).endswith(("ing", "ed")) and _is_verb(phrases, at) and words.tables(at + 1)
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


def _count_extreme(phrases: Phrases, at: int, base: Found, verb: str) -> Iterator[Step]:
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
    return _strain(phrases, verb, link, base, things)


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


def _is_extreme(phrases: Phrases, at: int, base: Found) -> Iterator[Step]:
    """`is the largest`, `are the most populous`."""
    words = phrases.words
    if words.word(at) not in BE:
        return
    found = phrases.superlative(words.skip(at + 1, ARTICLES))
    if found is None:
        return
    end, (adjective, which) = found
    for after in {end, *(e for e, o in words.tables(end) if o.index == base.table)}:
        for rank, column in enumerate(words.figures(base.table, adjective)[:2]):
            yield after, base.having(extreme(base, column, which), 0.05 + 0.1 * rank)
    if words.word(end) in ("in", "by"):
        for after, column, cost in attributes(phrases, end + 1, base.table):
            if words.is_figure(column):
                yield after, base.having(extreme(base, column, which), cost)


def _named(phrases: Phrases, at: int, base: Found) -> Iterator[Step]:
    """`named springfield`."""
    words = phrases.words
    place = words.skip(at, BE)
    if words.word(place) not in ("named", "called"):
        return
    for end, column, value, cost in words.values(place + 1):
        if phrases.schema.columns[column].table == base.table:
            yield end, base.having(Condition(Item(column), "=", (value,)), cost)
