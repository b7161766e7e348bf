"""What only a server can show: who may write, what is stopped, what a lost connection leaves."""

from __future__ import annotations

import dataclasses
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
import pyarrow as pa
import pytest

from iopsdata_jupyter.connections.drivers import open_connection
from iopsdata_jupyter.connections.drivers.postgresql import bulk
from iopsdata_jupyter.connections.drivers.postgresql.bulk import Bulk
from iopsdata_jupyter.connections.drivers.postgresql.connection import PostgreSQLConnection
from iopsdata_jupyter.connections.models import ConnectionConfig
from iopsdata_jupyter.connections.secret import Secret
from iopsdata_jupyter.connections.urls import parse_target
from iopsdata_jupyter.errors import ConnectionFailed, ExecutionError
from iopsdata_jupyter.execution.execute import Limits, execute
from iopsdata_jupyter.execution.parameters import Bound, bind
from tests.services.postgresql import ADMIN, PASSWORD, PostgreSQLServer
from tests.services.proxy import FreezingProxy

pytestmark = pytest.mark.service

MANY = 30_000
SCRIPT = f"""
create type mood as enum ('sad', 'glad');
create table kinds as select
  i as id, i::smallint % 100::smallint as small, i::bigint * 1000000007 as big,
  (i / 7.0)::numeric(12, 2) as money, i / 7.0 as ratio, (i / 7.0)::real as single, (i / 7.0)::float8 as twice,
  i % 2 = 0 as flag, 'é ' || i as label,
  (i % 9)::text::varchar(5) as code, (i % 9)::text::char(3) as padded, date '2020-01-01' + i % 900 as day,
  timestamp '2020-01-01' + i * interval '1 minute 1 microsecond' as at,
  timestamptz '2020-01-01 00:00+02' + i * interval '1 minute' as at_zone,
  make_interval(months => i % 5, days => i % 3, secs => i) as span, md5(i::text)::uuid as tag,
  json_build_object('a', i) as doc, jsonb_build_object('a', i) as docb, ('\\x' || md5(i::text))::bytea as raw
from generate_series(1, {MANY}) as i;
insert into kinds (id) values (null);
analyze kinds;
create table notes (id serial primary key, body text);
insert into notes (body) values ('first');
create sequence counter;
create role reader login password '{PASSWORD}';
grant select on kinds to reader;
"""


@pytest.fixture(scope="module")
def database(postgresql: PostgreSQLServer) -> str:
    return postgresql.new_database(SCRIPT)


@pytest.fixture
def opened(postgresql: PostgreSQLServer, database: str) -> Iterator[Callable[..., PostgreSQLConnection]]:
    connections: list[PostgreSQLConnection] = []

    def open_it(**changes: Any) -> PostgreSQLConnection:
        connection = open_connection(dataclasses.replace(postgresql.config(database), **changes))
        assert isinstance(connection, PostgreSQLConnection)
        connections.append(connection)
        return connection

    yield open_it
    for connection in connections:
        connection.close()


@pytest.fixture
def reading(opened: Callable[..., PostgreSQLConnection]) -> PostgreSQLConnection:
    return opened()


@pytest.fixture
def writing(opened: Callable[..., PostgreSQLConnection]) -> PostgreSQLConnection:
    return opened(access="read_write")


def run(
    connection: PostgreSQLConnection, sql: str, values: dict[str, Any] | None = None, **limits: Any
) -> Any:
    return execute(connection, bind(sql, values or {}, "numeric"), Limits(**limits)).frame


def cell(connection: PostgreSQLConnection, sql: str) -> Any:
    return run(connection, sql).iloc[0, 0]


def interrupt_after(seconds: float) -> None:
    threading.Timer(seconds, lambda: os.kill(os.getpid(), signal.SIGINT)).start()


# ---------------------------------------------------------------------------------------------- reading


