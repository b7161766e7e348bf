"""What a model writes becomes one statement or an error."""

from __future__ import annotations

import json
import time

import pytest

from iopsdata_jupyter.errors import ModelError, TranslationError
from iopsdata_jupyter.text_to_sql.reply import MAX_REPLY_CHARS, SCHEMA, Reply, parse_reply

QUERY = "SELECT city, count(*) FROM stores GROUP BY city"


def structured(**fields: object) -> str:
    return json.dumps({"sql": QUERY, "explanation": "", "assumptions": [], "cannot_answer": ""} | fields)


def fenced(sql: str, label: str = "sql") -> str:
    return f"```{label}\n{sql}\n```"


def test_a_structured_reply_keeps_explanation_and_assumptions() -> None:
    text = structured(explanation="Counts stores.", assumptions=["Closed stores count.", ""])
    assert parse_reply(text, "duckdb") == Reply(QUERY, "Counts stores.", ("Closed stores count.",))


def test_the_schema_names_what_is_read() -> None:
    assert set(SCHEMA["required"]) == set(json.loads(structured()))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(structured(), id="json"),
        pytest.param(fenced(structured(), "json"), id="json in a fence"),
        pytest.param(structured(sql=fenced(QUERY)), id="fence in json"),
        pytest.param(structured(sql=QUERY + " ;\n"), id="closing semicolon"),
        pytest.param(structured(cannot_answer="None"), id="nothing, in words"),
        pytest.param(structured(cannot_answer=None), id="null"),
        pytest.param(json.dumps({"sql": QUERY}), id="json with sql only"),
        pytest.param(QUERY, id="bare"),
        pytest.param(QUERY + ";", id="bare with semicolon"),
        pytest.param(QUERY + "; -- all of them", id="comment after the semicolon"),
        pytest.param(fenced(QUERY), id="fence"),
        pytest.param(fenced(QUERY, ""), id="fence without label"),
        pytest.param(fenced(QUERY, "python"), id="fence with another label"),
        pytest.param(fenced(QUERY, "SQL title=answer"), id="fence with attributes"),
        pytest.param(f"~~~~\n{QUERY}\n~~~~", id="tildes"),
        pytest.param(f"Here it is:\n\n{fenced(QUERY)}\n\nIt counts.", id="prose around a fence"),
        pytest.param(
            f"{fenced(QUERY)}\nGives:\n{fenced('city | count', 'text')}", id="fence with sample output"
        ),
        pytest.param(f"{fenced(QUERY)}\nagain\n{fenced(QUERY.lower())}", id="the same statement twice"),
        pytest.param(f"<think>Perhaps DELETE FROM stores?</think>\n{structured()}", id="reasoning first"),
        pytest.param(f"{fenced(structured(), 'json')}\n{fenced(QUERY)}", id="json and the same sql"),
    ],
)
def test_forms_of_the_same_answer(text: str) -> None:
    assert parse_reply(text, "duckdb").sql.lower() == QUERY.lower()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "empty", id="empty"),
        pytest.param(
            f"{fenced(QUERY)}\n{fenced('DELETE FROM stores')}", "several different", id="query and deletion"
        ),
        pytest.param(f"{fenced(QUERY)}\n{fenced('SELECT 1')}", "several different", id="two queries"),
        pytest.param(
            f"{fenced(structured())}\n{fenced('SELECT 1')}", "several different", id="json and other sql"
        ),
        pytest.param(fenced("SELECT 1; SELECT 2"), "holds 2 statements", id="two in one fence"),
        pytest.param(structured(sql="SELECT 1; DROP TABLE stores"), "holds 2 statements", id="two in json"),
        pytest.param(f"```sql\n{QUERY}", "not closed", id="open fence"),
        pytest.param(f"Run ```{QUERY}``` now", "not closed", id="fence within a line"),
        pytest.param(fenced("SELECT (1 FROM stores"), "does not parse as duckdb", id="unbalanced fence"),
        pytest.param("SELECT count(* FROM stores", "does not parse as duckdb", id="unbalanced bare"),
        pytest.param("SELECT 'open FROM stores", "does not parse", id="open string"),
        pytest.param(f"{fenced('SELECT (1')}\n{fenced(QUERY)}", "does not parse", id="one of two broken"),
        pytest.param('{"sql": "SELECT 1"', "not valid JSON", id="cut json"),
        pytest.param('{"sql": "SELECT 1", "sql": "SELECT 2"}', "not valid JSON", id="a key twice"),
        pytest.param(structured() + structured(sql="SELECT 2"), "not valid JSON", id="two objects"),
        pytest.param(structured(sql=["SELECT 1"]), "no text under 'sql'", id="list of statements"),
        pytest.param(structured(cannot_answer="There is no such table."), "says that it cannot", id="both"),
        pytest.param(structured(sql="SHOW ALL SETTINGS"), "no SQL statement", id="command"),
        pytest.param(structured(sql="stores"), "no SQL statement", id="a word"),
        pytest.param(structured(sql=";"), "no SQL statement", id="semicolon"),
        pytest.param(fenced("import os", "python"), "holds no SQL", id="other code"),
        pytest.param("<think>SELECT 1 FROM stores", "ends before its answer", id="reasoning without end"),
        pytest.param("SELECT " + "(" * 5000 + "1" + ")" * 5000, "does not parse", id="deep nesting"),
        pytest.param("SELECT 1" + " " * MAX_REPLY_CHARS, "longer than", id="too long"),
        pytest.param("[" * 40_000, "no answer", id="deep json list"),
        pytest.param('{"a":' * 8_000, "not valid JSON", id="deep json"),
    ],
)
def test_unusable_replies_are_refused(text: str, message: str) -> None:
    with pytest.raises(TranslationError, match=message) as caught:
        parse_reply(text, "duckdb")
    assert caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("I cannot select rows from orders, because there is no such table.", id="select within"),
        pytest.param("Select a table and ask again.", id="select first"),
        pytest.param("select a table", id="prose that parses"),
        pytest.param("With pleasure! Which year do you mean?", id="with"),
        pytest.param("From what I see, nothing here is about weather.", id="from"),
        pytest.param("You could run SELECT * FROM stores; it lists them.", id="sql within prose"),
        pytest.param(
            "Sure:\n\nSELECT * FROM stores\n\nwould list them, but I must not.", id="sql as a paragraph"
        ),
        pytest.param("DROP TABLE stores", id="bare deletion"),
        pytest.param("show me", id="command words"),
    ],
)
def test_prose_never_becomes_a_statement(text: str) -> None:
    with pytest.raises(TranslationError):
        parse_reply(text, "duckdb")


