"""What the arrays of a DataFrame tell is what DuckDB tells of the same rows."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iopsdata_jupyter.connections.drivers.duckdb import open_for_frames
from iopsdata_jupyter.errors import ExecutionError
from iopsdata_jupyter.profiling.basic_figures import basic_profiles
from iopsdata_jupyter.profiling.few_values import MOST_VALUES, few_value_figures
from iopsdata_jupyter.profiling.held_periods import held_periods
from iopsdata_jupyter.profiling.prior import Prior
from iopsdata_jupyter.profiling.queries.frequencies import frequencies_query, variants_query
from iopsdata_jupyter.profiling.queries.shapes import periods_query
from iopsdata_jupyter.profiling.scan import Scan
from iopsdata_jupyter.profiling.source import Source, read_columns
from iopsdata_jupyter.profiling.text_arrays import held_frequencies, held_variants

EXAMPLES = settings(max_examples=60, deadline=None, derandomize=True)
NOW = datetime(2026, 11, 23, tzinfo=UTC)
TEXTS = st.lists(
    st.none() | st.text(max_size=5) | st.sampled_from([" a", "a ", "A ", "åå", "", " ", "Åå", "x" * 300])
)
MOMENTS = st.lists(
    st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)), min_size=1, max_size=40
)


def scans(columns: dict[str, pa.ChunkedArray]) -> tuple[Scan, Scan]:
    """Over the same rows: with the arrays at hand, and by the engine alone."""
    table = pa.table(columns)
    connection = open_for_frames()
    connection.register("held", table)

    def run(sql: str) -> pa.Table:
        stream = connection.execute(sql, {})
        return pa.Table.from_batches(list(stream.batches), stream.schema)

    read = read_columns(run, "held", "duckdb")
    source = Source("held", "duckdb", "held", run, read, row_count=table.num_rows, table=table)
    held = Scan(source, "held", "exact", NOW, table.num_rows, Prior(few=frozenset(columns)))
    return held, dataclasses.replace(held, source=dataclasses.replace(source, table=None))


def parts(values: Sequence[Any], kind: pa.DataType, cut: int) -> pa.ChunkedArray:
    """The values in two pieces, the second of which begins within its buffers."""
    return pa.chunked_array([pa.array(values[:cut], kind), pa.array(values, kind)[cut:]], kind)


@EXAMPLES
@given(values=TEXTS, large=st.booleans(), data=st.data())
def test_text_is_told_as_by_the_engine(values: list[str | None], large: bool, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(values)))
    held, asked = scans({"t": parts(values, pa.large_string() if large else pa.string(), cut)})
    for find in (basic_profiles, few_value_figures):
        assert find(held, held.source.columns) == find(asked, asked.source.columns)
    (column,) = held.source.columns
    assert held_frequencies(held, column) == asked.fetched(frequencies_query(column, "held", "duckdb"))
    variants = asked.fetched(variants_query(column, "held", "duckdb"))[0]["d"]
    assert held_variants(held, column) == (variants or 0)


def test_many_lengths_are_told_apart() -> None:
    held, asked = scans({"t": pa.chunked_array([["a", "A", "b" * 150_000, "ø" * 150_000]])})
    assert basic_profiles(held, held.source.columns) == basic_profiles(asked, asked.source.columns)


def test_too_many_values_are_left_to_the_other_figures() -> None:
    held, _ = scans({"t": pa.chunked_array([[str(number) for number in range(MOST_VALUES + 5)]])})
    assert few_value_figures(held, held.source.columns) == {}


def test_text_that_is_no_utf8_is_left_to_the_engine() -> None:
    offsets, signs = pa.array([0, 2], pa.int32()).buffers()[1], pa.py_buffer(b"\xff\xfe")
    broken = pa.chunked_array([pa.Array.from_buffers(pa.string(), 1, [None, offsets, signs])])
    for scan in scans({"t": broken}):
        assert few_value_figures(scan, scan.source.columns) == {}
        assert basic_profiles(scan, scan.source.columns)["t"].count == 1
        assert not held_frequencies(scan, scan.source.columns[0])
        assert held_variants(scan, scan.source.columns[0]) is None
        assert "could not be computed" in scan.notes["t"][0]


@EXAMPLES
@given(
    moments=MOMENTS,
    kind=st.sampled_from([pa.timestamp("us"), pa.timestamp("ns"), pa.timestamp("s"), pa.date32()]),
    unit=st.sampled_from(["hour", "day", "month"]),
    data=st.data(),
)
def test_periods_are_counted_as_by_the_engine(
    moments: list[datetime | None], kind: pa.DataType, unit: str, data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(moments)))
    others = data.draw(st.lists(st.none() | st.integers(0, 9), min_size=len(moments), max_size=len(moments)))
    cast = parts(moments, pa.timestamp("us"), cut).cast(kind, safe=False)
    held, asked = scans({"at": cast, "n": parts(others, pa.int64(), cut)})
    at, other = held.source.columns
    rows = held_periods(held, at, [other], unit)
    expected = [
        row
        for row in asked.fetched(periods_query(at, "held", "duckdb", unit, [other]))
        if row["b"] is not None
    ]
    if not expected:
        assert rows is None
        return
    assert rows is not None
    found = {_moment(row["b"]): row | {"b": None} for row in rows}
    assert found == {_moment(row["b"]): row | {"b": None} for row in expected}
    assert [row["b"] for row in rows] == sorted(row["b"] for row in rows)


def _moment(value: date | datetime) -> datetime:
    return value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)


def test_periods_that_are_no_moments_or_span_too_much_are_left_to_the_engine() -> None:
    far = [datetime(1, 1, 1), datetime(9999, 1, 1)]
    held, asked = scans({"at": pa.chunked_array([far]), "t": pa.chunked_array([[timedelta(1), None]])})
    at, span = held.source.columns
    assert held_periods(held, at, [], "hour") is None
    assert held_periods(held, span, [], "day") is None
    assert held_periods(asked, at, [], "day") is None


def test_frames_of_one_profile_are_not_seen_by_another() -> None:
    first, second = open_for_frames(), open_for_frames()
    first.register("t", pa.table({"a": [1]}))
    second.register("t", pa.table({"a": [2]}))
    first.register("mine", pa.table({"a": [3]}))
    assert [
        next(iter(c.execute("SELECT a FROM t", {}).batches))["a"].to_pylist() for c in (first, second)
    ] == [
        [1],
        [2],
    ]
    with pytest.raises(ExecutionError, match="mine"):
        second.execute("SELECT a FROM mine", {})
    first.close()
    assert next(iter(second.execute("SELECT a FROM t", {}).batches)).num_rows == 1


def test_the_database_of_frames_reads_no_file() -> None:
    with pytest.raises(ExecutionError, match="disabled"):
        open_for_frames().execute("SELECT * FROM read_text('/etc/hostname')", {})
