"""The ranking of candidates."""

from __future__ import annotations

import pytest

from iopsdata_jupyter.text_to_sql.offline.build import to_sql
from iopsdata_jupyter.text_to_sql.offline.fill import candidates
from iopsdata_jupyter.text_to_sql.offline.pipeline import evidence_for, rank
from iopsdata_jupyter.text_to_sql.offline.prepared import prepare
from iopsdata_jupyter.text_to_sql.offline.shapes import Shape
from iopsdata_jupyter.text_to_sql.offline.weights import models
from tests.unit.text_to_sql.offline import rental


@pytest.mark.parametrize(
    "question",
    ["how many rides does each rider have", "names of riders with more than 1 ride", "list the bikes"],
)
def test_no_statement_is_ranked_twice(question: str) -> None:
    prepared = prepare(rental.catalog(), rental.Values(), models().synonyms)
    ranking = rank(evidence_for(question, prepared, models()), models())
    statements = [to_sql(c.query, prepared.schema, prepared.graph) for c in ranking.candidates]
    assert len(statements) > 5
    assert len(set(statements)) == len(statements)
    assert sum(ranking.shares) == pytest.approx(1.0)


def test_a_figure_between_two_numbers_takes_both() -> None:
    prepared = prepare(rental.catalog(), rental.Values(), models().synonyms)
    evidence = evidence_for("names of riders with between 2 and 5 rides", prepared, models())
    shape = Shape(select=("c",), group=1, having=("count*between",))
    found = candidates(evidence, shape, 0, 3)
    assert found
    for candidate in found:
        assert candidate.query.having[0].values == (2, 5)
        assert "BETWEEN 2 AND 5" in to_sql(candidate.query, prepared.schema, prepared.graph)