def test_both_ways_give_the_same_frame(
    reading: PostgreSQLConnection, writing: PostgreSQLConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    through_adbc: list[str] = []
    original = bulk.Bulk.batches
    monkeypatch.setattr(
        bulk.Bulk,
        "batches",
        lambda self, sql, columns: through_adbc.append(sql) or original(self, sql, columns),
    )
    sql = "select * from kinds order by id -- a comment at the end"
    fast, slow = run(reading, sql), run(writing, sql)
    assert through_adbc == [sql]
    assert len(fast) == MANY + 1
    pd.testing.assert_frame_equal(fast, slow)
    assert fast["tag"].iloc[0] == "c4ca4238-a0b9-2382-0dcc-509a6f75849b"
    assert fast["ratio"].iloc[6] == Decimal(1)


def test_types_that_adbc_does_not_know_come_as_text(reading: PostgreSQLConnection) -> None:
    sql = "select 'glad'::mood as m, inet '10.0.0.1' as a from generate_series(1, 30000)"
    found = run(reading, sql)
    assert found.iloc[-1].tolist() == ["glad", "10.0.0.1"]


def test_decimals_widen_as_rows_come(writing: PostgreSQLConnection) -> None:
    found = run(
        writing, f"select case when i = {MANY} then 1.23456 else i end as v from generate_series(1, {MANY}) i"
    )
    assert found["v"].iloc[-1] == Decimal("1.23456")
    assert str(found["v"].dtype) == "decimal128(38, 5)[pyarrow]"


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        (f"select {10**49 + 1} as v", Decimal(10**49 + 1)),
        ("select 'Infinity'::numeric as v", float("inf")),
        ("select 99999999999999999999::numeric(30, 2) as v", Decimal("99999999999999999999.00")),
    ],
)  # fmt: skip
def test_a_decimal_is_exact_as_long_as_arrow_can_be(
    reading: PostgreSQLConnection, sql: str, value: Any
) -> None:
    assert cell(reading, sql) == value


@pytest.mark.parametrize("value", ["infinity", "0044-03-15 BC", "12345-01-01"])
@pytest.mark.parametrize("rows", [1, MANY])
def test_a_date_that_no_frame_can_hold_is_named(reading: PostgreSQLConnection, value: str, rows: int) -> None:
    with pytest.raises(ExecutionError, match="The column d holds a date") as caught:
        run(reading, f"select date '{value}' as d from generate_series(1, {rows})")
    assert '"d"::text' in str(caught.value.hint)
    assert cell(reading, "select 1") == 1


@pytest.mark.parametrize(
    ("sql", "values", "found"),
    [
        ("select :d::date + 1 as v", {"d": "2024-01-31"}, pd.Timestamp("2024-02-01")),
        ("select count(*) from kinds where id = any(:ids)", {"ids": [1, 2, 3]}, 3),
        ("select count(*) from kinds where day < :day", {"day": pd.Timestamp("2020-01-02")}, 33),
        ("select :t || '%' as v", {"t": "50"}, "50%"),
        ("select coalesce(:n, 7) as v", {"n": None}, 7),
        ("select :a::int + :a::int as v", {"a": 4}, 8),
        ("select count(*) from kinds where money = :m", {"m": Decimal("0.14")}, 1),
    ],
)
def test_values_are_bound_as_the_server_types_them(
    reading: PostgreSQLConnection, sql: str, values: dict[str, Any], found: Any
) -> None:
    assert run(reading, sql, values).iloc[0, 0] == found


def test_a_large_result_with_binds_is_whole(reading: PostgreSQLConnection) -> None:
    assert len(run(reading, "select * from kinds where id > :n", {"n": 0})) == MANY


