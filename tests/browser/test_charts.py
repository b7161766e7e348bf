"""The chart of a result in JupyterLab: drawn by JupyterLab itself, from the notebook alone."""

from __future__ import annotations

from playwright.sync_api import expect

ATTACK = "<img src=x onerror=\"document.title = 'attacked'\">"
SHOW = f"""import pandas as pd
from iopsdata_jupyter.charts import chart
chart(pd.DataFrame({{"port": [{ATTACK!r}, "Gedser", "Lemvig"], "tonnage": [350, 140, 40]}}))"""


def test_a_chart_is_drawn_without_the_network(lab, watch):
    watched = watch(lab)
    page = watched.open(lab.add_notebook("chart.ipynb", SHOW))
    watched.run_all()
    expect(page.locator(".jp-OutputArea .vega-embed :is(canvas, svg)").first).to_be_visible(timeout=30_000)
    assert page.title() != "attacked"
    assert page.locator(".jp-OutputArea img[src=x]").count() == 0
    assert watched.errors == []
    assert watched.requests_elsewhere == []
