"""The whole pipeline: questions in, SQL or a refusal out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from iopsdata_jupyter.catalog.lookup import NoValues
from iopsdata_jupyter.catalog.models import Catalog
from iopsdata_jupyter.errors import TranslationError
from iopsdata_jupyter.text_to_sql.offline import OfflineTranslator, explain
from iopsdata_jupyter.text_to_sql.offline.pipeline import evidence_for, rank
from iopsdata_jupyter.text_to_sql.offline.prepared import prepare
from iopsdata_jupyter.text_to_sql.offline.weights import models
from iopsdata_jupyter.text_to_sql.translator import Translation, TranslationRequest
from tests.unit.text_to_sql.offline import rental

CATALOG, VALUES = rental.catalog(), rental.Values()
DIALECTS = ["sqlite", "duckdb", "postgres", "mysql", "spark"]
QUESTIONS = [
    "how many bikes are there",
    "average minutes of rides by rider",
    "top 3 riders by total fare",
    "rides per month in 2023",
    "riders without rides",
    "bikes bought before 2022",
    "which rider is the oldest",
    "how many green bikes are there",
    "stations in the Centre district",
    "number of different models",
    "rides longer than 20 minutes",
    "total fare by city",
    "riders with more than 1 ride",
    "what are the names of riders from Delft or Moss",
    "bikes whose purchase price is above the average",
    "rides in March 2023",
]


def ask(question: str, *, threshold: float = 0.0, catalog: Catalog = CATALOG) -> Translation:
    return OfflineTranslator(threshold).translate(TranslationRequest(question, catalog, VALUES))


def rows(question: str) -> list[tuple[object, ...]]:
    return rental.database().execute(ask(question).sql).fetchall()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("how many bikes are there", [(4,)]),
        ("how many green bikes are there", [(2,)]),
        ("what is the average fare of rides", [(3.8,)]),
        ("number of bikes by colour", [("blue", 1), ("green", 2), ("red", 1)]),
        ("riders without rides", [("Liv",)]),
        ("what is the name of the oldest rider", [("Chidi",)]),
        ("how many rides were there in 2024", [(2,)]),
        ("names of riders older than 30", [("Ines",), ("Chidi",)]),
        ("rides per year", [(2023, 3), (2024, 2)]),
        ("how many different models of bikes are there", [(3,)]),
    ],
)
def test_answers(question: str, expected: list[tuple[object, ...]]) -> None:
    assert sorted(rows(question), key=str) == sorted(expected, key=str)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_statement_parses_and_uses_names_of_the_catalog_only(question: str, dialect: str) -> None:
    catalog = rental.catalog(dialect)
    tree = sqlglot.parse_one(ask(question, catalog=catalog).sql, read=dialect)
    assert isinstance(tree, exp.Query)
    assert all(catalog.table(table.name) for table in tree.find_all(exp.Table))
    columns = {column.name for table in catalog.tables for column in table.columns}
    aliases = {alias.alias for alias in tree.find_all(exp.Alias)}
    assert {column.name for column in tree.find_all(exp.Column)} <= columns | aliases


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_statement_runs(question: str) -> None:
    rows(question)


def test_an_answer_says_how_it_was_understood() -> None:
    answer = ask("how many green bikes are there")
    assert answer.translator == "offline"
    assert 0 < answer.confidence <= 1
    assert any("green" in u.words and "bikes.colour" in u.meaning for u in answer.understood)
    assert answer.explanation.endswith(".")


def test_a_superlative_says_what_it_was_taken_for() -> None:
    prepared = prepare(CATALOG, VALUES, models().synonyms)
    evidence = evidence_for("what is the name of the oldest rider", prepared, models())
    query = rank(evidence, models()).candidates[0].query
    assert "oldest means highest age" in explain.assumptions(query, evidence)
    assert ("oldest", "max(riders.age)") in {
        (u.words, u.meaning) for u in explain.understood(query, evidence)
    }


def test_time_buckets_come_in_order() -> None:
    assert ask("rides per month").sql.split(" ORDER BY ")[-1].startswith("STRFTIME('%Y-%m'")


def test_another_language_is_declined_by_name() -> None:
    with pytest.raises(TranslationError, match="German"):
        ask("wie viele Fahrräder gibt es")


@pytest.mark.parametrize(
    "question", ["what is the meaning of life", "tell me a joke", "hello", "who won yesterday"]
)
def test_questions_about_nothing_in_the_data_are_declined(question: str) -> None:
    with pytest.raises(TranslationError) as caught:
        ask(question)
    assert caught.value.hint is not None
    assert "stations, bikes, riders, rides" in caught.value.hint


def test_a_refusal_names_the_words_that_were_not_placed() -> None:
    with pytest.raises(TranslationError) as caught:
        ask("correlate the weather forecast with bikes", threshold=1.0)
    assert "weather" in caught.value.unplaced
    assert any("bikes" in words for words in caught.value.understood)


@pytest.mark.parametrize("question", ["", "   ", "word " * 400])
def test_unusable_questions_are_declined(question: str) -> None:
    with pytest.raises(TranslationError):
        ask(question)


def test_a_connection_without_tables_is_declined() -> None:
    with pytest.raises(TranslationError, match="no tables"):
        ask("how many bikes", catalog=Catalog("sqlite"))


def test_it_works_without_values() -> None:
    request = TranslationRequest("how many bikes are there", CATALOG, NoValues())
    assert OfflineTranslator(0.0).translate(request).sql.startswith("SELECT COUNT(*)")


def test_the_same_question_gives_the_same_sql_in_every_process() -> None:
    code = (
        "from tests.unit.text_to_sql.offline.test_translator import QUESTIONS, ask\n"
        "print([ask(question).sql for question in QUESTIONS])"
    )
    root = str(Path(__file__).parents[4])
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": root},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_importing_the_package_reads_neither_sqlglot_nor_weights() -> None:
    code = (
        "import sys, iopsdata_jupyter.text_to_sql.offline as offline\n"
        "assert 'sqlglot' not in sys.modules and 'OfflineTranslator' in offline.__all__"
    )
    root = str(Path(__file__).parents[4])
    subprocess.run([sys.executable, "-c", code], cwd=root, env={**os.environ, "PYTHONPATH": root}, check=True)


@pytest.mark.parametrize(
    "question",
    ["delete all bikes", "Please remove the riders from Porto", "update the fare of every ride to 0"],
)
def test_an_order_to_change_data_is_no_question(question: str) -> None:
    with pytest.raises(TranslationError, match="never changes it"):
        OfflineTranslator().translate(TranslationRequest(question, CATALOG, VALUES))
