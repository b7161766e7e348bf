"""The section of connections and its forms, over their real routes, stores, kernels and servers.

With IOPSDATA_SCREENSHOTS=1 the pictures replace those of the documentation.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from iopsdata_jupyter.store.base import ConnectionRecord, ConnectionSecrets
from tests.services.postgresql import ADMIN, PASSWORD, postgresql

__all__ = ["postgresql"]

pytestmark = pytest.mark.service

REPOSITORY = Path(__file__).parents[2]
AXE = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"
IMAGES = REPOSITORY / "docs" / "images"
# Read here, because a fixture clears the product's variables for each test.
KEEP_PICTURES = os.environ.get("IOPSDATA_SCREENSHOTS") == "1"
MARKUP = "<img src=x onerror=\"document.title = 'attacked'\">"
START_MS = 60_000
"""Milliseconds that a kernel may take to start and to run a cell."""
SERVER = "postgresql://ann@127.0.0.1:1/shop"
"""Where nothing listens."""


@pytest.fixture
def shop(lab):
    """A SQLite file in the folder that the file browser shows."""
    path = lab.root / "shop.db"
    native = sqlite3.connect(path)
    native.execute("create table if not exists orders (id integer primary key)")
    native.close()
    return path


def open_panel(page):
    page.locator("[data-id='iopsdata-panel']").click()
    return page.locator("#iopsdata-connections")


def row(page, name):
    return page.locator(".iops-ConnectionRow", has=page.get_by_text(name, exact=True))


def act(page, name, item):
    """Chooses an entry of the menu of a row."""
    row(page, name).hover()
    row(page, name).get_by_role("button", name="More actions").click()
    page.locator(".lm-Menu").get_by_text(item, exact=True).click()


def form(page):
    return page.locator(".iops-ConnectionTab:not(.lm-mod-hidden) form")


def add(page):
    page.locator("#iopsdata-panel").get_by_role("button", name="Add a connection").first.click()
    shown = form(page)
    expect(shown.get_by_role("heading")).to_have_text("New connection")
    return shown


def fill_server(shown, server, database):
    shown.get_by_label("Host").fill("127.0.0.1")
    shown.get_by_label("Port").fill(str(server.port))
    shown.get_by_label("Database").fill(database)
    shown.get_by_label("User").fill(ADMIN)


def save(shown):
    shown.get_by_role("button", name="Save", exact=True).click()
    expect(shown.get_by_text("Saved.", exact=True)).to_be_visible()


def wait_until_kept(page):
    """Waits until JupyterLab has kept the layout, and the section its search, in the workspace."""
    deadline = time.monotonic() + START_MS / 1000
    while not page.evaluate(KEPT):
        assert time.monotonic() < deadline
        page.wait_for_timeout(200)


KEPT = """async () => {
  const {data} = await window.jupyterapp.serviceManager.workspaces.fetch('default');
  const {search} = data['iopsdata-jupyter:connections'] ?? {};
  const main = JSON.stringify(data['layout-restorer:data']?.main ?? {});
  return search === 'shop' && main.includes('iopsdata-connections:shop');
}"""


def serious(page):
    """What axe finds of weight in the section and in the form."""
    page.add_script_tag(path=str(AXE))
    found = page.evaluate(
        """() => axe.run({include: [['#iopsdata-connections'], ['.iops-ConnectionTab:not(.lm-mod-hidden)']]},
                         {resultTypes: ['violations']})"""
    )
    return [
        (each["id"], each["nodes"][0]["html"])
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]


def test_an_empty_section_says_what_to_do(store, watched):
    panel = open_panel(watched.open())
    expect(panel).to_contain_text("No saved connections")
    expect(panel.locator("pre")).to_contain_text("%connect")
    panel.get_by_role("button", name="Add a connection").click()
    expect(form(watched.page).get_by_role("heading")).to_have_text("New connection")


def test_hostile_names_stay_text_and_never_reach_a_cell(lab, store, watched):
    hostile = "x\nimport os; os.mkdir('attacked')"
    store.save_connection(ConnectionRecord("zoo", "sqlite", "zoo.db", "read_write"))
    store.save_connection(ConnectionRecord(MARKUP, "duckdb", f"{MARKUP}.duckdb", "read_only"))
    store.save_connection(ConnectionRecord(hostile, "duckdb", "ark.duckdb", "read_only"))
    page = watched.open(lab.add_notebook("hostile.ipynb", ""))
    rows = open_panel(page).locator(".iops-ConnectionRow")
    expect(rows).to_have_text(
        [f"Du{MARKUP}read only{MARKUP}.duckdb", f"Du{hostile}read onlyark.duckdb", "Sqzooread-writezoo.db"],
        use_inner_text=False,
    )
    rows.nth(0).dblclick()
    expect(page.locator(".Toastify__toast")).to_contain_text("cannot be the name of a connection")
    rows.nth(1).dblclick()
    expect(page.locator(".Toastify__toast")).to_have_count(2)
    assert watched.cell_sources() == [""]
    assert not (lab.root / "attacked").exists()
    rows.nth(0).click()
    page.keyboard.press("F2")
    expect(form(page).get_by_role("heading")).to_have_text(f"Connection {MARKUP}")


def test_refresh_shows_what_a_kernel_has_saved_since(store, watched):
    panel = open_panel(watched.open())
    expect(panel).to_contain_text("No saved connections")
    store.save_connection(ConnectionRecord("later", "duckdb", "later.duckdb", "read_only"))
    title = watched.page.locator(".jp-AccordionPanel-title", has_text="Connections")
    title.get_by_role("button", name="Refresh").click()
    expect(panel.locator(".iops-ConnectionRow")).to_have_count(1)


def test_a_server_that_refuses_is_told_with_its_hint(lab, watch):
    watched = watch(lab)
    error = '{"error": {"title": "Store", "message": "The store is locked.", "hint": "Close the other one."}}'
    watched.page.route("**/iopsdata/connections?*", lambda route: route.fulfill(status=500, body=error))
    watched.page.route("**/iopsdata/connections", lambda route: route.fulfill(status=500, body=error))
    alert = open_panel(watched.open()).get_by_role("alert")
    expect(alert).to_contain_text("The store is locked.")
    expect(alert).to_contain_text("Close the other one.")


def test_a_server_is_added_tested_opened_and_closed(lab, store, watched, postgresql):
    database = postgresql.new_database("create table orders (id int); insert into orders values (1), (2)")
    answers = []
    watched.page.on("response", lambda response: "/iopsdata/" in response.url and answers.append(response))
    page = watched.open(lab.add_notebook("server.ipynb", ""))
    open_panel(page)
    shown = add(page)
    shown.get_by_role("button", name="Save", exact=True).click()
    expect(shown.get_by_label("Host")).to_be_focused()
    expect(shown).to_contain_text("This is needed.")
    fill_server(shown, postgresql, database)
    shown.get_by_label("Password", exact=True).fill("wrong")
    shown.get_by_role("button", name="Test", exact=True).click()
    expect(shown.get_by_role("alert")).to_contain_text("password", timeout=START_MS)
    shown.get_by_label("Password", exact=True).fill(PASSWORD)
    shown.get_by_role("button", name="Test", exact=True).click()
    expect(shown).to_contain_text("The connection works.", timeout=START_MS)
    expect(shown).to_contain_text("PostgreSQL")
    expect(shown).to_contain_text("This account is a superuser")
    assert store.connections() == []
    shown.get_by_label("Name").fill("pg")
    save(shown)
    assert shown.evaluate("form => getComputedStyle(form).maxWidth") == "620px"
    assert store.secrets("pg").password == PASSWORD
    expect(shown.get_by_label("Password", exact=True)).to_have_value("")
    if KEEP_PICTURES:
        page.screenshot(path=IMAGES / "connections.png")

    shown.get_by_role("button", name="Open in the notebook").click()
    expect(page.locator(".Toastify__toast")).to_have_count(0)
    expect(row(page, "pg")).to_contain_text("current", timeout=START_MS)
    page.locator(".lm-TabBar-tab", has_text="server.ipynb").click()
    assert watched.cell_sources()[0] == "%load_ext iopsdata_jupyter\n%connect pg"
    act(page, "pg", "Close Connection in the Kernel")
    expect(row(page, "pg")).not_to_contain_text("current")
    expect(page.locator(".iops-Connections-kernel")).to_contain_text("DataFrames")
    row(page, "pg").dblclick()
    expect(row(page, "pg")).to_contain_text("current", timeout=START_MS)
    assert watched.cell_sources()[1] == "%connect pg"
    bodies = [answer.text() for answer in answers]
    assert any("has_password" in body for body in bodies)
    assert not any(PASSWORD in body or json.dumps(PASSWORD)[1:-1] in body for body in bodies)


def test_an_edit_keeps_the_password_of_the_same_address(store, watched, postgresql):
    database = postgresql.new_database()
    record = ConnectionRecord("pg", "postgresql", postgresql.url(database), "read_only")
    store.save_connection(record, ConnectionSecrets(PASSWORD))
    page = watched.open()
    open_panel(page)
    act(page, "pg", "Edit Connection")
    shown = form(page)
    expect(shown.get_by_label("Host")).to_have_value("127.0.0.1")
    expect(shown).to_contain_text("One is saved, and stays")
    shown.get_by_label("Read and write").check()
    shown.get_by_role("button", name="Save", exact=True).click()
    expect(shown).to_contain_text("Say that this is meant.")
    assert store.connections()[0].access == "read_only"
    shown.get_by_label("Statements of this connection may change or delete data.").check()
    save(shown)
    assert store.connections()[0].access == "read_write"
    assert store.secrets("pg").password == PASSWORD
    expect(row(page, "pg")).to_contain_text("read-write")
    act(page, "pg", "Test Connection")
    expect(row(page, "pg")).to_contain_text("PostgreSQL", timeout=START_MS)
    expect(page.locator(".Toastify__toast")).to_contain_text("pg works")
    shown.get_by_label("Port").fill("1")
    expect(shown).to_contain_text("type it again")
    save(shown)
    assert store.secrets("pg").password is None


def test_an_edit_of_what_has_changed_elsewhere_is_not_saved(store, watched):
    store.save_connection(ConnectionRecord("pg", "postgresql", SERVER, "read_only"))
    page = watched.open()
    open_panel(page)
    act(page, "pg", "Edit Connection")
    shown = form(page)
    shown.get_by_label("Database").fill("mine")
    store.save_connection(ConnectionRecord("pg", "postgresql", SERVER + "2", "read_only"))
    shown.get_by_role("button", name="Save", exact=True).click()
    expect(shown.get_by_role("alert")).to_contain_text("Somebody has changed this")
    expect(shown.get_by_label("Database")).to_be_disabled()
    shown.get_by_role("button", name="Read it again").click()
    expect(shown.get_by_label("Database")).to_have_value("shop2")
    assert store.connections()[0].target == SERVER + "2"
    watched.errors.clear()  # the browser writes a line for each answer that is a refusal


def test_a_connection_is_duplicated_and_deleted(store, watched):
    store.save_connection(
        ConnectionRecord("pg", "postgresql", SERVER, "read_only"), ConnectionSecrets(PASSWORD)
    )
    page = watched.open()
    open_panel(page)
    act(page, "pg", "Duplicate Connection…")
    expect(page.locator(".jp-Dialog input")).to_have_value("pg_copy")
    page.locator(".jp-Dialog").get_by_role("button", name="OK").click()
    expect(row(page, "pg_copy")).to_be_visible()
    assert store.secrets("pg_copy").password == PASSWORD
    row(page, "pg").click()
    page.keyboard.press("Delete")
    page.locator(".jp-Dialog").get_by_role("button", name="Cancel").click()
    assert len(store.connections()) == 2
    row(page, "pg").click(button="right")
    page.locator(".lm-Menu").get_by_text("Delete Connection…").click()
    page.locator(".jp-Dialog").get_by_role("button", name="Delete", exact=True).click()
    expect(row(page, "pg")).to_have_count(0)
    assert [record.name for record in store.connections()] == ["pg_copy"]


def test_a_file_is_chosen_in_a_dialog(shop, store, watched):
    page = watched.open()
    open_panel(page)
    shown = add(page)
    shown.get_by_text("SQLite", exact=True).click()
    shown.get_by_role("button", name="Browse…").click()
    dialog = page.locator(".jp-Dialog")
    dialog.locator(".jp-DirListing-item", has_text="shop.db").click()
    dialog.get_by_role("button", name="Select").click()
    expect(shown.get_by_label("Path")).to_have_value("shop.db")
    shown.get_by_role("button", name="Test", exact=True).click()
    expect(shown).to_contain_text("The connection works.", timeout=START_MS)
    save(shown)
    saved = store.connections()[0]
    assert (saved.name, saved.driver, saved.target) == ("shop", "sqlite", str(shop))


def test_a_thousand_connections_are_searched_and_walked_by_keys(store, watched):
    for number in range(1000):
        store.save_connection(
            ConnectionRecord(f"c{number:04}", "postgresql", f"postgresql://h{number}/d", "read_only")
        )
    page = watched.open()
    panel = open_panel(page)
    rows = panel.locator(".iops-ConnectionRow")
    expect(row(page, "c0000")).to_be_visible()
    assert rows.count() < 60
    expect(panel.get_by_role("grid")).to_have_attribute("aria-rowcount", "1000")
    rows.first.click()
    page.keyboard.press("ArrowDown")
    expect(row(page, "c0001")).to_be_focused()
    page.keyboard.press("End")
    expect(row(page, "c0999")).to_be_focused()
    panel.get_by_label("Search connections").fill("h777 c0")
    expect(rows).to_have_count(1)
    panel.get_by_label("Search connections").fill("nothing")
    panel.get_by_role("button", name="Show all").click()
    expect(panel.get_by_label("Search connections")).to_have_value("")


def test_a_reload_finds_the_search_and_the_form_again(store, watched):
    store.save_connection(ConnectionRecord("crm", "sqlite", "crm.db", "read_only"))
    store.save_connection(ConnectionRecord("shop", "postgresql", SERVER, "read_only"))
    page = watched.open()
    panel = open_panel(page)
    act(page, "shop", "Edit Connection")
    expect(form(page).get_by_label("Host")).to_have_value("127.0.0.1")
    panel.get_by_label("Search connections").fill("shop")
    expect(row(page, "crm")).to_have_count(0)
    wait_until_kept(page)
    page.goto(page.url.split("?")[0])
    page.wait_for_selector("#jupyterlab-splash", state="detached")
    expect(page.get_by_label("Search connections")).to_have_value("shop")
    expect(row(page, "crm")).to_have_count(0)
    expect(form(page).get_by_label("Host")).to_have_value("127.0.0.1")
    page.get_by_label("Search connections").fill("")


def test_a_kernel_that_stops_and_another_notebook_are_told_of(lab, shop, store, watched):
    store.save_connection(ConnectionRecord("shop", "sqlite", str(shop), "read_only"))
    load = "%load_ext iopsdata_jupyter\n%connect shop"
    page = watched.open(lab.add_notebook("first.ipynb", load))
    lab.add_notebook("second.ipynb", "1 + 1")
    open_panel(page)
    watched.run_all()
    expect(row(page, "shop")).to_contain_text("current", timeout=START_MS)
    page.evaluate("window.jupyterapp.commands.execute('docmanager:open', {path: 'second.ipynb'})")
    expect(row(page, "shop")).to_contain_text("open elsewhere", timeout=START_MS)
    page.locator(".lm-TabBar-tab", has_text="first.ipynb").click()
    expect(row(page, "shop")).to_contain_text("current", timeout=START_MS)
    watched.execute("kernelmenu:shutdown")
    expect(page.locator(".iops-Connections-kernel")).to_contain_text("has stopped", timeout=START_MS)
    expect(row(page, "shop")).not_to_contain_text("current")
    # JupyterLab's debugger writes this when a kernel that it asks is shut down.
    watched.errors[:] = [text for text in watched.errors if "debugger state" not in text]


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_nothing_stands_in_the_way_of_a_person(theme, store, watched):
    store.save_connection(
        ConnectionRecord("pg", "postgresql", SERVER, "read_write"), ConnectionSecrets(PASSWORD)
    )
    page = watched.open()
    page.evaluate(
        "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme, animate: false})", theme
    )
    expect(page.locator("body")).to_have_attribute("data-jp-theme-name", theme, timeout=START_MS)
    open_panel(page)
    act(page, "pg", "Test Connection")
    expect(row(page, "pg").locator(".iops-mod-failed")).to_be_visible(timeout=START_MS)
    add(page).get_by_role("button", name="Save", exact=True).click()
    expect(form(page)).to_contain_text("This is needed.")
    assert serious(page) == []
