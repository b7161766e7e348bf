from __future__ import annotations

import pytest

from iopsdata_jupyter.errors import ExecutionError
from iopsdata_jupyter.text_to_sql.explaining import explain


def test_a_query_is_told_step_by_step() -> None:
    sql = """
        select h.name, sum(c.weight) as load, count(*) as n
        from calls c join harbours h on c.harbour_id = h.id left join pilots using (pilot_id)
        where c.day >= '2024-01-01' and h.land <> 'NO' and c.cargo is not null
        group by 1 having count(*) > 3 order by load desc limit 5
    """
    assert explain(sql, "duckdb") == (
        "Reads calls (as c).",
        "Joins each row with the rows of harbours (as h) where c.harbour_id = h.id.",
        "Joins each row with, where there is one, pilots that have the same pilot_id.",
        "Keeps the rows where c.day is on or after '2024-01-01', h.land is not 'NO' and c.cargo is present.",
        "Makes one row for each h.name.",
        "Keeps the groups where the number of rows is more than 3.",
        "Shows h.name, the sum of c.weight (as load) and the number of rows (as n).",
        "Sorts by load, highest first.",
        "Keeps the first 5 rows.",
    )


@pytest.mark.parametrize(
    ("sql", "step"),
    [
        ("select 1", "Shows 1."),
        ("select distinct a from t", "Shows each different a."),
        ("select * from t order by a limit 1", "Keeps the first row."),
        ("select a, b from t order by 2 desc", "Sorts by b, highest first."),
        ("select a from t where (a = 1 and b = 2) and c = :d", "a is 1, b is 2 and c is :d."),
        ("select a from t where not exists (select 1 from u where u.i = t.i)", "no row in u"),
        ("select a from t where a not in (1, 2)", "a is none of 1, 2"),
        ("select a from t where b > (select avg(b) from t)", "the average of b that a second query finds"),
        ("select a from t where a = 1 or b = 2", "either a is 1 or b is 2"),
        ("with m as (select a from t) select a from m", "First, as m: reads t; shows a."),
        ("select a from t union all select a from u", "repeated rows included"),
        ("select a from (select b as a from t) x", "First, as x: reads t; shows b (as a)."),
        ("select count(distinct a) from t", "the number of different a"),
        ("select rank() over (partition by a order by b) from t", "within each a, in the order of b"),
        ("delete from t where a = 1", "Only the rows where a is 1."),
        ("insert into t select a from u", "Adds rows to t."),
        ("show tables", "Runs: SHOW TABLES."),
    ],
)
def test_each_form_has_its_words(sql: str, step: str) -> None:
    assert step in " ".join(explain(sql, "duckdb"))


@pytest.mark.parametrize("dialect", ["sqlite", "postgres", "mysql", "spark", "duckdb", "tsql"])
def test_a_limit_is_told_in_every_dialect(dialect: str) -> None:
    sql = "select top 3 a from t" if dialect == "tsql" else "select a from t limit 3"
    assert explain(sql, dialect)[-1] == "Keeps the first 3 rows."


def test_text_that_is_no_sql_cannot_be_explained() -> None:
    with pytest.raises(ExecutionError, match="does not parse as duckdb"):
        explain("select from where (", "duckdb")
