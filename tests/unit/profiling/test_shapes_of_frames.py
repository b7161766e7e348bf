"""Frames that are odd in shape or in their names."""

from __future__ import annotations

import math

import pandas as pd
import pyarrow as pa
import pytest

from iopsdata_jupyter.session import Session

HOSTILE = [
    "(select max(content) from read_text('/etc/hostname'))", "order id", "a-b", 'a"b', "select", "c0",
    "price (", ":(((", "/*! x */", "--", "'; drop table t; --", "<script>alert(1)</script>", "naïve ☃",
    'U&"x"', "", "a\x00b", "\u202e",
]  # fmt: skip


def test_any_header_is_just_a_name(session: Session) -> None:
    profile = session.profiles.of(pd.DataFrame([list(range(len(HOSTILE)))] * 3, columns=HOSTILE))
    assert profile.column_count == len(HOSTILE)
    for number, column in enumerate(profile.columns.values()):
        assert (column.notes, column.count, column.min) == ((), 3, number)
    assert "<script>" not in profile.to_html()


def test_an_empty_frame_has_columns_and_no_rows(session: Session) -> None:
    profile = session.profiles.of(pd.DataFrame({"a": pd.Series(dtype="int64"), "b": pd.Series(dtype="str")}))
    assert (profile.row_count, profile.column_count, profile.duplicate_row_count) == (0, 2, 0)
    assert profile.columns["a"].mean is None
    assert profile.to_html()
    assert profile.to_frame().shape[0] == 2


def test_a_frame_without_columns(session: Session) -> None:
    assert session.profiles.of(pd.DataFrame()).row_count == 0
    assert session.profiles.of(pd.DataFrame(index=range(3))).row_count == 3


def test_one_row(session: Session) -> None:
    profile = session.profiles.of(
        pd.DataFrame({"n": [5.0], "t": ["x"], "d": [pd.Timestamp("2024-02-29 10:00")]})
    )
    number = profile.columns["n"]
    assert (number.mean, number.std, number.distinct_count) == (5.0, None, 1)
    assert number.quantiles["p99"] == 5.0
    assert profile.columns["d"].temporal.granularity == "hour"


def test_equal_names_are_numbered_and_said(session: Session) -> None:
    frame = pd.DataFrame([[1, 2, 3]], columns=["a", "A", "a"])
    profile = session.profiles.of(frame)
    assert list(profile.columns) == ["a", "A_1", "a_2"]
    assert len(profile.notes) == 2


def test_two_thousand_columns(session: Session) -> None:
    wide = pa.table({f"column {number}": pa.array([True, None, number % 2 == 0]) for number in range(2000)})
    profile = session.profiles.of(wide)
    assert profile.column_count == 2000
    assert all(column.null_count == 1 and column.stage == "exact" for column in profile.columns.values())
    assert profile.columns["column 1999"].top_values[0].count == 1


def test_mixed_types_are_read_as_text_and_said(session: Session) -> None:
    profile = session.profiles.of(pd.DataFrame({"m": [1, "x", None, 2.5]}))
    assert (profile.columns["m"].kind, profile.columns["m"].null_count) == ("text", 1)
    assert "mixes types" in profile.notes[0]


def test_infinities_are_counted_and_left_out(session: Session) -> None:
    column = session.profiles.of(pd.DataFrame({"x": [1.0, math.inf, -math.inf, 3.0, math.nan]})).columns["x"]
    assert (column.null_count, column.number.infinite_count, column.min, column.max) == (1, 2, 1.0, 3.0)
    assert column.mean == 2.0


def test_huge_and_tiny_numbers_do_not_overflow(session: Session) -> None:
    column = session.profiles.of(pd.DataFrame({"x": [1e300, -1e300, 5e299]})).columns["x"]
    assert column.std == pytest.approx(1.0408e300, rel=1e-3)


def test_polars_and_categories(session: Session) -> None:
    import polars as pl

    frame = pl.DataFrame({"a": [1, 2, None], "b": ["x", "y", "x"]})
    assert session.profiles.of(frame).columns["b"].distinct_count == 2
    assert session.profiles.of(frame.lazy()).columns["a"].null_count == 1
    category = pd.DataFrame({"c": pd.Categorical(["u", "v", "u"]), "n": pd.Categorical([1, 2, 1])})
    profile = session.profiles.of(category)
    assert (profile.columns["c"].distinct_count, profile.columns["n"].kind) == (2, "integer")


def test_nested_columns(session: Session) -> None:
    table = pa.table(
        {
            "s": pa.array([{"a": 1, "it's": None}, {"a": None, "it's": None}, None]),
            "m": pa.array([[("k", 1)], [], None], pa.map_(pa.string(), pa.int64())),
        }
    )
    columns = session.profiles.of(table).columns
    assert columns["s"].nested.fields == pytest.approx({"a": 2 / 3, "it's": 1.0})
    assert (columns["m"].nested.max_length, columns["m"].nested.empty_count) == (1, 1)
