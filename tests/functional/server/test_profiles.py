"""Profiles of tables and files through their routes."""

from __future__ import annotations

import sqlite3

import pytest

from iopsdata_jupyter.server import profiles
from iopsdata_jupyter.store.base import ConnectionRecord


@pytest.fixture
def shop(store, tmp_path):
    """A saved connection to a SQLite file of three rows."""
    path = tmp_path / "shop.db"
    native = sqlite3.connect(path)
    native.execute('create table "order ""lines""" (id integer, amount real)')
    native.executemany('insert into "order ""lines""" values (?, ?)', [(1, 2.5), (2, None), (3, 4.0)])
    native.commit()
    native.close()
    store.save_connection(ConnectionRecord("shop", "sqlite", str(path), "read_only"))


async def test_a_table_is_profiled_by_its_name_and_that_is_audited(ask, shop, store):
    status, found = await ask("POST", "connections/shop/profile", {"table": 'order "lines"'})
    assert (status, found["row_count"]) == (200, 3)
    events = store.audit()
    assert events
    assert {(event.source, event.verdict) for event in events} == {("profile", "allowed")}


async def test_a_query_is_no_name_of_a_table(ask, shop, store):
    status, error = await ask("POST", "connections/shop/profile", {"table": "select 1"})
    assert (status, "query" in error["message"]) == (404, True)
    assert not store.audit()


async def test_an_unknown_table_or_connection_is_told(ask, shop):
    assert (await ask("POST", "connections/shop/profile", {"table": "orders"}))[0] == 404
    assert (await ask("POST", "connections/nobody/profile", {"table": "orders"}))[0] == 404


async def test_an_uploaded_file_is_profiled(ask):
    await ask("PUT", "files/people.csv", b"id,name\n1,Ada\n2,Grace\n")
    status, found = await ask("POST", "files/people.csv/profile", {})
    assert (status, found["row_count"]) == (200, 2)
    assert (await ask("POST", "files/other.csv/profile", {}))[0] == 404


async def test_what_takes_too_long_is_ended(ask, shop, monkeypatch):
    monkeypatch.setattr(profiles, "PROFILE_S", 0.01)
    status, error = await ask("POST", "connections/shop/profile", {"table": "x"})
    assert (status, "stopped" in error["message"]) == (422, True)