def test_each_statement_runs_once(
    postgresql: PostgreSQLServer, database: str, reading: PostgreSQLConnection, writing: PostgreSQLConnection
) -> None:
    assert [cell(writing, "select nextval('counter')") for _ in range(3)] == [1, 2, 3]
    postgresql.run(
        f"alter database {database} set track_functions = 'all';"
        "create function touched(i int) returns int language plpgsql volatile as $$ begin return i; end $$",
        database,
    )
    reading.close()
    counting = open_connection(postgresql.config(database))
    for rows in (10, MANY):
        assert len(run(counting, f"select touched(id) from kinds where id <= {rows}")) == rows
    counting.close()
    deadline = time.monotonic() + 10
    calls = 0
    while calls < MANY + 10 and time.monotonic() < deadline:
        time.sleep(0.1)
        ((calls,),) = postgresql.run(
            "select calls from pg_stat_user_functions where funcname = 'touched'", database
        )
    assert calls == MANY + 10


# ---------------------------------------------------------------------------------------------- read-only

HARMFUL = [
    "insert into notes (body) values ('x')",
    "with x as (delete from notes returning *) select * from x",
    "commit",
    "commit and chain",
    "rollback",
    "begin",
    "end; delete from notes",
    "commit; begin read write; delete from notes; commit",
    "set transaction read write",
    "set default_transaction_read_only = off",
    "set session characteristics as transaction read write",
    "select set_config('default_transaction_read_only', 'off', false)",
    "select set_config('transaction_read_only', 'off', false)",
    "reset all",
    "discard all",
    "explain analyze create table made as select 1",
    "explain analyze delete from notes",
    "select * into made from notes",
    "create temp table made (a int)",
    "select lo_create(4711)",
    "select pg_advisory_lock(4711)",
    "prepare kept as delete from notes",
    "declare kept cursor with hold for select 1",
    "copy notes to stdout",
    "copy notes from stdin",
    "lock table notes",
    "do $$ begin delete from notes; end $$",
    "truncate notes",
    "select nextval('counter')",
    "savepoint s",
    "prepare transaction 'kept'",
    "set role reader",
    "vacuum notes",
    "select 1; delete from notes",
    "",
    "-- nothing",
]


@pytest.mark.parametrize("sql", HARMFUL)
def test_without_any_guard_nothing_changes_and_nothing_is_left(
    postgresql: PostgreSQLServer, database: str, reading: PostgreSQLConnection, sql: str
) -> None:
    before = _state(postgresql, database)
    for _ in range(2):
        try:
            run(reading, sql)
        except ExecutionError as error:
            assert error.message  # noqa: PT017 - either outcome is right; what stays behind is not
    with pytest.raises(ExecutionError):
        run(reading, "insert into notes (body) values ('after')")
    assert _state(postgresql, database) == before
    assert cell(reading, "select count(*) from pg_prepared_statements") == 0
    assert cell(reading, "select count(*) from pg_cursors where is_holdable") == 0
    assert cell(reading, "select count(*) from pg_locks where locktype = 'advisory'") == 0
    assert (
        cell(reading, "select current_setting('default_transaction_read_only') || current_user")
        == "on" + ADMIN
    )


def _state(server: PostgreSQLServer, database: str) -> Any:
    return server.run(
        "select (select array_agg(body) from notes), (select count(*) from pg_class), "
        "(select count(*) from pg_largeobject_metadata), (select count(*) from pg_prepared_xacts), "
        "(select last_value from counter)",
        database,
    )


def test_nothing_stays_open_on_the_server(
    postgresql: PostgreSQLServer, database: str, reading: PostgreSQLConnection
) -> None:
    run(reading, "select * from kinds", rows=10)
    run(reading, "select 1", rows=10)
    with pytest.raises(ExecutionError):
        run(reading, "select * from kinds", bytes=1000)
    with pytest.raises(ExecutionError):
        run(reading, "select id, 1 / (id - 20000) from kinds")
    states = postgresql.run(f"select distinct state from pg_stat_activity where datname = '{database}' "
                            "and application_name = 'iopsdata-jupyter'")  # fmt: skip
    assert states == [("idle",)]


