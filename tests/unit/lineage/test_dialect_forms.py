"""Statements that one dialect's manual has: what they read and write, written for these tests."""

from __future__ import annotations

import pytest

from iopsdata_jupyter.lineage import lineage
from tests.unit.lineage.reading import tables, values

FORMS = [
    # Teradata
    (
        "teradata",
        "update sales from fixes set price = fixes.price where sales.id = fixes.id",
        "fixes",
        "sales",
    ),
    (
        "teradata",
        "update sales from (select id, p from raw) as f set price = f.p where sales.id = f.id",
        "raw",
        "sales",
    ),
    ("teradata", "create macro m as (insert into sales select id from raw;)", "raw", "sales"),
    (
        "teradata",
        "replace macro m (d date) as (insert into a select id from raw where x = :d; update b set y = 1;)",
        "raw",
        "a b",
    ),
    ("teradata", "replace procedure p() begin insert into sales select id from raw; end", "raw", "sales"),
    # DB2
    ("db2", "select id from final table (insert into sales (a) select a from raw)", "raw", "sales"),
    (
        "db2",
        "with f as (select a from raw) select id from final table (insert into sales select a from f)",
        "raw",
        "sales",
    ),
    ("db2", "select * from sales with ur", "sales", ""),
    ("db2", "export to out.csv of del select * from sales", "sales", "out.csv"),
    ("db2", "load from in.csv of del modified by coldel insert into sales", "in.csv", "sales"),
    ("db2", "import from in.csv of del insert into sales", "in.csv", "sales"),
    # Exasol
    ("exasol", "export sales (a, b) into exa at other table mart.sales", "sales", "mart.sales"),
    ("exasol", "export (select a from sales) into csv at 'http://h' file 'x.csv'", "sales", "x.csv"),
    (
        "exasol",
        "import into sales (a) from jdbc at j statement 'select a from raw where b = ''x'''",
        "raw",
        "sales",
    ),
    ("exasol", "insert into sales (import from exa at other table raw)", "raw", "sales"),
    (
        "exasol",
        "merge into t using s on t.i = s.i when matched then update set a = s.a delete where s.d = 1",
        "s",
        "t",
    ),
    # Vertica, Netezza
    ("vertica", "insert into a select * from s; alter table a, old rename to b, older", "s", "b"),
    (
        "vertica",
        "export to parquet(directory = '/out') over(partition by d) as select * from sales",
        "sales",
        "/out",
    ),
    (
        "vertica",
        "create procedure p() language plvsql as $$ begin perform insert into t select a from s; end; $$",
        "s",
        "t",
    ),
    (
        "netezza",
        "create external table '/tmp/x.csv' using (delim ',') as select * from sales",
        "sales",
        "/tmp/x.csv",
    ),
    # ClickHouse
    ("clickhouse", "insert into a select * from s; exchange tables a and b", "s", "b"),
    ("clickhouse", "insert into function file('x.csv') select * from sales", "sales", "x.csv"),
    ("clickhouse", "insert into sales from infile 'x.csv' format csv", "x.csv", "sales"),
    ("clickhouse", "alter table a move partition 1 to table b", "a", "b"),
    ("clickhouse", "alter table b attach partition 1 from a", "a", "b"),
    ("clickhouse", "alter table t update a = 1 where b = 2", "", "t"),
    ("clickhouse", "select * from remote('host', shop.sales)", "shop.sales", ""),
    # T-SQL
    (
        "tsql",
        "merge top (5) t using s on t.i = s.i when matched then update set a = s.a output inserted.a into o",
        "s",
        "o t",
    ),
    ("tsql", "with c as (select a from s) update c set a = 1", "", "s"),
    ("tsql", "delete sales where id in (select id from gone)", "gone", "sales"),
    ("tsql", "select * from server.shop.dbo.sales", "server.shop.dbo.sales", ""),
    ("tsql", "select * from openquery(other, 'select a from sales')", "sales", ""),
    # Oracle
    ("oracle", "create materialized view mv refresh fast on commit as select a from sales", "sales", "mv"),
    ("oracle", "insert into a select x from s\n/\ninsert into b select y from q\n/", "q s", "a b"),
    (
        "oracle",
        "merge into t using s on (t.i = s.i) when not matched then insert (i) values (s.i) where s.x = 1",
        "s",
        "t",
    ),
    # BigQuery, Snowflake, PostgreSQL, MySQL
    ("bigquery", "select * from ml.predict(model shop.m, table shop.sales)", "shop.sales", ""),
    ("bigquery", "select * from external_query('c', 'select a from sales')", "sales", ""),
    ("bigquery", "delete shop.sales where id in (select id from shop.gone)", "shop.gone", "shop.sales"),
    ("snowflake", "create pipe p as copy into sales from @stage", "@stage", "sales"),
    ("snowflake", "select * from shop..sales", "shop..sales", ""),
    ("postgres", "copy sales to stdout", "sales", ""),
    ("postgres", "create recursive view v (n) as select id from s union all select n + 1 from v", "s", "v"),
    ("postgres", "create rule r as on insert to s do also insert into t select a from q", "q", "t"),
    ("mysql", "delete from a using a join c on c.x = a.x", "c", "a"),
    ("mysql", "delete a, b from a join b on a.i = b.i join c on c.x = a.x", "c", "a b"),
    (
        "mysql",
        "delimiter //\ncreate procedure p() begin insert into t select a from s; end //\n",
        "s",
        "t",
    ),
    ("mysql", "create trigger r after insert on s for each row insert into t values (new.a)", "", "t"),
    ("mysql", "insert into a select * from s; rename table a to tmp, b to a, tmp to b", "s", "b"),
    # Streaming, DuckDB, StarRocks, SAP
    ("risingwave", "create sink k into sales from mv", "mv", "sales"),
    ("risingwave", "create sink k as select a from sales with (connector = 'kafka')", "sales", "k"),
    (
        "flink",
        "insert into t select * from table(tumble(table s, descriptor(ts), interval '1' minute))",
        "s",
        "t",
    ),
    (
        "flink",
        "execute statement set begin insert into a select * from s; insert into b select * from s; end",
        "s",
        "a b",
    ),
    (
        "starrocks",
        "insert into files('path' = 's3://b/x', 'format' = 'parquet') select * from sales",
        "sales",
        "s3://b/x",
    ),
    ("duckdb", "create table t as from read_csv(['a.csv', 'b.csv'])", "a.csv b.csv", "t"),
    ("hana", "upsert t select * from s", "s", "t"),
    ("singlestore", "replace into t select * from s", "s", "t"),
]

