"""Metrics and verified queries through their routes."""

from __future__ import annotations

import sqlite3
from urllib.parse import quote

import pytest

from iopsdata_jupyter.store.base import ConnectionRecord

METRIC = {"name": "revenue", "expression": "sum(amount)", "synonyms": ["turnover"], "filters": ["amount > 0"]}
QUERY = {
    "question": "How many <b>orders</b>?",
    "sql": "drop table orders",
    "connection": "shop",
    "dialect": "duckdb",
}


async def test_a_metric_is_made_changed_and_deleted(ask, store):
    status, made = await ask("POST", "metrics", METRIC)
    assert (status, made["name"], made["description"]) == (201, "revenue", "")
    assert store.metrics()[0].synonyms == ("turnover",)
    assert (await ask("POST", "metrics", METRIC))[0] == 409
    status, changed = await ask("PUT", "metrics/revenue", {"expression": "sum(net)"})
    assert (status, changed["expression"], changed["synonyms"]) == (200, "sum(net)", [])
    assert await ask("GET", "metrics/revenue") == (200, changed)
    assert await ask("GET", "metrics") == (200, {"metrics": [changed]})
    match = {"If-Match": f'"{made["revision"]}"'}
    assert (await ask("DELETE", "metrics/revenue", headers=match))[0] == 412
    assert (await ask("DELETE", "metrics/revenue"))[0] == 200
    assert (await ask("DELETE", "metrics/revenue"))[0] == 404


@pytest.mark.parametrize("name", ["a/b", "../x", "ü ñ", "<b>x", "100%", "a?b#c", "%2e%2e"])
async def test_any_name_can_stand_in_an_address(name, ask):
    await ask("POST", "metrics", {**METRIC, "name": name})
    status, found = await ask("GET", f"metrics/{quote(name, safe='')}")
    assert (status, found["name"]) == (200, name)


async def test_an_address_that_is_no_utf8_is_refused(ask):
    assert (await ask("GET", "metrics/%ff%fe"))[0] == 400


async def test_a_verified_query_is_made_changed_and_deleted(ask, store):
    status, made = await ask("POST", "verified-queries", {**QUERY, "parameters": {"n": {"type": "integer"}}})
    assert (status, made["sql"]) == (201, QUERY["sql"])
    assert (await ask("POST", "verified-queries", QUERY))[0] == 409
    path = f"verified-queries/{made['id']}"
    status, changed = await ask("PUT", path, {"sql": "select 1", "dialect": "duckdb"})
    assert (status, changed["question"], changed["sql"], changed["parameters"]) == (
        200, QUERY["question"], "select 1", {}
    )  # fmt: skip
    assert changed["verified_at"] >= made["verified_at"]
    assert await ask("GET", path) == (200, changed)
    assert (
        await ask("PUT", path, {"sql": "x", "dialect": "y"}, headers={"If-Match": f'"{made["revision"]}"'})
    )[0] == 412
    assert (await ask("DELETE", path))[0] == 200
    assert not store.verified_queries()
    assert (await ask("GET", path))[0] == 404


async def test_verified_queries_of_one_connection(ask):
    await ask("POST", "verified-queries", QUERY)
    await ask("POST", "verified-queries", {**QUERY, "connection": "zoo"})
    _, found = await ask("GET", "verified-queries", connection="zoo")
    assert [query["connection"] for query in found["verified_queries"]] == ["zoo"]
    assert len((await ask("GET", "verified-queries"))[1]["verified_queries"]) == 2


@pytest.fixture
def shop(store, tmp_path):
    """A saved connection with one table."""
    native = sqlite3.connect(tmp_path / "shop.db")
    native.execute("create table orders (id integer primary key, amount real, city text)")
    native.close()
    store.save_connection(ConnectionRecord("shop", "sqlite", str(tmp_path / "shop.db"), "read_only"))


@pytest.mark.parametrize(
    ("expression", "told"),
    [("sum(", "does not parse"), ("sum(amuont)", "names a column"), ("amount + 1", "gives no single figure")],
)
async def test_a_metric_that_the_tables_cannot_hold_is_not_saved(expression, told, shop, ask, store):
    wrong = {"name": "revenue", "expression": expression}
    status, error = await ask("POST", "metrics", wrong, connection="shop")
    assert status == 422
    assert told in error["message"]
    assert not store.metrics()


async def test_a_metric_is_checked_when_it_is_changed_too(shop, ask):
    assert (await ask("POST", "metrics", METRIC, connection="shop"))[0] == 201
    status, error = await ask("PUT", "metrics/revenue", {"expression": "sum(amuont)"}, connection="shop")
    assert status == 422
    assert "amuont" in error["message"]
    assert (await ask("PUT", "metrics/revenue", {"expression": "max(amount)"}, connection="shop"))[0] == 200
    assert (await ask("PUT", "metrics/revenue", {"expression": "max(x)"}, connection="zoo"))[0] == 404


async def test_a_verified_query_is_held_to_the_tables_of_its_connection(shop, ask, store):
    query = {"question": "orders in {city}?", "connection": "shop", "dialect": "sqlite"}
    wrong = {**query, "sql": "select * from odrers where city = :city"}
    status, error = await ask("POST", "verified-queries", wrong, check="true")
    assert status == 422
    assert "odrers" in error["message"]
    right = {**query, "sql": "select * from orders where city = :city"}
    status, made = await ask("POST", "verified-queries", right, check="true")
    assert (status, made["parameters"]) == (201, {"city": "orders.city"})
    changed = {"sql": "select id from orders", "dialect": "sqlite"}
    status, error = await ask("PUT", f"verified-queries/{made['id']}", changed, check="true")
    assert status == 422
    assert "{city}" in error["message"]
    assert store.verified_queries()[0].sql == right["sql"]
