"""All figures of a column of dates or timestamps from its sorted values, by the clock of UTC."""

from __future__ import annotations

import dataclasses
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from iopsdata_jupyter.profiling.models import ColumnProfile, TemporalFacts
from iopsdata_jupyter.profiling.periods import as_moment, granularity, period_unit, with_period_counts
from iopsdata_jupyter.profiling.sorted_values import Values, as_top_values, distinct_and_top, runs

if TYPE_CHECKING:
    import pyarrow as pa

_PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
_DAY_S = 86_400
_FIRST_DAY = datetime(1970, 1, 1).toordinal()  # noqa: DTZ001
_FIRST_MONTH = 1970 * 12


def with_moments_in_time(
    profile: ColumnProfile, values: Values, kind: pa.DataType, now: datetime
) -> ColumnProfile:
    """The profile, whose counts are known, with what its sorted values tell; `kind` says what they count."""
    finite = _finite(values)
    distinct, top = distinct_and_top(values)

    def shown(value: Any) -> Any:
        return _shown(int(value), kind)

    profile = dataclasses.replace(
        profile,
        distinct_count=distinct,
        distinct_is_exact=True,
        min=shown(finite[0]) if len(finite) else None,
        max=shown(finite[-1]) if len(finite) else None,
        top_values=as_top_values(top, profile.row_count or 1, shown),
    )
    return _with_time(profile, finite, ticks_of_day(kind), now)


def _finite(values: Values) -> Values:
    """Without DuckDB's infinities, which are the greatest number of the type and its negative."""
    endless = np.iinfo(values.dtype).max
    first, last = np.searchsorted(values, -endless, side="right"), np.searchsorted(values, endless)
    return values[int(first) : int(last)]


def _shown(value: int, kind: pa.DataType) -> Any:
    """As the engine would give it; text where Python's calendar does not reach."""
    import pyarrow as pa

    try:
        return pa.scalar(value, kind).as_py()
    except (OverflowError, ValueError):
        return str(np.array(value, "int64").astype(f"M8[{getattr(kind, 'unit', 'D')}]"))


def ticks_of_day(kind: pa.DataType) -> int:
    """What the type counts in a day: 1 for days, else parts of a second."""
    return _DAY_S * _PER_SECOND[kind.unit] if hasattr(kind, "unit") and kind.unit in _PER_SECOND else 1


def _with_time(profile: ColumnProfile, finite: Values, ticks: int, now: datetime) -> ColumnProfile:
    if not len(finite):
        return dataclasses.replace(profile, temporal=TemporalFacts())
    days, counts = _by(finite if ticks == 1 else finite // ticks)
    facts = TemporalFacts(
        granularity=granularity(profile.kind, _parts(finite, days, ticks)),
        future_count=len(finite) - int(np.searchsorted(finite, _now(now, ticks), side="right")),
    )
    profile = dataclasses.replace(profile, temporal=facts)
    least, greatest = as_moment(profile.min), as_moment(profile.max)
    if least is None or greatest is None:
        return profile
    unit = period_unit(profile.kind, least, greatest)
    if unit == "hour":
        hours, counts = _by(finite // (ticks // 24))
        found = _counter(hours + 24 * _FIRST_DAY, counts)
    elif unit == "day":
        found = _counter(days + _FIRST_DAY, counts)
    else:
        found = _counter(days.astype("M8[D]").astype("M8[M]").astype("int64") + _FIRST_MONTH, counts)
    return with_period_counts(profile, found, unit)


def _by(periods: Values) -> tuple[Values, Values]:
    """The sorted periods that occur, and how often each does."""
    starts, counts = runs(periods)
    return periods[starts].astype("int64"), counts


def _counter(indexes: Values, counts: Values) -> Counter[int]:
    found: Counter[int] = Counter()
    for index, count in zip(indexes.tolist(), counts.tolist(), strict=True):
        found[index] += count
    return found


def _parts(finite: Values, days: Values, ticks: int) -> dict[str, Any]:
    """What `granularity` asks for: the greatest month and day, and which smaller parts occur at all."""
    second, minute = ticks // _DAY_S, 60 * ticks // _DAY_S
    if ticks > 1:
        if second > 1 and (finite % second).any():
            return {"second": 0.5}
        if (finite % minute).any():
            return {"second": 1}
        if (finite % (60 * minute)).any():
            return {"minute": 1}
        if (finite % ticks).any():
            return {"hour": 1}
    dates = days.astype("M8[D]")
    months = dates.astype("M8[M]")
    of_month = int((dates - months.astype("M8[D]")).max().astype("int64")) + 1
    return {"day": of_month, "month": int((months.astype("int64") % 12).max()) + 1}


def _now(now: datetime, ticks: int) -> int:
    if ticks == 1:
        return now.toordinal() - _FIRST_DAY
    return int(now.replace(microsecond=0).timestamp()) * (ticks // _DAY_S)
