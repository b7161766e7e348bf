"""Rows of Python objects, as DBAPI cursors give them, to Arrow. Types come from the values themselves."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pyarrow as pa


def record_batch(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> pa.RecordBatch:
    """The rows as a batch; a column without any value has Arrow's null type."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return pa.RecordBatch.from_arrays([array(column) for column in columns], names=list(names))


def array(values: Sequence[Any]) -> pa.Array:
    """One column: mixed numbers become floats, what has no common type becomes text."""
    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError):
        kinds = {type(value) for value in values if value is not None}
    if kinds == {memoryview}:
        return pa.array([None if value is None else bytes(value) for value in values])
    if kinds == {int, float}:
        return pa.array([None if value is None else float(value) for value in values])
    return pa.array([None if value is None else text(value) for value in values], pa.string())


def text(value: Any) -> str:
    """A value that has no place among Arrow's types, readable."""
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).decode("utf-8", "replace")
    if isinstance(value, (dict, list)):
        return json.dumps(value, default=str)
    return str(value)
