"""Harm put at random into harmless statements, in random spelling, is refused all the same."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iopsdata_jupyter.guard import check

ENGINES = ("duckdb", "sqlite", "postgres", "mysql")

CALLS = {
    "duckdb": [
        "getenv('HOME')",
        "nextval('ticket')",
        "write_log('x')",
        "my_own(1)",
        "current_setting('s3_region')",
    ],
    "sqlite": ["load_extension('m')", "writefile('a', 'b')", "fts3_tokenizer('x')", "my_own(1)", "edit('x')"],
    "postgres": [
        "pg_read_file('x')",
        "pg_sleep(9)",
        "wipe(1)",
        "lo_unlink(1)",
        "set_config('a', 'b', false)",
    ],
    "mysql": ["sleep(9)", "load_file('x')", "benchmark(9, 9)", "get_lock('a', 1)", "my_own(1)"],
}
TABLES = {
    "duckdb": ["'secret.csv'", "read_text('x')", "duckdb_secrets()", "query('select 1')", '"/etc/hosts"'],
    "sqlite": ["sqlite_dbpage", "dbstat", "fsdir('.')", "pragma_user_version(7)", "zipfile('x')"],
    "postgres": ["pg_authid", "pg_shadow", "pg_ls_dir('.')", "wipe()", "pg_catalog.pg_stat_activity"],
    "mysql": [
        "mysql.user",
        "mysql.global_priv",
        "information_schema.processlist",
        "performance_schema.threads",
    ],
}
STATEMENTS = [
    "delete from sales", "drop table sales", "update sales set id = 1", "insert into sales values (1)",
    "create table x (a int)",
    "truncate table sales", "alter table sales add column q int", "create view v as select 1",
]  # fmt: skip
VALUES = [
    "{x}", "coalesce({x}, 1)", "case when a > 1 then {x} else 0 end", "(select {x})", "({x})",
    "(-{x})", "a + {x}",
    "abs({x})", "(select max(b) from (select {x} as b) q)", "nullif(1, {x})", "a in (1, {x})",
    "not ({x} is null)",
    "sum({x}) over (order by a)", "exists (select 1 from stores where {x} = 1)", "count(distinct {x})",
    "cast({x} as char(3))", "1 = {x} or a between 1 and {x}",
]  # fmt: skip
PLACES = [
    "select {v} as v from sales", "select a from sales where {v} = 1", "select a from sales order by {v}",
    "select a from sales group by {v}", "select a from sales having {v} > 0", "values ({v})",
    "select a from sales s join stores t on s.id = {v}", "with c as (select {v} as v) select * from c",
    "select 1 union all select {v}", "select * from (select {v} as v) q",
    "select a from sales limit 3 offset {v}",
    "select a from sales where a in (select {v} from stores)",
]  # fmt: skip
SOURCES = [
    "select * from {t}", "select a from sales, {t} x", "select * from sales join {t} x on true",
    "select (select count(*) from {t})", "with c as (select * from {t}) select 1",
    "select 1 union select 1 from {t}",
    "select a from sales where a in (select 1 from {t})", "select * from (select * from {t}) q",
    "with {c} as (select 1) select * from {t}",
]  # fmt: skip


def respelled(sql: str, seed: int, engine: str) -> str:
    """Other case, other white space, comments between the words; strings and names in quotes stay."""
    chance = random.Random(seed)
    blanks = [" ", "\n", "\t", "  ", "/* x */", " /* ; -- */ ", " -- remark\n"]
    if engine == "mysql":
        blanks.append(" # remark\n")
    out, quote = [], ""
    for character in sql:
        if quote:
            out.append(character)
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
            out.append(character)
        elif character == " ":
            out.append(chance.choice(blanks))
        elif character == "(" and chance.random() < 0.3:
            out.append(chance.choice(blanks[:5]) + "(")
        else:
            out.append(chance.choice((character.upper(), character.lower())))
    return "".join(out)


@given(data=st.data())
@settings(max_examples=600, deadline=None)
def test_a_call_that_is_not_allowed_is_found_wherever_it_stands(data: st.DataObject) -> None:
    engine = data.draw(st.sampled_from(ENGINES))
    value = data.draw(st.sampled_from(CALLS[engine]))
    for shape in data.draw(st.lists(st.sampled_from(VALUES), max_size=4)):
        value = shape.format(x=value)
    sql = data.draw(st.sampled_from(PLACES)).format(v=value)
    sql = respelled(sql, data.draw(st.integers(0, 10**9)), engine)
    assert not check(sql, dialect=engine).allowed, sql


@given(data=st.data())
@settings(max_examples=500, deadline=None)
def test_a_table_that_is_kept_back_is_found_wherever_it_stands(data: st.DataObject) -> None:
    engine = data.draw(st.sampled_from(ENGINES))
    table = data.draw(st.sampled_from(TABLES[engine]))
    bare = table.split("(")[0].split(".")[-1].strip("'\"/") or "c"
    sql = data.draw(st.sampled_from(SOURCES)).format(t=table, c=bare if bare.isidentifier() else "c")
    sql = respelled(sql, data.draw(st.integers(0, 10**9)), engine)
    assert not check(sql, dialect=engine).allowed, sql


@given(data=st.data())
@settings(max_examples=500, deadline=None)
def test_a_statement_that_writes_is_found_before_after_and_inside(data: st.DataObject) -> None:
    engine = data.draw(st.sampled_from(ENGINES))
    statement = data.draw(st.sampled_from(STATEMENTS))
    shape = data.draw(
        st.sampled_from(
            [
                "{s}", "select 1; {s}", "{s}; select 1", "with c as ({s}) select 1", "select * from ({s}) q",
                "explain {s}", "explain analyze {s}", "select 1;;{s}", "({s})", "select 'a'; {s}; select 'b'",
                "with c as (select 1) {s}",
            ]
        )
    )  # fmt: skip
    sql = respelled(shape.format(s=statement), data.draw(st.integers(0, 10**9)), engine)
    assert not check(sql, dialect=engine).allowed, sql


QUOTES = [
    "'", '"', "`", "$$", "$t$", "/*", "*/", "--", "#", "\\", "\n", "\r", "[", "]", "''", "E'", "U&'",
    "N'", "/*!", " ",
]  # fmt: skip
ODD_BLANKS = [chr(code) for code in (0xA0, 0x2003, 0x200B, 0xFEFF, 0x3000, 0x85, 0x0B, 0x1A, 0x2028)]


@given(engine=st.sampled_from(ENGINES), parts=st.lists(st.sampled_from([*QUOTES, "a", "1", "x"]), max_size=8))
@settings(max_examples=1500, deadline=None)
def test_no_arrangement_of_quotes_hides_a_second_statement(engine: str, parts: list[str]) -> None:
    """If it is allowed, all of the statement behind the quotes is inside one string or comment."""
    noise = "".join(parts)
    sql = f"select 1 {noise}; drop table sales"
    decision = check(sql, dialect=engine)
    if decision.allowed:
        assert hidden_for_the_engine(sql, engine), sql


def hidden_for_the_engine(sql: str, engine: str) -> bool:
    """What DuckDB's and SQLite's own parsers say; elsewhere, that a quote or comment stands before it."""
    import sqlite3

    import duckdb

    if engine == "duckdb":
        return len(duckdb.connect().extract_statements(sql)) == 1
    if engine == "sqlite":
        native = sqlite3.connect(":memory:")
        native.execute("create table sales (id)")
        try:
            native.execute(sql)
        except sqlite3.Warning:
            return False
        except (sqlite3.Error, sqlite3.ProgrammingError) as error:
            return "one statement" not in str(error)
        return True
    before = sql.partition("; drop")[0]
    return any(mark in before for mark in ("--", "#", "/*", "'", '"', "`", "$"))


@given(text=st.text(max_size=60), engine=st.sampled_from(ENGINES))
@settings(max_examples=500, deadline=None)
def test_no_text_makes_the_check_fail(text: str, engine: str) -> None:
    for sql in (text, f"select {text}", f"select 1 from t where {text}"):
        check(sql, dialect=engine)


@pytest.mark.parametrize(
    "character", [chr(code) for code in (0xA0, 0x2003, 0x200B, 0xFEFF, 0x3000, 0x85, 0x0B, 0x1A, 0x2028)]
)
@pytest.mark.parametrize("engine", ENGINES)
def test_odd_white_space_is_refused_outside_quotes_only(character: str, engine: str) -> None:
    assert not check(f"select{character}1", dialect=engine).allowed
    assert check(f"select 'a{character}b'", dialect=engine).allowed
