"""DataFrames into tables and back, and names that are nearly right, on every engine."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pytest

from iopsdata_jupyter.catalog.introspect import read_catalog
from iopsdata_jupyter.errors import ExecutionError
from iopsdata_jupyter.execution.diagnose import with_near_names
from iopsdata_jupyter.execution.execute import Limits, execute
from iopsdata_jupyter.execution.parameters import Bound
from tests.services.engines import Engine
from tests.unit.connections.conftest import Opener

ROWS = pa.table(
    {
        "id": pa.array([1, 2, None], pa.int64()),
        "name": ['o\'hara, "x"', "", None],
        "amount": pa.array([Decimal("1.50"), None, Decimal("-0.01")], pa.decimal128(10, 2)),
        "day": pa.array([dt.date(2024, 1, 31), None, dt.date(1999, 12, 31)]),
        "flag": [True, False, None],
        "score": [1.5, None, -2.0],
        "at": pa.array([dt.datetime(2024, 1, 31, 10, 0, 0, 123456), None, None], pa.timestamp("us")),
    }
)
EXACT = {"duckdb", "sqlite", "postgresql", "mysql", "spark", "sqlalchemy-postgresql"}
"""Engines whose driver brings every one of these types back as it was."""


@pytest.fixture
def exact(engine: Engine) -> Engine:
    if engine.name not in EXACT:
        pytest.skip("its own tests say what comes back")
    return engine


@pytest.mark.usefixtures("exact")
def test_a_frame_is_loaded_and_comes_back_as_it_was(opened: Opener) -> None:
    connection = opened(access="read_write")
    assert connection.load("loaded", ROWS, "create") == 3
    assert connection.load("loaded", ROWS.select(["name", "id"]), "append") == 3
    table = execute(connection, Bound("select * from loaded", {}), Limits(), form="arrow").frame
    assert table.slice(0, 3).to_pylist() == ROWS.to_pylist()
    assert table.column("id").to_pylist() == [1, 2, None] * 2
    assert table.column("day").null_count == 4
    assert connection.load("loaded", ROWS.slice(1, 1), "replace") == 1
    found = execute(connection, Bound("select name from loaded", {}), Limits()).frame
    assert found["name"].tolist() == [""]


def test_a_load_that_fails_leaves_nothing(engine: Engine, opened: Opener) -> None:
    if not engine.keeps_keys:
        pytest.skip("without keys nothing fails")
    connection = opened(access="read_write")
    with pytest.raises(ExecutionError):
        connection.load("stores", pa.table({"id": [7, 1], "city": ["new", "taken"]}), "append")
    with pytest.raises(ExecutionError):
        connection.load("stores", ROWS, "create")
    counted = execute(connection, Bound("select count(*) as n from stores", {}), Limits()).frame
    assert counted["n"].tolist() == [2]
    assert not connection.in_transaction()


@pytest.mark.parametrize(
    ("sql", "hint"),
    [("select * from ordres", "Did you mean orders"), ("select amout from orders", "Did you mean amount")],
)
def test_a_misspelt_name_gets_the_nearest_and_its_place(opened: Opener, sql: str, hint: str) -> None:
    connection = opened()
    with pytest.raises(ExecutionError) as caught:
        connection.execute(sql, {})
    error = with_near_names(caught.value, read_catalog(connection), ("orders",))
    assert (error.hint or "").startswith(hint)
    assert error.position == max(sql.find("ordres"), sql.find("amout"))
