"""Training: accepted SQL becomes a sketch, and a sketch becomes the same SQL."""

from __future__ import annotations

import pytest

from iopsdata_jupyter.text_to_sql.offline.build import to_sql
from iopsdata_jupyter.text_to_sql.offline.joins import JoinGraph
from iopsdata_jupyter.text_to_sql.offline.parsing import Unsupported, parse_sketch
from iopsdata_jupyter.text_to_sql.offline.schema import index_catalog
from iopsdata_jupyter.text_to_sql.offline.shapes import shape_of
from iopsdata_jupyter.text_to_sql.offline.training.seeds import QUESTIONS
from iopsdata_jupyter.text_to_sql.offline.training.synonyms import learn_synonyms
from iopsdata_jupyter.text_to_sql.offline.training.templates import samples
from tests.unit.text_to_sql.offline import rental

SCHEMA = index_catalog(rental.catalog())


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT model, COUNT(*) FROM bikes GROUP BY model HAVING COUNT(*) > 1",
        "SELECT DISTINCT colour FROM bikes WHERE purchase_price BETWEEN 300 AND 500",
        "SELECT rider_name FROM riders WHERE city = 'Delft' OR age < 30 ORDER BY age DESC LIMIT 2",
        "SELECT rider_name FROM riders WHERE NOT rider_id IN (SELECT rider_id FROM rides)",
        "SELECT model FROM bikes WHERE purchase_price > (SELECT AVG(purchase_price) FROM bikes)",
        "SELECT rider_name FROM riders EXCEPT SELECT rider_name FROM riders WHERE age > 30",
    ],
)
def test_a_statement_survives_the_way_there_and_back(sql: str) -> None:
    assert to_sql(parse_sketch(sql, SCHEMA), SCHEMA, JoinGraph(SCHEMA)) == sql


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1",
        "SELECT model FROM (SELECT * FROM bikes)",
        "SELECT a.age FROM riders a JOIN riders b ON a.age = b.age",
        "nonsense (",
    ],
)
def test_what_a_sketch_cannot_say_is_refused(sql: str) -> None:
    with pytest.raises(Unsupported):
        parse_sketch(sql, SCHEMA)


def test_shapes_leave_names_and_values_out() -> None:
    green = shape_of(parse_sketch("SELECT model FROM bikes WHERE colour = 'green'", SCHEMA), SCHEMA)
    delft = shape_of(parse_sketch("SELECT rider_name FROM riders WHERE city = 'Delft'", SCHEMA), SCHEMA)
    assert green == delft


def test_templates_make_questions_whose_sql_runs() -> None:
    graph = JoinGraph(SCHEMA)
    made = list(samples(SCHEMA, {}, "seed", 10))
    assert len(made) > 20
    for _, query in made:
        rental.database().execute(to_sql(query, SCHEMA, graph)).fetchall()


def test_seed_questions_are_read() -> None:
    assert len(QUESTIONS) > 90
    assert {len(entry) for entry in QUESTIONS} == {3}


def test_synonyms_are_words_that_replace_each_other_three_times() -> None:
    pairs = [(f"show the bikes of {name}", f"show the cycles of {name}") for name in ("Ana", "Bo", "Cy")]
    assert learn_synonyms(pairs) == {"bike": ["cycle"], "cycle": ["bike"]}
    assert learn_synonyms(pairs[:2]) == {}
