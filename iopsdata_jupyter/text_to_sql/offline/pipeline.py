"""Question -> words -> links -> evidence -> candidates -> ranking: the stages in order, nothing else."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from iopsdata_jupyter.text_to_sql.offline.build import tables_of
from iopsdata_jupyter.text_to_sql.offline.contenders import agreement_row, clauses
from iopsdata_jupyter.text_to_sql.offline.evidence import Evidence, gather
from iopsdata_jupyter.text_to_sql.offline.fill import Candidate, candidates
from iopsdata_jupyter.text_to_sql.offline.prepared import Prepared
from iopsdata_jupyter.text_to_sql.offline.question_features import question_features
from iopsdata_jupyter.text_to_sql.offline.ranking import (
    GAIN_NAMES,
    LOSS_NAMES,
    Ground,
    feature_places,
    rank_features,
)
from iopsdata_jupyter.text_to_sql.offline.shapes import Shape
from iopsdata_jupyter.text_to_sql.offline.sketch import Condition, Query
from iopsdata_jupyter.text_to_sql.offline.traits import traits, with_traits
from iopsdata_jupyter.text_to_sql.offline.weights import Models
from iopsdata_jupyter.text_to_sql.offline.words import tokenize

SHAPES_TRIED = 14
PER_SHAPE = 8
MOST_RANKED = 70
_SHAPE_WEIGHT = 1.5
_FILL_WEIGHT = 0.5
_OWN = 8
"""Features of a row that stand before those of `rank_features`."""
GAINS = (3, 4, 5, *(_OWN + place for place in feature_places(GAIN_NAMES)))
LOSSES = tuple(_OWN + place for place in feature_places(LOSS_NAMES))
_MARGINALS = 80


@dataclass(frozen=True)
class Proposal:
    """A candidate with what the shape model thinks of its form."""

    candidate: Candidate
    shape_log: float
    """Log-probability of the shape."""
    shape_rank: int
    part_logs: tuple[float, ...] = ()
    """Log-probabilities of the shape's select, where, group and order, combination, distinct, each alone."""


@dataclass(frozen=True)
class Ranking:
    """The candidates of a question, the most likely first."""

    candidates: tuple[Candidate, ...]
    confidence: float
    """0..1: how likely the first candidate is right; 0 where there is none."""
    shares: tuple[float, ...] = ()
    """How the ranking model spreads its trust over the candidates; they add up to 1."""
    scores: tuple[float, ...] = ()
    """What the shares come from, as log-weights."""
    meant: tuple[tuple[object, ...], ...] = ()
    """The clauses of each candidate."""


def evidence_for(question: str, prepared: Prepared, models: Models) -> Evidence:
    """Words, links and scores of a question."""
    links = prepared.linker.link(tokenize(question))
    return gather(links, prepared.schema, prepared.graph, models.columns, models.tables)


def propose(evidence: Evidence, models: Models) -> list[Proposal]:
    """Different sketches for the question, the more likely ones first."""
    logs = _log_softmax(models.shape.scores(question_features(evidence.links)))
    likely = sorted(range(len(logs)), key=lambda i: (-logs[i], i))
    parts = _part_logs(models.shapes, logs, likely[:_MARGINALS])
    order = likely[:SHAPES_TRIED]
    best: dict[Query, tuple[float, Proposal]] = {}
    for rank, number in enumerate(order):
        for candidate in candidates(evidence, models.shapes[number], number, PER_SHAPE):
            score = _FILL_WEIGHT * candidate.score + _SHAPE_WEIGHT * logs[number]
            if candidate.query not in best or best[candidate.query][0] < score:
                best[candidate.query] = (score, Proposal(candidate, logs[number], rank, parts[number]))
    ranked = sorted(best.values(), key=lambda pair: -pair[0])
    return [proposal for _, proposal in ranked[:MOST_RANKED]]


def _part_logs(
    shapes: Sequence[Shape], logs: Sequence[float], likely: Sequence[int]
) -> dict[int, tuple[float, ...]]:
    """For each likely shape, how likely each of its clauses is whatever the others are."""
    keys = {number: _clauses(shapes[number]) for number in likely}
    totals: dict[object, float] = {}
    for number, parts in keys.items():
        for clause in parts:
            totals[clause] = totals.get(clause, 0.0) + math.exp(logs[number])
    return {
        number: tuple(math.log(totals[clause] + 1e-6) for clause in parts) for number, parts in keys.items()
    }


def _clauses(shape: Shape) -> tuple[object, ...]:
    tail = ("tail", shape.group, shape.having, shape.order, shape.descending, shape.limit)
    where = ("where", shape.where, shape.either)
    combine = ("combine", shape.combine, shape.other_where)
    return ("select", shape.select), where, tail, combine, ("distinct", shape.distinct)


def rows_of(evidence: Evidence, proposals: Sequence[Proposal]) -> list[list[float]]:
    """The ranking features of each proposal."""
    if not proposals:
        return []
    ground = Ground(evidence)
    top = max(proposal.shape_log for proposal in proposals)
    rows = [
        [
            p.shape_log,
            p.shape_log - top,
            float(p.shape_rank),
            *p.part_logs,
            *rank_features(p.candidate, ground),
        ]
        for p in proposals
    ]
    return with_gaps(rows)


