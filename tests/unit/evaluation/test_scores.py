"""pass@k and pass^k, and what fails a build."""

from __future__ import annotations

from itertools import combinations

import pytest

from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.evaluation.models import Attempt, Broken, Evaluation, Miss, Question, Score
from iopsdata_jupyter.evaluation.passes import pass_all, pass_at

EASY, HARD = Question(question="easy", sql="select 1"), Question(question="hard", sql="select 2")


@pytest.mark.parametrize(("repeats", "right", "k"), [(1, 0, 1), (1, 1, 1), (5, 2, 3), (6, 5, 2), (4, 4, 4)])
def test_the_estimators_count_the_draws(repeats: int, right: int, k: int) -> None:
    draws = list(combinations([True] * right + [False] * (repeats - right), k))
    assert pass_at(k, repeats, right) == pytest.approx(sum(map(any, draws)) / len(draws))
    assert pass_all(k, repeats, right) == pytest.approx(sum(map(all, draws)) / len(draws))


def score(system: str, easy: str, hard: str, cost: float | None = 0.01) -> Score:
    """`easy` and `hard` have one letter an answer: r for right."""
    attempts = [
        Attempt(
            system=system,
            question=question,
            repeat=number,
            sql="select 1",
            miss=None if letter == "r" else Miss("rows", "1 row"),
            prompt_tokens=90,
            completion_tokens=10,
            cost_usd=cost,
            seconds=0.5,
        )
        for question, letters in ((EASY, easy), (HARD, hard))
        for number, letter in enumerate(letters, 1)
    ]
    return Score(system, tuple(attempts), len(easy))


def evaluation(*scores: Score, broken: tuple[Broken, ...] = ()) -> Evaluation:
    return Evaluation("shop", (EASY, HARD), scores, broken)


def test_a_score_sums_up_its_answers() -> None:
    found = score("a", "rrr", "r--")
    assert found.accuracy == pytest.approx(4 / 6)
    assert found.pass_at(3) == 1.0
    assert found.pass_all(3) == 0.5
    assert found.reasons() == {"rows": 2}
    assert (found.tokens, found.seconds) == (600, 3.0)
    assert found.cost_usd == pytest.approx(0.06)
    assert score("a", "r", "r", cost=None).cost_usd is None
    with pytest.raises(UsageError, match="k is 4"):
        found.pass_at(4)


def test_each_model_must_reach_the_bound_and_the_baseline_need_not() -> None:
    good, bad, offline = score("good", "r", "r"), score("bad", "r", "-"), score("offline", "-", "-")
    assert evaluation(good, offline).passed(1.0)
    assert not evaluation(good, bad, offline).passed(0.6)
    assert evaluation(good, bad).passed(0.5)
    assert not evaluation(offline).passed(0.1)
    assert not evaluation(good, broken=(Broken(HARD, "gone"),)).passed(0.0)


def test_pages_and_tables_show_hostile_text_as_text() -> None:
    name = "<script>alert(1)</script>\x1b[2J"
    question = Question(question=name, sql=f"select '{name}'")
    attempt = Attempt(system=name, question=question, repeat=1, sql=name, miss=Miss("error", name))
    found = Evaluation(name, (question,), (Score(name, (attempt,), 1),), (Broken(question, name),), (name,))
    for page in (found.to_html(), found._repr_html_()):
        assert "<script" not in page
        assert "\x1b" not in page
    assert "\x1b" not in found.to_text()


def test_the_table_tells_an_unknown_price_and_leaves_passes_out_where_nothing_was_repeated() -> None:
    once = evaluation(score("a", "r", "-", cost=None)).to_text()
    assert "pass" not in once
    assert "not known" in once
    assert "pass^2" in evaluation(score("a", "rr", "r-")).to_text()


def test_the_same_miss_is_told_once() -> None:
    text = evaluation(score("a", "r--", "rrr")).to_text()
    assert text.count("rows: easy") == 1
    assert "rows: easy (2 of 3): 1 row" in text
