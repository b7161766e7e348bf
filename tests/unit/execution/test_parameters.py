from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.execution.parameters import bind

VALUES = {"n": 3, "name": "o'hara", "b": 2}


@pytest.mark.parametrize(
    ("sql", "bound"),
    [
        ("select :n", "select $n"),
        ("where a=:n and b in (:b,:n)", "where a=$n and b in ($b,$n)"),
        ("limit :n", "limit $n"),
        ("a>= :n", "a>= $n"),
    ],
)
def test_a_name_behind_a_colon_becomes_a_bind(sql: str, bound: str) -> None:
    assert bind(sql, VALUES, "dollar").sql == bound
    assert bind(sql, VALUES, "colon").sql == sql


@pytest.mark.parametrize(
    "sql",
    [
        "select a::n",
        "select '2024-01-01 10:b'::timestamp",
        "select ':n', \":n\", `:n`",
        "select 1 -- :n",
        "select /* :n */ 1",
        "select $$ :n $$, $x$ :n $x$",
        "select a[1:n], a[:n]",
        "select {'k':n, \"q\":n}",
        "select {k:n}",
        "select f(x):n",
    ],
)
def test_any_other_colon_is_left_alone(sql: str) -> None:
    bound = bind(sql, VALUES, "dollar")
    assert bound.sql == sql
    assert not bound.parameters


@pytest.mark.parametrize("dialect", ["mysql", "spark", "bigquery"])
def test_a_quote_behind_a_backslash_ends_no_literal(dialect: str) -> None:
    assert bind(r"select 'it\'s :n', :n", VALUES, "colon", dialect).parameters == {"n": 3}
    assert bind(r'select "it\"s :n"', VALUES, "colon", dialect).parameters == {}


def test_a_backslash_is_a_character_where_the_standard_holds() -> None:
    assert bind(r"select 'C:\', :n", VALUES, "dollar", "duckdb").sql == r"select 'C:\', $n"


def test_only_the_values_that_are_used_are_sent() -> None:
    assert bind("select :n", VALUES, "dollar").parameters == {"n": 3}


def test_a_missing_value_gets_the_nearest_name() -> None:
    with pytest.raises(UsageError) as caught:
        bind("select :nmae", VALUES, "dollar")
    assert caught.value.hint == "Did you mean name?"


@pytest.mark.parametrize(
    ("value", "plain"),
    [(np.int64(3), 3), (pd.Timestamp("2024-01-02"), dt.datetime(2024, 1, 2)), ([1, 2], [1, 2]), (None, None)],
)
def test_values_reach_the_driver_as_plain_python(value: object, plain: object) -> None:
    sent = bind("select :v", {"v": value}, "dollar").parameters["v"]
    assert sent == plain
    assert type(sent) is type(plain)


def test_a_frame_cannot_be_bound() -> None:
    with pytest.raises(UsageError, match="DataFrame"):
        bind("select :v", {"v": pd.DataFrame()}, "dollar")


@pytest.mark.parametrize(
    ("sql", "bound"),
    [
        ("where a = {{n}}", "where a = $n"),
        ("where a = '{{name}}' and b > {{ n }}", "where a = $name and b > $n"),
        ("limit {{n}}", "limit $n"),
        ("where a in ({{n}}, {{b}})", "where a in ($n, $b)"),
        ("where a between {{b}} and {{n}}", "where a between $b and $n"),
    ],
)
def test_braces_are_binds_where_a_value_stands(sql: str, bound: str) -> None:
    assert bind(sql, VALUES, "dollar").sql == bound


@pytest.mark.parametrize(
    "sql",
    ["select * from {{name}}", "select {{name}} from t", "where a = 1 and {{name}} = 2", "order by {{name}}"],
)
def test_braces_are_refused_where_a_name_stands(sql: str) -> None:
    with pytest.raises(UsageError, match="only values are filled in"):
        bind(sql, VALUES, "dollar")


@pytest.mark.parametrize(
    ("sql", "bound"),
    [
        ("select :n, :b, :n", "select $1, $2, $1"),
        ("select '50%' where a like :name and b % :n = 0", "select '50%' where a like $1 and b % $2 = 0"),
        (r"select E'it\'s :n', :b", r"select E'it\'s :n', $1"),
    ],
)
def test_numbered_binds_repeat_their_number(sql: str, bound: str) -> None:
    found = bind(sql, VALUES, "numeric")
    assert found.sql == bound
    assert list(found.parameters) == [str(at + 1) for at in range(len(found.parameters))]


def test_a_percent_sign_survives_a_driver_that_formats() -> None:
    sql = "select '5%', a % :n, \"50%\" -- 100%"
    found = bind(sql, VALUES, "pyformat")
    assert found.sql % {"n": "3"} == "select '5%', a % 3, \"50%\" -- 100%"


def test_without_binds_a_statement_is_sent_as_it_is() -> None:
    assert bind("select '5%', a::int", VALUES, "pyformat").sql == "select '5%', a::int"
