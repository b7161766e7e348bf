"""Repairs without a model: each kind of fault, and where a repair would be a guess."""

from __future__ import annotations

import pytest

from iopsdata_jupyter.catalog.models import Catalog, Column, ForeignKey, Table
from iopsdata_jupyter.text_to_sql.repair.difference import difference
from iopsdata_jupyter.text_to_sql.repair.repairs import repaired


def columns(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, "INTEGER") for name in names)


TABLES = (
    Table("visits", columns("visit_id", "guide_id", "visited_on", "fee_paid", "Rating Score")),
    Table(
        "guides",
        columns("guide_id", "family_name", "language"),
        foreign_keys=(ForeignKey(("guide_id",), "visits", ("guide_id",)),),
    ),
    Table("caves", columns("cave_id", "cave_name", "cave_game"), schema="karst"),
)


def sql_of(sql: str, error: str = "", dialect: str = "duckdb") -> str | None:
    found = repaired(sql, error, Catalog(dialect, TABLES))
    return found.sql if found else None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("SELECT sum(fee_payd) FROM visits", "SELECT sum(fee_paid) FROM visits", id="slip"),
        pytest.param("SELECT fee_piad FROM visits", "SELECT fee_paid FROM visits", id="swapped letters"),
        pytest.param("SELECT FeePaid FROM visits", "SELECT fee_paid FROM visits", id="case and underscore"),
        pytest.param("SELECT count(*) FROM visit", "SELECT count(*) FROM visits", id="singular"),
        pytest.param(
            "SELECT rating_score FROM visits", 'SELECT "Rating Score" FROM visits', id="needs quotes"
        ),
        pytest.param(
            "SELECT v.fee_payd /* kept */\nFROM visits AS v",
            "SELECT v.fee_paid /* kept */\nFROM visits AS v",
            id="layout stays",
        ),
        pytest.param(
            "SELECT guide.language FROM visits JOIN guides USING (guide_id)",
            "SELECT guides.language FROM visits JOIN guides USING (guide_id)",
            id="qualifier",
        ),
        pytest.param(
            "SELECT count(*) FROM karst.cavs", "SELECT count(*) FROM karst.caves", id="table of a schema"
        ),
        pytest.param(
            'SELECT count(*) FROM guides WHERE language = "Slovene"',
            "SELECT count(*) FROM guides WHERE language = 'Slovene'",
            id="text in quotes of a name",
        ),
        pytest.param(
            "SELECT familyname, langage FROM guides",
            "SELECT family_name, language FROM guides",
            id="two names",
        ),
    ],
)
def test_a_name_that_is_plainly_meant_is_corrected(before: str, after: str) -> None:
    assert sql_of(before) == after


@pytest.mark.parametrize(
    "sql",
    [
        pytest.param("SELECT weather FROM visits", id="nothing near"),
        pytest.param("SELECT cave_nam, cave_xame FROM karst.caves", id="two are near"),
        pytest.param("SELECT language FROM visits", id="of another table"),
        pytest.param("SELECT fee_payd, weather FROM visits", id="only one of two"),
        pytest.param("SELECT fee_paid_2 FROM visits", id="another number"),
        pytest.param("SELECT FROM WHERE", id="no statement"),
        pytest.param("SELECT fee_paid FROM visits", id="nothing wrong"),
    ],
)
def test_a_name_that_takes_a_guess_is_left(sql: str) -> None:
    assert sql_of(sql) is None


GROUPING = 'column "guide_id" must appear in the GROUP BY clause or be used in an aggregate function'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "SELECT guide_id, SUM(fee_paid) FROM visits",
            "SELECT guide_id, SUM(fee_paid) FROM visits GROUP BY guide_id",
            id="no grouping",
        ),
        pytest.param(
            "SELECT guide_id, visited_on, COUNT(*) AS n FROM visits GROUP BY visited_on ORDER BY n",
            "SELECT guide_id, visited_on, COUNT(*) AS n FROM visits GROUP BY visited_on, guide_id ORDER BY n",
            id="one is missing",
        ),
        pytest.param(
            "SELECT guide_id + 1 AS g, COUNT(*) FROM visits GROUP BY visit_id",
            "SELECT guide_id + 1 AS g, COUNT(*) FROM visits GROUP BY visit_id, guide_id + 1",
            id="an expression",
        ),
        pytest.param(
            "SELECT visited_on, guide_id, COUNT(*) FROM visits GROUP BY 1",
            "SELECT visited_on, guide_id, COUNT(*) FROM visits GROUP BY 1, guide_id",
            id="by position",
        ),
    ],
)
def test_a_column_that_is_missing_in_the_grouping_is_added(before: str, after: str) -> None:
    assert sql_of(before, GROUPING, "postgres") == after


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT *, COUNT(*) FROM visits",
        "SELECT guide_id FROM visits",
        "SELECT guide_id, SUM(fee_paid) OVER (ORDER BY visit_id) FROM visits",
        "SELECT guide_id AS g, COUNT(*) FROM visits GROUP BY g",
    ],
)
def test_a_grouping_that_is_no_fault_is_left(sql: str) -> None:
    assert sql_of(sql, GROUPING, "postgres") is None


