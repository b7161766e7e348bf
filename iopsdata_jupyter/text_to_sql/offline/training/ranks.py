"""Ranking and confidence as they behave on databases left out: what the confidence model must learn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from iopsdata_jupyter.text_to_sql.offline.models import TraitModel
from iopsdata_jupyter.text_to_sql.offline.pipeline import EARLY_TREES, confidence_row, survivors
from iopsdata_jupyter.text_to_sql.offline.training import fit
from iopsdata_jupyter.text_to_sql.offline.training.cases import FOLDS
from iopsdata_jupyter.text_to_sql.offline.training.fit_traits import fit_traits
from iopsdata_jupyter.text_to_sql.offline.training.scoring import Scored
from iopsdata_jupyter.text_to_sql.offline.traits import with_traits


@dataclass(frozen=True)
class First:
    """The first candidate of an example, by a ranking that did not learn from its fold."""

    scored: Scored
    row: list[float]
    """What the confidence model looks at."""
    right: bool


def cross_traits(scored: Sequence[Scored]) -> list[Scored]:
    """The examples with the scores of traits, each from a model that did not learn from its fold."""
    found = []
    for fold in range(FOLDS):
        model = fit_traits([s for s in scored if s.example.fold != fold])
        found += [described(s, model) for s in scored if s.example.fold == fold]
    return found


def described(scored: Scored, model: TraitModel) -> Scored:
    """An example whose rows hold the scores of their traits."""
    rows = with_traits(scored.rows.tolist(), scored.traits, model.totals(scored.asked))
    return replace(scored, rows=np.array(rows, dtype=np.float32))


def out_of_fold(scored: Sequence[Scored]) -> list[First]:
    """Each question's first candidate."""
    found = []
    for fold in range(FOLDS):
        ranking = fit.fit_ranking([s for s in scored if s.example.fold != fold])
        found += [_first(one, ranking) for one in scored if one.example.fold == fold and len(one.right)]
    return found


def _first(one: Scored, ranking: Any) -> First:
    left = survivors(list(ranking.predict(one.rows, num_iteration=EARLY_TREES)))
    scores = [float(score) for score in ranking.predict(one.rows[left])]
    best = min(range(len(scores)), key=lambda i: (-scores[i], i))
    meant = [one.clauses[i] for i in left]
    row = confidence_row(scores, one.rows[left[best]].tolist(), best, meant, len(one.right))
    return First(one, row, bool(one.right[left[best]]))
