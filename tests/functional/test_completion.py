"""Completion through the shell's own completer, as every front end asks for it."""

from __future__ import annotations

import sqlite3
import threading
import time
import warnings
from pathlib import Path

import pytest

from iopsdata_jupyter.magics.completion.known import Reads
from tests.functional.conftest import Shell


def proposals(shell: Shell, marked: str) -> list[tuple[str, str]]:
    """Text and kind of each proposal at the `|` of a cell, in order."""
    text = marked.replace("|", "", 1)
    offset = marked.index("|")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = list(shell.native.Completer.completions(text, offset))
    return [(entry.text, entry.type) for entry in found]


def texts(shell: Shell, marked: str) -> list[str]:
    return [text for text, _ in proposals(shell, marked)]


def completed(shell: Shell, marked: str) -> list[str]:
    """The cell up to the cursor, with each proposal put in."""
    text, offset = marked.replace("|", "", 1), marked.index("|")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [text[: one.start] + one.text for one in shell.native.Completer.completions(text, offset)]


@pytest.fixture
def connected(shell: Shell, shop: Path) -> Shell:
    with sqlite3.connect(shop) as native:
        native.execute('create table "my notes" ("when" text, "First Word" text)')
    native.close()
    shell.run(f"%connect '{shop}' --as shop")
    return shell


WHOLE = {
    "%%sql\nselect * from cus|": "%%sql\nselect * from customers",
    "%sql select * from ord|": "%sql select * from orders",
    "%%sql\nselect 1 from orders o where o.pl|": "%%sql\nselect 1 from orders o where o.placed_on",
    "%%sql shop\nselect * from orders where am|": "%%sql shop\nselect * from orders where amount",
    "%%sql\nselect -am| from orders": "%%sql\nselect -amount",
    "%%sql\nselect * from my|": '%%sql\nselect * from "my notes"',
    '%%sql\nselect "Fi| from "my notes"': '%%sql\nselect "First Word"',
    '%%sql\nselect n.wh| from "my notes" n': '%%sql\nselect n."when"',
    "%%sql sh|": "%%sql shop",
    "%%sql shop --as po|": "%%sql shop --as polars",
    "%connect sa|": "%connect sample",
    "%connect post|": "%connect postgresql://",
    "%%sql --li|": "%%sql --limit",
    "%%ask --off|": "%%ask --offline",
    "%%ask\nhow many cust|": "%%ask\nhow many customers",
    "%ask how many cust|": "%ask how many customers",
    "%iops set|": "%iops settings",
    "%profile cust|": "%profile customers",
    "%lineage --form|": "%lineage --format",
    "%lineage --format mer|": "%lineage --format mermaid",
}


def test_names_and_options_are_completed(connected: Shell) -> None:
    missing = [marked for marked, whole in WHOLE.items() if whole not in completed(connected, marked)]
    assert missing == []


COLUMNS = {
    "select | from orders": ["id", "customer_id", "amount", "placed_on"],
    "select c.| from orders o join customers c on true": ["id", "name", "city"],
    "select 1 from orders o, customers c where c.|": ["id", "name", "city"],
    "select (select max(c.|) from customers c) from orders": ["id", "name", "city"],
    "select 1 from orders o where exists (select 1 from customers c where o.|)": ["id"],
    "with big as (select id, amount * 2 as twice from orders) select | from big": ["id", "twice"],
    "with a(x, y) as (select 1, 2) select a.| from a": ["x", "y"],
    "with a as (select * from customers), b as (select * from a) select b.| from b": ["id", "name"],
    "select s.| from (select city, count(*) as n from customers group by city) s": ["city", "n"],
    "select id from customers union select | from orders": ["id", "customer_id"],
    "insert into customers (|": ["id", "name", "city"],
    "select 1; select | from customers; select 2 from orders": ["id", "name", "city"],
}
TABLES = {
    "with big as (select 1 as one) select * from |": ["big", "customers"],
    "select * from orders, |": ["customers"],
    "select * from orders o join |": ["customers"],
}


@pytest.mark.parametrize(("kind", "cases"), [("column", COLUMNS), ("table", TABLES)])
def test_what_is_in_scope_comes_first(connected: Shell, kind: str, cases: dict[str, list[str]]) -> None:
    found = {marked: proposals(connected, f"%%sql\n{marked}")[: len(cases[marked])] for marked in cases}
    assert found == {marked: [(name, kind) for name in wanted] for marked, wanted in cases.items()}


