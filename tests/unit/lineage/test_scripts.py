"""Several statements, stored procedures, and what cannot be read."""

from __future__ import annotations

import pytest

from iopsdata_jupyter.errors import ExecutionError, UsageError
from iopsdata_jupyter.lineage import lineage
from tests.unit.lineage.reading import direct, tables, values

CHAIN = """
create temporary table step as select id, amount * 2 as double from sales;
insert into report (k, v) select id, double from step;
"""


def test_lineage_runs_through_tables_that_the_script_makes() -> None:
    graph = lineage(CHAIN, "postgres")
    assert (graph.sources, graph.targets, graph.intermediate) == (("sales",), ("report",), ("step",))
    assert direct(graph) == {"sales.id -> report.k", "sales.amount -> report.v"}


def test_each_statement_keeps_its_own_lineage() -> None:
    first, second = lineage(CHAIN, "postgres").statements
    assert (first.kind, first.sources, first.targets) == ("CREATE TABLE", ("sales",), ("step",))
    assert (second.kind, second.sources, second.targets) == ("INSERT", ("step",), ("report",))
    assert CHAIN[second.start :].startswith("insert into report")


def test_star_over_a_made_table_is_expanded() -> None:
    assert values("create table a as select x, y from b; create table c as select * from a") == {
        "b.x -> c.x",
        "b.y -> c.y",
    }


def test_column_passes_through_a_star() -> None:
    assert values("create table a as select * from b; insert into c select x from a") == {"b.x -> c.x"}


def test_table_read_before_it_is_written_comes_from_outside() -> None:
    graph = lineage("insert into a select x from b; insert into b select x from c")
    assert (graph.sources, graph.targets) == (("b", "c"), ("a", "b"))


def test_dropped_table_leaves_no_target() -> None:
    assert tables("create table a as select 1 as x; drop table a") == ([], [])
    assert tables("create table a as select x from s; insert into t select x from a; drop table a") == (
        ["s"],
        ["t"],
    )


def test_renamed_table_is_told_by_its_new_name() -> None:
    assert tables("create table a as select x from s; alter table a rename to b") == (["s"], ["b"])
    assert values(
        "create table a as select x from s; alter table a rename to b; insert into c select * from b"
    ) == {"s.x -> c.x"}


def test_script_keeps_the_lineage_of_its_other_statements() -> None:
    script = "insert into a select x from b;\nselect from where;\ninsert into c select y from d"
    graph = lineage(script)
    assert (graph.sources, graph.targets) == (("b", "d"), ("a", "c"))
    (failed,) = graph.errors
    assert failed.index == 1
    assert "line 2" in failed.error.message
    shown = failed.error._render_traceback_()
    assert shown[1] == "line 2: select from where;"
    assert shown[2].index("^") >= len("line 2: ")


@pytest.mark.parametrize(
    "sql", ["selec a from b", "select a, from where x", "insert into", "select 'open", "chaos"]
)
def test_single_unreadable_statement_is_an_error_with_its_place(sql: str) -> None:
    with pytest.raises(ExecutionError, match="line 1") as caught:
        lineage(sql)
    assert caught.value.hint


@pytest.mark.parametrize("sql", ["", "  ;\n; ", "-- nothing"])
def test_empty_text_is_told(sql: str) -> None:
    with pytest.raises(UsageError, match="no statement"):
        lineage(sql)


def test_text_that_nests_without_end_is_an_error() -> None:
    with pytest.raises(ExecutionError):
        lineage("select " + "(" * 20_000 + "1" + ")" * 20_000)


PROCEDURES = [
    (
        "oracle",
        """create or replace procedure refill (p in number) is
        v number;
        cursor c is select a from seen;
      begin
        select max(x) into v from seen;
        if v > 1 then insert into kept (k) select a from sales; end if;
        for r in (select b from more) loop delete from kept where k = r.b; end loop;
      exception when others then null;
      end refill;""",
        ["more", "sales", "seen"],
        ["kept"],
    ),
    (
        "tsql",
        """create procedure dbo.refill @p int as
      begin
        set nocount on
        insert into kept select a from sales where b = @p
        update k set k.x = m.y from kept k join more m on m.i = k.i
      end""",
        ["more", "sales"],
        ["kept"],
    ),
    (
        "mysql",
        """create procedure refill() begin
        declare done int default 0;
        while done < 3 do insert into kept select a from sales; set done = done + 1; end while;
      end""",
        ["sales"],
        ["kept"],
    ),
    (
        "postgres",
        """create function refill() returns void as $body$
      begin
        insert into kept select case when a > 1 then b else c end from sales;
      end $body$ language plpgsql""",
        ["sales"],
        ["kept"],
    ),
    (
        "snowflake",
        """create procedure refill() returns string language sql as
      $$ begin merge into kept t using sales s on t.i = s.i when matched then update set t.a = s.a;
      return 'ok'; end $$""",
        ["sales"],
        ["kept"],
    ),
    (
        "bigquery",
        "create procedure d.refill() begin insert into d.kept (a) select a from d.sales; end",
        ["d.sales"],
        ["d.kept"],
    ),
    ("postgres", "do $$ begin insert into kept select a from sales; end $$", ["sales"], ["kept"]),
    ("postgres", "create function f() returns int as $$ select max(a) from sales $$ language sql", [], []),
    ("spark", "create function f as 'some.Class' using jar '/x.jar'", [], []),
]


@pytest.mark.parametrize(("dialect", "sql", "sources", "targets"), PROCEDURES, ids=range(len(PROCEDURES)))
def test_procedure_tells_what_its_body_does(
    dialect: str, sql: str, sources: list[str], targets: list[str]
) -> None:
    assert tables(sql, dialect) == (sources, targets)


def test_parameters_and_variables_are_no_columns() -> None:
    sql = """create procedure refill (p_day in date, p_rate number) is v_top number; begin
      insert into kept (day, amount, rate) select p_day, amount * v_top, p_rate from sales; end;"""
    assert values(sql, "oracle") == {"sales.amount -> kept.amount"}


def test_t_sql_needs_no_semicolons() -> None:
    script = (
        "declare @x int = 1\nselect a into #w from s where b = @x\ngo\ninsert into t (c)\nselect a\nfrom #w\n"
    )
    assert values(script, "tsql") == {"s.a -> t.c"}


def test_semicolons_in_texts_and_comments_part_nothing() -> None:
    assert len(lineage("select ';' as a from t -- ; \n; select b from u", "duckdb").statements) == 2


@pytest.mark.parametrize(
    ("dialect", "sql"),
    [
        (
            "postgres",
            "merge into t using s on t.i = s.i when matched then update set * when not matched then insert t",
        ),
        ("mysql", "delete gone sales using gone where gone.id = sales.id"),
        ("sqlite", "select transform(label, x -> concat(x, -> as t from tags"),
    ],
)
def test_text_that_a_grammar_lets_pass_by_mistake_is_an_error_of_ours(dialect: str, sql: str) -> None:
    with pytest.raises(ExecutionError):
        lineage(sql, dialect)
