"""Which tables each kind of statement reads and writes; the forms are those of the dialects' manuals."""

from __future__ import annotations

import pytest

from tests.unit.lineage.reading import tables, values

CASES = [
    ("", "insert into sums select region, amount from sales", ["sales"], ["sums"]),
    ("", "insert into sums (r) select region from sales", ["sales"], ["sums"]),
    ("", "insert into log values (1, 'x')", [], ["log"]),
    ("", "insert into log values ((select max(id) from seen))", ["seen"], ["log"]),
    ("", "insert into sums select * from sums", ["sums"], ["sums"]),
    ("", "create table recent as select * from sales", ["sales"], ["recent"]),
    ("", "create table empty_one (id int, name text)", [], ["empty_one"]),
    ("", "create table twin like sales", ["sales"], ["twin"]),
    ("", "create view v (a, b) as select x, y from sales", ["sales"], ["v"]),
    ("", "update sales set amount = 0", [], ["sales"]),
    ("", "update sales set amount = r.rate from rates r where r.id = sales.id", ["rates"], ["sales"]),
    ("", "delete from sales using gone where gone.id = sales.id", ["gone"], ["sales"]),
    ("", "delete from sales where id = 3", [], []),
    ("", "drop table sales", [], []),
    ("", "truncate table sales", [], []),
    ("", "alter table sales rename to old_sales", [], []),
    ("", "analyze table sales compute statistics", [], []),
    ("", "merge into sales t using fresh f on t.id = f.id when matched then delete", ["fresh"], ["sales"]),
    ("postgres", "select a into kept from sales", ["sales"], ["kept"]),
    ("postgres", "select a into temporary kept from sales", ["sales"], ["kept"]),
    ("postgres", "create table kept as table sales", ["sales"], ["kept"]),
    ("postgres", "create materialized view mv as select a from sales with no data", ["sales"], ["mv"]),
    ("postgres", "copy sales from '/data/sales.csv' with (format csv)", ["/data/sales.csv"], ["sales"]),
    ("postgres", "copy (select a from sales) to '/data/out.csv'", ["sales"], ["/data/out.csv"]),
    (
        "postgres",
        "with gone as (delete from old where x > 1 returning *) insert into kept select * from gone",
        ["old"],
        ["kept"],
    ),
    (
        "redshift",
        "unload ('select a from sales where b = ''x''') to 's3://bucket/out'",
        ["sales"],
        ["s3://bucket/out"],
    ),
    ("redshift", "copy sales from 's3://bucket/in' iam_role 'r'", ["s3://bucket/in"], ["sales"]),
    ("redshift", "alter table sales append from staging", ["staging"], ["sales"]),
    (
        "athena",
        "unload (select a from sales) to 's3://bucket/out' with (format = 'parquet')",
        ["sales"],
        ["s3://bucket/out"],
    ),
    ("snowflake", "copy into sales from @stage/in file_format = (type = csv)", ["@stage/in"], ["sales"]),
    ("snowflake", "copy into 's3://bucket/out' from sales", ["sales"], ["s3://bucket/out"]),
    ("snowflake", "alter table sales swap with staging", ["staging"], ["sales"]),
    ("snowflake", "create table copy_of clone sales", ["sales"], ["copy_of"]),
    (
        "snowflake",
        "insert all into a (x) values (p) into b (y) values (q) select p, q from sales",
        ["sales"],
        ["a", "b"],
    ),
    ("snowflake", "select * from identifier('db.s.sales')", ["db.s.sales"], []),
    (
        "snowflake",
        "create task nightly warehouse = w as insert into kept select a from sales",
        ["sales"],
        ["kept"],
    ),
    (
        "hive",
        "insert overwrite table kept partition (day = '1') if not exists select a from sales",
        ["sales"],
        ["kept"],
    ),
    (
        "hive",
        "insert overwrite local directory '/out' row format delimited select a from sales",
        ["sales"],
        ["/out"],
    ),
    (
        "hive",
        "from sales insert overwrite table a select x insert into table b select y",
        ["sales"],
        ["a", "b"],
    ),
    ("hive", "load data inpath '/in' overwrite into table sales", ["/in"], ["sales"]),
    ("hive", "alter table kept exchange partition (day = '1') with table staging", ["staging"], ["kept"]),
    ("hive", "export table sales to '/out'", ["sales"], ["/out"]),
    ("spark", "insert overwrite directory '/out' using parquet select a from sales", ["sales"], ["/out"]),
    ("spark", "cache table hot as select a from sales", ["sales"], ["hot"]),
    ("spark", "select * from parquet.`/data/sales`", ["/data/sales"], []),
    ("spark", "insert into kept table sales", ["sales"], ["kept"]),
    ("spark", "refresh table sales", [], []),
    ("spark", "create temporary view v using csv options (path '/in.csv')", ["/in.csv"], ["v"]),
    ("databricks", "create table kept shallow clone sales", ["sales"], ["kept"]),
    ("databricks", "copy into sales from 's3://bucket/in' fileformat = csv", ["s3://bucket/in"], ["sales"]),
    ("mysql", "replace into kept (a) select x from sales", ["sales"], ["kept"]),
    ("mysql", "load data local infile '/in.csv' into table sales (a, b)", ["/in.csv"], ["sales"]),
    ("mysql", "select a into outfile '/out.csv' from sales", ["sales"], ["/out.csv"]),
    ("mysql", "update a join b on a.i = b.i set a.x = b.y", ["b"], ["a"]),
    ("mysql", "update a, b set a.x = 1, b.y = 2 where a.i = b.i", ["b"], ["a", "b"]),
    ("mysql", "delete a from a join b on a.i = b.i", ["b"], ["a"]),
    ("mysql", "rename table a to b", [], []),
    ("tsql", "select a into #work from sales", ["sales"], ["#work"]),
    ("tsql", "update s set s.x += 1 from dbo.sales as s join fix f on f.i = s.i", ["fix"], ["dbo.sales"]),
    ("tsql", "delete s from sales s join gone g on g.i = s.i", ["gone"], ["sales"]),
    (
        "tsql",
        "insert into kept output inserted.a into journal select a from sales",
        ["sales"],
        ["journal", "kept"],
    ),
    ("tsql", "insert into kept exec refill", [], ["kept"]),
    ("tsql", "bulk insert sales from '/in.csv'", ["/in.csv"], ["sales"]),
    ("teradata", "locking row for access select a from sales", ["sales"], []),
    ("teradata", "create volatile table kept as (select a from sales) with data", ["sales"], ["kept"]),
    ("clickhouse", "create materialized view mv to kept as select a from sales", ["sales"], ["kept"]),
    (
        "bigquery",
        "export data options (uri = 'gs://bucket/out') as select a from d.sales",
        ["d.sales"],
        ["gs://bucket/out"],
    ),
    ("bigquery", "create snapshot table d.s clone d.sales", ["d.sales"], ["d.s"]),
    ("duckdb", "copy sales to 'out.parquet' (format parquet)", ["sales"], ["out.parquet"]),
    (
        "duckdb",
        "select * from 'in.csv' join read_parquet('b.parquet') using (id)",
        ["b.parquet", "in.csv"],
        [],
    ),
    ("impala", "upsert into kept select a from sales", ["sales"], ["kept"]),
    (
        "vertica",
        "create table kept as select a from sales segmented by hash(a) all nodes",
        ["sales"],
        ["kept"],
    ),
    ("greenplum", "create table kept as select a from sales distributed by (a)", ["sales"], ["kept"]),
    ("starrocks", "insert overwrite kept with label l1 select a from sales", ["sales"], ["kept"]),
]


