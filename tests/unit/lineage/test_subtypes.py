"""Kinds and subtypes of edges, the text that makes a column, and how sure an edge is."""

from __future__ import annotations

import pytest

from iopsdata_jupyter.lineage import lineage
from tests.unit.lineage.reading import subtypes

CASES = [
    ("select a from t", {"IDENTITY t.a -> a"}),
    ("select (a) as b from t", {"IDENTITY t.a -> b"}),
    ("select a + 1 as b from t", {"TRANSFORMATION t.a -> b"}),
    ("select cast(a as int) as b from t", {"TRANSFORMATION t.a -> b"}),
    ("select sum(a) as b from t", {"AGGREGATION t.a -> b"}),
    ("select a + sum(a) over () as b from t", {"AGGREGATION t.a -> b"}),
    ("select lag(a) over (order by c) as b from t", {"TRANSFORMATION t.a -> b", "WINDOW t.c -> b"}),
    ("select rank() over w as b from t window w as (partition by p)", {"WINDOW t.p -> b"}),
    (
        "select case when a > 1 then b else c end as d from t",
        {"CONDITIONAL t.a -> d", "TRANSFORMATION t.b -> d", "TRANSFORMATION t.c -> d"},
    ),
    ("select sum(a) filter (where b > 1) as c from t", {"AGGREGATION t.a -> c", "CONDITIONAL t.b -> c"}),
    ("select percentile_cont(0.5) within group (order by a) as m from t", {"AGGREGATION t.a -> m"}),
    ("select array_agg(a order by b) as c from t", {"AGGREGATION t.a -> c", "WINDOW t.b -> c"}),
    ("select a from t where b > 1", {"IDENTITY t.a -> a", "FILTER t.b -> a"}),
    ("select t.a from t join u on t.b = u.c", {"IDENTITY t.a -> a", "JOIN t.b -> a", "JOIN u.c -> a"}),
    (
        "select a from t group by a having max(b) > 1",
        {"IDENTITY t.a -> a", "GROUP_BY t.a -> a", "FILTER t.b -> a"},
    ),
    ("select a as k from t group by 1", {"IDENTITY t.a -> k", "GROUP_BY t.a -> k"}),
    ("select a from t order by b", {"IDENTITY t.a -> a", "SORT t.b -> a"}),
    (
        "select a from t where exists (select 1 from u where u.x = t.y)",
        {"IDENTITY t.a -> a", "FILTER u.x -> a", "FILTER t.y -> a"},
    ),
    ("select b from (select a as b from t where c > 1) s", {"IDENTITY t.a -> b", "FILTER t.c -> b"}),
    ("select max(b) as m from (select a + 1 as b from t) s", {"AGGREGATION t.a -> m"}),
    (
        "select a from t where r = 1 and a in (select x from u where z = 2)",
        {"IDENTITY t.a -> a", "FILTER t.r -> a", "FILTER t.a -> a", "FILTER u.x -> a", "FILTER u.z -> a"},
    ),
    ("select a from t except select x from u", {"IDENTITY t.a -> a", "FILTER u.x -> a"}),
]


@pytest.mark.parametrize(("sql", "edges"), CASES, ids=[case[0] for case in CASES])
def test_edges_tell_how_a_column_is_shaped(sql: str, edges: set[str]) -> None:
    assert subtypes(sql) == edges


@pytest.mark.parametrize(
    ("sql", "text"),
    [
        ("select a+b as c from t", "a+b"),
        ("select count( x ) n from t", "count( x )"),
        ("select case when a then 1 end as c from t", "case when a then 1 end"),
        ("insert into t (c) select (a + b) * 2 from s", "(a + b) * 2"),
        ("update t set c = -s.x from s", "-s.x"),
        ("select a::int as c from t", "a::int"),
    ],
)
def test_edge_holds_the_text_that_makes_its_column(sql: str, text: str) -> None:
    edge = lineage("select 1; " + sql, "postgres").column_edges[0]
    assert edge.expression == text
    assert edge.span is not None
    assert ("select 1; " + sql)[edge.span.start : edge.span.end] == text


def test_ambiguous_name_has_no_table_and_a_reason() -> None:
    (edge,) = [
        one for one in lineage("select x from a join b on a.i = b.i").column_edges if one.kind == "DIRECT"
    ]
    assert edge.source_table is None
    assert edge.confidence < 0.5
    assert "2 relations" in edge.reason


def test_plain_query_has_no_target_table() -> None:
    (edge,) = lineage("select x from a").column_edges
    assert (edge.target_table, edge.target_column, edge.confidence, edge.reason) == (None, "x", 1.0, "")
