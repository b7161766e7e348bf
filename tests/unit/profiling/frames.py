"""Generated frames of every type, and the exact figures of pandas and numpy to hold profiles against."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from hypothesis import strategies as st

from iopsdata_jupyter.profiling.queries.basics import QUANTILES

_MOMENTS = st.datetimes(datetime(1980, 1, 1), datetime(2035, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0)
)

TYPES: dict[str, tuple[pa.DataType, st.SearchStrategy[Any]]] = {
    "int8": (pa.int8(), st.integers(-128, 127)),
    "uint64": (pa.uint64(), st.integers(0, 2**64 - 1)),
    "int64": (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
    "float64": (pa.float64(), st.floats(-1e12, 1e12, allow_subnormal=False)),
    "special": (pa.float64(), st.sampled_from([0.0, -1.5, math.inf, -math.inf, math.nan, 7.25])),
    "decimal": (pa.decimal128(12, 2), st.decimals(-(10**8), 10**8, places=2)),
    "bool": (pa.bool_(), st.booleans()),
    "text": (pa.string(), st.text(st.sampled_from("aAbB \u00e90'\"%_\\"), max_size=6)),
    "date": (pa.date32(), st.dates(date(1980, 1, 1), date(2035, 1, 1))),
    "timestamp": (pa.timestamp("us"), _MOMENTS),
    "binary": (pa.binary(), st.binary(max_size=4)),
    "list": (pa.list_(pa.int64()), st.lists(st.integers(0, 5), max_size=3)),
}


@st.composite
def tables(draw: st.DrawFn) -> pa.Table:
    """Tables with a column of every type and the same 0 to 30 rows, nulls among them."""
    rows = draw(st.integers(0, 30))
    return pa.table(
        {
            name: pa.array(draw(st.lists(st.none() | values, min_size=rows, max_size=rows)), kind)
            for name, (kind, values) in TYPES.items()
        }
    )


def present(column: pa.ChunkedArray) -> list[Any]:
    """The values that are not null."""
    return [value for value in column.to_pylist() if value is not None]


def numeric_facts(present_values: list[Any]) -> dict[str, Any]:
    """Figures of the finite values by numpy, in double precision."""
    values = np.array([float(value) for value in present_values], dtype="float64")
    finite = values[np.isfinite(values)]
    facts: dict[str, Any] = {"infinite": len(values) - len(finite), "count": len(finite)}
    if len(finite):
        facts |= {
            "mean": float(np.mean(finite)),
            "zeros": int((values == 0).sum()),
            "negatives": int((values < 0).sum()),
        }
        facts["quantiles"] = {name: float(np.quantile(finite, share)) for name, share in QUANTILES.items()}
    if len(finite) > 1:
        facts["std"] = float(np.std(finite, ddof=1))
    if len(finite) > 2:
        facts["skew"] = float(pd.Series(finite).skew())
    return facts


def days_without(values: list[datetime | date]) -> int:
    """Days between the first and the last that hold no value."""
    days = {value.date() if isinstance(value, datetime) else value for value in values}
    return (max(days) - min(days)) // timedelta(days=1) + 1 - len(days)
