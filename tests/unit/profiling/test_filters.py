"""Counts under filters against the rows that fit, told apart in Python; and filters that are refused."""

from __future__ import annotations

import gc
from bisect import bisect_right
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.guard import check
from iopsdata_jupyter.profiling.filters import MOST_FILTERS, condition, read_filters
from iopsdata_jupyter.profiling.models import ColumnProfile, TableProfile
from iopsdata_jupyter.session import Session
from tests.unit.profiling.frames import tables

EXAMPLES = settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
TELLABLE = ("int8", "decimal", "bool", "text", "date", "timestamp")
"""Columns whose bins Python tells exactly; doubles of others are rounded on their way."""


def choices(profile: TableProfile) -> list[dict[str, Any]]:
    """Every single filter that the profile allows on those columns."""
    found: list[dict[str, Any]] = []
    for name, column in profile.columns.items():
        if column.null_count:
            found.append({"column": name, "kind": "null"})
        if name not in TELLABLE:
            continue
        if column.histogram and name != "decimal":
            places = range(len(column.histogram.counts))
            found += [{"column": name, "kind": "range", "first": at} for at in places]
        if name in ("text", "bool", "int8", "decimal"):
            found += [{"column": name, "kind": "value", "first": at} for at in range(len(column.top_values))]
        if column.text and column.text.lengths:
            places = range(len(column.text.lengths.counts))
            found += [{"column": name, "kind": "length", "first": at} for at in places]
    return found


def fits(value: Any, column: ColumnProfile, asked: dict[str, Any]) -> bool:
    """Whether a value satisfies a filter, by the edges and values that the profile shows."""
    if asked["kind"] == "null" or value is None:
        return asked["kind"] == "null" and value is None
    if asked["kind"] == "value":
        return bool(value == column.top_values[asked["first"]].value)
    if asked["kind"] == "length":
        return bin_of(len(value), column.text.lengths.edges) == asked["first"]
    return bin_of(moment(value, column), column.histogram.edges) == asked["first"]


def moment(value: Any, column: ColumnProfile) -> Any:
    edges = column.histogram.edges
    return value.date() if hasattr(value, "date") and not hasattr(edges[0], "date") else value


def bin_of(value: Any, edges: Any) -> int:
    return min(bisect_right(list(edges), value), len(edges) - 1) - 1


@EXAMPLES
@given(table=tables(), data=st.data())
def test_filtered_counts_are_those_of_the_rows_that_fit(session: Session, table: pa.Table, data: Any) -> None:
    profile = session.profiles.of(table)
    possible = choices(profile)
    asked = data.draw(st.lists(st.sampled_from(possible), max_size=3)) if possible else []
    live = session.profiles.live(profile)
    assert live is not None
    rows = table.to_pylist()
    for name in {one["column"] for one in asked}:
        own = [one for one in asked if one["column"] == name]
        rows = [row for row in rows if any(fits(row[name], profile.columns[name], one) for one in own)]
    (part,) = live.filtered(read_filters(asked, profile))
    assert part.row_count == len(rows)
    for found, column in zip(part.columns, profile.columns.values(), strict=True):
        values = [row[column.name] for row in rows if row[column.name] is not None]
        assert (found.count, found.null_count) == (len(values), len(rows) - len(values))
        if found.counts is not None and found.picture == "range":
            assert sum(found.counts) == sum(1 for value in values if is_finite(value))
        if found.counts is not None and column.name in ("bool", "text", "int8", "date", "timestamp"):
            places = [{"kind": found.picture, "first": at} for at in range(len(found.counts))]
            counted = [sum(fits(value, column, one) for value in values) for one in places]
            assert list(found.counts) == counted
    held = live.rows(read_filters(asked, profile))
    assert held.table.num_rows == len(rows)
    assert held.table.column(list(profile.columns).index("int64")).to_pylist() == [
        row["int64"] for row in rows
    ]


def is_finite(value: Any) -> bool:
    return not isinstance(value, float) or value - value == 0


@pytest.fixture(scope="module")
def profile(session: Session) -> TableProfile:
    frame = pd.DataFrame(
        {"n": range(50), "t": ["a", "b"] * 25, "email": [f"u{n}@example.com" for n in range(50)]}
    )
    return session.profiles.of(frame.assign(email=frame["email"].where(frame["n"] > 9, "u1@example.com")))


@pytest.mark.parametrize(
    "asked",
    [
        None,
        {"column": "n"},
        ["n"],
        [{"column": "m", "kind": "null"}],
        [{"column": 'n" OR 1=1 --', "kind": "null"}],
        [{"column": ["n"], "kind": "null"}],
        [{"column": "n", "kind": "sql"}],
        [{"column": "n", "kind": "range"}],
        [{"column": "n", "kind": "range", "first": "0"}],
        [{"column": "n", "kind": "range", "first": True}],
        [{"column": "n", "kind": "range", "first": -1}],
        [{"column": "n", "kind": "range", "first": 0, "last": 1000}],
        [{"column": "n", "kind": "range", "first": 3, "last": 2}],
        [{"column": "n", "kind": "length", "first": 0}],
        [{"column": "t", "kind": "range", "first": 0}],
        [{"column": "t", "kind": "value", "first": 2}],
        [{"column": "email", "kind": "value", "first": 0}],
        [{"column": "n", "kind": "null"}] * (MOST_FILTERS + 1),
    ],
)
def test_what_the_profile_does_not_show_is_refused(profile: TableProfile, asked: object) -> None:
    with pytest.raises(UsageError):
        read_filters(asked, profile)


def test_filters_widen_within_a_column_and_narrow_between(profile: TableProfile) -> None:
    asked = [
        {"column": "t", "kind": "value", "first": 0},
        {"column": "n", "kind": "range", "first": 0},
        {"column": "n", "kind": "null"},
    ]
    told = condition(read_filters(asked, profile), profile)
    assert told.count(" AND (") == 1
    assert check(f"SELECT 1 FROM x WHERE {told}", dialect="duckdb").allowed


def test_another_sessions_profile_cannot_be_asked(profile: TableProfile) -> None:
    assert Session().profiles.live(profile) is None


def test_a_frame_that_has_gone_or_changed_is_told(session: Session) -> None:
    frame = pd.DataFrame({"n": range(50)})
    found = session.profiles.of(frame)
    live = session.profiles.live(found)
    assert live is not None
    frame.loc[50] = 7
    with pytest.raises(UsageError, match="51 rows now, not 50"):
        list(live.filtered(()))
    frame["m"] = 1
    with pytest.raises(UsageError, match="other columns"):
        list(live.filtered(()))
    del frame
    gc.collect()
    with pytest.raises(UsageError, match="not there any more"):
        live.rows(())
