"""Candidates as they look on databases that were never seen: made, labelled and described fold by fold."""

from __future__ import annotations

import itertools
import multiprocessing
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from iopsdata_jupyter.text_to_sql.offline import weights
from iopsdata_jupyter.text_to_sql.offline.build import to_sql
from iopsdata_jupyter.text_to_sql.offline.column_features import COLUMN_ROLES, column_features
from iopsdata_jupyter.text_to_sql.offline.evidence import considered, considered_tables
from iopsdata_jupyter.text_to_sql.offline.models import Forest, TraitModel
from iopsdata_jupyter.text_to_sql.offline.pipeline import (
    clauses_of,
    evidence_for,
    propose,
    rows_of,
    traits_of,
)
from iopsdata_jupyter.text_to_sql.offline.question_features import question_features
from iopsdata_jupyter.text_to_sql.offline.roles import column_roles, table_roles
from iopsdata_jupyter.text_to_sql.offline.shapes import Shape, shape_of
from iopsdata_jupyter.text_to_sql.offline.surroundings import Surroundings
from iopsdata_jupyter.text_to_sql.offline.table_features import TABLE_ROLES, table_features
from iopsdata_jupyter.text_to_sql.offline.training import fit
from iopsdata_jupyter.text_to_sql.offline.training.cases import FOLDS, Databases, Example
from iopsdata_jupyter.text_to_sql.offline.training.results import Judge
from iopsdata_jupyter.text_to_sql.offline.words import tokenize

WORKERS = 2


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
    """An example with its candidates."""

    example: Example
    rows: Any
    """Ranking features, one row a candidate, without those of traits."""
    right: Any
    """Which candidates give an accepted result."""
    sound: Any
    """Which give it on a part of the rows too, and so hardly by chance."""
    asked: tuple[str, ...] = ()
    """The features of the question."""
    traits: tuple[tuple[str, ...], ...] = ()
    """Of each candidate."""
    clauses: tuple[tuple[int, ...], ...] = ()
    """Of each candidate; equal clauses have equal numbers."""
    statements: tuple[str, ...] = ()
    """The SQL of each candidate."""

    @property
    def wanted(self) -> Any:
        """What ranking learns to put first: sound candidates, or any right ones where none is sound."""
        return self.sound if self.sound.any() else self.right


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
    """Role and shape models of some examples; traits, ranking and confidence are left empty."""
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
    nothing = Forest(())
    return weights.Models(
        column_model, table_model, shape_model, shapes, nothing, nothing, TraitModel({}), {}
    )


@dataclass
class _Labels:
    """The candidates of an example as they are judged, one entry a statement."""

    right: list[bool] = field(default_factory=list)
    sound: list[bool] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    seen: dict[str, None] = field(default_factory=dict)


def score(example: Example, databases: Databases, models: weights.Models, judge: Judge) -> Scored:
    """The candidates of an example, labelled by their results."""
    prepared = databases.prepared(example.database)
    evidence = evidence_for(example.question, prepared, models)
    proposals = propose(evidence, models)
    whole, part = databases.connection(example.database), databases.thinned(example.database)
    found = _Labels()
    for place, proposal in enumerate(proposals):
        sql = to_sql(proposal.candidate.query, prepared.schema, prepared.graph)
        if sql not in found.seen:
            found.seen[sql] = None
            found.kept.append(place)
            found.right.append(judge.right(whole, sql, example.accepted))
            found.sound.append(found.right[-1] and judge.right(part, sql, example.accepted))
    rows = rows_of(evidence, proposals)
    kept = [proposals[place] for place in found.kept]
    numbers: dict[object, int] = {}
    return Scored(
        example,
        np.array([rows[place] for place in found.kept], dtype=np.float32),
        np.array(found.right, dtype=bool),
        np.array(found.sound, dtype=bool),
        tuple(question_features(evidence.links)),
        tuple(tuple(names) for names in traits_of(evidence, kept)),
        tuple(
            tuple(
                numbers.setdefault(clause, len(numbers)) for clause in clauses_of(p.candidate.query, evidence)
            )
            for p in kept
        ),
        tuple(found.seen),
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
