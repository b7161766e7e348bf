"""A catalog prepared for linking."""

from __future__ import annotations

import pytest

from iopsdata_jupyter.catalog.models import Catalog, Column, Table
from iopsdata_jupyter.text_to_sql.offline.schema import index_catalog, name_words
from tests.unit.text_to_sql.offline import rental


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("CustAddr2", ("customer", "address", "2")),
        ("order_items", ("order", "item")),
        ("totQty", ("total", "quantity")),
        ("fname", ("first", "name")),
        ("ID", ("id",)),
        ("LName", ("last", "name")),
        ("hiredate", ("hire", "date")),
        ("dname", ("name",)),
        ("username", ("username",)),
        ("candidate_id", ("candidate", "id")),
    ],
)
def test_names_become_words(name: str, words: tuple[str, ...]) -> None:
    assert name_words(name) == words


def test_dates_offer_time_buckets() -> None:
    schema = index_catalog(rental.catalog())
    buckets = {c.derived for c in schema.columns if c.name == "ride_date" and c.derived}
    assert buckets == {"year", "quarter", "month", "week", "weekday", "day"}


def test_quantity_and_price_offer_revenue() -> None:
    lines = Table(
        "lines", (Column("quantity", "INTEGER"), Column("unit_price", "DECIMAL(8,2)"), Column("note", "TEXT"))
    )
    schema = index_catalog(Catalog("duckdb", (lines,)))
    (revenue,) = [c for c in schema.columns if c.derived]
    assert (revenue.derived, revenue.words, schema.label(revenue.index)) == (
        "product",
        ("revenue",),
        "lines.quantity * unit_price",
    )


def test_declared_keys_are_cheaper_than_equal_names() -> None:
    left = Table("visits", (Column("visit_id", "INTEGER"), Column("guide_id", "INTEGER")))
    right = Table("guides", (Column("guide_id", "INTEGER"),), primary_key=("guide_id",))
    (edge,) = index_catalog(Catalog("sqlite", (left, right))).edges
    assert edge.cost > 1
    assert {e.cost for e in index_catalog(rental.catalog()).edges} == {1.0}
