"""The answer card in JupyterLab: live, reopened without a kernel, and without our lab extension."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from iopsdata_jupyter.answering import Answer
from iopsdata_jupyter.text_to_sql.translator import Understanding
from iopsdata_jupyter.widgets.answer import answer_bundle

MARKUP = "<img src=x onerror=\"document.title = 'attacked'\"><b>markup</b>"
ANSWER = Answer(
    question=f"Which boats are longer than 12 m {MARKUP}?",
    sql="SELECT name FROM boats\nWHERE length_m > 12\nORDER BY name",
    dialect="duckdb",
    connection="harbour",
    translator="offline",
    confidence=0.9,
    assumptions=(f"length is boats.length_m {MARKUP}",),
    understood=(Understanding("longer than 12 m", "boats.length_m > 12"),),
    row_count=3,
    elapsed_s=0.012,
)
SHOW = f"""from IPython.display import display
from iopsdata_jupyter.answering import Answer
from iopsdata_jupyter.text_to_sql.translator import Understanding
from iopsdata_jupyter.widgets.answer import answer_bundle
display(answer_bundle({ANSWER!r}), raw=True)"""


def assert_card(page):
    """The card of ANSWER is shown, once, with every text as text."""
    card = page.locator(".jp-OutputArea .iops-answer")
    expect(card).to_have_count(1)
    expect(card.locator(".iops-question")).to_have_text(ANSWER.question)
    assert card.locator(".iops-sql").inner_text() == ANSWER.sql
    facts = card.locator(".iops-facts li").all_inner_texts()
    assert facts == ["3 rows", "12 ms", "harbour", "via offline translator", "confidence 90%"]
    assert card.locator("img, b").count() == 0
    assert page.title() != "attacked"
    return card


def test_the_card_shows_the_answer(lab, watch):
    watched = watch(lab)
    page = watched.open(lab.add_notebook("card.ipynb", SHOW))
    watched.run_all()
    assert_card(page)
    assert watched.errors == []
    assert watched.requests_elsewhere == []


def test_its_buttons_copy_the_sql_and_insert_it_as_a_cell(lab, watch):
    watched = watch(lab)
    page = watched.open(lab.add_notebook("buttons.ipynb", SHOW, "'the cell below'"))
    watched.run_all()
    card = assert_card(page)
    card.get_by_role("button", name="Copy").click()
    expect(card.get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == ANSWER.sql
    card.get_by_role("button", name="Insert cell").click()
    expect(page.locator(".jp-Cell")).to_have_count(3)
    assert watched.cell_sources()[1:] == [f"%%sql harbour\n{ANSWER.sql}", "'the cell below'"]


def test_the_readings_open_from_the_keyboard(lab, watch):
    watched = watch(lab)
    page = watched.open(lab.add_notebook("keyboard.ipynb", SHOW))
    watched.run_all()
    card = assert_card(page)
    expect(card.locator("dl")).to_be_hidden()
    card.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(card.locator("dl")).to_be_visible()
    expect(card.locator("dd")).to_have_text("boats.length_m > 12")


def test_keys_on_its_buttons_are_no_shortcuts_of_the_notebook(lab, watch):
    watched = watch(lab)
    page = watched.open(lab.add_notebook("card-keys.ipynb", SHOW, "'the cell below'"))
    watched.run_all()
    card = assert_card(page)
    before = watched.cell_sources()
    for part in (card.get_by_role("button", name="Copy"), card.locator("summary")):
        part.focus()
        page.keyboard.press("x")
        page.keyboard.press("b")
    expect(card.locator("summary")).to_be_focused()
    assert watched.cell_sources() == before


def test_a_reopened_notebook_keeps_the_card_without_a_kernel(lab, watch):
    view = {"version_major": 2, "version_minor": 0, "model_id": "0" * 32}
    data = answer_bundle(ANSWER) | {"application/vnd.jupyter.widget-view+json": view}
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    watched = watch(lab)
    page = watched.open(lab.add_notebook("reopened.ipynb", SHOW, outputs=[[output]]))
    assert_card(page)
    assert watched.errors == []


def test_an_answer_of_another_version_is_shown_in_its_static_form(lab, watch):
    data = {"application/vnd.iopsdata.answer+json": {"question": "?"}, "text/html": "<p>a static card</p>"}
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    watched = watch(lab)
    page = watched.open(lab.add_notebook("version.ipynb", SHOW, outputs=[[output]]))
    expect(page.locator(".jp-OutputArea-output p")).to_have_text("a static card")
    assert watched.errors == []


@pytest.fixture(scope="module")
def plain_lab(start_lab):
    """JupyterLab without our lab extension, as any other front end that runs anywidgets."""
    return start_lab(without=["iopsdata-jupyter"])


def test_without_the_lab_extension_the_card_is_a_widget(plain_lab, watch):
    watched = watch(plain_lab)
    page = watched.open(plain_lab.add_notebook("widget.ipynb", SHOW))
    watched.run_all()
    card = assert_card(page)
    assert card.get_by_role("button").all_inner_texts() == ["Copy"]
    assert watched.errors == []
    assert watched.requests_elsewhere == []


def test_the_static_form_reads_alike(plain_lab, watch):
    data = {key: value for key, value in answer_bundle(ANSWER).items() if key.startswith("text/")}
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    page = watch(plain_lab).open(plain_lab.add_notebook("static.ipynb", "1", outputs=[[output]]))
    shown = page.locator(".jp-OutputArea-output")
    expect(shown).to_contain_text(ANSWER.question)
    assert shown.locator("pre").inner_text() == ANSWER.sql
    assert shown.locator("img, b").count() == 0
