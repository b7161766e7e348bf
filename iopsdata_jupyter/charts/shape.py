"""Which chart a result calls for, from the types and counts of its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["time series", "ranking", "distribution", "relation", "single number"]

MAX_ROWS = 5_000
"""Rows of a chart at most: they are all kept in the notebook."""
MAX_BARS = 40
MAX_LINES = 8
_FEW_POINTS = 3
_MANY = 20
_PERIODS = ("date", "day", "week", "month", "quarter", "year", "period", "hour")


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of chart and the columns that it shows, by position."""

    kind: Kind
    x: int
    y: int | None = None
    series: int | None = None
    is_plain: bool = True
    """Whether the result calls for the chart; False: it is one that can be asked for."""


def shape_of(frame: pd.DataFrame) -> Shape | None:
    """The chart of a result; None for one that no chart shows."""
    if not 0 < len(frame) <= MAX_ROWS or frame.shape[1] == 0:
        return None
    kinds = [_kind(frame.iloc[:, place], str(name)) for place, name in enumerate(frame.columns)]
    times, numbers, names = (_places(kinds, kind) for kind in ("time", "number", "name"))
    if "other" in kinds:
        return None
    if frame.shape == (1, 1):
        return Shape("single number", 0, is_plain=False) if numbers else None
    if len(times) == 1 and numbers:
        return _time_series(frame, times[0], numbers, names)
    if names and numbers:
        return _ranking(frame, names, numbers)
    return _of_numbers(frame, numbers) if not times and not names else None


def _places(kinds: Sequence[str], wanted: str) -> list[int]:
    return [place for place, kind in enumerate(kinds) if kind == wanted]


def _kind(column: pd.Series[Any], name: str) -> str:
    """time, number, name or other."""
    import pandas as pd

    types = pd.api.types
    if types.is_datetime64_any_dtype(column):
        return "time"
    if types.is_bool_dtype(column):
        return "name"
    if types.is_numeric_dtype(column) or str(column.dtype).startswith("decimal"):
        return "time" if name.casefold() == "year" and _are_years(column) else "number"
    if not types.is_string_dtype(column) and not types.is_object_dtype(column):
        return "other"
    if any(word in name.casefold() for word in _PERIODS) and _are_dates(column):
        return "time"
    return "name" if column.dropna().map(lambda value: isinstance(value, str)).all() else "other"


def _are_years(column: pd.Series[Any]) -> bool:
    values = column.dropna().astype("float64")
    return len(values) > 0 and bool(values.between(1500, 2500).all() and (values % 1 == 0).all())


def _are_dates(column: pd.Series[Any]) -> bool:
    """Whether texts are dates as SQLite has them: 2024, 2024-05, 2024-05-01."""
    return bool(column.dropna().astype(str).str.fullmatch(r"\d{4}(-\d{2}(-\d{2}([ T].*)?)?)?").all())


def _time_series(frame: pd.DataFrame, time: int, numbers: list[int], names: list[int]) -> Shape | None:
    points = frame.iloc[:, time].nunique()
    if len(names) > 1 or len(numbers) > 1 or points < 2:
        return Shape("time series", time, numbers[0], is_plain=False) if not names and points > 1 else None
    series = names[0] if names else None
    if series is not None and frame.iloc[:, series].nunique() > MAX_LINES:
        return None
    once = not frame.iloc[:, [time, *([series] if series is not None else [])]].duplicated().any()
    return Shape("time series", time, numbers[0], series, is_plain=points >= _FEW_POINTS) if once else None


def _ranking(frame: pd.DataFrame, names: list[int], numbers: list[int]) -> Shape | None:
    if len(names) > 2 or not 1 < len(frame) <= MAX_BARS:
        return None
    if frame.iloc[:, names].duplicated().any():
        return None
    # The key of an entity often stands before its name, and what is ranked by is the last figure.
    series = names[1] if len(names) > 1 else None
    if series is not None and frame.iloc[:, series].nunique() > MAX_LINES:
        return None
    return Shape("ranking", names[0], numbers[-1], series, is_plain=len(numbers) == 1)


def _of_numbers(frame: pd.DataFrame, numbers: list[int]) -> Shape | None:
    if len(numbers) == 1 and len(frame) >= _MANY:
        return Shape("distribution", numbers[0], is_plain=False)
    if len(numbers) == 2 and len(frame) >= _FEW_POINTS:
        return Shape("relation", numbers[0], numbers[1], is_plain=False)
    return None
