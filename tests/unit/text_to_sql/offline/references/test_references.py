"""Things named by other things, over tables that no key joins."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from iopsdata_jupyter.text_to_sql.offline.build import to_sql
from iopsdata_jupyter.text_to_sql.offline.prepared import Prepared
from iopsdata_jupyter.text_to_sql.offline.references.answer import asked
from tests.unit.text_to_sql.offline.references.valleys import connection, prepared

Rows = list[tuple[object, ...]]


@pytest.fixture(scope="module")
def valleys() -> Prepared:
    return prepared()


def _rows(question: str, valleys: Prepared) -> Rows:
    readings = asked(question, valleys.referring)
    assert readings, "no reading"
    sql = to_sql(readings[0].query, valleys.schema, valleys.graph)
    made = connection()
    found = sorted(made.execute(sql).fetchall())
    made.close()
    return found


CASES: tuple[tuple[str, Rows], ...] = (
    ("which valleys adjoin brenn", [("arda",), ("colm",)]),
    ("what is the largest village in garth", [("garthton",)]),
    ("how many people live in the seat of dorin", [(103,)]),
    ("which streams cross the smallest valley", [("silver",)]),
    ("how many valleys does the black stream cross", [(2,)]),
    ("which valley adjoins the most valleys", [("arda",)]),
    ("what is the area of the valley that adjoins the most valleys", [(10.0,)]),
    ("villages in valleys that adjoin brenn", [("ardaton",), ("colmton",), ("upper arda",), ("upper colm",)]),
    ("what is the population of the smallest village in the largest valley", [(64,)]),
    ("which streams do not cross arda", [("black",), ("black",)]),
    ("what is the longest stream that crosses colm", [("silver",)]),
    ("valleys with more than 890 inhabitants", [("arda",), ("brenn",)]),
    ("through which valleys does the black stream run", [("colm",), ("dorin",)]),
    ("in which valley is upper garth", [("garth",)]),
    ("what is the combined area of arda and brenn", [(21.0,)]),
    ("what is the largest valley that adjoins arda", [("ister",)]),
    ("which valleys are larger than hollin", [("ister",)]),
)


@pytest.mark.parametrize(("question", "wanted"), CASES, ids=[question for question, _ in CASES])
def test_a_reference_is_followed_to_its_rows(question: str, wanted: Rows, valleys: Prepared) -> None:
    assert _rows(question, valleys) == wanted


@pytest.mark.parametrize(
    "question", ["which valleys adjoin the quiet brenn", "how green is arda", "the", "valleys frobnicated by"]
)
def test_a_word_without_a_place_leaves_no_reading(question: str, valleys: Prepared) -> None:
    assert not [reading for reading in asked(question, valleys.referring) if reading.cost <= 0.35]


def test_columns_that_hold_the_same_things_are_one_domain(valleys: Prepared) -> None:
    domains, ids = valleys.referring.domains, valleys.schema.column_ids
    valley = domains.of(ids["valley", "valley_name"])
    assert domains.of(ids["stream", "crosses"]) == valley
    assert domains.of(ids["adjacency", "adjoins"]) == valley
    assert domains.of(ids["valley", "seat"]) == domains.of(ids["village", "village_name"])
    assert domains.of(ids["valley", "seat"]) != valley


def _levels(sql: str) -> Iterator[str]:
    yield from sql.split("SELECT")[1:]


def test_the_highest_is_asked_among_the_rows_that_are_left(valleys: Prepared) -> None:
    first = asked("what is the valley with the smallest area that adjoins brenn", valleys.referring)[0]
    sql = to_sql(first.query, valleys.schema, valleys.graph)
    assert sum("adjacency" in level for level in _levels(sql)) == 2
