"""The trust in an answer of the grammar, by what the ranked candidates say."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from iopsdata_jupyter.catalog.models import Catalog
from iopsdata_jupyter.errors import TranslationError
from iopsdata_jupyter.text_to_sql.offline import OfflineTranslator, translator
from iopsdata_jupyter.text_to_sql.offline.contenders import CLAUSES, clauses
from iopsdata_jupyter.text_to_sql.offline.pipeline import evidence_for, lead_row, rank
from iopsdata_jupyter.text_to_sql.offline.prepared import Prepared, prepare
from iopsdata_jupyter.text_to_sql.offline.sketch import Condition, Item, Query
from iopsdata_jupyter.text_to_sql.offline.trust import Opinion, grammar_row, meaning, second_opinion
from iopsdata_jupyter.text_to_sql.offline.weights import models
from iopsdata_jupyter.text_to_sql.translator import Translation, TranslationRequest
from tests.unit.text_to_sql.offline import rental

_SHOWN = Query((Item(1),), where=(Condition(Item(3), "=", ("x",)),))
_QUESTION = "how many green bikes are there"


def _prepared() -> Prepared:
    return prepare(rental.catalog(), rental.Values(), models().synonyms)


def _row(answer: Query, *ranked: Query) -> list[float]:
    meant = [clauses(query, (0,)) for query in ranked]
    return grammar_row(0.9, clauses(answer, (0,)), [-float(i) for i in range(len(ranked))], meant)


def test_the_row_tells_which_clauses_the_first_candidate_shares() -> None:
    row = _row(_SHOWN, replace(_SHOWN, where=()), _SHOWN)
    assert row[0] == 0.9
    assert row[1 : CLAUSES + 2] == [1, 1, 0, 1, 1, 1, 1, 1, 1, 0]


def test_the_row_tells_how_much_trust_goes_to_candidates_that_say_the_same() -> None:
    row = _row(_SHOWN, replace(_SHOWN, where=()), _SHOWN)
    share = 1 / (1 + math.e)
    shares, twin = row[CLAUSES + 2 : 2 * CLAUSES + 3], row[2 * CLAUSES + 3]
    assert shares[0] == pytest.approx(1.0)
    assert shares[2] == pytest.approx(share)
    assert shares[-1] == pytest.approx(share)
    assert twin == pytest.approx(share)


def test_the_row_ends_with_how_far_the_first_candidate_leads() -> None:
    meant = [clauses(query, (0,)) for query in (_SHOWN, replace(_SHOWN, distinct=True))]
    row = grammar_row(0.9, meant[0], [1.0, 0.0], meant)
    assert row[2 * CLAUSES + 4 :] == lead_row([1.0, 0.0], 0, meant)


def test_one_meaning_however_it_is_written() -> None:
    prepared = _prepared()
    evidence = evidence_for(_QUESTION, prepared, models())
    plain = meaning("SELECT model, colour FROM bikes WHERE colour = 'green'", evidence, prepared)
    turned = meaning("SELECT b.colour AS c, b.model FROM bikes b WHERE colour = 'green'", evidence, prepared)
    assert plain is not None
    assert plain == turned


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT model, RANK() OVER (ORDER BY purchase_price) FROM bikes",
        "SELECT COUNT(*) * 1.0 / (SELECT COUNT(*) FROM bikes) FROM rides",
        "SELECT model FROM bikes AS b WHERE EXISTS (SELECT 1 FROM rides WHERE rides.bike_id = b.bike_id)",
        "SELECT x.* FROM bikes",
    ],
)
def test_what_no_candidate_could_say_has_no_meaning_to_compare(sql: str) -> None:
    prepared = _prepared()
    assert meaning(sql, evidence_for(_QUESTION, prepared, models()), prepared) is None


def test_tables_of_one_name_in_two_schemas_are_not_compared() -> None:
    tables = rental.catalog().tables
    twice = Catalog("sqlite", (*tables, replace(tables[0], schema="archive")))
    prepared = prepare(twice, rental.Values(), models().synonyms)
    assert meaning("SELECT model FROM bikes", evidence_for(_QUESTION, prepared, models()), prepared) is None


def test_the_chance_is_higher_where_the_ranking_agrees() -> None:
    said, other = _opinions(
        "SELECT COUNT(*) FROM bikes WHERE colour = 'green'", "SELECT MAX(age) FROM riders"
    )
    assert said.chance > 0.8
    assert other.chance < said.chance - 0.2


def test_who_shows_something_else_of_the_same_rows_does_not_speak_against_it() -> None:
    shown, other = _opinions(
        "SELECT model FROM bikes WHERE colour = 'green'", "SELECT COUNT(*) FROM bikes WHERE colour = 'red'"
    )
    assert shown.same_rows
    assert not other.same_rows


def _opinions(*statements: str) -> list[Opinion]:
    prepared = _prepared()
    evidence = evidence_for(_QUESTION, prepared, models())
    ranking, found = rank(evidence, models()), []
    for sql in statements:
        opinion = second_opinion(
            Translation(sql, "offline", 0.95, ""), ranking, evidence, prepared, models().grammar
        )
        assert opinion is not None
        found.append(opinion)
    return found


def _against(*_: object) -> Opinion:
    return Opinion(0.01, same_rows=False)


def _ask(threshold: float) -> str:
    request = TranslationRequest(_QUESTION, rental.catalog(), rental.Values())
    return OfflineTranslator(threshold).translate(request).sql


def test_an_answer_that_is_not_trusted_gives_way_to_the_ranking(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "AS" in _ask(0.3)
    monkeypatch.setattr(translator, "second_opinion", _against)
    assert _ask(0.3) == "SELECT COUNT(*) FROM bikes WHERE colour = 'green'"


def test_where_neither_is_trusted_the_question_is_declined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translator, "second_opinion", _against)
    with pytest.raises(TranslationError):
        _ask(0.9999)
