"""The sections of the history, and of metrics and verified queries, over their real routes, store and kernel.

With IOPSDATA_SCREENSHOTS=1 the pictures replace those of the documentation.
"""

from __future__ import annotations

import datetime as dt
import sqlite3

import pytest
from playwright.sync_api import expect

from iopsdata_jupyter.store.base import ConnectionRecord, HistoryEntry, Metric, VerifiedQuery
from tests.browser.sections import AXE, IMAGES, KEEP_PICTURES, only_section, set_theme

SLOW_MS = 60_000
"""Milliseconds that a step may take which reads a database's tables."""
MARKUP = "<img src=x onerror=\"document.title = 'attacked'\">"
NOW = dt.datetime.now(dt.UTC)


@pytest.fixture
def store(store):
    """The store that the lab's server reads; emptied afterwards."""
    # Files of tests that ran before in the same lab have left what their statements were.
    store.forget_history()
    yield store
    store.forget_history()
    store.save_setting("keep_history", None)
    for metric in store.metrics():
        store.delete_metric(metric.name)
    for query in store.verified_queries():
        store.delete_verified_query(query.connection, query.question)


@pytest.fixture
def shop(lab, store):
    """A saved connection with one table."""
    path = lab.data_dir / "shop.db"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    native = sqlite3.connect(path)
    native.execute("create table orders (id integer primary key, amount real, city text)")
    native.close()
    store.save_connection(ConnectionRecord("shop", "sqlite", str(path), "read_only"))


@pytest.fixture
def some_history(store):
    """Entries of each verdict; the newest last."""
    store.append_history(entry("select * from visits", minutes=60 * 24 * 40, connection="zoo"))
    store.append_history(entry("drop table orders", minutes=180, verdict="refused", rows=None))
    store.append_history(entry("select nothing from orders", minutes=5, verdict="failed", rows=None))
    asked = entry("select count(*) as orders\nfrom orders", question="how many orders are there", rows=1)
    store.append_history(asked)


def entry(sql, *, minutes=0, connection="shop", verdict="allowed", rows=12, question=""):
    return HistoryEntry(
        NOW - dt.timedelta(minutes=minutes),
        connection,
        "ask" if question else "sql",
        sql,
        question,
        "report.ipynb",
        verdict,
        rows,
        "gpt-4.1-mini" if question else "",
        0.00214 if question else None,
    )


@pytest.fixture
def watched(lab, watch):
    """A page on the lab's launcher."""
    watched = watch(lab)
    watched.open()
    yield watched
    assert watched.errors == []
    assert watched.requests_elsewhere == []


def show(watched, noun):
    """Opens a section by its command."""
    watched.execute(f"iopsdata:show-{noun}")
    section = watched.page.locator(f"#iopsdata-{noun}")
    section.wait_for()
    return section


def expect_refused(watched, form, text, *, status):
    """Waits for the form to say why it was refused, and forgets that Chromium logged that one answer."""
    expect(form.get_by_role("alert")).to_contain_text(text, timeout=SLOW_MS)
    for _ in range(50):
        told = [error for error in watched.errors if f"status of {status}" in error]
        if told:
            break
        watched.page.wait_for_timeout(100)
    assert len(told) == 1
    watched.errors.remove(told[0])


def lines(section):
    return section.locator("[data-item]")


def accept(page):
    page.locator(".jp-Dialog .jp-mod-warn").click()


def test_an_empty_history_says_what_comes_here(store, watched):
    section = show(watched, "history")
    expect(section).to_contain_text("No questions or statements yet")
    expect(section).to_contain_text("%%ask")


def test_entries_tell_time_connection_rows_verdict_and_cost(some_history, watched):
    section = show(watched, "history")
    expect(lines(section)).to_have_count(4)
    newest = lines(section).first
    for text in ("how many orders are there", "allowed", "shop", "1 row", "$0.0021"):
        expect(newest).to_contain_text(text)
    assert str(NOW.astimezone().year) in newest.locator("time").get_attribute("title")
    expect(lines(section).nth(1)).to_contain_text("minutes ago")
    expect(lines(section).nth(2)).to_contain_text("refused")
    newest.click()
    expect(section.locator("pre")).to_have_text("select count(*) as orders\nfrom orders")
    expect(section).to_contain_text("SQL by gpt-4.1-mini")