def traits_of(evidence: Evidence, proposals: Sequence[Proposal]) -> list[list[str]]:
    """The traits of each proposal."""
    return [traits(p.candidate.query, _joined(p.candidate.query, evidence), evidence) for p in proposals]


def _joined(query: Query, evidence: Evidence) -> tuple[int, ...]:
    tree = evidence.graph.tree(tables_of(query, evidence.schema))
    return tuple(tree.tables) if tree else ()


def with_gaps(rows: list[list[float]]) -> list[list[float]]:
    """Rows with what each lacks to the best of its question, where more, or less, of a feature is better."""
    tops = [max(row[place] for row in rows) for place in GAINS]
    lows = [min(row[place] for row in rows) for place in LOSSES]
    return [
        [
            *row,
            *(row[place] - top for place, top in zip(GAINS, tops, strict=True)),
            *(row[place] - low for place, low in zip(LOSSES, lows, strict=True)),
        ]
        for row in rows
    ]


def rank(evidence: Evidence, models: Models) -> Ranking:
    """Candidates whose tables connect, ordered by the ranking model, and how far the first can be trusted."""
    proposals = [p for p in propose(evidence, models) if joinable(p.candidate.query, evidence)]
    if not proposals:
        return Ranking((), 0.0)
    rows = rows_of(evidence, proposals)
    kept = _different(proposals, evidence)
    proposals = [proposals[i] for i in kept]
    totals = models.traits.totals(question_features(evidence.links))
    found = traits_of(evidence, proposals)
    rows = with_traits([rows[i] for i in kept], found, totals)
    scores = models.ranking.scores(rows, found)
    order = sorted(range(len(scores)), key=lambda i: (-scores[i], i))
    meant = [clauses_of(p.candidate.query, evidence) for p in proposals]
    odds = models.confidence.score(confidence_row(scores, rows[order[0]], order[0], meant))
    mass = [math.exp(scores[i] - scores[order[0]]) for i in order]
    shares = tuple(m / sum(mass) for m in mass)
    return Ranking(
        tuple(proposals[i].candidate for i in order),
        1 / (1 + math.exp(-odds)),
        shares,
        tuple(scores[i] for i in order),
        tuple(meant[i] for i in order),
    )


def _different(proposals: Sequence[Proposal], evidence: Evidence) -> list[int]:
    """The places of proposals whose statement none before has: a twin would take half of the trust."""
    places: dict[Query, int] = {}
    for place, proposal in enumerate(proposals):
        places.setdefault(_plain(proposal.candidate.query, evidence), place)
    return list(places.values())


def _plain(query: Query, evidence: Evidence) -> Query:
    """The query without what its statement does not show, such as which table a `count(*)` was meant for."""
    return replace(
        query,
        select=tuple(replace(item, table=-1) for item in query.select),
        where=tuple(_plain_condition(c, evidence) for c in query.where),
        having=tuple(_plain_condition(c, evidence) for c in query.having),
        order=tuple(replace(item, table=-1) for item in query.order),
        tables=tables_of(query, evidence.schema),
        other=_plain(query.other, evidence) if query.other is not None else None,
    )


def _plain_condition(condition: Condition, evidence: Evidence) -> Condition:
    inner = _plain(condition.query, evidence) if condition.query is not None else None
    return replace(condition, item=replace(condition.item, table=-1), query=inner)


def clauses_of(query: Query, evidence: Evidence) -> tuple[object, ...]:
    """The clauses of a query as its statement shows them."""
    tree = evidence.graph.tree(tables_of(query, evidence.schema), query.via)
    return clauses(_plain(query, evidence), tuple(sorted(tree.tables)) if tree else ())


def confidence_row(
    scores: Sequence[float], row: Sequence[float], best: int, meant: Sequence[Sequence[object]]
) -> list[float]:
    """What the confidence model looks at: how far the first candidate leads, whom, and its own features."""
    return [*lead_row(scores, best, meant), *row]


def lead_row(scores: Sequence[float], best: int, meant: Sequence[Sequence[object]]) -> list[float]:
    """How far the first candidate leads, and whom; `meant` holds the clauses of each candidate."""
    top = scores[best]
    mass = [math.exp(score - top) for score in scores]
    second = max((m for i, m in enumerate(mass) if i != best), default=0.0)
    total = sum(mass)
    lead = [1 / total, (1 - second) / total, top, top - sum(scores) / len(scores), float(len(scores))]
    return [*lead, *agreement_row(scores, meant)]


def joinable(query: Query, evidence: Evidence) -> bool:
    """Whether the tables of every level of the query connect."""
    tables = tables_of(query, evidence.schema)
    if not tables or evidence.graph.tree(tables) is None:
        return False
    return all(joinable(inner, evidence) for inner in query.nested())


def _log_softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    total = math.log(sum(math.exp(score - top) for score in scores)) + top
    return [score - total for score in scores]
