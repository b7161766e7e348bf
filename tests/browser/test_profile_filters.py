"""Filters and rows of a profile in JupyterLab: asked of the kernel, from the lab's renderer and the widget.

With IOPSDATA_SCREENSHOTS=1 the pictures replace those of the documentation.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

import iopsdata_jupyter as iops
from iopsdata_jupyter.widgets.profile import profile_bundle
from tests.browser.test_profile import (
    AXE,
    IMAGES,
    KEEP_PICTURES,
    MARKUP,
    START_MS,
    axe_violations,
    open_profile,
    profile_of,
    row,
    set_theme,
)

MAKE_WIDE = """wide = pd.DataFrame({f"column_{n}": [n, n + 0.5, None] for n in range(300)})"""


@pytest.fixture(scope="module")
def plain_lab(start_lab):
    """JupyterLab without our lab extension, as any other front end that runs anywidgets."""
    return start_lab(without=["iopsdata-jupyter"])


def filtered(shown, text):
    """The bar of filters, once it says how many rows are left."""
    bar = shown.get_by_role("group", name="Filters")
    expect(bar.get_by_role("status")).to_have_text(text, timeout=START_MS)
    return bar


def rows_of(shown):
    """The table of rows, once its first rows are there."""
    shown.get_by_role("tab", name="Rows").click()
    table = shown.get_by_role("table", name="Rows")
    expect(table.get_by_role("rowheader").first).to_have_text("1", timeout=START_MS)
    expect(table.get_by_role("row").nth(1)).not_to_contain_text("…")
    return table


def can_filter(shown):
    """Waits until the kernel has said that it can be asked."""
    expect(shown.locator("[data-kind=value] [data-place]").first).to_be_attached(timeout=START_MS)


@pytest.mark.parametrize("front_end", ["lab", "plain_lab"])
def test_presses_filter_and_rows_follow(request, watch, front_end):
    lab = request.getfixturevalue(front_end)
    watched = watch(lab)
    counts = "trips['state'].value_counts().to_dict(), int(trips['weight'].isna().sum())"
    page = open_profile(watched, f"filter-{front_end}.ipynb", "%profile trips", counts)
    shown = profile_of(page)
    can_filter(shown)
    state = row(shown, "state").locator("[data-kind=value]")
    value = state.locator("text").first.text_content()
    tip = state.locator("[data-place='0']").get_attribute("data-tip")
    rows = tip.split(": ")[1].split(" ")[0]
    state.locator("[data-place='0']").click()
    bar = filtered(shown, f"{rows} of 3,000 rows")
    expect(bar.get_by_role("button", name=f"Remove filter: state: {value}")).to_be_visible()
    expect(shown.get_by_role("complementary")).to_have_count(0)
    expect(row(shown, "euros").locator(".iops-left").first).to_be_attached()
    table = rows_of(shown)
    expect(shown.locator(".iops-caption")).to_contain_text(f"of {rows} rows that fit")
    head = table.get_by_role("columnheader", name="state")
    place = head.get_attribute("aria-colindex")
    seen = set(table.locator(f"[role=cell][aria-colindex='{place}']").all_text_contents())
    assert seen == {value}
    shown.get_by_role("tab", name="Columns", exact=True).click()
    row(shown, "weight").locator("[data-kind=null] [data-place]").click()
    expect(bar.get_by_role("button")).to_have_count(3)
    expect(bar.get_by_role("status")).to_contain_text(" of 3,000 rows")
    bar.get_by_role("button", name="Clear all").click()
    expect(bar).to_be_hidden()
    expect(row(shown, "euros").locator(".iops-left")).to_have_count(0)
    assert page.title() != "attacked"
    assert watched.errors == []
    assert watched.requests_elsewhere == []


def test_filters_by_keyboard_widen_within_a_column(lab, watch):
    watched = watch(lab)
    page = open_profile(watched, "filter-keys.ipynb", "%profile trips")
    shown = profile_of(page)
    can_filter(shown)
    before = watched.cell_sources()
    row(shown, "ticket").click()
    details = shown.get_by_role("complementary")
    bins = details.get_by_role("group", name="Histogram of ticket").get_by_role("button")
    bins.first.focus()
    page.keyboard.press("Enter")
    filtered(shown, "150 of 3,000 rows")
    expect(bins.first).to_be_focused()
    expect(bins.first).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+Enter")
    bar = filtered(shown, "450 of 3,000 rows")
    expect(bar.get_by_role("button", name="Remove filter: ticket: 0 to 450")).to_be_visible()
    page.keyboard.press("x")
    bar.get_by_role("button", name="Remove filter: ticket: 0 to 450").focus()
    page.keyboard.press("Enter")
    expect(bar).to_be_hidden()
    assert shown.evaluate("node => node.contains(document.activeElement)")
    assert watched.cell_sources() == before
    assert watched.errors == []


def test_rows_scroll_are_masked_and_stay_text(lab, watch):
    watched = watch(lab)
    page = open_profile(watched, "rows.ipynb", "%profile trips")
    shown = profile_of(page)
    table = rows_of(shown)
    caption = shown.locator(".iops-caption")
    expect(caption).to_have_text("The first 1,000 of 3,000 rows, as the engine gives them")
    assert "guest1@example.com" not in page.locator(".jp-OutputArea").first.inner_html()
    second = table.get_by_role("row").nth(2)
    expect(second).to_contain_text("g*****@e******.c**")
    expect(table.get_by_role("row").nth(1).locator(".iops-blank").first).to_have_text("null")
    table.evaluate("node => { node.scrollTop = 24 * 900; node.scrollLeft = 10000 }")
    expect(table.get_by_role("rowheader", name="905", exact=True)).to_be_visible()
    expect(table.locator("[role=cell]", has_text=MARKUP).first).to_be_visible()
    assert table.get_by_role("row").count() < 60
    assert page.title() != "attacked"
    assert watched.errors == []


def test_only_the_columns_in_view_are_drawn(lab, watch):
    watched = watch(lab)
    page = open_profile(watched, "wide.ipynb", MAKE_WIDE, "%profile wide")
    shown = profile_of(page, 300)
    table = rows_of(shown)
    assert table.get_by_role("columnheader").count() < 30
    table.evaluate("node => { node.scrollLeft = node.scrollWidth }")
    expect(table.get_by_role("columnheader", name="column_299")).to_be_visible()
    expect(table.get_by_role("row").nth(2)).to_contain_text("299.5")


def test_a_failed_request_leaves_the_profile_as_it_was(lab, watch):
    watched = watch(lab)
    page = open_profile(watched, "failed.ipynb", "%profile trips")
    shown = profile_of(page)
    can_filter(shown)
    run = "(async () => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute"
    page.evaluate(f"{run}({{ code: 'trips = None' }}).done)()")
    row(shown, "state").locator("[data-place='0']").click()
    bar = shown.get_by_role("group", name="Filters")
    expect(bar.get_by_role("alert")).to_contain_text("trips is not there any more", timeout=START_MS)
    bar.get_by_role("button", name="Clear all").click()
    row(shown, "euros").locator(".iops-column-name").click()
    expect(shown.get_by_role("complementary")).to_contain_text("median")


def test_without_its_kernel_the_rows_say_what_they_need(lab, watch):
    import pandas as pd

    bundle = profile_bundle(iops.profile(pd.DataFrame({"n": range(50)})))
    view = {"version_major": 2, "version_minor": 0, "model_id": "0" * 32}
    data = bundle | {"application/vnd.jupyter.widget-view+json": view}
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    watched = watch(lab)
    page = watched.open(lab.add_notebook("alone.ipynb", "1", outputs=[[output]]))
    shown = profile_of(page, 1)
    shown.get_by_role("tab", name="Rows").click()
    expect(shown.get_by_role("tabpanel")).to_contain_text("need the kernel", timeout=START_MS)
    assert shown.locator("[data-place]").count() == 0


def test_axe_finds_nothing_in_filters_and_rows(lab, watch):
    watched = watch(lab, device_scale_factor=2)
    page = open_profile(watched, "filter-axe.ipynb", "%profile trips")
    shown = profile_of(page)
    can_filter(shown)
    watched.execute("application:toggle-left-area")
    page.add_script_tag(content=AXE.read_text())
    row(shown, "state").locator("[data-place='0']").click()
    row(shown, "euros").locator(".iops-column-name").click()
    bar = shown.get_by_role("group", name="Filters")
    expect(bar.get_by_role("status")).to_contain_text(" of 3,000 rows", timeout=START_MS)
    for theme in ("Dark", "Light"):
        set_theme(page, theme)
        picture(shown, f"profile-filter-{theme.lower()}")
        assert axe_violations(page) == []
    rows_of(shown)
    for theme in ("Dark", "Light"):
        set_theme(page, theme)
        picture(shown, f"profile-rows-{theme.lower()}")
        assert axe_violations(page) == []


def picture(shown, name):
    if KEEP_PICTURES:
        shown.screenshot(path=IMAGES / f"{name}.png", animations="disabled")
