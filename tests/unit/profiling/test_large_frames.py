"""Frames of so many rows that columns of few values are grouped and others estimated, against pandas."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from iopsdata_jupyter.profiling.models import TableProfile
from iopsdata_jupyter.session import Session
from tests.unit.profiling.frames import numeric_facts

ROWS = 60_000
CITIES = ["Oslo", "oslo", " Bergen", "Malm\u00f6 ", "", "Lund\u00e9n"]


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    random = np.random.default_rng(11)
    price = random.integers(-(10**6), 10**6, ROWS)
    return pd.DataFrame(
        {
            "id": range(ROWS),
            "few": random.integers(-3, 4, ROWS),
            "big": random.integers(2**62, 2**63 - 1, ROWS),
            "ratio": np.where(random.random(ROWS) < 0.1, np.inf, random.normal(5, 2, ROWS)),
            "price": pd.array(
                [Decimal(int(cents)) / 100 for cents in price], pd.ArrowDtype(pa.decimal128(10, 2))
            ),
            "city": pd.Series(random.choice(CITIES, ROWS)).where(random.random(ROWS) > 0.2),
            "note": [f"note {number}" for number in random.integers(0, 40_000, ROWS)],
            "at": pd.Timestamp("2021-03-01") + pd.to_timedelta(random.integers(0, 10**6, ROWS), unit="min"),
            "zoned": pd.Timestamp("2021-03-01", tz="Europe/Oslo")
            + pd.to_timedelta(np.arange(ROWS), unit="h"),
        }
    )


@pytest.fixture(scope="module")
def profile(session: Session, frame: pd.DataFrame) -> TableProfile:
    return session.profiles.of(frame)


@pytest.mark.parametrize("name", ["id", "few", "big", "ratio", "price"])
def test_numbers_are_exact(profile: TableProfile, frame: pd.DataFrame, name: str) -> None:
    found, values = profile.columns[name], list(frame[name])
    facts = numeric_facts(values)
    finite = [value for value in values if math.isfinite(value)]
    assert found.number is not None
    assert (found.min, found.max) == (min(finite), max(finite))
    assert type(found.min) is (
        Decimal if name == "price" else int if frame[name].dtype.kind == "i" else float
    )
    assert (found.distinct_count, found.distinct_is_exact) == (len(set(values)), True)
    assert found.number.infinite_count == facts["infinite"]
    assert found.mean == pytest.approx(facts["mean"])
    assert found.std == pytest.approx(facts["std"])
    assert found.number.skew == pytest.approx(facts["skew"], abs=1e-6)
    assert found.quantiles == pytest.approx(facts["quantiles"])
    assert found.histogram is not None
    edges = np.array([float(edge) for edge in found.histogram.edges])
    if name != "big":  # doubles do not tell its edges apart
        counted = np.histogram([float(value) for value in finite], bins=edges)[0]
        assert np.abs(counted - found.histogram.counts).max() <= 1
    assert sum(found.histogram.counts) == len(finite)
    counts = frame[name].value_counts()
    assert [item.count for item in found.top_values] == list(counts.iloc[:10])
    assert all(counts[item.value] == item.count for item in found.top_values)


def test_text_of_few_values_is_exact(profile: TableProfile, frame: pd.DataFrame) -> None:
    found, values = profile.columns["city"], frame["city"].dropna()
    assert found.text is not None
    assert (found.count, found.null_count) == (len(values), ROWS - len(values))
    assert (found.distinct_count, found.distinct_is_exact, found.top_is_exact) == (6, True, True)
    assert (found.min, found.max) == ("", "oslo")
    assert found.text.empty_count == (values == "").sum()
    assert found.text.padded_count == values.isin([" Bergen", "Malm\u00f6 "]).sum()
    assert (found.text.min_length, found.text.max_length) == (0, 7)
    assert found.text.mean_length == pytest.approx(values.str.len().mean())
    assert found.text.case_variant_count == 2
    assert {item.value: item.count for item in found.top_values} == values.value_counts().to_dict()


def test_text_of_many_values(profile: TableProfile, frame: pd.DataFrame) -> None:
    found = profile.columns["note"]
    assert found.text is not None
    assert (found.distinct_count, found.distinct_is_exact) == (frame["note"].nunique(), True)
    assert (found.text.padded_count, found.text.max_length) == (0, 10)


def test_moments(profile: TableProfile, frame: pd.DataFrame) -> None:
    found = profile.columns["at"]
    assert found.temporal is not None
    assert found.histogram is not None
    assert (found.min, found.max) == (frame["at"].min(), frame["at"].max())
    assert (found.temporal.granularity, found.temporal.gap_unit) == ("minute", "day")
    assert found.distinct_count == frame["at"].nunique()
    first = pd.Timestamp(found.histogram.edges[1])
    assert found.histogram.counts[0] == (frame["at"] < first).sum()
    zoned = profile.columns["zoned"]
    assert zoned.temporal is not None
    assert zoned.temporal.granularity == "hour"
    assert zoned.min == frame["zoned"].min()


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize(
    ("text", "grain"),
    [
        ("2024-01-01", "year"),
        ("2024-03-01", "month"),
        ("2024-03-04", "day"),
        ("2024-03-04 05:00", "hour"),
        ("2024-03-04 05:06", "minute"),
        ("2024-03-04 05:06:07", "second"),
        ("2024-03-04 05:06:07.5", "subsecond"),
    ],
)
def test_granularity(session: Session, unit: str, text: str, grain: str) -> None:
    if grain == "subsecond" and unit == "s":
        return
    moments = pa.array([pd.Timestamp("1969-01-01"), pd.Timestamp(text), None], pa.timestamp(unit))
    found = session.profiles.of(pa.table({"at": moments})).columns["at"]
    assert found.temporal is not None
    assert (found.count, found.temporal.granularity) == (2, grain)


def test_infinite_dates_are_values_without_a_place(session: Session) -> None:
    session.connect("duckdb:///:memory:", name="dates")
    days = "'infinity', '-infinity', '2024-02-01', '2024-02-03', null"
    sql = f"select unnest([{days}])::date as d"
    found = session.profiles.of(sql, connection="dates").columns["d"]
    assert found.temporal is not None
    assert (found.count, found.null_count, found.distinct_count) == (4, 1, 4)
    assert (str(found.min), str(found.max), found.temporal.gap_count) == ("2024-02-01", "2024-02-03", 1)
