"""Ranking as it behaves on databases left out: what the models of confidence must learn from."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from iopsdata_jupyter.text_to_sql.offline.models import TraitModel
from iopsdata_jupyter.text_to_sql.offline.network import Ranker
from iopsdata_jupyter.text_to_sql.offline.pipeline import confidence_row
from iopsdata_jupyter.text_to_sql.offline.training.cases import FOLDS
from iopsdata_jupyter.text_to_sql.offline.training.fit_network import fit_ranker
from iopsdata_jupyter.text_to_sql.offline.training.fit_traits import fit_traits
from iopsdata_jupyter.text_to_sql.offline.training.scoring import WORKERS, Scored
from iopsdata_jupyter.text_to_sql.offline.traits import with_traits
from iopsdata_jupyter.text_to_sql.offline.trust import grammar_row

_ALL = -1
"""In place of a fold: nothing is left out."""


@dataclass(frozen=True)
class First:
    """The first candidate of an example, by a ranking that did not learn from its fold."""

    scored: Scored
    row: list[float]
    """What the confidence model looks at."""
    right: bool
    grammar: list[float] | None
    """What the model of the grammar's confidence looks at; None where the grammar declines."""


def cross_traits(scored: Sequence[Scored]) -> tuple[list[Scored], TraitModel]:
    """The examples with scores of traits from models that did not learn from their fold; the model of all."""
    models = _each_fold(_traits_without, scored)
    return [described(s, models[s.example.fold]) for s in scored], models[_ALL]


def described(scored: Scored, model: TraitModel) -> Scored:
    """An example whose rows hold the scores of their traits."""
    rows = with_traits(scored.rows.tolist(), scored.traits, model.totals(scored.asked))
    return replace(scored, rows=np.array(rows, dtype=np.float32))


def cross_ranks(scored: Sequence[Scored]) -> tuple[list[First], Ranker]:
    """Each question's first candidate, and the ranking of all."""
    found = _each_fold(_ranks_without, scored)
    return [first for fold in range(FOLDS) for first in found[fold]], found[_ALL]


def _each_fold(task: Callable[[int], Any], scored: Sequence[Scored]) -> dict[int, Any]:
    global _shared  # what forked workers read  # noqa: PLW0603
    _shared = scored
    folds = (_ALL, *range(FOLDS))
    with multiprocessing.get_context("fork").Pool(WORKERS) as pool:
        return dict(zip(folds, pool.map(task, folds, chunksize=1), strict=True))


_shared: Sequence[Scored]


def _traits_without(fold: int) -> TraitModel:
    return fit_traits([s for s in _shared if s.example.fold != fold])


def _ranks_without(fold: int) -> Ranker | list[First]:
    ranker = fit_ranker([s for s in _shared if s.example.fold != fold])
    if fold == _ALL:
        return ranker
    return [_first(s, ranker) for s in _shared if s.example.fold == fold and len(s.right)]


def _first(one: Scored, ranker: Ranker) -> First:
    scores = ranker.scores(one.rows, one.traits)
    best = min(range(len(scores)), key=lambda i: (-scores[i], i))
    row = confidence_row(scores, one.rows[best].tolist(), best, one.clauses)
    read = one.grammar
    by_grammar = grammar_row(read.confidence, read.meant, scores, one.clauses) if read else None
    return First(one, row, bool(one.right[best]), by_grammar)