AMBIGUOUS = 'column reference "guide_id" is ambiguous'


def test_an_ambiguous_column_that_a_join_makes_equal_is_qualified() -> None:
    before = (
        "SELECT guide_id FROM visits AS v LEFT JOIN guides AS g ON v.guide_id = g.guide_id AND v.fee_paid > 0"
    )
    assert sql_of(before, AMBIGUOUS, "postgres") == before.replace("SELECT guide_id", "SELECT v.guide_id")


@pytest.mark.parametrize(
    "join",
    [
        pytest.param("RIGHT JOIN guides AS g ON v.guide_id = g.guide_id", id="the left may be null"),
        pytest.param("JOIN guides AS g ON v.guide_id > g.guide_id", id="not equal"),
        pytest.param("JOIN guides AS g ON v.guide_id = g.guide_id OR v.fee_paid = 1", id="not always equal"),
        pytest.param("CROSS JOIN guides AS g", id="no condition"),
    ],
)
def test_an_ambiguous_column_of_unlike_values_is_left(join: str) -> None:
    assert sql_of(f"SELECT guide_id FROM visits AS v {join}", AMBIGUOUS, "postgres") is None


@pytest.mark.parametrize(
    ("dialect", "error", "before", "after"),
    [
        pytest.param(
            "sqlite",
            "no such function: YEAR",
            "SELECT YEAR(visited_on) FROM visits",
            "SELECT CAST(STRFTIME('%Y', visited_on) AS INTEGER) FROM visits",
            id="year in SQLite",
        ),
        pytest.param(
            "sqlite",
            "date_trunc is not an allowed function.",
            "SELECT DATE_TRUNC('month', visited_on) AS m FROM visits GROUP BY m",
            "SELECT STRFTIME('%Y-%m-01', visited_on) AS m FROM visits GROUP BY m",
            id="month in SQLite",
        ),
        pytest.param(
            "postgres",
            "function ifnull(integer, integer) does not exist",
            "SELECT IFNULL(fee_paid, 0) FROM visits",
            "SELECT COALESCE(fee_paid, 0) FROM visits",
            id="ifnull in PostgreSQL",
        ),
        pytest.param(
            "postgres",
            "isnull is not an allowed function",
            'SELECT ISNULL("Rating Score", 0) FROM visits',
            'SELECT COALESCE("Rating Score", 0) FROM visits',
            id="a quoted name in a call",
        ),
        pytest.param(
            "duckdb",
            "Scalar Function with name getdate does not exist!",
            "SELECT GETDATE()",
            "SELECT CURRENT_TIMESTAMP",
            id="getdate in DuckDB",
        ),
    ],
)
def test_a_function_of_another_engine_is_written_as_this_one_does(
    dialect: str, error: str, before: str, after: str
) -> None:
    assert sql_of(before, error, dialect) == after


@pytest.mark.parametrize("call", ["pg_read_file('/etc/passwd')", "sunrise(visited_on)"])
def test_a_function_that_nobody_knows_is_left(call: str) -> None:
    name = call.partition("(")[0]
    assert sql_of(f"SELECT {call} FROM visits", f"{name} is not an allowed function", "postgres") is None


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("SELECT totl FROM t", "SELECT total FROM t", "totl → total"),
        ("SELECT a,  count(*)\nFROM t", "SELECT a, COUNT(*) FROM t GROUP BY a", "+ GROUP BY a"),
        ("SELECT a, b FROM t", "SELECT a FROM t", "- , b"),
        ("SELECT IFNULL(a, 0)", "SELECT COALESCE(a, 0)", "IFNULL → COALESCE"),
        ("SELECT " + "a, " * 200, "SELECT " + "b, " * 200, None),
    ],
)
def test_the_difference_is_one_line(before: str, after: str, shown: str | None) -> None:
    found = difference(before, after)
    assert "\n" not in found
    assert len(found) <= 200
    assert shown is None or found == shown
