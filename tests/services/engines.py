"""Every engine that one test body runs over: how a small shop is made in it and how it is opened."""

from __future__ import annotations

import dataclasses
import sqlite3
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest

from iopsdata_jupyter.connections.drivers import open_connection
from iopsdata_jupyter.connections.models import Connection, ConnectionConfig
from iopsdata_jupyter.connections.secret import Secret

SCHEMA = """
create table stores (id integer primary key, city varchar(40) not null);
create table orders (id integer primary key, store_id integer, amount decimal(10, 2),
                     placed_on date, note varchar(40), foreign key (store_id) references stores (id));
insert into stores values (1, 'Bergen'), (2, 'Lund');
insert into orders values (1, 1, 9.5, '2024-01-31', null), (2, 2, 20, '2024-02-01', 'gift'),
                          (3, 2, 0.1, null, 'x');
create view big_orders as select * from orders where amount > 5
"""
SPARK_SCHEMA = """
create table stores (id int, city string not null) using parquet;
create table orders (id int, store_id int, amount decimal(10, 2), placed_on date, note string) using parquet;
insert into stores values (1, 'Bergen'), (2, 'Lund');
insert into orders values (1, 1, 9.5, date'2024-01-31', null), (2, 2, 20, date'2024-02-01', 'gift'),
                          (3, 2, 0.1, null, 'x');
create view big_orders as select * from orders where amount > 5
"""
ENDLESS_SQLITE = "with recursive t(n) as (select 1 union all select n + 1 from t) select count(*) from t"


@dataclass(frozen=True)
class Engine:
    """One engine with a shop in it, for one test."""

    name: str
    config: ConnectionConfig
    endless: str
    """A query that does not end by itself."""
    keeps_keys: bool = True
    """Whether it keeps primary and foreign keys."""
    refuses_attach: bool = True
    """Whether ATTACH fails on a read-only connection."""
    clean_up: Callable[[], None] = field(default=lambda: None)

    def open(self, **changes: Any) -> Connection:
        """A new connection to the shop; read-only unless told otherwise."""
        return open_connection(dataclasses.replace(self.config, **changes))


@dataclass(frozen=True)
class SparkEngine(Engine):
    """Every session of Sail has a catalog of its own, so each connection makes its shop."""

    def open(self, **changes: Any) -> Connection:
        connection = open_connection(dataclasses.replace(self.config, access="read_write"))
        for statement in SPARK_SCHEMA.split(";"):
            list(connection.execute(statement, {}).batches)
        connection.config = dataclasses.replace(self.config, **changes)
        return connection


Maker = Callable[[pytest.FixtureRequest, Path], Engine]


def make_duckdb(request: pytest.FixtureRequest, folder: Path) -> Engine:
    path = folder / "it's a shop?mode=rwc#.duckdb"
    with duckdb.connect(str(path)) as native:
        for statement in SCHEMA.split(";"):
            native.execute(statement)
    endless = "select count(*) from range(1000000) a(x), range(10000000) b(y) where x * y % 7 = 3"
    return Engine("duckdb", ConnectionConfig("shop", "duckdb", str(path)), endless)


def make_sqlite(request: pytest.FixtureRequest, folder: Path) -> Engine:
    path = folder / "it's a shop?mode=rwc#.sqlite"
    _fill_sqlite(path)
    return Engine("sqlite", ConnectionConfig("shop", "sqlite", str(path)), ENDLESS_SQLITE)


def make_sqlalchemy_sqlite(request: pytest.FixtureRequest, folder: Path) -> Engine:
    path = folder / "shop.sqlite"
    _fill_sqlite(path)
    config = ConnectionConfig("shop", "sqlalchemy", f"sqlite:///{path}")
    return Engine("sqlalchemy-sqlite", config, ENDLESS_SQLITE, refuses_attach=False)


def _fill_sqlite(path: Path) -> None:
    native = sqlite3.connect(path)
    native.executescript(SCHEMA)
    native.close()


def make_mysql(request: pytest.FixtureRequest, folder: Path) -> Engine:
    server = request.getfixturevalue("mariadb")
    database = f"shop_{uuid.uuid4().hex[:8]}"
    server.run(f"create database {database}")
    server.run(*SCHEMA.split(";"), database=database)
    config = ConnectionConfig("shop", "mysql", server.url(database), password=Secret(server.root_password))
    endless = "select count(*) from seq_1_to_1000000 a, seq_1_to_1000000 b"
    return Engine("mysql", config, endless, clean_up=lambda: server.run(f"drop database {database}"))


def make_postgresql(request: pytest.FixtureRequest, folder: Path) -> Engine:
    return _postgresql(request, "postgresql", "postgresql")


def make_sqlalchemy_postgresql(request: pytest.FixtureRequest, folder: Path) -> Engine:
    return _postgresql(request, "sqlalchemy", "postgresql+psycopg")


def _postgresql(request: pytest.FixtureRequest, driver: str, scheme: str) -> Engine:
    from tests.services.postgresql import PASSWORD

    server = request.getfixturevalue("postgresql")
    database = f"shop_{uuid.uuid4().hex[:8]}"
    server.run(f"create database {database}")
    server.run(SCHEMA, database)
    target = server.url(database).replace("postgresql:", f"{scheme}:", 1)
    config = ConnectionConfig("shop", driver, target, password=Secret(PASSWORD))
    endless = "select count(*) from generate_series(1, 1000000) a, generate_series(1, 1000000) b"
    name = driver if driver == "postgresql" else "sqlalchemy-postgresql"
    return Engine(
        name, config, endless, clean_up=lambda: server.run(f"drop database {database} with (force)")
    )


def make_spark(request: pytest.FixtureRequest, folder: Path) -> Engine:
    server = request.getfixturevalue("spark_connect")
    endless = "select count(*) from range(1000000000000) where id % 7 = 8"
    return SparkEngine("spark", ConnectionConfig("shop", "spark", server.url), endless, keeps_keys=False)


MAKERS: dict[str, Maker] = {
    "duckdb": make_duckdb,
    "sqlite": make_sqlite,
    "mysql": make_mysql,
    "postgresql": make_postgresql,
    "spark": make_spark,
    "sqlalchemy-sqlite": make_sqlalchemy_sqlite,
    "sqlalchemy-postgresql": make_sqlalchemy_postgresql,
}
SERVERS = {"mysql", "postgresql", "spark", "sqlalchemy-postgresql"}
ENGINES = [pytest.param(name, marks=[pytest.mark.service] * (name in SERVERS)) for name in MAKERS]
