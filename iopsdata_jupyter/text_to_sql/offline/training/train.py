"""Learns the weights of the offline translator; writes them to `weights/` and prints cross-validated figures.

    python -m iopsdata_jupyter.text_to_sql.offline.training.train SPIDER.jsonl GEO.jsonl DATABASES_DIR

Roles and shapes are fitted four times, each time without a fold of databases, so that ranking and confidence
learn from candidates as they look on databases that were never seen. Needs numpy, scipy and lightgbm; about
15 minutes.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from iopsdata_jupyter.text_to_sql.offline import weights
from iopsdata_jupyter.text_to_sql.offline.build import to_sql
from iopsdata_jupyter.text_to_sql.offline.column_features import COLUMN_ROLES, column_features
from iopsdata_jupyter.text_to_sql.offline.evidence import considered, considered_tables
from iopsdata_jupyter.text_to_sql.offline.models import Forest
from iopsdata_jupyter.text_to_sql.offline.pipeline import (
    clauses_of,
    confidence_row,
    evidence_for,
    joinable,
    propose,
    rows_of,
)
from iopsdata_jupyter.text_to_sql.offline.question_features import question_features
from iopsdata_jupyter.text_to_sql.offline.roles import column_roles, table_roles
from iopsdata_jupyter.text_to_sql.offline.shapes import Shape, shape_of
from iopsdata_jupyter.text_to_sql.offline.surroundings import Surroundings
from iopsdata_jupyter.text_to_sql.offline.table_features import TABLE_ROLES, table_features
from iopsdata_jupyter.text_to_sql.offline.training import fit
from iopsdata_jupyter.text_to_sql.offline.training.cases import (
    FOLDS,
    Databases,
    Example,
    hashed,
    is_learned,
    read_lines,
    training_examples,
)
from iopsdata_jupyter.text_to_sql.offline.training.results import Judge
from iopsdata_jupyter.text_to_sql.offline.training.synonyms import learn_synonyms
from iopsdata_jupyter.text_to_sql.offline.words import tokenize

WORKERS = 2
_OUT = Path(weights.__file__).parent / "weights"


@dataclass(frozen=True)
class Prepared:
    """An example with the features that the role and shape models learn from."""

    example: Example
    question: list[str]
    shape: Shape
    columns: list[tuple[list[str], list[bool]]]
    tables: list[tuple[list[str], list[bool]]]


@dataclass(frozen=True)
class Scored:
    """An example with its candidates' ranking features and which of them are right."""

    example: Example
    rows: Any
    right: Any
    statements: tuple[str, ...] = ()
    """The SQL of each candidate."""
    clauses: tuple[tuple[int, ...], ...] = ()
    """Of each candidate; equal clauses have equal numbers."""


def prepare(example: Example, databases: Databases) -> Prepared | None:
    """The features of an example, or None where its SQL cannot be said in the sketch language."""
    if example.gold is None:
        return None
    prepared = databases.prepared(example.database)
    schema = prepared.schema
    links = prepared.linker.link(tokenize(example.question))
    around = Surroundings(links, schema)
    by_column, by_table = column_roles(example.gold, schema), table_roles(example.gold, schema)
    columns = [
        (column_features(schema.columns[i], around), [i in by_column[role] for role in COLUMN_ROLES])
        for i in considered(links, schema, around)
    ]
    tables = [
        (table_features(i, around), [i in by_table[role] for role in TABLE_ROLES])
        for i in considered_tables(links, schema, prepared.graph, around)
    ]
    return Prepared(example, question_features(links), shape_of(example.gold, schema), columns, tables)


def fit_models(examples: Sequence[Prepared]) -> weights.Models:
    """Role and shape models of some examples; ranking and confidence are left empty."""
    columns = [(f, label, p.example.weight) for p in examples for f, label in p.columns]
    tables = [(f, label, p.example.weight) for p in examples for f, label in p.tables]
    column_model = fit.fit_roles(*map(list, zip(*columns, strict=True)), least=12)
    table_model = fit.fit_roles(*map(list, zip(*tables, strict=True)), least=6)
    shape_model, shapes = fit.fit_shapes(
        [p.question for p in examples],
        [p.shape for p in examples],
        [p.example.database for p in examples],
        [p.example.weight for p in examples],
    )
    return weights.Models(column_model, table_model, shape_model, shapes, Forest(()), Forest(()), {})


