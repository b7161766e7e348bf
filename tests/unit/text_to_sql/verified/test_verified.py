"""Verified queries over the harbour: kept with parameters, bound by column types, broken by the catalog."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from iopsdata_jupyter.catalog.lookup import NoValues
from iopsdata_jupyter.catalog.models import Catalog
from iopsdata_jupyter.errors import TranslationError, UsageError
from iopsdata_jupyter.store.records import VerifiedQuery
from iopsdata_jupyter.text_to_sql.translator import Translation, TranslationRequest
from iopsdata_jupyter.text_to_sql.verified.answering import VerifiedFirst
from iopsdata_jupyter.text_to_sql.verified.keeping import broken, verified_query
from iopsdata_jupyter.text_to_sql.verified.placeholders import bound
from tests.unit.text_to_sql import harbour

CATALOG = harbour.catalog()
VALUES = harbour.values()
SQL = """SELECT SUM(calls.tonnage) AS tonnage FROM calls JOIN ports ON calls.port_id = ports.port_id
WHERE ports.port_name = 'Gedser' AND calls.call_date >= '2024-01-01'"""
ASKED = "tonnage in Gedser since 2024"
TEMPLATE = "tonnage in {port} since {day}"


class Declines:
    """A translator that must not be asked."""

    name = "offline"

    def translate(self, request: TranslationRequest) -> Translation:
        raise TranslationError("asked")


def kept(template: str = TEMPLATE, asked: str = ASKED, sql: str = SQL) -> VerifiedQuery:
    return verified_query(asked, sql, "harbour", CATALOG, template=template)


def ask(question: str, *queries: VerifiedQuery, catalog: Catalog = CATALOG) -> Translation:
    request = TranslationRequest(question, catalog, VALUES)
    return VerifiedFirst(Declines(), queries).translate(request)


def test_a_kept_query_has_names_for_values() -> None:
    query = kept()
    assert "= :port" in query.sql
    assert ">= :day" in query.sql
    assert query.parameters == {"port": "ports.port_name", "day": "calls.call_date"}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("tonnage in Gedser since 2024", 60.0),
        ("Tonnage in skagen since 2023-01-01?", 350.0),
        ("what is the tonnage in Skagen since January 2024", 250.0),
        ("tonnage in Gedser since 9 may 2023", 140.0),
    ],
)
def test_a_question_is_answered_with_bound_values(question: str, expected: float) -> None:
    found = ask(question, kept())
    assert found.trust == "verified"
    assert harbour.rows(found.sql, **found.parameters) == [(expected,)]


@pytest.mark.parametrize(
    "question",
    [
        "tonnage in Atlantis since 2024",
        "tonnage in Gedser by ship since 2024",
        "tonnage in Gedser since yesterday",
        "tonnage in Gedser' OR '1'='1 since 2024",
        "tonnage in Gedser",
    ],
)
def test_what_does_not_fit_goes_to_the_translator(question: str) -> None:
    with pytest.raises(TranslationError, match="asked"):
        ask(question, kept())


def test_a_value_is_never_part_of_the_sql() -> None:
    hostile = "x'; DROP TABLE calls; --"
    catalog, sql = CATALOG, kept().sql
    values = bound(sql, {"port": f'"{hostile}"', "day": "2024"}, catalog, NoValues())
    assert values == {"port": hostile, "day": "2024-01-01"}
    assert harbour.rows(sql, **values) == [(None,)]


def test_a_period_has_two_ends() -> None:
    sql = "SELECT count(*) FROM calls WHERE call_date >= '2024-01-01' AND call_date < '2025-01-01'"
    query = kept("calls in {year}", "calls in 2024", sql)
    assert "< :year_end" in query.sql
    found = ask("calls in 2023", query)
    assert found.parameters == {"year": "2023-01-01", "year_end": "2024-01-01"}
    assert harbour.rows(found.sql, **found.parameters) == [(2,)]
    assert harbour.rows(found.sql, **ask("calls in May 2023", query).parameters) == [(1,)]


def test_the_types_are_those_of_the_columns() -> None:
    duckdb = Catalog("duckdb", CATALOG.tables)
    sql = "SELECT * FROM calls WHERE call_date >= :day AND tonnage > :tons AND status = :status LIMIT :n"
    words = {"day": "2024", "tons": "1,000", "status": "OPEN", "n": "3"}
    assert bound(sql, words, duckdb, VALUES) == {
        "day": dt.date(2024, 1, 1),
        "tons": 1000,
        "status": "open",
        "n": 3,
    }
    assert bound(sql, {**words, "tons": "many"}, duckdb, VALUES) is None


def test_sql_may_come_with_its_names() -> None:
    query = kept("ships built after {year}", "?", "SELECT ship_name FROM ships WHERE built > :year")
    assert ask("ships built after 2000", query).parameters == {"year": 2000}


@pytest.mark.parametrize(
    ("template", "asked", "sql", "told"),
    [
        (TEMPLATE, "tonnage by port", SQL, "does not fit the question"),
        ("tonnage in {port} since {day}", "tonnage in Skagen since 2024", SQL, "no value of the SQL is that"),
        ("calls", "calls", "SELECT * FROM callz", "There is no table 'callz'"),
        ("x {a}", "x 1", "SELECT * FROM calls WHERE tonnage > :b AND call_id = :a", "uses :b"),
        ("x {a} {b}", "x 1 2", "SELECT * FROM calls WHERE tonnage > :a", "does not use it"),
        ("x {a}", "x 5", "SELECT * FROM calls WHERE tonnage > 5 AND call_id = 5", "stands in several places"),
    ],
)
def test_what_cannot_be_kept_is_said(template: str, asked: str, sql: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        kept(template, asked, sql)


def test_a_query_that_the_catalog_no_longer_holds_is_said_and_not_used() -> None:
    query = kept("calls", "calls", "SELECT count(*) FROM calls WHERE tonnage > 10")
    calls = CATALOG.tables[2]
    without = replace(calls, columns=tuple(c for c in calls.columns if c.name != "tonnage"))
    changed = Catalog("sqlite", (*CATALOG.tables[:2], without, CATALOG.tables[3]))
    assert broken(query, CATALOG) is None
    assert broken(query, changed) == "There is no column 'tonnage'."

    class Plain(Declines):
        def translate(self, request: TranslationRequest) -> Translation:
            return Translation("SELECT 1", "offline", 0.9)

    found = VerifiedFirst(Plain(), (query,)).translate(TranslationRequest("calls", changed, VALUES))
    assert found.sql == "SELECT 1"
    assert found.notes == (
        "The verified query 'calls' is broken and was not used. There is no column 'tonnage'.",
    )
    assert broken(query, Catalog("duckdb", CATALOG.tables)) is not None


def test_the_question_with_fewer_parameters_comes_first() -> None:
    general = kept("calls in {port}", "calls in Skagen", "SELECT 1 FROM ports WHERE port_name = 'Skagen'")
    special = kept("calls in Skagen", "calls in Skagen", "SELECT 2")
    assert ask("calls in Skagen", general, special).sql == "SELECT 2"


def test_a_repair_is_the_translators_business() -> None:
    from iopsdata_jupyter.text_to_sql.translator import Attempt

    request = TranslationRequest(ASKED, CATALOG, VALUES, failed=Attempt("SELECT", "no"))
    with pytest.raises(TranslationError, match="asked"):
        VerifiedFirst(Declines(), (kept(),)).translate(request)
