"""Candidate sketches: the columns, tables and literals of a question put into the slots of a shape.

A beam over the clauses in a fixed order; every state is a partial Query, the tokens that its literals used
and a score. Scores only keep the beam small: `ranking.py` decides.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from iopsdata_jupyter.text_to_sql.offline.conditions import condition_options, nested_last
from iopsdata_jupyter.text_to_sql.offline.evidence import Evidence
from iopsdata_jupyter.text_to_sql.offline.shapes import Shape
from iopsdata_jupyter.text_to_sql.offline.sketch import STAR, Item, Query

_BEAM = 10
_CLIP = 4.0


@dataclass(frozen=True, slots=True)
class State:
    """A query under construction."""

    query: Query
    used: int = 0
    """Tokens that literals of the query stand for, as bits."""
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A complete sketch and what it was made from."""

    query: Query
    shape: int
    """Place of the shape in the model's list."""
    used: int
    score: float


def clip(score: float) -> float:
    """A log-odds kept from drowning the others."""
    return max(-_CLIP, min(_CLIP, score))


def candidates(evidence: Evidence, shape: Shape, number: int, most: int) -> list[Candidate]:
    """The best sketches of one shape."""
    states = [State(Query(select=(), distinct=shape.distinct, either=shape.either))]
    for step in (_counted, _select, _group, _order, _where, _having, _limit, _combine):
        states = _best((new for state in states for new in step(evidence, shape, state)), _BEAM)
    found = [Candidate(state.query, number, state.used, state.score) for state in states]
    whole = _best_candidates(itertools.chain.from_iterable(_with_from(evidence, c) for c in found), most)
    return (
        [replace(c, query=_with_keys(c.query, evidence.preferred)) for c in whole]
        if evidence.preferred
        else whole
    )


def _with_keys(query: Query, preferred: tuple[int, ...]) -> Query:
    """The query, and those inside it, joined over the preferred keys."""
    where = tuple(replace(c, query=_with_keys(c.query, preferred)) if c.query else c for c in query.where)
    other = _with_keys(query.other, preferred) if query.other else None
    return replace(query, where=where, other=other, via=preferred)


def _best(states: Iterator[State], most: int) -> list[State]:
    return sorted(states, key=lambda state: -state.score)[:most]


def _best_candidates(found: Iterator[Candidate], most: int) -> list[Candidate]:
    return sorted(found, key=lambda candidate: -candidate.score)[:most]


def _counted(evidence: Evidence, shape: Shape, state: State) -> Iterator[State]:
    """Chooses the counted table, where anything counts rows; `tables` keeps it until the items are made."""
    if "count*" not in (*shape.select, *shape.order) and not any(
        h.startswith("count*") for h in shape.having
    ):
        yield state
        return
    for table in evidence.best_tables("count", 4):
        score = clip(evidence.table("count", table))
        yield State(replace(state.query, tables=(table,)), state.used, state.score + score)


def _items(
    evidence: Evidence, names: Sequence[str], state: State, *, grouped: bool
) -> Iterator[tuple[tuple[Item, ...], float]]:
    """Ways to fill a list of item slots, with what they score."""
    plain = names.count("c")
    chosen: Iterator[tuple[tuple[Item, ...], float]] = _plain(evidence, plain, grouped=grouped)
    others = [name for name in names if name != "c"]
    for items, score in chosen:
        for rest, more in _aggregates(evidence, others, state):
            yield (*items, *rest), score + more


def _plain(evidence: Evidence, count: int, *, grouped: bool) -> Iterator[tuple[tuple[Item, ...], float]]:
    if not count:
        yield (), 0.0
        return
    ranked = evidence.best("select", count + 4, stored=not grouped)
    combos = itertools.combinations(ranked, count)
    scored = [
        (tuple(Item(c) for c in combo), sum(clip(evidence.column("select", c)) for c in combo))
        for combo in combos
    ]
    yield from sorted(scored, key=lambda pair: -pair[1])[:8]


def _aggregates(
    evidence: Evidence, names: Sequence[str], state: State
) -> Iterator[tuple[tuple[Item, ...], float]]:
    arguments = [name for name in names if name != "count*"]
    for columns, score in _arguments(evidence, arguments):
        rest = iter(columns)
        items = tuple(_count(state) if name == "count*" else _aggregate(name, next(rest)) for name in names)
        yield items, score


def _count(state: State) -> Item:
    return Item(STAR, "count", table=state.query.tables[0])


def _aggregate(name: str, column: int) -> Item:
    return Item(column, name.removesuffix("d"), name.endswith("d"))


def _arguments(evidence: Evidence, names: Sequence[str]) -> Iterator[tuple[tuple[int, ...], float]]:
    """Columns for aggregates: one column for all of them, or one each in order of likelihood."""
    if not names:
        yield (), 0.0
        return
    numeric = any(name in ("sum", "avg") for name in names)
    ranked = evidence.best("aggregate", 8, ("number",) if numeric else (), stored=True)
    if numeric:
        ranked = [c for c in ranked if not _is_key(evidence, c)] or ranked
    for column in ranked[:4]:
        yield (column,) * len(names), clip(evidence.column("aggregate", column))
    if len(names) > 1:
        for combo in itertools.permutations(ranked[:3], len(names)):
            yield combo, sum(clip(evidence.column("aggregate", column)) for column in combo)


def _is_key(evidence: Evidence, column: int) -> bool:
    """Whether a column only names rows, so that its sum and average mean nothing."""
    info = evidence.schema.columns[column]
    return info.foreign or info.primary or info.words[-1] == "id"


