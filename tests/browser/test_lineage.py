"""The lineage graph in JupyterLab: live, lit, saved as a file, and reopened without a kernel.

With IOPSDATA_SCREENSHOTS=1 the pictures replace those of the documentation.
"""

from __future__ import annotations

import os
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from playwright.sync_api import expect

from iopsdata_jupyter.lineage import lineage
from iopsdata_jupyter.widgets.lineage import lineage_bundle

REPOSITORY = Path(__file__).parents[2]
AXE = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"
IMAGES = REPOSITORY / "docs" / "images"
# Read here, because a fixture clears the product's variables for each test.
KEEP_PICTURES = os.environ.get("IOPSDATA_SCREENSHOTS") == "1"
MARKUP = "<img src=x onerror=\"document.title = 'attacked'\">"
HOSTILE = '"' + MARKUP.replace('"', '""') + '"'
SCRIPT = f"""
create table shop.paid as select id, customer, amount * rate as euros from raw.orders where state = 'paid';
create view shop.monthly as
  select customer, sum(euros) as revenue, count(*) as {HOSTILE} from shop.paid group by 1;
select customer, revenue from shop.monthly order by revenue desc;
"""
SCHEMA = {"raw.orders": ["id", "customer", "amount", "rate", "state"]}


def show(script):
    """The source of a cell that displays the lineage of a script."""
    return f"""from IPython.display import display
from iopsdata_jupyter.lineage import lineage
from iopsdata_jupyter.widgets.lineage import lineage_bundle
display(lineage_bundle(lineage({script!r}, dialect="duckdb", schema={SCHEMA!r})), raw=True)"""


SHOW = show(SCRIPT)
SHOW_WIDGET = f"""from iopsdata_jupyter.lineage import lineage
from iopsdata_jupyter.widgets.lineage import lineage_widget
lineage_widget(lineage({SCRIPT!r}, dialect="duckdb", schema={SCHEMA!r}))"""


START_MS = 60_000
"""Milliseconds that a kernel may take to start and to run a notebook."""


@pytest.fixture(scope="module")
def bundle():
    return lineage_bundle(lineage(SCRIPT, dialect="duckdb", schema=SCHEMA))


def graph_of(page):
    """The one lineage graph of the page, drawn."""
    graph = page.locator(".jp-OutputArea .iops-lineage")
    expect(graph).to_have_count(1, timeout=START_MS)
    expect(graph.locator(".iops-card")).to_have_count(4)
    return graph


def row(graph, table, column):
    """A column's row on the card of a table."""
    card = graph.locator(".iops-card", has=graph.page.locator("title", has_text=table))
    return card.locator(f'.iops-row[data-column="{column}"]')


def is_lit(graph, table, column):
    return row(graph, table, column).get_attribute("class").split()[1:]


def open_graph(watched, name, source=SHOW):
    page = watched.open(watched.lab.add_notebook(name, source))
    watched.run_all()
    return graph_of(page)


def test_a_click_on_a_column_lights_its_whole_path(lab, watch):
    watched = watch(lab)
    graph = open_graph(watched, "lit.ipynb")
    expect(graph.locator(".iops-dim")).to_have_count(0)
    row(graph, "shop.paid", "euros").click()
    assert is_lit(graph, "raw.orders", "amount") == ["iops-lit-direct"]
    assert is_lit(graph, "raw.orders", "state") == ["iops-lit-indirect"]
    assert is_lit(graph, "shop.monthly", "revenue") == ["iops-lit-direct"]
    assert is_lit(graph, "raw.orders", "id") == []
    assert graph.locator(".iops-canvas .iops-line.iops-lit-direct").count() > 0
    assert graph.locator(".iops-canvas .iops-line.iops-lit-indirect").count() > 0
    expect(graph.get_by_role("status")).to_contain_text("shop.paid.euros")
    expect(graph.get_by_role("complementary")).to_contain_text("amount * rate")
    assert watched.page.title() != "attacked"
    assert watched.errors == []
    assert watched.requests_elsewhere == []


def test_the_picture_is_saved_as_a_file_of_its_own(lab, watch):
    watched = watch(lab)
    graph = open_graph(watched, "saved.ipynb")
    row(graph, "shop.paid", "euros").click()
    with watched.page.expect_download() as download:
        graph.get_by_role("button", name="SVG").click()
    assert download.value.suggested_filename == "lineage.svg"
    root = ET.parse(download.value.path()).getroot()
    names = {one.tag.rpartition("}")[2] for one in root.iter()}
    assert names <= {"svg", "g", "rect", "path", "text", "tspan", "title", "circle"}
    texts = {one.text for one in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"orders", "paid", "monthly", "euros", "revenue"} <= texts
    assert not any("var(" in value for one in root.iter() for value in one.attrib.values())
    with watched.page.expect_download() as download:
        graph.get_by_role("button", name="PNG").click()
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")


