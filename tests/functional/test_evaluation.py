"""`iopsdata eval` and `iops.evaluate` on real data, with the offline translator and with scripted models."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import iopsdata_jupyter as iops
from iopsdata_jupyter.cli import main
from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.session import current_session
from iopsdata_jupyter.store.base import Metric
from tests.services.openai_server import OpenAIServer, Reply

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")

BY_CITY = "select city, sum(amount) from orders o join customers c on c.id = o.customer_id group by city"
QUESTIONS: list[dict[str, Any]] = [
    {"question": "how many customers are there", "sql": "select count(*) from customers", "name": "count"},
    {"question": "total amount by city", "sql": BY_CITY, "name": "cities"},
]


@pytest.fixture(autouse=True)
def fresh_session() -> Iterator[None]:
    current_session.cache_clear()
    yield
    current_session().connections.close_all()
    current_session.cache_clear()


@pytest.fixture
def servers() -> Iterator[tuple[OpenAIServer, OpenAIServer]]:
    with OpenAIServer() as first, OpenAIServer() as second:
        yield first, second


def answers(*statements: str) -> list[Reply]:
    return [Reply(json.dumps({"sql": sql})) for sql in statements]


def question_file(folder: Path, questions: list[dict[str, Any]], connection: str = "") -> str:
    path = folder / "questions.yml"
    head = {"connection": connection} if connection else {}
    path.write_text(json.dumps(head | {"questions": questions}))  # JSON is YAML
    return str(path)


def reasons(found: Any, system: str) -> dict[str, str | None]:
    return {each.question.title: each.miss and each.miss.reason for each in found.score(system).attempts}


def test_the_offline_translator_on_the_sample_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = [
        {"question": "how many stores are there", "sql": "select count(*) from stores"},
        {"question": "what will the weather be", "sql": "select 1"},
    ]
    path, page = question_file(tmp_path, questions, "sample"), tmp_path / "report.html"
    call = ["eval", path, "--offline", "--save", str(page)]
    assert main([*call, "--fail-under", "0.5"]) == 0
    printed = capsys.readouterr().out
    assert "offline  50.0 %  1 declined" in printed
    assert "declined: what will the weather be" in printed
    assert main([*call, "--fail-under", "0.51"]) == 3
    assert page.read_text().startswith("<!DOCTYPE html>")
    assert "<script" not in page.read_text()


def test_two_models_beside_the_offline_baseline(
    shop: Path, servers: tuple[OpenAIServer, OpenAIServer]
) -> None:
    good, poor = servers
    good.script(*answers("select count(*) from customers", BY_CITY))
    poor.script(*answers("select count(*) from orders where id > 99", "select city from customers"))
    names = [f"openai/{name}@{server.url}" for name, server in zip(("good", "poor"), servers, strict=True)]
    found = iops.evaluate(QUESTIONS, connection=str(shop), models=[*names, "offline"])
    assert [score.system for score in found.scores] == [*names, "offline"]
    assert found.score(names[0]).accuracy == 1.0
    assert reasons(found, names[1]) == {"count": "rows", "cities": "columns"}
    assert found.score(names[0]).tokens == 240
    assert found.score(names[0]).cost_usd is None  # no price is known of it
    assert found.score("offline").tokens == 0
    assert found.score("offline").accuracy == 1.0
    assert not found.passed(0.5)


def test_repeats_give_pass_at_k_and_pass_all_k(
    shop: Path, servers: tuple[OpenAIServer, OpenAIServer]
) -> None:
    server, _ = servers
    server.script(*answers("select count(*) from customers", "select 7"))
    name = f"openai/wavering@{server.url}"
    found = iops.evaluate(QUESTIONS[:1], connection=str(shop), models=[name], repeats=2).score(name)
    assert (found.accuracy, found.pass_at(2), found.pass_all(2)) == (0.5, 1.0, 0.0)


def test_every_reason_of_a_miss(shop: Path, servers: tuple[OpenAIServer, OpenAIServer]) -> None:
    server, _ = servers
    ordered = "select name from customers order by name"
    questions = [
        {"question": "names in order", "sql": ordered, "name": "order"},
        {"question": "forbidden", "sql": "select 1", "name": "refused"},
        {"question": "declined", "sql": "select 1", "name": "declined"},
        {"question": "dead", "sql": "select 1", "name": "failed"},
    ]
    server.script(*answers(f"{ordered} desc", "delete from orders"))
    server.script(json.dumps({"sql": "", "question": "Which one?"}), Reply(status=401))
    name = f"openai/bad@{server.url}"
    found = iops.evaluate(questions, connection=str(shop), models=[name])
    assert reasons(found, name) == {
        "order": "order",
        "refused": "error",
        "declined": "declined",
        "failed": "error",
    }
    native = sqlite3.connect(shop)
    assert native.execute("select count(*) from orders").fetchone() == (3,)
    native.close()


def test_answers_are_recorded_and_replayed_without_a_server(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, record = question_file(tmp_path, QUESTIONS, str(shop)), str(tmp_path / "answers.json")
    with OpenAIServer() as server:
        # The second question takes a repair.
        server.script(*answers("select count(*) from customers", "select nothing from nowhere", BY_CITY))
        name = f"openai/one@{server.url}"
        assert main(["eval", path, "--model", name, "--record", record, "--format", "json"]) == 0
    live = json.loads(capsys.readouterr().out)
    assert main(["eval", path, "--replay", record, "--format", "json", "--fail-under", "1"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert again["replayed"] is True
    assert [system["system"] for system in again["systems"]] == [name, "offline"]
    for key in ("accuracy", "tokens", "cost_usd", "misses", "pass_at"):
        assert again["systems"][0][key] == live["systems"][0][key]
    assert again["systems"][0]["tokens"] == 360
    assert "sk-" not in Path(record).read_text()
    assert "Lund" not in Path(record).read_text()


def test_an_answer_that_was_not_recorded_is_an_error(shop: Path, tmp_path: Path) -> None:
    record = tmp_path / "answers.json"
    record.write_text('{"version": 1, "answers": []}')
    found = iops.evaluate(QUESTIONS[:1], connection=str(shop), models=["openai/one"], replay=record)
    assert reasons(found, "openai/one") == {"count": "error"}
    record.write_text("[]")
    with pytest.raises(UsageError, match="no recording"):
        iops.evaluate(QUESTIONS[:1], connection=str(shop), replay=record)


def test_a_writable_connection_is_only_read_and_every_statement_is_audited(shop: Path) -> None:
    connection = iops.connect(str(shop), access="read_write")
    questions = [*QUESTIONS[:1], {"question": "empty it", "sql": "delete from orders", "name": "harm"}]
    found = iops.evaluate(questions, connection=connection, models=["offline"])
    assert [each.question.title for each in found.broken] == ["harm"]
    assert not found.passed()
    assert iops.sql("select count(*) as n from orders", connection=connection)["n"].tolist() == [3]
    events = current_session().store.audit()
    told = {(event.source, event.verdict) for event in events}
    assert {("sql", "allowed"), ("sql", "refused"), ("ask", "allowed")} <= told


def test_a_verified_query_does_not_answer_its_own_question(
    shop: Path, servers: tuple[OpenAIServer, OpenAIServer]
) -> None:
    server, _ = servers
    connection = iops.connect(str(shop), name="shop")
    iops.verify("who lives in {city}", "select name from customers where city = :city", connection=connection)
    iops.verify("who lives in a city", "select name from customers where id < 3", connection=connection)
    server.script(*answers("select 'guess'", "select name from customers where city = 'Bergen'"))
    name = f"openai/one@{server.url}"
    found = iops.evaluate(connection=connection, models=[name], verified=True)
    assert reasons(found, name) == {
        "verified who lives in a city": "rows",
        "verified who lives in {city}": None,
    }
    assert [each.question for each in found.questions] == ["who lives in a city", "who lives in Bergen"]
    first, second = (request.text for request in server.requests)
    assert "id < 3" not in first  # what is asked is withheld,
    assert "id < 3" in second  # and what is not is an example as ever


def test_metrics_and_broken_queries_are_a_regression_test(shop: Path) -> None:
    connection = iops.connect(str(shop), name="shop")
    store = current_session().store
    store.save_metric(Metric("revenue", "sum(orders.amount)", filters=("customers.city = 'Lund'",)))
    store.save_metric(Metric("gone", "sum(orders.missing)"))
    found = iops.evaluate(connection=connection, models=["offline"], verified=True)
    assert reasons(found, "offline") == {"metric revenue": None}
    assert [each.question.title for each in found.broken] == ["metric gone"]
    assert not found.passed()


def test_what_was_asked_before_makes_no_difference(shop: Path) -> None:
    connection = iops.connect(str(shop), name="shop")
    iops.ask("total amount", connection=connection, translator="offline")
    iops.evaluate(QUESTIONS, connection=connection, models=["offline"])
    refined = iops.ask("by city", connection=connection, translator="offline")
    assert refined.row_count == 2  # refines the question before the evaluation


def test_the_current_connection_stays_current(shop: Path, tmp_path: Path) -> None:
    iops.connect(str(shop), name="shop")
    other = tmp_path / "other.db"
    native = sqlite3.connect(other)
    native.execute("create table t (a integer)")
    native.close()
    found = iops.evaluate(
        [{"question": "how many t", "sql": "select count(*) from t"}],
        connection=str(other),
        models=["offline"],
    )
    assert found.broken == ()
    assert current_session().connections.current_name == "shop"


def test_a_recording_that_cannot_be_written_is_told_before_a_model_is_asked(
    shop: Path, tmp_path: Path, servers: tuple[OpenAIServer, OpenAIServer]
) -> None:
    name = f"openai/one@{servers[0].url}"
    with pytest.raises(UsageError, match="cannot be written"):
        iops.evaluate(QUESTIONS, connection=str(shop), models=[name], record=tmp_path / "no" / "a.json")
    assert servers[0].requests == []


@pytest.mark.parametrize(
    "call",
    [
        ["eval"],
        ["eval", "q.yml", "--fail-under", "80"],
        ["eval", "q.yml", "--save", "report.pdf"],
        ["eval", "q.yml", "--repeats", "0"],
    ],
)
def test_a_call_that_cannot_be_followed_is_told(call: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(call) == 1
    assert capsys.readouterr().err.startswith("Usage: ")
