"""What may follow a noun: `in texas`, `that border x`, `with the highest ..`, `larger than ..`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iopsdata_jupyter.text_to_sql.offline.references.figures import (
    attributes,
    compared,
)
from iopsdata_jupyter.text_to_sql.offline.references.found import (
    Found,
    extreme,
)
from iopsdata_jupyter.text_to_sql.offline.references.possessing import count_extreme, having
from iopsdata_jupyter.text_to_sql.offline.references.relating import is_verb, related, unchanged
from iopsdata_jupyter.text_to_sql.offline.references.speech import (
    ARTICLES,
    BE,
    DO,
    HAVE,
    NEGATION,
    PLACED,
    PREPOSITIONS,
    RELATIVE,
    WHERE_ALL_IS,
)
from iopsdata_jupyter.text_to_sql.offline.sketch import Condition, Item

if TYPE_CHECKING:
    from iopsdata_jupyter.text_to_sql.offline.references.phrases import Phrases

Step = tuple[int, Found]
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
    yield from having(phrases, start, base)
    yield from _is_extreme(phrases, start, base)
    yield from compared(phrases, start, base)
    yield from _named(phrases, start, base)


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
        yield everywhere, unchanged(base, 0.02)
    for end, target in phrases.at(place + 1):
        yield from ((end, f) for f in related(phrases, base, target, word, 0.0, negated=negated))


def _verbal(phrases: Phrases, at: int, base: Found) -> Iterator[Step]:
    """`border texas`, `that run through ohio`, `do not border ohio`, `bordering ohio`."""
    words = phrases.words
    place = words.skip(at, _AUXILIARY) if words.word(at) in _AUXILIARY else at
    negated = words.word(place) in NEGATION
    place = words.skip(place, NEGATION)
    verb = words.word(place)
    if not is_verb(phrases, place):
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
    yield from count_extreme(phrases, at, base, verb)


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
        if not (is_verb(phrases, end) or verb in HAVE or verb in PREPOSITIONS):
            continue
        after = end + 1
        if verb not in PREPOSITIONS and words.word(after) in PREPOSITIONS:
            found = related(phrases, base, target, verb, 0.0, negated=negated)
            yield from ((after + 1, f) for f in found)
        yield from ((after, f) for f in related(phrases, base, target, verb, 0.0, negated=negated))


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
