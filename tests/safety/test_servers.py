"""With the guard off and the documented role, nothing changes on PostgreSQL and MariaDB, whatever is run."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pymysql
import pytest

from iopsdata_jupyter.connections.drivers import open_connection
from iopsdata_jupyter.connections.models import Connection, ConnectionConfig
from iopsdata_jupyter.connections.secret import Secret
from iopsdata_jupyter.errors import IopsDataError
from tests.safety.corpus import cases
from tests.safety.fixtures import MARIADB, POSTGRES
from tests.services.mariadb import MariaDB, mariadb  # noqa: F401  a fixture
from tests.services.postgresql import PostgreSQLServer, postgresql  # noqa: F401  a fixture

pytestmark = [pytest.mark.service, pytest.mark.timeout(300)]

ROLES = Path(__file__).parents[2] / "docs" / "read-only-role"
PASSWORD = "an4lyst"  # of a role on a server that lives as long as the tests

Snapshot = Callable[[], dict[str, Any]]

POSTGRES_STATE = (
    "select * from sales order by id",
    "select * from stores order by id",
    "select last_value, is_called from ticket",
    "select oid, relname, relfilenode, relpersistence from pg_class order by oid",
    "select oid, proname from pg_proc order by oid",
    "select oid, rolname, rolsuper, rolpassword from pg_authid order by oid",
    "select * from pg_db_role_setting order by 1, 2",
    "select oid, datname from pg_database order by oid",
    "select extname from pg_extension order by 1",
    "select oid from pg_largeobject_metadata order by 1",
    "select nspname, nspacl::text from pg_namespace where nspname !~ '^pg_(toast_)?temp' order by 1",
    "select name, setting from pg_settings order by name",
    "select * from pg_description where objoid > 16000 order by 1",
    "select locktype, mode from pg_locks where locktype = 'advisory'",
    "select slot_name from pg_replication_slots",
    "select gid from pg_prepared_xacts",
)
MARIADB_STATE = (
    "select * from sales order by id",
    "select * from stores order by id",
    "checksum table sales, stores, staff, readings, articles",
    "select next_not_cached_value from ticket",
    "select table_schema, table_name, engine from information_schema.tables order by 1, 2",
    "select routine_name from information_schema.routines where routine_schema = 'shop'",
    "select trigger_name from information_schema.triggers where trigger_schema = 'shop'",
    "select * from mysql.global_priv order by 1, 2",
    "select schema_name from information_schema.schemata order by 1",
    "select * from information_schema.global_variables where variable_name not like 'gtid%' order by 1",
    "select plugin_name from information_schema.plugins order by 1",
    "select event_name from information_schema.events",
)


@pytest.fixture(scope="module")
def postgres(postgresql: PostgreSQLServer) -> Iterator[tuple[Connection, Snapshot]]:  # noqa: F811
    name = postgresql.new_database(POSTGRES)
    postgresql.run((ROLES / "postgresql.sql").read_text(), name)
    postgresql.run(f"alter role analyst password '{PASSWORD}'")
    config = ConnectionConfig(
        "shop", "postgresql", postgresql.url(name, "analyst"), password=Secret(PASSWORD)
    )
    connection = open_connection(config)
    yield connection, lambda: {sql: postgresql.run(sql, name) for sql in POSTGRES_STATE}
    connection.close()
    postgresql.run("drop owned by analyst cascade; drop role analyst", name)


@pytest.fixture
def maria(mariadb: MariaDB) -> Iterator[tuple[Connection, Snapshot]]:  # noqa: F811
    mariadb.run("create or replace database shop")
    mariadb.run(*(part for part in MARIADB.split(";\n") if part.strip()), database="shop")
    script = "\n".join(
        line for line in (ROLES / "mysql.sql").read_text().splitlines() if not line.startswith("--")
    )
    mariadb.run("drop user if exists analyst@'%'", *(part for part in script.split(";") if part.strip()))
    mariadb.run(f"alter user analyst@'%' identified by '{PASSWORD}'")
    config = ConnectionConfig("shop", "mysql", mariadb.url("shop", "analyst"), password=Secret(PASSWORD))
    connection = open_connection(config)
    yield connection, lambda: {sql: rows(mariadb, sql) for sql in MARIADB_STATE}
    connection.close()


def rows(server: MariaDB, sql: str) -> Any:
    native = pymysql.connect(
        host=server.host, port=server.port, user="root", password=server.root_password, database="shop"
    )
    with native, native.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def run(connection: Connection, sql: str) -> None:
    """Runs and fetches `sql` with nothing checked before; stops it after a second."""
    timer = threading.Timer(1.0, connection.interrupt)
    timer.start()
    try:
        with contextlib.suppress(IopsDataError):
            for _ in connection.execute(sql, {}).batches:
                pass
    finally:
        timer.cancel()


def assert_nothing_changes(engine: str, connection: Connection, snapshot: Snapshot) -> None:
    before = snapshot()
    for case in cases("harmful", engine):
        run(connection, case.sql)
    after = snapshot()
    changed = {key: (before[key], after[key]) for key in before if before[key] != after[key]}
    if changed:
        for case in cases("harmful", engine):
            run(connection, case.sql)
            now = snapshot()
            assert now == after, case.sql
            after = now
    assert not changed


def assert_analysts_are_served(engine: str, connection: Connection) -> None:
    failed = {}
    for case in cases("analytic", engine, kind="analytic"):
        if "any_value" in case.sql:  # MySQL 8 and PostgreSQL 16 have it, the servers of the tests do not
            continue
        try:
            list(connection.execute(case.sql, {}).batches)
        except IopsDataError as error:
            failed[case.sql] = str(error)
    assert not failed


def test_nothing_changes_on_postgresql(postgres: tuple[Connection, Snapshot]) -> None:
    assert_nothing_changes("postgres", *postgres)


def test_what_analysts_write_runs_on_postgresql(postgres: tuple[Connection, Snapshot]) -> None:
    assert_analysts_are_served("postgres", postgres[0])


def test_nothing_changes_on_mariadb(maria: tuple[Connection, Snapshot]) -> None:
    assert_nothing_changes("mysql", *maria)


def test_what_analysts_write_runs_on_mariadb(maria: tuple[Connection, Snapshot]) -> None:
    assert_analysts_are_served("mysql", maria[0])
