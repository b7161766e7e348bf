"""Differences, ratios, the second largest, and rows beside their superiors, as SQL over small tables."""

from __future__ import annotations

import sqlite3

import pytest

from iopsdata_jupyter.text_to_sql.offline.analytic.answer import answer
from iopsdata_jupyter.text_to_sql.offline.prepared import Prepared, prepare
from iopsdata_jupyter.text_to_sql.offline.training.cases import Values, read_catalog
from iopsdata_jupyter.text_to_sql.translator import Translation

_SCHEMA = """
CREATE TABLE sailors (
    sailor_id INTEGER PRIMARY KEY, full_name TEXT, wage NUMERIC, supervisor_id INTEGER REFERENCES sailors (sailor_id)
);
CREATE TABLE boats (
    boat_id INTEGER PRIMARY KEY, boat_name TEXT, harbour TEXT, length NUMERIC, fare NUMERIC, upkeep NUMERIC,
    discount_rate NUMERIC
);
CREATE TABLE trips (trip_id INTEGER PRIMARY KEY, boat_id INTEGER REFERENCES boats (boat_id), passengers INTEGER);
INSERT INTO sailors VALUES (1, 'Ada', 30, NULL), (2, 'Ben', 40, 1), (3, 'Cleo', 20, 1), (4, 'Dan', 25, 2);
INSERT INTO boats VALUES
    (1, 'Tern', 'North', 9, 50, 20, 1), (2, 'Auk', 'North', 7, 30, 10, 2), (3, 'Skua', 'South', 12, 80, 10, 3);
INSERT INTO trips VALUES (1, 1, 4), (2, 1, 5), (3, 1, 1), (4, 2, 6), (5, 2, 2), (6, 3, 9);
"""  # noqa: E501


@pytest.fixture(scope="module")
def harbour() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.executescript(_SCHEMA)
    return connection


@pytest.fixture(scope="module")
def prepared(harbour: sqlite3.Connection) -> Prepared:
    catalog = read_catalog(harbour)
    return prepare(catalog, Values(harbour, catalog), {})


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("difference between the highest and the lowest fare", [(50,)]),
        ("difference between the longest and shortest length per harbour", [("North", 2), ("South", 0)]),
        ("total fare minus total upkeep", [(120,)]),
        ("total fare minus total upkeep by harbour", [("North", 50), ("South", 70)]),
        ("ratio of total upkeep to total fare", [(0.25,)]),
        ("what is the second highest fare", [(50,)]),
        ("second lowest fare of boats", [(50,)]),
        ("boat with the second highest fare", [("Tern",)]),
        ("which boat has the second most trips", [("Auk",)]),
        ("the third longest boat", [("Auk",)]),
        ("sailors and their supervisors", [("Ada", None), ("Ben", "Ada"), ("Cleo", "Ada"), ("Dan", "Ben")]),
        ("who is the boss of each sailor", [("Ada", None), ("Ben", "Ada"), ("Cleo", "Ada"), ("Dan", "Ben")]),
        ("which sailors earn more than their supervisor", [("Ben", 40, "Ada", 30)]),
        ("sailors whose wage is below that of their boss", [("Cleo", 20, "Ada", 30), ("Dan", 25, "Ben", 40)]),
    ],
)  # fmt: skip
def test_the_rows_are_those_that_were_asked_for(
    question: str, rows: list[tuple[object, ...]], prepared: Prepared, harbour: sqlite3.Connection
) -> None:
    found = _answered(question, prepared)
    assert sorted(harbour.execute(found.sql).fetchall(), key=str) == sorted(rows, key=str)


@pytest.mark.parametrize(
    "question",
    [
        "total fare minus total passengers",  # of two tables: a boat's fare would be counted once a trip
        "ratio of total discount rate to total fare",  # rates do not add up
        "active sailors and their supervisors",
        "boats and their supervisors",
    ],
)
def test_what_would_be_unsound_is_left_to_others(question: str, prepared: Prepared) -> None:
    assert answer(question, prepared) is None


def test_the_sentence_says_which_place_is_meant(prepared: Prepared) -> None:
    assert _answered("boat with the second highest fare", prepared).explanation == (
        "Of boats, the one with the second highest boats.fare."
    )


def test_a_word_that_two_columns_are_called_by_has_the_other_reading_to_choose() -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(
        """
        CREATE TABLE owners (owner_id INTEGER PRIMARY KEY, owner_name TEXT, country TEXT);
        CREATE TABLE yards (yard_id INTEGER PRIMARY KEY, yard_name TEXT, country TEXT);
        CREATE TABLE repairs (
            repair_id INTEGER PRIMARY KEY, owner_id INTEGER REFERENCES owners (owner_id),
            yard_id INTEGER REFERENCES yards (yard_id), cost NUMERIC
        );
        """
    )
    catalog = read_catalog(connection)
    found = _answered("repairs per country", prepare(catalog, Values(connection, catalog), {}))
    assert "owners.country" in found.sql
    assert [other.explanation for other in found.alternatives] == [
        "The number of repairs for each yards.country."
    ]
    assert "yards.country" in found.alternatives[0].sql


def _answered(question: str, prepared: Prepared) -> Translation:
    found = answer(question, prepared)
    assert found is not None, question
    return found
