"""Code cells in a real JupyterLab: what is SQL looks like SQL, and nothing else changes."""

from __future__ import annotations

import nbformat
import pytest
from playwright.sync_api import expect

CELLS = [
    "%%sql --limit 3\nselect name from stores where city = 'Lund' -- here",
    "%%ask\nwhich stores are in Lund and for how long",
    "import math\nselect = 'where'",
]


@pytest.fixture
def notebook(lab, request):
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in CELLS])
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made.cells.append(nbformat.v4.new_markdown_cell("select from %%sql"))
    folder = lab.root / request.node.name
    folder.mkdir()
    nbformat.write(made, folder / "cells.ipynb")
    return f"{folder.name}/cells.ipynb"


def looks(page, cell: int, text: str) -> str:
    """The colour in which a piece of a cell's text is painted; empty where it is plain text."""
    found = page.locator(".jp-Cell").nth(cell).locator(".cm-line span").get_by_text(text, exact=True)
    return found.first.evaluate("span => getComputedStyle(span).color") if found.count() else ""


def test_sql_cells_are_highlighted_as_sql_while_they_are_typed(lab, watch, notebook):
    watched = watch(lab)
    page = watched.open(notebook)
    page.locator(".jp-Cell").nth(2).locator(".cm-line span").get_by_text("import").wait_for()
    keyword = looks(page, 2, "import")
    assert keyword
    expect(page.locator(".jp-Cell").nth(0).locator(".cm-line span").get_by_text("select")).to_have_count(1)
    assert looks(page, 0, "select") == looks(page, 0, "from") == looks(page, 0, "%%sql") == keyword
    assert looks(page, 0, "'Lund'") == looks(page, 2, "'where'")
    assert looks(page, 1, "%%ask") == keyword
    assert not looks(page, 1, "for")
    assert looks(page, 2, "select") != keyword
    page.locator(".jp-Cell").nth(1).locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("%%sql\nselect 1 from stores")
    expect(page.locator(".jp-Cell").nth(1).locator(".cm-line span").get_by_text("from")).to_have_count(1)
    assert looks(page, 1, "from") == keyword
    assert watched.errors == []
