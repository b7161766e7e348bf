"""Fitting of the ranking networks: a softmax over the candidates of each question, by Adam.

Figures are dropped at random for all candidates of a question at once, traits and hidden units one by one:
without it a network fits the training databases and ranks others worse than boosted trees do.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse  # type: ignore[import-not-found,import-untyped,unused-ignore]

from iopsdata_jupyter.text_to_sql.offline.network import (
    MOST,
    STEP,
    Network,
    Ranker,
    squashed,
    unit,
    unit_slope,
)
from iopsdata_jupyter.text_to_sql.offline.training.fit import vocabulary
from iopsdata_jupyter.text_to_sql.offline.training.listwise import Groups, grouped, listwise
from iopsdata_jupyter.text_to_sql.offline.training.scoring import Scored

Array = Any
Parts = dict[str, Array]
_SEEDS = (1, 2)
_HIDDEN, _SECOND = 96, 48
_DROPPED, _TRAITS_DROPPED = 0.4, 0.3
_ROUNDS, _QUESTIONS = 12, 48
"""Passes over the examples, and questions of one step."""
_RATE, _WARM_UP, _DECAY = 2e-3, 200, 0.2
_LEAST_TRAIT = 100


@dataclass(frozen=True)
class _Data:
    figures: Array
    """Candidates x standardised features."""
    traits: Any
    """Candidates x traits, 0/1, sparse."""
    starts: Array
    """First candidate of each question."""
    right: list[Array]
    weights: list[float]


def fit_ranker(scored: Sequence[Scored], seeds: Sequence[int] = _SEEDS) -> Ranker:
    """The networks of some scored examples, one a seed."""
    useful = [s for s in scored if len(s.right) and s.right.any() and not s.right.all()]
    rows = squashed(np.concatenate([s.rows for s in useful]))
    center, scale = rows.mean(0), rows.std(0) + 1e-3
    names = vocabulary([own for s in useful for own in s.traits], _LEAST_TRAIT)
    data = _Data(
        np.clip((rows - center) / scale, -MOST, MOST).astype(np.float32),
        _traits([own for s in useful for own in s.traits], names),
        np.cumsum([0, *(len(s.right) for s in useful[:-1])]),
        [s.right for s in useful],
        [s.example.weight for s in useful],
    )
    networks = tuple(_rounded(_fitted(data, len(names), seed)) for seed in seeds)
    return Ranker(np.round(center, 4).astype(float), np.round(scale, 4).astype(float), names, networks)


def _traits(traits: Sequence[Sequence[str]], names: dict[str, int]) -> Any:
    places = [sorted({names[name] for name in own if name in names}) for own in traits]
    ends = np.concatenate([[0], np.cumsum([len(own) for own in places])])
    flat = np.array([place for own in places for place in own], dtype=np.int32)
    return sparse.csr_matrix((np.ones(len(flat), np.float32), flat, ends), shape=(len(places), len(names)))


def _fitted(data: _Data, traits: int, seed: int) -> Parts:
    random = np.random.default_rng(seed)
    parts = _start(data.figures.shape[1], traits, random)
    adam = _Adam(parts)
    steps = _ROUNDS * (len(data.right) // _QUESTIONS)
    while adam.steps < steps:
        order = random.permutation(len(data.right))
        for first in range(0, len(order) - _QUESTIONS + 1, _QUESTIONS):
            chosen = order[first : first + _QUESTIONS]
            slopes = _slopes(parts, data, chosen, random)
            turned = 0.5 * (1 + math.cos(math.pi * adam.steps / steps))
            adam.step(slopes, _RATE * turned * min(1.0, (adam.steps + 1) / _WARM_UP))
    return parts


def _start(figures: int, traits: int, random: np.random.Generator) -> Parts:
    def drawn(*shape: int, over: int) -> Array:
        return (random.standard_normal(shape) / math.sqrt(over)).astype(np.float32)

    return {
        "line": np.zeros(figures, np.float32),
        "figures": drawn(figures, _HIDDEN, over=figures + traits),
        "traits": drawn(traits, _HIDDEN, over=figures + traits),
        "bias": np.zeros(_HIDDEN, np.float32),
        "second": drawn(_HIDDEN, _SECOND, over=_HIDDEN),
        "second_bias": np.zeros(_SECOND, np.float32),
        "last": drawn(_SECOND, over=_SECOND),
    }


def _slopes(parts: Parts, data: _Data, chosen: Array, random: np.random.Generator) -> Parts:
    """The slope of the loss of some questions by every weight, with parts of the input dropped."""
    groups = grouped([data.right[i] for i in chosen], [data.weights[i] for i in chosen])
    own = np.concatenate([data.starts[i] + np.arange(len(data.right[i])) for i in chosen])
    figures = data.figures[own]
    figures = figures * _kept(random, (len(chosen), figures.shape[1]), _DROPPED)[groups.question]
    traits = data.traits[own]
    traits.data = _kept(random, traits.data.shape, _TRAITS_DROPPED)
    before = figures @ parts["figures"] + traits @ parts["traits"] + parts["bias"]
    kept = _kept(random, before.shape, _DROPPED)
    hidden = unit(before) * kept
    after = hidden @ parts["second"] + parts["second_bias"]
    last = unit(after)
    slope = _slope(figures @ parts["line"] + last @ parts["last"], groups)
    of_after = slope[:, None] * parts["last"] * unit_slope(after)
    of_before = (of_after @ parts["second"].T) * kept * unit_slope(before)
    return {
        "line": figures.T @ slope,
        "figures": figures.T @ of_before,
        "traits": traits.T @ of_before,
        "bias": of_before.sum(0),
        "second": hidden.T @ of_after,
        "second_bias": of_after.sum(0),
        "last": last.T @ slope,
    }


def _slope(scores: Array, groups: Groups) -> Array:
    return listwise(scores, groups)[1] / groups.weight[groups.starts].sum()


def _kept(random: np.random.Generator, shape: tuple[int, ...], dropped: float) -> Array:
    kept = random.random(shape, dtype=np.float32) >= dropped
    return kept.astype(np.float32) / np.float32(1 - dropped)


class _Adam:
    """Adam with decay of the matrices apart from the slopes (Loshchilov and Hutter 2019)."""

    def __init__(self, parts: Parts) -> None:
        self.steps = 0
        self._parts = parts
        self._mean = {name: np.zeros_like(part) for name, part in parts.items()}
        self._square = {name: np.zeros_like(part) for name, part in parts.items()}

    def step(self, slopes: Parts, rate: float) -> None:
        """Moves every weight against its slope."""
        self.steps += 1
        for name, part in self._parts.items():
            mean, square = self._mean[name], self._square[name]
            mean += 0.1 * (slopes[name] - mean)
            square += 0.001 * (slopes[name] ** 2 - square)
            root = np.sqrt(square / (1 - 0.999**self.steps)) + 1e-8
            decay = rate * _DECAY if part.ndim > 1 else 0.0
            self._parts[name][...] = part * (1 - decay) - rate * (mean / (1 - 0.9**self.steps)) / root


def _rounded(parts: Parts) -> Network:
    """The network with its weights as they are stored."""
    return Network(**{name: np.round(part.astype(float) / STEP) * STEP for name, part in parts.items()})
