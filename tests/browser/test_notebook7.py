"""Notebook 7: the side panel, SQL cells and answers on the page of one notebook, and the page of files."""

from __future__ import annotations

import sqlite3

import pytest
from playwright.sync_api import expect

from iopsdata_jupyter.store.base import ConnectionRecord
from iopsdata_jupyter.store.local import LocalStore
from tests.browser.conftest import ALL_RUN, KERNEL_IDLE

START_MS = 60_000
"""Milliseconds that a page, a kernel or a cell may take."""
OF_NOTEBOOK = (
    "Cannot read properties of undefined (reading 'schema')",
    "Cannot convert undefined or null to object",
)
"""What Notebook 7.6.5 throws on an idle page without this package too: shortcuts, and the page of files."""


@pytest.fixture(scope="module")
def notebook7(start_lab):
    """Notebook 7 with both extensions of this package, one saved connection and one file."""
    started = start_lab(application="notebook")
    store = LocalStore(started.data_dir)
    path = started.root / "harbour.db"
    native = sqlite3.connect(path)
    native.execute("create table ships (name text)")
    native.close()
    store.save_connection(ConnectionRecord("harbour", "sqlite", str(path), "read_only"))
    store.close()
    (started.root / "visits.csv").write_text("id,city\n1,Rome\n")
    return started


@pytest.fixture
def watched(notebook7, watch):
    watched = watch(notebook7)
    yield watched
    assert errors_of_ours(watched) == []
    assert watched.requests_elsewhere == []


def errors_of_ours(watched):
    return [error for error in watched.errors if not error.startswith(OF_NOTEBOOK)]


def opened(watched, name, *sources):
    """The page of a new notebook with those cells, once its kernel waits."""
    watched.lab.add_notebook(name, *sources)
    page = watched.page
    page.goto(f"{watched.lab.url}/notebooks/{name}?token={watched.lab.token}")
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=START_MS)
    page.wait_for_function(KERNEL_IDLE, timeout=START_MS)
    return page


def test_a_connection_is_opened_from_the_side_panel(watched):
    page = opened(watched, "panel.ipynb", "1")
    watched.execute("iopsdata:show-connections")
    section = page.locator("#iopsdata-connections")
    expect(section).to_contain_text("harbour", timeout=START_MS)
    watched.page.evaluate(
        "() => void window.jupyterapp.commands.execute('iopsdata:open-connection', { name: 'harbour' })"
    )
    expect(section).to_contain_text("current", timeout=START_MS)
    expect(page.locator(".jp-Cell", has_text="%connect harbour")).to_have_count(1)


def test_a_question_is_answered_and_sql_is_highlighted(watched):
    page = opened(
        watched,
        "answer.ipynb",
        "%load_ext iopsdata_jupyter\n%connect sample",
        "%%sql\nselect count(*) as n from orders",
        "%%ask\nWhat are the top 5 products by revenue?",
    )
    statement = page.locator(".jp-Cell").nth(1)
    expect(statement.locator(".cm-line span").get_by_text("select", exact=True)).to_have_count(1)
    watched.execute("notebook:run-all-cells")
    page.wait_for_function(ALL_RUN, timeout=START_MS)
    expect(page.locator(".iops-answer")).to_have_count(1, timeout=START_MS)
    expect(page.locator(".iops-answer")).to_contain_text("revenue")


def test_a_file_is_asked_about_from_the_page_of_files(notebook7, watch):
    watched = watch(notebook7)
    page = watched.page
    page.goto(f"{notebook7.url}/tree?token={notebook7.token}")
    page.locator(".jp-DirListing-item", has_text="visits.csv").click(button="right", timeout=START_MS)
    expect(page.get_by_role("menuitem", name="Ask About This File")).to_be_visible()
    # From here on Notebook throws more: it makes a notebook's widget and its kernel, then shows another page.
    assert errors_of_ours(watched) == []
    with page.expect_popup(timeout=START_MS) as popup:
        page.get_by_role("menuitem", name="Ask About This File").click()
    expect(popup.value.locator(".jp-Notebook")).to_contain_text("%connect visits.csv", timeout=START_MS)
    assert watched.requests_elsewhere == []
