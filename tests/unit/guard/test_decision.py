"""What the guard lets through and what it refuses, as tables of cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from iopsdata_jupyter.guard import Policy, check

READS = [
    ("duckdb", "select 1"),
    ("duckdb", "from orders"),
    ("duckdb", "with a as (select 1 as x) select x from a union all select 2"),
    ("duckdb", "select * exclude (id) from orders qualify row_number() over (order by id) = 1"),
    ("duckdb", "pivot sales on region using sum(amount)"),
    ("duckdb", "describe orders"),
    ("duckdb", "summarize orders"),
    ("duckdb", "explain select 1"),
    ("duckdb", "values (1), (2)"),
    ("sqlite", "select group_concat(name) from people where name like '%;delete%'"),
    ("sqlite", "select 1; -- that is all"),
    ("postgres", "select date_trunc('month', at)::date, count(*) filter (where paid) from orders group by 1"),
    ("mysql", "select `drop` from `delete` limit 3"),
]

REFUSED = [
    ("duckdb", "drop table orders", "read-only"),
    ("duckdb", "copy orders to 'out.csv'", "read-only"),
    ("duckdb", "attach 'other.db'", "read-only"),
    ("duckdb", "set memory_limit = '1GB'", "read-only"),
    ("duckdb", "with gone as (delete from orders returning *) select * from gone", "read-only"),
    ("duckdb", "explain analyze delete from orders", "read-only"),
    ("duckdb", "select 1; drop table orders", "one-statement"),
    ("duckdb", "select * from '/etc/passwd'", "path"),
    ("duckdb", "select * from read_csv('https://example.org/a.csv')", "path"),
    ("duckdb", "select getenv('HOME')", "function"),
    ("duckdb", "", "empty"),
    ("duckdb", "-- nothing", "empty"),
    ("duckdb", "select \x00 1", "text-nul"),
    ("duckdb", "select " + "(" * 5000 + "1" + ")" * 5000, "nesting"),
    ("sqlite", "vacuum into 'copy.db'", "read-only"),
    ("sqlite", "select load_extension('x')", "function"),
    ("postgres", "select * from orders for update", "read-only"),
    ("postgres", "select 1 into copy_of_it", "read-only"),
    ("postgres", "commit", "read-only"),
    ("postgres", 'select U&"\\0070g_sleep"(1)', "unicode-escape"),
    ("postgres", "select pg_read_file('x')", "function"),
    ("mysql", "select 1 /*! into outfile 'x' */", "executable-comment"),
    ("mysql", "select sleep(10)", "function"),
    ("nosuch", "select 1", "dialect"),
]


@pytest.mark.parametrize(("dialect", "sql"), READS)
def test_a_reading_statement_is_allowed(dialect: str, sql: str) -> None:
    decision = check(sql, dialect=dialect)
    assert decision.allowed, decision.reason


@pytest.mark.parametrize(("dialect", "sql", "rule"), REFUSED)
def test_anything_else_is_refused_with_its_rule(dialect: str, sql: str, rule: str) -> None:
    decision = check(sql, dialect=dialect)
    assert not decision.allowed
    assert decision.rule == rule
    assert decision.reason


def test_a_writing_statement_on_a_writable_connection_names_its_effect() -> None:
    decision = check("insert into orders select 1", dialect="duckdb", policy=Policy(access="read_write"))
    assert decision.allowed
    assert decision.effects == ("INSERT orders",)


def test_two_statements_are_refused_even_where_writing_is_allowed() -> None:
    decision = check("select 1; select 2", dialect="duckdb", policy=Policy(access="read_write"))
    assert decision.rule == "one-statement"


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("data/a.csv", True),
        ("data/*.parquet", True),
        ("../a.csv", False),
        ("data/../../a.csv", False),
        ("other/a.csv", False),
        ("data-evil/a.csv", False),
        ("s3://data/a.csv", False),
    ],
)
def test_files_are_read_only_inside_allowed_folders(
    name: str, allowed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    policy = Policy(folders=(tmp_path / "data",))
    assert check(f"select * from '{name}'", dialect="duckdb", policy=policy).allowed is allowed
    assert check(f"select * from read_csv('{name}')", dialect="duckdb", policy=policy).allowed is allowed


def test_a_file_whose_name_is_computed_is_refused(tmp_path: Path) -> None:
    decision = check("from read_text('a' || '.txt')", dialect="duckdb", policy=Policy(folders=(tmp_path,)))
    assert not decision.allowed


def test_the_parser_warns_nobody(caplog: pytest.LogCaptureFixture) -> None:
    check("vacuum into 'x'", dialect="sqlite")
    assert not caplog.records


def test_the_reason_names_the_function_and_the_hint_how_to_allow_it() -> None:
    decision = check("select audit.total_of(id) from sales", dialect="postgres")
    assert decision.reason == "audit.total_of is not an allowed function"
    assert 'allow_functions=["audit.total_of"]' in (decision.hint or "")


@pytest.mark.parametrize("declared", ["total_of", "AUDIT.Total_Of"])
def test_a_function_that_is_declared_may_be_called(declared: str) -> None:
    policy = Policy(functions=frozenset({declared}))
    assert check("select audit.total_of(id) from sales", dialect="postgres", policy=policy).allowed
    assert not check("select pg_sleep(1)", dialect="postgres", policy=policy).allowed


def test_a_declared_schema_does_not_cover_another() -> None:
    policy = Policy(functions=frozenset({"audit.total_of"}))
    assert not check("select other.total_of(id) from sales", dialect="postgres", policy=policy).allowed


def test_where_writing_is_allowed_effects_are_named_and_nothing_else_stands_in_the_way() -> None:
    writes = Policy(access="read_write")
    assert check("select refresh_all()", dialect="postgres", policy=writes).effects == ("CALL refresh_all",)
    assert check("vacuum sales", dialect="postgres", policy=writes).effects == ("VACUUM",)
    assert check(
        "with d as (delete from sales returning 1) table d", dialect="postgres", policy=writes
    ).effects
    assert check("create extension hstore", dialect="postgres", policy=writes).allowed
    assert not check("select 1 /*! , sleep(1) */", dialect="mysql", policy=writes).allowed


def test_a_cte_does_not_hide_the_table_of_its_name() -> None:
    sql = "select * from pg_authid, (with pg_authid as (select 1) select * from pg_authid) q"
    assert check(sql, dialect="postgres").rule == "secret"


def test_settings_are_read_by_known_names_only() -> None:
    assert check("select current_setting('server_version')", dialect="postgres").allowed
    assert check("select current_setting('app.key')", dialect="postgres").rule == "secret"
    assert check("select current_setting(a) from t", dialect="postgres").rule == "secret"
