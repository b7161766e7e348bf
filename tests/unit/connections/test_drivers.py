"""One body for every driver."""

from __future__ import annotations

import datetime as dt
import os
import re
import signal
import threading
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from iopsdata_jupyter.catalog.introspect import read_catalog
from iopsdata_jupyter.catalog.values import read_values
from iopsdata_jupyter.connections.drivers import open_connection
from iopsdata_jupyter.connections.models import Connection, ConnectionConfig
from iopsdata_jupyter.errors import ConnectionFailed, ExecutionError
from iopsdata_jupyter.execution.execute import Limits, execute, run_interruptibly
from iopsdata_jupyter.execution.parameters import Bound, bind
from tests.services.engines import Engine
from tests.unit.connections.conftest import Opener


def rows(connection: Connection, sql: str, **parameters: Any) -> list[tuple[Any, ...]]:
    bound = bind(sql, parameters, connection.capabilities.parameter_style)
    stream = connection.execute(bound.sql, bound.parameters)
    return [tuple(row.values()) for batch in stream.batches for row in batch.to_pylist()]


def test_rows_come_back(opened: Opener) -> None:
    assert rows(opened(), "select id, city from stores order by id") == [(1, "Bergen"), (2, "Lund")]


def test_a_statement_without_rows_keeps_its_columns(opened: Opener) -> None:
    stream = opened().execute("select id, city from stores where id = 9", {})
    assert stream.schema.names == ["id", "city"]


def test_binds_are_values_and_never_text(opened: Opener) -> None:
    connection = opened()
    sql = "select city from stores where city = :city and '100%' <> ':city'"
    assert rows(connection, sql, city="Lund") == [("Lund",)]
    assert rows(connection, sql, city="x' or '1'='1") == []
    assert rows(connection, sql, city="x\\' or 1=1 -- ") == []


@pytest.mark.parametrize(
    "sql",
    [
        "insert into stores values (3, 'Oslo')",
        "update stores set city = 'x'",
        "drop table orders",
        "create table copied as select * from stores",
    ],
)
def test_the_engine_itself_refuses_to_write(opened: Opener, sql: str) -> None:
    connection = opened()
    with pytest.raises(ExecutionError):
        rows(connection, sql)
    assert rows(connection, "select count(*) from stores where city <> 'x'") == [(2,)]
    assert rows(connection, "select count(*) from orders") == [(3,)]


def test_no_other_database_is_attached(engine: Engine, opened: Opener, tmp_path: Path) -> None:
    if not engine.refuses_attach:
        pytest.skip("SQLite through SQLAlchemy has no such switch: the guard refuses ATTACH")
    with pytest.raises(ExecutionError):
        rows(opened(), "attach 'other.db' as other")
    assert not (tmp_path / "other.db").exists()


def test_a_writable_connection_writes(opened: Opener) -> None:
    connection = opened(access="read_write")
    rows(connection, "insert into stores values (3, 'Oslo')")
    assert rows(connection, "select count(*) from stores") == [(3,)]


@pytest.mark.parametrize(
    ("sql", "near"), [("selec 1", "selec"), ("select id\nfrom stores\nordr by id", "by")]
)
def test_a_syntax_error_has_its_place(opened: Opener, sql: str, near: str) -> None:
    error = opened().syntax_error(sql)
    assert error is not None
    assert error.position == sql.index(near)


def test_a_sound_statement_has_no_syntax_error(opened: Opener) -> None:
    assert opened().syntax_error("select missing from nowhere") is None


def test_an_error_leaves_the_connection_usable(opened: Opener) -> None:
    connection = opened()
    with pytest.raises(ExecutionError):
        rows(connection, "select missing from stores")
    assert rows(connection, "select 1") == [(1,)]


@pytest.mark.parametrize("driver", ["duckdb", "sqlite"])
def test_a_missing_file_is_not_made(driver: str, tmp_path: Path) -> None:
    path = tmp_path / "missing.db"
    with pytest.raises(ConnectionFailed, match="no file"):
        open_connection(ConnectionConfig("x", driver, str(path)))
    assert not path.exists()


@pytest.mark.parametrize("driver", ["duckdb", "sqlite"])
def test_a_file_of_another_kind_is_refused(driver: str, tmp_path: Path) -> None:
    path = tmp_path / "text.db"
    path.write_text("this is no database at all, just some text that is long enough" * 20)
    with pytest.raises(ConnectionFailed, match="cannot be opened"):
        open_connection(ConnectionConfig("x", driver, str(path)))


