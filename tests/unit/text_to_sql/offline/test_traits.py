"""What a candidate is like, as words."""

from __future__ import annotations

import pytest

from iopsdata_jupyter.text_to_sql.offline.build import tables_of
from iopsdata_jupyter.text_to_sql.offline.models import TraitModel
from iopsdata_jupyter.text_to_sql.offline.parsing import parse_sketch
from iopsdata_jupyter.text_to_sql.offline.pipeline import evidence_for
from iopsdata_jupyter.text_to_sql.offline.prepared import prepare
from iopsdata_jupyter.text_to_sql.offline.traits import GROUPS, traits, with_traits
from iopsdata_jupyter.text_to_sql.offline.weights import models
from tests.unit.text_to_sql.offline import rental


def _traits(question: str, sql: str) -> list[str]:
    prepared = prepare(rental.catalog(), rental.Values(), models().synonyms)
    evidence = evidence_for(question, prepared, models())
    query = parse_sketch(sql, prepared.schema)
    tree = prepared.graph.tree(tables_of(query, prepared.schema))
    assert tree is not None
    return traits(query, tree.tables, evidence)


@pytest.mark.parametrize(
    ("sql", "trait"),
    [
        ("SELECT rider_id FROM riders", "s key"),
        ("SELECT bike_id FROM rides", "s ref"),
        ("SELECT rider_name FROM riders", "s name"),
        ("SELECT COUNT(DISTINCT colour) FROM bikes", "s countdtext"),
        ("SELECT COUNT(*) FROM riders JOIN rides ON rides.rider_id = riders.rider_id", "j2"),
        ("SELECT rider_id, COUNT(*) FROM rides GROUP BY rider_id", "g refTrue"),
        ("SELECT model FROM bikes ORDER BY purchase_price DESC LIMIT 1", "o True1"),
        ("SELECT rider_name FROM riders WHERE NOT rider_id IN (SELECT rider_id FROM rides)", "w not in[0]"),
        ("SELECT model FROM bikes WHERE colour = 'red' OR colour = 'blue'", "x 2Truej1"),
    ],
)
def test_traits_say_what_stands_in_the_clauses(sql: str, trait: str) -> None:
    assert trait in _traits("how many bikes are there", sql)


def test_traits_hold_no_name_and_no_value_of_the_data() -> None:
    found = _traits("models of green bikes", "SELECT model FROM bikes WHERE colour = 'green'")
    assert not [t for t in found for word in ("model", "bikes", "colour", "green") if word in t]


def test_every_trait_belongs_to_a_group() -> None:
    sql = "SELECT city, COUNT(*) FROM riders WHERE age > 20 GROUP BY city ORDER BY COUNT(*) DESC LIMIT 3"
    assert {t[0] for t in _traits("riders by city", sql)} <= set(GROUPS)


def test_rows_gain_the_scores_of_their_traits_by_group_and_what_is_lacking_to_the_best() -> None:
    totals = TraitModel({"many": {"s count*": 2.0, "j2": -1.0}, "each": {"s count*": 0.5}}).totals(
        ["many", "each", "unknown"]
    )
    rows = with_traits([[7.0], [8.0]], [["s count*", "j2"], ["x other"]], totals)
    assert rows[0] == [7.0, 2.5, -1.0, 0.0, 0.0, 0.0, 0.0, 1.5, 0.0]
    assert rows[1] == [8.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -1.5]
