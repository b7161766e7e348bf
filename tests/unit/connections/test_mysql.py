"""What is MySQL's own: types, exactness, read-only, rights, addresses."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from iopsdata_jupyter.connections.drivers import open_connection
from iopsdata_jupyter.connections.models import Connection
from iopsdata_jupyter.connections.secret import Secret
from iopsdata_jupyter.errors import ConnectionFailed, ExecutionError, UsageError
from iopsdata_jupyter.execution.execute import Limits, execute
from iopsdata_jupyter.execution.parameters import Bound
from tests.services.mariadb import MariaDB

pytestmark = pytest.mark.service

TYPES = """
create table kinds (
  flag tinyint(1), small tinyint, big bigint unsigned, exact decimal(10, 2), wide decimal(65, 30), day date,
  at datetime(6), clock time, bit1 bit(1), bits bit(9), doc json, raw blob, prose text, f float, d double,
  y year, pick enum('x', 'y'))
"""
VALUES = (
    "insert into kinds values (1, -5, 18446744073709551615, -1.50, 1.5, '2024-01-31', "
    "'2024-01-31 10:11:12.123456', '10:11:12', b'1', b'100000001', '{\"a\":1}', x'00ff', 'o''hara', 1.5, "
    "2.25, 2024, 'x')"
)


@pytest.fixture
def database(mariadb: MariaDB) -> str:
    return mariadb.new_database(f"{TYPES};{VALUES};insert into kinds (flag) values (null)")


@pytest.fixture
def connection(mariadb: MariaDB, database: str) -> Iterator[Connection]:
    opened = open_connection(mariadb.config(database))
    yield opened
    opened.close()


def frame(connection: Connection, sql: str) -> Any:
    return execute(connection, Bound(sql, {}), Limits()).frame


def test_types_come_as_the_server_declares_them(connection: Connection) -> None:
    found = {name: str(dtype) for name, dtype in frame(connection, "select * from kinds").dtypes.items()}
    assert found == {
        "flag": "boolean", "small": "Int8", "big": "UInt64", "exact": "decimal128(10, 2)[pyarrow]",
        "wide": "decimal256(65, 30)[pyarrow]", "day": found["day"], "at": "datetime64[us]", "clock": "object",
        "bit1": "boolean", "bits": "UInt64", "doc": "str", "raw": "object", "prose": "str", "f": "float32",
        "d": "float64", "y": "Int16", "pick": "str",
    }  # fmt: skip
    assert found["day"].startswith("datetime64")


def test_values_are_exact(connection: Connection) -> None:
    row = frame(connection, "select * from kinds where flag").iloc[0].to_dict()
    assert row["big"] == 18446744073709551615
    assert row["exact"] == Decimal("-1.50")
    assert row["clock"] == dt.time(10, 11, 12)
    assert (row["bits"], row["raw"], row["prose"]) == (257, b"\x00\xff", "o'hara")


def test_zero_dates_are_null(connection: Connection) -> None:
    sql = "select cast('2024-01-31' as date) as d union all select cast('0000-00-00' as date)"
    assert frame(connection, sql)["d"].isna().tolist() == [False, True]


def test_a_small_number_in_a_boolean_column_stays_a_number(mariadb: MariaDB) -> None:
    name = mariadb.new_database("create table t (stars tinyint(1)); insert into t values (1), (5)")
    connection = open_connection(mariadb.config(name))
    assert frame(connection, "select stars from t order by stars")["stars"].tolist() == [1, 5]
    connection.close()


def test_a_time_beyond_a_day_is_text(connection: Connection) -> None:
    assert frame(connection, "select time'-30:00:00' as t")["t"].tolist() == ["-30:00:00"]


@pytest.mark.parametrize(
    "sql",
    [
        "create table other (a int)",
        "truncate table kinds",
        "alter table kinds add z int",
        "select 1; drop table kinds",
        "load data local infile '/etc/hostname' into table kinds",
        "call sys.nothing()",
    ],
)
def test_the_server_refuses_what_a_parser_might_miss(connection: Connection, sql: str) -> None:
    with pytest.raises(ExecutionError):
        frame(connection, sql)
    assert frame(connection, "select count(*) as n from kinds")["n"].tolist() == [2]
    assert frame(connection, "show tables").iloc[:, 0].tolist() == ["kinds"]


def test_a_read_is_executed_once(mariadb: MariaDB) -> None:
    connection = open_connection(
        mariadb.config(mariadb.new_database("create sequence s"), access="read_write")
    )
    numbers = [frame(connection, "select nextval(s) as n")["n"].tolist() for _ in range(3)]
    assert numbers == [[1], [2], [3]]
    connection.close()


@pytest.mark.parametrize(
    ("user", "can_write", "is_superuser"), [("root", True, True), ("reader", False, False)]
)
def test_what_the_account_may_do_is_told(
    mariadb: MariaDB, user: str, *, can_write: bool, is_superuser: bool
) -> None:
    connection = open_connection(mariadb.config("mysql", user))
    found = connection.describe()
    assert (found.can_write, found.is_superuser) == (can_write, is_superuser)
    assert found.version.startswith("MariaDB 1")
    assert found.user == f"{user}@127.0.0.1"
    connection.close()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"password": Secret("S3cr3t")}, "refused the user or the password"),
        ({"target": "mysql://root@127.0.0.1:1/shop"}, "No MySQL or MariaDB server answers at 127.0.0.1:1"),
        ({"target": "mysql://root@nowhere.invalid:3306/shop"}, "answers at nowhere.invalid:3306"),
    ],
)
def test_a_connection_that_fails_says_why_and_no_secret(
    mariadb: MariaDB, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConnectionFailed) as caught:
        open_connection(dataclasses.replace(mariadb.config("mysql"), **changes))
    assert message in caught.value.message
    for secret in ("S3cr3t", mariadb.root_password):
        assert secret not in f"{caught.value}{caught.value.__cause__}"


def test_an_unknown_database_is_named(mariadb: MariaDB) -> None:
    with pytest.raises(ConnectionFailed, match="Unknown database 'shoop'"):
        open_connection(mariadb.config("shoop"))


def test_a_misspelt_option_is_an_error(mariadb: MariaDB) -> None:
    with pytest.raises(UsageError) as caught:
        open_connection(mariadb.config("mysql", options={"ssl_cq": "x"}))
    assert "ssl_ca" in str(caught.value.hint)


def test_the_server_s_own_time_limit_can_be_set(mariadb: MariaDB) -> None:
    connection = open_connection(mariadb.config("mysql", options={"statement_timeout": 0.2}))
    with pytest.raises(ExecutionError, match="stopped"):
        frame(connection, "select count(*) from seq_1_to_1000000 a, seq_1_to_1000000 b")
    assert frame(connection, "select 1 as n")["n"].tolist() == [1]
    connection.close()


def test_a_lost_server_is_said_to_be_lost(mariadb: MariaDB, connection: Connection) -> None:
    number = frame(connection, "select connection_id() as n")["n"].iloc[0]
    mariadb.run(f"kill {number}")
    with pytest.raises(ExecutionError, match="lost"):
        frame(connection, "select 1")
