"""How far an answer of the analytic grammar can be trusted, judged by what the ranked candidates say.

The grammar and the ranking read the same words independently: where they say the same, both are mostly right;
where they differ, one of them is wrong.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from iopsdata_jupyter.text_to_sql.offline.contenders import CLAUSES, ROWS
from iopsdata_jupyter.text_to_sql.offline.evidence import Evidence
from iopsdata_jupyter.text_to_sql.offline.models import Forest
from iopsdata_jupyter.text_to_sql.offline.parsing import Unsupported, parse_sketch
from iopsdata_jupyter.text_to_sql.offline.pipeline import Ranking, clauses_of, lead_row
from iopsdata_jupyter.text_to_sql.offline.prepared import Prepared
from iopsdata_jupyter.text_to_sql.translator import Translation


@dataclass(frozen=True)
class Opinion:
    """What the ranking says of the grammar's answer."""

    chance: float
    """0..1: how likely the answer is right."""
    same_rows: bool
    """Whether the first candidate has the same conditions, order and limit; it may show something else."""


def second_opinion(
    answer: Translation, ranking: Ranking, evidence: Evidence, prepared: Prepared, model: Forest
) -> Opinion | None:
    """The opinion on an answer; None where no candidate could say the same."""
    meant = meaning(answer.sql, evidence, prepared)
    if meant is None or not ranking.candidates:
        return None
    odds = model.score(grammar_row(answer.confidence, meant, ranking.scores, ranking.meant))
    same_rows = all(meant[place] == ranking.meant[0][place] for place in ROWS)
    return Opinion(1 / (1 + math.exp(-odds)), same_rows)


def meaning(sql: str, evidence: Evidence, prepared: Prepared) -> tuple[object, ...] | None:
    """The clauses of a statement; None where the sketch language cannot say it."""
    try:
        return clauses_of(parse_sketch(sql, prepared.schema, prepared.schema.dialect), evidence)
    except Unsupported:
        return None


def grammar_row(
    confidence: float,
    answer: Sequence[object],
    scores: Sequence[float],
    meant: Sequence[Sequence[object]],
) -> list[float]:
    """What the grammar's answer shares with the first candidate and with all, and how far that one leads.

    The order of the figures is fixed by this function.
    """
    best = min(range(len(scores)), key=lambda i: (-scores[i], i))
    mass = [math.exp(score - scores[best]) for score in scores]
    whole = sum(mass)
    same = [[left == right for left, right in zip(own, answer, strict=True)] for own in meant]
    agreed = [[*own, all(own)] for own in same]
    shares = [
        sum(m for m, own in zip(mass, agreed, strict=True) if own[i]) / whole for i in range(CLAUSES + 1)
    ]
    twin = max((m for m, own in zip(mass, agreed, strict=True) if own[-1]), default=0.0) / whole
    return [confidence, *map(float, agreed[best]), *shares, twin, *lead_row(scores, best, meant)]
