"""Classes of questions that were answered wrongly with confidence, or declined, when they were first asked.

Found with questions over schemas that nothing was made for; the examples here are others of the same classes.
"""

from __future__ import annotations

import sqlite3

import pytest

from iopsdata_jupyter.errors import TranslationError
from iopsdata_jupyter.text_to_sql.offline import OfflineTranslator
from iopsdata_jupyter.text_to_sql.offline.analytic.answer import answer
from iopsdata_jupyter.text_to_sql.offline.prepared import Prepared, prepare
from iopsdata_jupyter.text_to_sql.offline.training.cases import Values, read_catalog
from iopsdata_jupyter.text_to_sql.translator import TranslationRequest
from tests.unit.text_to_sql.offline.analytic.museum import museum


@pytest.fixture(scope="module")
def database() -> sqlite3.Connection:
    return museum()


@pytest.fixture(scope="module")
def prepared(database: sqlite3.Connection) -> Prepared:
    catalog = read_catalog(database)
    return prepare(catalog, Values(database, catalog), {})


def _rows(question: str, prepared: Prepared, database: sqlite3.Connection) -> list[tuple[object, ...]]:
    found = answer(question, prepared)
    assert found is not None, "declined"
    return database.execute(found.sql).fetchall()


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        pytest.param("the second most common tariff", [("reduced",)], id="second by rows"),
        pytest.param("the least common era", [("baroque",)], id="last by rows"),
        pytest.param("what's the average wage of French guides", [(30,)], id="contraction"),
        pytest.param(
            "highest ticket price per tariff", [("full", 12), ("reduced", 8)], id="figure by adjective"
        ),
        pytest.param("total donations by wing", [("East", 120), ("West", 5)], id="money of rows"),
        pytest.param("average donation", [(125 / 3,)], id="average money of rows"),
        pytest.param("which guide got the most complaints", [("Ben Pike",)], id="most of a count"),
        pytest.param("how many complaints per language", [("French", 4), ("German", 3)], id="sum of a count"),
        pytest.param(
            "ticket revenue by era", [("ancient", 16), ("baroque", 8), ("modern", 34)], id="sold rows"
        ),
        pytest.param("tours guided by French guides in 2023", [(2, 1, 2, "2023-05-10", 30, 4)], id="done by"),
        pytest.param("retired guides", [("Cleo Reed",)], id="state as a number"),
        pytest.param("share of unretired guides", [(200 / 3,)], id="state denied"),
        pytest.param("guides who earn more than 25 an hour", [("Ada Moor",), ("Ben Pike",)], id="own pay"),
        pytest.param("guides earning above average", [("Ben Pike",)], id="own pay against the average"),
        pytest.param("how many tickets are priced above average", [(4,)], id="priced above average"),
        pytest.param(
            "number of guides per language type", [("French", 2), ("German", 1)], id="type of a column"
        ),
        pytest.param(
            "halls ordered by number of exhibits, most first",
            [("Attic", 1), ("Cellar", 2), ("Dome", 2)],
            id="ordered by a count",
        ),
        pytest.param(
            "which exhibits never sold a reduced ticket", [("Coins",), ("Looms",), ("Sails",)], id="never"
        ),
        pytest.param("exhibits with an average price above 10", [("Sails",)], id="average of related"),
        pytest.param(
            "exhibits with an average price below 9", [("Bronze Age",), ("Maps",)], id="none is no average"
        ),
        pytest.param(
            "guides and their total complaints", [("Ada Moor", 3), ("Ben Pike", 4)], id="figure beside entity"
        ),
        pytest.param(
            "list exhibits with their hall",
            [
                ("Bronze Age", "Dome"),
                ("Coins", "Cellar"),
                ("Looms", "Cellar"),
                ("Maps", "Attic"),
                ("Sails", "Dome"),
            ],
            id="owner beside entity",
        ),
        pytest.param(
            "percentage of reduced tickets per era",
            [("ancient", 50.0), ("baroque", 100.0), ("modern", 0.0)],
            id="share within groups",
        ),
        pytest.param("share of ancient exhibits", [(40.0,)], id="share of what is named before"),
        pytest.param(
            "exhibits installed after the promised date", [("Bronze Age",), ("Coins",)], id="two dates"
        ),
        pytest.param(
            "exhibits where actual visitors exceed planned visitors",
            [("Bronze Age",), ("Looms",)],
            id="two figures",
        ),
        pytest.param(
            "percentage of exhibits installed before the promised date", [(40.0,)], id="share of two dates"
        ),
        pytest.param(
            "halls in the West wing or with an area over 250", [("Attic",), ("Dome",), ("Lobby",)], id="or"
        ),
        pytest.param("are there any halls without exhibits", [(1,)], id="yes or no"),
        pytest.param("do any guides have no tours", [(1,)], id="yes or no with a relation"),
        pytest.param(
            "number of exhibits per hall, including halls without exhibits",
            [("Attic", 1), ("Cellar", 2), ("Dome", 2), ("Lobby", 0)],
            id="every entity",
        ),
        pytest.param(
            "total donations in 2024 for each hall in the East wing, even those without any",
            [("Cellar", 0), ("Dome", 70)],
            id="every entity under conditions",
        ),
        pytest.param("number of tours in 2023 vs 2024", [(2023, 2), (2024, 3)], id="two years"),
        pytest.param("compare ticket revenue in 2022 and 2024", [(2022, 10), (2024, 30)], id="years apart"),
        pytest.param(
            "number of tickets in 2024 compared to last year", [(2023, 2), (2024, 3)], id="the year before"
        ),
        pytest.param(
            "how many tickets in march 2024 versus the same month last year",
            [("2023-03", 1), ("2024-03", 2)],
            id="the same month",
        ),
    ],
)
def test_the_question_is_answered(
    prepared: Prepared, database: sqlite3.Connection, question: str, rows: list[tuple[object, ...]]
) -> None:
    assert sorted(_rows(question, prepared, database), key=repr) == sorted(rows, key=repr)


