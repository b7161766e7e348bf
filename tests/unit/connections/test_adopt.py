"""Live objects of the notebook as connections."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import psycopg
import pymysql
import pytest
import sqlalchemy as sa

from iopsdata_jupyter.connections.adopt import adopt
from iopsdata_jupyter.connections.models import Connection
from iopsdata_jupyter.errors import ConnectionFailed, ExecutionError, StatementRejected, UsageError
from iopsdata_jupyter.session import Session
from tests.services.mariadb import MariaDB
from tests.services.postgresql import PASSWORD, PostgreSQLServer
from tests.services.spark import SparkConnect


def numbers(connection: Connection, sql: str = "select a from t") -> list[Any]:
    return [value for batch in connection.execute(sql, {}).batches for value in batch.column(0).to_pylist()]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    native = sqlite3.connect(tmp_path / "shop.db")
    native.executescript("create table t (a integer); insert into t values (1)")
    native.close()
    return tmp_path / "shop.db"


def test_a_duckdb_connection_is_used_and_left_open() -> None:
    native = duckdb.connect()
    native.sql("create table t as select 42 as a")
    connection = adopt(native)
    assert numbers(connection) == [42]
    connection.close()
    assert native.sql("select a from t").fetchall() == [(42,)]


def test_a_sqlite3_file_is_opened_a_second_time_and_cannot_be_written(file: Path) -> None:
    native = sqlite3.connect(file)
    native.row_factory = sqlite3.Row
    connection = adopt(native)
    assert (numbers(connection), connection.config.name) == ([1], "shop")
    with pytest.raises(ExecutionError):
        numbers(connection, "delete from t")
    connection.close()
    assert native.execute("select a from t").fetchone()["a"] == 1
    native.close()


def test_an_in_memory_sqlite3_database_is_copied_with_what_is_not_committed() -> None:
    native = sqlite3.connect(":memory:")
    native.execute("create table t (a integer)")
    native.execute("insert into t values (7)")
    connection = adopt(native, name="mem")
    assert numbers(connection) == [7]
    assert "copy" in connection.config.note
    connection.close()
    with pytest.raises(UsageError, match="cannot be written"):
        adopt(native, access="read_write")
    native.close()


def test_an_engine_is_used_and_outlives_the_connection(file: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{file}")
    connection = adopt(engine)
    assert numbers(connection) == [1]
    numbers(connection, "delete from t")
    assert numbers(connection) == [1]
    connection.close()
    with engine.connect() as native:
        assert native.scalar(sa.text("select a from t")) == 1
    engine.dispose()


def test_an_engine_s_password_is_nowhere_to_be_seen(file: Path) -> None:
    engine = sa.create_engine("postgresql+psycopg://bob:S3cr3t@127.0.0.1:1/db?sslpassword=S3cr3t")
    with pytest.raises(ConnectionFailed) as caught:
        adopt(engine)
    assert "S3cr3t" not in str(caught.value)


@pytest.mark.parametrize("given", [42, pd.DataFrame(), object(), sa.create_engine("sqlite://")])
def test_other_objects_are_refused_with_a_way_out(given: object) -> None:
    with pytest.raises(UsageError) as caught:
        adopt(given)
    assert caught.value.hint


def test_a_variable_of_the_notebook_connects_by_its_name(file: Path) -> None:
    native = duckdb.connect()
    native.sql("create table t as select 42 as a")
    session = Session(variables=lambda: {"lake": native, "frame": pd.DataFrame({"a": [1]})})
    connection = session.connect("lake")
    assert (connection.config.name, connection.config.owned) == ("lake", False)
    assert session.sql("select a from t").frame["a"].tolist() == [42]
    with pytest.raises(StatementRejected):
        session.sql("drop table t")
    assert "lake" not in session.connections.saved_names()
    with pytest.raises(UsageError, match="live object"):
        session.connections.connect("lake", access="read_write")
    session.connections.close_all()


@pytest.mark.service
def test_a_psycopg_connection_is_used_but_not_in_the_middle_of_its_transaction(
    postgresql: PostgreSQLServer,
) -> None:
    database = postgresql.new_database("create table t (a integer); insert into t values (1)")
    native = psycopg.connect(postgresql.dsn(database))
    connection = adopt(native, name="pg")
    assert numbers(connection) == [1]
    with pytest.raises(ExecutionError):
        numbers(connection, "delete from t")
    native.execute("insert into t values (2)")
    with pytest.raises(ExecutionError, match="own transaction"):
        numbers(connection)
    native.commit()
    assert numbers(connection) == [1, 2]
    connection.close()
    assert native.execute("select count(*) from t").fetchone() == (2,)
    native.close()
    assert PASSWORD not in repr(connection.config)


@pytest.mark.service
def test_a_pymysql_connection_is_used_and_left_open(mariadb: MariaDB) -> None:
    database = mariadb.new_database("create table t (a integer); insert into t values (1)")
    native = pymysql.connect(
        host=mariadb.host, port=mariadb.port, user="root", password=mariadb.root_password, database=database
    )
    connection = adopt(native)
    assert numbers(connection) == [1]
    connection.close()
    with native.cursor() as cursor:
        assert cursor.execute("select a from t") == 1
    native.close()


KEPT: list[object] = []
"""The client's own sessions are never collected: see `drivers/spark/native.py`."""


@pytest.mark.service
def test_a_spark_session_is_used_and_left_open(spark_connect: SparkConnect) -> None:
    from pyspark.sql import SparkSession

    native = SparkSession.builder.remote(spark_connect.url).create()
    KEPT.append(native)
    native.sql("create table t (a int) using parquet")
    native.sql("insert into t values (5)")
    connection = adopt(native)
    assert numbers(connection) == [5]
    connection.close()
    assert native.sql("select a from t").collect()[0][0] == 5
    native.stop()


@pytest.mark.service
def test_rows_that_nobody_fetched_are_not_taken_for_the_notebook_s_transaction(
    postgresql: PostgreSQLServer,
) -> None:
    native = psycopg.connect(postgresql.dsn())
    connection = adopt(native, name="pg")
    next(connection.execute("select generate_series(1, 100000)", {}).batches)
    assert numbers(connection, "select 1") == [1]
    connection.close()
    native.close()
