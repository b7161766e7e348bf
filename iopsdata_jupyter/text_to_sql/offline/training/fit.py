"""Fitting: logistic role models, the softmax over shapes, and the boosted confidence models.

Needs numpy, scipy and lightgbm, which the product does not. Every step is deterministic.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from scipy import sparse  # type: ignore[import-not-found,import-untyped,unused-ignore]
from scipy.optimize import minimize  # type: ignore[import-not-found,import-untyped,unused-ignore]

from iopsdata_jupyter.text_to_sql.offline.models import Forest, RoleModel, ShapeModel
from iopsdata_jupyter.text_to_sql.offline.shapes import Shape

Array = Any
_OPERATORS = ("=", ">", "<", ">=", "<=", "!=", "like", "between")
_HAVING = ("count*>", "count*>=", "count*<", "count*<=", "count*=")
_AGGREGATES = (
    ("avg", "max"), ("avg", "min"), ("max", "min"), ("avg", "sum"), ("max", "sum"), ("min", "sum"), ("avg",
    "max", "min"),
    ("avg", "max", "sum"), ("avg", "min", "sum"), ("avg", "count*"), ("count*", "sum"), ("count*", "max"),
    ("count*", "min"),
)  # fmt: skip


def vocabulary(rows: Sequence[Sequence[str]], least: int) -> dict[str, int]:
    """Features that occur at least `least` times, numbered."""
    counts = Counter(feature for row in rows for feature in set(row))
    return {feature: i for i, feature in enumerate(sorted(f for f, n in counts.items() if n >= least))}


def matrix(rows: Sequence[Sequence[str]], known: dict[str, int]) -> Array:
    """Rows of features as a sparse 0/1 matrix."""
    places: list[int] = []
    ends = [0]
    for row in rows:
        places.extend(sorted({known[feature] for feature in row if feature in known}))
        ends.append(len(places))
    data = np.ones(len(places), dtype=np.float32)
    return sparse.csr_matrix(
        (data, np.array(places, dtype=np.int32), np.array(ends)), shape=(len(rows), len(known))
    )


def fit_roles(
    rows: Sequence[Sequence[str]],
    labels: Sequence[Sequence[bool]],
    weights: Sequence[float],
    *,
    least: int,
    steps: int = 120,
) -> RoleModel:
    """One logistic model a role, L2-regularised."""
    known = vocabulary(rows, least)
    features = matrix(rows, known)
    turned, wanted = features.T.tocsr(), np.array(labels, dtype=np.float32)
    scale = np.array(weights, dtype=np.float32)
    fitted = [_logistic(features, turned, wanted[:, role], scale, steps) for role in range(wanted.shape[1])]
    table = np.array(fitted).T
    kept = {
        f: [round(float(v), 3) for v in table[i]] for f, i in known.items() if np.abs(table[i]).max() > 0.02
    }
    return RoleModel(kept, wanted.shape[1])


def _logistic(
    features: Array, turned: Array, wanted: Array, scale: Array, steps: int, l2: float = 2.0
) -> Array:
    def loss(weights: Array) -> tuple[float, Array]:
        scores = features @ weights.astype(np.float32)
        chance = 1 / (1 + np.exp(-scores))
        value = (scale * (np.logaddexp(0, scores) - wanted * scores)).sum() + l2 / 2 * (weights @ weights)
        return float(value), (turned @ (scale * (chance - wanted)) + l2 * weights).astype(np.float64)

    start = np.zeros(features.shape[1])
    return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": steps}).x


def fit_shapes(
    rows: Sequence[Sequence[str]], shapes: Sequence[Shape], databases: Sequence[str], weights: Sequence[float]
) -> tuple[ShapeModel, tuple[Shape, ...]]:
    """The softmax over shapes, and the shapes it can say: those of two databases or more, and variants."""
    counts, homes = Counter(shapes), _homes(shapes, databases)
    classes = sorted(homes, key=lambda s: (-counts[s], repr(s)))
    number = {shape: i for i, shape in enumerate(classes)}
    known = vocabulary(rows, 4)
    parts: dict[str, int] = {}
    lists = [[parts.setdefault(part, len(parts)) for part in shape.parts()] for shape in classes]
    table = _softmax(
        matrix(rows, known),
        np.array([number[s] for s in shapes]),
        np.array(weights, dtype=np.float32),
        lists,
        len(parts),
    )
    kept = {
        f: {int(p): round(float(table[i, p]), 3) for p in np.nonzero(np.abs(table[i]) > 0.03)[0]}
        for f, i in known.items()
    }
    common = [shape for shape in classes if len(homes[shape]) >= 2]
    offered = tuple(variants(common, counts))
    spoken = [tuple(sorted({parts[p] for p in shape.parts() if p in parts})) for shape in offered]
    return ShapeModel(kept, spoken, len(parts)), offered


def _homes(shapes: Sequence[Shape], databases: Sequence[str]) -> dict[Shape, set[str]]:
    homes: dict[Shape, set[str]] = {}
    for shape, database in zip(shapes, databases, strict=True):
        homes.setdefault(shape, set()).add(database)
    return homes


def _softmax(
    features: Array,
    wanted: Array,
    scale: Array,
    lists: list[list[int]],
    parts: int,
    l2: float = 1.0,
    steps: int = 60,
) -> Array:
    has = np.zeros((parts, len(lists)), dtype=np.float32)
    for shape, own in enumerate(lists):
        has[own, shape] = 1
    turned, count, rows = features.T.tocsr(), features.shape[1], np.arange(len(wanted))

    def loss(flat: Array) -> tuple[float, Array]:
        weights = flat.reshape(count, parts).astype(np.float32)
        scores = (features @ weights) @ has
        scores -= scores.max(1, keepdims=True)
        chance = np.exp(scores)
        chance /= chance.sum(1, keepdims=True)
        value = -(scale * np.log(chance[rows, wanted] + 1e-9)).sum() + l2 / 2 * float(flat @ flat)
        chance[rows, wanted] -= 1
        chance *= scale[:, None]
        gradient = turned @ (chance @ has.T)
        return float(value), (gradient.ravel() + l2 * flat).astype(np.float64)

    start = np.zeros(count * parts)
    return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": steps}).x.reshape(
        count, parts
    )


def variants(common: Sequence[Shape], counts: Counter[Shape]) -> dict[Shape, None]:
    """The common shapes and their neighbours: another number of columns, comparison or set of aggregates."""
    found = dict.fromkeys(common)
    for shape in common:
        found.update(dict.fromkeys(_selections(shape, counts[shape])))
        found.update(dict.fromkeys(_comparisons(shape, counts[shape])))
        if len(shape.having) == 1 and shape.having[0] in _HAVING:
            found.update(dict.fromkeys(replace(shape, having=(having,)) for having in _HAVING))
    for where in ((), ("=",), (">",), ("<",)):
        found.update(dict.fromkeys(Shape(select=names, where=where) for names in _AGGREGATES))
    found.update(dict.fromkeys(Shape(select=("c", *names), group=1) for names in _AGGREGATES))
    return found


def _selections(shape: Shape, count: int) -> list[Shape]:
    rest = tuple(name for name in shape.select if name != "c")
    if "c" not in shape.select or count < 3:
        return []
    return [replace(shape, select=("c",) * number + rest) for number in range(1, 5)]


def _comparisons(shape: Shape, count: int) -> list[Shape]:
    if count < 4:
        return []
    found = []
    for place, kind in enumerate(shape.where):
        if kind in _OPERATORS:
            rest = shape.where[:place] + shape.where[place + 1 :]
            found += [replace(shape, where=tuple(sorted((*rest, other)))) for other in _OPERATORS]
    if not shape.combine and not shape.where:
        found += [replace(shape, where=(other,)) for other in ("=", ">", "<")]
    return found


_TREES: dict[str, Any] = {
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "verbosity": -1,
    "num_threads": 1,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
}


def fit_confidence(
    rows: Sequence[Sequence[float]],
    right: Sequence[bool],
    weights: Sequence[float],
    *,
    rounds: int = 250,
    least: int = 40,
) -> Any:
    """Boosted trees for how likely an answer is right; `least` examples make a leaf."""
    options = {
        **_TREES,
        "objective": "binary",
        "feature_fraction": 0.3,
        "learning_rate": 0.03,
        "num_leaves": 8,
        "min_data_in_leaf": least,
        "lambda_l2": 10,
    }
    # Only training needs it; the other steps are tested without.
    import lightgbm  # type: ignore[import-not-found,import-untyped,unused-ignore]

    data = lightgbm.Dataset(
        np.array(rows, dtype=np.float32), np.array(right).astype(int), weight=np.array(weights)
    )
    return lightgbm.train(options, data, rounds)


def forest_of(booster: Any) -> Forest:
    """Boosted trees in the form that runs without lightgbm."""
    return Forest([_tree(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]])


def _tree(node: dict[str, Any]) -> tuple[list[int], list[float], list[int], list[int], list[float]]:
    features: list[int] = []
    thresholds: list[float] = []
    lefts: list[int] = []
    rights: list[int] = []
    leaves: list[float] = []

    def walk(part: dict[str, Any]) -> int:
        if "leaf_value" in part:
            leaves.append(round(part["leaf_value"], 4))
            return -len(leaves)
        place = len(features)
        features.append(part["split_feature"])
        thresholds.append(round(part["threshold"], 5))
        lefts.append(0)
        rights.append(0)
        lefts[place], rights[place] = walk(part["left_child"]), walk(part["right_child"])
        return place

    if walk(node) < 0:
        return [0], [0.0], [-1], [-1], leaves
    return features, thresholds, lefts, rights, leaves
