"""SQL laid out over lines, and nothing else of it changed."""

from __future__ import annotations

import pytest

from iopsdata_jupyter.errors import ExecutionError
from iopsdata_jupyter.execution.formatting import formatted

CASES = {
    "clauses": (
        "select a, ifnull(b,0) x from t where c::int>=1 and d between 1 and 2 or e in (1,2) order by a desc",
        """
SELECT
  a,
  ifnull(b, 0) x
FROM t
WHERE c::int >= 1
  AND d BETWEEN 1 AND 2
  OR e IN (1, 2)
ORDER BY a DESC""",
    ),
    "binds": ("select * from t where a=:a and b={{b}}", "SELECT *\nFROM t\nWHERE a = :a\n  AND b = {{b}}"),
    "comments": (
        "-- top\nselect a -- first\n, b /* inner */ from t\n-- last",
        "-- top\nSELECT\n  a -- first\n  ,\n  b /* inner */\nFROM t\n-- last",
    ),
    "queries inside": (
        "with a as (select 1 x), b as (select * from a) select count(*) from b where x in (select x from a)",
        """
WITH a AS (
  SELECT
    1 x
),
b AS (
  SELECT *
  FROM a
)
SELECT
  count(*)
FROM b
WHERE x IN (
  SELECT
    x
  FROM a
)""",
    ),
    "joins": (
        "select * from a left outer join b on a.x=b.x and a.y=b.y cross join c",
        "SELECT *\nFROM a\nLEFT OUTER JOIN b ON a.x = b.x\n  AND a.y = b.y\nCROSS JOIN c",
    ),
    "names that are words": ("select t.left, 1 as end from t", "SELECT\n  t.left,\n  1 AS end\nFROM t"),
    "statements": ("select 1;select 2;", "SELECT\n  1;\n\nSELECT\n  2;"),
}


@pytest.mark.parametrize(("given", "wanted"), CASES.values(), ids=CASES)
def test_layout(given: str, wanted: str) -> None:
    wanted = wanted.strip()
    assert formatted(given, "duckdb") == wanted
    assert formatted(wanted, "duckdb") == wanted


@pytest.mark.parametrize(
    ("sql", "dialect"),
    [
        ("select `a b`, 'it''s  so' from t # note\nlimit 3", "mysql"),
        ("select $$two  spaces$$, e'\\n' from t", "postgres"),
        ("select a->>'b', c[1:2], x'ff' from t", "postgres"),
        ("select {'k': 1}, [x for x in l] from 'a  b.csv'", "duckdb"),
        ("select /* two\n   lines */ 1", "sqlite"),
        (
            "select sum(a) over (partition by b order by c rows between 1 preceding and current row) from t",
            "spark",
        ),
    ],
)
def test_only_white_space_and_the_case_of_keywords_change(sql: str, dialect: str) -> None:
    out = formatted(sql, dialect)
    assert "".join(out.split()).casefold() == "".join(sql.split()).casefold()
    for literal in ("'it''s  so'", "$$two  spaces$$", "'a  b.csv'"):
        assert (literal in out) == (literal in sql)


@pytest.mark.parametrize("sql", ["select from where", "select 'open", "select 1 from t; selct 2 from u"])
def test_what_is_no_sql_is_refused(sql: str) -> None:
    with pytest.raises(ExecutionError, match="cannot be read"):
        formatted(sql, "duckdb")
