"""What `%%sql` and `%%ask` cells do in a real JupyterLab: toolbar, marks of errors, completion.

With IOPSDATA_SCREENSHOTS=1 the picture replaces that of the documentation.
"""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Error, expect

from tests.browser.conftest import REPOSITORY

AXE = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"
PICTURE = REPOSITORY / "docs" / "images" / "sql-cell.png"
KEEP_PICTURE = os.environ.get("IOPSDATA_SCREENSHOTS") == "1"
CONNECT = "%load_ext iopsdata_jupyter\n%connect sample"
WAIT_MS = 60_000


def cell(page, at: int):
    return page.locator(".jp-Cell").nth(at)


def bar(page, at: int):
    return cell(page, at).locator(".iops-CellBar")


def button(page, at: int, name: str):
    return bar(page, at).get_by_role("button", name=name, exact=True)


@pytest.fixture
def opened(lab, watch, request):
    """Opens a notebook of these cells and runs it; a cell that fails ends the run."""

    def open_notebook(*sources: str):
        watched = watch(lab)
        page = watched.open(lab.add_notebook(f"{request.node.name}.ipynb", CONNECT, *sources))
        watched.run_all()
        expect(cell(page, 0).locator(".jp-OutputArea-output")).to_contain_text("Connected", timeout=WAIT_MS)
        return watched, page

    return open_notebook


def test_the_toolbar_formats_explains_and_plans(opened):
    watched, page = opened(
        "%%sql\nselect city, count(*) from stores where city <> :city group by city -- all"
    )
    expect(bar(page, 1)).to_contain_text("sample · duckdb")
    button(page, 1, "Format").click()
    laid = "SELECT\n  city,\n  count(*)\nFROM stores\nWHERE city <> :city\nGROUP BY city -- all"
    page.wait_for_function("() => window.jupyterapp.shell.currentWidget.content.widgets[1].model.sharedModel"
                           ".source.includes('SELECT')", timeout=WAIT_MS)  # fmt: skip
    assert watched.cell_sources()[1] == f"%%sql\n{laid}"
    button(page, 1, "Explain").click()
    expect(bar(page, 1).get_by_role("status")).to_contain_text("Reads stores", timeout=WAIT_MS)
    bar(page, 1).get_by_role("button", name="Dismiss").click()
    expect(bar(page, 1).get_by_role("status")).to_have_text("")
    # Typed in and out live.
    cell(page, 1).locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("select 1")
    expect(bar(page, 1)).to_have_count(0)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("%%sql sample\nselect city from stores")
    button(page, 1, "Plan").click()
    expect(cell(page, 2).locator(".jp-OutputArea-output").first).to_contain_text("stores", timeout=WAIT_MS)
    assert watched.cell_sources()[2] == "%%sql sample --explain\nselect city from stores"
    assert watched.errors == []
    assert watched.requests_elsewhere == []


def test_an_error_underlines_its_place_until_the_text_changes(opened, lab):
    watched, page = opened("%%sql\nselect store_name, ctiy from stores")
    mark = cell(page, 1).locator(".cm-lintRange-error")
    expect(mark).to_have_text("ctiy", timeout=WAIT_MS)
    mark.hover()
    expect(page.locator(".cm-tooltip-lint")).to_contain_text("city")
    if KEEP_PICTURE:
        box = page.locator(".jp-Notebook").bounding_box()
        page.screenshot(path=PICTURE, clip={**box, "height": 290})
    page.add_script_tag(path=AXE)
    found = page.evaluate("() => axe.run(document.querySelectorAll('.iops-CellBar'))")
    grave = [one["id"] for one in found["violations"] if one["impact"] in ("serious", "critical")]
    assert grave == []
    # It is saved with the notebook.
    watched.execute("docmanager:save")
    page.goto(page.url.split("?")[0] + f"?token={lab.token}")
    expect(mark).to_have_text("ctiy", timeout=WAIT_MS)
    expect(button(page, 1, "Fix")).to_have_attribute("title", "Repair the SQL that failed, in a cell below")
    cell(page, 1).locator(".cm-line").nth(1).click()
    page.keyboard.press("End")
    page.keyboard.type(" s")
    expect(mark).to_have_count(0)
    assert watched.errors == []


def test_a_failed_cell_is_fixed_and_only_that(opened):
    watched, page = opened("%%sql\nselect store_nam from stores")
    expect(button(page, 1, "Fix")).not_to_have_attribute("aria-disabled", "true", timeout=WAIT_MS)
    button(page, 1, "Fix").click()
    expect(cell(page, 2).locator(".iops-answer").first).to_contain_text("store_name", timeout=WAIT_MS)
    button(page, 1, "Fix").click()
    expect(bar(page, 1).get_by_role("status")).to_contain_text("Run the cell again", timeout=WAIT_MS)
    assert watched.errors == []


def test_a_question_becomes_its_sql(opened):
    watched, page = opened("%%ask -o per_city\nhow many stores per city")
    expect(button(page, 1, "To SQL")).not_to_have_attribute("aria-disabled", "true", timeout=WAIT_MS)
    button(page, 1, "Profile").click()
    expect(cell(page, 2).locator(".jp-OutputArea-output").first).to_be_visible(timeout=WAIT_MS)
    assert watched.cell_sources()[2] == "%profile per_city"
    button(page, 1, "To SQL").click()
    expect(button(page, 1, "Format")).to_be_visible()
    first, question, *_ = watched.cell_sources()[1].split("\n")
    assert (first, question) == ("%%sql sample -o per_city", "-- how many stores per city")
    assert watched.errors == []


def test_tab_completes_sql_with_what_is_in_scope(opened):
    watched, page = opened("%%sql\nselect 1")
    expect(cell(page, 1).locator(".jp-OutputArea-output").first).to_be_visible(timeout=WAIT_MS)
    cell(page, 1).locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("%%sql\nselect s.fl from stores s")
    for _ in " from stores s":
        page.keyboard.press("ArrowLeft")
    line = cell(page, 1).locator(".cm-line").nth(1)
    complete(page, line.get_by_text("floor_area_m2"))
    expect(line).to_have_text("select s.floor_area_m2 from stores s")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("%%sql\nselect * from o")
    proposals = page.locator(".jp-Completer-item")
    complete(page, proposals.first)
    expect(proposals.first).to_contain_text("order")
    expect(proposals.locator(".jp-Completer-typeExtended").first).to_have_text("table")
    assert watched.errors == []


def complete(page, wanted):
    """Presses Tab until its effect is there: JupyterLab gives a busy kernel one second and then gives up."""
    for _ in range(12):
        page.keyboard.press("Tab")
        try:
            wanted.wait_for(timeout=5000)
        except Error:
            continue
        return
    pytest.fail("no completion came")