def test_another_query_of_the_statement_is_out_of_scope(connected: Shell) -> None:
    found = proposals(
        connected, "%%sql\nselect | from customers where id in (select customer_id from orders)"
    )
    assert ("amount", "column") not in found
    assert ("city", "column") in found


def test_functions_and_keywords_follow_the_columns(connected: Shell) -> None:
    found = proposals(connected, "%%sql\nselect c| from customers")
    assert found[0] == ("city", "column")
    assert found.index(("case", "keyword")) < found.index(("count(", "function"))
    assert ("CASE", "keyword") in proposals(connected, "%%sql\nSELECT C| FROM customers")


def test_functions_are_those_of_the_dialect(connected: Shell) -> None:
    connected.run("%connect sample")
    assert "date_trunc(" in texts(connected, "%%sql\nselect date_t|")
    assert "date_trunc(" not in texts(connected, "%%sql shop\nselect date_t|")


def test_variables_of_the_notebook_stand_behind_a_colon(connected: Shell) -> None:
    connected.run("city = 'Lund'\nlimits = [1, 2]\n_hidden = 1\ndef citizen(): pass")
    assert proposals(connected, "%%sql\nselect 1 from customers where city = :ci|") == [("city", "parameter")]
    assert proposals(connected, "%%sql\nselect '{{ci|") == []
    assert ("city", "parameter") in proposals(connected, "%%sql\nselect {{|")
    assert ("city", "parameter") not in proposals(connected, "%%sql\nselect id::ci|")


def test_dataframes_and_saved_statements_are_tables(shell: Shell) -> None:
    shell.run("import pandas\nsales = pandas.DataFrame({'region': ['n'], 'amount': [1]})")
    shell.run("%%sql --save best --no-execute\nselect 1 as one")
    assert ("region", "column") in proposals(shell, "%%sql\nselect | from sales")
    assert ("best", "table") in proposals(shell, "%%sql\nselect * from b|")
    assert ("sales", "table") in proposals(shell, "%profile sa|")


def test_strings_and_comments_are_left_alone(connected: Shell) -> None:
    for marked in ("select 'cus|", "select 1 -- cus|", "select /* cus|", "select 'it''s cus| here'"):
        assert proposals(connected, f"%%sql\n{marked}") == []


def test_metrics_can_be_asked_for(connected: Shell) -> None:
    connected.run("%iops metrics add net revenue = sum(orders.amount) --synonyms turnover")
    found = proposals(connected, "%%ask\nwhat is the n|")
    assert ("net revenue", "metric") in found
    assert proposals(connected, "%%ask\nturn|") == [("turnover", "metric")]


def test_files_can_be_connected_to(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    for name in ("data/sales.csv", "data/my sales.parquet", "data/notes.txt", "shop.db", "a\nb.csv"):
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    assert ("shop.db", "file") in proposals(shell, "%connect sh|")
    assert ("data/", "file") in proposals(shell, "%connect d|")
    assert texts(shell, "%connect data/|") == ["'data/my sales.parquet'", "data/sales.csv"]
    assert not any("\n" in text for text in texts(shell, "%connect |"))


def test_python_is_left_to_python(connected: Shell) -> None:
    assert "customers" not in texts(connected, "cust|")
    assert "customers" not in texts(connected, "%time cust|")
    assert "customers" not in texts(connected, "x = 1\ncust|\n%sql select 1")


def test_completion_before_the_first_cell_starts_no_engine(shell: Shell) -> None:
    assert "sample" in texts(shell, "%connect sam|")


def test_a_store_that_hangs_is_not_waited_for() -> None:
    reads, owner, release = Reads(), object(), threading.Event()

    def slow() -> list[str]:
        release.wait(60)
        return ["shop"]

    assert reads.latest("connections", slow, owner) is None
    release.set()
    deadline = time.monotonic() + 30
    while reads.latest("connections", slow, owner) is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert reads.latest("connections", slow, owner) == ["shop"]
    assert reads.latest("connections", lambda: ["other"], object()) == ["other"]


def test_a_list_of_many_tables_is_cut(shell: Shell, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "wide.db") as native:
        tables = ";".join(f"create table t{number} (a, b)" for number in range(1000))
        native.executescript(f"begin; {tables}; commit")
    native.close()
    shell.run(f"%connect {tmp_path / 'wide.db'}")
    assert texts(shell, "%%sql\nselect * from t99|")[0] == "t990"
    assert 0 < len(texts(shell, "%%sql\nselect * from t|")) <= 500
