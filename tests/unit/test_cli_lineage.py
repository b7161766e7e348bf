"""`iopsdata lineage`: targets, forms and exit codes, as a build would call it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from iopsdata_jupyter.cli import main
from tests.unit.lineage.test_impact import write_notebook

SQL = "insert into mart select amount + 1 as total from orders"


def test_sql_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lineage", SQL]) == 0
    assert "table  mart  <- orders" in capsys.readouterr().out


def test_impact_is_a_table_and_an_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lineage", SQL, "--downstream", "orders.amount", "--fail-on-impact"]) == 3
    assert "1 table depends on orders.amount" in capsys.readouterr().out
    assert main(["lineage", SQL, "--downstream", "orders.comment", "--fail-on-impact"]) == 0
    assert main(["lineage", SQL, "--downstream", "orders.amount"]) == 0


def test_files_and_folders_are_one_graph(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "load.sql").write_text("create table daily as select day, amount from orders")
    write_notebook(tmp_path / "n" / "a.ipynb", "%%sql -o df\nselect amount from daily")
    asked = ["lineage", str(tmp_path / "load.sql"), str(tmp_path / "n"), "--downstream", "orders.amount"]
    assert main([*asked, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [item["name"] for item in told["items"]] == ["daily"]


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("mermaid", "flowchart"),
        ("dot", "digraph"),
        ("html", "<!DOCTYPE"),
        ("json", "{"),
        ("openlineage", "["),
    ],
)
def test_forms(form: str, begins: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lineage", SQL, "--format", form]) == 0
    assert capsys.readouterr().out.startswith(begins)


def test_standard_input_and_dialect(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("select [a b] from [my table]"))
    assert main(["lineage", "-", "--dialect", "mssql"]) == 0
    assert "my table" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing.sql"], "There is no file nothing.sql"),
        (["select from where"], "cannot be read"),
        ([SQL, "--downstream", "nothing.x"], "nothing named nothing.x"),
        ([SQL, "--dialect", "klingon"], "klingon"),
        ([SQL, "--fail-on-impact"], "needs --downstream"),
    ],
)
def test_mistakes_exit_with_1_and_a_hint(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lineage", *arguments]) == 1
    assert said in capsys.readouterr().err
