"""The ranking model as it runs: small neural networks that score the candidates of a question.

Each has two hidden layers (Gaussian error linear units; Hendrycks and Gimpel 2016) and a straight line from
the figures to the score. Several, learned from different starts, are averaged.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = Any
MOST = 4.0
"""Figures further from their mean than this many standard deviations are taken to be that far."""
STEP = 0.002
"""Weights are stored as whole multiples of this."""
_ROOT = math.sqrt(2 / math.pi)
_CUBE = 0.044715


@dataclass(frozen=True)
class Network:
    """One network over figures and traits."""

    line: Array
    """Figure -> weight of the straight way."""
    figures: Array
    """Figures x hidden units."""
    traits: Array
    """Traits x hidden units."""
    bias: Array
    """Of the hidden units of the first layer."""
    second: Array
    """Hidden units x hidden units of the second layer."""
    second_bias: Array
    last: Array
    """Hidden unit of the second layer -> weight."""

    def scores(self, figures: Array, traits: Array) -> Array:
        """The score of each candidate, on a scale of the network's own."""
        hidden = unit(_times(figures, self.figures) + _times(traits, self.traits) + self.bias)
        second = unit(_times(hidden, self.second) + self.second_bias)
        return np.einsum("cf,f->c", figures, self.line) + np.einsum("cf,f->c", second, self.last)


@dataclass(frozen=True)
class Ranker:
    """Networks over the same features."""

    center: Array
    """The mean of each figure, once `squashed`."""
    scale: Array
    """Its standard deviation."""
    traits: Mapping[str, int]
    """The traits that were learned, numbered."""
    networks: tuple[Network, ...]

    def scores(self, rows: Sequence[Sequence[float]], traits: Sequence[Sequence[str]]) -> list[float]:
        """The log-chance of each candidate of a question: the mean of what the networks say.

        `rows` holds the ranking features of each candidate and `traits` its traits.
        """
        figures, found = self.inputs(rows), self.present(traits)
        each = [log_chances(network.scores(figures, found)) for network in self.networks]
        return [float(score) for score in np.mean(each, axis=0)]

    def inputs(self, rows: Any) -> Array:
        """Ranking features, one row a candidate, as the networks take them."""
        return np.clip((squashed(np.asarray(rows, dtype=np.float64)) - self.center) / self.scale, -MOST, MOST)

    def present(self, traits: Sequence[Sequence[str]]) -> Array:
        """Which of the learned traits each candidate has, as 0 or 1."""
        found = np.zeros((len(traits), len(self.traits)))
        for place, names in enumerate(traits):
            found[place, [self.traits[name] for name in names if name in self.traits]] = 1
        return found


def _times(left: Array, right: Array) -> Array:
    """The product of two small matrices, without BLAS: its threads cost more than they save here.

    On two busy cores 9 ms of CPU a question with it, and up to 68; 2 without.
    """
    return np.einsum("cf,fh->ch", left, right)


def squashed(figures: Array) -> Array:
    """Figures with long tails pulled in: the logarithm of one plus the size, with the sign."""
    return np.sign(figures) * np.log1p(np.abs(figures))


def unit(values: Array) -> Array:
    """The Gaussian error linear unit, by its usual approximation."""
    return values * (0.5 + 0.5 * np.tanh(_ROOT * (values + _CUBE * values**3)))


def unit_slope(values: Array) -> Array:
    """How `unit` rises at each value."""
    bent = np.tanh(_ROOT * (values + _CUBE * values**3))
    return 0.5 + 0.5 * bent + 0.5 * values * (1 - bent**2) * _ROOT * (1 + 3 * _CUBE * values**2)


def log_chances(scores: Array) -> Array:
    """Log-softmax."""
    ahead = scores - scores.max()
    return ahead - np.log(np.exp(ahead).sum())
