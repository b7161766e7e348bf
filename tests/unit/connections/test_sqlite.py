"""SQLite's two ways to fetch, and its declared types."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from iopsdata_jupyter.connections.drivers import open_connection
from iopsdata_jupyter.connections.drivers.sqlite import bulk
from iopsdata_jupyter.connections.drivers.sqlite.connection import FIRST_ROWS
from iopsdata_jupyter.connections.models import Connection, ConnectionConfig
from iopsdata_jupyter.execution.execute import Limits, execute
from iopsdata_jupyter.execution.parameters import Bound

ROWS = 4 * FIRST_ROWS
SCHEMA = """
create table readings (
  id integer primary key, taken_on date, taken_at datetime, amount decimal(10, 2), ok boolean, level real,
  label text, late text, mixed, data blob
)
"""


def row(at: int) -> tuple[Any, ...]:
    day = dt.date(2020, 1, 1) + dt.timedelta(days=at % 900)
    return (
        at, day.isoformat() if at % 7 else None, f"{day} 10:{at % 60:02}:00", at % 1000 / 100, at % 3 == 0,
        at / 7, f"é {at}", "late" if at == ROWS else None, at if at < ROWS - 5 else "x", bytes([at % 256]),
    )  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "read ings.db"
    native = sqlite3.connect(path)
    native.execute(SCHEMA)
    places = ", ".join("?" * 10)
    native.executemany(f"insert into readings values ({places})", (row(at) for at in range(1, ROWS + 1)))
    native.commit()
    native.close()
    return path


@pytest.fixture(params=["read_only", "read_write"])
def connection(request: pytest.FixtureRequest, path: Path) -> Iterator[Connection]:
    opened = open_connection(ConnectionConfig("readings", "sqlite", str(path), access=request.param))
    yield opened
    opened.close()


@pytest.fixture
def batches_read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Sizes of the batches that came through ADBC."""
    sizes: list[int] = []
    original = bulk.Bulk.batches

    def counted(self: bulk.Bulk, sql: str, row_bytes: float) -> Iterator[Any]:
        for batch in original(self, sql, row_bytes):
            sizes.append(batch.num_rows)
            yield batch

    monkeypatch.setattr(bulk.Bulk, "batches", counted)
    return sizes


def frame(connection: Connection, sql: str, **limits: Any) -> pd.DataFrame:
    return execute(connection, Bound(sql, {}), Limits(**limits)).frame


