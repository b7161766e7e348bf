"""Sketches that repeat or contradict themselves are no candidates."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iopsdata_jupyter.text_to_sql.offline.sense import sensible
from iopsdata_jupyter.text_to_sql.offline.sketch import STAR, Condition, Item, Query

_ROWS = Query((Item(STAR, "count", table=0),))
_RED = Condition(Item(1), "=", ("red",))
_BLUE = Condition(Item(1), "=", ("blue",))
_LONG = Condition(Item(2), ">", (9,))


def _where(*conditions: Condition, either: bool = False) -> Query:
    return replace(_ROWS, where=conditions, either=either)


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(_where(_RED, _LONG), id="two columns"),
        pytest.param(_where(_RED, _BLUE, either=True), id="one of two values"),
        pytest.param(_where(_LONG, Condition(Item(2), "<", (20,))), id="a range"),
        pytest.param(replace(_where(_RED), combine="union", other=_where(_BLUE)), id="two values combined"),
        pytest.param(replace(_ROWS, combine="except", other=replace(_ROWS, tables=(3,))), id="other tables"),
    ],
)
def test_what_can_be_meant_is_kept(query: Query) -> None:
    assert sensible(query)


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(_where(_RED, _RED), id="said twice"),
        pytest.param(_where(_RED, _BLUE), id="two values of one column at once"),
        pytest.param(_where(_RED, _RED, either=True), id="the same or the same"),
        pytest.param(
            replace(_where(_RED), combine="intersect", other=_where(_RED)), id="combined with itself"
        ),
        pytest.param(_where(Condition(Item(0), "in", query=_where(_RED, _BLUE))), id="inside"),
    ],
)
def test_what_cannot_be_meant_is_not(query: Query) -> None:
    assert not sensible(query)
