"""The networks that rank candidates: as they run, as they are stored, and as they are fitted."""

from __future__ import annotations

import numpy as np
import pytest

from iopsdata_jupyter.text_to_sql.offline.network import Ranker, unit, unit_slope
from iopsdata_jupyter.text_to_sql.offline.training.cases import Example
from iopsdata_jupyter.text_to_sql.offline.training.fit_network import fit_ranker
from iopsdata_jupyter.text_to_sql.offline.training.listwise import grouped, listwise
from iopsdata_jupyter.text_to_sql.offline.training.scoring import Scored
from iopsdata_jupyter.text_to_sql.offline.weights import _ranker, pack_ranker

EXAMPLE = Example("rental", "how many", (), 1.0, 0, "question")


def _scored(random: np.random.Generator) -> Scored:
    """A question whose right candidate has the lowest first figure among those with the trait `key`."""
    rows = random.standard_normal((6, 3)).astype(np.float32)
    keyed = [bool(random.random() < 0.6) for _ in rows]
    keyed[int(random.integers(6))] = True
    best = min((place for place in range(6) if keyed[place]), key=lambda place: float(rows[place, 0]))
    names = tuple(("key", "name") if has else ("name",) for has in keyed)
    return Scored(EXAMPLE, rows, np.arange(6) == best, (), names)


@pytest.fixture(scope="module")
def ranker() -> Ranker:
    random = np.random.default_rng(5)
    return fit_ranker([_scored(random) for _ in range(1_500)], seeds=(1,))


def test_what_is_fitted_ranks_questions_that_it_has_not_seen(ranker: Ranker) -> None:
    random = np.random.default_rng(6)
    unseen = [_scored(random) for _ in range(200)]
    hits = [bool(s.right[int(np.argmax(ranker.scores(s.rows, s.traits)))]) for s in unseen]
    assert sum(hits) > 160


def test_scores_are_log_chances_whatever_the_order(ranker: Ranker) -> None:
    one = _scored(np.random.default_rng(7))
    scores = ranker.scores(one.rows, one.traits)
    assert 0.5 < sum(np.exp(scores)) <= 1.0
    assert ranker.scores(one.rows[::-1], one.traits[::-1]) == pytest.approx(scores[::-1])


def test_a_trait_that_was_not_learned_changes_nothing(ranker: Ranker) -> None:
    one = _scored(np.random.default_rng(8))
    more = [(*names, "new") for names in one.traits]
    assert ranker.scores(one.rows, more) == ranker.scores(one.rows, one.traits)


def test_what_is_stored_scores_as_what_was_fitted(ranker: Ranker) -> None:
    one = _scored(np.random.default_rng(9))
    again = _ranker(pack_ranker(ranker))
    assert again.scores(one.rows, one.traits) == pytest.approx(ranker.scores(one.rows, one.traits))


def test_the_same_examples_give_the_same_networks() -> None:
    fitted = [fit_ranker([_scored(np.random.default_rng(n)) for n in range(120)], seeds=(3,)) for _ in "ab"]
    assert pack_ranker(fitted[0]) == pack_ranker(fitted[1])


def test_slopes_are_those_of_the_values() -> None:
    values, step = np.linspace(-4, 4, 33), 1e-5
    assert unit_slope(values) == pytest.approx(
        (unit(values + step) - unit(values - step)) / (2 * step), abs=1e-6
    )
    groups = grouped([np.array([1, 0, 0]), np.array([0, 1, 1, 0])], [1.0, 0.5])
    scores = np.array([0.3, -1.0, 0.9, 0.1, 0.4, -0.2, 2.0])
    _, slope = listwise(scores, groups)
    for place in range(len(scores)):
        moved = np.eye(len(scores))[place] * step
        rise = listwise(scores + moved, groups)[0] - listwise(scores - moved, groups)[0]
        assert slope[place] == pytest.approx(rise / (2 * step), abs=1e-5)
