"""Translations from sketches: SQL, what was understood and assumed, and the readings put second."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from iopsdata_jupyter.text_to_sql.offline import explain
from iopsdata_jupyter.text_to_sql.offline.build import CannotJoin, to_sql
from iopsdata_jupyter.text_to_sql.offline.evidence import Evidence
from iopsdata_jupyter.text_to_sql.offline.pipeline import Ranking
from iopsdata_jupyter.text_to_sql.offline.prepared import Prepared
from iopsdata_jupyter.text_to_sql.offline.references.asks import Asked
from iopsdata_jupyter.text_to_sql.offline.schema import SchemaIndex
from iopsdata_jupyter.text_to_sql.offline.sketch import Item, Query
from iopsdata_jupyter.text_to_sql.translator import Alternative, Translation

_MOST_OTHERS = 3
_LEAST_SHARE = 0.05
"""Of the ranking model's trust, what a reading needs to be worth a look."""


def ranked_answer(ranking: Ranking, evidence: Evidence, prepared: Prepared) -> Translation:
    """The first candidate, with the next ones as alternatives."""
    queries = [in_time_order(candidate.query, prepared.schema) for candidate in ranking.candidates]
    likely = [q for q, share in zip(queries, ranking.shares, strict=True) if share >= _LEAST_SHARE]
    return _translation(queries[0], likely[:12], ranking.confidence, evidence, prepared)


def composed_answer(
    readings: Sequence[Asked], evidence: Evidence, prepared: Prepared, confidence: float
) -> Translation:
    """The least strained reading of references, with the others as alternatives."""
    queries = [reading.query for reading in readings]
    return _translation(queries[0], queries[:12], confidence, evidence, prepared)


def keyed(schema: SchemaIndex) -> bool:
    """Whether the schema declares how its tables belong together."""
    return any(edge.cost <= 1 for edge in schema.edges)


def relational(query: Query) -> bool:
    """Whether things are named by other things, which is what composing is for."""
    return any(condition.query is not None for condition in query.where)


def in_time_order(query: Query, schema: SchemaIndex) -> Query:
    """A query by month, year or the like sorted by it, where the question asks for no other order."""
    bucketed = [column for column in query.group if schema.columns[column].derived not in ("", "product")]
    if query.order or query.combine or len(bucketed) != len(query.group) or not bucketed:
        return query
    return replace(query, order=tuple(Item(column) for column in bucketed))


def _translation(
    query: Query, others: Iterable[Query], confidence: float, evidence: Evidence, prepared: Prepared
) -> Translation:
    sql = to_sql(query, prepared.schema, prepared.graph)
    sentence = explain.sentence(query, prepared.schema)
    return Translation(
        sql=sql,
        translator="offline",
        confidence=round(confidence, 3),
        explanation=sentence,
        assumptions=explain.assumptions(query, evidence),
        understood=explain.understood(query, evidence),
        alternatives=_alternatives(others, {sql}, {sentence}, prepared),
    )


def _alternatives(
    queries: Iterable[Query], statements: set[str], sentences: set[str], prepared: Prepared
) -> tuple[Alternative, ...]:
    """Readings that differ from those before them both in SQL and in words."""
    found: list[Alternative] = []
    for query in queries:
        try:
            sql = to_sql(query, prepared.schema, prepared.graph)
        except CannotJoin:
            continue
        sentence = explain.sentence(query, prepared.schema)
        if sql in statements or sentence in sentences:
            continue
        statements.add(sql)
        sentences.add(sentence)
        found.append(Alternative(sql, sentence))
        if len(found) == _MOST_OTHERS:
            break
    return tuple(found)
