"""What a candidate means, for people: words and their readings, assumptions, and one plain sentence."""

from __future__ import annotations

from collections.abc import Iterator

from iopsdata_jupyter.text_to_sql.offline.build import tables_of
from iopsdata_jupyter.text_to_sql.offline.evidence import Evidence
from iopsdata_jupyter.text_to_sql.offline.lexicon import SUPERLATIVES
from iopsdata_jupyter.text_to_sql.offline.linking import Mention
from iopsdata_jupyter.text_to_sql.offline.roles import roles_of
from iopsdata_jupyter.text_to_sql.offline.schema import SchemaIndex
from iopsdata_jupyter.text_to_sql.offline.sketch import STAR, Condition, Item, Query
from iopsdata_jupyter.text_to_sql.offline.surroundings import quality
from iopsdata_jupyter.text_to_sql.translator import Understanding

_OPERATORS = {
    "=": "is", "!=": "is not", ">": "is more than", "<": "is less than", ">=": "is at least",
    "<=": "is at most",
    "like": "matches", "not like": "does not match", "in": "is among", "not in": "is not among",
}  # fmt: skip
_AGGREGATES = {
    "sum": "the total of",
    "avg": "the average of",
    "min": "the smallest",
    "max": "the largest",
    "count": "the number of",
}


def understood(query: Query, evidence: Evidence) -> tuple[Understanding, ...]:
    """The words of the question that the query stands for, in order."""
    found: dict[tuple[int, int], str] = {}
    for level in levels(query):
        for condition in (*level.where, *level.having):
            span = literal_span(condition, evidence)
            if span:
                found[span] = condition_text(condition, evidence.schema)
        for item in level.items():
            if item.column != STAR:
                meaning = _superlative(item, level, evidence) or item_text(item, evidence.schema)
                _add_mention(found, evidence.links.columns[item.column], meaning)
        for table in tables_of(level, evidence.schema):
            _add_mention(found, evidence.links.tables[table], evidence.schema.tables[table].name)
    return tuple(Understanding(words(evidence, span), meaning) for span, meaning in sorted(found.items()))


def _superlative(item: Item, level: Query, evidence: Evidence) -> str | None:
    """`max(city.population)` where `largest` is what names the column, or None."""
    mentions = evidence.links.columns[item.column]
    spoken = evidence.links.tokens[mentions[0].start].lower if mentions else ""
    if item.aggregate or spoken not in SUPERLATIVES:
        return None
    extremes = {c.query.select[0].aggregate for c in level.where if c.query and c.item.column == item.column}
    if item in level.order and level.limit == 1:
        extremes.add("max" if level.descending else "min")
    return f"{min(extremes)}({evidence.schema.label(item.column)})" if extremes & {"max", "min"} else None


def _add_mention(found: dict[tuple[int, int], str], mentions: tuple[Mention, ...], meaning: str) -> None:
    if mentions and quality(mentions[0]) > 0.4:
        span = mentions[0].start, mentions[0].end
        if not any(s < span[1] and span[0] < e for s, e in found):
            found[span] = meaning


def words(evidence: Evidence, span: tuple[int, int]) -> str:
    """The words of a span, as the question has them."""
    return " ".join(token.text for token in evidence.links.tokens[span[0] : span[1]])


def levels(query: Query) -> Iterator[Query]:
    """The query and every query inside it."""
    yield query
    for inner in query.nested():
        yield from levels(inner)


def literal_span(condition: Condition, evidence: Evidence) -> tuple[int, int] | None:
    """Where the literal of a condition stands in the question."""
    if not condition.values:
        return None
    value = condition.values[0]
    for literal in evidence.literals:
        if literal.value == value or any(
            o[0] == condition.item.column and o[1] == value for o in literal.options
        ):
            return literal.start, literal.end
    return None


def item_text(item: Item, schema: SchemaIndex) -> str:
    """`max(city.population)`, `count(*)`, `state.area`."""
    if item.column == STAR:
        return f"count(*) of {schema.tables[item.table].name}"
    label = schema.label(item.column)
    distinct = "distinct " if item.distinct else ""
    return f"{item.aggregate}({distinct}{label})" if item.aggregate else label


def condition_text(condition: Condition, schema: SchemaIndex) -> str:
    """`state.state_name = 'texas'`."""
    left = item_text(condition.item, schema)
    values = [f"'{v}'" if isinstance(v, str) else str(v) for v in condition.values]
    if condition.query is not None:
        return f"{left} {condition.operator} ({item_text(condition.query.select[0], schema)})"
    if condition.operator in ("null", "not null"):
        return f"{left} is {condition.operator}"
    return f"{left} {condition.operator} {' and '.join(values)}"


def assumptions(query: Query, evidence: Evidence) -> tuple[str, ...]:
    """What the query takes for granted that the question does not say."""
    found = dict.fromkeys(
        (
            *_measures(query, evidence),
            *_values(query, evidence),
            *_loose_joins(query, evidence),
            *_unsaid(query, evidence),
        )
    )
    return tuple(found)