def test_a_reopened_notebook_keeps_a_graph_that_can_be_used(lab, watch, bundle):
    view = {"version_major": 2, "version_minor": 0, "model_id": "0" * 32}
    data = bundle | {"application/vnd.jupyter.widget-view+json": view}
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    watched = watch(lab)
    graph = graph_of(watched.open(lab.add_notebook("again.ipynb", SHOW, outputs=[[output]])))
    row(graph, "raw.orders", "amount").click()
    assert is_lit(graph, "shop.monthly", "revenue") == ["iops-lit-direct"]
    assert watched.errors == []


def test_the_keyboard_walks_the_graph_and_the_notebook_keeps_its_cells(lab, watch):
    watched = watch(lab)
    graph = open_graph(watched, "keys.ipynb")
    graph.get_by_role("application").focus()
    page = watched.page
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(graph.get_by_role("status")).to_contain_text("raw.orders.id")
    page.keyboard.press("ArrowRight")
    expect(graph.get_by_role("status")).to_contain_text("shop.paid.id")
    page.keyboard.press("Escape")
    expect(graph.locator(".iops-lit-direct.iops-row")).to_have_count(0)
    page.keyboard.press("/")
    page.keyboard.type("reven")
    expect(graph.get_by_role("tree")).to_contain_text("revenue")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(graph.get_by_role("status")).to_contain_text("shop.monthly.revenue")
    assert watched.cell_sources() == [SHOW]


NOTEBOOK = (
    "%load_ext iopsdata_jupyter",
    "import pandas as pd\norders = pd.DataFrame({'customer': [1], 'amount': [2.0]})",
    "%%sql -o revenue\nselect customer, sum(amount) as total from orders group by customer",
    "%lineage",
)


def test_keys_on_its_buttons_are_no_shortcuts_of_the_notebook(lab, watch):
    watched = watch(lab)
    page = watched.open(lab.add_notebook("button-keys.ipynb", SHOW, "'the cell below'"))
    watched.run_all()
    graph = graph_of(page)
    before = watched.cell_sources()
    graph.get_by_role("button", name="SVG").focus()
    page.keyboard.press("x")
    page.keyboard.press("b")
    expect(graph.get_by_role("button", name="SVG")).to_be_focused()
    assert watched.cell_sources() == before


def test_the_magic_shows_the_notebook_and_a_node_leads_to_its_cell(lab, watch):
    watched = watch(lab)
    page = watched.open(lab.add_notebook("magic.ipynb", *NOTEBOOK))
    watched.run_all()
    graph = page.locator(".jp-OutputArea .iops-lineage")
    row(graph, "revenue", "total").click(timeout=START_MS)
    assert is_lit(graph, "orders", "amount") == ["iops-lit-direct"]
    graph.locator(".iops-card", has=page.locator("title", has_text="orders")).locator(".iops-title").click()
    graph.get_by_role("button", name="Go to the cell").click()
    page.wait_for_function("() => window.jupyterapp.shell.currentWidget.content.activeCellIndex === 1")
    assert watched.errors == []


@pytest.fixture(scope="module")
def plain_lab(start_lab):
    """JupyterLab without our lab extension, as any other front end that runs anywidgets."""
    return start_lab(without=["iopsdata-jupyter"])


@pytest.mark.parametrize("source", [SHOW, SHOW_WIDGET], ids=["bundle", "widget"])
def test_without_the_lab_extension_the_graph_is_a_widget(plain_lab, watch, source):
    watched = watch(plain_lab)
    graph = open_graph(watched, "widget.ipynb", source)
    row(graph, "shop.paid", "euros").click()
    assert is_lit(graph, "shop.monthly", "revenue") == ["iops-lit-direct"]
    assert watched.errors == []
    assert watched.requests_elsewhere == []


def test_the_static_form_shows_the_picture(plain_lab, watch, bundle):
    data = {key: value for key, value in bundle.items() if key.startswith("text/")}
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    page = watch(plain_lab).open(plain_lab.add_notebook("static.ipynb", "1", outputs=[[output]]))
    shown = page.locator(".iops-static-lineage")
    expect(shown).to_contain_text("shop.monthly.revenue")
    assert shown.locator("img").count() == 0
    assert page.title() != "attacked"


def test_axe_finds_nothing_in_light_and_dark(lab, watch):
    watched = watch(lab, device_scale_factor=2)
    graph = open_graph(watched, "axe.ipynb", show(SCRIPT.replace(HOSTILE, "orders")))
    watched.execute("application:toggle-left-area")
    row(graph, "shop.paid", "euros").click()
    watched.page.add_script_tag(content=AXE.read_text())
    for theme in ("Dark", "Light"):
        set_theme(watched.page, theme)
        if KEEP_PICTURES:
            graph.screenshot(path=IMAGES / f"lineage-{theme.lower()}.png", animations="disabled")
        assert axe_violations(watched.page) == []
    graph.get_by_role("button", name="List").click()
    assert axe_violations(watched.page) == []


def axe_violations(page):
    found = page.evaluate("() => axe.run(document.querySelector('.iops-lineage'))")
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]


def set_theme(page, theme):
    command = "theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })"
    page.evaluate(command, f"JupyterLab {theme}")
    is_light = "true" if theme == "Light" else "false"
    page.wait_for_selector(f'body[data-jp-theme-light="{is_light}"]', state="attached")
