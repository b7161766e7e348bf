"""Limits and cancellation, on every embedded engine."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from iopsdata_jupyter.connections.drivers import open_connection
from iopsdata_jupyter.connections.models import Connection, ConnectionConfig
from iopsdata_jupyter.errors import ExecutionError, ResultTooLarge
from iopsdata_jupyter.execution.execute import Limits, execute
from iopsdata_jupyter.execution.parameters import Bound

ENDLESS = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"


@pytest.fixture(params=["duckdb", "sqlite"])
def connection(request: pytest.FixtureRequest) -> Connection:
    return open_connection(ConnectionConfig("memory", request.param, ":memory:", access="read_write"))


def run(connection: Connection, sql: str, **limits: float) -> object:
    return execute(connection, Bound(sql, {}), Limits(**limits))  # type: ignore[arg-type]


def numbers(count: int) -> str:
    return (
        f"with recursive n(i) as (select 1 union all select i + 1 from n where i < {count}) select i from n"
    )


def test_a_row_limit_says_that_there_is_more(connection: Connection) -> None:
    result = execute(connection, Bound(numbers(10), {}), Limits(rows=3))
    assert result.frame["i"].tolist() == [1, 2, 3]
    assert result.truncated
    assert result.frame.attrs["iopsdata"]["truncated"]


def test_a_limit_that_is_just_met_is_no_truncation(connection: Connection) -> None:
    assert not execute(connection, Bound(numbers(3), {}), Limits(rows=3)).truncated


def test_after_a_truncated_result_the_connection_goes_on(connection: Connection) -> None:
    execute(connection, Bound(numbers(200_000), {}), Limits(rows=1))
    assert execute(connection, Bound("select 1 as a", {}), Limits()).row_count == 1


def test_time_stops_a_statement(connection: Connection) -> None:
    started = time.monotonic()
    with pytest.raises(ExecutionError, match=r"stopped after 0\.3 s"):
        run(connection, ENDLESS, seconds=0.3)
    assert time.monotonic() - started < 5
    assert execute(connection, Bound("select 1 as a", {}), Limits()).row_count == 1


def test_ctrl_c_stops_a_statement_and_leaves_the_connection(connection: Connection) -> None:
    # As a terminal or a kernel's front end does it: to the process, not to a thread.
    threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        run(connection, ENDLESS)
    assert time.monotonic() - started < 5
    assert execute(connection, Bound("select 1 as a", {}), Limits()).row_count == 1


def test_a_result_over_the_memory_bound_is_refused(connection: Connection) -> None:
    with pytest.raises(ResultTooLarge, match="more than 1 MiB"):
        run(connection, numbers(400_000), bytes=2**20)


def test_a_result_tells_its_origin(connection: Connection) -> None:
    frame = execute(connection, Bound("select 1 as a", {}), Limits()).frame
    origin = frame.attrs["iopsdata"]
    assert origin["sql"] == "select 1 as a"
    assert origin["connection"] == "memory"
    assert origin["elapsed"] > 0


def test_a_statement_runs_once(tmp_path: Path) -> None:
    connection = open_connection(
        ConnectionConfig("x", "duckdb", str(tmp_path / "x.duckdb"), access="read_write")
    )
    execute(connection, Bound("create sequence s", {}), Limits())
    assert execute(connection, Bound("select nextval('s') as n", {}), Limits()).frame["n"].tolist() == [1]
    assert execute(connection, Bound("select nextval('s') as n", {}), Limits()).frame["n"].tolist() == [2]


def test_sqlite_columns_of_mixed_types_become_text() -> None:
    connection = open_connection(ConnectionConfig("x", "sqlite", ":memory:"))
    frame = execute(
        connection, Bound("select 1 as a union all select 'x' union all select null", {}), Limits()
    ).frame
    assert sorted(frame["a"].dropna()) == ["1", "x"]


def test_sqlite_batches_of_unlike_types_are_joined() -> None:
    connection = open_connection(ConnectionConfig("x", "sqlite", ":memory:"))
    sql = numbers(60_000).replace(
        "select i from n", "select case when i > 55000 then 'late' else i end as v from n"
    )
    frame = execute(connection, Bound(sql, {}), Limits()).frame
    assert frame["v"].iloc[0] == "1"
    assert frame["v"].iloc[-1] == "late"
