"""The learned weights as they are stored: JSON in `weights/`, integers in hundredths.

Learned by `training/train.py` from Spider's questions in Spider-Syn's wording (train part) and from seed
questions of our own; `weights/ORIGIN.md` names the sources.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from iopsdata_jupyter.text_to_sql.offline.models import Forest, RoleModel, ShapeModel, TraitModel
from iopsdata_jupyter.text_to_sql.offline.network import STEP, Network, Ranker
from iopsdata_jupyter.text_to_sql.offline.shapes import Shape

_UNIT = 100.0
_FILES = ("columns", "tables", "shapes", "traits", "ranking", "confidence", "grammar", "synonyms")


@dataclass(frozen=True)
class Models:
    """All learned parts."""

    columns: RoleModel
    tables: RoleModel
    shape: ShapeModel
    shapes: tuple[Shape, ...]
    traits: TraitModel
    """What the wording says for and against what stands in the clauses of a candidate."""
    ranking: Ranker
    """Scores candidates of one question against each other."""
    confidence: Forest
    """Log-odds that the first candidate is right."""
    grammar: Forest
    """Log-odds that an answer of the analytic grammar is right, beside the candidates."""
    synonyms: Mapping[str, Sequence[str]]
    """Learned beside the lexicon's own."""


@cache
def models() -> Models:
    """The models of the package, read at the first question (about 0.1 s)."""
    folder = files(__package__) / "weights"
    raw = {name: json.loads(gzip.decompress((folder / f"{name}.json.gz").read_bytes())) for name in _FILES}
    return Models(
        columns=_role_model(raw["columns"]),
        tables=_role_model(raw["tables"]),
        shape=_shape_model(raw["shapes"]),
        shapes=tuple(_shape(fields) for fields in raw["shapes"]["shapes"]),
        traits=_trait_model(raw["traits"]),
        ranking=_ranker(raw["ranking"]),
        confidence=_forest(raw["confidence"]),
        grammar=_forest(raw["grammar"]),
        synonyms=raw["synonyms"],
    )


def _role_model(raw: dict[str, Any]) -> RoleModel:
    return RoleModel({k: [value / _UNIT for value in row] for k, row in raw["weights"].items()}, raw["roles"])


def _shape_model(raw: dict[str, Any]) -> ShapeModel:
    weights = {
        feature: {part: value / _UNIT for part, value in zip(row[::2], row[1::2], strict=True)}
        for feature, row in raw["weights"].items()
    }
    return ShapeModel(weights, [tuple(parts) for parts in raw["parts"]], raw["count"])


def _trait_model(raw: dict[str, Any]) -> TraitModel:
    names = raw["traits"]
    return TraitModel(
        {
            feature: {names[place]: value / _UNIT for place, value in zip(row[::2], row[1::2], strict=True)}
            for feature, row in raw["weights"].items()
        }
    )


def _shape(fields: dict[str, Any]) -> Shape:
    plain: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in fields.items()}
    return Shape(**plain)


def _forest(raw: dict[str, Any]) -> Forest:
    return Forest([tuple(tree) for tree in raw["trees"]])


def _ranker(raw: dict[str, Any]) -> Ranker:
    networks = [Network(**{name: np.array(part) * STEP for name, part in n.items()}) for n in raw["networks"]]
    traits = {name: place for place, name in enumerate(raw["traits"])}
    return Ranker(np.array(raw["center"]), np.array(raw["scale"]), traits, tuple(networks))


def pack_role_model(model: RoleModel) -> dict[str, Any]:
    """The stored form of a role model."""
    rows = {k: [round(value * _UNIT) for value in row] for k, row in model.weights.items()}
    return {"roles": model.roles, "weights": {k: row for k, row in rows.items() if any(row)}}


def pack_shape_model(model: ShapeModel, shapes: tuple[Shape, ...]) -> dict[str, Any]:
    """The stored form of a shape model and its shapes."""
    rows = {
        feature: [
            number
            for part, value in row.items()
            if round(value * _UNIT)
            for number in (part, round(value * _UNIT))
        ]
        for feature, row in model.weights.items()
    }
    default = Shape(select=())
    names = Shape.__dataclass_fields__
    fields = [{n: getattr(s, n) for n in names if getattr(s, n) != getattr(default, n)} for s in shapes]
    return {
        "count": model.parts,
        "weights": {k: r for k, r in rows.items() if r},
        "parts": model.shapes,
        "shapes": fields,
    }


def pack_trait_model(model: TraitModel) -> dict[str, Any]:
    """The stored form of a trait model."""
    names = sorted({trait for row in model.weights.values() for trait in row})
    places = {name: place for place, name in enumerate(names)}
    rows = {
        feature: [
            number
            for trait, value in sorted(row.items())
            if round(value * _UNIT)
            for number in (places[trait], round(value * _UNIT))
        ]
        for feature, row in model.weights.items()
    }
    return {"traits": names, "weights": {feature: row for feature, row in rows.items() if row}}


def pack_ranker(ranker: Ranker) -> dict[str, Any]:
    """The stored form of the ranking networks."""
    networks = [
        {name: np.round(part / STEP).astype(int).tolist() for name, part in vars(network).items()}
        for network in ranker.networks
    ]
    return {
        "center": ranker.center.tolist(),
        "scale": ranker.scale.tolist(),
        "traits": sorted(ranker.traits, key=ranker.traits.__getitem__),
        "networks": networks,
    }


def write_weights(path: Any, content: dict[str, Any]) -> None:
    """Writes one stored model; the same content gives the same bytes."""
    text = json.dumps(content, separators=(",", ":"), sort_keys=True)
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
