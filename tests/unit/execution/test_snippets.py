from __future__ import annotations

import duckdb
import pytest

from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.execution.snippets import with_snippets

SAVED = {"base": "select 1 as a union all select 2;", "doubled": "select a * 2 as a from base"}


def rows(sql: str) -> list[tuple[int, ...]]:
    return duckdb.sql(sql).fetchall()


def test_a_statement_that_reads_none_stays_as_it_is() -> None:
    assert with_snippets("select 1", SAVED, (), "duckdb") == "select 1"


def test_what_a_statement_reads_comes_with_all_that_it_needs() -> None:
    assert rows(with_snippets("select sum(a) from doubled", SAVED, (), "duckdb")) == [(6,)]


def test_a_statement_with_ctes_of_its_own_keeps_them() -> None:
    sql = "with recursive x as (select max(a) as m from base) select m from x"
    assert rows(with_snippets(sql, SAVED, (), "duckdb")) == [(2,)]


def test_an_unknown_name_gets_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        with_snippets("select 1", SAVED, ("bases",), "duckdb")
    assert caught.value.hint == "Did you mean base?"


def test_a_circle_is_an_error() -> None:
    with pytest.raises(UsageError, match="circle"):
        with_snippets("select * from a", {"a": "select * from b", "b": "select * from a"}, (), "duckdb")
