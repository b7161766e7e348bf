"""Where the columns of a query come from, construct by construct."""

from __future__ import annotations

import pytest

from tests.unit.lineage.reading import values

SCHEMA = {
    "orders": ["id", "customer_id", "amount", "placed"],
    "customers": ["id", "name", "town"],
    "tags": ["id", "label"],
}

CASES = [
    ("", "select amount * 2 as double from orders", {"orders.amount -> double"}),
    ("", "select o.amount from orders as o", {"orders.amount -> amount"}),
    (
        "",
        "select name, amount from orders join customers on customers.id = customer_id",
        {"customers.name -> name", "orders.amount -> amount"},
    ),
    ("", "select * from tags", {"tags.id -> id", "tags.label -> label"}),
    ("", "select t.*, 1 as one from tags t", {"tags.id -> id", "tags.label -> label"}),
    (
        "",
        "with orders as (select label as amount from tags) select amount from orders",
        {"tags.label -> amount"},
    ),
    ("", "with tags as (select id from tags) select * from tags", {"tags.id -> id"}),
    (
        "",
        "with a as (with b as (select id from tags) select id as k from b) select k from a",
        {"tags.id -> k"},
    ),
    (
        "",
        "with recursive r (n, m) as (select id, label from tags union select m, n from r) select n from r",
        {"tags.id -> n", "tags.label -> n"},
    ),
    (
        "tsql",
        "with r as (select id from tags union all select r.id + 1 from r) select id from r",
        {"tags.id -> id"},
    ),
    (
        "",
        "select (select max(amount) from orders o where o.customer_id = c.id) as top from customers c",
        {"orders.amount -> top"},
    ),
    (
        "",
        "select id from tags union all select customer_id from orders",
        {"tags.id -> id", "orders.customer_id -> id"},
    ),
    ("", "select id from tags except select customer_id from orders", {"tags.id -> id"}),
    (
        "duckdb",
        "select id, label from tags union by name select town as label from customers",
        {"tags.id -> id", "tags.label -> label", "customers.town -> label"},
    ),
    ("", "select id from orders join customers using (id)", {"orders.id -> id", "customers.id -> id"}),
    (
        "",
        "select * from customers natural join tags",
        {
            "customers.id -> id",
            "tags.id -> id",
            "customers.name -> name",
            "customers.town -> town",
            "tags.label -> label",
        },
    ),
    ("", "select count(*) as n from orders", {"orders.* -> n"}),
    ("", "select a.x from (select amount as x from orders) as a (x)", {"orders.amount -> x"}),
    ("", "select v.b from (values (1, 2)) as v (a, b)", set()),
    ("snowflake", "select amount as a, a + 1 as b from orders", {"orders.amount -> a", "orders.amount -> b"}),
    ("postgres", "select amount as id, id as k from orders", {"orders.amount -> id", "orders.id -> k"}),
    ("duckdb", "select * exclude (id) replace (upper(label) as label) from tags", {"tags.label -> label"}),
    ("duckdb", "select * rename (label as title) from tags", {"tags.id -> id", "tags.label -> title"}),
    ("bigquery", "select * except (id) from tags", {"tags.label -> label"}),
    ("postgres", "select l.x from orders o, lateral (select o.amount + 1 as x) l", {"orders.amount -> x"}),
    ("tsql", "select q.x from orders o cross apply (select o.amount + 1 as x) q", {"orders.amount -> x"}),
    ("spark", "select k from tags lateral view explode(split(label, ',')) e as k", {"tags.label -> k"}),
    ("bigquery", "select part from tags, unnest(split(label)) as part", {"tags.label -> part"}),
    ("snowflake", "select f.value as v from tags, lateral flatten(input => label) f", {"tags.label -> v"}),
    ("duckdb", "select placed.year as y from orders", {"orders.placed -> y"}),
    ("bigquery", "select o.placed.year as y from orders o", {"orders.placed -> y"}),
    (
        "spark",
        "select transform(label, x -> concat(x, id)) as t from tags",
        {"tags.label -> t", "tags.id -> t"},
    ),
    (
        "spark",
        "select stack(2, id, label) as (a, b) from tags",
        {"tags.id -> a", "tags.label -> a", "tags.id -> b", "tags.label -> b"},
    ),
    (
        "tsql",
        (
            "select [x] from (select customer_id, amount, placed from orders) s "
            "pivot (sum(amount) for placed in ([x], [y])) p"
        ),
        {"orders.amount -> x"},
    ),
    ("snowflake", "select v from tags unpivot (v for k in (id, label))", {"tags.id -> v", "tags.label -> v"}),
    (
        "duckdb",
        "pivot orders on placed using sum(amount) group by customer_id",
        {"orders.customer_id -> customer_id", "orders.amount -> *"},
    ),
    (
        "hive",
        "select amount from orders left semi join customers on customers.id = customer_id",
        {"orders.amount -> amount"},
    ),
    (
        "oracle",
        "select j.a from tags, json_table(label, '$' columns (a number path '$.a')) j",
        {"tags.label -> a"},
    ),
    (
        "snowflake",
        (
            "select k from tags match_recognize (partition by id order by id measures last(x.label) as k "
            "pattern (x+) define x as label > 'a')"
        ),
        {"tags.label -> k"},
    ),
    (
        "clickhouse",
        "with (select max(id) from tags) as top select amount + top as s from orders",
        {"orders.amount -> s", "tags.id -> s"},
    ),
    ("tsql", "select total = amount + 1 from orders", {"orders.amount -> total"}),
    ("oracle", "select rownum as n, amount from orders", {"orders.amount -> amount"}),
]


@pytest.mark.parametrize(
    ("dialect", "sql", "edges"), CASES, ids=[f"{case[0]} {case[1][:60]}" for case in CASES]
)
def test_query_takes_values_from(dialect: str, sql: str, edges: set[str]) -> None:
    assert values(sql, dialect, schema=SCHEMA) == edges


WITHOUT_SCHEMA = [
    ("select * from tags", {"tags.* -> *"}),
    ("select a.* from tags a join orders b on a.id = b.id", {"tags.* -> *"}),
    ("with t as (select * from tags) select label from t", {"tags.label -> label"}),
    ("with t as (select id, * from tags) select * from t", {"tags.* -> *"}),
    ("with t as (select id as k, * from tags) select * from t", {"tags.id -> k", "tags.* -> *"}),
    ("select label from tags join orders on tags.id = orders.id", {"None.label -> label"}),
    ("select label from tags join (select id from orders) o on o.id = tags.id", {"tags.label -> label"}),
    ("select upper(t.label) from tags t", {"tags.label -> upper(t.label)"}),
]


@pytest.mark.parametrize(("sql", "edges"), WITHOUT_SCHEMA, ids=[case[0] for case in WITHOUT_SCHEMA])
def test_query_over_unknown_columns(sql: str, edges: set[str]) -> None:
    assert values(sql) == edges
