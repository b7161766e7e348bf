"""With the guard off, nothing changes on the read-only connections of DuckDB and SQLite, whatever is run.

Every harmful statement of the corpus, of any dialect, goes straight to the driver. Then data, catalog, files,
settings and what the session holds are as they were.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from iopsdata_jupyter.connections.drivers import open_connection
from iopsdata_jupyter.connections.models import Connection, ConnectionConfig
from iopsdata_jupyter.errors import ExecutionError
from tests.safety.corpus import Case, cases
from tests.safety.fixtures import files_below, make_duckdb, make_sqlite

MAKERS: dict[str, Callable[[Path], None]] = {"duckdb": make_duckdb, "sqlite": make_sqlite}

HUGE = ("2000000000", "4000000000", "900000000")
"""Sizes in one call of repeat, rpad or printf, which no engine can interrupt: only the guard stops those."""

DUCKDB_STATE = (
    "select name, value from duckdb_settings() where name not in ('profile_output')",
    "select schema_name, table_name, temporary, estimated_size from duckdb_tables() order by all",
    "select view_name, sql from duckdb_views() where not internal order by all",
    "select function_name from duckdb_functions() where not internal order by all",
    "select type_name from duckdb_types() where not internal order by all",
    "select * from duckdb_variables() order by all",
    "select name from duckdb_prepared_statements() order by all",
    "select database_name, path, readonly from duckdb_databases() order by all",
    "select * exclude (last_value) from duckdb_sequences() order by all",
    "select * from sales order by all",
    "select * from stores order by all",
)
SQLITE_STATE = (
    "select * from sqlite_master",
    "select * from sqlite_temp_master",
    "select * from sales",
    "select * from stores",
    "pragma database_list",
    "pragma user_version",
    "pragma application_id",
    "pragma query_only",
    "pragma foreign_keys",
    "pragma journal_mode",
    "pragma temp_store",
    "pragma synchronous",
    "pragma recursive_triggers",
    "pragma writable_schema",
    "pragma trusted_schema",
    "pragma cache_size",
    "pragma max_page_count",
    "pragma case_sensitive_like",
)


@pytest.fixture(params=["duckdb", "duckdb-memory", "sqlite"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def folder(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with the database in it and files that a statement might read or replace."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.csv").write_text("id\n7\n")
    if engine != "duckdb-memory":
        MAKERS[engine](tmp_path / f"shop.{engine}")
    return tmp_path


@pytest.fixture
def connection(engine: str, folder: Path) -> Iterator[Connection]:
    if engine == "duckdb-memory":
        config = ConnectionConfig("notebook", "duckdb", ":memory:", options={"folders": (str(folder),)})
    else:
        config = ConnectionConfig("shop", engine, str(folder / f"shop.{engine}"))
    opened = open_connection(config)
    if engine == "duckdb-memory":
        import pandas as pd

        for name in ("sales", "stores"):
            opened.register(name, pd.DataFrame({"id": [1, 2], "amount": [1.5, 2.5], "note": ["a", "b"]}))
    yield opened
    opened.close()


def run(connection: Connection, sql: str) -> None:
    """Runs and fetches `sql` as the product would, with nothing checked before; stops it after a second."""
    if any(size in sql for size in HUGE):
        return
    timer = threading.Timer(1.0, connection.interrupt)
    timer.start()
    try:
        with contextlib.suppress(ExecutionError):
            for batch in connection.execute(sql, {}).batches:
                if batch.num_rows > 1_000_000:
                    break
    finally:
        timer.cancel()


def state(connection: Any, folder: Path, engine: str) -> dict[str, Any]:
    """Everything that a statement could have changed, read past the driver."""
    native = connection._native
    if engine == "sqlite":
        native.set_authorizer(None)
        seen = {sql: native.execute(sql).fetchall() for sql in SQLITE_STATE}
        restore(native)
        return seen | {"in transaction": native.in_transaction, "files": files_below(folder)}
    return {sql: native.execute(sql).fetchall() for sql in DUCKDB_STATE} | {"files": files_below(folder)}


def restore(native: Any) -> None:
    from iopsdata_jupyter.connections.drivers.sqlite import connection as sqlite

    native.set_authorizer(sqlite._authorize)


def test_no_statement_changes_anything(connection: Connection, folder: Path, engine: str) -> None:
    before = state(connection, folder, engine)
    dialect = engine.partition("-")[0]
    for case in cases("harmful"):
        run(connection, case.sql)
        if case.engine == dialect:
            assert_same(before, state(connection, folder, engine), case)
    assert_same(before, state(connection, folder, engine), None)


def assert_same(before: dict[str, Any], after: dict[str, Any], case: Case | None) -> None:
    changed = {key: (before[key], after[key]) for key in before if before[key] != after[key]}
    assert not changed, f"{case and case.sql!r} changed {changed}"


def test_reading_goes_on_after_all_of_them(connection: Connection, folder: Path, engine: str) -> None:
    for case in cases("harmful", engine.partition("-")[0]):
        run(connection, case.sql)
    started = time.monotonic()
    rows = sum(batch.num_rows for batch in connection.execute("select * from sales", {}).batches)
    assert rows in (2, 3)
    assert time.monotonic() - started < 1


@pytest.mark.parametrize("engine", ["duckdb", "sqlite"])
def test_what_analysts_write_runs(connection: Connection, engine: str) -> None:
    failed = {}
    for case in cases("analytic", engine, kind="analytic"):
        try:
            list(connection.execute(case.sql, {}).batches)
        except ExecutionError as error:
            failed[case.sql] = str(error)
    assert not failed