def _measures(query: Query, evidence: Evidence) -> Iterator[str]:
    """`largest` read as a column that the question does not name."""
    for level in levels(query):
        ordered = [item for item in level.order if item.column != STAR]
        ordered += [
            c.item
            for c in level.where
            if c.query is not None and c.query.select[0].aggregate in ("max", "min")
        ]
        for item in ordered:
            mentions = evidence.links.columns[item.column]
            if not mentions:
                continue
            spoken = evidence.links.tokens[mentions[0].start]
            if spoken.lower in SUPERLATIVES:
                end = "highest" if SUPERLATIVES[spoken.lower][1] in ("max", "more") else "lowest"
                name = evidence.schema.columns[item.column].name
                yield f"{spoken.text} means {end} {name}"


def _values(query: Query, evidence: Evidence) -> Iterator[str]:
    for level in levels(query):
        for condition in level.where:
            for value in condition.values:
                yield from _value(condition, value, evidence)


def _value(condition: Condition, value: str | int | float, evidence: Evidence) -> Iterator[str]:
    label = evidence.schema.label(condition.item.column)
    for literal in evidence.literals:
        if literal.kind == "free" and literal.value == value and condition.operator in ("=", "!="):
            yield f"'{value}' is taken to be a value of {label}; it was not found in the data"
        for column, held, how in literal.options:
            if column != condition.item.column or held != value:
                continue
            if how in ("stem", "alias"):
                yield f"{words(evidence, (literal.start, literal.end))} means {label} = '{value}'"
            others = sorted({evidence.schema.label(c) for c, _, _ in literal.options} - {label})
            if others:
                yield f"'{value}' is looked for in {label}; it also occurs in {', '.join(others[:3])}"


def _loose_joins(query: Query, evidence: Evidence) -> Iterator[str]:
    for level in levels(query):
        tree = evidence.graph.tree(tables_of(level, evidence.schema), level.via)
        for edge in tree.edges if tree else ():
            if edge.cost > 1:
                left, right = evidence.schema.label(edge.left), evidence.schema.label(edge.right)
                yield f"{left} and {right} hold the same things (no foreign key says so)"


def _unsaid(query: Query, evidence: Evidence) -> Iterator[str]:
    roles = roles_of(query, evidence.schema)
    for column in sorted(roles.columns["compare"] - roles.columns["select"]):
        info = evidence.schema.columns[column]
        if not evidence.links.columns[column]:
            what = "the year is that of" if info.derived == "year" else "the number is compared with"
            yield f"{what} {evidence.schema.label(info.sources[0] if info.derived else column)}"


def sentence(query: Query, schema: SchemaIndex) -> str:
    """One plain sentence of what the SQL does."""
    text = "Shows " + _clause(query, schema)
    if query.other is not None:
        joiner = {"intersect": "that also", "union": "and also those that", "except": "but not those that"}[
            query.combine
        ]
        text += f", {joiner} come from: {_clause(query.other, schema)}"
    return text + "."


def _clause(query: Query, schema: SchemaIndex) -> str:
    shown = [_phrase(item, schema) for item in query.select]
    text = ("the different " if query.distinct else "") + _series(shown)
    tables = [schema.tables[t].name for t in tables_of(query, schema)]
    text += f" from {_series(tables)}"
    if query.where:
        text += " where " + (" or " if query.either else " and ").join(_where(c, schema) for c in query.where)
    if query.group:
        text += f", for each {_series([schema.label(c) for c in query.group])}"
    if query.having:
        text += ", keeping groups where " + " and ".join(_where(c, schema) for c in query.having)
    if query.order:
        way = "highest first" if query.descending else "lowest first"
        text += f", ordered by {_series([_phrase(i, schema) for i in query.order])}, {way}"
    if query.limit is not None:
        text += f", first {query.limit} only" if query.limit > 1 else ", the first only"
    return text


def _series(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def _phrase(item: Item, schema: SchemaIndex) -> str:
    if item.column == STAR:
        return "the number of rows"
    label = schema.label(item.column)
    if not item.aggregate:
        return label
    return f"{_AGGREGATES[item.aggregate]} {'different ' if item.distinct else ''}{label}"


def _where(condition: Condition, schema: SchemaIndex) -> str:
    left = _phrase(condition.item, schema)
    if condition.query is not None:
        return f"{left} {_OPERATORS[condition.operator]} {_clause(condition.query, schema)}"
    if condition.operator == "between":
        return f"{left} is between {condition.values[0]} and {condition.values[1]}"
    if condition.operator in ("null", "not null"):
        return f"{left} is {'missing' if condition.operator == 'null' else 'present'}"
    return f"{left} {_OPERATORS[condition.operator]} {', '.join(str(v) for v in condition.values)}"
