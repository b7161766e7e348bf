"""The section of connections, over its real routes, store and kernel."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from iopsdata_jupyter.store.base import ConnectionRecord
from iopsdata_jupyter.store.local import LocalStore

MARKUP = "<img src=x onerror=\"document.title = 'attacked'\">"


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
    """A page on the lab's launcher, which must do nothing that it should not."""
    watched = watch(lab)
    watched.open()
    yield watched
    assert watched.errors == []
    assert watched.requests_elsewhere == []


def open_panel(page):
    page.locator("[data-id='iopsdata-panel']").click()
    return page.locator("#iopsdata-connections")


def row(panel, name):
    return panel.locator(".iops-ConnectionRow", has=panel.page.get_by_text(name, exact=True))


def test_an_empty_section_says_what_to_do(store, watched):
    panel = open_panel(watched.page)
    expect(panel).to_contain_text("No saved connections")
    expect(panel.locator("pre")).to_contain_text("%connect")
    panel.get_by_role("button", name="Add a connection").click()
    expect(watched.page.get_by_role("heading", name="New connection")).to_be_visible()


def test_saved_connections_are_listed_by_name(store, watched):
    store.save_connection(ConnectionRecord("zoo", "sqlite", "zoo.db", "read_write"))
    store.save_connection(ConnectionRecord(MARKUP, "duckdb", "ark.duckdb", "read_only"))
    rows = open_panel(watched.page).locator(".iops-ConnectionRow")
    expect(rows).to_have_text(
        [f"Du{MARKUP}read onlyark.duckdb", "Sqzooread and writezoo.db"], use_inner_text=False
    )
    assert watched.page.title() != "attacked"


def test_refresh_shows_what_a_kernel_has_saved_since(store, watched):
    panel = open_panel(watched.page)
    expect(panel).to_contain_text("No saved connections")
    store.save_connection(ConnectionRecord("later", "duckdb", "later.duckdb", "read_only"))
    watched.page.locator("#iopsdata-panel").get_by_role("button", name="Refresh").first.click()
    expect(panel.locator(".iops-ConnectionRow")).to_have_count(1)
