"""Fitting of the trait model: a softmax over the candidates of each question, in what was asked times traits.

The other ranking features take part as a plain linear model, so that traits learn only what those do not
know; its weights are then dropped: the networks learn them better.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize  # type: ignore[import-not-found,import-untyped,unused-ignore]

from iopsdata_jupyter.text_to_sql.offline.models import TraitModel
from iopsdata_jupyter.text_to_sql.offline.training.fit import matrix, vocabulary
from iopsdata_jupyter.text_to_sql.offline.training.listwise import Groups, grouped, listwise
from iopsdata_jupyter.text_to_sql.offline.training.scoring import Scored

Array = Any
_MOST_OF_ONE = 40
"""Candidates of a question that take part: the first ones, and those that are right."""
_LEAST_ASKED, _LEAST_TRAIT = 8, 200
_L2, _L2_PLAIN = 4.0, 1.0
_STEPS = 40


@dataclass(frozen=True)
class _Batch:
    """All candidates of all questions as arrays."""

    asked: Array
    """Questions x features, 0/1."""
    plain: Array
    """Candidates x standardised ranking features."""
    groups: Groups
    cells: Array
    """For each trait of each candidate, its place among questions x traits."""
    cell_starts: Array
    """First such place of each candidate."""
    holder: Array
    """For each such place its candidate."""
    traits: int


def fit_traits(scored: Sequence[Scored], steps: int = _STEPS) -> TraitModel:
    """The trait model of some scored examples."""
    useful = [s for s in scored if len(s.right) and s.right.any() and not s.right.all()]
    kept = [_taking_part(s) for s in useful]
    known = vocabulary([s.asked for s in useful], _LEAST_ASKED)
    names = vocabulary([s.traits[i] for s, own in zip(useful, kept, strict=True) for i in own], _LEAST_TRAIT)
    batch = _batch(useful, kept, known, names)
    table = _minimised(batch, steps)
    by_place = list(names)
    return TraitModel(
        {
            feature: {
                by_place[t]: round(float(table[i, t]), 3) for t in np.nonzero(np.abs(table[i]) > 0.02)[0]
            }
            for feature, i in known.items()
        }
    )


def _taking_part(scored: Scored) -> list[int]:
    return [i for i in range(len(scored.right)) if i < _MOST_OF_ONE or scored.right[i]]


def _batch(
    useful: Sequence[Scored], kept: Sequence[list[int]], known: dict[str, int], names: dict[str, int]
) -> _Batch:
    right = [s.right[own] for s, own in zip(useful, kept, strict=True)]
    groups = grouped(right, [s.example.weight for s in useful])
    plain = np.concatenate([s.rows[own] for s, own in zip(useful, kept, strict=True)]).astype(np.float32)
    plain = np.clip((plain - plain.mean(0)) / (plain.std(0) + 1e-6), -4, 4)
    lists = [
        [names[name] for name in s.traits[i] if name in names]
        for s, own in zip(useful, kept, strict=True)
        for i in own
    ]
    counts = np.array([len(own) for own in lists])
    holder = np.repeat(np.arange(len(lists)), counts)
    flat = np.fromiter((t for own in lists for t in own), dtype=np.int64, count=int(counts.sum()))
    return _Batch(
        asked=matrix([s.asked for s in useful], known),
        plain=plain,
        groups=groups,
        cells=groups.question[holder] * len(names) + flat,
        cell_starts=np.concatenate([[0], np.cumsum(counts)])[:-1],
        holder=holder,
        traits=len(names),
    )


def _minimised(batch: _Batch, steps: int) -> Array:
    features, traits, plain = batch.asked.shape[1], batch.traits, batch.plain.shape[1]
    turned = batch.asked.T.tocsr()

    def loss(flat: Array) -> tuple[float, Array]:
        table = flat[: features * traits].reshape(features, traits).astype(np.float32)
        line = flat[features * traits :].astype(np.float32)
        by_cell = (batch.asked @ table).ravel()
        scores = batch.plain @ line + np.add.reduceat(by_cell[batch.cells], batch.cell_starts)
        value, slope = listwise(scores, batch.groups)
        of_cells = np.bincount(batch.cells, weights=slope[batch.holder], minlength=len(by_cell))
        of_table = turned @ of_cells.reshape(-1, traits).astype(np.float32)
        penalty = _L2 / 2 * float((table**2).sum()) + _L2_PLAIN / 2 * float(line @ line)
        gradient = np.concatenate(
            [(of_table + _L2 * table).ravel(), batch.plain.T @ slope + _L2_PLAIN * line]
        )
        return value + penalty, gradient.astype(np.float64)

    start = np.zeros(features * traits + plain)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": steps}).x
    return found[: features * traits].reshape(features, traits)
