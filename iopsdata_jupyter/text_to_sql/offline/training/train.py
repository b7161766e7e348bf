"""Learns the weights of the offline translator; writes them to `weights/` and prints cross-validated figures.

    python -m iopsdata_jupyter.text_to_sql.offline.training.train SPIDER.jsonl GEO.jsonl DATABASES_DIR

Roles and shapes are fitted four times, each time without a fold of databases, so that traits and ranking
learn from candidates as they look on databases that were never seen, and confidence from such rankings. Needs
numpy, scipy and lightgbm; 27 minutes on two busy cores.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from iopsdata_jupyter.text_to_sql.offline import weights
from iopsdata_jupyter.text_to_sql.offline.training import fit
from iopsdata_jupyter.text_to_sql.offline.training.cases import (
    FOLDS,
    Databases,
    hashed,
    is_learned,
    read_lines,
    training_examples,
)
from iopsdata_jupyter.text_to_sql.offline.training.ranks import First, cross_ranks, cross_traits
from iopsdata_jupyter.text_to_sql.offline.training.scoring import Scored, cross_fit, fit_models, prepare
from iopsdata_jupyter.text_to_sql.offline.training.synonyms import learn_synonyms

_OUT = Path(weights.__file__).parent / "weights"


def fit_confidence(first: Sequence[First]) -> Any:
    """How likely the first candidate is right."""
    return fit.fit_confidence(
        [f.row for f in first], [f.right for f in first], [f.scored.example.weight for f in first]
    )


def fit_grammar(first: Sequence[First]) -> Any:
    """How likely the grammar is right; not from templates, whose wording is the grammar's own."""
    read = [f for f in first if f.grammar is not None and f.scored.example.kind != "template"]
    return fit.fit_confidence(
        [f.grammar or [] for f in read],
        [f.scored.grammar is not None and f.scored.grammar.right for f in read],
        [f.scored.example.weight for f in read],
        rounds=120,
        least=20,
    )


def report(scored: Sequence[Scored], first: Sequence[First]) -> None:
    """Prints what is right of the ranking alone, then of the likelier of ranking and grammar."""
    alone: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    either: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for fold in range(FOLDS):
        others = [f for f in first if f.scored.example.fold != fold]
        confidence, grammar = fit_confidence(others), fit_grammar(others)
        for one in (f for f in first if f.scored.example.fold == fold):
            ranked = float(confidence.predict(np.array([one.row]))[0]), one.right
            alone[one.scored.example.kind].append(ranked)
            either[one.scored.example.kind].append(max(ranked, _read(one, grammar)))
    for kind, pairs in alone.items():
        own = [s for s in scored if s.example.kind == kind]
        reach = sum(bool(s.right.any()) for s in own) / len(own)
        first_right = sum(hit for _, hit in pairs) / len(own)
        print(f"{kind}: {len(own)} questions, first right {first_right:.3f}, any right {reach:.3f}")  # noqa: T201
        print(f"  right at precision 0.8: {_reached(pairs, len(own))}")  # noqa: T201
        print(f"  the same, or the grammar: {_reached(either[kind], len(own))}")  # noqa: T201


def _read(one: First, grammar: Any) -> tuple[float, bool]:
    if one.grammar is None or one.scored.grammar is None:
        return 0.0, False
    return float(grammar.predict(np.array([one.grammar]))[0]), one.scored.grammar.right


def _reached(pairs: Sequence[tuple[float, bool]], count: int) -> str:
    ranked = sorted(pairs, key=lambda pair: -pair[0])
    hits = np.array([hit for _, hit in ranked], dtype=float)
    precision = hits.cumsum() / np.arange(1, len(hits) + 1)
    last = max(np.nonzero(precision >= 0.8)[0], default=-1)
    return f"{hits[: last + 1].sum() / count:.3f} from chance {ranked[last][0]:.2f}"


def write(models: weights.Models) -> None:
    """Writes every weight file."""
    _OUT.mkdir(exist_ok=True)
    weights.write_weights(_OUT / "columns.json.gz", weights.pack_role_model(models.columns))
    weights.write_weights(_OUT / "tables.json.gz", weights.pack_role_model(models.tables))
    weights.write_weights(_OUT / "shapes.json.gz", weights.pack_shape_model(models.shape, models.shapes))
    weights.write_weights(_OUT / "traits.json.gz", weights.pack_trait_model(models.traits))
    weights.write_weights(_OUT / "ranking.json.gz", weights.pack_ranker(models.ranking))
    weights.write_weights(_OUT / "confidence.json.gz", {"trees": models.confidence.trees})
    weights.write_weights(_OUT / "grammar.json.gz", {"trees": models.grammar.trees})
    weights.write_weights(_OUT / "synonyms.json.gz", dict(models.synonyms))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("spider", type=Path)
    parser.add_argument("geo", type=Path)
    parser.add_argument("databases", type=Path)
    parser.add_argument("--every", type=int, default=1, help="score every n-th example only")
    options = parser.parse_args()
    pairs = [
        (str(c["question"]), str(c["paraphrase"]))
        for c in read_lines(options.spider)
        if is_learned(str(c["db"]))
    ]
    synonyms = learn_synonyms(pairs)
    databases = Databases(options.databases, synonyms)
    examples = sorted(
        training_examples(databases, options.spider, options.geo),
        key=lambda e: hashed(e.database + e.question),
    )
    scored, traits = cross_traits(cross_fit(examples, databases, options.every))
    first, ranking = cross_ranks(scored)
    report(scored, first)
    final = fit_models([p for e in examples if (p := prepare(e, databases)) is not None])
    write(
        weights.Models(
            columns=final.columns,
            tables=final.tables,
            shape=final.shape,
            shapes=final.shapes,
            traits=traits,
            ranking=ranking,
            confidence=fit.forest_of(fit_confidence(first)),
            grammar=fit.forest_of(fit_grammar(first)),
            synonyms=synonyms,
        )
    )


if __name__ == "__main__":
    main()
