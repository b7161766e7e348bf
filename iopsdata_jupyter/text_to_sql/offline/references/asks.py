"""What a whole question asks of the things it refers to: which, how many, or a figure or field of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from iopsdata_jupyter.text_to_sql.offline.lexicon import MEASURES
from iopsdata_jupyter.text_to_sql.offline.references.figures import attributes, measured
from iopsdata_jupyter.text_to_sql.offline.references.found import Found, homed, within
from iopsdata_jupyter.text_to_sql.offline.references.phrases import Phrases
from iopsdata_jupyter.text_to_sql.offline.references.relating import related
from iopsdata_jupyter.text_to_sql.offline.references.speech import (
    AGGREGATES,
    AMOUNT_SUPERLATIVES,
    ARTICLES,
    BE,
    DO,
    HAVE,
    OPENINGS,
    PEOPLE,
    PLACED,
    PREPOSITIONS,
)
from iopsdata_jupyter.text_to_sql.offline.sketch import STAR, Item, Query

_MOST_COST = 1.2
_UNNAMED = 0.3
"""What it costs to list things of which only a key is known."""
_ASIDE = 0.3
"""What it costs to take a figure of the row in which a thing is mentioned for one of the thing."""
_OF = frozenset({"of", "in", "for", "from"})


@dataclass(frozen=True, slots=True)
class Asked:
    """One reading of a whole question."""

    query: Query
    cost: float


def readings(phrases: Phrases) -> list[Asked]:
    """Every reading of the whole question, the least strained first."""
    start = _opened(phrases)
    found = [
        *_counts(phrases, start),
        *_how(phrases, start),
        *_where(phrases, start),
        *_attribute(phrases, start),
        *_listed(phrases, start),
    ]
    return sorted((asked for asked in found if asked.cost <= _MOST_COST), key=lambda asked: asked.cost)


def _opened(phrases: Phrases) -> int:
    words, at = phrases.words, 0
    while True:
        after = words.skip(words.phrase(at, *OPENINGS), ARTICLES - {"of"})
        if after == at:
            return at
        at = after


def _whole(phrases: Phrases, at: int) -> Iterator[Found]:
    for end, found in phrases.at(at):
        if phrases.words.skip(end, PLACED) == phrases.words.end:
            yield found


def _counts(phrases: Phrases, at: int) -> Iterator[Asked]:
    words = phrases.words
    start = words.phrase(
        at, "how many", "how much", "number of", "count of", "count", "the number of", "how many different"
    )
    if start == at:
        return
    for found in _whole(phrases, start):
        if found.noun:
            yield Asked(_counted(phrases, found), found.cost)
    yield from _people(phrases, start)


def _counted(phrases: Phrases, found: Found) -> Query:
    key = phrases.domains.ground.key(found.table)
    if key is not None or found.where:
        return Query((Item(STAR, "count", table=found.table),), where=found.where)
    return Query((Item(found.out, "count", distinct=True),), where=found.where)


def _people(phrases: Phrases, at: int) -> Iterator[Asked]:
    """`how many people live in x`: a figure of x, where no table holds people."""
    words = phrases.words
    if at >= words.end or words.tokens[at].lemma not in PEOPLE:
        return
    place = words.skip(at + 1, PLACED | BE | DO)
    place = words.skip(place, PREPOSITIONS)
    for end, found in phrases.at(place):
        if words.skip(end, HAVE | PLACED) == words.end:
            for column, cost in measured(phrases, "people", found):
                yield from _projected(phrases, column, found, cost + 0.05)


def _how(phrases: Phrases, at: int) -> Iterator[Asked]:
    """`how long is the x`."""
    words = phrases.words
    if words.word(at) != "how" or words.word(at + 1) not in MEASURES:
        return
    for found in _whole(phrases, words.skip(at + 2, BE | DO)):
        for column, cost in measured(phrases, words.word(at + 1), found):
            yield from _projected(phrases, column, found, cost)


def _where(phrases: Phrases, at: int) -> Iterator[Asked]:
    """`where is x`: the larger thing that it belongs to."""
    words = phrases.words
    if words.word(at) != "where":
        return
    domains = phrases.domains
    for found in _whole(phrases, words.skip(at + 1, BE)):
        if found.out != domains.identity[found.table] and not found.plain:
            yield Asked(Query((Item(found.out),), where=found.where), found.cost)
            continue
        for column in phrases.schema.tables[found.table].columns:
            domain = domains.of(column)
            home = domains.home(domain)
            if column != found.out and domain in domains.shared and home not in (None, found.table):
                yield from _projected(phrases, column, found, 0.1)


def _attribute(phrases: Phrases, at: int) -> Iterator[Asked]:
    """`population of x`, `x's population`, `what population does x have`, `total area of x`."""
    words = phrases.words
    place = words.skip(at, frozenset({"which", "what", "the"}))
    aggregate = AGGREGATES.get(words.word(place), "")
    place = words.skip(place + bool(aggregate), ARTICLES | {"combined"})
    for end, column, cost in attributes(phrases, place, None):
        if phrases.schema.columns[column].words[0] in AMOUNT_SUPERLATIVES and words.single(end - 1):
            continue
        if words.word(end) in _OF:
            yield from _of(phrases, end + 1, column, aggregate, cost)
        elif words.word(end) in DO | BE and not aggregate:
            held = words.word(end) in DO
            for after, found in phrases.at(end + 1):
                if words.skip(after, HAVE if held else PLACED) == words.end and (
                    not held or after < words.end
                ):
                    yield from _projected(phrases, column, found, cost + 0.05)
    yield from _possessed(phrases, place, aggregate)


def _of(phrases: Phrases, at: int, column: int, aggregate: str, cost: float) -> Iterator[Asked]:
    words = phrases.words
    for end, found in phrases.at(at):
        together = words.phrase(end, "combined", "together", "in total", "altogether")
        if words.skip(end, PLACED) == words.end:
            yield from _projected(phrases, column, found, cost, aggregate)
        elif together == words.end and not aggregate:
            yield from _projected(phrases, column, found, cost, "sum")


def _possessed(phrases: Phrases, at: int, aggregate: str) -> Iterator[Asked]:
    for end, found in phrases.at(at):
        for after, column, cost in attributes(phrases, end, None):
            if after == phrases.words.end and found.where:
                yield from _projected(phrases, column, found, cost + 0.1, aggregate)


def _projected(
    phrases: Phrases, column: int, found: Found, cost: float, aggregate: str = ""
) -> Iterator[Asked]:
    """A column of the things, of their own table or of another that is about them."""
    domains, table = phrases.domains, phrases.schema.columns[column].table
    if found.where and table == homed(domains, found).table:
        found = homed(domains, found)
    elif found.out != domains.identity[found.table] and homed(domains, found) != found:
        cost += _ASIDE
    item = Item(column, aggregate)
    total = cost + found.cost
    if table == found.table:
        yield Asked(Query((item,), where=found.where, distinct=_repeats(phrases, found, aggregate)), total)
        return
    for same in domains.columns_in(table, domains.of(found.out)):
        if same != column:
            where = (within(same, found),) if found.where else ()
            yield Asked(Query((item,), where=where), total + 0.15)
            return
    out = domains.identity[table]
    base = Found(table, column if out is None else out)
    if found.where:
        for linked in related(phrases, base, found, "of", 0.2):
            yield Asked(Query((item,), where=linked.where), cost + linked.cost)


def _repeats(phrases: Phrases, found: Found, aggregate: str) -> bool:
    """Whether the same thing may stand in several rows, so that its field would be shown several times."""
    single = found.plain or any(c.operator == "=" and c.query is not None for c in found.where)
    return single and not aggregate and phrases.domains.ground.key(found.table) is None


def _listed(phrases: Phrases, at: int) -> Iterator[Asked]:
    """`which rivers run through x`, `in which state is x`."""
    words = phrases.words
    place = at + bool(phrases.leading and at == 0)
    place = words.skip(place, frozenset({"which", "what", "who", "the"}))
    for found in _whole(phrases, place):
        if found.plain:
            continue
        bare = _bare(phrases, found)
        if bare is not None:
            yield Asked(bare, found.cost)
            continue
        shown = phrases.domains.ground.shown(found.table)
        own = found.out == phrases.domains.identity[found.table]
        cost = found.cost + (0.0 if shown or not (own and found.noun) else _UNNAMED)
        items = tuple(Item(c) for c in shown) if own and shown else (Item(found.out),)
        yield Asked(Query(items, where=found.where, distinct=_met_again(phrases, found)), cost)


def _met_again(phrases: Phrases, found: Found) -> bool:
    """Whether one thing may be listed several times, since several of its rows meet several others."""
    if phrases.domains.ground.key(found.table) is not None:
        return False
    return any(c.operator == "in" and c.query is not None and _several(c.query) for c in found.where)


def _several(query: Query) -> bool:
    return not query.where or any(c.operator != "=" for c in query.where)


def _bare(phrases: Phrases, found: Found) -> Query | None:
    """The inner query alone where it says it all: the states of a river, straight from its rows."""
    only = found.where[0] if len(found.where) == 1 else None
    own = phrases.domains.identity[found.table]
    if only is None or only.operator != "in" or only.query is None or only.item.column != own:
        return None
    shown = phrases.domains.ground.shown(found.table)
    if found.out != own or (shown and shown != (own,)) or only.query.group:
        return None
    return replace(only.query, distinct=_several(only.query))
