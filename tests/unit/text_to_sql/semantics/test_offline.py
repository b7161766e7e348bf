"""Questions with metrics for the offline translator; the expected rows were worked out by hand."""

from __future__ import annotations

import pytest

from iopsdata_jupyter.errors import TranslationError
from iopsdata_jupyter.store.records import Metric
from iopsdata_jupyter.text_to_sql.offline import OfflineTranslator
from iopsdata_jupyter.text_to_sql.semantics.models import Semantics
from iopsdata_jupyter.text_to_sql.semantics.offline import OfflineWithMetrics
from iopsdata_jupyter.text_to_sql.translator import Translation, TranslationRequest
from tests.unit.text_to_sql import harbour

CATALOG = harbour.catalog()
VALUES = harbour.values()
SEMANTICS = Semantics(
    (
        Metric("income", "sum(fees.units * unit_price)", synonyms=("earnings",)),
        Metric("paid income", "sum(fees.units * unit_price)", filters=("calls.status = 'paid'",)),
        Metric("visiting ships", "count(distinct calls.ship_id)", synonyms=("callers",)),
        Metric("income per ton", "sum(fees.units * fees.unit_price) / sum(calls.tonnage)"),
    ),
    {"ports.coast": ("shore",), "ships": ("vessels",)},
)
TRANSLATOR = OfflineWithMetrics(OfflineTranslator(), SEMANTICS)


def ask(question: str) -> Translation:
    return TRANSLATOR.translate(TranslationRequest(question, CATALOG, VALUES))


def rows(question: str) -> list[tuple[object, ...]]:
    return sorted(harbour.rows(ask(question).sql))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("income", [(307.0,)]),
        ("what was our income in 2024", [(207.0,)]),
        ("how much income did we make in 2023", [(100.0,)]),
        ("income by coast", [("North", 222.0), ("South", 85.0)]),
        ("earnings per shore", [("North", 222.0), ("South", 85.0)]),
        ("paid income by coast", [("North", 222.0), ("South", 55.0)]),
        ("paid income", [(277.0,)]),
        ("visiting ships by coast", [("North", 3), ("South", 2)]),
        ("callers in 2024", [(2,)]),
        ("top 1 ports by paid income", [("Skagen", 210.0)]),
        ("how many vessels", [(3,)]),
    ],
)
def test_a_metric_is_what_it_is_defined_to_be(question: str, expected: list[tuple[object, ...]]) -> None:
    assert rows(question) == expected


def test_the_expression_stands_in_the_sql_under_the_metrics_name() -> None:
    found = ask("paid income by coast")
    assert "SUM(fees.units * fees.unit_price) AS paid_income" in found.sql
    assert found.trust == "metric"
    assert found.metrics == ("paid income",)
    assert ("paid income", "the metric sum(fees.units * unit_price)") in [
        (entry.words, entry.meaning) for entry in found.understood
    ]


def test_no_text_shows_what_stands_for_a_metric() -> None:
    for question in ("paid income by coast", "top 2 ports by income", "monthly income in 2024"):
        found = ask(question)
        assert "qmetric" not in repr(found).casefold()
    with pytest.raises(TranslationError) as caught:
        ask("income by zebra stripes")
    assert "qmetric" not in repr(vars(caught.value))


def test_beside_another_figure_a_filter_limits_the_metric_alone() -> None:
    found = ask("paid income and number of calls by coast")
    assert sorted(harbour.rows(found.sql)) == [("North", 222.0, 3), ("South", 55.0, 2)]


def test_a_metric_that_would_be_counted_twice_is_not_computed() -> None:
    with pytest.raises(TranslationError, match=r"SUM\(calls.tonnage\) would be counted twice"):
        ask("income per ton by coast")


@pytest.mark.parametrize("question", ["average income by coast", "income and zebra by coast"])
def test_what_a_metric_does_not_define_is_declined(question: str) -> None:
    with pytest.raises(TranslationError):
        ask(question)


def test_a_question_without_metrics_is_the_translators_own() -> None:
    plain = OfflineTranslator().translate(TranslationRequest("how many calls by status", CATALOG, VALUES))
    assert ask("how many calls by status") == plain


@pytest.mark.parametrize(
    "question", ["total tonnage and zebra by coast", "number of calls and zebra stripes per coast"]
)
def test_a_figure_that_is_not_there_is_not_left_out(question: str) -> None:
    with pytest.raises(TranslationError, match="'zebra"):
        ask(question)


def test_two_things_may_be_said_in_words_of_their_own() -> None:
    sql = ask("total tonnage and number of calls by coast").sql
    assert "SUM(" in sql
    assert "COUNT(" in sql


def test_synonyms_are_told() -> None:
    found = ask("how many vessels per flag")
    assert ("vessels", "ships") in [(entry.words, entry.meaning) for entry in found.understood]


def test_a_metric_that_is_broken_is_said() -> None:
    broken = OfflineWithMetrics(OfflineTranslator(), Semantics((Metric("income", "sum(fees.price)"),)))
    with pytest.raises(TranslationError, match=r"not there: fees\.price"):
        broken.translate(TranslationRequest("income by coast", CATALOG, VALUES))