def score(example: Example, databases: Databases, models: weights.Models, judge: Judge) -> Scored:
    """The candidates of an example, labelled by their results."""
    prepared = databases.prepared(example.database)
    evidence = evidence_for(example.question, prepared, models)
    proposals = [p for p in propose(evidence, models) if joinable(p.candidate.query, evidence)]
    rows: list[list[float]] = []
    right: list[bool] = []
    seen: dict[str, None] = {}
    numbers: dict[object, int] = {}
    meant: list[tuple[int, ...]] = []
    connection = databases.connection(example.database)
    for proposal, row in zip(proposals, rows_of(evidence, proposals), strict=True):
        sql = to_sql(proposal.candidate.query, prepared.schema, prepared.graph)
        if sql not in seen:
            seen[sql] = None
            rows.append(row)
            right.append(judge.right(connection, sql, example.accepted))
            found = clauses_of(proposal.candidate.query, evidence)
            meant.append(tuple(numbers.setdefault(clause, len(numbers)) for clause in found))
    return Scored(
        example, np.array(rows, dtype=np.float32), np.array(right, dtype=bool), tuple(seen), tuple(meant)
    )


def cross_fit(
    examples: Sequence[Example], databases: Databases, every: int, workers: int = WORKERS
) -> list[Scored]:
    """Every `every`-th example scored by models that did not learn from its fold."""
    global _shared  # what forked workers read  # noqa: PLW0603
    ready = [p for e in examples if (p := prepare(e, databases)) is not None]
    _shared = (examples, databases, ready, every)
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        return list(itertools.chain.from_iterable(pool.map(_score_fold, range(FOLDS), chunksize=1)))


_shared: tuple[Sequence[Example], Databases, list[Prepared], int]


def _score_fold(fold: int) -> list[Scored]:
    examples, databases, ready, every = _shared
    databases = databases.reopened()
    models = fit_models([p for p in ready if p.example.fold != fold])
    judge = Judge()
    return [
        score(example, databases, models, judge)
        for example in [e for e in examples if e.fold == fold][::every]
    ]


def out_of_fold(scored: Sequence[Scored]) -> list[tuple[Scored, list[float], bool]]:
    """Each question's first candidate by a ranking that did not learn from its fold."""
    found = []
    for fold in range(FOLDS):
        ranking = fit.fit_ranking([_group(s) for s in scored if s.example.fold != fold])
        for one in (s for s in scored if s.example.fold == fold and len(s.right)):
            scores = [float(score) for score in ranking.predict(one.rows)]
            best = int(np.argmax(scores))
            row = confidence_row(scores, one.rows[best].tolist(), best, one.clauses)
            found.append((one, row, bool(one.right[best])))
    return found


def _group(scored: Scored) -> tuple[Any, Any, float]:
    return scored.rows, scored.right, scored.example.weight


def report(scored: Sequence[Scored], first: Sequence[tuple[Scored, list[float], bool]]) -> None:
    """Prints cross-validated accuracy, and accuracy where 80 % of the answers are right."""
    chances: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for fold in range(FOLDS):
        learned = [f for f in first if f[0].example.fold != fold]
        model = fit.fit_confidence(
            [r for _, r, _ in learned], [h for _, _, h in learned], [s.example.weight for s, _, _ in learned]
        )
        for one, row, hit in (f for f in first if f[0].example.fold == fold):
            chances[one.example.kind].append((float(model.predict(np.array([row]))[0]), hit))
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
            f"from chance {sorted((c for c, _ in pairs), reverse=True)[last]:.2f}"
        )


def write(models: weights.Models, synonyms: dict[str, list[str]]) -> None:
    """Writes every weight file."""
    _OUT.mkdir(exist_ok=True)
    weights.write_weights(_OUT / "columns.json.gz", weights.pack_role_model(models.columns))
    weights.write_weights(_OUT / "tables.json.gz", weights.pack_role_model(models.tables))
    weights.write_weights(_OUT / "shapes.json.gz", weights.pack_shape_model(models.shape, models.shapes))
    weights.write_weights(_OUT / "ranking.json.gz", {"trees": models.ranking.trees})
    weights.write_weights(_OUT / "confidence.json.gz", {"trees": models.confidence.trees})
    weights.write_weights(_OUT / "synonyms.json.gz", synonyms)


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
    scored = cross_fit(examples, databases, options.every)
    first = out_of_fold(scored)
    report(scored, first)
    confidence = fit.fit_confidence(
        [r for _, r, _ in first], [h for _, _, h in first], [s.example.weight for s, _, _ in first]
    )
    final = fit_models([p for e in examples if (p := prepare(e, databases)) is not None])
    ranking = fit.forest_of(fit.fit_ranking([_group(s) for s in scored]))
    write(
        weights.Models(
            final.columns, final.tables, final.shape, final.shapes, ranking, fit.forest_of(confidence), {}
        ),
        synonyms,
    )


if __name__ == "__main__":
    main()
