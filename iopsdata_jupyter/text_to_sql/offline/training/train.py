"""Learns the weights of the offline translator; writes them to `weights/` and prints cross-validated figures.

    python -m iopsdata_jupyter.text_to_sql.offline.training.train SPIDER.jsonl GEO.jsonl DATABASES_DIR

Roles and shapes are fitted four times, each time without a fold of databases, so that traits, ranking and
confidence learn from candidates as they look on databases that were never seen; traits and ranking are left
out in the same way before what stands on them is fitted. Needs numpy, scipy and lightgbm.
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
from iopsdata_jupyter.text_to_sql.offline.training.fit_traits import fit_traits
from iopsdata_jupyter.text_to_sql.offline.training.ranks import First, cross_traits, out_of_fold
from iopsdata_jupyter.text_to_sql.offline.training.scoring import Scored, cross_fit, fit_models, prepare
from iopsdata_jupyter.text_to_sql.offline.training.synonyms import learn_synonyms

_OUT = Path(weights.__file__).parent / "weights"


def report(scored: Sequence[Scored], first: Sequence[First]) -> None:
    """Prints cross-validated accuracy, and accuracy where 80 % of the answers are right."""
    chances: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for fold in range(FOLDS):
        model = confidence_of([f for f in first if f.scored.example.fold != fold])
        for one in (f for f in first if f.scored.example.fold == fold):
            chance = float(model.predict(np.array([one.row]))[0])
            chances[one.scored.example.kind].append((chance, one.right))
    totals = {kind: sum(s.example.kind == kind for s in scored) for kind in chances}
    reach = {kind: sum(bool(s.right.any()) for s in scored if s.example.kind == kind) for kind in chances}
    for kind, pairs in chances.items():
        hits = np.array([hit for _, hit in sorted(pairs, key=lambda pair: -pair[0])], dtype=float)
        precision = hits.cumsum() / np.arange(1, len(hits) + 1)
        last = max(np.nonzero(precision >= 0.8)[0], default=-1)
        print(  # noqa: T201
            f"{kind}: {totals[kind]} questions, first right {hits.sum() / totals[kind]:.3f}, "
            f"any right {reach[kind] / totals[kind]:.3f}, "
            f"right at precision 0.8 {hits[: last + 1].sum() / totals[kind]:.3f} "
            f"from chance {sorted((c for c, _ in pairs), reverse=True)[last]:.2f}",
            flush=True,
        )


def confidence_of(first: Sequence[First]) -> Any:
    """The confidence model of some first candidates."""
    return fit.fit_confidence(
        [f.row for f in first], [f.right for f in first], [f.scored.example.weight for f in first]
    )


def write(models: weights.Models, folder: Path) -> None:
    """Writes every weight file."""
    folder.mkdir(exist_ok=True)
    weights.write_weights(folder / "columns.json.gz", weights.pack_role_model(models.columns))
    weights.write_weights(folder / "tables.json.gz", weights.pack_role_model(models.tables))
    weights.write_weights(folder / "shapes.json.gz", weights.pack_shape_model(models.shape, models.shapes))
    weights.write_weights(folder / "ranking.json.gz", {"trees": models.ranking.trees})
    weights.write_weights(folder / "confidence.json.gz", {"trees": models.confidence.trees})
    weights.write_weights(folder / "traits.json.gz", weights.pack_trait_model(models.traits))
    weights.write_weights(folder / "synonyms.json.gz", dict(models.synonyms))


def learn(spider: Path, geo: Path, folder: Path, every: int) -> weights.Models:
    """All models, with their figures printed."""
    synonyms = learn_synonyms(
        [(str(c["question"]), str(c["paraphrase"])) for c in read_lines(spider) if is_learned(str(c["db"]))]
    )
    databases = Databases(folder, synonyms)
    examples = sorted(
        training_examples(databases, spider, geo), key=lambda e: hashed(e.database + e.question)
    )
    plain = cross_fit(examples, databases, every)
    scored = cross_traits(plain)
    first = out_of_fold(scored)
    report(scored, first)
    final = fit_models([p for e in examples if (p := prepare(e, databases)) is not None])
    return weights.Models(
        final.columns,
        final.tables,
        final.shape,
        final.shapes,
        fit.forest_of(fit.fit_ranking(scored)),
        fit.forest_of(confidence_of(first)),
        fit_traits(plain),
        synonyms,
    )


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("spider", type=Path)
    parser.add_argument("geo", type=Path)
    parser.add_argument("databases", type=Path)
    parser.add_argument("--every", type=int, default=1, help="score every n-th example only")
    parser.add_argument("--out", type=Path, default=_OUT, help="where the weights are written")
    options = parser.parse_args()
    write(learn(options.spider, options.geo, options.databases, options.every), options.out)


if __name__ == "__main__":
    main()
