"""Which of the notebook's variables are DataFrames, found without importing a DataFrame library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Frames = Mapping[str, Any]

_FRAME_TYPES = {
    ("pandas", "DataFrame"),
    ("polars", "DataFrame"),
    ("polars", "LazyFrame"),
    ("pyarrow", "Table"),
}


def frames_in(variables: Mapping[str, Any]) -> dict[str, Any]:
    """The DataFrames among `variables` by name; names with a leading underscore are IPython's own."""
    return {
        name: value for name, value in list(variables.items()) if not name.startswith("_") and is_frame(value)
    }


def is_frame(value: Any) -> bool:
    """Whether `value` is a pandas or polars DataFrame or an Arrow table."""
    return any((base.__module__.split(".")[0], base.__name__) in _FRAME_TYPES for base in type(value).__mro__)


def fingerprint(frames: Frames) -> tuple[Any, ...]:
    """Changes when a frame is another object, or has other columns or another length."""
    return tuple((name, id(frame), _shape(frame)) for name, frame in sorted(frames.items()))


def _shape(frame: Any) -> tuple[Any, ...]:
    columns = frame.column_names if hasattr(frame, "column_names") else frame.columns
    rows = len(frame) if hasattr(frame, "__len__") else -1
    return (rows, tuple(map(str, columns)))
