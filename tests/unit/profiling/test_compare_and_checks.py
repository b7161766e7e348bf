"""What changed between two tables, and rules that data must keep."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from iopsdata_jupyter.errors import DataCheckFailed, UsageError
from iopsdata_jupyter.profiling.drift import psi
from iopsdata_jupyter.session import Session


def frame(shift: float, cities: list[str], rows: int = 4_000) -> pd.DataFrame:
    random = np.random.default_rng(3)
    return pd.DataFrame(
        {"id": range(rows), "x": random.normal(shift, 1, rows), "city": random.choice(cities, rows)}
    )


def test_drift_new_and_vanished_values_and_schema(session: Session) -> None:
    before = frame(0, ["Oslo", "Lund"]).assign(old=1)
    after = frame(1, ["Oslo", "Bergen"], rows=3_000).assign(new="a")
    found = session.profiles.compare(before, after)
    assert (found.added, found.removed, found.row_change) == (("new",), ("old",), -1_000)
    drift = found.columns["x"]
    # Two normal distributions one standard deviation apart: KS = 2 * Phi(1/2) - 1, PSI about 1 on ten bins.
    assert drift.ks == pytest.approx(0.383, abs=0.03)
    assert drift.psi == pytest.approx(1.0, abs=0.3)
    assert (found.columns["city"].new_categories, found.columns["city"].vanished_categories) == (
        ("Bergen",),
        ("Lund",),
    )
    assert {insight.kind for insight in found.insights} >= {"schema", "rows", "categories", "drift"}
    assert "Bergen" in found.to_html()
    assert "moved strongly" in found.to_text()


def test_equal_tables_have_no_drift(session: Session) -> None:
    same = frame(0, ["Oslo", "Lund"])
    found = session.profiles.compare(same, same)
    assert found.insights == ()
    assert found.columns["x"].ks == 0
    assert found.columns["x"].psi == 0


@pytest.mark.parametrize("days", [1, 30, 9_000])
def test_dates_that_have_moved(session: Session, days: int) -> None:
    """Even spreads of which one half overlaps: KS 0.5, by the hour, the day and the month."""
    moments = pd.date_range("1990-01-01", periods=2_000, freq=pd.Timedelta(days=days) / 1_000)
    before, after = pd.DataFrame({"at": moments[:1_000]}), pd.DataFrame({"at": moments[500:1_500]})
    drift = session.profiles.compare(before, after).columns["at"]
    assert drift.ks == pytest.approx(0.5, abs=0.04)
    assert drift.psi is not None
    assert drift.psi > 1
    same = session.profiles.compare(before, before.assign(at=before["at"].dt.tz_localize("UTC")))
    assert (same.columns["at"].ks, same.columns["at"].psi) == (0, 0)


def test_dates_without_values_have_not_moved(session: Session) -> None:
    empty = pd.DataFrame({"at": pd.Series([None] * 3, dtype="datetime64[us]")})
    drift = session.profiles.compare(empty, empty).columns["at"]
    assert (drift.ks, drift.psi) == (None, None)


def test_psi_by_hand() -> None:
    assert psi([0.5, 0.5], [0.5, 0.5]) == 0
    assert psi([0.5, 0.5], [0.25, 0.75]) == pytest.approx(0.25 * np.log(2) + 0.25 * np.log(1.5))


def test_a_check_passes_and_asserts(session: Session) -> None:
    rules = {
        "rows": {"min": 1},
        "key": ["id"],
        "duplicates": 0,
        "columns": {"x": {"nulls": 0, "min": -10, "max": 10}, "city": {"values": ["Oslo", "Lund"]}},
    }
    result = session.profiles.check(frame(0, ["Oslo", "Lund"]), rules)
    assert result
    result.assert_passed()


@pytest.mark.parametrize(
    ("rules", "named"),
    [
        ({"rows": 5}, "rows should be 5, is 4,000"),
        ({"key": ["city"]}, "key should be city"),
        ({"columns": {"x": {"max": 0}}}, "x: max should be at most 0"),
        ({"columns": {"city": {"values": ["Oslo"]}}}, "also Lund"),
        ({"columns": {"city": {"unique": True}}}, "2 distinct of 4,000"),
        ({"columns": {"citi": {"nulls": 0}}}, "Did you mean city"),
        ({"columns": {"x": {"type": "text"}}}, "is float"),
    ],
)
def test_a_broken_rule_is_named(session: Session, rules: dict[str, object], named: str) -> None:
    result = session.profiles.check(frame(0, ["Oslo", "Lund"]), rules)
    assert not result
    with pytest.raises(DataCheckFailed, match=named):
        result.assert_passed()


def test_freshness(session: Session) -> None:
    old = pd.DataFrame({"at": pd.to_datetime(["2020-01-01", "2020-01-02"])})
    assert not session.profiles.check(old, {"columns": {"at": {"newest": "2d"}}})
    new = pd.DataFrame({"at": [pd.Timestamp.now("UTC").tz_localize(None)]})
    assert session.profiles.check(new, {"columns": {"at": {"newest": "2d"}}})


@pytest.mark.parametrize(
    "rules", [{"rwos": 1}, {"columns": {"x": {"nuls": 0}}}, {"columns": {"x": {"newest": "soon"}}}]
)
def test_an_unknown_rule_is_refused(session: Session, rules: dict[str, object]) -> None:
    with pytest.raises(UsageError) as raised:
        session.profiles.check(frame(0, ["a"], rows=10), rules)
    assert raised.value.hint


def test_rules_made_from_a_profile_hold_for_it(session: Session, tmp_path: Path) -> None:
    from iopsdata_jupyter.profiling.expectations import write_expectations

    data = frame(0, ["Oslo", "Lund"]).assign(at=pd.Timestamp("2024-01-01"), gap=[None, 1.0] * 2_000)
    path = tmp_path / "rules.yml"
    write_expectations(session.profiles.of(data), path)
    assert session.profiles.check(data, path)
    assert not session.profiles.check(data.assign(x=data["x"] + 100), path)
    with pytest.raises(UsageError, match="exists"):
        write_expectations(session.profiles.of(data), path)
