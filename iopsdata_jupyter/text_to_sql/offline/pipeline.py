"""Question -> words -> links -> evidence -> candidates -> ranked candidates: the stages in order, nothing else."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from iopsdata_jupyter.text_to_sql.offline.build import CannotJoin, to_sql
from iopsdata_jupyter.text_to_sql.offline.evidence import Evidence, gather
from iopsdata_jupyter.text_to_sql.offline.features import question_features
from iopsdata_jupyter.text_to_sql.offline.fill import Candidate, candidates
from iopsdata_jupyter.text_to_sql.offline.prepared import Prepared
from iopsdata_jupyter.text_to_sql.offline.ranking import Ground, rank_features
from iopsdata_jupyter.text_to_sql.offline.sketch import Query
from iopsdata_jupyter.text_to_sql.offline.weights import Models
from iopsdata_jupyter.text_to_sql.offline.words import tokenize

SHAPES_TRIED = 14
PER_SHAPE = 8
MOST_RANKED = 70
_SHAPE_WEIGHT = 1.5
_FILL_WEIGHT = 0.5


@dataclass(frozen=True)
class Proposal:
    """A candidate with what the shape model thinks of its form."""

    candidate: Candidate
    shape_log: float
    """Log-probability of the shape."""
    shape_rank: int


@dataclass(frozen=True)
class Ranked:
    """A candidate and how likely it is to be right."""

    candidate: Candidate
    probability: float
    """0..1 by the ranking model."""


def evidence_for(question: str, prepared: Prepared, models: Models) -> Evidence:
    """Words, links and scores of a question."""
    links = prepared.linker.link(tokenize(question))
    return gather(links, prepared.schema, prepared.graph, models.columns, models.tables)


def propose(evidence: Evidence, models: Models) -> list[Proposal]:
    """Different sketches for the question, the more likely ones first."""
    logs = _log_softmax(models.shape.scores(question_features(evidence.links)))
    order = sorted(range(len(logs)), key=lambda i: (-logs[i], i))[:SHAPES_TRIED]
    best: dict[Query, tuple[float, Proposal]] = {}
    for rank, number in enumerate(order):
        for candidate in candidates(evidence, models.shapes[number], number, PER_SHAPE):
            score = _FILL_WEIGHT * candidate.score + _SHAPE_WEIGHT * logs[number]
            if candidate.query not in best or best[candidate.query][0] < score:
                best[candidate.query] = (score, Proposal(candidate, logs[number], rank))
    ranked = sorted(best.values(), key=lambda pair: -pair[0])
    return [proposal for _, proposal in ranked[:MOST_RANKED]]


def rows_of(evidence: Evidence, proposals: Sequence[Proposal]) -> list[list[float]]:
    """The ranking features of each proposal."""
    if not proposals:
        return []
    ground = Ground(evidence)
    top = max(proposal.shape_log for proposal in proposals)
    return [rank_features(p.candidate, ground, p.shape_log, p.shape_log - top, p.shape_rank) for p in proposals]


def rank(evidence: Evidence, models: Models) -> list[Ranked]:
    """Candidates whose tables connect, the most likely first."""
    proposals = [p for p in propose(evidence, models) if joinable(p.candidate.query, evidence)]
    scores = [models.forest.score(row) for row in rows_of(evidence, proposals)]
    found = [Ranked(p.candidate, 1 / (1 + math.exp(-s))) for p, s in zip(proposals, scores, strict=True)]
    return sorted(found, key=lambda ranked: -ranked.probability)


def joinable(query: Query, evidence: Evidence) -> bool:
    """Whether the tables of every level of the query connect."""
    from iopsdata_jupyter.text_to_sql.offline.build import tables_of

    tables = tables_of(query, evidence.schema)
    if not tables or evidence.graph.tree(tables) is None:
        return False
    return all(joinable(inner, evidence) for inner in query.nested())


def sql_of(query: Query, prepared: Prepared) -> str | None:
    """The SQL of a sketch, or None where its tables do not connect."""
    try:
        return to_sql(query, prepared.schema, prepared.graph)
    except CannotJoin:
        return None


def _log_softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    total = math.log(sum(math.exp(score - top) for score in scores)) + top
    return [score - total for score in scores]