@pytest.mark.parametrize(
    "question",
    [
        "the longest exhibit",
        "average wage by language including zeros",
        "exhibits longer than 3 hours",
        "halls in the West wing or with an area over 250 and named Dome",
        "halls in the East wing and with an area over 100 or named Lobby",
        "number of tours in 2023 vs march 2024",
        "number of tours in the last 30 days vs 2023",
    ],
)
def test_what_is_not_clear_is_left_to_others(prepared: Prepared, question: str) -> None:
    assert answer(question, prepared) is None


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("the third oldest donor of the museum", "third oldest"),
        ("median visitors of the exhibits", "median"),
        ("running total of visitors", "running"),
        ("visitors this year versus the plan", "versus"),
        ("how many tours are pending", "pending"),
        ("number of unguided tours", "unguided"),
    ],
)
def test_what_ranked_candidates_cannot_say_is_declined_by_its_words(
    database: sqlite3.Connection, question: str, words: str
) -> None:
    catalog = read_catalog(database)
    with pytest.raises(TranslationError) as caught:
        OfflineTranslator(threshold=0.0).translate(
            TranslationRequest(question, catalog, Values(database, catalog))
        )
    assert caught.value.unplaced == (words,)


def test_a_yes_or_no_says_how_the_number_is_meant(prepared: Prepared) -> None:
    found = answer("are there retired guides", prepared)
    assert found is not None
    assert "the answer is yes where the number is above 0" in found.assumptions


def test_of_equal_ways_the_one_over_the_transaction_is_taken() -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript("""
        CREATE TABLE growers (grower_id INTEGER PRIMARY KEY, grower_name TEXT);
        CREATE TABLE fruits (
            fruit_id INTEGER PRIMARY KEY, fruit_name TEXT, grower_id INTEGER REFERENCES growers
        );
        CREATE TABLE invoices (
            invoice_id INTEGER PRIMARY KEY, grower_id INTEGER REFERENCES growers, dated DATE
        );
        CREATE TABLE invoice_lines (
            line_id INTEGER PRIMARY KEY, fruit_id INTEGER REFERENCES fruits,
            invoice_id INTEGER REFERENCES invoices, quantity INTEGER, unit_price NUMERIC
        );
    """)
    catalog = read_catalog(connection)
    found = answer("total revenue by grower", prepare(catalog, Values(connection, catalog), {}))
    assert found is not None
    assert "JOIN invoices" in found.sql
    assert "JOIN fruits" not in found.sql