def test_a_nul_is_refused_before_libpq_cuts_the_statement_there(reading: PostgreSQLConnection) -> None:
    with pytest.raises(ExecutionError, match="NUL"):
        run(reading, "select 1 \0 ; drop table notes")


# ---------------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize("access", ["read_only", "read_write"])
@pytest.mark.parametrize(
    ("sql", "message", "near"),
    [
        ("select id from kinds wher id = 1", 'Syntax error at or near "id".', "id = 1"),
        ("select\n  nope\nfrom kinds", 'Column "nope" does not exist.', "nope"),
        ("select * from nowhere", 'Relation "nowhere" does not exist.', "nowhere"),
        ("select 1 where nosuch(2) = 1", "Function nosuch(integer) does not exist.", "nosuch"),
        ("show nope", 'Unrecognized configuration parameter "nope".', None),
        ("select 'é', 1 / 0 as v", "Division by zero.", None),
        ("select 'é' as v, nope", 'Column "nope" does not exist.', "nope"),
    ],
)
def test_an_error_has_the_servers_words_and_its_place(
    opened: Callable[..., PostgreSQLConnection], access: str, sql: str, message: str, near: str | None
) -> None:
    with pytest.raises(ExecutionError) as caught:
        run(opened(access=access), sql)
    assert caught.value.message == message
    assert caught.value.position == (sql.index(near) if near else None)


def test_an_error_far_down_a_large_result_has_the_servers_words(reading: PostgreSQLConnection) -> None:
    with pytest.raises(ExecutionError, match="Division by zero"):
        run(reading, "select id, 1 / (id - 29999) as v from kinds")
    assert cell(reading, "select 1") == 1


# ---------------------------------------------------------------------------------------------- stopping

SLOW = {
    "rows": "select pg_sleep(30)",
    "bulk": "select id, pg_sleep(0.01)::text from kinds",
    "bulk, before the first row": "select a.id from kinds a, kinds b where a.id + b.id < 0",
}


@pytest.mark.parametrize("sql", SLOW.values(), ids=SLOW)
@pytest.mark.parametrize("access", ["read_only", "read_write"])
def test_ctrl_c_stops_the_statement_on_the_server(
    postgresql: PostgreSQLServer, opened: Callable[..., PostgreSQLConnection], sql: str, access: str
) -> None:
    connection = opened(access=access)
    interrupt_after(0.5)
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        run(connection, sql)
    assert time.monotonic() - started < 2.0
    assert cell(connection, "select 1") == 1
    still = "select query from pg_stat_activity where state = 'active' and query ~ 'sleep|a.id'"
    assert not postgresql.run(still + " and pid <> pg_backend_pid()")


@pytest.mark.parametrize("sql", SLOW.values(), ids=SLOW)
def test_time_stops_a_statement(reading: PostgreSQLConnection, sql: str) -> None:
    started = time.monotonic()
    with pytest.raises(ExecutionError, match=r"stopped after 0\.5 s"):
        run(reading, sql, seconds=0.5)
    assert time.monotonic() - started < 2.0
    assert cell(reading, "select 1") == 1


def test_a_stopped_statement_leaves_its_transaction_to_be_undone(writing: PostgreSQLConnection) -> None:
    run(writing, "begin")
    run(writing, "insert into notes (body) values ('undone')")
    with pytest.raises(ExecutionError, match="stopped"):
        run(writing, "select pg_sleep(30)", seconds=0.3)
    assert writing.in_transaction()
    with pytest.raises(ExecutionError, match="aborted") as caught:
        run(writing, "select 1")
    assert "rollback" in str(caught.value.hint)
    run(writing, "rollback")
    assert not writing.in_transaction()
    assert cell(writing, "select count(*) from notes where body = 'undone'") == 0


# ---------------------------------------------------------------------------------------------- losses


