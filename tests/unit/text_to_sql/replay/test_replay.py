from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from iopsdata_jupyter.catalog.models import Catalog
from iopsdata_jupyter.store.records import Metric
from iopsdata_jupyter.text_to_sql.replay.answering import Recall, ReplayFirst, Trouble
from iopsdata_jupyter.text_to_sql.replay.lock_file import LockFile
from iopsdata_jupyter.text_to_sql.semantics.models import Semantics
from iopsdata_jupyter.text_to_sql.translator import Translation, TranslationRequest
from tests.unit.text_to_sql import harbour

CATALOG = harbour.catalog()
VALUES = harbour.values()
SQL = "SELECT SUM(tonnage) FROM calls"


@dataclass
class Counting:
    """A translator that counts how often it was asked."""

    name: str = "gpt-x"
    asked: list[str] = field(default_factory=list)

    def translate(self, request: TranslationRequest) -> Translation:
        self.asked.append(request.question)
        return Translation(SQL, self.name, 0.7)


@pytest.fixture
def recall(tmp_path: Path) -> Recall:
    return Recall(LockFile(tmp_path), "harbour", Trouble())


def ask(
    recall: Recall, question: str, *, catalog: Catalog = CATALOG, follows: str = "", only: str | None = None
) -> tuple[Translation, bool]:
    """The answer, and whether the translator was asked."""
    inner = Counting()
    translator = ReplayFirst(inner, recall, follows, only)
    found = translator.translate(TranslationRequest(question, catalog, VALUES))
    recall.keep(question, found, catalog, follows)
    return found, bool(inner.asked)


def test_the_same_question_gives_the_same_sql_and_asks_nobody(recall: Recall) -> None:
    first, asked = ask(recall, "total tonnage")
    assert asked
    again, asked_again = ask(recall, "What is the total  Tonnage?")
    assert not asked_again
    assert (again.sql, again.translator, again.confidence) == (first.sql, "gpt-x", 0.7)
    assert again.trust == "replayed"
    assert again.kept_on == f"{dt.datetime.now(dt.UTC):%Y-%m-%d}"


def test_another_connection_is_another_question(recall: Recall) -> None:
    ask(recall, "total tonnage")
    assert ask(replace(recall, connection="other"), "total tonnage")[1]


def test_a_table_that_is_not_read_may_change(recall: Recall) -> None:
    ask(recall, "total tonnage")
    assert not ask(recall, "total tonnage", catalog=Catalog("sqlite", CATALOG.tables[1:]))[1]


def test_a_table_that_is_read_may_not(recall: Recall) -> None:
    ask(recall, "total tonnage")
    calls = CATALOG.tables[2]
    changed = replace(calls, columns=calls.columns[:-1])
    catalog = Catalog("sqlite", (*CATALOG.tables[:2], changed, CATALOG.tables[3]))
    found, asked = ask(recall, "total tonnage", catalog=catalog)
    assert asked
    assert found.notes[0].startswith("Tables or metrics have changed since")


def test_a_metric_that_is_redefined_is_computed_anew(recall: Recall) -> None:
    before = replace(recall, semantics=Semantics((Metric("tonnage", "sum(calls.tonnage)"),)))
    after = replace(recall, semantics=Semantics((Metric("tonnage", "avg(calls.tonnage)"),)))
    ask(before, "tonnage")
    assert not ask(before, "tonnage")[1]
    assert ask(after, "tonnage")[1]


def test_a_refinement_belongs_to_what_it_refines(recall: Recall) -> None:
    ask(recall, "and by port?", follows="total tonnage")
    assert not ask(recall, "and by port?", follows="total tonnage")[1]
    assert ask(recall, "and by port?", follows="number of calls")[1]


def test_who_asks_for_a_translator_gets_that_ones_answer(recall: Recall) -> None:
    ask(recall, "total tonnage")
    assert ask(recall, "total tonnage", only="offline")[1]
    assert not ask(recall, "total tonnage", only="gpt-x")[1]


def test_a_broken_file_is_told_once_and_changes_nothing(recall: Recall) -> None:
    recall.file.path.write_text("<<<<<<< HEAD\n")
    found, asked = ask(recall, "total tonnage")
    assert asked
    assert "merge conflict" in found.notes[0]
    assert ask(recall, "total tonnage")[0].notes == ()
    assert recall.file.path.read_text() == "<<<<<<< HEAD\n"


def test_the_file_holds_no_rows_and_no_values_but_those_of_the_question(recall: Recall) -> None:
    ask(recall, "total tonnage")
    text = recall.file.path.read_text()
    assert not any(value in text for value in ("Skagen", "Gedser", "Alcyon", "Malta"))
