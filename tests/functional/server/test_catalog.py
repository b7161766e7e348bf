"""The tree of a connection, level by level and page by page."""

from __future__ import annotations

import json
import sqlite3

import duckdb
import pytest

from iopsdata_jupyter.store.base import ConnectionRecord

HOSTILE = '<img src=x onerror=alert(1)>"; drop table x --'


@pytest.fixture
def shop(store, tmp_path):
    """A saved connection to a SQLite file with keys and a hostile name."""
    path = tmp_path / "shop.db"
    native = sqlite3.connect(path)
    native.executescript(
        f"""
        create table customers (id integer primary key, name text not null);
        create table orders (
          id integer primary key, customer_id integer references customers (id), amount real
        );
        create table "{HOSTILE.replace('"', '""')}" ("a.b/c" text);
        insert into customers values (1, 'S3cr3t');
        """
    )
    native.close()
    store.save_connection(ConnectionRecord("shop", "sqlite", str(path), "read_write"))
    return path


async def test_the_levels_of_a_tree(ask, shop):
    status, top = await ask("GET", "connections/shop/catalog")
    assert status == 200
    assert (top["dialect"], top["schemas"]) == ("sqlite", [{"name": None, "tables": 3}])
    _, tables = await ask("GET", "connections/shop/tables", schema="")
    assert [table["name"] for table in tables["tables"]] == sorted([HOSTILE, "customers", "orders"])
    assert "S3cr3t" not in json.dumps(tables)
    _, found = await ask("GET", "connections/shop/columns", table="orders")
    by_name = {column["name"]: column for column in found["columns"]}
    assert by_name["id"]["in_primary_key"]
    assert by_name["customer_id"]["references"] == {
        "schema": None,
        "table": "customers",
        "column": "id",
        "inferred": False,
    }
    assert by_name["amount"]["type"] == "REAL"


async def test_a_hostile_name_is_text_like_any_other(ask, shop):
    status, found = await ask("GET", "connections/shop/columns", table=HOSTILE)
    assert (status, found["columns"][0]["name"]) == (200, "a.b/c")


async def test_an_unknown_table_gets_the_nearest(ask, shop):
    status, error = await ask("GET", "connections/shop/columns", table="ordrs")
    assert (status, error["hint"]) == (404, "Did you mean orders?")


async def test_ten_thousand_tables_come_in_pages(ask, store, tmp_path):
    path = tmp_path / "wide.duckdb"
    native = duckdb.connect(str(path))
    native.execute("begin")
    native.execute(";".join(f"create table t{number:05} (a int, b text)" for number in range(10_000)))
    native.execute("create schema other; create table other.t00000 (x int); commit")
    native.close()
    store.save_connection(ConnectionRecord("wide", "duckdb", str(path), "read_only"))
    _, top = await ask("GET", "connections/wide/catalog")
    assert {entry["name"]: entry["tables"] for entry in top["schemas"]} == {None: 10_000, "other": 1}
    seen = []
    for offset in range(0, 10_000, 1000):
        _, page = await ask("GET", "connections/wide/tables", schema="", limit=1000, offset=offset)
        assert page["total"] == 10_000
        seen += [table["name"] for table in page["tables"]]
    assert seen == [f"t{number:05}" for number in range(10_000)]
    _, first = await ask("GET", "connections/wide/tables")
    assert len(first["tables"]) == 100
    _, found = await ask("GET", "connections/wide/tables", search="T0999")
    assert (found["total"], found["tables"][0]["name"]) == (10, "t09990")


@pytest.mark.parametrize(
    "query", [{"limit": 0}, {"limit": 1001}, {"limit": "x"}, {"offset": -1}, {"refresh": "yes"}]
)
async def test_a_page_out_of_bounds_is_refused(query, ask, shop):
    assert (await ask("GET", "connections/shop/tables", **query))[0] == 400


async def test_a_catalog_is_kept_until_it_is_wanted_anew(ask, shop):
    async def names(**query):
        _, found = await ask("GET", "connections/shop/tables", search="later", **query)
        return [table["name"] for table in found["tables"]]

    assert await names() == []
    native = sqlite3.connect(shop)
    native.execute("create table later (x)")
    native.close()
    assert await names() == []
    assert await names(refresh="true") == ["later"]


async def test_a_file_stays_free_for_a_kernel_to_write(ask, store, tmp_path):
    path = tmp_path / "mine.duckdb"
    duckdb.connect(str(path)).execute("create table a (x int)").close()
    store.save_connection(ConnectionRecord("mine", "duckdb", str(path), "read_write"))
    assert (await ask("GET", "connections/mine/catalog"))[0] == 200
    assert (await ask("POST", "connections/mine/test", {}))[1]["ok"] is True
    writer = duckdb.connect(str(path))
    writer.execute("insert into a values (1)")
    writer.close()


async def test_a_connection_that_cannot_be_opened_is_told(ask, store, tmp_path):
    store.save_connection(ConnectionRecord("gone", "sqlite", str(tmp_path / "gone.db"), "read_only"))
    status, error = await ask("GET", "connections/gone/catalog")
    assert status == 422
    assert "gone.db" in error["message"]
    assert (await ask("GET", "connections/nobody/catalog"))[0] == 404
