"""The answer card in JupyterLab: live, reopened without a kernel, and without our lab extension."""

from __future__ import annotations

import re

import pytest

QUESTION = "Which boats are longer than 12 m & <b>older</b> than 1990?"
SQL = "SELECT name FROM boats\nWHERE length_m > 12 AND built < 1990\nORDER BY name"
SHOW = f"""
from IPython.display import display
from iopsdata_jupyter.answering import Answer
from iopsdata_jupyter.text_to_sql.translator import Understanding
from iopsdata_jupyter.widgets.answer import answer_bundle
answer = Answer(
    question={QUESTION!r}, sql={SQL!r}, dialect="duckdb", connection="harbour", translator="offline",
    confidence=0.9, assumptions=("a boat's age is counted from boats.built",),
    understood=(Understanding("longer than 12 m", "length_m > 12"),), row_count=3, elapsed_s=0.012,
)
display(answer_bundle(answer), raw=True)
"""


@pytest.fixture(scope="module")
def assert_card(page):
    card = page.locator(".jp-OutputArea .iops-answer")
    card.wait_for()
    assert card.locator(".iops-question").inner_text() == QUESTION
    assert card.locator(".iops-sql").inner_text() == SQL
    assert card.locator(".iops-facts").inner_text().replace("\n", "") == re.sub(
        r"\s*\n", "", "3 rows12 msharbourvia offline translatorconfidence 90%"
    )
    assert card.locator("b").count() == 0
    return card


def test_card_shows_the_answer(lab, watch):
    watched = watch(lab)
    page = watched.open(lab.add_notebook("card.ipynb", SHOW))
    watched.run_all()
    assert_card(page)
    assert watched.errors == []
    assert watched.requests_elsewhere == []
