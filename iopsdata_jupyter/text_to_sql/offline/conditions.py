"""Ways to fill one condition of a shape: which column, which literal, or which nested query."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from iopsdata_jupyter.text_to_sql.offline.evidence import Evidence, Literal
from iopsdata_jupyter.text_to_sql.offline.lexicon import word_set
from iopsdata_jupyter.text_to_sql.offline.sketch import STAR, Condition, Item, Query

Option = tuple[Condition, int, float]
"""A condition, the tokens of its literals as bits, and its score."""

_HOW = {"exact": 1.0, "folded": 0.7, "alias": 0.2, "stem": -0.5, "free": -1.5}
_MOST = 6
_LIKE_CUES = word_set(
    """contain include substring like prefix suffix letter start begin end starting beginning ending
    word match pattern containing including character"""
)


def nested_last(kind: str) -> int:
    """Sort key that fills plain conditions before those with nested queries, which copy them."""
    return int("[" in kind)


def condition_options(evidence: Evidence, kind: str, query: Query, used: int) -> list[Option]:
    """The best ways to fill a condition of `kind`, given the rest of the query and the tokens taken."""
    options = sorted(_options(evidence, kind, query, used), key=lambda option: -option[2])
    return options[:_MOST]


def _options(evidence: Evidence, kind: str, query: Query, used: int) -> Iterator[Option]:
    for aggregate in ("count*", "avg", "sum", "max", "min", "countd"):
        if kind.startswith(aggregate) and "[" not in kind:
            yield from _having(evidence, aggregate, kind.removeprefix(aggregate), query, used)
            return
    if "[" in kind:
        yield from _nested(evidence, kind, query, used)
    elif kind in ("null", "not null"):
        yield from _null(evidence, kind)
    elif kind == "between":
        yield from _between(evidence, used)
    elif kind in ("like", "not like"):
        yield from _like(evidence, kind, used)
    elif kind in ("in", "not in"):
        return
    else:
        yield from _compared(evidence, kind, used)


def _clip(score: float) -> float:
    return max(-4.0, min(4.0, score))


def _compared(evidence: Evidence, operator: str, used: int) -> Iterator[Option]:
    for literal in evidence.literals:
        if not literal.mask & used:
            yield from _with_literal(evidence, operator, literal)


def _with_literal(evidence: Evidence, operator: str, literal: Literal) -> Iterator[Option]:
    if literal.kind == "value":
        if operator in ("=", "!="):
            yield from _valued(evidence, operator, literal)
        return
    kinds = {"number": ("number", "text", "date"), "date": ("date", "text"), "free": ("text", "date")}[
        literal.kind
    ]
    role = "match" if literal.kind == "free" else "compare"
    if literal.kind == "free" and operator not in ("=", "!="):
        return
    for column in evidence.best(role, 5, kinds):
        penalty = _HOW["free"] if literal.kind == "free" else 0.0
        if literal.kind == "number" and evidence.schema.columns[column].kind != "number":
            penalty = -1.0
        if not _comparable(evidence, column, literal):
            continue
        score = _clip(evidence.column(role, column)) + penalty + _agreement(literal, operator)
        yield Condition(Item(column), operator, (literal.value,)), literal.mask, score


def _agreement(literal: Literal, operator: str) -> float:
    """A bonus for the comparison that the words beside a number ask for."""
    if literal.kind not in ("number", "date"):
        return 0.0
    if not literal.expected:
        return 0.5 if operator == "=" else -0.5
    return 1.0 if literal.expected == operator else -1.5


def _comparable(evidence: Evidence, column: int, literal: Literal) -> bool:
    """Whether a column can hold the literal: a month for a month bucket, a day for a date."""
    info = evidence.schema.columns[column]
    if literal.kind == "date":
        return (info.derived == "month") == (len(str(literal.value)) == 7)
    return not info.derived or info.derived in ("year", "product") or literal.kind != "number"


def _valued(evidence: Evidence, operator: str, literal: Literal) -> Iterator[Option]:
    for column, value, how in literal.options:
        score = _clip(evidence.column("match", column)) + _HOW[how]
        yield Condition(Item(column), operator, (value,)), literal.mask, score


def _numbers(evidence: Evidence, used: int) -> list[Literal]:
    return [x for x in evidence.literals if x.kind in ("number", "date") and not x.mask & used]


def _between(evidence: Evidence, used: int) -> Iterator[Option]:
    numbers = _numbers(evidence, used)
    for low, high in itertools.pairwise(numbers):
        kinds = ("date", "text") if low.kind == "date" else ("number", "date", "text")
        for column in evidence.best("compare", 4, kinds):
            condition = Condition(Item(column), "between", (low.value, high.value))
            yield condition, low.mask | high.mask, _clip(evidence.column("compare", column))


def _like(evidence: Evidence, kind: str, used: int) -> Iterator[Option]:
    words = evidence.around.words
    asked = any(word in _LIKE_CUES for word in words) or any("%" in t.text for t in evidence.links.tokens)
    for literal in _like_literals(evidence):
        if literal.mask & used or not (asked or literal.kind == "free"):
            continue
        text = (
            evidence.links.tokens[literal.start].text
            if literal.end - literal.start == 1
            else str(literal.value)
        )
        before = set(words[max(0, literal.start - 4) : literal.start])
        pattern = text if "%" in text else _pattern(text, before)
        for column in evidence.best("match", 4, ("text", "date")):
            yield (
                Condition(Item(column), kind, (pattern,)),
                literal.mask,
                _clip(evidence.column("match", column)),
            )


def _like_literals(evidence: Evidence) -> list[Literal]:
    found = list(evidence.literals)
    known = {(x.start, x.end) for x in found}
    for place, token in enumerate(evidence.links.tokens):
        plain = token.kind in ("word", "number") and (place, place + 1) not in known
        if plain and (
            (len(token.text) == 1 and token.text.isupper()) or (token.text[0].isupper() and place > 0)
        ):
            found.append(Literal(place, place + 1, token.text, kind="free"))
    return found


def _pattern(text: str, before: set[str]) -> str:
    if before & {"start", "begin", "starting", "beginning", "prefix", "<start>"}:
        return f"{text}%"
    if before & {"end", "ending", "finish", "suffix"}:
        return f"%{text}"
    return f"%{text}%"


def _null(evidence: Evidence, kind: str) -> Iterator[Option]:
    roles = ("match", "compare", "select")
    scores = {c: max(evidence.column(role, c) for role in roles) for c in evidence.columns["match"]}
    for column in sorted(scores, key=lambda c: (-scores[c], c))[:4]:
        yield Condition(Item(column), kind), 0, _clip(scores[column])


def _having(evidence: Evidence, aggregate: str, operator: str, query: Query, used: int) -> Iterator[Option]:
    for values, mask, agreed in _bounds(evidence, operator, used):
        if aggregate == "count*":
            item = Item(STAR, "count", table=_count_table(evidence, query))
            yield Condition(item, operator, values), mask, 0.5 + agreed
            continue
        for column in evidence.best("aggregate", 3, ("number",) if aggregate in ("avg", "sum") else ()):
            item = Item(column, aggregate.removesuffix("d"), aggregate.endswith("d"))
            yield Condition(item, operator, values), mask, _clip(evidence.column("aggregate", column))


def _bounds(
    evidence: Evidence, operator: str, used: int
) -> Iterator[tuple[tuple[str | int | float, ...], int, float]]:
    """The numbers that a figure is compared with, two for `between`; their words; how well those agree."""
    numbers = [x for x in evidence.literals if x.kind == "number" and not x.mask & used]
    if operator == "between":
        for low, high in itertools.pairwise(numbers):
            yield (low.value, high.value), low.mask | high.mask, 0.0
        return
    for number in numbers:
        yield (number.value,), number.mask, _agreement(number, operator)


def _count_table(evidence: Evidence, query: Query) -> int:
    return query.tables[0] if query.tables else evidence.best_tables("count", 1)[0]


def _nested(evidence: Evidence, kind: str, query: Query, used: int) -> Iterator[Option]:
    operator, inside = kind.rstrip("]").split("[", 1)
    aggregate, _, where = inside.partition("|")
    inner = where.split(",") if where else []
    if operator in ("not in", "in") and not aggregate:
        yield from _membership(evidence, operator, inner, query, used)
    elif aggregate in ("max", "min", "avg"):
        yield from _against(evidence, operator, aggregate, inner, query, used)


def _against(
    evidence: Evidence, operator: str, aggregate: str, inner: list[str], query: Query, used: int
) -> Iterator[Option]:
    """A column compared with an aggregate of itself."""
    role = "order" if operator == "=" else "compare"
    for column in evidence.best(role, 4, ("number",) if aggregate == "avg" else (), stored=True):
        score = _clip(evidence.column(role, column))
        for where, mask, more in _inner_where(evidence, inner, query, used, copy=operator == "="):
            nested = Query((Item(column, aggregate),), where=where)
            yield Condition(Item(column), operator, query=nested), mask, score + more


def _inner_where(
    evidence: Evidence, inner: list[str], query: Query, used: int, *, copy: bool
) -> Iterator[tuple[tuple[Condition, ...], int, float]]:
    """The conditions of a nested query: copies of the outer ones (`largest in texas`), or own literals."""
    if not inner:
        yield (), 0, 0.0
        return
    outer = tuple(c for c in query.where if c.query is None)
    if copy and sorted(c.operator for c in outer) == sorted(inner):
        yield outer, 0, 0.0
        return
    if len(inner) == 1:
        for condition, mask, score in condition_options(evidence, inner[0], query, used)[:3]:
            yield (condition,), mask, score


def _membership(
    evidence: Evidence, operator: str, inner: list[str], query: Query, used: int
) -> Iterator[Option]:
    """A key of the main table (not) among those of another table."""
    main = _main_table(evidence, query)
    for table in evidence.best_tables("exclude" if operator == "not in" else "from", 4):
        keys = _link(evidence, main, table)
        if keys is None:
            continue
        score = _clip(evidence.table("exclude", table)) if operator == "not in" else 0.0
        for where, mask, more in _inner_where(evidence, inner, query, used, copy=False):
            nested = Query((Item(keys[1]),), where=where, tables=(table,))
            yield Condition(Item(keys[0]), operator, query=nested), mask, score + more


def _main_table(evidence: Evidence, query: Query) -> int:
    first = query.select[0]
    return first.table if first.column == STAR else evidence.schema.columns[first.column].table


def _link(evidence: Evidence, main: int, other: int) -> tuple[int, int] | None:
    """The column of `main` and the column that refers to it on the way to `other`."""
    if main == other:
        return None
    tree = evidence.graph.tree(tuple(sorted((main, other))))
    if tree is None:
        return None
    columns = evidence.schema.columns
    for edge in (e for e in tree.edges if not e.more):
        if columns[edge.left].table == main:
            return edge.left, edge.right
        if columns[edge.right].table == main:
            return edge.right, edge.left
    return None
