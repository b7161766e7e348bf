"""What the grammar makes of questions over the sample retailer, and when it keeps silent."""

from __future__ import annotations

import dataclasses

import pytest
import sqlglot

import iopsdata_jupyter as iops
from iopsdata_jupyter.session import Session
from iopsdata_jupyter.text_to_sql.offline.analytic.answer import answer
from iopsdata_jupyter.text_to_sql.offline.prepared import Prepared, prepare

QUESTIONS = (
    "top 5 products by total quantity",
    "average order amount by store region, highest first",
    "customers without orders",
    "orders with status cancelled in march 2024",
    "monthly revenue in 2024",
    "revenue per quarter",
    "orders in the last 30 days",
    "revenue this year by week",
    "number of orders last month",
    "number of orders by weekday",
    "customers with more than 20 orders",
    "percentage of orders that were cancelled",
    "share of revenue by channel",
    "month over month growth of revenue",
    "average number of orders per customer",
    "unsubscribed customers from Germany or France",
    "which category sells the most units",
    "orders above the average amount",
    "profit by category",
    "top 3 products by revenue in each region",
    "compare revenue in 2023 and 2024",
    "number of orders in march 2024 vs the same month last year",
    "number of orders per customer, including customers without orders",
    "total revenue by store even those with no orders, highest first",
    "are there customers without orders",
    "customers from Germany or with a gold loyalty tier",
    "the second most popular channel",
    "percentage of online orders by store region",
    "stores and the number of orders",
)


def _prepared(tmp_path_factory: pytest.TempPathFactory, dialect: str) -> Prepared:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IOPSDATA_DATA_DIR", str(tmp_path_factory.mktemp("sample")))
        session = Session()
        connection = session.connect("sample")
        catalog = dataclasses.replace(session.catalog(connection), dialect=dialect)
        return prepare(catalog, session.catalogs.values(connection), {})


@pytest.fixture(scope="module", params=["duckdb", "sqlite", "postgres", "mysql", "spark"])
def in_dialect(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Prepared]:
    return request.param, _prepared(tmp_path_factory, request.param)


@pytest.fixture(scope="module")
def retailer(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return _prepared(tmp_path_factory, "duckdb")


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_dialect_gets_a_statement_that_parses_and_passes_the_guard(
    in_dialect: tuple[str, Prepared], question: str
) -> None:
    dialect, prepared = in_dialect
    found = answer(question, prepared)
    assert found is not None
    assert sqlglot.parse_one(found.sql, read=dialect)
    assert iops.check(found.sql, dialect=dialect).allowed


@pytest.mark.parametrize(
    "question",
    [
        "how many orders smell of lavender",
        "total revenue by shoe size of the manager",
        "what will revenue be next year",
        "why did sales fall in 2024",
        "total order amount by product category",
        "hello",
    ],
)
def test_a_word_without_a_place_or_a_figure_that_would_multiply_is_left_to_others(
    retailer: Prepared, question: str
) -> None:
    assert answer(question, retailer) is None


def test_the_date_of_an_order_is_the_day_it_was_placed(retailer: Prepared) -> None:
    found = answer("how many orders per year", retailer)
    assert found is not None
    assert "order_date" in found.sql
    assert "the date is orders.order_date" in found.assumptions


def test_revenue_says_what_it_is_made_of(retailer: Prepared) -> None:
    found = answer("total revenue by region", retailer)
    assert found is not None
    assert "revenue = order_items.line_total" in found.assumptions
    assert [(u.words, u.meaning) for u in found.understood] == [
        ("total revenue", "sum(order_items.line_total)"),
        ("region", "for each stores.region"),
    ]


def test_counted_things_are_not_multiplied_by_a_join(retailer: Prepared) -> None:
    found = answer("number of orders by product category", retailer)
    assert found is None or "COUNT(DISTINCT" in found.sql


def test_a_value_that_does_not_occur_is_said_not_to(retailer: Prepared) -> None:
    found = answer("how many customers from Norway", retailer)
    assert found is not None
    assert found.assumptions == ("'Norway' does not occur in customers.country",)


def test_the_same_question_gives_the_same_sql(retailer: Prepared) -> None:
    first, second = (answer("top 3 categories by revenue in Germany in 2024", retailer) for _ in range(2))
    assert first is not None
    assert first == second


@pytest.mark.parametrize(
    ("question", "groups", "rows"),
    [
        ("top 2 products by quantity in each category", "products.category", 2),
        ("the most expensive product in each category", "products.category", 1),
        ("bottom 2 stores per region by revenue", "stores.region", 2),
    ],
)
def test_the_first_of_each_group_are_as_many_as_asked(question: str, groups: str, rows: int) -> None:
    session = Session()
    session.connect("sample")
    found = session.questions.ask(question, translator="offline").dataframe
    assert found is not None
    table, column = groups.split(".")
    wanted = session.sql(f"SELECT count(DISTINCT {column}) FROM {table}").frame.iloc[0, 0]
    counts = found.groupby(column).size()
    assert len(counts) == wanted
    assert counts.max() == rows


def test_the_first_of_each_group_are_the_highest(retailer: Prepared) -> None:
    session = Session()
    session.connect("sample")
    found = session.questions.ask(
        "the most expensive product in each category", translator="offline"
    ).dataframe
    assert found is not None
    wanted = session.sql("SELECT category, max(list_price) AS high FROM products GROUP BY 1").frame
    assert dict(zip(found["category"], found["list_price"], strict=True)) == dict(
        zip(wanted["category"], wanted["high"], strict=True)
    )


def test_a_rate_of_returns_is_no_order_to_return_a_rate(retailer: Prepared) -> None:
    assert answer("return rate by category", retailer) is None
