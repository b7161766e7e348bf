"""Scripts, transactions, files, plans, snippets, loading and other kinds of results."""

from __future__ import annotations

import time
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest

from tests.functional.conftest import Shell


@pytest.fixture
def writable(shell: Shell, shop: Path) -> Shell:
    shell.run(f"%connect '{shop}' --as shop --write")
    return shell


def count(shell: Shell, table: str) -> int:
    return int(shell.run(f"%sql select count(*) as n from {table}").value["n"][0])


def test_a_writable_connection_runs_several_statements(writable: Shell) -> None:
    ran = writable.run(
        "%%sql\ncreate table t (a int);\ninsert into t values (1), (2);\nselect sum(a) as s from t;"
    )
    assert ran.value["s"].tolist() == [3]


def test_a_script_that_fails_names_the_statement(writable: Shell) -> None:
    ran = writable.run("%%sql\ncreate table t (a int);\ninsert into u values (1)")
    assert "In statement 2 of 2" in ran.text
    assert count(writable, "t") == 0


def test_a_read_only_connection_runs_one_statement_only(shell: Shell, shop: Path) -> None:
    shell.run(f"%connect '{shop}' --as shop")
    assert "2 statements were given" in shell.run("%%sql\nselect 1; select 2").text


def test_a_transaction_stays_open_across_cells_and_is_shown(writable: Shell) -> None:
    assert "A transaction is open on shop" in writable.run("%sql begin").text
    writable.run("%sql delete from orders")
    assert count(writable, "orders") == 0
    assert "A transaction is open" not in writable.run("%sql rollback").text
    assert count(writable, "orders") == 3


def test_what_was_written_is_said(writable: Shell) -> None:
    assert "Done: INSERT customers" in writable.run("%sql insert into customers values (9, 'x', 'y')").text


def test_a_file_can_be_run(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "my query.sql"
    path.write_text("select 42 as a")
    assert shell.run(f"%sql --file '{path}'").value["a"].tolist() == [42]
    assert "cannot be read" in shell.run("%sql --file nothing.sql").text


def test_a_plan_is_shown_and_nothing_runs(shell: Shell, shop: Path) -> None:
    assert "RANGE" in shell.run("%sql --explain select count(*) from range(100000000000)").text
    shell.run(f"%connect '{shop}' --as shop")
    assert "SCAN" in shell.run("%%sql --explain\nselect * from orders").text


def test_saved_statements_are_read_like_tables(shell: Shell) -> None:
    shell.run("%%sql --save base --no-execute\nselect 1 as a union all select 2")
    assert shell.run("%sql select sum(a) as s from base").value["s"].tolist() == [3]
    assert shell.run("%sql --with base select sum(a) as s from base").value["s"].tolist() == [3]
    assert "Did you mean base?" in shell.run("%sql --with bas select 1").text


@pytest.mark.parametrize("kind", ["polars", "arrow"])
def test_a_result_can_be_of_another_kind(shell: Shell, kind: str) -> None:
    value = shell.run(f"%sql --as {kind} select 1 as a").value
    assert isinstance(value, {"polars": pl.DataFrame, "arrow": pa.Table}[kind])
    assert shell.run(f"%sql --as {kind} -o kept select 1 as a").text.strip() == "kept: 1 row x 1 column"


def test_polars_and_arrow_frames_are_tables(shell: Shell) -> None:
    shell.run("import polars as pl, pyarrow as pa\np = pl.DataFrame({'a': [1]})\nt = pa.table({'a': [2]})")
    assert shell.run("%sql select p.a + t.a as s from p, t").value["s"].tolist() == [3]


def test_a_frame_is_written_into_a_table_of_a_duckdb_file(shell: Shell, tmp_path: Path) -> None:
    shell.run(f"%connect duckdb:///{tmp_path}/x.duckdb --as x --write")
    shell.run("import pandas as pd\nnew = pd.DataFrame({'a': [1, 2], 'b': ['x', None]})")
    assert "2 rows written to new" in shell.run("%sql --persist new").text
    assert "2 rows written to new" in shell.run("%sql --append new").text
    assert count(shell, "new") == 4
    assert "no DataFrame named 'nwe'" in shell.run("%sql --append nwe").text


def test_loading_into_a_read_only_connection_is_refused(shell: Shell) -> None:
    shell.run("%connect sample\nimport pandas as pd\nnew = pd.DataFrame({'a': [1]})")
    assert "this connection is read-only" in shell.run("%sql --persist new").text


def test_a_long_statement_shows_progress_that_leaves_no_trace(shell: Shell) -> None:
    started = time.monotonic()
    ran = shell.run("%sql --timeout 2.2 select count(*) from range(10000000000) a, range(1000) b")
    assert time.monotonic() - started < 6
    assert "Running" in ran.text
    assert "1 s" in ran.text
    assert "stopped after 2.2 s" in ran.text.split("\x1b[2K")[-1]


def test_a_statement_that_is_no_query_shows_no_table(shell: Shell) -> None:
    shell.run("%connect duckdb:// --as memory")
    assert shell.run("%sql create table t (Count int)").value is None
    assert shell.run("%sql insert into t values (1)").value is None
    assert shell.run("%sql select Count from t").value["Count"].tolist() == [1]
    assert shell.run("%sql insert into t values (2) returning Count").value["Count"].tolist() == [2]
