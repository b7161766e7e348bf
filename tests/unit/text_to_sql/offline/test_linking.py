"""Which words may name which column, table or value."""

from __future__ import annotations

import pytest

from iopsdata_jupyter.text_to_sql.offline.linking import Linker, Links
from iopsdata_jupyter.text_to_sql.offline.schema import index_catalog
from iopsdata_jupyter.text_to_sql.offline.values import ValueIndex
from iopsdata_jupyter.text_to_sql.offline.words import tokenize
from tests.unit.text_to_sql.offline import rental

SCHEMA = index_catalog(rental.catalog())
LINKER = Linker(SCHEMA, ValueIndex(SCHEMA, rental.Values()))


def link(question: str) -> Links:
    return LINKER.link(tokenize(question))


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("the purchase price of bikes", "bikes.purchase_price"),
        ("colors of bikes", "bikes.colour"),
        ("how old are riders", "riders.age"),
        ("cost of bikes", "bikes.purchase_price"),
        ("ride dates", "rides.ride_date"),
    ],
)
def test_columns_are_named_by_words_and_synonyms(question: str, label: str) -> None:
    links = link(question)
    said = {SCHEMA.label(m[0].index) for m in links.columns if m}
    assert label in said


def test_the_whole_name_covers_more_than_a_part() -> None:
    links = link("purchase price")
    assert links.columns[SCHEMA.column_ids["bikes", "purchase_price"]][0].cover == 1.0
    assert link("price").columns[SCHEMA.column_ids["bikes", "purchase_price"]][0].cover < 1.0


@pytest.mark.parametrize(
    ("question", "value", "how"),
    [
        ("rides from Old Gate", "Old Gate", "exact"),
        ("rides from old gate", "Old Gate", "folded"),
        ("green bikes", "green", "exact"),
        ("riders in DELFT", "Delft", "folded"),
        ("how many sparrows", "Sparrow", "folded"),
    ],
)
def test_values_are_found_in_the_data(question: str, value: str, how: str) -> None:
    assert (value, how) in {(v.value, v.how) for v in link(question).values}


def test_words_that_only_ask_name_nothing() -> None:
    links = link("what is the of and for")
    assert not any(links.columns)
    assert not any(links.tables)
    assert links.values == ()


def test_tags_say_what_each_word_most_likely_is() -> None:
    assert link("how many bikes cost over 300").tags[-3:] == ("CN", "", "N")
