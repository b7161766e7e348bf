"""What depends on a catalog only is made once and goes with it."""

from __future__ import annotations

import gc

from iopsdata_jupyter.catalog.lookup import NoValues
from iopsdata_jupyter.text_to_sql.offline.prepared import PreparedCache
from tests.unit.text_to_sql.offline import rental


def test_a_catalog_is_prepared_once() -> None:
    cache, catalog, values = PreparedCache(), rental.catalog(), rental.Values()
    assert cache.get(catalog, values, {}) is cache.get(catalog, values, {})


def test_lookups_that_know_nothing_are_the_same() -> None:
    cache, catalog = PreparedCache(), rental.catalog()
    assert cache.get(catalog, NoValues(), {}) is cache.get(catalog, NoValues(), {})


def test_other_values_are_prepared_anew() -> None:
    cache, catalog = PreparedCache(), rental.catalog()
    assert cache.get(catalog, NoValues(), {}) is not cache.get(catalog, rental.Values(), {})


def test_few_are_kept_and_none_outlives_its_catalog() -> None:
    cache = PreparedCache()
    catalogs = [rental.catalog() for _ in range(12)]
    for catalog in catalogs:
        cache.get(catalog, NoValues(), {})
    assert len(cache._kept) == 8
    del catalog
    catalogs.clear()
    gc.collect()
    cache.get(rental.catalog(), NoValues(), {})
    assert len(cache._kept) == 1