def test_the_history_is_searched_on_the_server(some_history, watched):
    section = show(watched, "history")
    section.get_by_role("searchbox").fill("ORDERS drop")
    expect(lines(section)).to_have_count(1)
    section.get_by_role("searchbox").press("Escape")
    expect(lines(section)).to_have_count(4)
    section.get_by_role("combobox", name="Verdict").select_option("failed")
    expect(lines(section)).to_have_count(1)
    section.get_by_role("combobox", name="Kind").select_option("ask")
    expect(section).to_contain_text("Nothing in the history fits.")
    section.get_by_role("button", name="Show all").click()
    section.get_by_role("combobox", name="Connection").select_option("zoo")
    expect(lines(section)).to_contain_text(["visits"])


def test_a_long_history_is_scrolled_through_and_only_what_is_in_view_is_drawn(store, watched):
    with store.exclusively():
        for number in range(450):
            store.append_history(entry(f"select {number}", minutes=450 - number))
    section = show(watched, "history")
    expect(lines(section).first).to_contain_text("select 449")
    lines(section).first.focus()
    oldest = lines(section).filter(has_text="select 0")
    for _ in range(200):
        watched.page.keyboard.press("End")
        watched.page.wait_for_timeout(150)
        if oldest.count():
            break
    expect(oldest).to_be_focused()
    assert lines(section).count() < 100
    watched.page.keyboard.press("Home")
    expect(lines(section).first).to_be_focused()
    watched.page.keyboard.press("ArrowDown")
    expect(lines(section).nth(1)).to_be_focused()


def test_cells_are_inserted_and_not_run(some_history, lab, watched):
    watched.open(lab.add_notebook("insert.ipynb", "1"))
    section = show(watched, "history")
    lines(section).first.click()
    section.get_by_role("button", name="Ask again").click()
    section.get_by_role("button", name="Insert SQL").click()
    expected = [
        "1",
        "%%ask shop\nhow many orders are there",
        "%%sql shop\nselect count(*) as orders\nfrom orders",
    ]
    assert watched.cell_sources() == expected
    section.get_by_role("button", name="Copy").click()
    assert watched.page.evaluate("navigator.clipboard.readText()") == "select count(*) as orders\nfrom orders"


def test_an_entry_is_deleted_and_all_are_cleared_when_that_is_confirmed(some_history, store, watched):
    section, page = show(watched, "history"), watched.page
    lines(section).nth(1).focus()
    page.keyboard.press("Delete")
    expect(page.locator(".jp-Dialog .jp-mod-reject")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".jp-Dialog")).to_have_count(0)
    assert len(store.history()) == 4
    lines(section).nth(1).focus()
    page.keyboard.press("Delete")
    accept(page)
    expect(lines(section)).to_have_count(3)
    assert [one.verdict for one in store.history()] == ["allowed", "refused", "allowed"]
    page.evaluate("void window.jupyterapp.commands.execute('iopsdata:clear-history')")
    accept(page)
    expect(section).to_contain_text("No questions or statements yet")
    assert list(store.history()) == []


def test_the_switch_of_the_history_is_a_saved_setting(store, watched):
    section = show(watched, "history")
    switch = section.get_by_role("checkbox", name="Keep history on this machine")
    expect(switch).to_be_checked()
    switch.click()
    expect(switch).not_to_be_checked()
    assert store.settings()["keep_history"] is False
    expect(section).to_contain_text("switched off")


def test_hostile_text_stays_text(store, watched):
    store.append_history(entry(f"select '{MARKUP}'", connection=MARKUP, question=MARKUP))
    store.save_metric(Metric(MARKUP, MARKUP, MARKUP, filters=(MARKUP,), synonyms=(MARKUP,)))
    store.save_verified_query(VerifiedQuery(MARKUP, MARKUP, MARKUP, "duckdb", NOW))
    for noun in ("history", "knowledge"):
        section = show(watched, noun)
        expect(lines(section).first).to_contain_text("<img src=x")
        for line in lines(section).all():
            line.click()
            expect(section.locator("pre")).to_contain_text("<img src=x")
        assert section.locator("img").count() == 0
    assert watched.page.title() != "attacked"


