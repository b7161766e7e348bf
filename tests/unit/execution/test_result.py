from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pytest

from iopsdata_jupyter.execution.result import to_frame

UTC = dt.UTC


@pytest.mark.parametrize(
    ("kind", "values", "dtype"),
    [
        (pa.int64(), [1, 2], "int64"),
        (pa.int64(), [1, None], "Int64"),
        (pa.uint8(), [1, None], "UInt8"),
        (pa.int16(), [1, None], "Int16"),
        (pa.bool_(), [True, False], "bool"),
        (pa.bool_(), [True, None], "boolean"),
        (pa.float64(), [1.5, None], "float64"),
        (pa.string(), ["a", None], "str"),
        (pa.dictionary(pa.int8(), pa.string()), ["a", "b"], "str"),
        (pa.null(), [None, None], "str"),
        (pa.date32(), [dt.date(2024, 1, 1), None], "datetime64[ms]"),
        (pa.timestamp("us"), [dt.datetime(2024, 1, 1), None], "datetime64[us]"),
        (pa.timestamp("us", "UTC"), [dt.datetime(2024, 1, 1, tzinfo=UTC)], "datetime64[us, UTC]"),
        (pa.timestamp("us", "Etc/UTC"), [dt.datetime(2024, 1, 1, tzinfo=UTC)], "datetime64[us, UTC]"),
        (pa.timestamp("us", "Europe/Oslo"), [dt.datetime(2024, 1, 1, tzinfo=UTC)], "datetime64[us, UTC]"),
        (pa.list_(pa.field("l", pa.int32())), [[1], None], "list<item: int32>[pyarrow]"),
        (pa.decimal128(10, 2), [Decimal("1.50"), None], "decimal128(10, 2)[pyarrow]"),
        (pa.list_(pa.int32()), [[1, 2], None], "list<item: int32>[pyarrow]"),
        (pa.binary(), [b"a", None], "object"),
        (pa.time64("us"), [dt.time(10), None], "object"),
    ],
)
def test_every_sql_type_has_one_dtype(kind: pa.DataType, values: list[object], dtype: str) -> None:
    frame = to_frame(pa.table({"v": pa.array(values, kind)}))
    assert str(frame["v"].dtype) == dtype


def test_large_integers_with_nulls_stay_exact() -> None:
    frame = to_frame(pa.table({"v": pa.array([2**62 + 1, None])}))
    assert frame["v"][0] == 2**62 + 1


def test_decimals_stay_exact() -> None:
    frame = to_frame(pa.table({"v": pa.array([Decimal("0.10"), Decimal("0.20")])}))
    assert frame["v"].sum() == Decimal("0.30")


def test_nested_cells_read_as_python_values() -> None:
    frame = to_frame(pa.table({"v": pa.array([{"a": [1]}])}))
    assert frame["v"][0] == {"a": [1]}


def test_columns_of_one_name_are_all_kept() -> None:
    table = pa.Table.from_arrays([pa.array([1]), pa.array([None], pa.int64())], names=["a", "a"])
    frame = to_frame(table)
    assert list(frame.columns) == ["a", "a"]
    assert [str(dtype) for dtype in frame.dtypes] == ["int64", "Int64"]


def test_no_rows_keep_columns_and_dtypes() -> None:
    frame = to_frame(pa.table({"a": pa.array([], pa.int64()), "b": pa.array([], pa.string())}))
    assert isinstance(frame, pd.DataFrame)
    assert [str(dtype) for dtype in frame.dtypes] == ["int64", "str"]
