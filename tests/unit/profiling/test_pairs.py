"""What columns tell of each other, against pandas."""

from __future__ import annotations

import uuid

import numpy as np
import pandas as pd
import pytest

from iopsdata_jupyter.profiling.models import TableProfile
from iopsdata_jupyter.session import Session


@pytest.fixture(scope="module", params=[3_000, 70_000], ids=["all rows", "a sample"])
def frame(request: pytest.FixtureRequest) -> pd.DataFrame:
    rows, random = request.param, np.random.default_rng(5)
    x = random.normal(size=rows)
    keys = [str(uuid.UUID(int=number)) for number in range(40)]
    number = random.integers(0, 40, rows)
    return pd.DataFrame(
        {
            "x": x,
            "y": np.where(random.random(rows) < 0.1, np.nan, x + random.normal(size=rows)),
            "steep": np.exp(x),
            "stars": random.integers(0, 3, rows),
            "flat": 7,
            "key": pd.Series([keys[at] for at in number]),
            "town": [f"town {at}" for at in number],
            "land": pd.Series([None if at % 4 == 0 else f"land {at % 4}" for at in number], dtype="str"),
            "free": random.choice(["a", "b", "c"], rows),
        }
    )


@pytest.fixture(scope="module")
def profile(session: Session, frame: pd.DataFrame) -> TableProfile:
    return session.profiles.of(frame)


@pytest.mark.parametrize("method", ["pearson", "spearman"])
@pytest.mark.parametrize("pair", [("x", "y"), ("x", "steep"), ("y", "steep")], ids="-".join)
def test_correlations(profile: TableProfile, frame: pd.DataFrame, method: str, pair: tuple[str, str]) -> None:
    found = {(one.left, one.right): one for one in profile.correlations if one.method == method}
    # A sample of 20,000 rows errs by under 0.02; a heavy tail moves Pearson's coefficient more.
    close = 1e-9 if len(frame) == 3_000 else 0.1 if method == "pearson" and "steep" in pair else 0.03
    assert found[pair].value == pytest.approx(frame[pair[0]].corr(frame[pair[1]], method=method), abs=close)
    if len(frame) == 3_000:
        assert found[pair].rows == frame[list(pair)].dropna().shape[0]


def test_what_does_not_vary_or_go_together_is_left_out(profile: TableProfile) -> None:
    numbers = {
        name for one in profile.correlations if one.method != "cramers_v" for name in (one.left, one.right)
    }
    assert numbers == {"x", "y", "steep"}


def test_categories_and_dependencies(profile: TableProfile) -> None:
    association = {
        (one.left, one.right): one.value for one in profile.correlations if one.method == "cramers_v"
    }
    assert association["town", "land"] == pytest.approx(1)
    found = {(one.determinant, one.dependent) for one in profile.dependencies}
    assert {("key", "town"), ("town", "key"), ("town", "land")} <= found
    assert not {("land", "town"), ("free", "land"), ("town", "free")} & found


def test_identifiers_are_compared_too(session: Session) -> None:
    sql = "select md5((i % 9)::varchar)::uuid as own, i % 5 as five, i % 5 = 0 as fifth from range(900) t(i)"
    session.connect("duckdb:///:memory:", name="pairs")
    found = session.profiles.of(sql, connection="pairs")
    assert [(one.determinant, one.dependent) for one in found.dependencies] == [("five", "fifth")]
