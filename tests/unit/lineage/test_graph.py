"""Questions to the graph."""

from __future__ import annotations

import pytest

from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.lineage import lineage

SCRIPT = """
create table daily as select day, sum(amount) as total from shop.orders where status = 'paid' group by day;
create table weekly as select week(day) as w, total from daily;
select w, total / 7 as mean from weekly where total > 0;
"""


def names(found: object) -> list[str]:
    return [f"{one.table}.{one.column}" for one in found]


def test_downstream_tells_what_a_change_can_break_nearest_first() -> None:
    found = lineage(SCRIPT, "duckdb").downstream("shop.orders.amount")
    assert names(found) == ["daily.total", "weekly.total", "None.mean", "None.w"]
    assert [one.direct for one in found] == [True, True, True, False]
    assert [one.steps for one in found] == [1, 2, 3, 3]


def test_upstream_tells_direct_columns_only_where_asked() -> None:
    graph = lineage(SCRIPT, "duckdb")
    assert names(graph.upstream("weekly.total", direct_only=True)) == ["daily.total", "shop.orders.amount"]
    assert "shop.orders.status" in names(graph.upstream("weekly.total"))


def test_columns_are_found_by_the_end_of_their_name_in_any_case() -> None:
    graph = lineage(SCRIPT, "duckdb")
    assert graph.downstream("ORDERS.Amount") == graph.downstream("shop.orders.amount")


def test_unknown_column_is_told_with_near_names() -> None:
    with pytest.raises(UsageError, match="no column") as caught:
        lineage(SCRIPT, "duckdb").downstream("shop.orders.amont")
    assert "shop.orders.amount" in str(caught.value.hint)


def test_star_hands_columns_on() -> None:
    graph = lineage("create table a as select * from b; insert into c select x from a")
    assert names(graph.upstream("c.x")) == ["a.x", "b.x"]


def test_loops_end() -> None:
    graph = lineage("insert into a select x from b; insert into b select x from a")
    assert names(graph.downstream("a.x")) == ["b.x"]


def test_repr_is_one_line() -> None:
    assert repr(lineage("insert into a select x from b")) == "<LineageGraph b -> a; 1 column edges>"