def test_an_answer_is_verified_after_its_sql_fits_the_tables(shop, some_history, store, watched):
    section, page = show(watched, "history"), watched.page
    lines(section).first.click()
    section.get_by_role("button", name="Verify…").click()
    form = page.locator("#iopsdata-knowledge form")
    expect(form.get_by_label("Question")).to_have_value("how many orders are there")
    form.get_by_label("SQL").fill("select count(*) from odrers")
    form.get_by_role("button", name="Save").click()
    expect_refused(watched, form, "odrers", status=422)
    form.get_by_label("SQL").fill("select count(*) from orders")
    form.get_by_role("button", name="Save").click()
    expect(form).to_have_count(0, timeout=SLOW_MS)
    kept = store.verified_queries()
    assert [(one.question, one.connection, one.dialect) for one in kept] == [
        ("how many orders are there", "shop", "sqlite")
    ]
    expect(lines(page.locator("#iopsdata-knowledge"))).to_contain_text(["how many orders are there"])


def test_a_metric_is_made_checked_changed_and_deleted(shop, store, watched):
    page = watched.page
    section = show(watched, "knowledge")
    expect(section).to_contain_text("A metric is a named figure")
    section.get_by_role("button", name="New metric").click()
    form = section.locator("form")
    expect(form.get_by_role("button", name="Save")).to_be_disabled()
    form.get_by_label("Name", exact=True).fill("revenue")
    form.get_by_label("Expression").fill("sum(orders.amuont)")
    form.get_by_label("Check against").select_option("shop")
    form.get_by_role("button", name="Save").click()
    expect_refused(watched, form, "amuont", status=422)
    form.get_by_label("Expression").fill("sum(orders.amount)")
    form.get_by_label("Other names").fill("turnover, sales")
    form.get_by_role("button", name="Save").click()
    expect(lines(section)).to_contain_text(["revenuesum(orders.amount)"], timeout=SLOW_MS)
    assert store.metrics() == [Metric("revenue", "sum(orders.amount)", synonyms=("turnover", "sales"))]
    lines(section).first.click()
    section.get_by_role("button", name="Delete…").click()
    accept(page)
    expect(lines(section)).to_have_count(0)
    assert store.metrics() == []


def test_somebody_else_was_faster(store, watched):
    store.save_metric(Metric("revenue", "sum(a)"))
    section = show(watched, "knowledge")
    lines(section).first.click()
    section.get_by_role("button", name="Edit").click()
    form = section.locator("form")
    form.get_by_label("Expression").fill("sum(mine)")
    store.save_metric(Metric("revenue", "sum(theirs)"))
    form.get_by_role("button", name="Save").click()
    expect_refused(watched, form, "Somebody has changed this", status=412)
    form.get_by_role("button", name="Take what is saved").click()
    expect(form.get_by_label("Expression")).to_have_value("sum(theirs)")
    form.get_by_label("Expression").press("Escape")
    expect(form).to_have_count(0)
    assert store.metrics() == [Metric("revenue", "sum(theirs)")]


def test_axe_finds_nothing_in_light_and_dark(lab, watch, shop, some_history, store):
    store.save_metric(
        Metric("revenue", "sum(orders.amount)", "Money in, before returns", synonyms=("turnover",))
    )
    store.save_metric(Metric("orders", "count(orders.id)"))
    question = "how many orders in {city}"
    sql = "select count(*) from orders where city = :city"
    store.save_verified_query(VerifiedQuery(question, sql, "shop", "sqlite", NOW, {"city": "orders.city"}))
    watched = watch(lab, device_scale_factor=2, viewport={"width": 1100, "height": 820})
    page = watched.open()
    watched.execute("iopsdata:show-history")
    page.add_script_tag(content=AXE.read_text())
    for noun, title in (("history", "History"), ("knowledge", "Metrics and verified queries")):
        section = show(watched, noun)
        only_section(page, title)
        lines(section).first.click()
        for theme in ("Dark", "Light"):
            set_theme(page, theme)
            if KEEP_PICTURES and theme == "Light":
                page.locator("#iopsdata-panel").screenshot(
                    path=IMAGES / f"panel-{noun}.png", animations="disabled"
                )
            assert violations(page, noun) == []
    section.get_by_role("button", name="Edit").click()
    for theme in ("Dark", "Light"):
        set_theme(page, theme)
        assert violations(page, "knowledge") == []
    assert watched.errors == []


def violations(page, noun):
    found = page.evaluate("noun => axe.run(document.getElementById(`iopsdata-${noun}`))", noun)
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]