DYNAMIC = [
    ("tsql", "exec('insert into t select a from s')"),
    ("tsql", "exec sp_executesql N'insert into t select a from s where b = ''x'''"),
    ("oracle", "begin execute immediate 'insert into t select a from s'; end;"),
    ("postgres", "do $$ begin execute 'insert into t select a from s'; end $$"),
    ("postgres", "prepare p (int) as insert into t select a from s where b = $1"),
    ("mysql", "prepare p from 'insert into t select a from s'"),
    ("bigquery", "execute immediate 'insert into t select a from s'"),
    ("snowflake", "execute immediate $$ begin insert into t select a from s; end; $$"),
    ("db2", "execute immediate 'insert into t select a from s'"),
]
BUILT = [
    ("tsql", "exec('insert into ' + @name + ' select a from s')"),
    ("oracle", "begin execute immediate 'insert into ' || name || ' select a from s'; end;"),
    ("bigquery", "execute immediate format('insert into %s select 1', name)"),
]


@pytest.mark.parametrize(
    ("dialect", "sql", "sources", "targets"), FORMS, ids=[sql[:50] for _, sql, *_ in FORMS]
)
def test_statement_reads_and_writes(dialect: str, sql: str, sources: str, targets: str) -> None:
    assert tables(sql, dialect) == (sources.split(), targets.split())


@pytest.mark.parametrize(
    ("dialect", "sql"), DYNAMIC, ids=[f"{dialect} {sql[:20]}" for dialect, sql in DYNAMIC]
)
def test_statement_that_another_carries_as_text_is_read(dialect: str, sql: str) -> None:
    assert tables(sql, dialect) == (["s"], ["t"])
    assert values(sql, dialect) == {"s.a -> t.a"}


@pytest.mark.parametrize(("dialect", "sql"), BUILT)
def test_statement_that_is_put_together_says_that_it_cannot_be_told(dialect: str, sql: str) -> None:
    graph = lineage(sql, dialect)
    assert graph.targets == ()
    assert any("put together" in one.note for one in graph.statements)


@pytest.mark.parametrize(
    ("dialect", "sql", "expected"),
    [
        ("postgres", "insert into t select g from s, generate_series(1, s.n) g", {"s.n -> t.g"}),
        (
            "trino",
            "insert into t select x, y from s cross join unnest(a, b) as u (x, y)",
            {"s.a -> t.x", "s.b -> t.y"},
        ),
        ("clickhouse", "insert into t with a + 1 as q select q as x from s", {"s.a -> t.x"}),
        ("clickhouse", "with a + 1 as q, q * 2 as r select r as x from s", {"s.a -> x"}),
        ("teradata", "update t from s set a = s.b where t.id = s.id", {"s.b -> t.a"}),
    ],
)
def test_columns_of_rarer_forms(dialect: str, sql: str, expected: set[str]) -> None:
    assert values(sql, dialect) == expected


def test_pattern_of_columns_chooses_among_the_known() -> None:
    schema = {"s": ["price_net", "price_gross", "name"]}
    assert values("create table t as select columns('price_.*') from s", "duckdb", schema=schema) == {
        "s.price_net -> t.price_net", "s.price_gross -> t.price_gross",
    }  # fmt: skip


def test_places_stay_true_behind_text_that_was_blanked() -> None:
    sql = "merge top (5) into t using s on t.i = s.i when matched then update set a = s.b + 1;"
    (edge,) = [edge for edge in lineage(sql, "tsql").column_edges if edge.kind == "DIRECT"]
    assert sql[edge.span.start : edge.span.end] == "s.b + 1"
