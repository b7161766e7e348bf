"""The catalog of the side panel: connections, tables, columns and DataFrames, and what is done with them.

With IOPSDATA_SCREENSHOTS=1 the pictures replace those of the documentation.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import expect

from iopsdata_jupyter.store.base import ConnectionRecord

REPOSITORY = Path(__file__).parents[2]
AXE = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"
IMAGES = REPOSITORY / "docs" / "images"
# Read here, because a fixture clears the product's variables for each test.
KEEP_PICTURES = os.environ.get("IOPSDATA_SCREENSHOTS") == "1"
START_MS = 60_000
"""Milliseconds that a kernel may take to start and to run a notebook, or a process to profile a table."""
HOSTILE = '<img src=x onerror="document.title=1">; drop table "x"'
BOATS = """
create table harbours (id integer primary key, name text not null);
create table boats (
  id integer primary key, "Full Name" text not null, harbour_id integer references harbours (id), length real
);
create view long_boats as select * from boats where length > 20;
insert into harbours values (1, 'Bergen'), (2, 'Oslo');
insert into boats values (1, 'Ran', 1, 12.5), (2, 'Hugin', 1, 22.0), (3, 'Munin', 2, 31.0);
"""
FRAMES = "import pandas as pd\ncrew = pd.DataFrame({'name': ['Ada', 'Bo'], 'select': [1, 2]})"

FIRST_CELL_IS = """text => {
  const [cell] = window.jupyterapp.shell.currentWidget.content.widgets;
  return cell.model.sharedModel.source === text;
}"""
CELLS_ARE = """texts => {
  const cells = window.jupyterapp.shell.currentWidget.content.widgets;
  return JSON.stringify(cells.map(cell => cell.model.sharedModel.source)) === JSON.stringify(texts);
}"""
CURSOR_TO_END = """() => {
  const { editor } = window.jupyterapp.shell.currentWidget.content.activeCell;
  editor.setCursorPosition(editor.getPositionAt(editor.model.sharedModel.source.length));
}"""

SET_THEME = "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})"
SERIOUS = """async root => {
  const found = await axe.run(root, {resultTypes: ['violations']});
  return found.violations
    .filter(({impact}) => impact === 'serious' || impact === 'critical')
    .map(({id, nodes}) => [id, ...nodes.map(node => node.html + ' ' + node.failureSummary)]);
}"""
SCROLL = """async (tree, count) => {
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  const start = performance.now();
  for (let step = 0; step < count; step++) {
    tree.scrollTop += 400;
    await frame();
  }
  return {per_second: 1000 * count / (performance.now() - start), moved: tree.scrollTop};
}"""
MANY = 10_000
MOST_LINES = 150
"""Lines that are drawn at once: those in view, and some beyond."""


@pytest.fixture
def fleet(store, tmp_path):
    """A saved SQLite file with keys, a view and a hostile name."""
    path = tmp_path / "fleet.db"
    native = sqlite3.connect(path)
    quoted = '"' + HOSTILE.replace('"', '""') + '"'
    native.executescript(BOATS + f"create table {quoted} ('<b>bold</b>' text, plain text);")
    native.close()
    store.save_connection(ConnectionRecord("fleet", "sqlite", str(path), "read_only"))
    return path


def open_catalog(page):
    page.locator("[data-id='iopsdata-panel']").click()
    return page.get_by_role("tree", name="Catalog")


def line(tree, label):
    """The line with exactly this text."""
    text = tree.page.locator(".iops-Catalog-label").get_by_text(label, exact=True)
    return tree.get_by_role("treeitem").filter(has=text)


def labels(tree):
    return tree.locator(".iops-Catalog-label")


def open_branch(tree, *path):
    for label in path:
        line(tree, label).click()
        expect(line(tree, label)).to_have_attribute("aria-expanded", "true")


def test_a_connection_opens_to_its_tables_and_columns_with_their_keys(fleet, watched):
    tree = open_catalog(watched.open())
    open_branch(tree, "fleet")
    expect(labels(tree)).to_have_text(["fleet", HOSTILE, "boats", "harbours", "long_boats"])
    open_branch(tree, "boats")
    expect(line(tree, "id")).to_contain_text("integer")
    expect(line(tree, "id")).to_contain_text("PK")
    expect(line(tree, "harbour_id")).to_contain_text("harbours.id")
    expect(line(tree, "long_boats")).to_contain_text("view")
    open_branch(tree, HOSTILE)
    expect(line(tree, "<b>bold</b>")).to_be_visible()
    expect(tree.locator("img, b")).to_have_count(0)


def test_the_keyboard_alone_finds_a_column_and_writes_its_name(lab, fleet, watched):
    page = watched.open(lab.add_notebook("keys.ipynb", "%%sql fleet\nselect "))
    tree = open_catalog(page)
    line(tree, "fleet").wait_for()
    page.get_by_role("searchbox", name="Filter tables").focus()
    page.keyboard.press("ArrowDown")
    expect(tree).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(line(tree, "boats")).to_be_visible()
    page.keyboard.type("bo")
    expect(line(tree, "boats")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowRight")
    expect(line(tree, "Full Name")).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    chosen = tree.get_attribute("aria-activedescendant")
    expect(page.locator(f"#{chosen}")).to_have_attribute("aria-label", "Full Name, column, text")
    page.keyboard.press("Shift+F10")
    expect(page.locator(".lm-Menu")).to_contain_text("Insert name")
    page.keyboard.press("Escape")
    page.evaluate(CURSOR_TO_END)
    tree.focus()
    page.keyboard.press("Enter")
    page.wait_for_function(FIRST_CELL_IS, arg='%%sql fleet\nselect "Full Name"')
    tree.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(line(tree, "Full Name")).to_have_count(0)
    expect(line(tree, "DataFrames")).to_be_visible(timeout=START_MS)
    page.keyboard.press("End")
    expect(tree.locator(".iops-mod-active .iops-Catalog-label")).to_have_count(0)
    expect(tree.locator(".iops-mod-active")).to_contain_text("%load_ext")


def test_a_table_becomes_cells_that_run(lab, fleet, watched):
    page = watched.open(lab.add_notebook("cells.ipynb", "%load_ext iopsdata_jupyter"))
    watched.run_all()
    watched.wait_until_done()
    tree = open_catalog(page)
    open_branch(tree, "fleet")
    line(tree, "boats").hover()
    line(tree, "boats").get_by_role("button", name="New %%sql cell").click()
    sql = '%%sql fleet\nSELECT id, "Full Name", harbour_id, length\nFROM boats\nLIMIT 100'
    page.wait_for_function(CELLS_ARE, arg=["%load_ext iopsdata_jupyter", sql])
    line(tree, HOSTILE).click(button="right")
    page.get_by_role("menuitem", name="New %%sql cell").click()
    page.wait_for_function("() => window.jupyterapp.shell.currentWidget.content.widgets.length === 3")
    line(tree, "harbours").click(button="right")
    page.get_by_role("menuitem", name="Ask about this table").click()
    page.wait_for_function("() => window.jupyterapp.shell.currentWidget.content.widgets.length === 4")
    assert watched.cell_sources()[3] == "%%ask fleet\nHow many harbours are there?"
    expect(page.locator(".jp-Notebook .jp-mod-active .cm-editor.cm-focused")).to_be_visible()
    page.keyboard.type("How many harbours are there?")
    assert watched.cell_sources()[3] == "%%ask fleet\nHow many harbours are there?"
    watched.run_all()
    watched.wait_until_done()
    outputs = page.locator(".jp-Notebook .jp-Cell .jp-OutputArea")
    expect(outputs.nth(1)).to_contain_text("Munin")
    expect(outputs.nth(2)).to_contain_text("<b>bold</b>")
    expect(outputs.nth(3)).to_contain_text("2")
    expect(page.locator(".jp-Notebook [data-mime-type='application/vnd.jupyter.stderr']")).to_have_count(0)


def test_a_column_is_dragged_into_a_cell(lab, fleet, watched):
    page = watched.open(lab.add_notebook("drag.ipynb", "%%sql fleet\nselect "))
    tree = open_catalog(page)
    open_branch(tree, "fleet", "boats")
    line(tree, "Full Name").drag_to(page.locator(".jp-Notebook .cm-line").nth(1))
    page.wait_for_function("""() => /"Full Name"/.test(
      window.jupyterapp.shell.currentWidget.content.widgets[0].model.sharedModel.source)""")


def test_the_filter_searches_the_catalogs_that_were_read(fleet, store, tmp_path, watched):
    store.save_connection(ConnectionRecord("other", "sqlite", str(fleet), "read_only"))
    tree = open_catalog(watched.open())
    open_branch(tree, "fleet")
    search = watched.page.get_by_role("searchbox", name="Filter tables")
    search.fill("BOAT")
    expect(labels(tree)).to_have_text(["fleet", "boats", "long_boats"])
    expect(tree).to_contain_text("not searched")
    search.fill("no such table")
    expect(tree).to_contain_text("No table has this in its name")
    search.press("Escape")
    expect(line(tree, "harbours")).to_be_visible()


def test_a_branch_that_cannot_be_read_says_why_and_tries_again(store, tmp_path, watched):
    path = tmp_path / "late.db"
    store.save_connection(ConnectionRecord("late", "sqlite", str(path), "read_only"))
    tree = open_catalog(watched.open())
    line(tree, "late").click()
    alert = tree.get_by_role("alert")
    expect(alert).to_contain_text("late.db")
    with sqlite3.connect(path) as native:
        native.executescript(BOATS)
    watched.errors.clear()  # the browser logs each answer that is not a success
    tree.get_by_role("button", name="Try again").click()
    expect(line(tree, "harbours")).to_be_visible()
    expect(alert).to_have_count(0)


def test_what_only_the_kernel_has_is_read_there(lab, watched):
    make = "import duckdb\nlive = duckdb.connect()\nlive.execute('create table islands (id int)')"
    sources = ("%load_ext iopsdata_jupyter", FRAMES, f"{make}\n%connect live --as live")
    page = watched.open(lab.add_notebook("kernel.ipynb", *sources))
    watched.run_all()
    tree = open_catalog(page)
    expect(line(tree, "crew")).to_contain_text("crew2", timeout=START_MS)
    open_branch(tree, "live")
    expect(line(tree, "islands")).to_be_visible()
    open_branch(tree, "crew")
    expect(line(tree, "select")).to_contain_text("int64")
    line(tree, "crew").hover()
    line(tree, "crew").get_by_role("button", name="Profile").click()
    tab = page.locator(".iops-Tab:visible")
    expect(tab.locator(".iops-profile-view")).to_contain_text("2 rows", timeout=START_MS)
    page.get_by_role("tab", name="kernel.ipynb").click()
    line(tree, "crew").click(button="right")
    page.get_by_role("menuitem", name="Lineage").click()
    graph = page.locator(".iops-Tab:visible").get_by_role("application", name="Lineage graph")
    expect(graph).to_contain_text("crew", timeout=START_MS)
    page.get_by_role("tab", name="kernel.ipynb").click()
    line(tree, "islands").click(button="right")
    page.get_by_role("menuitem", name="Profile").click()
    expect(tab.locator(".iops-profile-view")).to_contain_text("0 rows", timeout=START_MS)


def test_a_profile_and_open_branches_are_there_again_after_a_reload(lab, fleet, watched):
    tree = open_catalog(watched.open())
    open_branch(tree, "fleet")
    line(tree, "boats").click(button="right")
    watched.page.get_by_role("menuitem", name="Profile").click()
    tab = watched.page.locator(".iops-Tab:visible")
    expect(tab.locator(".iops-profile-view")).to_contain_text("3 rows", timeout=START_MS)
    # JupyterLab saves its layout a moment after a change.
    watched.page.wait_for_timeout(2500)
    watched.page.goto(f"{lab.url}/lab?token={lab.token}")
    expect(tab.locator(".iops-profile-view")).to_contain_text("3 rows", timeout=START_MS)
    expect(line(tree, "harbours")).to_be_visible()


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_it_can_be_read_and_used_by_everyone(lab, fleet, watched, theme):
    page = watched.open(lab.add_notebook("looks.ipynb", "%load_ext iopsdata_jupyter", FRAMES))
    page.evaluate(SET_THEME, theme)
    watched.run_all()
    tree = open_catalog(page)
    expect(line(tree, "crew")).to_be_visible(timeout=START_MS)
    open_branch(tree, "fleet", "crew", "boats")
    expect(tree.locator("[aria-busy]")).to_have_count(0, timeout=START_MS)
    line(tree, "boats").hover()
    keep_picture(page, f"catalog-{theme.split()[1].lower()}.png")
    page.add_script_tag(path=str(AXE))
    assert page.evaluate(SERIOUS, "#iopsdata-catalog") == []
    line(tree, "boats").get_by_role("button", name="Profile").click()
    tab = page.locator(".iops-Tab:visible")
    expect(tab.locator(".iops-profile-view")).to_contain_text("3 rows", timeout=START_MS)
    keep_picture(page, f"catalog-profile-{theme.split()[1].lower()}.png")
    assert page.evaluate(SERIOUS, ".iops-Tab .iops-profile-view") == []


def keep_picture(page, name):
    if KEEP_PICTURES:
        page.screenshot(path=str(IMAGES / name))


def test_ten_thousand_tables_are_scrolled_through_and_read_where_they_are_seen(store, tmp_path, watched):
    path = tmp_path / "wide.duckdb"
    with duckdb.connect(str(path)) as native:
        native.execute("begin")
        native.execute(";".join(f"create table t{number:05} (a int, b text)" for number in range(MANY)))
        native.execute("commit")
    store.save_connection(ConnectionRecord("wide", "duckdb", str(path), "read_only"))
    asked = []
    watched.page.on("request", lambda request: "/tables?" in request.url and asked.append(request.url))
    tree = open_catalog(watched.open())
    line(tree, "wide").click()
    expect(line(tree, "t00000")).to_be_visible(timeout=START_MS)
    assert tree.get_by_role("treeitem").count() < MOST_LINES
    frames = tree.evaluate(SCROLL, 60)
    print(f"{frames['per_second']:.0f} frames a second")
    assert frames["moved"] > MANY
    tree.focus()
    watched.page.keyboard.press("End")
    expect(line(tree, f"t{MANY - 1:05}")).to_be_visible()
    assert tree.get_by_role("treeitem").count() < MOST_LINES
    assert len(asked) < MANY / 200
    watched.page.get_by_role("searchbox", name="Filter tables").fill("t0999")
    expect(line(tree, "t09990")).to_be_visible()
    expect(tree.get_by_role("treeitem")).to_have_count(11)
