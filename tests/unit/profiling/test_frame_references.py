"""A DataFrame's references to others of the notebook: found by names, proved by values."""

from __future__ import annotations

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from iopsdata_jupyter.profiling.html_page import to_html
from iopsdata_jupyter.session import Session
from iopsdata_jupyter.store.local import LocalStore

TOURS = pd.DataFrame(
    {
        "id": range(1, 201),
        "guide_id": [n % 20 + 1 for n in range(199)] + [999],
        "sku": [f"T{n % 5}" for n in range(200)],
        "code": range(200),
    }
)
GUIDES = pd.DataFrame({"id": range(1, 31), "name": [f"guide {n}" for n in range(30)]})
SKUS = pl.DataFrame({"sku": [f"T{n}" for n in range(5)], "price": range(5)})
CODES = pa.table({"code": range(300), "id": range(300)})


@pytest.fixture
def profiled(tmp_path):
    def of(name, **frames):
        session = Session(store=LocalStore(tmp_path), variables=lambda: frames)
        profile = session.profiles.of(name)
        return profile, session

    return of


def references(profile):
    return [
        (key.column, key.target_table, key.target_column, key.orphan_count) for key in profile.foreign_keys
    ]


def test_references_are_found_across_libraries_and_counted(profiled):
    profile, session = profiled("tours", tours=TOURS, guides=GUIDES, skus=SKUS, codes=CODES)
    assert references(profile) == [("guide_id", "guides", "id", 1), ("sku", "skus", "sku", 0)]
    for key in profile.foreign_keys:
        assert session.sql(key.query).frame.iloc[0, 0] == key.orphan_count


def test_they_are_told_with_the_share_that_is_there(profiled):
    profile, _ = profiled("tours", tours=TOURS, guides=GUIDES)
    told = {insight.kind: insight for insight in profile.insights if insight.columns == ("guide_id",)}
    assert told["reference"].text == "guide_id refers to guides.id (99.5 % of its values are there)."
    assert told["broken_foreign_key"].text == "1 row has a guide_id that guides.id does not hold."
    assert "guide_id refers to guides.id (99.5 % of its values are there)" in to_html(profile)


@pytest.mark.parametrize(
    "guides",
    [
        pytest.param(pd.DataFrame({"id": [*range(1, 31), 1]}), id="values repeat"),
        pytest.param(pd.DataFrame({"id": range(1000, 1030)}), id="other values"),
        pytest.param(pd.DataFrame({"id": [f"g{n}" for n in range(30)]}), id="another type"),
        pytest.param(pd.DataFrame({"id": []}), id="no rows"),
        pytest.param(pd.DataFrame({"name": ["a"]}), id="no such column"),
        pytest.param(pd.DataFrame([[1, 2]], columns=["id", "id"]), id="the name twice"),
        pytest.param(SKUS.lazy(), id="not computed yet"),
    ],
)
def test_what_is_no_key_is_not_referred_to(profiled, guides):
    profile, _ = profiled("tours", tours=TOURS[["id", "guide_id", "code"]], guides=guides)
    assert references(profile) == []
    assert profile.notes == ()


def test_a_bare_id_says_nothing(profiled):
    profile, _ = profiled("tours", tours=TOURS[["id", "code"]], guides=GUIDES, codes=CODES)
    assert references(profile) == []
