"""Insights: found where they are, quiet where nothing is, each proved by its query."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from iopsdata_jupyter.profiling.models import Insight, TableProfile
from iopsdata_jupyter.session import Session

ROWS = 2_000


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    random = np.random.default_rng(7)
    made = pd.DataFrame(
        {
            "order_id": [*range(ROWS - 3), 1, 2, 3],
            "placed": pd.date_range("2024-01-01", periods=ROWS, freq="6h"),
            "amount": np.append(random.normal(100, 5, ROWS - 4), [900.0, 901.0, -800.0, 950.0]),
            "income": np.exp(random.normal(size=ROWS) * 2),
            "city": random.choice(["Oslo", "oslo", "Bergen ", ""], ROWS),
            "code": [
                f"{n % 10_000:04}-{n % 7:02}" if n % 10 else f"{n % 10_000:04}/{n % 3}" for n in range(ROWS)
            ],
            "note": [None if n > 1200 else "x" for n in range(ROWS)],
            "email": [f"user{n}@example.org" for n in range(ROWS)],
            "due": pd.Timestamp("2090-01-01"),
            "gross": 0.0,
        }
    )
    made["gross"] = made["amount"] * 1.25
    made["country"] = made["city"].map({"Oslo": "NO", "oslo": "NO", "Bergen ": "SE", "": "DK"})
    return made


@pytest.fixture(scope="module")
def profile(session: Session, frame: pd.DataFrame) -> TableProfile:
    return session.profiles.of(frame)


def only(profile: TableProfile, kind: str, column: str) -> Insight:
    return next(
        insight for insight in profile.insights if insight.kind == kind and insight.columns[:1] == (column,)
    )


@pytest.mark.parametrize(
    ("kind", "column", "text"),
    [
        ("near_key", "order_id", "3 values repeat"),
        ("null_jump", "note", "from then on"),
        ("mixed_formats", "code", "9999-99"),
        ("case_variants", "city", "2 values"),
        ("personal_data", "email", "e-mail addresses"),
        ("constant", "due", "only one value"),
        ("future", "due", "in the future"),
        ("skew", "income", "to the right"),
        ("correlation", "amount", "rise together"),
        ("dependency", "city", "determines country"),
    ],
)
def test_it_is_told(profile: TableProfile, kind: str, column: str, text: str) -> None:
    assert text in only(profile, kind, column).text


def test_counts_in_words_are_those_of_pandas(profile: TableProfile, frame: pd.DataFrame) -> None:
    blanks = frame["city"].str.strip(" ").ne(frame["city"]).sum()
    assert only(profile, "blanks", "city").text.startswith(f"{blanks:,} values")
    assert only(profile, "empty_text", "city").text.startswith(f"{(frame['city'] == '').sum():,} values")


def test_each_comes_with_a_query_that_shows_it(profile: TableProfile, frame: pd.DataFrame) -> None:
    session = Session(variables=lambda: {"DataFrame": frame})
    for insight in profile.insights:
        assert len(session.sql(insight.query, connection="notebook").frame) >= 1, insight
    blanks = session.sql(only(profile, "blanks", "city").query, connection="notebook").frame
    assert blanks["n"][0] == frame["city"].str.strip(" ").ne(frame["city"]).sum()


def test_the_heaviest_comes_first(profile: TableProfile) -> None:
    weights = [insight.weight for insight in profile.insights]
    assert weights == sorted(weights, reverse=True)


def test_plain_data_is_left_in_peace(session: Session) -> None:
    random = np.random.default_rng(1)
    plain = pd.DataFrame(
        {"id": range(500), "x": random.uniform(size=500), "kind": random.choice(["a", "b", "c"], 500)}
    )
    assert session.profiles.of(plain).insights == ()


def test_personal_values_leave_the_profile_masked_only(profile: TableProfile) -> None:
    column = profile.columns["email"]
    assert not any("user1" in str(value) for value in (*column.samples, column.min, column.max))
    assert "user1@example.org" not in profile.to_html() + profile.to_json() + profile.to_markdown()


def test_quality_has_visible_parts(profile: TableProfile, frame: pd.DataFrame) -> None:
    quality = profile.quality
    assert quality is not None
    empty = frame.isna().sum().sum() + (frame["city"] == "").sum()
    assert quality.completeness == pytest.approx(1 - empty / frame.size)
    assert quality.uniqueness == 1
    assert 0.9 < (quality.score or 0) < 1
