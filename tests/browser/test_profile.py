"""The profile in JupyterLab: live, searched, opened, compared, saved, and reopened without a kernel.

With IOPSDATA_SCREENSHOTS=1 the pictures replace those of the documentation.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import expect

import iopsdata_jupyter as iops
from iopsdata_jupyter.widgets.profile import profile_bundle
from tests.browser.conftest import KERNEL_IDLE

REPOSITORY = Path(__file__).parents[2]
AXE = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"
IMAGES = REPOSITORY / "docs" / "images"
# Read here, because a fixture clears the product's variables for each test.
KEEP_PICTURES = os.environ.get("IOPSDATA_SCREENSHOTS") == "1"
MARKUP = "<img src=x onerror=\"document.title = 'attacked'\">"
START_MS = 60_000
"""Milliseconds that a kernel may take to start and to run a notebook."""

MAKE = f"""import numpy as np, pandas as pd
chance = np.random.default_rng(7)
def make(rows, states):
    return pd.DataFrame({{
        "ticket": range(rows),
        "euros": chance.lognormal(3, 0.8, rows).round(2),
        "weight": np.where(chance.random(rows) < 0.15, np.nan, chance.normal(70, 12, rows)),
        "state": chance.choice(states, rows),
        "paid": chance.random(rows) < 0.7,
        "sailed": pd.date_range("2025-01-01", periods=rows, freq="h"),
        "email": [f"guest{{n}}@example.com" if n % 3 else None for n in range(rows)],
        "deck": chance.choice(["sun", "sun ", "main", "car"], rows),
        {MARKUP!r}: chance.choice([{MARKUP!r}, "plain"], rows),
    }})
trips = make(3000, ["open", "paid", "sailed"])
later = make(3500, ["open", "paid", "lost"]).drop(columns=["deck"])"""


def profile_of(page, names=9):
    """The one profile of the page, drawn."""
    shown = page.locator(".jp-OutputArea .iops-profile-view")
    expect(shown).to_have_count(1, timeout=START_MS)
    told = "1 column" if names == 1 else f"{names} columns"
    expect(shown.locator(".iops-shown")).to_have_text(told, timeout=START_MS)
    return shown


def row(shown, name):
    return shown.locator(".iops-sizer .iops-row", has=shown.page.get_by_text(name, exact=True)).first


def open_profile(watched, name, *sources):
    page = watched.open(watched.lab.add_notebook(name, "%load_ext iopsdata_jupyter", MAKE, *sources))
    watched.run_all()
    return page


def test_a_column_is_found_opened_and_read(lab, watch):
    watched = watch(lab)
    page = open_profile(watched, "profile.ipynb", "%profile trips")
    shown = profile_of(page)
    shown.get_by_role("searchbox").fill("eur")
    expect(shown.locator(".iops-shown")).to_have_text("1 of 9 columns")
    row(shown, "euros").click()
    details = shown.get_by_role("complementary")
    expect(details).to_contain_text("median")
    details.locator(".iops-bin").first.hover()
    expect(shown.locator(".iops-tip")).to_contain_text(" to ")
    page.keyboard.press("Escape")
    shown.get_by_role("searchbox").fill("")
    shown.get_by_role("button", name="Nulls").click()
    expect(shown.locator(".iops-sizer .iops-column-name").first).to_have_text("email")
    shown.get_by_role("combobox", name="Type").select_option("time")
    expect(shown.locator(".iops-shown")).to_have_text("1 of 9 columns")
    assert page.title() != "attacked"
    assert watched.errors == []
    assert watched.requests_elsewhere == []


def test_the_keyboard_walks_the_columns_and_the_notebook_keeps_its_cells(lab, watch):
    watched = watch(lab)
    page = open_profile(watched, "keys.ipynb", "%profile trips")
    shown = profile_of(page)
    before = watched.cell_sources()
    row(shown, "ticket").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(shown.get_by_role("complementary").get_by_role("heading", level=3)).to_have_text("euros")
    page.keyboard.press("x")
    page.keyboard.press("Escape")
    expect(shown.get_by_role("complementary")).to_have_count(0)
    page.keyboard.press("End")
    expect(shown.locator(".iops-row:focus .iops-column-name")).to_have_text(MARKUP)
    assert watched.cell_sources() == before
    assert page.title() != "attacked"


def test_the_profile_is_saved_as_files_of_its_own(lab, watch):
    watched = watch(lab)
    page = open_profile(watched, "files.ipynb", "%profile trips")
    shown = profile_of(page)
    with page.expect_download() as download:
        shown.get_by_role("button", name="JSON").click()
    saved = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert (saved["row_count"], len(saved["columns"])) == (3000, 9)
    with page.expect_download() as download:
        shown.get_by_role("button", name="HTML").click()
    text = Path(download.value.path()).read_text("utf-8")
    assert "default-src 'none'" in text
    assert "<img" not in text
    assert "<svg" in text


def test_stages_replace_each_other_and_what_is_open_stays(lab, watch):
    watched = watch(lab)
    stages = """from dataclasses import replace
