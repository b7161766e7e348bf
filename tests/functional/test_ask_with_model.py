"""Questions over the sample data with a scripted model: from prompt to rows, and what stops it."""

from __future__ import annotations

import json

import pytest

from iopsdata_jupyter.answering import Answer
from iopsdata_jupyter.errors import ExecutionError, StatementRejected, TranslationError
from iopsdata_jupyter.session import Session
from iopsdata_jupyter.text_to_sql.llm import ModelTranslator
from tests.services.openai_server import OpenAIServer, openai_server

__all__ = ["openai_server"]

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


def ask(
    session: Session, server: OpenAIServer, *replies: str, question: str = "How many stores are there?"
) -> Answer:
    server.script(*[json.dumps({"sql": reply}) for reply in replies])
    model = ModelTranslator("openai/scripted", api_base=server.url, retry_wait_s=0.01)
    return session.questions.ask(question, translator=model)


def last_prompt(server: OpenAIServer) -> str:
    return str(server.requests[-1].body["messages"][-1]["content"])


def test_an_answer_has_rows_and_usage(session: Session, openai_server: OpenAIServer) -> None:
    found = ask(session, openai_server, "SELECT count(*) AS stores FROM stores")
    assert found.dataframe is not None
    assert found.dataframe["stores"].tolist() == [24]
    assert found.usage is not None
    assert found.usage.prompt_tokens == 100
    assert found.translator == "openai/scripted"


def test_the_prompt_holds_the_schema_with_its_keys_and_comments_and_no_value(
    session: Session, openai_server: OpenAIServer
) -> None:
    ask(session, openai_server, "SELECT 1", question="Revenue in tokyo ginza by payment method?")
    prompt = last_prompt(openai_server)
    assert "store_id INTEGER REFERENCES stores (store_id), -- Store that served the order" in prompt
    assert "PRIMARY KEY (order_id, line_number)" in prompt
    assert "Tokyo Ginza" not in prompt
    assert "Trail Running Shoes" not in prompt


def test_an_invented_column_goes_back_with_its_near_names(
    session: Session, openai_server: OpenAIServer
) -> None:
    found = ask(
        session,
        openai_server,
        "SELECT sum(tot_amnt) FROM orders",
        "SELECT sum(total_amount) FROM orders",
    )
    assert found.row_count == 1
    assert "There is no column 'tot_amnt'." in last_prompt(openai_server)
    assert "Did you mean total_amount?" in last_prompt(openai_server)
    assert found.notes == ("Repaired by the model: There is no column 'tot_amnt'.",)


def test_a_value_in_an_engines_error_does_not_go_back(session: Session, openai_server: OpenAIServer) -> None:
    ask(
        session,
        openai_server,
        "SELECT CAST(product_name AS INTEGER) FROM products",
        "SELECT count(*) FROM products",
    )
    assert "Error:" in last_prompt(openai_server)
    assert "Trail Running Shoes" not in last_prompt(openai_server)


def test_repair_ends_after_two_attempts(session: Session, openai_server: OpenAIServer) -> None:
    with pytest.raises(ExecutionError, match="nowhere"):
        ask(session, openai_server, *["SELECT a FROM nowhere"] * 5)
    assert len(openai_server.requests) == 3


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM orders",
        "DROP TABLE orders",
        "WITH gone AS (DELETE FROM orders RETURNING *) SELECT * FROM gone",
        "COPY orders TO 'orders.csv'",
        "UPDATE stores SET city = 'x'",
        "CREATE TABLE copied AS SELECT * FROM orders",
    ],
)
def test_a_model_that_obeys_an_injected_order_is_stopped(
    session: Session, openai_server: OpenAIServer, sql: str
) -> None:
    with pytest.raises(StatementRejected):
        ask(session, openai_server, sql)
    assert ask(session, openai_server, "SELECT count(*) AS n FROM orders").row_count == 1


@pytest.mark.parametrize(
    "reply", ["SELECT 1; DELETE FROM orders", "SET threads = 1", "ATTACH 'other.db'", ""]
)
def test_what_is_no_single_query_is_no_answer(
    session: Session, openai_server: OpenAIServer, reply: str
) -> None:
    with pytest.raises(TranslationError):
        ask(session, openai_server, reply, reply)


def test_a_follow_up_carries_the_conversation(session: Session, openai_server: OpenAIServer) -> None:
    ask(session, openai_server, "SELECT count(*) FROM orders", question="How many orders?")
    ask(
        session,
        openai_server,
        "SELECT channel, count(*) FROM orders GROUP BY ALL",
        question="and by channel?",
    )
    contents = [message["content"] for message in openai_server.requests[-1].body["messages"]]
    assert "Question: How many orders?" in contents
    assert json.dumps({"sql": "SELECT count(*) FROM orders"}) in contents
