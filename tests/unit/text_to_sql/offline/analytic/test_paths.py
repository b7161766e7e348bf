"""Ways between tables, found no farther than they are asked for."""

from __future__ import annotations

from itertools import islice

import pytest

from iopsdata_jupyter.catalog.lookup import NoValues
from iopsdata_jupyter.text_to_sql.offline.analytic.ground import Ground
from iopsdata_jupyter.text_to_sql.offline.analytic.paths import Paths
from iopsdata_jupyter.text_to_sql.offline.schema import index_catalog
from iopsdata_jupyter.text_to_sql.offline.values import ValueIndex
from tests.unit.text_to_sql.offline import rental
from tests.unit.text_to_sql.offline.chain import chain


@pytest.fixture
def chained() -> Paths:
    schema = chain(100)
    return Paths(Ground(schema, ValueIndex(schema, NoValues()), {}))


def test_tables_come_nearest_first_and_equal_ones_in_their_order() -> None:
    schema = index_catalog(rental.catalog())
    paths = Paths(Ground(schema, ValueIndex(schema, NoValues()), {}))
    for table in range(len(schema.tables)):
        assert list(paths.near(table)) == sorted(paths.near(table))
        assert len(list(paths.near(table))) == len(schema.tables)


def test_a_neighbour_is_found_without_a_search_of_the_whole(chained: Paths) -> None:
    assert len(chained.path(50, 49) or ()) == 1
    assert [table for _, table in islice(chained.near(50), 2)] == [50, 49]
    assert len(chained._spread(50)._found) < 5


def test_the_way_is_the_same_whatever_was_asked_before(chained: Paths) -> None:
    near = list(chained.near(10))
    assert [(chained.cost(10, table), table) for _, table in near] == near
    assert chained.path(10, 30) is None, "too many joins away"
    assert list(chained.near(10)) == near
