"""Candidates as they look on databases that were never seen: made, labelled and described fold by fold."""

from __future__ import annotations

import itertools
import multiprocessing
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from iopsdata_jupyter.text_to_sql.offline import weights
from iopsdata_jupyter.text_to_sql.offline.analytic import answer as analytic
from iopsdata_jupyter.text_to_sql.offline.build import to_sql
from iopsdata_jupyter.text_to_sql.offline.column_features import COLUMN_ROLES, column_features
from iopsdata_jupyter.text_to_sql.offline.evidence import Evidence, considered, considered_tables
from iopsdata_jupyter.text_to_sql.offline.models import Forest, TraitModel
from iopsdata_jupyter.text_to_sql.offline.network import Ranker
from iopsdata_jupyter.text_to_sql.offline.pipeline import (
    clauses_of,
    evidence_for,
    joinable,
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
from iopsdata_jupyter.text_to_sql.offline.trust import meaning
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
class Grammar:
    """What the analytic grammar makes of an example."""

    confidence: float
    meant: tuple[int, ...]
    """Its clauses, numbered as those of the candidates."""
    right: bool


@dataclass(frozen=True)
class Scored:
    """An example with its candidates."""

    example: Example
    rows: Any
    """Ranking features, one row a candidate; without those of traits until they are `described`."""
    right: Any
    """Which candidates give an accepted result."""
    asked: tuple[str, ...] = ()
    """The features of the question."""
    traits: tuple[tuple[str, ...], ...] = ()
    """Of each candidate."""
    clauses: tuple[tuple[int, ...], ...] = ()
    """Of each candidate; equal clauses have equal numbers."""
    grammar: Grammar | None = None
    """None where the grammar declines or says what no candidate could."""


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
    """Role and shape models of some examples; the others are left empty."""
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
    nothing, unranked = Forest(()), Ranker(np.zeros(0), np.zeros(0), {}, ())
    return weights.Models(
        column_model, table_model, shape_model, shapes, TraitModel({}), unranked, nothing, nothing, {}
    )


def score(example: Example, databases: Databases, models: weights.Models, judge: Judge) -> Scored:
    """The candidates of an example, labelled by their results."""
    prepared = databases.prepared(example.database)
    evidence = evidence_for(example.question, prepared, models)
    proposals = [p for p in propose(evidence, models) if joinable(p.candidate.query, evidence)]
    rows = rows_of(evidence, proposals)
    connection = databases.connection(example.database)
    kept: dict[str, int] = {}
    for place, proposal in enumerate(proposals):
        kept.setdefault(to_sql(proposal.candidate.query, prepared.schema, prepared.graph), place)
    right = [judge.right(connection, sql, example.accepted) for sql in kept]
    different = [proposals[place] for place in kept.values()]
    numbers: dict[object, int] = {}
    return Scored(
        example,
        np.array([rows[place] for place in kept.values()], dtype=np.float32),
        np.array(right, dtype=bool),
        tuple(question_features(evidence.links)),
        tuple(tuple(names) for names in traits_of(evidence, different)),
        tuple(_numbered(clauses_of(p.candidate.query, evidence), numbers) for p in different),
        _by_grammar(example, databases, evidence, judge, numbers),
    )


def _numbered(clauses: tuple[object, ...], numbers: dict[object, int]) -> tuple[int, ...]:
    return tuple(numbers.setdefault(clause, len(numbers)) for clause in clauses)


def _by_grammar(
    example: Example, databases: Databases, evidence: Evidence, judge: Judge, numbers: dict[object, int]
) -> Grammar | None:
    prepared = databases.prepared(example.database)
    found = analytic.answer(example.question, prepared)
    meant = meaning(found.sql, evidence, prepared) if found else None
    if found is None or meant is None:
        return None
    right = judge.right(databases.connection(example.database), found.sql, example.accepted)
    return Grammar(found.confidence, _numbered(meant, numbers), right)


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
