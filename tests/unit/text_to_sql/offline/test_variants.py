"""Shapes that nobody asked for in training are offered where a neighbour was asked for."""

from __future__ import annotations

from collections import Counter

import pytest

from iopsdata_jupyter.text_to_sql.offline.shapes import Shape
from iopsdata_jupyter.text_to_sql.offline.training.variants import edits, variants

_GROUPS = Shape(select=("c", "count*"), group=1, order=("count*",), descending=True, limit="1")
_NESTED = Shape(select=("c",), where=(">[avg]",))
_BOTH = Shape(select=("c",), where=("=",), combine="intersect", other_where=("=",))


@pytest.mark.parametrize(
    ("shape", "neighbour"),
    [
        (_GROUPS, Shape(select=("c", "count*"), group=1, order=("count*",), limit="1")),
        (_GROUPS, Shape(select=("c", "count*"), group=1, order=("count*",), descending=True)),
        (Shape(select=("c", "count*"), group=1), Shape(select=("c", "c", "count*"), group=2)),
        (_NESTED, Shape(select=("c",), where=("<[avg]",))),
        (_NESTED, Shape(select=("c",), where=(">[max|=]",))),
        (_BOTH, Shape(select=("c",), where=("=",), combine="except", other_where=("=",))),
        (_BOTH, Shape(select=("c",), where=(">",), combine="intersect", other_where=("=",))),
        (Shape(select=("avg",)), Shape(select=("avg", "avg"))),
        (Shape(select=("c",), where=(">",)), Shape(select=("c",), where=("<", ">"), either=True)),
    ],
)
def test_a_clause_changed_is_a_neighbour(shape: Shape, neighbour: Shape) -> None:
    assert neighbour in set(edits(shape))


def test_neighbours_of_frequent_shapes_are_offered_and_those_of_rare_ones_not() -> None:
    counts = Counter({_GROUPS: 9, _NESTED: 1})
    offered = variants([_GROUPS, _NESTED], counts)
    assert {_GROUPS, _NESTED} <= offered.keys()
    assert Shape(select=("c", "count*"), group=1, order=("count*",), limit="1") in offered
    assert Shape(select=("c",), where=("<[avg]",)) not in offered


def test_they_are_offered_in_the_same_order_every_time() -> None:
    counts = Counter({_GROUPS: 9, _NESTED: 3, _BOTH: 3})
    assert list(variants([_GROUPS, _NESTED, _BOTH], counts)) == list(
        variants([_GROUPS, _NESTED, _BOTH], counts)
    )