def test_a_refusal_is_no_fault_of_the_model() -> None:
    with pytest.raises(TranslationError, match=r"no answer: No table holds the weather\.") as caught:
        parse_reply(structured(sql="", cannot_answer="No table holds the weather."), "duckdb")
    assert not isinstance(caught.value, ModelError)


def test_a_statement_that_writes_is_left_to_the_guard() -> None:
    assert parse_reply(structured(sql="DELETE FROM stores"), "duckdb").sql == "DELETE FROM stores"


@pytest.mark.parametrize("placeholder", ["{{config.api_key}}", "{os.environ}", "${HOME}", "%(password)s"])
def test_nothing_in_a_reply_is_expanded(placeholder: str) -> None:
    sql = f"SELECT city FROM stores WHERE city = '{placeholder}'"
    assert parse_reply(structured(sql=sql), "duckdb").sql == sql


@pytest.mark.parametrize(
    ("dialect", "sql"),
    [
        ("postgres", "SELECT total::int FROM orders"),
        ("mysql", "SELECT `total` FROM orders"),
        ("sqlite", "SELECT strftime('%Y', d) FROM orders"),
        ("spark", "SELECT explode(items) AS item FROM orders"),
        ("duckdb", "FROM orders SELECT total"),
    ],
)
def test_the_text_is_kept_as_the_model_wrote_it(dialect: str, sql: str) -> None:
    assert parse_reply(sql, dialect).sql == sql


@pytest.mark.parametrize(
    "text", ["```a\n" * 10_000, "<think>" * 7_000, "`" * 40_000, "/*" * 20_000, "(" * 40_000]
)
def test_hostile_length_costs_little(text: str) -> None:
    before = time.process_time()
    with pytest.raises(TranslationError):
        parse_reply(text, "duckdb")
    assert time.process_time() - before < 0.5


def test_an_ordinary_reply_costs_a_few_milliseconds() -> None:
    parse_reply(structured(), "duckdb")
    before = time.process_time()
    for _ in range(20):
        parse_reply(structured(), "duckdb")
    assert (time.process_time() - before) / 20 < 0.005