from iopsdata_jupyter.magics.profile_display import ProfileDisplay
import iopsdata_jupyter as iops
whole = iops.profile(trips)
display_ = ProfileDisplay()
display_.update(replace(whole, row_count=None, progress=0.4, insights=(), quality=None))"""
    later = "display_.update(whole); display_.finish()"
    sources = ("%load_ext iopsdata_jupyter", MAKE, stages, "input('next?')", later)
    page = watched.open(lab.add_notebook("stages.ipynb", *sources))
    page.wait_for_function(KERNEL_IDLE, timeout=START_MS)
    # Not awaited: the fourth cell waits for the reader.
    page.evaluate("() => void window.jupyterapp.commands.execute('notebook:run-all-cells')")
    shown = profile_of(page)
    expect(shown.get_by_role("progressbar")).to_have_attribute("value", "0.4")
    row(shown, "euros").click()
    page.locator(".jp-Stdin-input").press("Enter")
    expect(shown.get_by_role("progressbar")).to_have_count(0, timeout=START_MS)
    expect(shown).to_contain_text("3,000 rows")
    expect(shown.get_by_role("complementary").get_by_role("heading", level=3)).to_have_text("euros")
    expect(page.locator(".iops-profile-view")).to_have_count(1)
    assert watched.errors == []


@pytest.fixture(scope="module")
def bundle():
    frame = pd.DataFrame({"n": range(50), MARKUP: [MARKUP, "x"] * 25})
    return profile_bundle(iops.profile(frame))


def test_a_reopened_notebook_keeps_a_profile_that_can_be_used(lab, watch, bundle):
    view = {"version_major": 2, "version_minor": 0, "model_id": "0" * 32}
    data = bundle | {"application/vnd.jupyter.widget-view+json": view}
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    watched = watch(lab)
    page = watched.open(lab.add_notebook("again.ipynb", "1", outputs=[[output]]))
    shown = profile_of(page, 2)
    row(shown, "n").click()
    expect(shown.get_by_role("complementary")).to_contain_text("median")
    assert page.title() != "attacked"
    assert watched.errors == []


@pytest.fixture(scope="module")
def plain_lab(start_lab):
    """JupyterLab without our lab extension, as any other front end that runs anywidgets."""
    return start_lab(without=["iopsdata-jupyter"])


def test_without_the_lab_extension_the_profile_is_a_widget_that_asks_for_its_page(plain_lab, watch):
    watched = watch(plain_lab)
    page = open_profile(watched, "widget.ipynb", "%profile trips")
    shown = profile_of(page)
    row(shown, "euros").click()
    expect(shown.get_by_role("complementary")).to_contain_text("median")
    with page.expect_download(timeout=START_MS) as download:
        shown.get_by_role("button", name="HTML").click()
    assert "<svg" in Path(download.value.path()).read_text("utf-8")
    assert watched.errors == []
    assert watched.requests_elsewhere == []


def test_axe_finds_nothing_in_light_and_dark(lab, watch):
    watched = watch(lab, device_scale_factor=2)
    page = open_profile(watched, "axe.ipynb", "%profile trips")
    shown = profile_of(page)
    watched.execute("application:toggle-left-area")
    page.add_script_tag(content=AXE.read_text())
    row(shown, "euros").click()
    for theme in ("Dark", "Light"):
        set_theme(page, theme)
        if KEEP_PICTURES:
            shown.screenshot(path=IMAGES / f"profile-{theme.lower()}.png", animations="disabled")
        assert axe_violations(page) == []
    for place in (1, 2):
        if shown.get_by_role("tab").count() > place:
            shown.get_by_role("tab").nth(place).click()
            assert axe_violations(page) == []


def test_a_comparison_shows_both_sides_and_axe_finds_nothing(lab, watch):
    watched = watch(lab, device_scale_factor=2)
    page = open_profile(watched, "compare.ipynb", "%profile trips --compare later")
    shown = profile_of(page)
    watched.execute("application:toggle-left-area")
    page.add_script_tag(content=AXE.read_text())
    expect(row(shown, "euros").locator(".iops-histogram")).to_have_count(2)
    shown.get_by_role("combobox", name="Show").select_option("changed")
    expect(shown.locator(".iops-sizer")).to_contain_text("gone")
    row(shown, "state").click()
    expect(shown.get_by_role("complementary")).to_contain_text("lost")
    if KEEP_PICTURES:
        set_theme(page, "Light")
        shown.screenshot(path=IMAGES / "profile-compare.png", animations="disabled")
    assert axe_violations(page) == []
    assert watched.errors == []


def axe_violations(page):
    found = page.evaluate("() => axe.run(document.querySelector('.iops-profile-view'))")
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]


def set_theme(page, theme):
    command = "theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })"
    page.evaluate(command, f"JupyterLab {theme}")
    is_light = "true" if theme == "Light" else "false"
    page.wait_for_selector(f'body[data-jp-theme-light="{is_light}"]', state="attached")
