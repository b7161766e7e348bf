"""The ranking of candidates."""

from __future__ import annotations

import pytest

from iopsdata_jupyter.text_to_sql.offline.build import to_sql
from iopsdata_jupyter.text_to_sql.offline.pipeline import evidence_for, propose, rank
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


def test_candidates_join_over_each_key_between_two_tables() -> None:
    prepared = prepare(rental.catalog(), rental.Values(), models().synonyms)
    evidence = evidence_for("how many rides ended in the centre district", prepared, models())
    statements = [
        to_sql(p.candidate.query, prepared.schema, prepared.graph) for p in propose(evidence, models())
    ]
    joined = [sql for sql in statements if "JOIN" in sql]
    assert any("end_station_id" in sql for sql in joined)
    assert any("start_station_id" in sql for sql in joined)
