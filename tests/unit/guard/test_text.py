"""Texts that are refused before or by the parser: length, nesting, several readings."""

from __future__ import annotations

import time

import pytest

from iopsdata_jupyter.guard import check

BOMBS = {
    "terms": "select " + "+".join(["1"] * 20_000),
    "brackets": "select " + "(" * 5_000 + "1" + ")" * 5_000,
    "not": "select " + "not " * 20_000 + "1",
    "minus": "select " + "- " * 20_000 + "1",
    "types": "select " + "date(" * 60 + "1" + ")" * 60,
    "arrays": "select " + "array[" * 60 + "1" + "]" * 60,
    "subscripts": "select a" + "[1]" * 5_000,
    "subqueries": "select * from " + "(select * from " * 200 + "t" + ") x" * 200,
    "union": " union all ".join(["select 1"] * 5_000),
    "length": "select '" + "x" * 5_000_000 + "'",
    "open": "select " + "(" * 5_000,
    "case": "select " + "case when 1 then " * 500 + "1" + " end" * 500,
}


@pytest.mark.parametrize("dialect", ["duckdb", "sqlite", "postgres", "mysql", "spark"])
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_time(name: str, dialect: str) -> None:
    started = time.perf_counter()
    decision = check(BOMBS[name], dialect=dialect)
    assert not decision.allowed
    assert decision.rule in ("nesting", "text-length", "syntax", "ambiguous")
    assert time.perf_counter() - started < 5


def test_long_and_wide_statements_are_allowed() -> None:
    assert check(
        f"select 1 from t where a in ({', '.join(map(str, range(20_000)))})", dialect="postgres"
    ).allowed
    assert check("select " + ", ".join(f"a[{n}]" for n in range(300)) + " from t", dialect="duckdb").allowed
    casts = ", ".join(f"cast(x as array<int>) as a{n}" for n in range(50))
    assert check(f"select {casts} from t", dialect="spark").allowed


READ_TWO_WAYS = [
    ("postgres", "select 1 /* a /* b */ c */"),
    ("mysql", "select 1 /* a /* b */"),
    ("spark", "select 1 -- a \\\n, 2"),
    ("oracle", "select q'[it's]' from dual"),
    ("mysql", "select 'a\\'; drop table t -- '"),
    ("snowflake", "select 1 /* open"),
    ("sqlite", "select 'open"),
    ("postgres", "select \u017fum(a) from t"),
    ("duckdb", "select a\u00a0from t"),
    ("bigquery", 'select """open'),
]


@pytest.mark.parametrize(("dialect", "sql"), READ_TWO_WAYS)
def test_what_engine_and_parser_read_differently_is_refused(dialect: str, sql: str) -> None:
    decision = check(sql, dialect=dialect)
    assert not decision.allowed
    assert decision.rule in ("ambiguous", "syntax", "one-statement")


@pytest.mark.parametrize(
    ("spoken", "sql"),
    [
        ("postgresql", "select 1::int"),
        ("PostgreSQL", "select 1"),
        ("sparksql", "select explode(a) from t"),
        ("mssql", "select top 1 [a] from t"),
        ("SQL Server", "select 1"),
        ("mariadb", "select `a` from t"),
        ("sqlite3", "select 1"),
    ],
)
def test_the_names_that_people_use_for_a_dialect_are_known(spoken: str, sql: str) -> None:
    assert check(sql, dialect=spoken).allowed


@pytest.mark.parametrize("dialect", ["", "nosuch", "prql", "dax", "tableau", "csv"])
def test_an_unknown_dialect_is_a_refusal(dialect: str) -> None:
    assert check("select 1", dialect=dialect).rule == "dialect"
