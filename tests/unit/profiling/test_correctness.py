"""Figures of generated tables with every type against an independent computation by pandas and numpy."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings

from iopsdata_jupyter.profiling.models import NUMERIC, TEMPORAL, ColumnProfile
from iopsdata_jupyter.session import Session
from tests.unit.profiling.frames import days_without, numeric_facts, present, tables

EXAMPLES = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
ESTIMATED = {"binary", "list"}
"""Types that DuckDB cannot group cheaply: their distinct values are estimated."""


@EXAMPLES
@given(table=tables())
def test_every_figure_of_every_type(session: Session, table: pa.Table) -> None:
    profile = session.profiles.of(table)
    assert profile.row_count == table.num_rows
    assert list(profile.columns) == table.column_names
    rows = [tuple(map(repr, row.values())) for row in table.to_pylist()]
    assert profile.duplicate_row_count == len(rows) - len(set(rows))
    for name, found in profile.columns.items():
        check_counts(found, present(table.column(name)), table.num_rows)
        if found.kind in NUMERIC:
            check_numbers(found, present(table.column(name)))
        elif found.kind in TEMPORAL:
            check_moments(found, present(table.column(name)))
    check_text(profile.columns["text"], present(table.column("text")))
    check_top(profile.columns["bool"], present(table.column("bool")))
    check_lengths(profile.columns["list"], present(table.column("list")))


def check_counts(found: ColumnProfile, values: list[Any], rows: int) -> None:
    assert found.notes == ()
    assert (found.count, found.null_count) == (len(values), rows - len(values))
    if found.name not in ESTIMATED:
        assert found.distinct_is_exact
        assert found.distinct_count == len(set(map(repr, values)))


def check_numbers(found: ColumnProfile, values: list[Any]) -> None:
    facts = numeric_facts(values)
    assert found.number is not None
    assert found.number.infinite_count == facts["infinite"]
    if not facts["count"]:
        assert (found.mean, found.histogram) == (None, None)
        return
    scale = max(abs(float(found.min)), abs(float(found.max)), 1e-300)
    close = {"rel": 1e-9, "abs": 1e-9 * scale}
    assert found.mean == pytest.approx(facts["mean"], **close)
    assert (found.number.zero_count, found.number.negative_count) == (facts["zeros"], facts["negatives"])
    assert found.quantiles == pytest.approx(facts["quantiles"], **close)
    if "std" in facts:
        assert found.std == pytest.approx(facts["std"], rel=1e-6, abs=1e-9 * scale)
    if "skew" in facts and facts["std"] > 1e-6 * scale:
        assert found.number.skew == pytest.approx(facts["skew"], rel=1e-5, abs=1e-6)
    assert found.histogram is not None
    assert sum(found.histogram.counts) == facts["count"]
    assert all(left < right for left, right in pairwise(found.histogram.edges))


def check_text(found: ColumnProfile, values: list[str]) -> None:
    text = found.text
    assert text is not None
    if not values:
        return
    lengths = [len(value) for value in values]
    assert (text.min_length, text.max_length) == (min(lengths), max(lengths))
    assert text.mean_length == pytest.approx(sum(lengths) / len(lengths))
    assert text.empty_count == values.count("")
    assert text.padded_count == sum(value != value.strip(" ") for value in values)
    assert text.lengths is not None
    assert sum(text.lengths.counts) == len(values)
    if text.case_variant_count is not None:
        spellings: dict[str, set[str]] = {}
        for value in values:
            spellings.setdefault(value.lower(), set()).add(value)
        assert text.case_variant_count == sum(len(group) for group in spellings.values() if len(group) > 1)
    assert (found.min, found.max) == (min(values, key=str.encode), max(values, key=str.encode))
    check_top(found, values)


def check_top(found: ColumnProfile, values: list[Any]) -> None:
    counts = Counter(values)
    assert [item.count for item in found.top_values] == [count for _, count in counts.most_common(10)]
    assert all(item.count == counts[item.value] for item in found.top_values)


def check_moments(found: ColumnProfile, values: list[Any]) -> None:
    if not values:
        assert found.histogram is None
        return
    assert (found.min, found.max) == (min(values), max(values))
    assert found.histogram is not None
    assert sum(found.histogram.counts) == len(values)
    now = datetime.now(UTC).replace(tzinfo=None)
    limit = now.date() if found.kind == "date" else now
    assert found.temporal is not None
    assert found.temporal.future_count == sum(value > limit for value in values)
    if found.temporal.gap_unit == "day":
        assert found.temporal.gap_count == days_without(values)


def check_lengths(found: ColumnProfile, values: list[list[int]]) -> None:
    assert found.nested is not None
    if values:
        lengths = [len(value) for value in values]
        assert (found.nested.min_length, found.nested.max_length) == (min(lengths), max(lengths))
        assert found.nested.empty_count == lengths.count(0)
