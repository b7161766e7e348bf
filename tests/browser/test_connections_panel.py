"""The sidebar panel of connections, over its real route and store."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from iopsdata_jupyter.store.base import ConnectionRecord
from iopsdata_jupyter.store.local import LocalStore


@pytest.fixture
def store(lab):
    """The store that the lab's server reads; emptied afterwards."""
    store = LocalStore(lab.data_dir)
    yield store
    for record in store.connections():
        store.delete_connection(record.name)
    store.close()


@pytest.fixture
def watched(lab, watch):
    """A page on the lab's launcher."""
    watched = watch(lab)
    watched.open()
    return watched


def open_panel(page):
    page.locator("[data-id='iopsdata-panel']").click()
    return page.locator("#iopsdata-connections")


def test_an_empty_panel_says_what_to_do(store, watched):
    panel = open_panel(watched.page)
    expect(panel).to_contain_text("No saved connections")
    expect(panel.locator("pre")).to_contain_text("%connect")
    assert watched.errors == []
    assert watched.requests_elsewhere == []


def test_saved_connections_are_listed_by_name(store, watched):
    store.save_connection(ConnectionRecord("zoo", "sqlite", "zoo.db", "read_write"))
    store.save_connection(ConnectionRecord("<i>ark", "duckdb", "ark.duckdb", "read_only"))
    items = open_panel(watched.page).get_by_role("listitem")
    expect(items).to_have_text(
        ["<i>arkread onlyduckdb · ark.duckdb", "zooread and writesqlite · zoo.db"], use_inner_text=False
    )


def test_refresh_shows_what_a_kernel_has_saved_since(store, watched):
    panel = open_panel(watched.page)
    expect(panel).to_contain_text("No saved connections")
    store.save_connection(ConnectionRecord("later", "duckdb", "later.duckdb", "read_only"))
    watched.page.locator("#iopsdata-panel").get_by_role("button", name="Refresh").first.click()
    expect(panel.get_by_role("listitem")).to_have_count(1)


def test_a_server_that_refuses_is_told_with_its_hint(watched):
    error = '{"error": {"title": "Store", "message": "The store is locked.", "hint": "Close the other one."}}'
    watched.page.route("**/iopsdata/connections*", lambda route: route.fulfill(status=500, body=error))
    alert = open_panel(watched.page).get_by_role("alert")
    expect(alert).to_contain_text("The store is locked.")
    expect(alert).to_contain_text("Close the other one.")
