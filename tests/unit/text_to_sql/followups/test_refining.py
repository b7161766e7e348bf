"""Conversations over the harbour; the expected rows were worked out by hand."""

from __future__ import annotations

import pytest

from iopsdata_jupyter.errors import TranslationError
from iopsdata_jupyter.store.records import Metric
from iopsdata_jupyter.text_to_sql.followups.answering import RefiningFirst
from iopsdata_jupyter.text_to_sql.offline import OfflineTranslator
from iopsdata_jupyter.text_to_sql.semantics.models import Semantics
from iopsdata_jupyter.text_to_sql.semantics.offline import OfflineWithMetrics
from iopsdata_jupyter.text_to_sql.translator import Translation, TranslationRequest, Turn
from tests.unit.text_to_sql import harbour

CATALOG = harbour.catalog()
VALUES = harbour.values()
SEMANTICS = Semantics((Metric("income", "sum(fees.units * unit_price)"),))
TRANSLATOR = RefiningFirst(OfflineWithMetrics(OfflineTranslator(), SEMANTICS), SEMANTICS)


def talk(*questions: str, first_sql: str | None = None) -> Translation:
    """The last answer of a conversation."""
    history: list[Turn] = [Turn("earlier", first_sql)] if first_sql else []
    found = None
    for question in questions:
        found = TRANSLATOR.translate(TranslationRequest(question, CATALOG, VALUES, tuple(history)))
        history.append(Turn(question, found.sql))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("questions", "expected"),
    [
        (["how many calls", "and by coast?"], [("North", 3), ("South", 2)]),
        (["how many calls", "only for Gedser"], [(2,)]),
        (["how many calls per port", "only in 2024"], [("Gedser", 1), ("Lemvig", 1), ("Skagen", 1)]),
        (["how many calls in 2024", "what about 2023?"], [(2,)]),
        (["how many calls in 2024", "and in 2023"], [(2,)]),
        (["how many calls per port", "by coast instead"], [("North", 3), ("South", 2)]),
        (["total tonnage by port", "top 1"], [("Skagen", 350.0)]),
        (["how many calls by coast", "excluding South"], [("North", 3)]),
        (["income", "by coast", "only in 2024", "what about 2023?"], [("North", 70.0), ("South", 30.0)]),
        (["income by coast", "only paid calls"], [("North", 222.0), ("South", 55.0)]),
        (["how many calls for Gedser", "what about Skagen"], [(2,)]),
        (["how many calls by coast", "lowest first", "just 1"], [("South", 2)]),
        (["how many calls by coast", "top 1", "all of them"], [("North", 3), ("South", 2)]),
        (["total tonnage", "monthly", "only in 2023"], [("2023-03", 100.0), ("2023-05", 80.0)]),
        (["total tonnage by coast", "how many calls"], [(5,)]),
    ],
)
def test_a_conversation_comes_to_the_right_rows(questions: list[str], expected: list) -> None:
    rows = harbour.rows(talk(*questions).sql)
    assert sorted(rows)[: len(expected)] == expected or rows == expected
    assert len(rows) == len(expected)


def test_a_figure_of_another_table_that_is_a_question_of_its_own_is_answered_as_one() -> None:
    found = talk("how many calls per port", "what about number of ships")
    assert harbour.rows(found.sql) == harbour.rows("SELECT count(*) FROM ships")
    assert found.assumptions == ()


def test_the_answer_says_what_it_refines_and_how() -> None:
    found = talk("income by coast", "only in 2024")
    assert found.assumptions == ("refines: income by coast",)
    assert found.metrics == ("income",)
    assert [entry.words for entry in found.understood] == ["only in 2024"]
    assert "Keeps the rows where" in found.explanation


def test_sql_that_a_person_or_a_model_wrote_is_refined_too() -> None:
    sql = "SELECT p.coast, count(*) AS n FROM calls c JOIN ports AS p ON p.port_id = c.port_id GROUP BY 1"
    found = talk("only ships from Malta", first_sql=sql)
    assert sorted(harbour.rows(found.sql)) == [("North", 2), ("South", 1)]
    again = talk("only in 2024", first_sql=sql)
    assert sorted(harbour.rows(again.sql)) == [("North", 2), ("South", 1)]


@pytest.mark.parametrize(
    ("sql", "question"),
    [
        ("WITH m AS (SELECT 1 AS a) SELECT a FROM m", "only in 2024"),
        ("SELECT tonnage FROM calls UNION SELECT built FROM ships", "only in 2024"),
        ("SELECT tonnage, rank() OVER (ORDER BY tonnage) FROM calls", "only in 2024"),
        ("SELECT tonnage FROM calls", "and by coast"),
        ("SELECT count(*) FROM calls a JOIN calls b ON a.ship_id = b.ship_id", "only in 2024"),
    ],
)
def test_what_cannot_be_refined_soundly_is_declined(sql: str, question: str) -> None:
    with pytest.raises(TranslationError, match="This refines 'earlier'"):
        talk(question, first_sql=sql)


@pytest.mark.parametrize(
    ("questions", "told"),
    [
        (("how many calls", "only for Atlantis"), "names nothing in the data"),
        (("how many calls", "and by zebra"), "nothing that the answer could be grouped by"),
        (("how many calls", "sorted by zebra"), "shows no 'zebra' to sort by"),
        (("how many calls per port", "what about ships"), "is counted over ships"),
    ],
)
def test_words_without_a_place_are_said(questions: tuple[str, ...], told: str) -> None:
    with pytest.raises(TranslationError, match=told):
        talk(*questions)


def test_a_long_question_that_only_looks_like_a_refinement_stands_alone() -> None:
    found = talk("total tonnage", "and show the number of ships per flag")
    assert sorted(harbour.rows(found.sql)) == [("Malta", 2), ("Norway", 1)]


def test_a_join_that_repeats_rows_is_not_made() -> None:
    with pytest.raises(TranslationError):
        talk("total tonnage", "and by kind of fee")
