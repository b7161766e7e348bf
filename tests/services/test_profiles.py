"""The same profile by the same code on every engine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from iopsdata_jupyter.connections.models import Connection
from iopsdata_jupyter.errors import IopsDataError
from iopsdata_jupyter.profiling.models import TableProfile
from iopsdata_jupyter.session import Session
from tests.services.engines import ENGINES, MAKERS, Engine


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    made = MAKERS[request.param](request, tmp_path)
    yield made
    made.clean_up()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    opened = engine.open()
    yield opened
    opened.close()


@pytest.fixture
def profile(connection: Connection) -> TableProfile:
    return Session().profiles.of("orders", connection=connection)


def test_counts_and_nulls(profile: TableProfile) -> None:
    assert profile.row_count == 3
    assert {name: column.null_count for name, column in profile.columns.items()} == {
        "id": 0, "store_id": 0, "amount": 0, "placed_on": 1, "note": 1,
    }  # fmt: skip
    assert all(column.notes == () for column in profile.columns.values())


def test_numbers(profile: TableProfile) -> None:
    amount = profile.columns["amount"]
    assert (float(amount.min), float(amount.max)) == (0.1, 20)
    assert amount.mean == pytest.approx(29.6 / 3)
    assert amount.std == pytest.approx(9.9550, abs=1e-3)
    assert amount.quantiles["p50"] == pytest.approx(9.5)
    assert amount.quantiles["p25"] == pytest.approx(4.8)
    assert amount.histogram is not None
    assert sum(amount.histogram.counts) == 3
    assert amount.number is not None
    assert (amount.number.zero_count, amount.number.negative_count, amount.number.outlier_count) == (0, 0, 0)


def test_distinct_and_top_values_are_exact(profile: TableProfile) -> None:
    store = profile.columns["store_id"]
    assert (store.distinct_count, store.distinct_is_exact) == (2, True)
    assert [(item.value, item.count) for item in store.top_values] == [(2, 2), (1, 1)]
    assert profile.columns["id"].is_key
    assert profile.candidate_keys == (("id",),)
    assert profile.duplicate_row_count == 0


def test_text(profile: TableProfile) -> None:
    text = profile.columns["note"].text
    assert text is not None
    assert (text.min_length, text.max_length, text.mean_length) == (1, 4, 2.5)
    assert (text.empty_count, text.padded_count) == (0, 0)
    assert text.lengths is not None
    assert sum(text.lengths.counts) == 2


def test_dates(profile: TableProfile) -> None:
    placed = profile.columns["placed_on"]
    assert (str(placed.min)[:10], str(placed.max)[:10]) == ("2024-01-31", "2024-02-01")
    assert placed.temporal is not None
    assert (placed.temporal.granularity, placed.temporal.future_count) == ("day", 0)
    assert placed.histogram is not None
    assert placed.histogram.edges[0] == date(2024, 1, 31)
    assert placed.histogram.counts == (1, 1)


def test_a_foreign_key_is_checked(profile: TableProfile, engine: Engine) -> None:
    found = [(key.column, key.target_table, key.orphan_count) for key in profile.foreign_keys]
    assert found == [("store_id", "stores", 0)]


def test_a_query_is_profiled(connection: Connection) -> None:
    sql = "select store_id, amount * 2 as twice from orders -- all"
    found = Session().profiles.of(sql, connection=connection)
    assert found.row_count == 3
    assert float(found.columns["twice"].max) == 40


@pytest.mark.parametrize(
    "sql",
    [
        "select o.*, s.* from orders o join stores s on s.id = o.store_id",
        "with p as (select store_id as id from orders) select p.id, s.id from p join stores s on s.id = p.id",
        "select id, amount, id from orders where amount > 1 union all select 7, 1.5, 8 limit 3",
    ],
    ids=["stars", "cte", "union"],
)
def test_equal_names_of_a_query_are_told_apart(connection: Connection, sql: str) -> None:
    session = Session()
    found = session.profiles.of(sql, connection=connection)
    assert found.row_count == 3
    assert {"id", "id_1"} <= set(found.columns)
    assert found.columns["id_1"].notes == ()
    assert found.columns["id_1"].count == 3
    for insight in found.insights:
        session.sql(insight.query, connection=connection)


def test_every_insight_comes_with_a_query_that_runs(connection: Connection) -> None:
    session = Session()
    found = session.profiles.of("select store_id, note, 1 as one from orders", connection=connection)
    assert {insight.kind for insight in found.insights} >= {"constant"}
    for insight in found.insights:
        assert len(session.sql(insight.query, connection=connection).frame) >= 1


def test_an_unknown_table_is_named(connection: Connection) -> None:
    with pytest.raises(IopsDataError, match="ordres") as raised:
        Session().profiles.of("ordres", connection=connection)
    assert "orders" in (raised.value.hint or "")
