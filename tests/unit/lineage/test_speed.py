"""Bounds that hold on a slow machine too; the figures themselves are for the benchmarks."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

import pytest
import sqlglot
from sqlglot.optimizer.qualify import qualify

from iopsdata_jupyter.errors import IopsDataError
from iopsdata_jupyter.lineage import lineage

SCHEMA = {
    "sales": ["day_id", "item_id", "customer_id", "quantity", "price", "profit"],
    "days": ["day_id", "year", "month", "name"],
    "items": ["item_id", "brand", "category", "price"],
    "customers": ["customer_id", "first", "last", "town"],
}
STAR_JOIN = """
with yearly as (
  select c.last, d.year, i.brand, sum(s.price * s.quantity) as revenue,
         sum(case when d.name = 'Sunday' then s.price end) as sundays
  from sales s join days d on s.day_id = d.day_id join items i on i.item_id = s.item_id
  join customers c on c.customer_id = s.customer_id
  where i.category in (select category from items group by category having count(*) > 10)
  group by c.last, d.year, i.brand
)
select a.last, a.brand, a.revenue / nullif(b.revenue, 0) as growth,
       rank() over (partition by a.brand order by a.revenue desc) as place
from yearly a join yearly b on a.last = b.last and a.brand = b.brand and a.year = b.year + 1
where a.revenue > b.revenue order by growth desc
"""


def cpu_seconds(call: Callable[[], object], rounds: int = 5) -> float:
    """The best of some rounds, in CPU seconds of this process."""
    call()
    spent = []
    for _ in range(rounds):
        started = time.process_time()
        call()
        spent.append(time.process_time() - started)
    return min(spent)


MOST_PARSES = 12
"""What lineage may cost of parsing alone, which takes a fifth to a half of it; time that grows faster than
the statement is far above."""


def test_select_of_a_thousand_columns_costs_little_more_than_parsing() -> None:
    items = ", ".join(f"a.c{place} + b.c{place} as s{place}" for place in range(1000))
    sql = f"select {items} from a join b on a.k = b.k where a.z > 1"
    assert parses_taken(sql) < MOST_PARSES


def test_chain_of_two_hundred_ctes_costs_little_more_than_parsing() -> None:
    ctes = ["q0 as (select a, b, k from base)"]
    ctes += [
        f"q{place} as (select p.a, p.b + d.b as b, p.k from q{place - 1} p join dim{place} d on p.k = d.k)"
        for place in range(1, 200)
    ]
    sql = f"with {', '.join(ctes)} select * from q199"
    assert parses_taken(sql) < MOST_PARSES


def parses_taken(sql: str) -> float:
    """What lineage costs, in parses of the same statement."""
    parsing = cpu_seconds(lambda: sqlglot.parse_one(sql, read="duckdb"))
    return cpu_seconds(lambda: lineage(sql, "duckdb").column_edges) / parsing


def test_full_lineage_costs_no_more_than_parsing_and_qualifying_and_half_of_it() -> None:
    typed = {table: dict.fromkeys(columns, "int") for table, columns in SCHEMA.items()}
    base = cpu_seconds(
        lambda: qualify(sqlglot.parse_one(STAR_JOIN, read="duckdb"), schema=typed, dialect="duckdb")
    )
    ours = cpu_seconds(lambda: lineage(STAR_JOIN, "duckdb", schema=SCHEMA).column_edges)
    assert ours < 1.5 * base


@pytest.mark.parametrize(
    "text",
    [
        "select " + " " * 40_000 + "1",
        "merge into t using s on a = b when matched then update set " + "a = b where c " * 3_000,
        "select a from final table (insert " * 1_000,
        "select f(" + "table t, " * 4_000,
        "exec('" + "''" * 20_000,
        "insert into t " + "with label x " * 3_000 + "select 1",
    ],
    ids=lambda text: text[:24],
)
def test_long_text_of_odd_shape_takes_no_more_than_seconds(text: str) -> None:
    def read() -> None:
        with contextlib.suppress(IopsDataError):
            lineage(text, "oracle")

    assert cpu_seconds(read, rounds=1) < 5
