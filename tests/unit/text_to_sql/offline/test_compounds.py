"""Compound nouns that one word of the schema stands for."""

from __future__ import annotations

import pytest

from iopsdata_jupyter.catalog.models import Catalog, Column, Table
from iopsdata_jupyter.text_to_sql.offline.compounds import without_modifiers
from iopsdata_jupyter.text_to_sql.offline.schema import index_catalog


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (("population", "density"), "the density of parishes"),
        (("population_density",), "the population density of parishes"),
        (("population",), "the population density of parishes"),
    ],
)
def test_a_modifier_goes_where_only_the_noun_is_a_column(columns: tuple[str, ...], expected: str) -> None:
    table = Table("parishes", tuple(Column(name, "REAL") for name in columns))
    schema = index_catalog(Catalog("sqlite", (table,)))
    assert without_modifiers("the population density of parishes", schema) == expected
