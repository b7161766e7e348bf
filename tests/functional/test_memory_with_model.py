"""Memory beside a scripted model: kept answers cost no request, metrics are held, examples are told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from iopsdata_jupyter.answering import Answer
from iopsdata_jupyter.session import Session
from iopsdata_jupyter.store.records import Metric
from iopsdata_jupyter.text_to_sql.llm import ModelTranslator
from tests.services.openai_server import OpenAIServer, openai_server

__all__ = ["openai_server"]

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
TURNOVER = Metric("turnover", "sum(orders.amount)", filters=("customers.city = 'Lund'",))
EXACT = """SELECT sum(o.amount) AS turnover FROM orders o JOIN customers c ON o.customer_id = c.id
WHERE c.city = 'Lund'"""


@pytest.fixture
def session(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "report.ipynb"))
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    opened = Session()
    opened.connect(str(shop), name="shop")
    yield opened
    opened.connections.close_all()


def ask(session: Session, server: OpenAIServer, question: str, *replies: str, new: bool = False) -> Answer:
    """Asks by the model that is set, as a user does."""
    server.script(*[json.dumps({"sql": reply}) for reply in replies])
    session.change_settings(model="openai/scripted", api_base=server.url)
    return session.questions.ask(question, new=new)


def prompt(server: OpenAIServer) -> str:
    return server.requests[-1].text


def test_a_kept_answer_needs_no_model(session: Session, openai_server: OpenAIServer) -> None:
    first = ask(session, openai_server, "all amounts", "SELECT amount FROM orders")
    asked = len(openai_server.requests)
    again = ask(session, openai_server, "All amounts?")
    assert (again.trust, again.translator, again.sql) == ("replayed", "openai/scripted", first.sql)
    assert again.usage is None
    assert len(openai_server.requests) == asked
    anew = ask(session, openai_server, "all amounts", "SELECT amount AS a FROM orders", new=True)
    assert anew.trust == "model"


def test_a_verified_query_needs_no_model_and_is_an_example_for_others(
    session: Session, openai_server: OpenAIServer
) -> None:
    session.questions.verify("amount of customer {name}", "SELECT sum(amount) FROM orders JOIN customers ON "
                   "customers.id = orders.customer_id WHERE name = :name", connection="shop")  # fmt: skip
    found = ask(session, openai_server, "amount of customer Ada")
    assert found.dataframe is not None
    assert found.dataframe.iloc[0, 0] == 40.0
    assert openai_server.requests == []
    ask(session, openai_server, "amount by customer", "SELECT amount FROM orders")
    assert "amount of customer {name}" in prompt(openai_server)
    assert "Grace" not in prompt(openai_server)
    assert ":name" not in json.dumps(openai_server.requests[-1].body["messages"][1:-1])


def test_a_metric_that_is_invented_anew_goes_back_once(session: Session, openai_server: OpenAIServer) -> None:
    session.store.save_metric(TURNOVER)
    found = ask(session, openai_server, "turnover", "SELECT avg(amount) FROM orders", EXACT)
    assert found.trust == "metric"
    assert found.metrics == ("turnover",)
    assert found.dataframe is not None
    assert found.dataframe.iloc[0, 0] == 5.5
    assert "use exactly this expression" in prompt(openai_server)
    assert found.usage is not None
    assert found.usage.prompt_tokens == 200


def test_a_model_that_insists_is_told_on(session: Session, openai_server: OpenAIServer) -> None:
    session.store.save_metric(TURNOVER)
    wrong = "SELECT sum(amount) FROM orders"
    found = ask(session, openai_server, "turnover", wrong, wrong)
    assert found.trust == "model"
    assert "The metric turnover is sum(orders.amount); the SQL computes something else." in found.notes
    assert found.confidence < 0.7


def test_confidence_is_not_the_models_own_word(session: Session, openai_server: OpenAIServer) -> None:
    good = ask(
        session, openai_server, "customers per city", "SELECT city, count(*) FROM customers GROUP BY 1"
    )
    openai_server.script(json.dumps({"sql": "SELECT id FROM orders", "confidence": 1.0}))
    bad = session.questions.ask("average age of the captains", new=True)
    assert 0 < bad.confidence < good.confidence < 1


def test_a_join_that_repeats_rows_is_told(session: Session, openai_server: OpenAIServer) -> None:
    sql = "SELECT sum(c.id) FROM customers c JOIN orders o ON o.customer_id = c.id"
    found = ask(session, openai_server, "sum of ids", sql)
    assert any("may count rows of customers several times" in note for note in found.notes)


def test_a_translator_that_the_caller_made_is_asked(session: Session, openai_server: OpenAIServer) -> None:
    ask(session, openai_server, "all amounts", "SELECT amount FROM orders")
    openai_server.script(json.dumps({"sql": "SELECT id FROM orders"}))
    own = ModelTranslator("openai/scripted", api_base=openai_server.url)
    assert session.questions.ask("all amounts", translator=own).sql == "SELECT id FROM orders"
