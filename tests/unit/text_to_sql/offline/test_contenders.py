"""On what the candidates of a question agree."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from iopsdata_jupyter.text_to_sql.offline.contenders import CLAUSES, agreement_row, clauses
from iopsdata_jupyter.text_to_sql.offline.sketch import STAR, Condition, Item, Query

_FIRST = Query((Item(1), Item(2)), where=(Condition(Item(3), "=", ("x",)),))


def _of(*queries: Query) -> list[tuple[object, ...]]:
    return [clauses(query, (0,)) for query in queries]


def test_the_order_of_columns_and_conditions_is_no_difference() -> None:
    turned = replace(_FIRST, select=(Item(2), Item(1)))
    row = agreement_row([1.0, 1.0], _of(_FIRST, turned))
    assert row[: CLAUSES + 2] == pytest.approx([1.0] * (CLAUSES + 2))


def test_the_trust_in_a_clause_is_that_of_all_candidates_that_share_it() -> None:
    other_columns = replace(_FIRST, select=(Item(4),))
    other_rows = replace(_FIRST, where=())
    row = agreement_row([0.0, math.log(0.5), math.log(0.5)], _of(_FIRST, other_columns, other_rows))
    assert row[0] == pytest.approx(0.75)  # what is shown
    assert row[2] == pytest.approx(0.75)  # under which conditions
    assert row[3] == pytest.approx(1.0)  # by what it is grouped
    assert row[CLAUSES] == pytest.approx(0.5)  # shown, conditions and combination together


def test_the_rivals_tell_what_they_change() -> None:
    counted = replace(_FIRST, select=(Item(STAR, "count"),))
    row = agreement_row([2.0, 1.0], _of(_FIRST, counted))
    second = row[CLAUSES + 2 : 2 * CLAUSES + 3]
    assert second[0] == pytest.approx(1 / (1 + math.e))
    assert second[1:] == [1.0] + [0.0] * (CLAUSES - 1)


def test_a_candidate_alone_has_no_rivals() -> None:
    row = agreement_row([3.0], _of(_FIRST))
    assert row[:CLAUSES] == [1.0] * CLAUSES
    assert set(row[CLAUSES + 2 : -3]) == {0.0}
