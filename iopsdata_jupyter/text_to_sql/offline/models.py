"""The learned parts as they run: sparse weights by feature text, in plain Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter


@dataclass(frozen=True)
class RoleModel:
    """One logistic model a role over shared features."""

    weights: Mapping[str, Sequence[float]]
    """Feature -> a weight for every role."""
    roles: int

    def scores(self, features: Iterable[str]) -> list[float]:
        """Log-odds by role."""
        rows = [row for feature in features if (row := self.weights.get(feature)) is not None]
        return [sum(column) for column in zip(*rows, strict=True)] if rows else [0.0] * self.roles


@dataclass(frozen=True)
class ShapeModel:
    """A softmax over shapes whose score is the sum of the scores of their parts."""

    weights: Mapping[str, Mapping[int, float]]
    """Feature -> part -> weight."""
    shapes: Sequence[tuple[int, ...]]
    """The parts of each shape, two or more."""
    parts: int

    def scores(self, features: Iterable[str]) -> list[float]:
        """The unnormalised score of each shape."""
        totals = [0.0] * self.parts
        for feature in features:
            for part, weight in self.weights.get(feature, {}).items():
                totals[part] += weight
        return [sum(of_shape(totals)) for of_shape in self._pickers]

    @cached_property
    def _pickers(self) -> list[Callable[[list[float]], tuple[float, ...]]]:
        """Per shape, what takes its parts out of a list: three times as fast as a loop over them."""
        return [itemgetter(*parts) for parts in self.shapes]


@dataclass(frozen=True)
class TraitModel:
    """What the wording of a question says for and against each trait of a candidate."""

    weights: Mapping[str, Mapping[str, float]]
    """Feature -> trait -> weight."""

    def totals(self, features: Iterable[str]) -> dict[str, float]:
        """The score of each trait under the wording."""
        totals: dict[str, float] = {}
        for feature in features:
            for trait, weight in self.weights.get(feature, {}).items():
                totals[trait] = totals.get(trait, 0.0) + weight
        return totals


@dataclass(frozen=True)
class Forest:
    """Boosted trees; the sum of their leaves is a log-odds."""

    trees: Sequence[tuple[Sequence[int], Sequence[float], Sequence[int], Sequence[int], Sequence[float]]]
    """Per tree: split feature, threshold (go left when <=), left child, right child, leaf value.

    A child below zero is the leaf `-child - 1`.
    """

    def score(self, row: Sequence[float]) -> float:
        """The log-odds of one row of features."""
        total = 0.0
        for features, thresholds, lefts, rights, leaves in self.trees:
            node = 0
            while node >= 0:
                node = lefts[node] if row[features[node]] <= thresholds[node] else rights[node]
            total += leaves[-node - 1]
        return total
