"""The magics with a model: its writing is shown and gone, usage is told, a failed cell is fixed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from iopsdata_jupyter.magics.lines import TerminalLine
from iopsdata_jupyter.magics.writing import INTERVAL_S, Writing, sql_so_far, tail
from tests.functional.conftest import Shell
from tests.services.openai_server import OpenAIServer, Reply, openai_server

__all__ = ["openai_server"]

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


@pytest.fixture
def asking(shell: Shell, shop: Path, openai_server: OpenAIServer) -> Shell:
    """A shell with a connection and a model."""
    for line in (
        f'%connect "{shop}" --as shop',
        f"%iops settings model=openai/scripted api_base={openai_server.url}",
    ):
        assert shell.run(line).error is None
    return shell


def test_the_model_is_seen_writing_and_nothing_of_it_stays(
    asking: Shell, openai_server: OpenAIServer
) -> None:
    answer = {"sql": "SELECT city, count(*) AS n FROM customers GROUP BY city", "explanation": "By city."}
    openai_server.script(Reply(json.dumps(answer), chunk_chars=12))
    ran = asking.run("%ask how many customers by city?")
    assert ran.error is None, (ran.text, ran.error)
    assert ran.value is not None, ran
    assert ran.value["n"].sum() == 3
    assert openai_server.requests[0].body["stream"] is True
    assert "Waiting for the model" in ran.text
    assert "Writing: " in ran.text
    assert "Writing" not in ran.text.rpartition("\x1b[2K")[2]


def test_a_line_may_end_in_a_question_mark(asking: Shell) -> None:
    assert asking.run("%ask how many customers are there? --offline").value.iloc[0, 0] == 3
    assert asking.run("%ask --offline how many customers are there?").value.iloc[0, 0] == 3
    asking.run("found = %ask --offline how many customers are there?")
    assert asking["found"].iloc[0, 0] == 3
    assert "%ask [CONNECTION]" in asking.run("%ask --help").text


def test_fallbacks_are_named_in_quotes_and_told_in_the_answer(shell: Shell, shop: Path) -> None:
    shell.run(f'%connect "{shop}" --as shop')
    shell.run('%iops settings model=openai/one fallback_models="groq/two, offline"')
    ran = shell.run("%ask how many customers are there")
    assert ran.value.iloc[0, 0] == 3
    shown = str(ran.bundles)
    assert "openai/one was tried first: There is no API key for openai/one" in shown
    assert "groq/two was tried first: There is no API key for groq/two" in shown


def test_usage_tells_models_tokens_and_budget(asking: Shell, openai_server: OpenAIServer) -> None:
    assert asking.run("%iops usage").text.strip() == "No model has been called in this session."
    openai_server.script(json.dumps({"sql": "SELECT count(*) AS n FROM orders"}))
    asking.run("%ask how many orders?")
    asking.run("%iops settings session_budget=500 session_budget_usd=2")
    text = asking.run("%iops usage").text
    assert "openai/scripted" in text
    assert "120 tokens   price unknown   1 call, 100 in + 20 out" in text
    assert text.count("price unknown") == 2
    assert "session_budget_usd" in text
    assert "500 tokens" in text


def test_a_failed_cell_is_fixed_offline(asking: Shell, openai_server: OpenAIServer) -> None:
    assert asking.run("%%sql\nselect nmae from customers").error is not None
    ran = asking.run("%ask --fix --offline")
    assert ran.error is None, (ran.text, ran.error)
    assert ran.value["name"].tolist() == ["Ada", "Grace", "Edsger"]
    shown = " ".join(str(bundle) for bundle in ran.bundles)
    assert "nmae → name" in shown
    assert openai_server.requests == []


def test_a_failed_cell_is_fixed_by_the_model_with_what_the_cell_says(
    asking: Shell, openai_server: OpenAIServer
) -> None:
    asking.run("%%sql\nselect turnover from orders")
    openai_server.script(json.dumps({"sql": "SELECT sum(amount) AS turnover FROM orders"}))
    ran = asking.run("%%ask --fix\nturnover is the sum of all amounts")
    assert ran.value["turnover"].tolist() == [45.5]
    assert "turnover is the sum of all amounts" in openai_server.requests[0].text


def test_samples_are_switched_on_by_connection_and_told(asking: Shell, shop: Path) -> None:
    assert "may be told to models" in asking.run(f'%connect "{shop}" --as shop --samples').text
    assert "may be told to models" not in asking.run("%connect shop --no-samples").text
    assert "exclude each other" in asking.run("%connect shop --samples --no-samples").text


# --- what is shown of a reply that is not complete


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{"sql": "SELECT 1', "SELECT 1"),
        ('{"sql": "SELECT \\"a b\\"\\nFROM t", "expl', 'SELECT "a b"\nFROM t'),
        ('{"explanation": "none ye', ""),
        ('{"sql": "SELECT \\u0041\\', "SELECT  "),
        ("```sql\nSELECT 1", "```sql\nSELECT 1"),
        ("", ""),
    ],
)
def test_the_sql_is_read_out_of_a_partial_reply(text: str, shown: str) -> None:
    assert sql_so_far(text).rstrip("\\") == shown


def test_a_line_shows_the_end_and_no_character_that_moves_the_cursor() -> None:
    assert tail("SELECT\n\n  a", 78) == "SELECT a"
    assert tail("x" * 100 + "y", 10) == "…" + "x" * 8 + "y"
    assert tail("a\x1b[2J\u202eb", 78) == "a[2Jb"


def test_the_line_is_written_at_most_ten_times_a_second(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = iter([100.0, 100.0 + INTERVAL_S / 2, 100.0 + 2 * INTERVAL_S])
    monkeypatch.setattr("time.monotonic", lambda: next(moments))
    writing = Writing(TerminalLine())
    for text in ("SELECT", "SELECT a", "SELECT a, b"):
        writing.show(text)
    shown = capsys.readouterr().err
    assert "SELECT a, b" in shown
    assert shown.count("Writing") == 2
