"""One person's day: a server is added in the panel, browsed, asked, traced and profiled; then things break.

With IOPSDATA_SCREENSHOTS=1 the pictures replace those of the documentation.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import KERNEL_IDLE, Lab, Watched
from tests.services.postgresql import ADMIN, PASSWORD, PostgreSQLServer, postgresql

__all__ = ["postgresql"]

pytestmark = [pytest.mark.service, pytest.mark.timeout(300)]

IMAGES = Path(__file__).parents[2] / "docs" / "images"
KEEP_PICTURES = os.environ.get("IOPSDATA_SCREENSHOTS") == "1"
MARKUP = "<img src=x onerror=\"document.title = 'attacked'\">"
SLOW_MS = 60_000
SCHEMA = f"""
create table harbours (harbour_id int primary key, name text not null, country text);
create table voyages (
  voyage_id int primary key, harbour_id int references harbours,
  sailed date, passengers int, fare numeric(10, 2)
);
create table "{MARKUP.replace('"', '""')}" (id int);
comment on table voyages is 'One line a voyage {MARKUP.replace("'", "''")}';
insert into harbours select n, 'Harbour ' || n, (array['Norway', 'Sweden', 'Denmark'])[1 + n % 3]
  from generate_series(1, 30) n;
insert into voyages select n, 1 + n % 30, date '2024-01-01' + n % 700, 20 + n % 180, 10 + n % 90
  from generate_series(1, 5000) n;
"""


@pytest.fixture
def database(postgresql: PostgreSQLServer) -> str:
    return postgresql.new_database(SCHEMA)


def section(page: Page, name: str) -> Locator:
    """A section of the side panel, unfolded."""
    panel = page.locator("#iopsdata-panel")
    if not panel.is_visible():
        page.locator("[data-id='iopsdata-panel']").click()
    heading = panel.locator(".jp-AccordionPanel-title", has_text=name)
    if heading.get_attribute("aria-expanded") != "true":
        heading.click()
    return page.locator(f"#iopsdata-{name.lower()}")


def add_server(page: Page, server: PostgreSQLServer, database: str) -> None:
    """By the form: a wrong password is told, the right one is tested and saved."""
    connections = section(page, "Connections")
    connections.get_by_role("button", name="Add a connection").click()
    form = page.get_by_role("form", name="New connection")
    form.get_by_text("PostgreSQL").click()
    form.get_by_label("Name", exact=True).fill("sea")
    form.get_by_label("Host", exact=True).fill("127.0.0.1")
    form.get_by_label("Port").fill(str(server.port))
    form.get_by_label("Database", exact=True).fill(database)
    form.get_by_label("User", exact=True).fill(ADMIN)
    form.get_by_label("Password", exact=True).fill("wrong")
    form.get_by_role("button", name="Test").click()
    expect(form.get_by_role("alert")).to_contain_text("password", timeout=SLOW_MS)
    form.get_by_label("Password", exact=True).fill(PASSWORD)
    form.get_by_role("button", name="Test").click()
    expect(form).to_contain_text("The connection works.", timeout=SLOW_MS)
    expect(form).to_contain_text("PostgreSQL 1")
    expect(form).to_contain_text("superuser")
    form.get_by_role("button", name="Save").click()
    expect(connections).to_contain_text("sea", timeout=SLOW_MS)


def open_in_kernel(page: Page) -> None:
    connections = section(page, "Connections")
    connections.get_by_text("sea", exact=True).click(button="right")
    page.get_by_role("menuitem", name="Open Connection in the Notebook").click()
    expect(connections).to_contain_text("current", timeout=SLOW_MS)


def browse(page: Page) -> Locator:
    """The tree down to the columns of a table; its items by name."""
    tree = section(page, "Catalog").get_by_role("tree")
    tree.get_by_role("treeitem", name="sea").click()
    expect(tree.get_by_role("treeitem", name="voyages, table")).to_be_visible(timeout=SLOW_MS)
    tree.get_by_role("treeitem", name="voyages, table").click()
    expect(tree.get_by_role("treeitem", name="harbour_id")).to_contain_text("harbours")
    expect(tree).to_contain_text("onerror=")
    return tree


def write_and_run(page: Page, tree: Locator) -> None:
    """A cell from the tree, with a name put in at the cursor; its rows come."""
    tree.get_by_role("treeitem", name="harbours, table").click(button="right")
    page.wait_for_timeout(1000)
    page.screenshot(path="/tmp/me-j5.png")
    page.get_by_role("menuitem", name="New %%sql cell").click(timeout=8000)
    cell = page.locator(".jp-Notebook-cell.jp-mod-active")
    expect(cell).to_contain_text("%%sql sea")
    page.keyboard.press("Shift+Enter")
    expect(page.locator(".jp-OutputArea-output", has_text="Harbour 1").first).to_be_visible(timeout=SLOW_MS)


def run_cell(page: Page, source: str) -> Locator:
    """Types a cell at the end of the notebook and runs it; its outputs."""
    page.evaluate("window.jupyterapp.commands.execute('notebook:move-cursor-down')")
    page.locator(".jp-Notebook").last.press("Escape")
    page.evaluate(
        """source => {
          const notebook = window.jupyterapp.shell.currentWidget.content;
          notebook.activeCellIndex = notebook.widgets.length - 1;
          return window.jupyterapp.commands.execute('notebook:insert-cell-below').then(() => {
            notebook.activeCell.model.sharedModel.setSource(source);
            return window.jupyterapp.commands.execute('notebook:run-cell');
          });
        }""",
        source,
    )
    cell = page.locator(".jp-Notebook-cell").last
    return cell.locator(".jp-Cell-outputArea")


def ask_and_follow_up(page: Page, watched: Watched) -> None:
    asked = run_cell(page, "%%ask sea\nhow many voyages per country")
    expect(asked).to_contain_text("Norway", timeout=SLOW_MS)
    followed = run_cell(page, "%%ask sea\nonly for Norway")
    expect(followed).to_contain_text("'Norway'", timeout=SLOW_MS)


def test_a_day_with_a_server(
    lab: Lab, watch: Callable[..., Watched], postgresql: PostgreSQLServer, database: str
) -> None:
    watched = watch(lab, viewport={"width": 1500, "height": 1000})
    page = watched.open(lab.add_notebook("day.ipynb", "# My day"))
    page.wait_for_function(KERNEL_IDLE, timeout=SLOW_MS)
    add_server(page, postgresql, database)
    page.screenshot(path="/tmp/me-j1.png")
    page.get_by_role("button", name="Open in the notebook").click(timeout=5000)
    expect(section(page, "Connections")).to_contain_text("current", timeout=SLOW_MS)
    tree = browse(page)
    write_and_run(page, tree)
    page.screenshot(path="/tmp/me-j3.png")
    ask_and_follow_up(page, watched)
    page.screenshot(path="/tmp/me-j4.png")
    assert watched.errors == []
