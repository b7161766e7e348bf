"""The ranking of candidates."""

from __future__ import annotations

import pytest

from iopsdata_jupyter.text_to_sql.offline.build import to_sql
from iopsdata_jupyter.text_to_sql.offline.pipeline import evidence_for, rank
from iopsdata_jupyter.text_to_sql.offline.prepared import prepare
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