def test_both_ways_give_the_same_frame(
    connection: Connection, batches_read: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    sql = "select id, taken_on, taken_at, amount, ok, level, label, data from readings order by id"
    fast = frame(connection, sql)
    assert sum(batches_read) == ROWS
    monkeypatch.setattr(bulk, "_handle", unavailable)
    slow = frame(connection, sql)
    assert sum(batches_read) == ROWS
    pd.testing.assert_frame_equal(fast, slow)
    assert [str(kind) for kind in fast.dtypes] == [
        "int64", "datetime64[ms]", "datetime64[us]", "decimal128(10, 2)[pyarrow]", "bool", "float64",
        "str", "object",
    ]  # fmt: skip
    assert fast["amount"].iloc[9] == Decimal("0.10")


def unavailable(path: str) -> object:
    raise bulk.Unsuitable("not here")


def test_a_small_result_never_leaves_the_controlled_connection(
    connection: Connection, batches_read: list[int]
) -> None:
    assert len(frame(connection, "select id from readings limit 100")) == 100
    assert not batches_read


@pytest.mark.parametrize("column", ["late", "mixed"])
def test_values_of_another_type_far_down_are_not_lost(connection: Connection, column: str) -> None:
    found = frame(connection, f"select id, {column} from readings order by id")
    assert found["id"].tolist() == list(range(1, ROWS + 1))
    assert found[column].dropna().iloc[-1] in ("late", "x")
    assert str(found[column].dtype) == "str"


def test_text_that_is_no_utf_8_is_shown_as_far_as_it_is(connection: Connection) -> None:
    found = frame(
        connection,
        f"select case when id = {ROWS} then cast(x'ff41' as text) else label end as label from readings",
    )
    assert found["label"].iloc[-1] == "\ufffdA"


def test_chance_is_asked_once(connection: Connection, batches_read: list[int]) -> None:
    assert len(frame(connection, "select id, random() as r from readings")) == ROWS
    assert not batches_read


def test_a_row_limit_stops_a_large_result(connection: Connection) -> None:
    assert len(frame(connection, "select * from readings", rows=7_000)) == 7_000
    assert len(frame(connection, "select id from readings")) == ROWS


def test_other_processes_cannot_write_into_a_result_that_is_read(path: Path) -> None:
    connection = open_connection(ConnectionConfig("readings", "sqlite", str(path)))
    stream = connection.execute("select a.id from readings a, (select 1 union select 2) b", {})
    first = next(iter(stream.batches))
    assert first.num_rows > 0
    script = (
        "import sqlite3, sys; native = sqlite3.connect(sys.argv[1], timeout=0)\n"
        "try: native.execute('update readings set level = 0'); native.commit()\n"
        "except sqlite3.OperationalError as error: print(error)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "database is locked"
    connection.close()


def test_a_change_is_seen_by_the_next_large_result(path: Path) -> None:
    writer = open_connection(ConnectionConfig("w", "sqlite", str(path), access="read_write"))
    reader = open_connection(ConnectionConfig("r", "sqlite", str(path)))
    sql = "select id, label from readings order by id"
    for label in (f"new {random.random()}", "é 1"):
        frame(writer, f"update readings set label = '{label}' where id = 1")
        assert frame(reader, sql)["label"].iloc[0] == label


def test_what_a_transaction_has_not_committed_is_seen_inside_it_alone(path: Path) -> None:
    writer = open_connection(ConnectionConfig("w", "sqlite", str(path), access="read_write"))
    reader = open_connection(ConnectionConfig("r", "sqlite", str(path)))
    frame(writer, "begin")
    frame(writer, "update readings set label = 'mine'")
    sql = "select label from readings"
    assert set(frame(writer, sql)["label"]) == {"mine"}
    assert "mine" not in set(frame(reader, sql)["label"])
    frame(writer, "rollback")
    assert "mine" not in set(frame(writer, sql)["label"])


def test_a_file_with_a_write_ahead_log_is_read_as_it_is(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "wal.db"
    copy.write_bytes(path.read_bytes())
    writer = sqlite3.connect(copy, isolation_level=None)
    writer.execute("pragma journal_mode = wal")
    writer.execute("update readings set label = 'logged'")
    found = frame(open_connection(ConnectionConfig("r", "sqlite", str(copy))), "select label from readings")
    assert set(found["label"]) == {"logged"}
    writer.close()


def test_temporary_tables_are_seen(path: Path) -> None:
    connection = open_connection(ConnectionConfig("w", "sqlite", str(path), access="read_write"))
    frame(connection, "create temp table readings as select 1 as id from main.readings")
    assert set(frame(connection, "select id from readings")["id"]) == {1}


def test_ctrl_c_stops_a_large_read(path: Path) -> None:
    connection = open_connection(ConnectionConfig("r", "sqlite", str(path)))
    # The first rows come at once, then nothing for a long time.
    sql = (
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 200000000) "
        f"select i from n where i <= {FIRST_ROWS} or i % 100000000 = 0"
    )
    threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        frame(connection, sql)
    assert time.monotonic() - started < 1.5
    assert len(frame(connection, "select id from readings")) == ROWS


@pytest.mark.parametrize(
    ("declared", "values", "dtype"),
    [
        ("date", ["2024-01-31", None], "datetime64[ms]"),
        ("date", ["31.01.2024"], "str"),
        ("date", [19753], "int64"),
        ("datetime", ["2024-01-31 10:00:00.5", "2024-01-31"], "datetime64[us]"),
        ("timestamp with time zone", ["2024-01-31 10:00:00+02:00"], "datetime64[us, UTC]"),
        ("boolean", [0, 1, None], "boolean"),
        ("boolean", [0, 2], "int64"),
        ("decimal(10, 2)", [1.5, 2, None], "decimal128(10, 2)[pyarrow]"),
        ("decimal(10, 2)", [1.555], "float64"),
        ("numeric", [1.5], "float64"),
        ("real", [1, 2], "float64"),
        ("date", [None], "datetime64[ms]"),
        ("integer", [], "int64"),
        ("varchar(10)", [None], "str"),
        ("decimal(5, 1)", [], "decimal128(5, 1)[pyarrow]"),
        ("boolean", [], "bool"),
        ("", [1, None], "Int64"),
    ],
)
def test_a_declared_type_holds_where_every_value_agrees(
    declared: str, values: list[Any], dtype: str, tmp_path: Path
) -> None:
    native = sqlite3.connect(tmp_path / "x.db")
    native.execute(f"create table t (v {declared})")
    native.executemany("insert into t values (?)", [(value,) for value in values])
    native.commit()
    native.close()
    opened = open_connection(ConnectionConfig("x", "sqlite", str(tmp_path / "x.db")))
    assert str(frame(opened, "select v from t")["v"].dtype) == dtype
    bound = execute(
        opened, Bound("select v as w from (select v from t) where :a = 1", {"a": 1}), Limits()
    ).frame
    assert str(bound["w"].dtype) == dtype
    opened.close()


def test_a_change_of_type_among_wide_rows_loses_none(tmp_path: Path) -> None:
    native = sqlite3.connect(tmp_path / "wide.db")
    native.execute("create table wide (id integer, v, filler text)")
    values = ((at, "x" if at == FIRST_ROWS + 7 else at, "f" * 20_000) for at in range(FIRST_ROWS + 10))
    native.executemany("insert into wide values (?, ?, ?)", values)
    native.commit()
    native.close()
    opened = open_connection(ConnectionConfig("wide", "sqlite", str(tmp_path / "wide.db")))
    for changed in (FIRST_ROWS + 7, 2_000):
        value = f"case when id = {changed} then 'x' when v = 'x' then 0 else v end"
        sql = f"select id, {value} as v, filler from wide"
        assert frame(opened, sql)["id"].tolist() == list(range(FIRST_ROWS + 10))
    opened.close()