def end_sessions(server: PostgreSQLServer, database: str) -> None:
    server.run(f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}'")


@pytest.mark.parametrize("access", ["read_only", "read_write"])
def test_a_session_that_ended_while_nothing_ran_is_opened_anew(
    postgresql: PostgreSQLServer, database: str, opened: Callable[..., PostgreSQLConnection], access: str
) -> None:
    connection = opened(access=access)
    end_sessions(postgresql, database)
    time.sleep(0.2)
    assert cell(connection, "select 1") == 1


@pytest.mark.parametrize("sql", SLOW.values(), ids=SLOW)
def test_a_loss_in_the_middle_is_told_and_the_next_statement_connects(
    postgresql: PostgreSQLServer, database: str, reading: PostgreSQLConnection, sql: str
) -> None:
    threading.Timer(0.5, end_sessions, (postgresql, database)).start()
    with pytest.raises(ConnectionFailed, match="was lost") as caught:
        run(reading, sql)
    assert "Run the cell again" in str(caught.value.hint)
    assert cell(reading, "select 1") == 1
    assert len(run(reading, "select id from kinds")) == MANY + 1


def test_a_lost_transaction_is_told(
    postgresql: PostgreSQLServer, database: str, writing: PostgreSQLConnection
) -> None:
    run(writing, "begin")
    run(writing, "insert into notes (body) values ('lost')")
    end_sessions(postgresql, database)
    time.sleep(0.2)
    with pytest.raises(ConnectionFailed, match="open transaction was undone"):
        run(writing, "commit")
    assert not writing.in_transaction()
    assert cell(writing, "select count(*) from notes where body = 'lost'") == 0


def test_a_crashed_server_is_found_again_once_it_is_back() -> None:
    with PostgreSQLServer() as server:
        connection = open_connection(server.config())
        server.crash()
        with pytest.raises(
            ConnectionFailed, match=f"Nothing answers at PostgreSQL at 127.0.0.1:{server.port}"
        ):
            run(connection, "select 1")
        server.start()
        assert cell(connection, "select 1") == 1
        connection.close()


@pytest.mark.parametrize("sql", SLOW.values(), ids=SLOW)
def test_a_network_that_is_gone_holds_nobody_longer_than_it_must(
    postgresql: PostgreSQLServer, database: str, sql: str
) -> None:
    with FreezingProxy(postgresql.port) as proxy:
        config = postgresql.config(database)
        config = dataclasses.replace(
            config, target=config.target.replace(str(postgresql.port), str(proxy.port))
        )
        connection = open_connection(config)
        assert len(run(connection, "select id from kinds")) == MANY + 1
        threading.Timer(0.3, proxy.freeze).start()
        started = time.monotonic()
        with pytest.raises(ExecutionError, match="stopped after 1 s"):
            run(connection, sql, seconds=1)
        assert time.monotonic() - started < 7
        proxy.thaw()
        assert cell(connection, "select 1") == 1
        assert len(run(connection, "select id from kinds")) == MANY + 1
        connection.close()
    end_sessions(postgresql, database)