@pytest.mark.parametrize(
    ("dialect", "sql", "sources", "targets"), CASES, ids=[case[1][:60] for case in CASES]
)
def test_statement_reads_and_writes(dialect: str, sql: str, sources: list[str], targets: list[str]) -> None:
    assert tables(sql, dialect) == (sources, targets)


COLUMNS = [
    ("", "insert into t (a, b) select x, y from s", {"s.x -> t.a", "s.y -> t.b"}),
    ("", "create view v (a, b) as (((select x, y from s)))", {"s.x -> v.a", "s.y -> v.b"}),
    ("", "update t set a = s.x + t.b from s where s.i = t.i", {"s.x -> t.a", "t.b -> t.a"}),
    ("", "update t set (a, b) = (select x, y from s where s.i = t.i)", {"s.x -> t.a", "s.y -> t.b"}),
    ("tsql", "update q set q.a += s.x from t q join s on s.i = q.i", {"s.x -> t.a", "t.a -> t.a"}),
    (
        "",
        (
            "merge into t using s on t.i = s.i when matched then update set a = s.x "
            "when not matched then insert (i, a) values (s.i, upper(s.y))"
        ),
        {"s.x -> t.a", "s.i -> t.i", "s.y -> t.a"},
    ),
    ("databricks", "merge into t using s on t.i = s.i when not matched then insert *", {"s.* -> t.*"}),
    ("bigquery", "merge d.t t using d.s s on t.i = s.i when not matched then insert row", {"d.s.* -> d.t.*"}),
    ("duckdb", "insert into t by name select x, y as z from s", {"s.x -> t.x", "s.y -> t.z"}),
    ("hive", "insert into t partition (day = '1') select x, y from s", {"s.x -> t.a", "s.y -> t.b"}),
    (
        "snowflake",
        "copy into t (a, b) from (select f.$1, upper(f.$2) from @stage f)",
        {"@stage.$1 -> t.a", "@stage.$2 -> t.b"},
    ),
    ("clickhouse", "alter table t delete where a in (select x from s)", set()),
]


@pytest.mark.parametrize(("dialect", "sql", "edges"), COLUMNS, ids=[case[1][:60] for case in COLUMNS])
def test_statement_writes_columns_from(dialect: str, sql: str, edges: set[str]) -> None:
    schema = {"t": ["a", "b", "day"]} if "partition" in sql else None
    assert values(sql, dialect, schema=schema) == edges
