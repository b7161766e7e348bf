"""How far a candidate does what single words of the question ask: lists of columns, directions, comparisons.

Trees over cue words alone have to find such agreements by themselves; said outright, few examples are enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from iopsdata_jupyter.text_to_sql.offline.evidence import Evidence
from iopsdata_jupyter.text_to_sql.offline.lexicon import word_set
from iopsdata_jupyter.text_to_sql.offline.sketch import STAR, Condition, Query

_DOWN = word_set("<max> most top descending decreasing recent latest maximum max majority")
_UP = word_set(
    "<min> fewest least ascending increasing alphabetical lexicographical alphabetically minimum min bottom"
)
_MORE = word_set("<more> more greater above over exceed higher larger beyond")
_LESS = word_set("<less> less below under lower smaller fewer")
_NOT = word_set("not no never without except none exclude neither nor excluding")
_SORTED = word_set("order ordered sort sorted rank ordering sorting arrange")
_AGGREGATES = {
    "avg": word_set("average mean avg"),
    "sum": word_set("total sum combined"),
    "max": _DOWN,
    "min": _UP,
}
_BETWEEN = word_set("the their its his her of all each a an")


@dataclass(frozen=True)
class Wishes:
    """What the words of a question ask for, whatever the schema."""

    listed: tuple[tuple[int, int], ...]
    """Spans of the names in the first `a, b and c`."""
    direction: int
    """1 for the most, highest or last; -1 for the opposite; 0 where neither or both are said."""
    either_way: bool
    """Whether any such word is said."""
    more: int
    """1 where something shall be more than another, -1 where less, 0 where neither or both."""
    negated: bool
    sorted_at: int
    """The last word about order, or -1."""
    aggregates: frozenset[str]


def wishes_of(evidence: Evidence) -> Wishes:
    """The wishes of a question."""
    words = evidence.around.words
    said = set(words)
    down, up = bool(said & _DOWN), bool(said & _UP)
    more, less = bool(said & _MORE), bool(said & _LESS)
    return Wishes(
        listed=_listed(evidence),
        direction=int(down) - int(up),
        either_way=down or up,
        more=int(more) - int(less),
        negated=bool(said & _NOT),
        sorted_at=max((i for i, word in enumerate(words) if word in _SORTED), default=-1),
        aggregates=frozenset(name for name in ("avg", "sum") if said & _AGGREGATES[name]),
    )


def _listed(evidence: Evidence) -> tuple[tuple[int, int], ...]:
    """The first run of names of columns with commas or `and` between them."""
    tokens, tags = evidence.links.tokens, evidence.links.tags
    for start in range(len(tokens)):
        if tags[start].startswith("C") and (start == 0 or not tags[start - 1].startswith("C")):
            spans = _run(evidence, start)
            if len(spans) > 1:
                return tuple(spans)
    return ()


def _run(evidence: Evidence, start: int) -> list[tuple[int, int]]:
    tokens, tags = evidence.links.tokens, evidence.links.tags
    spans: list[tuple[int, int]] = []
    place, parted = start, True
    while place < len(tokens):
        if tags[place].startswith(("C", "T")):
            end = place + 1
            while end < len(tokens) and tags[end].startswith(("C", "T")):
                end += 1
            if parted and any(tag.startswith("C") for tag in tags[place:end]):
                spans.append((place, end))
                parted = False
            place = end
        elif tokens[place].text == "," or tokens[place].lower in ("and", "or"):
            parted, place = True, place + 1
        elif tokens[place].lower in _BETWEEN:
            place += 1
        else:
            return spans
    return spans


def agreement(query: Query, evidence: Evidence, wishes: Wishes) -> list[float]:
    """One row of figures for a candidate; their order is fixed by this function."""
    return [
        *_list_agreement(query, evidence, wishes),
        *_direction(query, wishes),
        *_comparisons(query, evidence, wishes),
        *_aggregates(query, wishes),
        float(wishes.negated) - float(_negates(query)),
        _sorted_by(query, evidence, wishes),
    ]


def _list_agreement(query: Query, evidence: Evidence, wishes: Wishes) -> list[float]:
    plain = [item.column for item in query.select if item.column != STAR]
    missing = sum(not any(_says(evidence, c, span) for c in plain) for span in wishes.listed)
    extra = sum(not any(_says(evidence, c, span) for span in wishes.listed) for c in plain)
    count = len(wishes.listed)
    return [
        float(count),
        float(missing),
        float(extra if count else -1),
        float(len(plain) - count if count else -9),
    ]


def _says(evidence: Evidence, column: int, span: tuple[int, int]) -> bool:
    return any(
        m.start < span[1] and span[0] < m.end and m.cover >= 0.4 for m in evidence.links.columns[column]
    )


def _direction(query: Query, wishes: Wishes) -> list[float]:
    ways = set(_ways(query))
    agreed = 0 if not wishes.direction or not ways else 1 if wishes.direction in ways else -1
    return [float(agreed), float(wishes.either_way and not ways), float(bool(ways) and not wishes.either_way)]


def _ways(query: Query) -> Iterator[int]:
    if query.order:
        yield 1 if query.descending else -1
    for item in query.select:
        if item.aggregate in ("max", "min"):
            yield 1 if item.aggregate == "max" else -1
    for condition in (*query.where, *query.having):
        inner = condition.query
        if inner is not None:
            if condition.operator == "=" and inner.select[0].aggregate in ("max", "min"):
                yield 1 if inner.select[0].aggregate == "max" else -1
            yield from _ways(inner)


def _comparisons(query: Query, evidence: Evidence, wishes: Wishes) -> list[float]:
    unasked = unmet = against = 0
    for condition in _conditions(query):
        if condition.query is not None:
            way = {">": 1, ">=": 1, "<": -1, "<=": -1}.get(condition.operator, 0)
            against += way * wishes.more < 0
            continue
        asked = _asked(condition, evidence)
        if asked is None:
            continue
        unasked += not asked and condition.operator not in ("=", "like", "!=")
        unmet += bool(asked) and asked != condition.operator
    return [float(unasked), float(unmet), float(against)]


def _asked(condition: Condition, evidence: Evidence) -> str | None:
    """The comparison that the words beside a number ask for; None for what is no number."""
    for literal in evidence.literals:
        if literal.kind in ("number", "date") and literal.value in condition.values:
            return literal.expected
    return None


def _conditions(query: Query) -> Iterator[Condition]:
    yield from (*query.where, *query.having)
    for inner in query.nested():
        yield from _conditions(inner)


def _aggregates(query: Query, wishes: Wishes) -> list[float]:
    used = {
        item.aggregate
        for level in _levels(query)
        for item in level.items()
        if item.aggregate in ("avg", "sum")
    }
    return [float(len(wishes.aggregates - used)), float(len(used - wishes.aggregates))]


def _levels(query: Query) -> Iterator[Query]:
    yield query
    for inner in query.nested():
        yield from _levels(inner)


def _negates(query: Query) -> bool:
    if query.combine == "except":
        return True
    negative = ("!=", "not in", "not like", "null", "not null")
    return any(condition.operator in negative for condition in _conditions(query))


def _sorted_by(query: Query, evidence: Evidence, wishes: Wishes) -> float:
    """1 where what is sorted by is said after the word about order, -1 where it is not, 0 elsewhere."""
    if wishes.sorted_at < 0:
        return 0.0
    if not query.order:
        return -2.0
    column = query.order[0].column
    if column == STAR:
        return 0.5
    places = [m.start for m in evidence.links.columns[column]]
    return 1.0 if any(place > wishes.sorted_at for place in places) else -1.0
