from __future__ import annotations

import pytest
import sqlglot

from iopsdata_jupyter.catalog.models import Catalog
from iopsdata_jupyter.text_to_sql.confidence import Findings, model_confidence, placed_share
from iopsdata_jupyter.text_to_sql.plausibility.absent_values import absent_values
from iopsdata_jupyter.text_to_sql.plausibility.out_of_range import out_of_range, range_checks
from iopsdata_jupyter.text_to_sql.plausibility.repeated_rows import repeated_rows
from tests.unit.text_to_sql import harbour

CATALOG = harbour.catalog()
VALUES = harbour.values()


def parsed(sql: str) -> sqlglot.exp.Expr:
    return sqlglot.parse_one(sql, read="sqlite")


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        (
            "SELECT 1 FROM ports WHERE port_name = 'Gesder'",
            ("'Gesder' does not occur in ports.port_name; near it: 'Gedser'.",),
        ),
        (
            "SELECT 1 FROM ships s WHERE s.flag IN ('Malta', 'Norwey')",
            ("'Norwey' does not occur in ships.flag; near it: 'Norway'.",),
        ),
        ("SELECT 1 FROM ships WHERE 'zzz' = flag", ("'zzz' does not occur in ships.flag.",)),
        ("SELECT 1 FROM ports WHERE port_name = 'Gedser'", ()),
        ("SELECT 1 FROM ports WHERE port_name LIKE 'Z%'", ()),
        ("SELECT 1 FROM calls WHERE call_date = '1999-01-01'", ()),
        ("SELECT 1 FROM ports WHERE port_name = :name", ()),
        ("SELECT 1 FROM (SELECT 'x' AS flag) t WHERE flag = 'Mars'", ()),
    ],
)
def test_a_value_that_does_not_occur_is_told_with_near_ones(sql: str, told: tuple[str, ...]) -> None:
    assert absent_values(parsed(sql), CATALOG, VALUES) == told


REPEATED = [
    "SELECT sum(c.tonnage) FROM calls c JOIN fees f ON f.call_id = c.call_id",
    "SELECT coast, avg(tonnage) FROM calls JOIN ports USING (port_id) JOIN fees USING (call_id) GROUP BY 1",
    "SELECT count(s.ship_id) FROM ships s, calls c WHERE s.ship_id = c.ship_id",
    "SELECT sum(s.built) FROM ships s JOIN calls c ON c.ship_id = s.ship_id JOIN ports USING (port_id)",
]
SOUND = [
    "SELECT sum(f.units) FROM calls c JOIN fees f ON f.call_id = c.call_id",
    "SELECT sum(f.units * c.tonnage) FROM calls c JOIN fees f ON f.call_id = c.call_id",
    "SELECT sum(c.tonnage) FROM calls c JOIN ports p ON p.port_id = c.port_id",
    "SELECT count(DISTINCT s.ship_id) FROM ships s JOIN calls c ON c.ship_id = s.ship_id",
    "SELECT max(s.built) FROM ships s JOIN calls c ON c.ship_id = s.ship_id",
    "SELECT count(*) FROM ships s JOIN calls c ON c.ship_id = s.ship_id",
    "SELECT sum(c.tonnage) FROM calls c JOIN (SELECT call_id, 1 FROM fees GROUP BY 1) f USING (call_id)",
    "SELECT sum(tonnage) FROM calls WHERE call_id IN (SELECT call_id FROM fees)",
    "SELECT s.flag, count(s.ship_id) FROM ships s JOIN calls c ON s.ship_id = c.ship_id GROUP BY 1",
]


@pytest.mark.parametrize("sql", REPEATED)
def test_a_join_that_repeats_what_is_summed_is_told(sql: str) -> None:
    told = repeated_rows(parsed(sql), CATALOG)
    assert len(told) == 1
    assert "several times" in told[0]


@pytest.mark.parametrize("sql", SOUND)
def test_a_sound_join_is_not(sql: str) -> None:
    assert repeated_rows(parsed(sql), CATALOG) == ()


def test_the_repeating_table_is_named() -> None:
    assert repeated_rows(parsed(REPEATED[0]), CATALOG) == (
        "SUM(c.tonnage) may count rows of calls several times: the join repeats each for its rows in fees.",
    )


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("call_date >= '2031-01-01'", "calls.call_date runs from 2023-03-01 to 2024-02-15."),
        ("call_date < '2020'", "calls.call_date runs from 2023-03-01 to 2024-02-15."),
        ("tonnage > 1000", "calls.tonnage runs from 40.0 to 250.0."),
        ("tonnage = 7", "calls.tonnage runs from 40.0 to 250.0."),
        ("call_date >= '2023-06-01'", None),
        ("tonnage > 100", None),
    ],
)
def test_a_bound_outside_of_the_data_is_told(condition: str, told: str | None) -> None:
    (check,) = range_checks(parsed(f"SELECT count(*) FROM calls WHERE {condition}"), CATALOG)
    assert out_of_range(check, harbour.rows(check.sql)[0]) == told


def test_a_column_without_values_is_told() -> None:
    (check,) = range_checks(parsed("SELECT 1 FROM calls WHERE tonnage > 1"), CATALOG)
    assert out_of_range(check, (None, None)) == "calls.tonnage holds no values."


def test_names_that_need_quotes_are_quoted() -> None:
    from iopsdata_jupyter.catalog.models import Column, Table

    odd = Catalog("duckdb", (Table("odd order", (Column("a b", "INTEGER"),)),))
    (check,) = range_checks(
        sqlglot.parse_one('SELECT 1 FROM "odd order" WHERE "a b" > 1', read="duckdb"), odd
    )
    assert 'MIN("a b")' in check.sql
    assert 'FROM "odd order"' in check.sql


def test_confidence_follows_the_evidence() -> None:
    tree = parsed("SELECT coast, sum(tonnage) FROM calls JOIN ports USING (port_id) GROUP BY coast")
    asked = "total tonnage by coast"
    best = model_confidence(asked, tree, Findings(metrics=1))
    plain = model_confidence(asked, tree, Findings())
    assert best > plain > model_confidence(asked, tree, Findings(repairs=1))
    assert (
        plain
        > model_confidence(asked, tree, Findings(doubts=1))
        > model_confidence(asked, tree, Findings(doubts=3))
    )
    assert plain > model_confidence(asked, tree, Findings(is_empty=True))
    assert plain > model_confidence("average age of the captains", tree, Findings())
    assert model_confidence("zebra", tree, Findings(repairs=9, doubts=9, is_empty=True)) == 0.05


def test_synonyms_and_values_place_words() -> None:
    tree = parsed("SELECT count(*) FROM ships WHERE flag = 'Malta'")
    assert placed_share("how many vessels under the flag of Malta", tree) >= 0.6
    assert placed_share("how many ships of Malta", tree) == 1.0
    assert placed_share("how many", tree) == 1.0
