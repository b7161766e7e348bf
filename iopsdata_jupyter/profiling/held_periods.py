"""Rows and values of each hour, day or month, counted in the arrays of a DataFrame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.profiling.scan import Row, Scan
from iopsdata_jupyter.profiling.source import SourceColumn

if TYPE_CHECKING:
    import pyarrow as pa

_UNITS = {"hour": "h", "day": "D", "month": "M"}
_MOST_PERIODS = 5_000_000
"""From the first to the last hour or day that are counted in an array: 10,000 years have 3.7 million days."""


def held_periods(
    scan: Scan, moment: SourceColumn, counted: Sequence[SourceColumn], unit: str
) -> list[Row] | None:
    """Rows as `periods_query` gives them, in order; None where `moment` is not held or holds no dates."""
    moments = scan.held(moment)
    others = [(column.position, scan.held(column)) for column in counted]
    if moments is None:
        return None
    present = _present(moments)
    numbers = _numbers(moments.drop_null(), "h" if unit == "hour" else "D")
    if numbers is None or not len(numbers):
        return None
    import numpy as np

    first, last = int(numbers.min()), int(numbers.max())
    if last - first >= _MOST_PERIODS:
        return None
    places = numbers - first
    counts = {"n": np.bincount(places)}
    for position, values in others:
        nulls = places[~_present(values)[present]] if values is not None else places[:0]
        counts[f"count_{position}"] = counts["n"] - np.bincount(nulls, minlength=len(counts["n"]))
    begins = np.arange(first, last + 1).astype("M8[h]" if unit == "hour" else "M8[D]")
    return _rows(begins.astype(f"M8[{_UNITS[unit]}]"), counts)


def _present(values: pa.ChunkedArray) -> Any:
    """Whether each value is there."""
    return values.is_valid().to_numpy()


def _numbers(moments: pa.ChunkedArray, unit: str) -> Any:
    """The hours or days since 1970; None for a type that counts neither days nor parts of a second."""
    import pyarrow as pa

    from iopsdata_jupyter.profiling.sorted_moments import ticks_of_day

    if pa.types.is_date32(moments.type):
        days = moments.cast(pa.int32()).to_numpy()
        return 24 * days.astype("int64") if unit == "h" else days
    if not pa.types.is_timestamp(moments.type):
        return None
    ticks = ticks_of_day(moments.type)
    return moments.cast(pa.int64()).to_numpy() // (ticks // 24 if unit == "h" else ticks)


def _rows(begins: Any, counts: dict[str, Any]) -> list[Row]:
    """One row for each period that occurs, of the days or hours in it, which are in order."""
    import numpy as np

    starts = np.flatnonzero(np.concatenate(([True], begins[1:] != begins[:-1])))
    totals = {name: np.add.reduceat(count, starts) for name, count in counts.items()}
    kept = np.flatnonzero(totals["n"])
    periods = begins[starts[kept]]
    moments = periods.astype("M8[s]" if periods.dtype == "M8[h]" else "M8[D]").tolist()
    listed = {name: total[kept].tolist() for name, total in totals.items()}
    return [
        {"b": begin} | {name: values[place] for name, values in listed.items()}
        for place, begin in enumerate(moments)
    ]