def test_the_catalog_has_tables_views_columns_and_keys(engine: Engine, opened: Opener) -> None:
    catalog = read_catalog(opened())
    assert [(table.name, table.kind) for table in sorted(catalog.tables, key=lambda table: table.name)] == [
        ("big_orders", "view"),
        ("orders", "table"),
        ("stores", "table"),
    ]
    orders = catalog.table("ORDERS")
    assert orders is not None
    assert [column.name for column in orders.columns] == ["id", "store_id", "amount", "placed_on", "note"]
    assert orders.primary_key == (("id",) if engine.keeps_keys else ())
    assert [(key.columns, key.target_table, key.target_columns) for key in orders.foreign_keys] == [
        (("store_id",), "stores", ("id",))
    ]
    stores = catalog.table("stores")
    assert stores is not None
    city = stores.column("City")
    assert city is not None
    assert not city.nullable or not engine.keeps_keys


def test_values_of_text_columns_are_found_without_case(opened: Opener) -> None:
    connection = opened()
    index = read_values(connection, read_catalog(connection), budget_s=60)
    assert {(found.table, found.column, found.value) for found in index.find("bergen")} == {
        ("stores", "city", "Bergen")
    }
    assert set(index.values("orders", "note")) == {"gift", "x"}
    assert not index.find("nowhere")


def test_a_repr_tells_nothing_but_name_and_access(opened: Opener) -> None:
    assert repr(opened()).endswith("connection 'shop', read_only>")


def test_a_query_without_end_is_stopped_by_the_clock(engine: Engine, opened: Opener) -> None:
    connection = opened()
    started = time.perf_counter()
    with pytest.raises(ExecutionError, match="stopped after"):
        execute(connection, Bound(engine.endless, {}), Limits(seconds=0.5))
    assert time.perf_counter() - started < 2.0
    assert rows(connection, "select 1") == [(1,)]


def test_a_query_without_end_is_stopped_by_the_user(engine: Engine, opened: Opener) -> None:
    connection = opened()
    signalled: list[float] = []

    def press() -> None:
        signalled.append(time.perf_counter())
        os.kill(os.getpid(), signal.SIGINT)

    threading.Timer(0.7, press).start()
    with pytest.raises(KeyboardInterrupt):
        run_interruptibly(connection, lambda: rows(connection, engine.endless))
    assert time.perf_counter() - signalled[0] < 1.5
    assert rows(connection, "select 1") == [(1,)]


def test_rows_that_nobody_fetches_hold_nothing_up(opened: Opener) -> None:
    connection = opened()
    stream = connection.execute("select * from orders", {})
    next(stream.batches)
    assert rows(connection, "select count(*) from stores") == [(2,)]
    del stream
    assert rows(connection, "select count(*) from orders") == [(3,)]


def test_a_statement_is_executed_once(opened: Opener) -> None:
    connection = opened(access="read_write")
    rows(connection, "insert into stores values (3, 'Oslo')")
    result = execute(connection, Bound("select count(*) as n from stores", {}), Limits())
    assert result.frame["n"].tolist() == [3]


def test_a_transaction_is_kept_and_rolled_back(opened: Opener) -> None:
    connection = opened(access="read_write")
    if not connection.capabilities.transactions:
        pytest.skip("the engine has no transactions")
    rows(connection, "begin")
    assert connection.in_transaction()
    rows(connection, "insert into stores values (3, 'Oslo')")
    assert rows(connection, "select count(*) from stores") == [(3,)]
    rows(connection, "rollback")
    assert not connection.in_transaction()
    assert rows(connection, "select count(*) from stores") == [(2,)]


def test_a_server_tells_its_version_and_latency(opened: Opener) -> None:
    found = opened().describe()
    assert re.search(r"\d+\.\d+", found.version)
    assert 0 < found.latency_ms < 1000


def test_frames_are_loaded_and_appended(opened: Opener) -> None:
    connection = opened(access="read_write")
    if not connection.capabilities.loads:
        pytest.skip("the driver does not load")
    values = {"n": [1, None], "s": ["it's \\ 100% :x", None], "d": [dt.date(2024, 1, 31), None]}
    table = pa.table(values)
    assert connection.load("loaded", table, "create") == 2
    assert connection.load("loaded", table, "append") == 2
    found = rows(connection, "select n, s from loaded order by n desc")
    assert sorted(found, key=str) == sorted([(1, "it's \\ 100% :x"), (None, None)] * 2, key=str)


def test_a_read_only_connection_loads_nothing(opened: Opener) -> None:
    with pytest.raises(ExecutionError):
        opened().load("loaded", pa.table({"n": [1]}), "create")


def test_closing_twice_is_no_error(opened: Opener) -> None:
    connection = opened()
    connection.close()
    connection.close()
