"""The loss that ranking learns by: how little of the trust in a question goes to right candidates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = Any


@dataclass(frozen=True)
class Groups:
    """The candidates of several questions, one question after the other."""

    starts: Array
    """First candidate of each question."""
    question: Array
    """Of each candidate."""
    right: Array
    """Of each candidate, 0 or 1."""
    weight: Array
    """Of each candidate, that of its question."""


def grouped(right: Sequence[Array], weights: Sequence[float]) -> Groups:
    """Groups from the labels and the weight of each question."""
    sizes = np.array([len(labels) for labels in right])
    return Groups(
        np.concatenate([[0], np.cumsum(sizes)])[:-1],
        np.repeat(np.arange(len(sizes)), sizes),
        np.concatenate(right).astype(np.float32),
        np.repeat(np.array(weights, dtype=np.float32), sizes),
    )


def listwise(scores: Array, groups: Groups) -> tuple[float, Array]:
    """Minus the weighted log of the share of trust on right candidates, and its slope by candidate."""
    starts, question, right, weight = groups.starts, groups.question, groups.right, groups.weight
    mass = np.exp(scores - np.maximum.reduceat(scores, starts)[question])
    whole = np.add.reduceat(mass, starts)
    good = np.add.reduceat(mass * right, starts)
    chance, target = mass / whole[question], mass * right / (good[question] + 1e-12)
    value = -(weight[starts] * np.log(good / whole + 1e-9)).sum()
    return float(value), ((chance - target) * weight).astype(np.float32)