def _select(evidence: Evidence, shape: Shape, state: State) -> Iterator[State]:
    if shape.select == ("all",):
        yield from _select_all(evidence, state)
        return
    for items, score in _items(evidence, shape.select, state, grouped=bool(shape.group)):
        yield State(replace(state.query, select=items), state.used, state.score + score)


def _select_all(evidence: Evidence, state: State) -> Iterator[State]:
    for table in evidence.best_tables("from", 3):
        items = tuple(Item(column) for column in evidence.schema.tables[table].columns)
        score = clip(evidence.table("from", table))
        yield State(replace(state.query, select=items), state.used, state.score + score)


def _group(evidence: Evidence, shape: Shape, state: State) -> Iterator[State]:
    if not shape.group:
        yield state
        return
    plain = [item.column for item in state.query.select if not item.aggregate]
    options: dict[tuple[int, ...], float] = {}
    if shape.group == 1:
        for column in (*plain, *_keys(evidence, plain), *evidence.best("group", 2)):
            options[(column,)] = clip(evidence.column("group", column))
    else:
        wanted = plain if len(plain) == shape.group else evidence.best("group", shape.group)
        options[tuple(wanted)] = sum(clip(evidence.column("group", column)) for column in wanted)
    for columns, score in options.items():
        yield State(replace(state.query, group=columns), state.used, state.score + score * 0.5)


def _keys(evidence: Evidence, columns: Sequence[int]) -> list[int]:
    """The single-column primary keys of the tables of `columns`."""
    tables = dict.fromkeys(evidence.schema.columns[column].table for column in columns)
    return [evidence.schema.tables[t].keys[0] for t in tables if len(evidence.schema.tables[t].keys) == 1]


def _order(evidence: Evidence, shape: Shape, state: State) -> Iterator[State]:
    if not shape.order:
        yield state
        return
    name = shape.order[0]
    if name == "count*":
        query = replace(state.query, order=(_count(state),), descending=shape.descending)
        yield State(query, state.used, state.score)
        return
    role = "order" if name == "c" else "aggregate"
    kinds = ("number",) if name in ("sum", "avg") else ()
    for column in evidence.best(role, 5, kinds, stored=True):
        if kinds and _is_key(evidence, column):
            continue
        item = Item(column) if name == "c" else _aggregate(name, column)
        query = replace(state.query, order=(item,), descending=shape.descending)
        yield State(query, state.used, state.score + clip(evidence.column(role, column)))


def _where(evidence: Evidence, shape: Shape, state: State) -> Iterator[State]:
    kinds = sorted(shape.where, key=lambda kind: (nested_last(kind), kind))
    yield from _conditions(
        evidence, kinds, state, lambda query, condition: replace(query, where=(*query.where, condition))
    )


def _conditions(
    evidence: Evidence, kinds: Sequence[str], state: State, add: Callable[..., Query]
) -> Iterator[State]:
    states = [(state, 0)]
    for place, kind in enumerate(kinds):
        same = place > 0 and kinds[place - 1] == kind
        grown = []
        for current, after in states:
            for condition, mask, score in condition_options(evidence, kind, current.query, current.used):
                if same and mask and mask < after:
                    continue
                query = add(current.query, condition)
                grown.append((State(query, current.used | mask, current.score + score), mask))
        states = sorted(grown, key=lambda pair: -pair[0].score)[:_BEAM]
    for current, _ in states:
        yield current


def _having(evidence: Evidence, shape: Shape, state: State) -> Iterator[State]:
    if not shape.having:
        yield state
        return
    yield from _conditions(
        evidence,
        shape.having,
        state,
        lambda query, condition: replace(query, having=(*query.having, condition)),
    )


def _limit(evidence: Evidence, shape: Shape, state: State) -> Iterator[State]:
    if shape.limit != "n":
        yield state if not shape.limit else replace(state, query=replace(state.query, limit=1))
        return
    for literal in evidence.literals:
        if literal.kind == "number" and not literal.mask & state.used and _whole(literal.value):
            before = evidence.around.cues[literal.start][0]
            bonus = 1.0 if before in ("top", "first", "<max>", "<min>", "^", "most") else 0.0
            query = replace(state.query, limit=int(literal.value))
            yield State(query, state.used | literal.mask, state.score + bonus)


def _whole(value: object) -> bool:
    return isinstance(value, int) and 0 < value <= 100_000


def _combine(evidence: Evidence, shape: Shape, state: State) -> Iterator[State]:
    if not shape.combine:
        yield state
        return
    query = state.query
    base = replace(query, where=(), order=(), limit=None, combine="", other=None)
    kinds = shape.other_where
    if shape.combine == "except" and not kinds:
        for table in evidence.best_tables("exclude", 3):
            other = replace(base, tables=(table,))
            score = clip(evidence.table("exclude", table))
            yield State(replace(query, combine="except", other=other), state.used, state.score + score)
        return
    start = State(base, state.used, state.score)
    for filled in _conditions(
        evidence, kinds, start, lambda q, condition: replace(q, where=(*q.where, condition))
    ):
        yield State(replace(query, combine=shape.combine, other=filled.query), filled.used, filled.score)


def _with_from(evidence: Evidence, candidate: Candidate) -> Iterator[Candidate]:
    """The candidate, and the same with a table joined that is said but not needed by any column."""
    query = candidate.query
    bare = replace(query, tables=())
    yield replace(candidate, query=bare)
    named = {evidence.schema.columns[i.column].table if i.column != STAR else i.table for i in query.items()}
    likely = [
        t for t in evidence.best_tables("from", 6) if t not in named and evidence.table("from", t) > -1.5
    ]
    for table in likely[:2]:
        score = candidate.score + clip(evidence.table("from", table))
        yield replace(candidate, query=replace(bare, tables=(table,)), score=score)
