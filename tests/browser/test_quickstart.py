"""The quickstart notebook in a real JupyterLab, as a new user runs it.

With IOPSDATA_SCREENSHOTS=1 the picture replaces the README's.
"""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

REPOSITORY = Path(__file__).parents[2]
NOTEBOOK = REPOSITORY / "notebooks" / "01_quickstart.ipynb"
PICTURE = REPOSITORY / "docs" / "images" / "answer.png"
# Read here, because a fixture clears the product's variables for each test.
KEEP_PICTURE = os.environ.get("IOPSDATA_SCREENSHOTS") == "1"
SHOW_FIRST_ANSWER = """() => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  const asked = notebook.widgets.findIndex(cell => cell.node.querySelector('.iops-answer'));
  notebook.activeCellIndex = asked;
  notebook.widgets[asked].node.scrollIntoView({ block: 'start' });
}"""


@pytest.fixture
def quickstart(lab, request):
    """A copy of the notebook without saved outputs, where the lab looks; each test has its own kernel."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    folder = lab.root / request.node.name
    folder.mkdir()
    nbformat.write(notebook, folder / NOTEBOOK.name)
    return f"{folder.name}/{NOTEBOOK.name}"


def test_the_quickstart_runs_and_shows_its_answers(lab, watch, quickstart):
    watched = watch(lab)
    page = watched.open(quickstart)
    watched.run_all()
    card = page.locator(".iops-answer").first
    expect(card).to_be_visible(timeout=30_000)
    expect(card.locator(".iops-sql")).to_contain_text("SELECT", ignore_case=True)
    expect(card.locator(".iops-facts")).to_contain_text("via offline translator")
    expect(card.locator(".iops-facts")).to_contain_text("row")
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    refused = [cell for cell in cells if "raises-exception" in cell.metadata.get("tags", [])]
    asked = [cell for cell in cells if cell.source.startswith("%%ask") and cell not in refused]
    expect(page.locator(".iops-answer")).to_have_count(len(asked))
    watched.wait_until_done()
    outputs = page.locator(".jp-OutputArea-output")
    expect(outputs.filter(has_text="Hint: ")).to_have_count(len(refused))
    expect(outputs.filter(has_text="Traceback")).to_have_count(0)
    expect(page.locator(".jp-OutputArea table.dataframe").first).to_be_visible()
    assert watched.errors == []
    assert watched.requests_elsewhere == []


def test_a_connection_of_the_notebook_is_listed_in_the_sidebar(lab, watch, quickstart):
    watched = watch(lab)
    page = watched.open(quickstart)
    watched.run_all()
    watched.wait_until_done()
    page.locator("[data-id='iopsdata-panel']").click()
    expect(page.locator("#iopsdata-connections").get_by_role("row", name="sample")).to_be_visible()


def test_picture_of_an_answer(lab, watch, quickstart, tmp_path):
    watched = watch(lab, viewport={"width": 1080, "height": 720}, device_scale_factor=2)
    page = watched.open(quickstart)
    watched.execute("application:toggle-left-area")
    watched.run_all()
    watched.wait_until_done()
    page.evaluate(SHOW_FIRST_ANSWER)
    expect(page.locator(".iops-answer").first).to_be_in_viewport()
    target = PICTURE if KEEP_PICTURE else tmp_path / PICTURE.name
    target.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=target, animations="disabled")
    assert target.stat().st_size > 10_000