def test_the_bulk_connection_is_nobody_else_s_until_it_is_rolled_back(
    reading: PostgreSQLConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: dict[str, bool] = {}
    original = Bulk._run

    def noted(bulk: Bulk, sql: str) -> None:
        ran[sql] = bulk.busy
        original(bulk, sql)

    monkeypatch.setattr(Bulk, "_run", noted)
    run(reading, "select id from kinds")
    assert ran["BEGIN READ ONLY"]
    assert ran["ROLLBACK"]


def test_a_closed_connection_stays_closed(reading: PostgreSQLConnection) -> None:
    reading.close()
    with pytest.raises(ConnectionFailed, match="is closed"):
        run(reading, "select 1")


# ---------------------------------------------------------------------------------------------- connecting


def refused_config(url: str, port: int, database: str) -> ConnectionConfig:
    config = parse_target(url.format(port=port, db=database, password=quote(PASSWORD, safe="")))
    if config.password is not None:
        return config
    return dataclasses.replace(config, password=Secret("W0rds-not-to-show"))


@pytest.mark.parametrize(
    ("url", "message", "hint"),
    [
        ("postgresql://keeper@127.0.0.1:{port}/{db}", "refused the password of user keeper", "PGPASSWORD"),
        (
            "postgresql://nobody_here@127.0.0.1:{port}/{db}",
            "refused the password of user nobody_here",
            "user",
        ),
        (
            "postgresql://keeper:{password}@127.0.0.1:{port}/tst_1",
            "has no database tst_1",
            "Did you mean test_1",
        ),
        (
            "postgresql://keeper@127.0.0.1:1/{db}",
            "Nothing answers at PostgreSQL at 127.0.0.1:1",
            "host and port",
        ),
        ("postgresql://keeper@no-such-host.invalid/{db}", "There is no host no-such-host.invalid", "name"),
        ("postgresql://h/{db}?sslmod=require", "no option 'sslmod'", "Did you mean sslmode"),
        ("postgresql:///{db}?service=nosuch", "There is no service nosuch", "pg_service.conf"),
        (
            "postgresql://keeper:{password}@127.0.0.1:{port}/{db}?sslmode=require",
            "does not encrypt",
            "sslmode",
        ),
    ],
)
def test_a_refusal_says_what_to_do_and_no_secret(
    postgresql: PostgreSQLServer, database: str, url: str, message: str, hint: str
) -> None:
    config = refused_config(url, postgresql.port, database)
    with pytest.raises(ConnectionFailed) as caught:
        open_connection(config)
    assert message in caught.value.message
    assert hint in str(caught.value.hint)
    told = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    told += str(caught.value) + repr(config)
    assert PASSWORD not in told
    assert "W0rds" not in told
    assert quote(PASSWORD, safe="") not in told


def test_a_missing_password_is_asked_for(postgresql: PostgreSQLServer, database: str) -> None:
    with pytest.raises(ConnectionFailed, match="wants a password for user keeper"):
        open_connection(dataclasses.replace(postgresql.config(database), password=None))


def test_libpqs_own_files_and_variables_work(
    postgresql: PostgreSQLServer, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passwords = tmp_path / "pgpass"
    passwords.write_text(f"127.0.0.1:{postgresql.port}:*:{ADMIN}:{PASSWORD}\n")
    passwords.chmod(0o600)
    services = tmp_path / "services.conf"
    services.write_text(f"[shop]\nhost=127.0.0.1\nport={postgresql.port}\ndbname={database}\nuser={ADMIN}\n")
    monkeypatch.setenv("PGPASSFILE", str(passwords))
    monkeypatch.setenv("PGSERVICEFILE", str(services))
    for target in (postgresql.url(database), "postgresql://?service=shop"):
        connection = open_connection(parse_target(target))
        assert cell(connection, "select current_database()") == database
        assert len(run(connection, "select id from kinds")) == MANY + 1
        connection.close()
    monkeypatch.delenv("PGPASSFILE")
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    monkeypatch.setenv("PGPORT", str(postgresql.port))
    monkeypatch.setenv("PGUSER", ADMIN)
    connection = open_connection(parse_target(f"postgres://127.0.0.1/{database}"))
    assert cell(connection, "select current_user") == ADMIN
    connection.close()


def test_connect_args_reach_the_server(postgresql: PostgreSQLServer, database: str) -> None:
    config = parse_target(
        postgresql.url(database),
        connect_args={"password": PASSWORD, "application_name": "mine", "options": "-c work_mem=5MB"},
    )
    connection = open_connection(config)
    assert cell(connection, "select current_setting('application_name')") == "mine"
    assert cell(connection, "select current_setting('work_mem')") == "5MB"
    connection.close()


def test_a_description_tells_who_may_do_what(
    postgresql: PostgreSQLServer, database: str, reading: PostgreSQLConnection
) -> None:
    found = reading.describe()
    assert (found.user, found.is_superuser, found.can_write) == (ADMIN, True, True)
    assert found.version.startswith("PostgreSQL 1")
    postgresql.run("revoke create on schema public from public", database)
    reader = open_connection(postgresql.config(database, user="reader"))
    found = reader.describe()
    assert (found.user, found.is_superuser, found.can_write) == ("reader", False, False)
    reader.close()


def test_a_missing_package_names_the_command_that_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ConnectionFailed) as caught:
        open_connection(ConnectionConfig("shop", "postgresql", "postgresql://h/shop"))
    assert 'pip install "iopsdata-jupyter[postgresql]"' in str(caught.value.hint)


def test_without_adbc_everything_still_works(
    reading: PostgreSQLConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "adbc_driver_postgresql", None)
    for _ in range(2):
        assert len(run(reading, "select id from kinds")) == MANY + 1


# ---------------------------------------------------------------------------------------------- writing


def test_frames_are_loaded_with_every_type(writing: PostgreSQLConnection) -> None:
    rows = pa.table(
        {
            "i": pa.array([1, None], pa.uint64()),
            "l": pa.array([["a,b", 'say "x"\\', None], None], pa.list_(pa.string())),
            "n": pa.array([[1, 2], []], pa.list_(pa.int64())),
            "s": pa.array([{"a": "ü"}, None]),
            "b": pa.array([b"\x00\xff", None]),
            "d": pa.array(["x", None]).dictionary_encode(),
            "z": pa.array([0, None], pa.timestamp("us", "Europe/Oslo")),
            "t": pa.array([3_600_000_000, None], pa.time64("us")),
            "w": pa.array([90_061, None], pa.duration("s")),
            "x": pa.array([None, None], pa.null()),
            "f": pa.array([float("inf"), float("nan")]),
            'o\'hara "q"': ["line\nbreak, \t", "\\N"],
        }
    )
    assert writing.load("public.every kind", rows, "create") == 2
    found = execute(writing, Bound('select * from "every kind"', {}), Limits(), form="arrow").frame
    first = found.slice(0, 1).to_pylist()[0]
    assert first["l"] == ["a,b", 'say "x"\\', None]
    assert first["n"] == [1, 2]
    assert first["s"] == '{"a": "ü"}'
    assert first["b"] == b"\x00\xff"
    assert first["z"].timestamp() == 0
    assert first["w"].days == 1
    assert found.column('o\'hara "q"').to_pylist() == ["line\nbreak, \t", "\\N"]
    assert writing.load("every kind", rows.slice(0, 1), "replace") == 1
    assert cell(writing, 'select count(*) from "every kind"') == 1


def test_loading_joins_an_open_transaction_and_fails_whole(writing: PostgreSQLConnection) -> None:
    run(writing, "begin")
    assert writing.load("notes", pa.table({"body": ["one", "two"]}), "append") == 2
    run(writing, "rollback")
    assert cell(writing, "select count(*) from notes where body in ('one', 'two')") == 0
    with pytest.raises(ExecutionError, match="nope"):
        writing.load("notes", pa.table({"nope": ["x"]}), "append")
    assert not writing.in_transaction()


def test_a_session_keeps_its_state_on_a_writable_connection(writing: PostgreSQLConnection) -> None:
    run(writing, "create temp table scratch as select id from kinds")
    run(writing, "set work_mem = '7MB'")
    assert cell(writing, "select count(*) from scratch") == MANY + 1
    assert len(run(writing, "select * from scratch")) == MANY + 1
    assert cell(writing, "select current_setting('work_mem')") == "7MB"
    assert run(writing, "insert into notes (body) values ('r') returning body")["body"].tolist() == ["r"]
    run(writing, "delete from notes where body = 'r'")
