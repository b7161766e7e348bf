"""Ordinary business questions are answered, and what is answered is right."""

from __future__ import annotations

import pytest

from iopsdata_jupyter.session import Session
from tests.unit.text_to_sql.offline.business.asking import Outcome, ask, cases
from tests.unit.text_to_sql.offline.business.schemas import BUSINESSES, create

NAMES = ("retail", *BUSINESSES)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    folder = tmp_path_factory.mktemp("businesses")
    found: list[Outcome] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IOPSDATA_DATA_DIR", str(folder / "data"))
        for name in NAMES:
            session = Session()
            session.connect("sample" if name == "retail" else str(create(name, folder)))
            found += [ask(session, case) for case in cases(name)]
    return found


def _rates(outcomes: list[Outcome]) -> tuple[float, float]:
    right = sum(outcome.right for outcome in outcomes)
    answered = sum(bool(outcome.sql) for outcome in outcomes)
    return right / len(outcomes), right / answered


@pytest.mark.slow
def test_questions_that_the_grammar_was_made_with_are_answered(outcomes: list[Outcome]) -> None:
    accuracy, precision = _rates([outcome for outcome in outcomes if not outcome.case.held_out])
    assert accuracy >= 0.95
    assert precision >= 0.97


@pytest.mark.slow
def test_questions_that_were_kept_apart_are_answered_too(outcomes: list[Outcome]) -> None:
    accuracy, precision = _rates([outcome for outcome in outcomes if outcome.case.held_out])
    assert accuracy >= 0.80
    assert precision >= 0.90


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_no_business_is_left_behind(outcomes: list[Outcome], name: str) -> None:
    accuracy, _ = _rates([outcome for outcome in outcomes if outcome.case.business == name])
    assert accuracy >= 0.80
