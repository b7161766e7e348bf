from __future__ import annotations

import dataclasses
import json
from html.parser import HTMLParser

import pytest

from iopsdata_jupyter.answering import Answer
from iopsdata_jupyter.text_to_sql.translator import Understanding, Usage
from iopsdata_jupyter.widgets import answer as answer_module
from iopsdata_jupyter.widgets.answer import ANSWER_MIME, answer_bundle
from iopsdata_jupyter.widgets.answer_html import highlight_sql
from iopsdata_jupyter.widgets.summary import summarise

MARKUP = "<script>attack()</script><img src=x onerror='attack()'>&amp;\""
ANSWER = Answer(
    question="How many boats are there?",
    sql="SELECT count(*) AS boats\nFROM boats",
    dialect="duckdb",
    connection="harbour",
    translator="offline",
    confidence=0.875,
    row_count=1,
    elapsed_s=0.0123,
)


class Page(HTMLParser):
    """The tags, attributes and text of a fragment."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        if self.tags[-1] != "style":
            self.text += data


def changed(**values):
    return dataclasses.replace(ANSWER, **values)


def attacked(text):
    """An answer in which every text that may come from a question, a model or data is `text`."""
    return changed(
        question=text,
        sql=text,
        connection=text,
        translator=text,
        explanation=text,
        assumptions=(text,),
        understood=(Understanding(text, text),),
        notes=(text,),
    )


class TestBundle:
    def test_every_form_has_question_sql_and_facts(self):
        bundle = answer_bundle(ANSWER)
        html = Page(bundle["text/html"]).text
        for form in (bundle["text/plain"], html, json.dumps(bundle[ANSWER_MIME], ensure_ascii=False)):
            for part in ("How many boats are there?", "SELECT count(*) AS boats", "12 ms", "harbour"):
                assert part in form

    def test_outside_a_kernel_there_is_no_widget(self):
        assert set(answer_bundle(ANSWER)) == {ANSWER_MIME, "text/html", "text/plain"}

    def test_in_a_kernel_the_widget_carries_the_payload(self, monkeypatch):
        if not answer_module.is_built("answer"):
            pytest.skip("the widgets are not built")
        monkeypatch.setattr(answer_module, "in_kernel", lambda: True)
        view = answer_bundle(ANSWER)["application/vnd.jupyter.widget-view+json"]
        assert len(view["model_id"]) == 32

    def test_without_built_files_it_says_how_to_build(self, monkeypatch):
        monkeypatch.setattr(answer_module, "is_built", lambda name: False)
        monkeypatch.setattr(answer_module, "in_kernel", lambda: True)
        bundle = answer_bundle(ANSWER)
        assert "npm run build:widgets" in bundle["text/html"]
        assert "application/vnd.jupyter.widget-view+json" not in bundle

    def test_it_is_json(self):
        assert json.loads(json.dumps(answer_bundle(attacked(MARKUP))))


class TestHTML:
    def test_markup_in_any_text_stays_text(self):
        page = Page(answer_bundle(attacked(MARKUP))["text/html"])
        assert set(page.tags) <= {
            "div", "style", "p", "strong", "pre", "code", "span", "ul", "li", "details", "summary", "small",
        }  # fmt: skip
        assert page.attributes == {"class", "title"}
        assert page.text.count(MARKUP) == 9

    def test_it_asks_for_nothing_from_elsewhere(self):
        html = answer_bundle(ANSWER)["text/html"]
        assert not any(word in html for word in ("url(", "@import", "src=", "href="))

    def test_highlighting_keeps_every_character(self):
        sql = "\n-- a < b\nselect 'x''y', \"a\"\"b\", 1.5e3 from t where a <> 'é' /* open\n\n"
        assert Page("<pre>" + highlight_sql(sql)).text == sql

    def test_parts_with_nothing_to_say_are_left_out(self):
        assert not {"details", "ul"} & set(Page(answer_bundle(ANSWER)["text/html"]).tags)


class TestText:
    def test_it_reads_from_question_to_facts(self):
        text = answer_bundle(changed(assumptions=("all are afloat",), notes=("Repaired once.",)))[
            "text/plain"
        ]
        assert text == (
            "How many boats are there?\n\n    SELECT count(*) AS boats\n    FROM boats\n\n"
            "Assumed: all are afloat\nNote: Repaired once.\n"
            "Model: Made by a language model; its names were checked against the tables.\n"
            "1 row · 12 ms · harbour · via offline translator · confidence 88%"
        )

    def test_terminal_escapes_and_direction_marks_are_written_out(self):
        text = answer_bundle(attacked("a\x1b[31mb\u202ec\x07"))["text/plain"]
        assert "a\\u001b[31mb\\u202ec\\u0007" in text
        assert not set(text) & set("\x1b\u202e\x07")


class TestSummary:
    def test_sql_and_cell_are_exactly_what_ran(self):
        sql = "select '\u202e\x07' --\r\n"
        summary = summarise(changed(sql=sql))
        assert summary.sql == sql
        assert summary.cell == f"%%sql harbour\n{sql}"

    def test_a_model_shows_tokens_and_cost(self):
        usage = Usage("some-model", 1204, 88, None)
        facts = summarise(changed(translator="some-model", usage=usage)).facts
        assert facts[3:] == ("via some-model", "1,204 + 88 tokens", "cost unknown", "confidence 88%")

    def test_a_truncated_result_says_so(self):
        summary = summarise(changed(truncated=True, row_count=100_000))
        assert summary.facts[0] == "first 100,000 rows"
        assert summary.notes == (
            "The result is cut: these are the first 100,000 rows, the database has more.",
        )

    def test_sql_that_did_not_run_says_so(self):
        assert summarise(changed(row_count=None)).facts[0] == "not run"
