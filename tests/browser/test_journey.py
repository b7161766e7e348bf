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
TRACED = """
create table by_country as
select h.country, sum(v.passengers) as travellers
from voyages v join harbours h on h.harbour_id = v.harbour_id group by h.country
""".strip()
KILL = """() => {
  const code = 'import os, signal; os.kill(os.getpid(), signal.SIGKILL)';
  window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({ code });
}"""
SHUT_DOWN = "() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()"
START_AGAIN = "() => window.jupyterapp.shell.currentWidget.sessionContext.startKernel()"


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
    page.locator("#iopsdata-panel").get_by_role("button", name="Add a connection").first.click()
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
    kept = page.get_by_role("form", name="Connection sea")
    expect(kept).to_contain_text("Saved.")
    expect(kept).to_contain_text("The connection works.")


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
    """A cell from the tree; its rows come."""
    tree.get_by_role("treeitem", name="harbours, table").click(button="right")
    page.get_by_role("menuitem", name="New %%sql cell").click()
    cell = page.locator(".jp-Notebook-cell.jp-mod-active")
    expect(cell).to_contain_text("%%sql sea")
    page.keyboard.press("Shift+Enter")
    expect(page.locator(".jp-OutputArea-output", has_text="Harbour 1").first).to_be_visible(timeout=SLOW_MS)


RUN_AT_THE_END = """async source => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  notebook.activeCellIndex = notebook.widgets.length - 1;
  await window.jupyterapp.commands.execute('notebook:insert-cell-below');
  notebook.activeCell.model.sharedModel.setSource(source);
  window.jupyterapp.commands.execute('notebook:run-cell');
}"""


def run_cell(page: Page, source: str) -> Locator:
    """Writes a cell at the end of the notebook and runs it; its outputs."""
    page.evaluate(RUN_AT_THE_END, source)
    return page.locator(".jp-Notebook-cell").last.locator(".jp-Cell-outputArea")


def ask_and_follow_up(page: Page) -> None:
    asked = run_cell(page, "%%ask sea\nhow many voyages per country")
    expect(asked).to_contain_text("Norway", timeout=SLOW_MS)
    expect(asked).to_contain_text("COUNT(*)")
    followed = run_cell(page, "%%ask sea\nonly for Norway")
    expect(followed).to_contain_text("'Norway'", timeout=SLOW_MS)
    expect(followed).not_to_contain_text("Sweden")


def trace(page: Page) -> None:
    """A click on a column of the graph lights where it comes from."""
    outputs = run_cell(page, "%%lineage sea\n" + TRACED)
    graph = outputs.locator(".iops-lineage")
    expect(graph.locator(".iops-card")).to_have_count(3, timeout=SLOW_MS)
    card = graph.locator(".iops-card", has=page.locator("title", has_text="by_country"))
    card.locator('.iops-row[data-column="travellers"]').click()
    expect(graph.locator('.iops-row[data-column="passengers"]')).to_have_class("iops-row iops-lit-direct")


def profile(page: Page) -> None:
    """From the tree into a tab of its own; and in a cell, where a press on a bin filters."""
    outputs = run_cell(page, "%profile voyages")
    shown = outputs.locator(".iops-profile-view")
    expect(shown.locator(".iops-shown")).to_have_text("5 columns", timeout=SLOW_MS)
    first_bin = shown.locator("[data-kind=range] [data-place]").first
    expect(first_bin).to_be_attached(timeout=SLOW_MS)
    first_bin.dispatch_event("click")
    left = shown.get_by_role("group", name="Filters").get_by_role("status")
    expect(left).to_contain_text("of 5,000 rows", timeout=SLOW_MS)


def test_a_day_with_a_server(
    lab: Lab, watch: Callable[..., Watched], postgresql: PostgreSQLServer, database: str
) -> None:
    watched = watch(lab, viewport={"width": 1500, "height": 1000})
    page = watched.open(lab.add_notebook("day.ipynb", "# My day"))
    page.wait_for_function(KERNEL_IDLE, timeout=SLOW_MS)
    add_server(page, postgresql, database)
    page.get_by_role("button", name="Open in the notebook").click()
    expect(section(page, "Connections")).to_contain_text("current", timeout=SLOW_MS)
    write_and_run(page, browse(page))
    ask_and_follow_up(page)
    if KEEP_PICTURES:
        page.screenshot(path=IMAGES / "lab.png")
    trace(page)
    profile(page)
    assert page.title() != "attacked"
    assert watched.errors == []
    assert watched.requests_elsewhere == []


def test_a_kernel_that_dies_is_shown_and_found_again(lab: Lab, watch: Callable[..., Watched]) -> None:
    watched = watch(lab)
    page = watched.open(lab.add_notebook("dies.ipynb", "%load_ext iopsdata_jupyter\n%connect sample"))
    watched.run_all()
    connections = section(page, "Connections")
    expect(connections).to_contain_text("cells use sample", timeout=SLOW_MS)
    page.evaluate(KILL)
    expect(connections).not_to_contain_text("cells use sample", timeout=SLOW_MS)
    page.wait_for_function(KERNEL_IDLE, timeout=SLOW_MS)
    watched.run_all()
    expect(connections).to_contain_text("cells use sample", timeout=SLOW_MS)
    page.evaluate(SHUT_DOWN)
    expect(connections).to_contain_text("the kernel has stopped", timeout=SLOW_MS)
    page.evaluate(START_AGAIN)
    page.wait_for_function(KERNEL_IDLE, timeout=SLOW_MS)
    watched.run_all()
    expect(connections).to_contain_text("cells use sample", timeout=SLOW_MS)
    watched.execute("docmanager:save")
    page.goto(f"{lab.url}/lab/tree/dies.ipynb?token={lab.token}")
    page.wait_for_selector("#jupyterlab-splash", state="detached")
    expect(page.locator("#iopsdata-connections")).to_contain_text("cells use sample", timeout=SLOW_MS)
    assert watched.errors == []
